import type { CallOptions, NodeCPUMap, NodeInfo } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import type { Surroundings } from '../transport/exec/surroundings.ts';
import { readHostTree, type HostTree } from './host-tree.ts';
import { parseNumberList } from './number-list.ts';

const SYSTEM = '/sys/devices/system';

/** One processor of a host. Numbers that the kernel does not tell are 0. */
export interface HostCpu {
  readonly id: number;
  readonly online: boolean;
  readonly socketId: number;
  readonly dieId: number;
  readonly coreId: number;
  /** Processors of the same core, itself among them. */
  readonly siblings: readonly number[];
}

/** One memory cell of a host with the processors beside it. */
export interface HostCell {
  readonly id: number;
  readonly cpus: readonly number[];
  readonly memoryKiB: bigint;
  /** How far each cell is, in the order of the cells. */
  readonly distances: readonly number[];
  readonly pages: readonly HostPages[];
}

/** Huge pages of one size, or the plain ones. */
export interface HostPages {
  readonly sizeKiB: number;
  readonly total: bigint;
  readonly free: bigint;
}

/** What a host is made of. */
export interface HostTopology {
  readonly arch: string;
  readonly mhz: number;
  /** The number after the highest processor. */
  readonly present: number;
  readonly online: readonly number[];
  readonly cpus: readonly HostCpu[];
  readonly cells: readonly HostCell[];
  readonly memoryKiB: bigint;
  readonly pageKiB: number;
  /** Bits of a physical address; undefined where the kernel does not say. */
  readonly physicalAddressBits: number | undefined;
}

/** What {@link topologyOf} looks at. */
export const TOPOLOGY_TEXTS: readonly string[] = [
  '/proc/cpuinfo', '/proc/meminfo', '/proc/self/smaps_rollup',
  `${SYSTEM}/cpu/present`, `${SYSTEM}/cpu/online`, `${SYSTEM}/cpu/cpu[0-9]*/topology/*`,
  `${SYSTEM}/node/online`, `${SYSTEM}/node/node[0-9]*/cpulist`, `${SYSTEM}/node/node[0-9]*/meminfo`, `${SYSTEM}/node/node[0-9]*/distance`,
  `${SYSTEM}/node/node[0-9]*/hugepages/hugepages-*/nr_hugepages`, `${SYSTEM}/node/node[0-9]*/hugepages/hugepages-*/free_hugepages`,
  '/sys/kernel/mm/hugepages/hugepages-*/nr_hugepages', '/sys/kernel/mm/hugepages/hugepages-*/free_hugepages',
];

/** Reads what a Linux host is made of, in one round trip. */
export async function readTopology(surroundings: Surroundings, options: CallOptions = {}): Promise<HostTopology> {
  return topologyOf(await readHostTree(surroundings, { texts: TOPOLOGY_TEXTS }, options), surroundings.arch);
}

/** As {@link readTopology}, of what was read. @throws internal-error when it is no Linux host's. */
export function topologyOf(tree: HostTree, arch: string): HostTopology {
  const present = parseNumberList(tree.text(`${SYSTEM}/cpu/present`));
  const online = parseNumberList(tree.text(`${SYSTEM}/cpu/online`));
  if (present.length === 0 || online.length === 0) throw libvirtError('none', 'internal-error', 'no CPUs found');
  const cpuinfo = tree.text('/proc/cpuinfo') ?? '';
  const pageKiB = pageSizeOf(arch, tree);
  const cells = cellsOf(tree, pageKiB);
  return {
    arch,
    mhz: frequencyOf(arch, cpuinfo),
    present: Math.max(...present) + 1,
    online,
    cpus: present.map((id) => cpuOf(tree, id, online.includes(id))),
    cells,
    memoryKiB: cells.length > 0 ? cells.reduce((sum, cell) => sum + cell.memoryKiB, 0n) : (meminfo(tree.text('/proc/meminfo')).get('MemTotal') ?? 0n),
    pageKiB,
    physicalAddressBits: Number(/^address sizes\s*:\s*(\d+)/m.exec(cpuinfo)?.[1] ?? Number.NaN) || undefined,
  };
}

function cpuOf(tree: HostTree, id: number, online: boolean): HostCpu {
  const folder = `${SYSTEM}/cpu/cpu${id}/topology`;
  const number = (name: string): number => Math.max(0, tree.number(`${folder}/${name}`) ?? 0);
  const siblings = parseNumberList(tree.text(`${folder}/thread_siblings_list`));
  return { id, online, socketId: number('physical_package_id'), dieId: number('die_id'), coreId: number('core_id'), siblings: siblings.length === 0 ? [id] : siblings };
}

/** x86 has 4 KiB; others tell it by the size of what the kernel maps. */
function pageSizeOf(arch: string, tree: HostTree): number {
  if (/^(x86_64|i\d86|s390x?|riscv(32|64))$/.test(arch)) return 4;
  const told = /^KernelPageSize:\s*(\d+) kB/m.exec(tree.text('/proc/self/smaps_rollup') ?? '')?.[1];
  return told === undefined ? (arch.startsWith('ppc64') ? 64 : 4) : Number(told);
}

