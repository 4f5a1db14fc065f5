import type { CallOptions } from '../api/records.ts';
import type { Capabilities, NamedFlag } from '../conf/capabilities/capabilities.ts';
import type { Surroundings } from '../transport/exec/surroundings.ts';
import { readHostTree, type HostTree } from './host-tree.ts';
import { formatNumberList, parseNumberList } from './number-list.ts';
import { topologyOf, TOPOLOGY_TEXTS, type HostTopology } from './topology.ts';

/** The `<host>` of a capability document. */
export type HostCapabilities = NonNullable<Capabilities['host']>;

const CPU = '/sys/devices/system/cpu';
const QUERY = {
  texts: [
    ...TOPOLOGY_TEXTS, `${CPU}/cpu[0-9]*/cache/index*/level`, `${CPU}/cpu[0-9]*/cache/index*/id`, `${CPU}/cpu[0-9]*/cache/index*/type`,
    `${CPU}/cpu[0-9]*/cache/index*/size`, `${CPU}/cpu[0-9]*/cache/index*/shared_cpu_list`,
    '/sys/power/state', '/sys/power/disk', '/sys/class/dmi/id/product_uuid', '/etc/machine-id',
  ],
  names: ['/sys/kernel/iommu_groups/*'],
};

/** What was read of a host for its capabilities. */
export interface HostReading {
  readonly topology: HostTopology;
  readonly tree: HostTree;
}

/** Reads what capabilities tell of a Linux host, in one round trip. */
export async function readHost(surroundings: Surroundings, options: CallOptions = {}): Promise<HostReading> {
  const tree = await readHostTree(surroundings, QUERY, options);
  return { tree, topology: topologyOf(tree, surroundings.arch) };
}

/**
 * The `<host>` of a capability document, its processor's architecture and pages without a model, which `drivers/cpu` knows.
 *
 * @libvirt virConnectGetCapabilities
 */
export function hostCapabilitiesOf({ topology, tree }: HostReading): HostCapabilities {
  const sizes = topology.cells[0]?.pages.map(({ sizeKiB }) => sizeKiB) ?? [topology.pageKiB];
  return {
    uuid: hostUuidOf(tree),
    cpu: {
      arch: topology.arch, flags: undefined, model: undefined, vendor: undefined, microcode: undefined, counter: undefined, signature: undefined,
      topology: undefined, cache: undefined, maxPhysAddr: undefined, features: [],
      pages: sizes.map((size) => ({ unit: 'KiB', size: String(size), count: undefined })),
    },
    powerManagement: sleepStatesOf(tree),
    iommu: tree.below('/sys/kernel/iommu_groups').some((name) => /^\d+$/.test(name)) ? 'yes' : 'no',
    migration: { live: true, transports: { names: ['tcp', 'rdma'] } },
    netPrefix: undefined,
    topology: { cells: { num: String(cellsOf(topology).length), cells: cellsOf(topology) }, interconnects: undefined },
    cache: cacheOf(tree, topology),
    memoryBandwidth: undefined,
    securityModels: [],
  };
}

/** The board's identity where we may read it, else the installation's. */
export function hostUuidOf(tree: HostTree): string | undefined {
  const board = tree.text('/sys/class/dmi/id/product_uuid')?.toLowerCase();
  if (board !== undefined && /^[\da-f-]{36}$/.test(board)) return board;
  const machine = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/.exec(tree.text('/etc/machine-id') ?? '');
  return machine?.slice(1).join('-');
}

function sleepStatesOf(tree: HostTree): NamedFlag[] {
  const states = (tree.text('/sys/power/state') ?? '').split(' ');
  const disk = states.includes('disk') && !(tree.text('/sys/power/disk') ?? '[disabled]').includes('[disabled]');
  const names = [...(states.includes('mem') ? ['suspend_mem'] : []), ...(disk ? ['suspend_disk'] : []), ...(disk && /suspend/.test(tree.text('/sys/power/disk') ?? '') ? ['suspend_hybrid'] : [])];
  return names.map((name) => ({ name, default: undefined, toggle: undefined }));
}

