import type { VireoClient } from '../../main/contract/contract.ts';
import type { PoolImage } from '../../main/contract/images.ts';

const GIB = 1024 ** 3;
const NAMES = ['build-7.qcow2', 'db-02.qcow2', 'debian-13.1.0-amd64-netinst.iso', 'golden-web.qcow2', 'web-01.qcow2', 'web-02.qcow2'];

/** Made-up images: a pool with `count` of them, a small one, and an empty one. */
export function fakeImages(count: number): VireoClient['images'] {
  const image = (pool: string, name: string, at: number): PoolImage => ({ name, path: `/var/lib/libvirt/${pool}/${name}`, format: name.endsWith('.iso') ? 'iso' : at % 5 === 4 ? 'raw' : 'qcow2', capacityBytes: (1 + (at % 40)) * GIB, allocationBytes: ((1 + (at % 40)) * GIB) / 3 });
  const pools = new Map<string, PoolImage[]>([
    ['default', Array.from({ length: count }, (_, at) => image('images', NAMES[at] ?? `machine-${String(at).padStart(4, '0')}.qcow2`, at))],
    ['empty', []],
    ['iso', ['alpine-standard-3.22.1-x86_64.iso', 'openbsd-7.8-install.iso'].map((name, at) => image('iso', name, at))],
  ]);
  return {
    pools: () => Promise.resolve([...pools.keys()].map((name) => ({ name, type: 'dir', availableBytes: 412 * GIB, noNew: name === 'iso' ? 'reason.readOnly' : undefined }))),
    list: ({ pool }) => Promise.resolve(pools.get(pool) ?? []),
    uses: () => Promise.resolve((pools.get('default') ?? []).filter((_, at) => at % 3 === 1).map(({ path, name }) => ({ path, machines: [name.replace('.qcow2', '')] }))),
    create: ({ pool, name, format, sizeBytes }) => {
      const made: PoolImage = { name, path: `/var/lib/libvirt/images/${name}`, format, capacityBytes: sizeBytes, allocationBytes: 196_616 };
      pools.set(pool, [...(pools.get(pool) ?? []), made]);
      return Promise.resolve(made);
    },
  };
}
