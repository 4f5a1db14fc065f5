import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { isPpc64 } from './machine-kinds.ts';

/** What libvirt says for "as much as there is". */
export const MEMORY_UNLIMITED_KIB = 9007199254740991n;

const MIB = 1024n;
const GIB = 1024n * MIB;
/** A page of the table through which devices of pSeries machines see memory: a 512th of what it maps. */
const TABLE_SHARE = 512n;
/** Where the tables' own administration is, on pSeries machines. */
const TABLE_OVERHEAD_KIB = 8n * MIB;

/**
 * How much memory QEMU must be allowed to lock for a machine, in bytes; 0: nothing beyond what every process may.
 *
 * @libvirt qemuDomainGetMemLockLimitBytes
 */
export function memoryLockLimitBytes(def: DomainDef, forceVfio = false): bigint {
  const hardLimitKiB = def.memtune?.hardLimitKiB;
  if (hardLimitKiB !== undefined && BigInt(hardLimitKiB) < MEMORY_UNLIMITED_KIB) return BigInt(hardLimitKiB) * 1024n;
  // Nobody knows how much QEMU takes for itself.
  if (def.memoryBacking?.locked === true) return MEMORY_UNLIMITED_KIB;
  if (isPpc64(def.os.type.arch) && def.type === 'kvm') return pSeriesLimitKiB(def, forceVfio) * 1024n;
  const vfio = BigInt(vfioDevices(def));
  const vdpa = BigInt(vdpaInterfaces(def));
  if (!forceVfio && vfio === 0n && vdpa === 0n) return 0n;
  // With an IOMMU in the guest each device locks all memory for itself.
  const once = vfio > 0n || forceVfio ? (vfio > 0n && def.devices.iommus.length > 0 ? vfio : 1n) : 0n;
  return ((vdpa + once) * BigInt(def.memory.sizeKiB) + GIB) * 1024n;
}

/** Devices of the host that reach the guest's memory by themselves. */
function vfioDevices({ devices: { hostdevs, disks } }: DomainDef): number {
  const passed = hostdevs.filter(({ source, driver }) => {
    if (source.mode !== 'subsystem') return false;
    return source.device.type === 'mdev' || (source.device.type === 'pci' && driver !== 'kvm' && driver !== 'xen');
  });
  return passed.length + disks.filter((each) => each.source?.type === 'nvme').length;
}

function vdpaInterfaces({ devices: { interfaces } }: DomainDef): number {
  return interfaces.filter((each) => each.type === 'vdpa').length;
}

/** The table of pages, 4 MiB a bridge for its 32-bit window, and what devices of the host map through theirs. */
function pSeriesLimitKiB(def: DomainDef, forceVfio: boolean): bigint {
  const bridges = BigInt(def.devices.controllers.filter((each) => each.type === 'pci' && each.model === 'pci-root').length);
  const memory = BigInt(def.memory.sizeKiB);
  const most = BigInt(def.maxMemory?.sizeKiB ?? def.memory.sizeKiB);
  const base = most / 128n + 4n * MIB * bridges + TABLE_OVERHEAD_KIB;
  if (!forceVfio && vfioDevices(def) === 0 && vdpaInterfaces(def) === 0) return base;
  const window = 2n * GIB * bridges;
  const mapped = memory + (memory / TABLE_SHARE) * bridges + TABLE_OVERHEAD_KIB;
  return base + (window > mapped ? window : mapped);
}
