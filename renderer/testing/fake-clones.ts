import type { CloneDisk } from '../../main/contract/clones.ts';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { MachineKey, TaskId } from '../../main/contract/ids.ts';
import type { MachineRow } from '../../main/contract/inventory.ts';

const GIB = 2 ** 30;

/** Clones of made-up machines: each has a disk, one on the network, and a CD. */
export function fakeClones(rowOf: (key: MachineKey) => MachineRow): VireoClient['clones'] {
  return {
    plan: (key) => {
      const { name } = rowOf(key);
      const disk = (target: string, more: Partial<CloneDisk>): CloneDisk => ({ target, device: 'disk', source: undefined, format: 'qcow2', capacityBytes: undefined, allocationBytes: undefined, ways: ['share', 'skip'], noCopy: undefined, ...more });
      return Promise.resolve({
        name,
        by: 'vireo',
        disks: [
          disk('vda', { source: `/var/lib/libvirt/images/${name}.qcow2`, capacityBytes: 40 * GIB, allocationBytes: 12.4 * GIB, ways: ['copy', 'linked', 'share', 'skip'] }),
          disk('vdb', { source: 'rbd://ceph-01/data', format: 'raw', ways: ['skip', 'share'], noCopy: 'keep.network' }),
          disk('sda', { device: 'cdrom', source: '/var/lib/libvirt/images/seed.iso', format: 'raw' }),
        ],
        pools: [{ name: 'default', availableBytes: 312 * GIB }, { name: 'fast', availableBytes: 80 * GIB }],
        nvram: true,
        tpm: true,
        cloudInit: true,
      });
    },
    make: () => Promise.resolve('t0' as TaskId),
  };
}
