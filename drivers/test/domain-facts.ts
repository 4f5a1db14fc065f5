import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** What the driver asks most of a definition, read once from its canonical tree. */
export interface DomainFacts {
  readonly memoryKiB: bigint;
  readonly currentMemoryKiB: bigint;
  readonly maxMemoryKiB: bigint;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly hasBalloon: boolean;
  readonly disks: readonly DiskFacts[];
  readonly nets: readonly NetFacts[];
}

/** One `<disk>`; `source` is a path, or undefined when the drive is empty or its source has no path. */
export interface DiskFacts {
  readonly target: string;
  readonly device: string;
  readonly type: string;
  readonly source: string | undefined;
  readonly isEmpty: boolean;
  readonly readonly: boolean;
}

/** One `<interface>`. */
export interface NetFacts {
  readonly ifname: string;
  readonly mac: string;
  readonly type: string;
  readonly network: string;
}

/** Reads the facts of a canonical `<domain>` tree; memory there is always in KiB. */
export function readFacts(root: XmlElement): DomainFacts {
  const devices = root.child('devices');
  const memoryKiB = bigintOf(root.child('memory'));
  const maxVcpus = numberOf(root.child('vcpu'), 1);
  const balloon = devices?.child('memballoon')?.attribute('model');
  return {
    memoryKiB,
    currentMemoryKiB: root.child('currentMemory') === undefined ? memoryKiB : bigintOf(root.child('currentMemory')),
    maxMemoryKiB: bigintOf(root.child('maxMemory')),
    vcpus: onlineVcpus(root, maxVcpus).filter(Boolean).length,
    maxVcpus,
    hasBalloon: balloon !== undefined && balloon !== 'none',
    disks: (devices?.elements('disk') ?? []).map(diskFacts),
    nets: (devices?.elements('interface') ?? []).map(netFacts),
  };
}

/** Which vCPUs are plugged in, by number. */
export function onlineVcpus(root: XmlElement, maxVcpus = numberOf(root.child('vcpu'), 1)): boolean[] {
  const single = root.child('vcpus')?.elements('vcpu');
  const current = Number(root.child('vcpu')?.attribute('current') ?? maxVcpus);
  return Array.from({ length: maxVcpus }, (_, id) => {
    const entry = single?.find((vcpu) => vcpu.attribute('id') === String(id));
    return entry === undefined ? id < current : entry.attribute('enabled') === 'yes';
  });
}

/** The whole number an element holds. */
export function numberOf(element: XmlElement | undefined, absent = 0): number {
  return element === undefined ? absent : Number(element.text.trim());
}

/** The whole number an element holds, 64 bits wide. */
export function bigintOf(element: XmlElement | undefined, absent = 0n): bigint {
  return element === undefined ? absent : BigInt(element.text.trim());
}

function diskFacts(disk: XmlElement): DiskFacts {
  const type = disk.attribute('type') ?? 'file';
  const source = disk.child('source');
  const path = source?.attribute('file') ?? source?.attribute('dev') ?? source?.attribute('dir') ?? (type === 'network' ? source?.attribute('name') : undefined);
  return {
    target: disk.child('target')?.attribute('dev') ?? '',
    device: disk.attribute('device') ?? 'disk',
    type,
    source: path,
    isEmpty: path === undefined && type !== 'network' && type !== 'volume' && type !== 'nvme' && type !== 'vhostuser',
    readonly: disk.child('readonly') !== undefined,
  };
}

function netFacts(net: XmlElement): NetFacts {
  return {
    ifname: net.child('target')?.attribute('dev') ?? '',
    mac: net.child('mac')?.attribute('address') ?? '',
    type: net.attribute('type') ?? '',
    network: net.child('source')?.attribute('network') ?? '',
  };
}
