import type { DomainRef } from '../../../../drivers/api/refs.ts';
import type { TypedParameter } from '../../../../drivers/api/records.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { fault, intOf } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';
import { paramText } from '../domstats.ts';

/** libvirt answers for so many CPUs at once. */
const AT_ONCE = 128;
const NS = 1_000_000_000n;
const TIMES: ReadonlySet<string> = new Set(['cpu_time', 'vcpu_time', 'user_time', 'system_time']);

type Stats = readonly TypedParameter[];

function line(param: TypedParameter): string {
  const isTime = TIMES.has(param.field) && param.type === 'ullong';
  const value = isTime ? `${String(param.value / NS).padStart(9)}.${String(param.value % NS).padStart(9, '0')} seconds` : paramText(param);
  return `\t${param.field.padEnd(12)} ${value}\n`;
}

const asJson = (stats: Stats): object => Object.fromEntries(stats.map(({ field, value }) => [field, value]));

/** What is asked about single CPUs. */
interface Range {
  readonly start: number;
  readonly count: number | undefined;
}

function readRange(args: CommandArgs): Range | undefined {
  const start = intOf(args, 'start');
  if (start !== undefined && start < 0) throw fault('Invalid value for start CPU');
  const count = intOf(args, 'count');
  if (count !== undefined && count < 0) throw fault('Invalid value for number of CPUs to show');
  return start === undefined && count === undefined ? undefined : { start: start ?? 0, count };
}

const cpuStats: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  const asked = readRange(args);
  const range = asked ?? (args.has('total') ? undefined : { start: 0, count: undefined });
  const withTotal = args.has('total') || asked === undefined;
  const failed = `Failed to retrieve CPU statistics for domain '${domain.name}'`;
  const cpus = range === undefined ? [] : await perCpu(shell, domain, range, failed);
  if (!shell.options.json) {
    for (const { cpu, stats } of cpus) shell.print(`CPU${cpu}:\n${stats.map(line).join('')}`);
  }
  const total = withTotal ? ((await explaining(shell, failed, () => callDomain(shell, 'getCPUStats', domain, -1, 1, 0)))[0] ?? []) : undefined;
  if (shell.options.json) shell.printJson({ cpus: cpus.map(({ cpu, stats }) => ({ cpu, ...asJson(stats) })), ...(total === undefined ? {} : { total: asJson(total) }) });
  else if (total !== undefined && total.length === 0) shell.print('No total stats available');
  else if (total !== undefined) shell.print(`Total:\n${total.map(line).join('')}`);
  return total === undefined || total.length > 0;
};

async function perCpu(shell: Shell, domain: DomainRef, range: Range, failed: string): Promise<readonly { readonly cpu: number; readonly stats: Stats }[]> {
  const every = await everyCpu(shell, domain, failed);
  const max = every.length;
  if (range.start >= max) throw fault(`Start CPU ${range.start} is out of range (min: 0, max: ${max - 1})`);
  if (range.count !== undefined && range.count > max && !shell.options.json) shell.print(`Only ${max} CPUs available to show\n`);
  const count = range.count === undefined || range.count > max ? max - range.start : range.count;
  return every.map((stats, cpu) => ({ cpu, stats })).slice(range.start, range.start + count).filter(({ stats }) => stats.length > 0);
}

async function everyCpu(shell: Shell, domain: DomainRef, failed: string): Promise<readonly Stats[]> {
  const found: Stats[] = [];
  for (;;) {
    const start = found.length;
    const answer = await explaining(shell, failed, () => callDomain(shell, 'getCPUStats', domain, start, AT_ONCE, 0));
    found.push(...answer);
    if (answer.length < AT_ONCE) return found;
  }
}

/** @libvirt virsh cpu-stats */
export const runs = { 'cpu-stats': cpuStats } satisfies Readonly<Record<string, Run>>;
