import type { CommandOption, CommandOptions } from './command-options.ts';
import { addressXml, bootXml } from './device-address.ts';
import type { OptionValue } from './option-value.ts';
import { xml } from './xml-text.ts';

/** How one of QEMU's devices reads in a document; undefined for what a document has no word for. */
type Reader = (value: OptionValue, driver: string) => string | undefined;

const PCI_CONTROLLERS: Readonly<Record<string, string>> = {
  'pcie-root-port': 'pcie-root-port', ioh3420: 'pcie-root-port', 'pci-bridge': 'pci-bridge', 'pcie-pci-bridge': 'pcie-to-pci-bridge', 'i82801b11-bridge': 'dmi-to-pci-bridge',
  'x3130-upstream': 'pcie-switch-upstream-port', 'xio3130-downstream': 'pcie-switch-downstream-port', pxb: 'pci-expander-bus', 'pxb-pcie': 'pcie-expander-bus',
};
const USB_CONTROLLERS: Readonly<Record<string, string>> = {
  'piix3-usb-uhci': 'piix3-uhci', 'piix4-usb-uhci': 'piix4-uhci', 'usb-ehci': 'ehci', 'ich9-usb-ehci1': 'ich9-ehci1', 'ich9-usb-uhci1': 'ich9-uhci1', 'ich9-usb-uhci2': 'ich9-uhci2',
  'ich9-usb-uhci3': 'ich9-uhci3', 'vt82c686b-usb-uhci': 'vt82c686b-uhci', 'pci-ohci': 'pci-ohci', 'nec-usb-xhci': 'nec-xhci', 'qemu-xhci': 'qemu-xhci',
};
const SCSI_CONTROLLERS: Readonly<Record<string, string>> = {
  lsi: 'lsilogic', lsi53c895a: 'lsilogic', 'spapr-vscsi': 'ibmvscsi', mptsas1068: 'lsisas1068', megasas: 'lsisas1078', pvscsi: 'vmpvscsi', am53c974: 'am53c974', 'dc-390': 'dc390',
};
const VIDEO: Readonly<Record<string, string>> = { VGA: 'vga', 'cirrus-vga': 'cirrus', 'vmware-svga': 'vmvga', 'qxl-vga': 'qxl', qxl: 'qxl', 'virtio-vga': 'virtio', 'virtio-vga-gl': 'virtio', 'virtio-gpu': 'virtio', 'virtio-gpu-gl': 'virtio', 'bochs-display': 'bochs', ramfb: 'ramfb' };
const SOUND: Readonly<Record<string, string>> = { 'intel-hda': 'ich6', 'ich9-intel-hda': 'ich9', AC97: 'ac97', ES1370: 'es1370', sb16: 'sb16', 'usb-audio': 'usb' };
const INPUT: Readonly<Record<string, readonly [type: string, bus: string]>> = {
  'usb-tablet': ['tablet', 'usb'], 'usb-mouse': ['mouse', 'usb'], 'usb-kbd': ['keyboard', 'usb'],
  'virtio-tablet': ['tablet', 'virtio'], 'virtio-mouse': ['mouse', 'virtio'], 'virtio-keyboard': ['keyboard', 'virtio'],
};

/** The number at the end of a controller's name: `pci.3`, `usb1`, `scsi0`. */
function indexOf(value: OptionValue): string {
  return /(\d+)$/.exec(value.get('id') ?? value.get('masterbus')?.replace(/\.\d+$/, '') ?? '')?.[1] ?? '0';
}

function controller(type: string, value: OptionValue, model?: string, inner?: string, more: Readonly<Record<string, string | undefined>> = {}): string {
  return xml('controller', { type, index: indexOf(value), model, ...more }, inner, addressXml(value));
}

const hexNumber = (text: string | undefined): string | undefined => (text === undefined ? undefined : `0x${Number(text).toString(16)}`);

const pci: Reader = (value, driver) => {
  const target = { chassisNr: value.get('chassis_nr'), chassis: value.get('chassis'), port: hexNumber(value.get('port')), busNr: value.get('bus_nr'), hotplug: value.get('hotplug') };
  const said = Object.values(target).some((each) => each !== undefined);
  return controller('pci', value, PCI_CONTROLLERS[driver], `${xml('model', { name: driver })}${said ? xml('target', target) : ''}`);
};

