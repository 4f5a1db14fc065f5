import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import type { XmlDocument, XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { DiskFacts, NicFacts } from '../../contract/machines.ts';

/** A machine's document, parsed and kept whole: what is not known survives an edit. */
export function parseDomain(xml: string): XmlDocument {
  return parseXml(xml, { url: '(domain_definition)' });
}

/** The devices of one kind. */
export function devices(root: XmlElement, kind: string): readonly XmlElement[] {
  return root.child('devices')?.elements(kind) ?? [];
}

/** The kind of a disk element, `disk` by default. */
export function diskDevice(disk: XmlElement): DiskFacts['device'] {
  const device = disk.attribute('device');
  return device === 'cdrom' || device === 'floppy' || device === 'lun' ? device : 'disk';
}

/** The target of a disk, `vda`. */
export function diskTarget(disk: XmlElement): string {
  return disk.child('target')?.attribute('dev') ?? '';
}

/** The text that says where a disk's bytes are: a path, a URL, `pool/volume`; undefined: an empty drive. */
export function diskSource(disk: XmlElement): string | undefined {
  const source = disk.child('source');
  if (source === undefined) return undefined;
  const pool = source.attribute('pool');
  if (pool !== undefined) return `${pool}/${source.attribute('volume') ?? ''}`;
  const protocol = source.attribute('protocol');
  if (protocol !== undefined) {
    const host = source.child('host')?.attribute('name') ?? '';
    return `${protocol}://${host}/${source.attribute('name') ?? ''}`;
  }
  return source.attribute('file') ?? source.attribute('dev') ?? source.attribute('dir') ?? source.attribute('path');
}

/** What a disk's own lines say, without asking the host. */
export function diskFacts(disk: XmlElement): DiskFacts {
  const device = diskDevice(disk);
  return {
    target: diskTarget(disk),
    bus: disk.child('target')?.attribute('bus') ?? '',
    device,
    source: diskSource(disk),
    format: disk.child('driver')?.attribute('type'),
    readOnly: disk.child('readonly') !== undefined || device === 'cdrom',
    capacityBytes: undefined,
    allocationBytes: undefined,
    keepReason: ownKeepReason(disk),
  };
}

/** Why a disk must outlive its machine, as far as its own lines say. */
function ownKeepReason(disk: XmlElement): DiskFacts['keepReason'] {
  const device = diskDevice(disk);
  if (diskSource(disk) === undefined) return 'keep.empty';
  if (device === 'cdrom' || device === 'floppy') return 'keep.removable';
  if (disk.child('shareable') !== undefined) return 'keep.shared';
  if (disk.child('readonly') !== undefined) return 'keep.readOnly';
  const type = disk.attribute('type') ?? 'file';
  if (type === 'network' || type === 'nvme' || type === 'vhostuser') return 'keep.network';
  return device === 'lun' ? 'keep.device' : undefined;
}

/** What a network card's own lines say. */
export function nicFacts(nic: XmlElement): NicFacts {
  const kind = nic.attribute('type') ?? '';
  const source = nic.child('source');
  return {
    target: nic.child('target')?.attribute('dev'),
    mac: nic.child('mac')?.attribute('address') ?? '',
    model: nic.child('model')?.attribute('type'),
    sourceKind: kind,
    source: source?.attribute(kind) ?? source?.attribute('network') ?? source?.attribute('bridge') ?? source?.attribute('dev'),
    linkUp: nic.child('link')?.attribute('state') !== 'down',
    addresses: [],
  };
}

/** A memory element in KiB; 0 when it is not there. */
export function memoryKiB(element: XmlElement | undefined): number {
  if (element === undefined) return 0;
  const unit = element.attribute('unit') ?? 'KiB';
  return Math.round((Number(element.text.trim()) * (UNIT_BYTES.get(unit.toLowerCase()) ?? 1024)) / 1024);
}

const UNIT_BYTES = new Map([
  ['b', 1],
  ['bytes', 1],
  ['kb', 1e3],
  ['k', 1024],
  ['kib', 1024],
  ['mb', 1e6],
  ['m', 1024 ** 2],
  ['mib', 1024 ** 2],
  ['gb', 1e9],
  ['g', 1024 ** 3],
  ['gib', 1024 ** 3],
  ['tb', 1e12],
  ['t', 1024 ** 4],
  ['tib', 1024 ** 4],
]);

/** The firmware that a document asks for. */
export function firmwareOf(root: XmlElement): 'bios' | 'uefi' | 'uefi-secure' | 'other' {
  const os = root.child('os');
  const loader = os?.child('loader');
  const efi = os?.attribute('firmware') === 'efi' || loader?.attribute('type') === 'pflash' || /OVMF|AAVMF|edk2|uefi/i.test(loader?.text ?? '');
  if (efi) {
    const feature = os?.child('firmware')?.elements('feature').find((each) => each.attribute('name') === 'secure-boot');
    return loader?.attribute('secure') === 'yes' || feature?.attribute('enabled') === 'yes' ? 'uefi-secure' : 'uefi';
  }
  return loader === undefined ? 'bios' : 'other';
}

/** The guest system's id, as virt-manager's tools and others leave it in the metadata. */
export function osIdOf(root: XmlElement): string | undefined {
  const metadata = root.child('metadata');
  const info = metadata?.elements().find((each) => /(^|:)libosinfo$/.test(each.name));
  const os = info?.elements().find((each) => /(^|:)os$/.test(each.name));
  return os?.attribute('id');
}
