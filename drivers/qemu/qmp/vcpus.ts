import type { PlainJson, PlainJsonObject } from '../../conf/json/plain-json.ts';
import { malformed } from './qmp-error.ts';
import { Reply } from './reply.ts';

/** Where a unit of processors sits; what the machine has no word for is undefined. */
export interface VcpuTopology {
  readonly socket: number | undefined;
  readonly die: number | undefined;
  readonly core: number | undefined;
  readonly thread: number | undefined;
  readonly node: number | undefined;
}

/** A unit that is plugged as a whole; some machines have several virtual processors in one. */
export interface VcpuUnit {
  readonly topology: VcpuTopology;
  readonly vcpuCount: number;
  /** The driver and properties that `device_add` wants. */
  readonly type: string;
  readonly props: PlainJsonObject;
  readonly qomPath: string | undefined;
  /** `vcpu0`, … of units that were plugged. */
  readonly alias: string | undefined;
  /** The how-manieth unit that was put in; undefined if it is not there. */
  readonly enableOrder: number | undefined;
}

/** One virtual processor, there or not. */
export interface Vcpu {
  readonly isOnline: boolean;
  readonly isHotpluggable: boolean;
  readonly threadId: number | undefined;
  /** QEMU's own number. */
  readonly qemuId: number | undefined;
  /** The unit, at its first processor; undefined at the others. */
  readonly unit: VcpuUnit | undefined;
  /** As far as the architecture tells. */
  readonly isHalted: boolean;
}

interface CpuThread {
  readonly qomPath: string | undefined;
  readonly threadId: number | undefined;
  readonly qemuId: number | undefined;
  readonly isHalted: boolean;
}

/**
 * Puts the answers of `query-hotpluggable-cpus` and `query-cpus-fast` together: a list of all processors a machine can
 * have. Where they do not fit each other, only what runs is told.
 *
 * @param maxVcpus How many there can be, from the definition.
 */
export function readVcpus(hotpluggable: PlainJson, running: PlainJson, maxVcpus: number): readonly Vcpu[] {
  const threads = Reply.list('query-cpus-fast', running).map(readThread);
  const units = readUnits(hotpluggable, threads);
  const total = units.reduce((sum, unit) => sum + unit.vcpuCount, 0);
  return (total === maxVcpus ? matched(units, threads) : undefined) ?? unmatched(threads, maxVcpus);
}

function readThread(cpu: Reply): CpuThread {
  const state = cpu.stringOr('cpu-state');
  return {
    // A thread of a core is found at the core.
    qomPath: cpu.stringOr('qom-path')?.replace(/\/thread.*$/, ''),
    threadId: cpu.numberOr('thread-id') === 0 ? undefined : cpu.numberOr('thread-id'),
    qemuId: cpu.numberOr('cpu-index'),
    isHalted: state === 'stopped' || state === 'check-stop',
  };
}

function readUnits(hotpluggable: PlainJson, threads: readonly CpuThread[]): VcpuUnit[] {
  const units = Reply.list('query-hotpluggable-cpus', hotpluggable).map(readUnit).sort(byTopology);
  const order = [...new Set(threads.map(({ qomPath }) => qomPath))].filter((path) => path !== undefined && units.some((unit) => unit.qomPath === path));
  return units.map((unit) => {
    const place = unit.qomPath === undefined ? -1 : order.indexOf(unit.qomPath);
    return { ...unit, enableOrder: place === -1 ? undefined : place + 1 };
  });
}

function readUnit(entry: Reply): VcpuUnit {
  const props = entry.object('props');
  const id = (name: string): number | undefined => props.numberOr(`${name}-id`);
  const topology = { socket: id('socket'), die: id('die'), core: id('core'), thread: id('thread'), node: id('node') };
  if ([topology.node, topology.socket, topology.core, topology.thread].every((one) => one === undefined)) {
    throw malformed("query-hotpluggable-cpus entry doesn't report topology information");
  }
  const qomPath = entry.stringOr('qom-path');
  return {
    topology,
    vcpuCount: entry.number('vcpus-count'),
    type: entry.string('type'),
    props: props.value,
    qomPath,
    alias: /\/(vcpu[^/]*)$/.exec(qomPath ?? '')?.[1],
    enableOrder: undefined,
  };
}

function byTopology({ topology: one }: VcpuUnit, { topology: other }: VcpuUnit): number {
  const keys = (topology: VcpuTopology): number[] => [topology.socket, topology.die, topology.core, topology.thread].map((id) => id ?? -1);
  const [left, right] = [keys(one), keys(other)];
  const different = left.findIndex((id, index) => id !== right[index]);
  return different === -1 ? 0 : (left[different] ?? 0) - (right[different] ?? 0);
}

/** Undefined when something runs that belongs to no unit. */
function matched(units: readonly VcpuUnit[], threads: readonly CpuThread[]): Vcpu[] | undefined {
  const left = [...threads];
  const vcpus = units.flatMap((unit) => {
    const own = left.filter(({ qomPath }) => qomPath !== undefined && qomPath === unit.qomPath);
    for (const thread of own) left.splice(left.indexOf(thread), 1);
    return Array.from({ length: unit.vcpuCount }, (_none, index) => vcpuOf(unit, own[index], index));
  });
  return left.length === 0 ? vcpus : undefined;
}

function vcpuOf(unit: VcpuUnit, thread: CpuThread | undefined, index: number): Vcpu {
  const isOnline = unit.qomPath !== undefined;
  return {
    isOnline,
    isHotpluggable: unit.alias !== undefined || !isOnline,
    threadId: thread?.threadId,
    qemuId: thread?.qemuId,
    unit: index === 0 ? unit : undefined,
    isHalted: thread?.isHalted === true,
  };
}

function unmatched(threads: readonly CpuThread[], maxVcpus: number): Vcpu[] {
  return Array.from({ length: maxVcpus }, (_none, index) => {
    const thread = threads[index];
    return { isOnline: thread !== undefined, isHotpluggable: false, threadId: thread?.threadId, qemuId: thread?.qemuId, unit: undefined, isHalted: thread?.isHalted === true };
  });
}
