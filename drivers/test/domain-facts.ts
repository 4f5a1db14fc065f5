import type { Disk } from '../conf/domain/disk.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import type { NetInterface } from '../conf/domain/interface.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** What the driver asks most of a definition, kept when the rest is but text. */
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

/** The facts of a definition. */
export function factsOf(def: DomainDef): DomainFacts {
  const { max, current } = def.vcpu;
  const balloon = def.devices.memballoons[0]?.model;
  return {
    memoryKiB: BigInt(def.memory.sizeKiB),
    currentMemoryKiB: BigInt(def.currentMemory.sizeKiB),
    maxMemoryKiB: BigInt(def.maxMemory?.sizeKiB ?? 0),
    vcpus: def.vcpus === undefined ? (current ?? max) : def.vcpus.vcpu.filter(({ enabled }) => enabled).length,
    maxVcpus: max,
    hasBalloon: balloon !== undefined && balloon !== 'none',
    disks: def.devices.disks.map(diskFacts),
    nets: def.devices.interfaces.map(netFacts),
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

function diskFacts(disk: Disk): DiskFacts {
  const { type } = disk;
  const path = pathOf(disk.source);
  return {
    target: disk.target?.dev ?? '',
    device: disk.device,
    type,
    source: path,
    isEmpty: path === undefined && (type === 'file' || type === 'block' || type === 'dir'),
    readonly: disk.readonly === true,
  };
}

function pathOf(source: Disk['source']): string | undefined {
  switch (source?.type) {
    case 'file':
      return source.file;
    case 'block':
      return source.dev;
    case 'dir':
      return source.dir;
    case 'network':
      return source.name;
    case 'volume':
    case 'nvme':
    case 'vhostuser':
    case undefined:
      return undefined;
  }
}

function netFacts(net: NetInterface): NetFacts {
  const { source } = net;
  return {
    ifname: net.target?.dev ?? '',
    mac: net.mac?.address ?? '',
    type: net.type,
    network: source?.type === 'network' ? source.network : '',
  };
}
