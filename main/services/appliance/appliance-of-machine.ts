import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { scaleBytes } from '../../../drivers/conf/lens/scaled-size.ts';
import type { Appliance, ApplianceBus } from '../../../drivers/ovf/appliance.ts';
import { unsupportedAppliance } from '../../../drivers/ovf/ovf-error.ts';

/** Where a machine's disk is on its host. */
export interface DiskSource {
  readonly path: string;
  /** Set where the document names the volume instead of a path. */
  readonly pool: string | undefined;
  readonly format: string;
}

/** What of a machine's identity goes with it; without it a copy is a machine of its own. */
export interface KeptIdentity {
  /** Addresses of network cards. */
  readonly keepMacs?: boolean | undefined;
  /** Variables of the firmware, where they are a file. */
  readonly keepNvram?: boolean | undefined;
}

/** What an appliance tells of a machine, and where its disks come from, in the same order. */
export function applianceOf(root: XmlElement, { keepMacs = false, keepNvram = false }: KeptIdentity = {}): { readonly appliance: Appliance; readonly sources: readonly DiskSource[]; readonly nvram: DiskSource | undefined } {
  const devices = root.child('devices');
  const disks = (devices?.elements('disk') ?? []).filter((disk) => (disk.attribute('device') ?? 'disk') === 'disk');
  const drives = (devices?.elements('disk') ?? []).filter((disk) => disk.attribute('device') === 'cdrom');
  const topology = root.find('cpu', 'topology');
  const memory = root.child('memory');
  const os = root.child('os');
  const loader = os?.child('loader');
  const appliance: Appliance = {
    name: root.child('name')?.text ?? 'machine',
    description: root.child('description')?.text ?? root.child('title')?.text,
    vcpus: Number(root.child('vcpu')?.text ?? 1),
    coresPerSocket: topology === undefined ? undefined : Number(topology.attribute('cores') ?? 1),
    memoryKiB: Number(scaleBytes(BigInt(memory?.text.trim() ?? '0'), memory?.attribute('unit'), 1024n) / 1024n),
    is64Bit: os?.child('type')?.attribute('arch') !== 'i686',
    guest: undefined,
    firmware: os?.attribute('firmware') === 'efi' || loader?.attribute('type') === 'pflash' ? 'efi' : 'bios',
    disks: disks.map((disk) => ({ file: undefined, gzip: false, capacityBytes: 0n, format: undefined, bus: busOf(disk), controller: undefined })),
    cdroms: drives.length,
    nics: (devices?.elements('interface') ?? []).map((nic) => ({ network: networkOf(nic), model: modelOf(nic), mac: keepMacs ? nic.child('mac')?.attribute('address') : undefined })),
    files: [],
  };
  return { appliance, sources: disks.map(sourceOf), nvram: keepNvram ? nvramOf(os?.child('nvram')) : undefined };
}

function busOf(disk: XmlElement): ApplianceBus {
  const bus = disk.child('target')?.attribute('bus');
  return bus === 'ide' || bus === 'sata' || bus === 'virtio' ? bus : 'scsi';
}

function sourceOf(disk: XmlElement): DiskSource {
  const source = disk.child('source');
  const format = disk.child('driver')?.attribute('type') ?? 'raw';
  const target = disk.child('target')?.attribute('dev') ?? '';
  const path = source?.attribute('file') ?? source?.attribute('dev') ?? source?.attribute('volume');
  const type = disk.attribute('type') ?? 'file';
  if (path === undefined || !['file', 'block', 'volume'].includes(type)) throw unsupportedAppliance(`the disk '${target}' is neither a file nor a volume`);
  return { path, pool: type === 'volume' ? source?.attribute('pool') : undefined, format };
}

function nvramOf(nvram: XmlElement | undefined): DiskSource | undefined {
  const path = nvram?.child('source')?.attribute('file') ?? nvram?.text.trim() ?? '';
  return path === '' ? undefined : { path, pool: undefined, format: nvram?.attribute('format') ?? 'raw' };
}

function networkOf(nic: XmlElement): string {
  const source = nic.child('source');
  return source?.attribute('network') ?? source?.attribute('bridge') ?? source?.attribute('dev') ?? (nic.attribute('type') === 'user' ? 'NAT' : 'default');
}

/** The first is what everybody has, the second what those choose who know it. */
function modelOf(nic: XmlElement): string {
  const model = nic.child('model')?.attribute('type') ?? '';
  if (model.startsWith('virtio')) return 'E1000 virtio';
  return { e1000e: 'E1000e E1000', vmxnet3: 'VmxNet3 E1000', pcnet: 'PCNet32' }[model] ?? 'E1000';
}