type Cells = NonNullable<NonNullable<NonNullable<HostCapabilities['topology']>['cells']>['cells']>;

function cellsOf(topology: HostTopology): Cells {
  const { cells, cpus } = topology;
  const shown = cells.length > 0 ? cells : [{ id: 0, cpus: cpus.map(({ id }) => id), memoryKiB: topology.memoryKiB, distances: [], pages: [{ sizeKiB: topology.pageKiB, total: topology.memoryKiB / BigInt(topology.pageKiB), free: 0n }] }];
  return shown.map((cell) => ({
    id: String(cell.id),
    memory: { unit: 'KiB', value: String(cell.memoryKiB) },
    pages: cell.pages.map(({ sizeKiB, total }) => ({ unit: 'KiB', size: String(sizeKiB), count: String(total) })),
    distances: cell.distances.length === 0 ? undefined : { siblings: cell.distances.map((value, index) => ({ id: String(shown[index]?.id ?? index), value: String(value) })) },
    caches: [],
    cpus: { num: String(cell.cpus.length), cpus: cell.cpus.map((id) => cellCpuOf(topology, id)) },
  }));
}

function cellCpuOf({ cpus }: HostTopology, id: number): { id: string; socketId: string | undefined; dieId: string | undefined; coreId: string | undefined; siblings: string | undefined } {
  const cpu = cpus.find((each) => each.id === id);
  // The kernel says nothing of a processor that is off.
  if (cpu?.online !== true) return { id: String(id), socketId: undefined, dieId: undefined, coreId: undefined, siblings: undefined };
  return { id: String(id), socketId: String(cpu.socketId), dieId: String(cpu.dieId), coreId: String(cpu.coreId), siblings: formatNumberList(cpu.siblings) };
}

const CACHE_TYPES: Readonly<Record<string, string>> = { Unified: 'both', Instruction: 'code', Data: 'data' };
/** Smaller caches belong to one core each and are not told. */
const FIRST_LEVEL = 3;

function cacheOf(tree: HostTree, { online }: HostTopology): HostCapabilities['cache'] {
  const banks = new Map<string, { level: number; id: number; type: string; size: bigint; cpus: readonly number[] }>();
  for (const cpu of online) {
    for (const index of tree.below(`${CPU}/cpu${cpu}/cache`)) {
      const at = (name: string): string => `${CPU}/cpu${cpu}/cache/${index}/${name}`;
      const [level, id, type] = [tree.number(at('level')), tree.number(at('id')), CACHE_TYPES[tree.text(at('type')) ?? '']];
      if (level === undefined || level < FIRST_LEVEL || id === undefined || type === undefined) continue;
      banks.set(`${level} ${id} ${type}`, { level, id, type, size: bytesOf(tree.text(at('size'))), cpus: parseNumberList(tree.text(at('shared_cpu_list'))) });
    }
  }
  if (banks.size === 0) return undefined;
  const order = ['both', 'code', 'data'];
  const sorted = [...banks.values()].sort((a, b) => a.level - b.level || order.indexOf(a.type) - order.indexOf(b.type) || a.id - b.id);
  return { banks: sorted.map(({ level, id, type, size, cpus }) => ({ id: String(id), level: String(level), type, ...pretty(size), cpus: formatNumberList(cpus), controls: [] })), monitor: undefined };
}

function bytesOf(text: string | undefined): bigint {
  const match = /^(\d+)([KMG]?)$/.exec(text ?? '');
  return match === null ? 0n : BigInt(match[1] ?? 0) << { '': 0n, K: 10n, M: 20n, G: 30n }[match[2] as '' | 'K' | 'M' | 'G'];
}

function pretty(bytes: bigint): { size: string; unit: string } {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [size, unit] = [bytes, 0];
  while (size > 0n && size % 1024n === 0n && unit < units.length - 1) [size, unit] = [size / 1024n, unit + 1];
  return { size: String(size), unit: units[unit] ?? 'B' };
}
