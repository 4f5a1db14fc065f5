import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import type { MessageKey } from '../../../contract/message-keys.ts';
import { addChild, elementOf, readPath, removeChild, setAttribute, writePath } from '../element-paths.ts';
import { field, note, number, option, select, text, toggle, type FieldSpec, type Place } from '../field-spec.ts';
import { isMissing, wordsFor } from '../host-offer.ts';
import { device, words, type KindSpec, type TemplateSpec } from '../kind-spec.ts';
import { shareMemory } from './machine-sides.ts';

const q35 = (root: XmlElement): boolean => /q35/.test(readPath(root, 'os/type@machine'));
const missing = (name: string) => ({ host }: Place): MessageKey | undefined => (isMissing(host, name) ? 'reason.notSupported' : undefined);
const only = (name: string) => ({ root }: Place): MessageKey | undefined => ((root.child('devices')?.elements(name).length ?? 0) > 0 ? 'hw.reason.onlyOne' : undefined);
const is = (attribute: string, ...values: readonly string[]) => ({ element }: Place): boolean => values.includes(readPath(element, attribute));
const CHARDEVS = ['pty', 'unix', 'tcp', 'udp', 'file', 'dev', 'null', 'stdio', 'pipe', 'spicevmc', 'spiceport', 'qemu-vdagent'];

const graphics: KindSpec = device('graphics', {
  label: 'hw.graphics',
  icon: 'monitor',
  name: () => '',
  summary: (element) => words((element.attribute('type') ?? '').toUpperCase(), readPath(element, 'listen@address') || readPath(element, '@listen')),
  fields: [
    select('@type', 'hw.graphics.type', ({ host }) => wordsFor(host, 'graphics', 'type', ['vnc', 'spice'])),
    field('select', 'listen', 'hw.graphics.listen', {
      isVolatile: true,
      read: ({ element }) => listenOf(element),
      options: ({ element }) => [...new Set(['127.0.0.1', '0.0.0.0', 'none', listenOf(element)])].map((value) => option(value, LISTEN[value])),
      write: ({ element, root }, value) => {
        for (const listen of element.elements('listen')) element.children.splice(element.children.indexOf(listen), 1);
        setAttribute(element, 'listen', value === 'none' ? '' : value);
        writePath(root, element, 'listen@type', value === 'none' ? 'none' : value === '' ? '' : 'address');
        if (value !== 'none' && value !== '') writePath(root, element, 'listen@address', value);
        if (value === 'none') for (const name of ['port', 'autoport', 'tlsPort']) setAttribute(element, name, '');
      },
    }),
    field('text', 'port', 'hw.graphics.port', {
      isVolatile: true,
      help: 'hw.graphics.portHelp',
      read: ({ element }) => (element.attribute('autoport') === 'yes' || element.attribute('port') === '-1' ? '' : (element.attribute('port') ?? '')),
      write: ({ element }, value) => {
        setAttribute(element, 'autoport', value === '' ? 'yes' : 'no');
        setAttribute(element, 'port', value === '' ? '-1' : value);
      },
    }),
    field('password', 'passwd', 'hw.graphics.password', { live: 'update', isVolatile: true, help: 'hw.graphics.passwordHelp', read: ({ element }) => readPath(element, '@passwd'), write: ({ element }, value) => { setAttribute(element, 'passwd', value); } }),
    text('@keymap', 'hw.graphics.keymap', { group: 'hw.group.more' }),
    toggle('gl@enable', 'hw.graphics.gl', { group: 'hw.group.more', shown: is('@type', 'spice', 'egl-headless') }),
    text('gl@rendernode', 'hw.graphics.renderNode', { group: 'hw.group.more', shown: is('@type', 'spice', 'egl-headless') }),
  ],
});
const LISTEN: Readonly<Record<string, MessageKey>> = { '127.0.0.1': 'hw.listen.local', '0.0.0.0': 'hw.listen.all', none: 'hw.listen.none' };
const listenOf = (element: XmlElement): string => (readPath(element, 'listen@type') === 'none' ? 'none' : readPath(element, 'listen@address') || readPath(element, '@listen') || readPath(element, 'listen@socket'));