const usbController: Reader = (value, driver) => {
  const start = value.get('firstport');
  return controller('usb', value, USB_CONTROLLERS[driver], start === undefined ? undefined : xml('master', { startport: start }), { ports: value.get('p2') });
};

const hostPci: Reader = (value) => {
  const place = /^(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])$/i.exec(value.get('host') ?? '');
  if (place === null) return undefined;
  const source = xml('address', { domain: `0x${place[1] ?? '0000'}`, bus: `0x${place[2] ?? '0'}`, slot: `0x${place[3] ?? '0'}`, function: `0x${place[4] ?? '0'}` });
  return xml('hostdev', { mode: 'subsystem', type: 'pci', managed: 'yes' }, xml('driver', { name: 'vfio' }), xml('source', {}, source), bootXml(value), addressXml(value));
};

const hostUsb: Reader = (value) => {
  const file = /\/(\d+)\/(\d+)$/.exec(value.get('hostdevice') ?? '');
  const [bus, device] = file === null ? [value.get('hostbus'), value.get('hostaddr')] : [file[1], file[2]];
  const ids = [value.get('vendorid'), value.get('productid')];
  const source = bus !== undefined && device !== undefined ? xml('address', { bus: Number(bus), device: Number(device) }) : ids[0] !== undefined && ids[1] !== undefined ? `${xml('vendor', { id: ids[0] })}${xml('product', { id: ids[1] })}` : undefined;
  return source === undefined ? undefined : xml('hostdev', { mode: 'subsystem', type: 'usb', managed: 'yes' }, xml('source', {}, source), addressXml(value));
};

const simple: Readonly<Record<string, Reader>> = {
  ahci: (value) => controller('sata', value),
  'virtio-serial': (value) => controller('virtio-serial', value, undefined, undefined, { ports: value.get('max_ports') }),
  'virtio-scsi': (value) => controller('scsi', value, 'virtio-scsi', value.get('num_queues') === undefined ? undefined : xml('driver', { queues: value.get('num_queues') })),
  'usb-ccid': (value) => controller('ccid', value),
  'usb-hub': (value) => xml('hub', { type: 'usb' }, addressXml(value)),
  'virtio-balloon': (value) => xml('memballoon', { model: 'virtio', autodeflate: value.get('deflate-on-oom'), freePageReporting: value.get('free-page-reporting') }, addressXml(value)),
  i6300esb: (value) => xml('watchdog', { model: 'i6300esb' }, addressXml(value)),
  ib700: () => xml('watchdog', { model: 'ib700' }),
  pvpanic: () => xml('panic', { model: 'isa' }),
  'vhost-vsock': (value) => xml('vsock', { model: 'virtio' }, xml('cid', { auto: 'no', address: value.get('guest-cid') }), addressXml(value)),
  'vfio-pci': hostPci,
  'usb-host': hostUsb,
};

function readerOf(driver: string): Reader | undefined {
  const own = simple[driver];
  if (own !== undefined) return own;
  if (driver in PCI_CONTROLLERS) return pci;
  if (driver in USB_CONTROLLERS) return usbController;
  if (driver in SCSI_CONTROLLERS) return (value) => controller('scsi', value, SCSI_CONTROLLERS[driver]);
  if (driver in VIDEO) return (value) => xml('video', {}, xml('model', { type: VIDEO[driver], heads: value.get('max_outputs') ?? '1', ...videoMemory(value, driver) }), addressXml(value));
  if (driver in INPUT) return (value) => xml('input', { type: INPUT[driver]?.[0], bus: INPUT[driver]?.[1] }, addressXml(value));
  return undefined;
}

