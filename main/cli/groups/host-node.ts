import { setTimeout as pause } from 'node:timers/promises';
import type { NodeStat, TypedParameter } from '../../../drivers/api/records.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { labelled, parameterText } from '../words.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, intOf, longOf, needed, uintOf } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

/** `0-3,5`, as libvirt writes sets of CPUs. */
function rangesOf(bits: readonly boolean[]): string {
  const ranges: string[] = [];
  for (let from = bits.indexOf(true); from >= 0; ) {
    const end = bits.indexOf(false, from);
    const to = (end < 0 ? bits.length : end) - 1;
    ranges.push(from === to ? String(from) : `${from}-${to}`);
    from = bits.indexOf(true, to + 1);
  }
  return ranges.join(',');
}

/** @libvirt virsh nodecpumap */
export const nodeCpuMap: Run = async (shell, args) => {
  const connection = await shell.connection();
  const { present, online, map } = await explaining(shell, 'Unable to get cpu map', async () => requireMethod(connection, 'node', 'getCPUMap')(0));
  const bits = Array.from({ length: present }, (_, cpu) => (((map[cpu >> 3] ?? 0) >> (cpu & 7)) & 1) === 1);
  if (shell.options.json) {
    shell.printJson({ present, online, map: rangesOf(bits) });
    return true;
  }
  const drawn = args.has('pretty') ? rangesOf(bits) : bits.map((bit) => (bit ? 'y' : '-')).join('');
  shell.print(labelled('CPUs present:', present) + labelled('CPUs online:', online) + labelled('CPU map:', drawn));
  return true;
};

const CPU_TIMES = [['user', 'user:'], ['kernel', 'system:'], ['idle', 'idle:'], ['iowait', 'iowait:'], ['intr', 'intr:']] as const;

const valueOf = (stats: readonly NodeStat[], field: string): bigint | undefined => stats.find((stat) => stat.field === field)?.value;

/** @libvirt virsh nodecpustats */
export const nodeCpuStats: Run = async (shell, args) => {
  const cpu = intOf(args, 'cpu') ?? -1;
  const connection = await shell.connection();
  const read = async (): Promise<readonly NodeStat[]> => {
    const stats = await attempt(async () => requireMethod(connection, 'node', 'getCPUStats')(cpu, 0));
    if (!VirError.is(stats)) return stats;
    shell.error(`Unable to get ${stats.code === 'no-support' ? 'number of' : 'node'} cpu stats`);
    throw stats;
  };
  const before = await read();
  if (before.length === 0) return true;
  const usage = valueOf(before, 'utilization');
  if (!args.has('percent')) {
    if (shell.options.json) shell.printJson(Object.fromEntries(before.map(({ field, value }) => [field, value])));
    else shell.print(timeLines(before).map(([label, ns]) => `${label.padEnd(15)} ${String(ns).padStart(20)}\n`).join(''));
    return true;
  }
  if (usage !== undefined) {
    printShares(shell, [['usage:', Number(usage)], ['idle:', 100 - Number(usage)]], 0);
    return true;
  }
  await pause(1000);
  const after = await read();
  const spent = timeLines(after).map(([label, ns]) => [label, Number(ns - (timeLines(before).find(([other]) => other === label)?.[1] ?? 0n))] as const);
  const total = spent.reduce((sum, [, ns]) => sum + ns, 0);
  const busy = spent.filter(([label]) => label === 'user:' || label === 'system:').reduce((sum, [, ns]) => sum + ns, 0);
  printShares(shell, [['usage:', (busy / total) * 100], ...spent.map(([label, ns]) => [label, (ns / total) * 100] as const)], 1);
  return true;
};

function timeLines(stats: readonly NodeStat[]): readonly (readonly [string, bigint])[] {
  return CPU_TIMES.flatMap(([field, label]) => {
    const value = valueOf(stats, field);
    return value === undefined ? [] : [[label, value] as const];
  });
}

function printShares(shell: Shell, shares: readonly (readonly [label: string, percent: number])[], digits: number): void {
  if (shell.options.json) shell.printJson(Object.fromEntries(shares.map(([label, percent]) => [label.slice(0, -1), percent])));
  else shell.print(shares.map(([label, percent]) => `${label.padEnd(15)} ${(Number.isNaN(percent) ? '-nan' : percent.toFixed(digits)).padStart(5)}%\n`).join(''));
}

/** @libvirt virsh nodememstats */
export const nodeMemStats: Run = async (shell, args) => {
  const cell = intOf(args, 'cell') ?? -1;
  const connection = await shell.connection();
  const stats = await explaining(shell, 'Unable to get number of memory stats', async () => requireMethod(connection, 'node', 'getMemoryStats')(cell, 0));
  if (shell.options.json) shell.printJson(Object.fromEntries(stats.map(({ field, value }) => [field, value])));
  else shell.print(stats.map(({ field, value }) => `${field.padEnd(7)}: ${String(value).padStart(20)} KiB\n`).join(''));
  return true;
};

function printParameters(shell: Shell, params: readonly TypedParameter[], line: (field: string, text: string) => string): void {
  if (shell.options.json) shell.printJson(Object.fromEntries(params.map(({ field, value }) => [field, value])));
  else shell.print(params.map((param) => line(param.field, parameterText(param))).join(''));
}

/** @libvirt virsh nodesevinfo */
export const nodeSevInfo: Run = async (shell) => {
  const connection = await shell.connection();
  const params = await explaining(shell, 'Unable to get host SEV information', async () => requireMethod(connection, 'node', 'getSEVInfo')(0));
  printParameters(shell, params, (field, text) => `${field.padEnd(18)}: ${text}\n`);
  return true;
};

const TUNED = [
  ['shm-pages-to-scan', 'shm_pages_to_scan'],
  ['shm-sleep-millisecs', 'shm_sleep_millisecs'],
  ['shm-merge-across-nodes', 'shm_merge_across_nodes'],
] as const;

/** @libvirt virsh node-memory-tune */
export const nodeMemoryTune: Run = async (shell, args) => {
  const params = TUNED.flatMap(([option, field]): TypedParameter[] => {
    const value = uintOf(args, option);
    return value === undefined ? [] : [{ field, type: 'uint', value }];
  });
  const connection = await shell.connection();
  if (params.length > 0) {
    await explaining(shell, 'Unable to change memory parameters', async () => requireMethod(connection, 'node', 'setMemoryParameters')(params, 0));
    return true;
  }
  const told = await explaining(shell, 'Unable to get number of memory parameters', async () => requireMethod(connection, 'node', 'getMemoryParameters')(0));
  if (told.length > 0 && !shell.options.json) shell.print('Shared memory:\n');
  printParameters(shell, told, (field, text) => `\t${field.padEnd(15)} ${text}\n`);
  return true;
};

const SUSPEND_TARGETS = ['mem', 'disk', 'hybrid'];

/** @libvirt virsh nodesuspend */
export const nodeSuspend: Run = async (shell, args) => {
  const target = SUSPEND_TARGETS.indexOf(needed(args, 'target'));
  const duration = longOf(args, 'duration') ?? 0n;
  if (target < 0) throw fault('Invalid target');
  if (duration < 0n) throw fault('Invalid duration');
  const connection = await shell.connection();
  await explaining(shell, 'The host was not suspended', async () => requireMethod(connection, 'node', 'suspendForDuration')(target, duration, 0));
  return true;
};
