import type { Numa, NumaCell } from '../../conf/domain/cpu.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { parseCpuSet } from '../../conf/lens/cpu-set.ts';
import type { CommandContext } from './command-context.ts';
import { memoryObjectArguments } from './memory-backend.ts';
import { memoryPathArguments } from './memory-path.ts';
import { hasHmat, nodeBackends, nodesNeedObjects } from './numa-backends.ts';
import { ranges } from './props.ts';

/** `-numa`: the guest's nodes, with their memory, distances and caches. */
export function numaArguments(def: DomainDef, context: CommandContext): string[] {
  const numa = def.cpu?.numa;
  if (numa === undefined) return [];
  checkTuning(def, context);
  const objects = nodesNeedObjects(def, context);
  const made = nodeBackends(def, numa, context);
  const master = numa.cells.findIndex((each) => each.cpus !== undefined);
  if (master < 0) throw unsupported('At least one NUMA node has to have CPUs', 'qemu');
  const nodes = numa.cells.flatMap((cell, node) => [
    ...(objects ? memoryObjectArguments(made[node]?.props ?? {}, context) : []),
    '-numa', nodeText(cell, node, hasHmat(def) ? (initiatorOf(numa, node) ?? master) : undefined, objects),
  ]);
  return [...(objects ? [] : memoryPathArguments(def, context)), ...nodes, ...distances(numa), ...(hasHmat(def) ? [...latencies(numa), ...caches(numa)] : [])];
}

function checkTuning({ numatune }: DomainDef, { host }: CommandContext): void {
  const sets = [numatune?.memory?.placement === 'auto' ? undefined : numatune?.memory?.nodeset, ...(numatune?.memnode.map((each) => each.nodeset) ?? [])];
  for (const set of sets) if (set !== undefined) host.requireNumaNodes(parseCpuSet(set));
}

function nodeText(cell: NumaCell, node: number, initiator: number | undefined, objects: boolean): string {
  return [
    `node,nodeid=${node}`,
    ...(cell.cpus === undefined ? [] : ranges(parseCpuSet(cell.cpus)).map((range) => `cpus=${range}`)),
    ...(initiator === undefined ? [] : [`initiator=${initiator}`]),
    objects ? `memdev=ram-node${node}` : `mem=${cell.memoryKiB / 1024n}`,
  ].join(',');
}

/** The node that reaches a node's memory best: itself, if it has CPUs. */
function initiatorOf(numa: Numa, node: number): number | undefined {
  if (numa.cells[node]?.cpus !== undefined) return node;
  const links = (numa.interconnects?.links ?? []).filter((each) => each.link.target === node);
  const best = (kind: 'latency' | 'bandwidth', better: (a: bigint, b: bigint) => boolean): number | undefined =>
    links.filter((each) => each.kind === kind).reduce<(typeof links)[number] | undefined>((found, each) => (found === undefined || better(each.link.value, found.link.value) ? each : found), undefined)?.link.initiator;
  return best('latency', (a, b) => a < b) ?? best('bandwidth', (a, b) => a > b);
}

const LOCAL = 10;
const REMOTE = 20;

function distances({ cells }: Numa): string[] {
  const all = cells.map((cell, from) => cells.map((_, to) => {
    const given = cell.distances?.siblings.find((each) => each.id === to)?.value ?? 0;
    return given === 0 ? (from === to ? LOCAL : REMOTE) : given;
  }));
  const usual = all.every((row, from) => row.every((value, to) => value === (from === to ? LOCAL : REMOTE)));
  if (usual) return [];
  return all.flatMap((row, from) => row.flatMap((value, to) => ['-numa', `dist,src=${from},dst=${to},val=${value}`]));
}

const HIERARCHY = ['memory', 'first-level', 'second-level', 'third-level'];

function latencies(numa: Numa): string[] {
  return (numa.interconnects?.links ?? []).flatMap(({ kind, link }) => [
    '-numa',
    `hmat-lb,initiator=${link.initiator},target=${link.target},hierarchy=${HIERARCHY[link.cache ?? 0] ?? 'memory'},data-type=${link.type}-${kind},${kind}=${link.value}${kind === 'bandwidth' ? 'K' : ''}`,
  ]);
}

const ASSOCIATIVITY = { none: 'none', direct: 'direct', full: 'complex' } as const;
const POLICY = { none: 'none', writeback: 'write-back', writethrough: 'write-through' } as const;

function caches(numa: Numa): string[] {
  return numa.cells.flatMap((cell, node) => cell.caches.flatMap((cache) => {
    const line = cache.line?.value ?? 0n;
    return [
      '-numa',
      [
        `hmat-cache,node-id=${node},size=${cache.size?.value ?? 0n}K,level=${cache.level}`,
        ...(cache.associativity === undefined ? [] : [`associativity=${ASSOCIATIVITY[cache.associativity]}`]),
        ...(cache.policy === undefined ? [] : [`policy=${POLICY[cache.policy]}`]),
        ...(line > 0n ? [`line=${line}`] : []),
      ].join(','),
    ];
  }));
}