const video: KindSpec = device('video', {
  label: 'hw.video',
  icon: 'monitor',
  summary: (element) => readPath(element, 'model@type'),
  fields: [
    select('model@type', 'hw.video.model', ({ host }) => wordsFor(host, 'video', 'modelType', ['virtio', 'vga', 'qxl', 'bochs', 'none'])),
    number('model@vram', 'hw.video.vram', { unit: 'MiB', scale: 1024 }),
    number('model@heads', 'hw.video.heads'),
    toggle('model/acceleration@accel3d', 'hw.video.accel', { shown: is('model@type', 'virtio') }),
    number('model/resolution@x', 'hw.video.width', { group: 'hw.group.more' }),
    number('model/resolution@y', 'hw.video.height', { group: 'hw.group.more' }),
  ],
});

const sound: KindSpec = device('sound', { label: 'hw.sound', icon: 'volume', summary: (element) => element.attribute('model') ?? '', fields: [select('@model', 'hw.model', ['ich9', 'ich6', 'ac97', 'usb', 'es1370', 'sb16', 'pcspk'])] });
const input: KindSpec = device('input', {
  label: 'hw.input',
  icon: 'mouse',
  hotplug: true,
  summary: (element) => words(element.attribute('type'), element.attribute('bus')),
  keepReason: ({ element }) => (element.attribute('bus') === 'ps2' ? 'hw.reason.ps2' : undefined),
  fields: [select('@type', 'hw.input.type', ['tablet', 'mouse', 'keyboard', 'passthrough', 'evdev']), select('@bus', 'hw.disk.bus', ['usb', 'virtio', 'ps2', 'xen'])],
});

const tpm: KindSpec = device('tpm', {
  label: 'hw.tpm',
  icon: 'shield',
  summary: (element) => words(readPath(element, 'backend@version'), readPath(element, 'backend@type')),
  fields: [
    select('@model', 'hw.model', ({ host }) => wordsFor(host, 'tpm', 'model', ['tpm-crb', 'tpm-tis'])),
    select('backend@type', 'hw.tpm.backend', ({ host }) => wordsFor(host, 'tpm', 'backendModel', ['emulator', 'passthrough'])),
    select('backend@version', 'hw.tpm.version', ['2.0', '1.2'], { shown: is('backend@type', 'emulator') }),
    toggle('backend@persistent_state', 'hw.tpm.persistent', { shown: is('backend@type', 'emulator') }),
    text('backend/device@path', 'hw.tpm.path', { shown: is('backend@type', 'passthrough') }),
  ],
});

const rng: KindSpec = device('rng', {
  label: 'hw.rng',
  icon: 'dices',
  hotplug: true,
  summary: (element) => readPath(element, 'backend'),
  fields: [
    select('@model', 'hw.model', ({ host }) => wordsFor(host, 'rng', 'model', ['virtio'])),
    text('backend', 'hw.rng.source', { shown: is('backend@model', 'random') }),
    number('rate@bytes', 'hw.rng.bytes', { unit: 'B' }),
    number('rate@period', 'hw.rng.period', { unit: 'ms' }),
  ],
});

const watchdog: KindSpec = device('watchdog', {
  label: 'hw.watchdog',
  icon: 'clock',
  hotplug: true,
  summary: (element) => words(element.attribute('model'), element.attribute('action')),
  fields: [select('@model', 'hw.model', ['i6300esb', 'ib700', 'diag288', 'itco']), select('@action', 'hw.watchdog.action', ['reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi'])],
});

