import type { CapabilityItem, NamedItem } from '../../conf/domain-capabilities/domain-capabilities.ts';
import { hasBuiltinIde, machineIs } from '../conf/machine-kinds.ts';
import type { Emulator } from './emulator.ts';

/** What of a host decides about devices. */
export interface DeviceFacts {
  /** Devices of the host can be given to guests (VFIO with IOMMU groups). */
  readonly hasVfio: boolean;
  /** The versions of TPMs that swtpm can emulate; undefined where it is not installed. */
  readonly swtpmVersions: readonly ('1.2' | '2.0')[] | undefined;
}

/** What there is, with the words for its attributes. */
export function item(choices: Readonly<Record<string, readonly string[]>>): CapabilityItem {
  return { supported: true, values: [], choices: Object.entries(choices).map(([name, values]) => ({ name, values: [...values] })) };
}

/** What there is not. */
export function unsupportedItem(): CapabilityItem {
  return { supported: false, values: [], choices: [] };
}

const USB_HOSTS = ['piix3-usb-uhci', 'piix4-usb-uhci', 'usb-ehci', 'ich9-usb-ehci1', 'vt82c686b-usb-uhci', 'pci-ohci', 'nec-usb-xhci', 'qemu-xhci'];

/** The devices of a machine type, each with the words for its attributes in libvirt's order. */
export function deviceCapabilities({ emulator, arch, machine, ...facts }: DeviceFacts & { readonly emulator: Emulator; readonly arch: string; readonly machine: string }): NamedItem<CapabilityItem>[] {
  const { flags } = emulator;
  /** The words whose flag is set; a word without a flag always is there. */
  const words = (table: Readonly<Record<string, string | boolean>>): string[] => Object.entries(table).flatMap(([word, needed]) => (needed === true || (needed !== false && flags.has(needed)) ? [word] : []));
  const os = { os: { type: { arch, machine, name: 'hvm' } } } as Parameters<typeof hasBuiltinIde>[0];
  const hasFloppy = !machineIs.pSeries(os);
  const transitional = 'virtio-pci-non-transitional';
  const virtioNames = (needed: string | boolean): string[] => (words({ virtio: needed }).length === 0 ? [] : words({ 'virtio': true, 'virtio-transitional': transitional, 'virtio-non-transitional': transitional }));
  const usbHost = USB_HOSTS.some((name) => flags.has(name));
  return [
    {
      name: 'disk',
      value: item({
        diskDevice: words({ disk: true, cdrom: true, floppy: hasFloppy, lun: true }),
        bus: words({ ide: hasBuiltinIde(os), fdc: hasFloppy, scsi: true, virtio: true, usb: 'usb-storage', sata: 'ich9-ahci' }),
        model: virtioNames(true),
      }),
    },
    { name: 'graphics', value: item({ type: words({ 'sdl': 'sdl', 'vnc': 'vnc', 'spice': 'spice', 'egl-headless': 'egl-headless', 'dbus': 'display-dbus' }) }) },
    {
      name: 'video',
      value: item({ modelType: words({ vga: 'VGA', cirrus: 'cirrus-vga', vmvga: 'vmware-svga', qxl: 'qxl', virtio: 'virtio-gpu', none: true, bochs: 'bochs-display', ramfb: 'ramfb' }) }),
    },
    {
      name: 'hostdev',
      value: item({
        mode: ['subsystem'],
        startupPolicy: ['default', 'mandatory', 'requisite', 'optional'],
        subsysType: words({ usb: usbHost, pci: true, scsi: true }),
        capsType: [],
        pciBackend: facts.hasVfio && flags.has('vfio-pci') ? ['default', 'vfio'] : [],
      }),
    },
    { name: 'rng', value: item({ model: virtioNames('virtio-rng'), backendModel: words({ random: 'rng-random', egd: 'rng-egd', builtin: 'rng-builtin' }) }) },
    { name: 'filesystem', value: item({ driverType: words({ path: true, handle: true, virtiofs: 'vhost-user-fs' }) }) },
    { name: 'tpm', value: tpmItem(words, facts.swtpmVersions) },
    { name: 'redirdev', value: flags.has('usb-redir') ? item({ bus: ['usb'] }) : unsupportedItem() },
    { name: 'channel', value: item({ type: words({ pty: true, unix: true, spicevmc: 'spice' }) }) },
  ];
}

type Words = (table: Readonly<Record<string, string | boolean>>) => string[];

function tpmItem(words: Words, swtpmVersions: DeviceFacts['swtpmVersions']): CapabilityItem {
  const model = words({ 'tpm-tis': 'tpm-tis', 'tpm-crb': 'tpm-crb', 'tpm-spapr': 'tpm-spapr', 'spapr-tpm-proxy': 'spapr-tpm-proxy' });
  if (model.length === 0) return unsupportedItem();
  const emulated = swtpmVersions === undefined ? false : 'tpm-emulator';
  const backendModel = words({ passthrough: 'tpm-passthrough', emulator: emulated, external: emulated });
  return item({ model, backendModel, ...(swtpmVersions === undefined || swtpmVersions.length === 0 ? {} : { backendVersion: swtpmVersions }) });
}
