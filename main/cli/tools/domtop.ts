import { setTimeout as pause } from 'node:timers/promises';
import { isatty } from 'node:tty';
import type { DomainStatsRecord, TypedParameter } from '../../../drivers/api/records.ts';
import { ConnectGetAllDomainStatsFlags, DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { Table } from '../shell/table.ts';
import { fault, intOf } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

const DEFAULT_DELAY_MS = 1000;
const NS_PER_MS = 1e6;

/** How busy a machine was between two looks. */
export interface Load {
  readonly name: string;
  /** Of one host CPU: 200 when two are busy. */
  readonly cpuPercent: number;
  /** Of each of its processors, by number. */
  readonly vcpuPercent: readonly { readonly vcpu: number; readonly percent: number }[];
  readonly memoryKiB: bigint | undefined;
}

function numberOf(params: readonly TypedParameter[], field: string): bigint | undefined {
  const value = params.find((param) => param.field === field)?.value;
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : undefined;
}

function share(before: bigint | undefined, after: bigint | undefined, elapsedMs: number): number {
  return before === undefined || after === undefined || after < before ? 0 : (Number(after - before) / NS_PER_MS / elapsedMs) * 100;
}

/** Loads of the machines that were there both times. */
export function loadsBetween(before: readonly DomainStatsRecord[], after: readonly DomainStatsRecord[], elapsedMs: number): readonly Load[] {
  return after.flatMap(({ dom, params }): Load[] => {
    const old = before.find((record) => record.dom.uuid === dom.uuid)?.params;
    if (old === undefined) return [];
    const vcpus = params.flatMap(({ field }) => /^vcpu\.(\d+)\.time$/.exec(field)?.[1] ?? []).map(Number);
    return [
      {
        name: dom.name,
        cpuPercent: share(numberOf(old, 'cpu.time'), numberOf(params, 'cpu.time'), elapsedMs),
        vcpuPercent: vcpus.map((vcpu) => ({ vcpu, percent: share(numberOf(old, `vcpu.${vcpu}.time`), numberOf(params, `vcpu.${vcpu}.time`), elapsedMs) })),
        memoryKiB: numberOf(params, 'balloon.current'),
      },
    ];
  });
}

/** Busiest first. */
function tableOf(loads: readonly Load[], withVcpus: boolean): string {
  const table = withVcpus ? new Table('Name', 'CPU %', 'Memory MiB', 'vCPU', 'vCPU %') : new Table('Name', 'CPU %', 'Memory MiB');
  for (const { name, cpuPercent, vcpuPercent, memoryKiB } of [...loads].sort((a, b) => b.cpuPercent - a.cpuPercent)) {
    const head = [name, cpuPercent.toFixed(1), memoryKiB === undefined ? '-' : String(memoryKiB / 1024n)];
    if (!withVcpus) table.add(...head);
    else if (vcpuPercent.length === 0) table.add(...head, '-', '-');
    else vcpuPercent.forEach(({ vcpu, percent }, index) => { table.add(...(index === 0 ? head : ['', '', '']), String(vcpu), percent.toFixed(1)); });
  }
  return table.toText(true);
}

/**
 * Shows, again and again, how busy the machines and their processors are. On a terminal the page is redrawn until Ctrl-C; else it
 * looks once, or `--count` times.
 *
 * @libvirt domtop
 */
export const domtop: Run = async (shell, args) => {
  const delayMs = readDelay(args);
  const count = intOf(args, 'count') ?? (isatty(1) ? Number.POSITIVE_INFINITY : 1);
  if (count < 1) throw fault("Numeric value for <count> option is malformed or out of range");
  const stop = new AbortController();
  const onInterrupt = (): void => {
    stop.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    await watch(shell, args, { delayMs, count, signal: stop.signal });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  return true;
};

function readDelay(args: CommandArgs): number {
  const text = args.text('delay');
  const seconds = text === undefined ? DEFAULT_DELAY_MS / 1000 : Number(text);
  if (!(seconds >= 0.1 && seconds <= 3600)) throw fault(`Numeric value '${text ?? ''}' for <delay> option is malformed or out of range`);
  return seconds * 1000;
}

interface Watching {
  readonly delayMs: number;
  readonly count: number;
  readonly signal: AbortSignal;
}

async function watch(shell: Shell, args: CommandArgs, { delayMs, count, signal }: Watching): Promise<void> {
  const look = await lookAt(shell, args.text('domain'));
  let before = await look();
  let beforeNs = process.hrtime.bigint();
  for (let left = count; left > 0; left--) {
    await pause(delayMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    const after = await look();
    const afterNs = process.hrtime.bigint();
    const loads = loadsBetween(before, after, Number(afterNs - beforeNs) / NS_PER_MS);
    if (shell.options.json) shell.printJson(loads);
    else shell.print(`${isatty(1) ? '\x1b[H\x1b[2J' : ''}${tableOf(loads, args.has('vcpu') || args.has('domain'))}`);
    [before, beforeNs] = [after, afterNs];
  }
}

/** Reads the counters of the active machines, or of one. */
async function lookAt(shell: Shell, name: string | undefined): Promise<() => Promise<readonly DomainStatsRecord[]>> {
  const connection = await shell.connection();
  const kinds = DomainStatsTypes.CPU_TOTAL | DomainStatsTypes.VCPU | DomainStatsTypes.BALLOON | DomainStatsTypes.STATE;
  const dom = name === undefined ? undefined : await requireMethod(connection, 'domain', 'lookupByName')(name);
  const flags = dom === undefined ? ConnectGetAllDomainStatsFlags.ACTIVE : 0;
  return async () => requireMethod(connection, 'connect', 'getAllDomainStats')(dom === undefined ? [] : [dom], kinds, flags);
}