function videoMemory(value: OptionValue, driver: string): Readonly<Record<string, number | undefined>> {
  const mib = (name: string): number | undefined => (value.has(name) ? Number(value.get(name)) * 1024 : undefined);
  if (!driver.startsWith('qxl')) return { vram: mib('vgamem_mb') };
  const bytes = (name: string): number | undefined => (value.has(name) ? Math.floor(Number(value.get(name)) / 1024) : undefined);
  return { ram: bytes('ram_size'), vram: bytes('vram_size'), vgamem: mib('vgamem_mb') };
}

/** QEMU's name of a device without the bus it is for. */
export function plainDriver(driver: string): string {
  return driver.replace(/-(non-)?transitional$/, '').replace(/^(virtio|vhost)(-[a-z0-9-]+?)-(pci|ccw|device)$/, '$1$2');
}

/** Devices that stand for themselves: controllers, video, input, host devices and the small ones. */
export function devicesXml(command: CommandOptions): string[] {
  const all = command.values('device').map(({ option, value }) => ({ option, value, driver: plainDriver(value.get('driver') ?? '') }));
  const found = all.flatMap(({ option, value, driver }) => said(command, option, readerOf(driver)?.(value, driver)));
  return [...found, ...soundXml(command, all), ...rngXml(command, all), ...olderDevices(command)];
}

function said(command: CommandOptions, option: CommandOption, text: string | undefined): string[] {
  if (text === undefined) return [];
  command.say(option);
  return [text];
}

interface Found {
  readonly option: CommandOption;
  readonly value: OptionValue;
  readonly driver: string;
}

function soundXml(command: CommandOptions, all: readonly Found[]): string[] {
  return all.flatMap(({ option, value, driver }) => {
    const model = SOUND[driver];
    if (model === undefined) return [];
    const codecs = all.filter((each) => /^hda-(duplex|micro|output)$/.test(each.driver) && each.value.get('bus') === `${value.get('id') ?? ''}.0`);
    for (const each of codecs) command.say(each.option);
    return said(command, option, xml('sound', { model }, ...codecs.map((each) => xml('codec', { type: each.driver.slice('hda-'.length) })), addressXml(value)));
  });
}

function rngXml(command: CommandOptions, all: readonly Found[]): string[] {
  return all.flatMap(({ option, value, driver }) => {
    if (driver !== 'virtio-rng') return [];
    const object = command.values('object', 'qom-type').find((each) => each.value.get('id') === value.get('rng'));
    const kind = object?.value.get('qom-type');
    if (object !== undefined && (kind === 'rng-random' || kind === 'rng-builtin')) command.say(object.option);
    else if (object !== undefined) return [];
    const backend = kind === 'rng-builtin' ? xml('backend', { model: 'builtin' }) : `<backend model='random'>${object?.value.get('filename') ?? '/dev/urandom'}</backend>`;
    return said(command, option, xml('rng', { model: 'virtio' }, backend, addressXml(value)));
  });
}

const OLDER_VIDEO: Readonly<Record<string, string>> = { std: 'vga', cirrus: 'cirrus', vmware: 'vmvga', qxl: 'qxl', virtio: 'virtio', none: 'none' };
const OLDER_SOUND: Readonly<Record<string, string>> = { hda: 'ich6', ac97: 'ac97', es1370: 'es1370', sb16: 'sb16', pcspk: 'pcspk' };
const OLDER_USB: Readonly<Record<string, string>> = { tablet: 'tablet', mouse: 'mouse', keyboard: 'keyboard' };

function olderDevices(command: CommandOptions): string[] {
  return command.options.flatMap((option) => {
    const value = option.value ?? '';
    switch (option.name) {
      case 'vga':
        return said(command, option, OLDER_VIDEO[value] === undefined ? undefined : xml('video', {}, xml('model', { type: OLDER_VIDEO[value] })));
      case 'soundhw':
        return said(command, option, value.split(',').map((name) => xml('sound', { model: OLDER_SOUND[name] ?? 'ich6' })).join(''));
      case 'usbdevice':
        return said(command, option, OLDER_USB[value] === undefined ? undefined : xml('input', { type: OLDER_USB[value], bus: 'usb' }));
      case 'watchdog':
        return said(command, option, xml('watchdog', { model: value, action: command.take('watchdog-action') }));
      default:
        return [];
    }
  });
}