const chardevFields: readonly FieldSpec[] = [
  select('@type', 'hw.char.type', CHARDEVS, { isVolatile: true }),
  text('source@path', 'hw.char.path', { shown: is('@type', 'unix', 'file', 'dev', 'pipe'), isVolatile: true }),
  select('source@mode', 'hw.char.mode', ['bind', 'connect'], { shown: is('@type', 'unix', 'tcp'), isVolatile: true }),
  text('source@host', 'hw.char.host', { shown: is('@type', 'tcp', 'udp') }),
  text('source@service', 'hw.char.service', { shown: is('@type', 'tcp', 'udp') }),
  select('protocol@type', 'hw.char.protocol', ['raw', 'telnet', 'telnets', 'tls'], { shown: is('@type', 'tcp') }),
  text('log@file', 'hw.char.log', { group: 'hw.group.more' }),
];
const targetPort = (element: XmlElement): string => readPath(element, 'target@port');
const serial: KindSpec = device('serial', { label: 'hw.serial', icon: 'terminal', hotplug: false, key: (element) => targetPort(element) || undefined, name: targetPort, summary: (element) => element.attribute('type') ?? '', fields: [...chardevFields, select('target@type', 'hw.char.target', ['isa-serial', 'usb-serial', 'pci-serial', 'spapr-vio-serial', 'system-serial'], { group: 'hw.group.more' })] });
const parallel: KindSpec = device('parallel', { label: 'hw.parallel', icon: 'terminal', name: targetPort, summary: (element) => element.attribute('type') ?? '', fields: chardevFields });
const consoleKind: KindSpec = device('console', { label: 'hw.console', icon: 'terminal', name: targetPort, summary: (element) => words(element.attribute('type'), readPath(element, 'target@type')), fields: [select('target@type', 'hw.char.target', ['serial', 'virtio', 'xen', 'lxc', 'sclp']), ...chardevFields] });
const channel: KindSpec = device('channel', {
  label: (element) => (readPath(element, 'target@name') === 'org.qemu.guest_agent.0' ? 'hw.agent' : 'hw.channel'),
  icon: 'cable',
  hotplug: true,
  key: (element) => readPath(element, 'target@name') || undefined,
  name: () => '',
  summary: (element) => readPath(element, 'target@state') || readPath(element, 'target@name'),
  fields: [text('target@name', 'hw.channel.name'), ...chardevFields, toggle('source/clipboard@copypaste', 'hw.channel.clipboard', { shown: is('@type', 'qemu-vdagent') })],
});

const controller: KindSpec = device('controller', {
  label: 'hw.controller',
  icon: 'usb',
  hotplug: true,
  key: (element) => `${element.attribute('type') ?? ''} ${element.attribute('index') ?? ''} ${element.attribute('model') ?? ''}`,
  name: (element) => words(`${element.attribute('type') ?? ''} ${element.attribute('index') ?? ''}`.trim()),
  summary: (element) => element.attribute('model') ?? '',
  keepReason: ({ element, root }) => (['pci', 'isa'].includes(element.attribute('type') ?? '') ? 'hw.reason.bus' : isUsed(element, root) ? 'hw.reason.inUse' : undefined),
  fields: [
    note('type', 'hw.controller.type', ({ element }) => readPath(element, '@type')),
    select('@model', 'hw.model', ({ element }) => CONTROLLERS[readPath(element, '@type')] ?? []),
    number('driver@queues', 'hw.disk.queues', { group: 'hw.group.performance', shown: is('@type', 'scsi') }),
    number('driver@iothread', 'hw.disk.iothread', { group: 'hw.group.performance', shown: is('@type', 'scsi') }),
    note('attached', 'hw.controller.attached', ({ element, root }) => attached(element, root).map((each) => readPath(each, 'target@dev') || each.name).join(', ')),
  ],
});
const CONTROLLERS: Readonly<Record<string, readonly string[]>> = { scsi: ['virtio-scsi', 'lsilogic', 'lsisas1068', 'vmpvscsi'], usb: ['qemu-xhci', 'nec-xhci', 'ich9-ehci1', 'piix3-uhci', 'none'], 'virtio-serial': ['virtio', 'virtio-transitional'] };
const BUS: Readonly<Record<string, readonly string[]>> = { drive: ['scsi', 'sata', 'ide', 'fdc'], 'virtio-serial': ['virtio-serial'], usb: ['usb'], ccid: ['ccid'] };