/** The whole megahertz of the last processor listed, where the kernel tells them. */
function frequencyOf(arch: string, cpuinfo: string): number {
  const name = /^(x86_64|i\d86)$/.test(arch) ? 'cpu MHz' : arch.startsWith('ppc') ? 'clock' : arch.startsWith('s390') ? 'cpu MHz dynamic' : undefined;
  if (name === undefined) return 0;
  const found = [...cpuinfo.matchAll(new RegExp(`^${name}\\s*:\\s*(\\d+)`, 'gm'))].at(-1)?.[1];
  return Number(found ?? 0);
}

function cellsOf(tree: HostTree, pageKiB: number): HostCell[] {
  const ids = parseNumberList(tree.text(`${SYSTEM}/node/online`));
  return ids.map((id) => {
    const folder = `${SYSTEM}/node/node${id}`;
    const memory = meminfo(tree.text(`${folder}/meminfo`));
    const memoryKiB = memory.get('MemTotal') ?? 0n;
    const huge = hugePages(tree, `${folder}/hugepages`);
    const taken = huge.reduce((sum, { sizeKiB, total }) => sum + BigInt(sizeKiB) * total, 0n);
    const plain = { sizeKiB: pageKiB, total: (memoryKiB - taken) / BigInt(pageKiB), free: (memory.get('MemFree') ?? 0n) / BigInt(pageKiB) };
    const distances = (tree.text(`${folder}/distance`) ?? '').split(/\s+/).filter((word) => word !== '').map(Number);
    return { id, cpus: parseNumberList(tree.text(`${folder}/cpulist`)), memoryKiB, distances, pages: [plain, ...huge] };
  });
}

/** Huge pages of a cell or of the whole host, smallest first. */
export function hugePages(tree: HostTree, folder: string): HostPages[] {
  return tree.below(folder).flatMap((name) => {
    const size = /^hugepages-(\d+)kB$/.exec(name)?.[1];
    if (size === undefined) return [];
    const count = (word: string): bigint => BigInt(tree.number(`${folder}/${name}/${word}`) ?? 0);
    return [{ sizeKiB: Number(size), total: count('nr_hugepages'), free: count('free_hugepages') }];
  }).sort((a, b) => a.sizeKiB - b.sizeKiB);
}

/** The lines of a meminfo file, of the host or of a cell, in KiB. */
export function meminfo(text: string | undefined): ReadonlyMap<string, bigint> {
  return new Map((text ?? '').split('\n').flatMap((line) => {
    const match = /^(?:Node \d+ )?(\S+):\s+(\d+)(?: kB)?/.exec(line);
    return match?.[1] === undefined ? [] : [[match[1], BigInt(match[2] ?? 0)] as const];
  }));
}

/**
 * A topology in the seven numbers of old. Where they do not multiply to all processors, libvirt tells them as cores of one socket,
 * so that people look at the capabilities instead.
 *
 * @libvirt virNodeGetInfo
 */
export function nodeInfoOf(topology: HostTopology): NodeInfo {
  const { cpus, cells, arch, memoryKiB, mhz } = topology;
  const groups = cells.length === 0 ? [cpus] : cells.map((cell) => cpus.filter(({ id }) => cell.cpus.includes(id)));
  const counted = groups.map((group) => countGroup(group.filter(({ online }) => online)));
  const nodes = Math.max(1, counted.length);
  const all = cpus.length;
  const [sockets, cores, threads] = (['sockets', 'cores', 'threads'] as const).map((key) => Math.max(0, ...counted.map((each) => each[key])));
  const online = cpus.filter((each) => each.online).length;
  const common = { model: arch, memoryKiB, cpus: online, mhz };
  if (nodes * (sockets ?? 0) * (cores ?? 0) * (threads ?? 0) !== all) return { ...common, nodes: 1, sockets: 1, cores: all, threads: 1 };
  return { ...common, nodes, sockets: sockets ?? 1, cores: cores ?? 1, threads: threads ?? 1 };
}

function countGroup(cpus: readonly HostCpu[]): { readonly sockets: number; readonly cores: number; readonly threads: number } {
  const sockets = new Map<number, Set<number>>();
  for (const { socketId, coreId } of cpus) sockets.set(socketId, (sockets.get(socketId) ?? new Set()).add(coreId));
  return { sockets: sockets.size, cores: Math.max(0, ...[...sockets.values()].map(({ size }) => size)), threads: Math.max(0, ...cpus.map(({ siblings }) => siblings.length)) };
}

/** @libvirt virNodeGetCPUMap */
export function cpuMapOf({ present, online }: Pick<HostTopology, 'present' | 'online'>): NodeCPUMap {
  const map = new Uint8Array(Math.ceil((Math.max(...online) + 1) / 8));
  for (const cpu of online) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
  return { present, online: online.length, map };
}
