import type { TypedParameter } from '../../../../drivers/api/records.ts';
import { DomainGetJobStatsFlags as Stats, DomainJobType as Type } from '../../../../drivers/core/constants.ts';
import { typedValue } from '../../../../drivers/core/typed-params.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';
import { attempt } from '../../attempt.ts';
import { callDomain, domainOf } from '../../domain-inputs.ts';
import { prettySize } from '../../storage-words.ts';
import { faults, needs } from '../../shell/inputs.ts';
import { flagsOf } from '../../say.ts';
import type { Run } from '../../tables/command-table.ts';
import { paramText } from '../domstats.ts';

const TYPES = ['None', 'Bounded', 'Unbounded', 'Completed', 'Failed', 'Cancelled'];
const OPERATIONS = ['Unknown', 'Start', 'Save', 'Restore', 'Incoming migration', 'Outgoing migration', 'Snapshot', 'Snapshot revert', 'Dump', 'Backup', 'Snapshot delete'];

/** How one figure is printed: what it is called, its parameter, its form. */
type Form = 'ms' | 'bytes' | 'rate' | 'count' | 'pages/s' | 'page-bytes' | 'wide';
type Row = readonly [label: string, field: string, form: Form];

const row = (label: string, value: string): string => `${label.padEnd(17)} ${value}\n`;

function form(value: bigint, kind: Form): string {
  switch (kind) {
    case 'ms':
      return `${String(value).padEnd(12)} ms`;
    case 'bytes':
      return prettySize(value, 3);
    case 'rate':
      return `${prettySize(value, 3)}/s`;
    case 'count':
      return String(value).padEnd(12);
    case 'pages/s':
      return `${String(value).padEnd(12)} pages/s`;
    case 'page-bytes':
      return `${String(value).padEnd(12)} bytes`;
    case 'wide':
      return String(value).padEnd(13);
  }
}

/** The figures of one kind of thing: printed when any of the three is there. */
function amounts(label: string, prefix: string, of: (field: string) => bigint): string {
  const rows: readonly Row[] = [
    [`${label} processed:`, `${prefix}_processed`, 'bytes'],
    [`${label} remaining:`, `${prefix}_remaining`, 'bytes'],
    [`${label} total:`, `${prefix}_total`, 'bytes'],
  ];
  return rows.every(([, field]) => of(field) === 0n) ? '' : rows.map(([name, field, kind]) => row(name, form(of(field), kind))).join('');
}

const MEMORY_ROWS: readonly Row[] = [
  ['Memory bandwidth:', 'memory_bps', 'rate'],
  ['Dirty rate:', 'memory_dirty_rate', 'pages/s'],
  ['Page size:', 'memory_page_size', 'page-bytes'],
  ['Iteration:', 'memory_iteration', 'count'],
  ['Postcopy requests:', 'memory_postcopy_requests', 'count'],
];
const REST: readonly Row[] = [
  ['Constant pages:', 'memory_constant', 'count'],
  ['Normal pages:', 'memory_normal', 'count'],
  ['Normal data:', 'memory_normal_bytes', 'bytes'],
  ['downtime:', 'downtime', 'ms'],
  ['Downtime w/o network:', 'downtime_net', 'ms'],
  ['Setup time:', 'setup_time', 'ms'],
  ['Compression cache:', 'compression_cache', 'bytes'],
  ['Compressed data:', 'compression_bytes', 'bytes'],
  ['Compressed pages:', 'compression_pages', 'wide'],
  ['Compression cache misses:', 'compression_cache_misses', 'wide'],
  ['Compression overflows:', 'compression_overflow', 'wide'],
  ['Auto converge throttle:', 'auto_converge_throttle', 'wide'],
  ['Temporary disk space use:', 'disk_temp_used', 'bytes'],
  ['Temporary disk space total:', 'disk_temp_total', 'bytes'],
];

function toText(type: number, params: readonly TypedParameter[], short: boolean): string {
  const known = (field: string): bigint | undefined => {
    const value = typedValue(params, field);
    return typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : undefined;
  };
  const of = (field: string): bigint => known(field) ?? 0n;
  const rows = (list: readonly Row[], keep: (field: string, value: bigint) => boolean = () => true): string =>
    list.map(([label, field, kind]) => {
      const value = known(field);
      const name = field === 'downtime' ? `${type === Type.COMPLETED ? 'Total' : 'Expected'} downtime:` : label;
      return value === undefined || !keep(field, value) ? '' : row(name, form(value, kind));
    }).join('');
  const operation = Number(of('operation'));
  const head = row('Operation:', (OPERATIONS[operation] ?? 'unknown').padEnd(12));
  if (short) return head;
  const memory = amounts('Memory', 'memory', of);
  const file = amounts('File', 'disk', of);
  const notZero = (field: string, value: bigint): boolean => !field.endsWith('_bps') || value !== 0n;
  const message = typedValue(params, 'errmsg');
  return (
    head +
    row('Time elapsed:', form(of('time_elapsed'), 'ms')) +
    rows([['Time elapsed w/o network:', 'time_elapsed_net', 'ms']]) +
    (type === Type.BOUNDED ? row('Time remaining:', form(of('time_remaining'), 'ms')) : '') +
    amounts('Data', 'data', of) +
    (memory === '' ? '' : memory + rows(MEMORY_ROWS, notZero)) +
    (file === '' ? '' : file + rows([['File bandwidth:', 'disk_bps', 'rate']], notZero)) +
    rows(REST) +
    (typeof message === 'string' ? row('Error message:', message) : '')
  );
}

const domjobinfo: Run = async (shell, args) => {
  needs(args, ['keep-completed', 'completed']);
  const domain = await domainOf(shell, args);
  const flags = flagsOf(args, { completed: Stats.COMPLETED, 'keep-completed': Stats.KEEP_COMPLETED });
  const stats = await attempt(() => callDomain(shell, 'getJobStats', domain, flags));
  if (VirError.is(stats)) {
    if (stats.code !== 'no-support') throw stats;
    if (flags !== 0 || args.has('rawstats')) throw faults('Optional flags or --rawstats are not supported by the daemon', stats.message);
    const { type } = await callDomain(shell, 'getJobInfo', domain);
    shell.print(row('Job type:', (TYPES[type] ?? 'unknown').padEnd(12)));
    return true;
  }
  const { type, params } = stats;
  if (shell.options.json) shell.printJson({ type: TYPES[type] ?? 'unknown', ...Object.fromEntries(params.map(({ field, value }) => [field, value])) });
  else if (args.has('rawstats')) shell.print(`Job type: ${type}\n\n${params.map((param) => `${param.field}: ${rawText(param)}\n`).join('')}`);
  else {
    const isShown = args.has('anystats') || type === Type.BOUNDED || type === Type.UNBOUNDED || (args.has('completed') && type === Type.COMPLETED);
    shell.print(row('Job type:', (TYPES[type] ?? 'unknown').padEnd(12)) + (type === Type.NONE ? '' : toText(type, params, !isShown)));
  }
  return true;
};

/** Truth as a number here. */
function rawText(param: TypedParameter): string {
  if (param.type === 'boolean') return param.value ? '1' : '0';
  if (param.type === 'double') return String(param.value);
  return paramText(param);
}

const domjobabort: Run = async (shell, args) => {
  const domain = await domainOf(shell, args);
  if (args.has('postcopy')) await callDomain(shell, 'abortJobFlags', domain, 1);
  else await callDomain(shell, 'abortJob', domain);
  return true;
};

/** @libvirt virsh domjobinfo domjobabort */
export const runs = { domjobinfo, domjobabort } satisfies Readonly<Record<string, Run>>;