/** The devices that are plugged into a controller. */
function attached(element: XmlElement, root: XmlElement): readonly XmlElement[] {
  const [type, index] = [element.attribute('type') ?? '', element.attribute('index') ?? '0'];
  return (root.child('devices')?.elements() ?? []).filter((each) => {
    const address = each.child('address');
    if (address === undefined || each === element || BUS[address.attribute('type') ?? '']?.includes(type) !== true) return false;
    if (address.attribute('type') === 'drive' && each.name === 'disk' && readPath(each, 'target@bus') !== type) return false;
    return (address.attribute(address.attribute('type') === 'usb' ? 'bus' : 'controller') ?? '0') === index;
  });
}
const isUsed = (element: XmlElement, root: XmlElement): boolean => attached(element, root).length > 0;

const filesystem: KindSpec = device('filesystem', {
  label: 'hw.filesystem',
  icon: 'folder',
  hotplug: true,
  key: (element) => readPath(element, 'target@dir') || undefined,
  name: (element) => readPath(element, 'target@dir'),
  summary: (element) => readPath(element, 'source@dir'),
  fields: [
    select('driver@type', 'hw.filesystem.driver', ({ host }) => wordsFor(host, 'filesystem', 'driverType', ['virtiofs', 'path']), { shown: ({ root }) => root.attribute('type') !== 'lxc' }),
    text('source@dir', 'hw.filesystem.source', { help: 'hw.filesystem.sourceHelp' }),
    text('target@dir', 'hw.filesystem.target', { help: 'hw.filesystem.targetHelp' }),
    note('mount', 'hw.filesystem.mount', ({ element }) => mountLine(element), { help: 'hw.filesystem.mountHelp' }),
    toggle('readonly?', 'hw.disk.readonly', { shown: ({ element }) => readPath(element, 'driver@type') !== 'virtiofs' }),
    toggle('binary@xattr', 'hw.filesystem.xattr', { on: 'on', shown: is('driver@type', 'virtiofs') }),
    select('@accessmode', 'hw.filesystem.access', ['passthrough', 'mapped', 'squash']),
  ],
});

/** What is typed in the machine; a tag with anything unusual in it is quoted. */
function mountLine(element: XmlElement): string {
  const tag = readPath(element, 'target@dir');
  const safe = /^[\w./-]+$/.test(tag) ? tag : `'${tag.replaceAll("'", "'\\''")}'`;
  return readPath(element, 'driver@type') === 'virtiofs' ? `mount -t virtiofs ${safe} /mnt` : `mount -t 9p -o trans=virtio,version=9p2000.L ${safe} /mnt`;
}

const redirdev: KindSpec = device('redirdev', { label: 'hw.redirdev', icon: 'usb', hotplug: true, summary: (element) => element.attribute('type') ?? '', fields: [select('@type', 'hw.char.type', ['spicevmc', 'tcp'])] });
const smartcard: KindSpec = device('smartcard', { label: 'hw.smartcard', icon: 'shield', summary: (element) => element.attribute('mode') ?? '', fields: [select('@mode', 'hw.smartcard.mode', ['passthrough', 'host'])] });
const memballoon: KindSpec = device('memballoon', {
  label: 'hw.balloon',
  icon: 'memory',
  summary: (element) => element.attribute('model') ?? '',
  fields: [select('@model', 'hw.model', ['virtio', 'none']), number('stats@period', 'hw.balloon.period', { unit: 's' }), toggle('@autodeflate', 'hw.balloon.autodeflate', { on: 'on' }), toggle('@freePageReporting', 'hw.balloon.reporting', { on: 'on' })],
});
const panic: KindSpec = device('panic', { label: 'hw.panic', icon: 'alert', summary: (element) => element.attribute('model') ?? '', fields: [select('@model', 'hw.model', ['isa', 'pvpanic', 'hyperv', 'pseries', 's390'])] });
const vsock: KindSpec = device('vsock', { label: 'hw.vsock', icon: 'cable', hotplug: true, summary: (element) => readPath(element, 'cid@address'), fields: [toggle('cid@auto', 'hw.vsock.auto', { off_: 'no' }), number('cid@address', 'hw.vsock.cid', { isVolatile: true })] });

const hostdev: KindSpec = device('hostdev', {
  label: (element) => (element.attribute('type') === 'usb' ? 'hw.hostUsb' : element.attribute('type') === 'pci' ? 'hw.hostPci' : 'hw.hostdev'),
  icon: 'usb',
  hotplug: true,
  summary: (element) => hostId(element),
  fields: [
    field('select', 'device', 'hw.hostdev.device', {
      shown: is('@type', 'usb', 'pci'),
      read: ({ element }) => hostId(element),
      options: ({ element, host }) => [...host.devices.filter(({ kind }) => kind === element.attribute('type')).map(({ id, text: words_ }) => option(id, undefined, words_)), ...(host.devices.some(({ id }) => id === hostId(element)) ? [] : [option(hostId(element), hostId(element) === '' ? 'hw.hostdev.choose' : undefined)])],
      write: ({ element, host, root }, value) => {
        const chosen = host.devices.find(({ id }) => id === value);
        if (chosen === undefined) return;
        const old = element.child('source');
        if (old !== undefined) removeChild(element, old);
        addChild(root, element, elementOf(chosen.source));
      },
    }),
    note('group', 'hw.hostdev.group', (place) => groupWords(place), { shown: ({ element }) => element.attribute('type') === 'pci', help: 'hw.hostdev.groupHelp' }),
    toggle('@managed', 'hw.hostdev.managed', { off_: 'no', help: 'hw.hostdev.managedHelp', shown: is('@type', 'pci') }),
    select('rom@bar', 'hw.hostdev.rom', ['on', 'off'], { shown: is('@type', 'pci') }),
    select('source@startupPolicy', 'hw.hostdev.startup', ['mandatory', 'requisite', 'optional'], { shown: is('@type', 'usb') }),
  ],
});

function hostId(element: XmlElement): string {
  const address = element.find('source', 'address');
  if (address === undefined) return words(readPath(element, 'source/vendor@id'), readPath(element, 'source/product@id'));
  if (element.attribute('type') === 'usb') return `usb ${address.attribute('bus') ?? ''}.${address.attribute('device') ?? ''}`;
  const part = (name: string): string => (address.attribute(name) ?? '0').replace(/^0x/, '');
  return element.attribute('type') === 'pci' ? `pci ${part('domain').padStart(4, '0')}:${part('bus').padStart(2, '0')}:${part('slot').padStart(2, '0')}.${part('function')}` : '';
}

/** All of a group go to the machine together, or none. */
function groupWords({ element, host }: Place): string {
  const mine = host.devices.find(({ id }) => id === hostId(element));
  if (mine?.iommuGroup === undefined) return '';
  const others = host.devices.filter(({ iommuGroup, id }) => iommuGroup === mine.iommuGroup && id !== mine.id);
  return [mine.iommuGroup, ...others.map(({ text: words_ }) => words_)].join('\n');
}

/** All other kinds of devices. */
export const otherDevices: readonly KindSpec[] = [graphics, video, sound, input, serial, parallel, consoleKind, channel, tpm, rng, watchdog, hostdev, redirdev, filesystem, smartcard, vsock, panic, memballoon, controller];

const simple = (id: string, label: MessageKey, icon: string, xml: string, off?: (place: Place) => MessageKey | undefined): TemplateSpec => ({ id, kind: /^<(\w+)/.exec(xml)?.[1] ?? id, label, icon, make: () => xml, ...(off === undefined ? {} : { off }) });
const noDevice = (kind: 'pci' | 'usb') => ({ host }: Place): MessageKey | undefined => (host.devices.some((each) => each.kind === kind) ? undefined : 'hw.reason.noHostDevice');

/** Devices that can be added. */
export const otherTemplates: readonly TemplateSpec[] = [
  simple('vnc', 'hw.add.vnc', 'monitor', "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>"),
  simple('spice', 'hw.add.spice', 'monitor', "<graphics type='spice' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>", ({ host }) => (wordsFor(host, 'graphics', 'type', ['spice']).includes('spice') ? undefined : 'reason.notSupported')),
  simple('video', 'hw.add.video', 'monitor', "<video><model type='virtio'/></video>", missing('video')),
  simple('sound', 'hw.add.sound', 'volume', "<sound model='ich9'/>"),
  simple('tablet', 'hw.add.tablet', 'mouse', "<input type='tablet' bus='usb'/>"),
  simple('keyboard', 'hw.add.keyboard', 'mouse', "<input type='keyboard' bus='virtio'/>"),
  { id: 'serial', kind: 'serial', label: 'hw.add.serial', icon: 'terminal', make: ({ root }) => { const port = root.child('devices')?.elements('serial').length ?? 0; return `<serial type='pty'><target port='${port}'/></serial>`; } },
  simple('console', 'hw.add.console', 'terminal', "<console type='pty'><target type='virtio'/></console>"),
  simple('agent', 'hw.add.agent', 'cable', "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>", ({ root }) => ((root.child('devices')?.elements('channel') ?? []).some((each) => readPath(each, 'target@name') === 'org.qemu.guest_agent.0') ? 'hw.reason.onlyOne' : undefined)),
  simple('channel', 'hw.add.channel', 'cable', "<channel type='unix'><target type='virtio' name='org.example.channel.0'/></channel>"),
  { id: 'tpm', kind: 'tpm', label: 'hw.add.tpm', icon: 'shield', off: (place) => missing('tpm')(place) ?? only('tpm')(place), make: ({ root }) => `<tpm model='${q35(root) ? 'tpm-crb' : 'tpm-tis'}'><backend type='emulator' version='2.0'/></tpm>` },
  simple('rng', 'hw.add.rng', 'dices', "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>", missing('rng')),
  simple('watchdog', 'hw.add.watchdog', 'clock', "<watchdog model='i6300esb' action='reset'/>", only('watchdog')),
  { id: 'filesystem', kind: 'filesystem', label: 'hw.add.filesystem', icon: 'folder', off: missing('filesystem'), also: (root) => { if (root.attribute('type') !== 'lxc') shareMemory(root, true); }, make: ({ root }) => (root.attribute('type') === 'lxc' ? "<filesystem type='mount'><source dir='/srv/share'/><target dir='/mnt'/></filesystem>" : "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs'/><source dir='/srv/share'/><target dir='share'/></filesystem>") },
  simple('usb', 'hw.add.usb', 'usb', "<hostdev mode='subsystem' type='usb' managed='yes'><source/></hostdev>", noDevice('usb')),
  simple('pci', 'hw.add.pci', 'usb', "<hostdev mode='subsystem' type='pci' managed='yes'><source/></hostdev>", noDevice('pci')),
  simple('redirdev', 'hw.add.redirdev', 'usb', "<redirdev bus='usb' type='spicevmc'/>", ({ root }) => ((root.child('devices')?.elements('graphics') ?? []).some((each) => each.attribute('type') === 'spice') ? undefined : 'hw.reason.needsSpice')),
  simple('smartcard', 'hw.add.smartcard', 'shield', "<smartcard mode='passthrough' type='spicevmc'/>", ({ root }) => ((root.child('devices')?.elements('graphics') ?? []).some((each) => each.attribute('type') === 'spice') ? undefined : 'hw.reason.needsSpice')),
  simple('scsi', 'hw.add.scsi', 'usb', "<controller type='scsi' model='virtio-scsi'/>"),
  simple('usb-controller', 'hw.add.usbController', 'usb', "<controller type='usb' model='qemu-xhci'/>"),
  simple('vsock', 'hw.add.vsock', 'cable', "<vsock model='virtio'><cid auto='yes'/></vsock>", only('vsock')),
  { id: 'panic', kind: 'panic', label: 'hw.add.panic', icon: 'alert', off: only('panic'), make: () => "<panic model='isa'/>" },
];
