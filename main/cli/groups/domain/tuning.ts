import type { DomainRef } from '../../../../drivers/api/refs.ts';
import type { TypedParameter } from '../../../../drivers/api/records.ts';
import { typed } from '../../../../drivers/core/typed-params.ts';
import { explaining } from '../../attempt.ts';
import { callDomain, deviceParams, domainOf, impactOf, printParams } from '../../domain-inputs.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { faults, quietText, scaledOr } from '../../shell/inputs.ts';
import { fault, intOf, needed, optional, scaledOf, ulongOf } from '../../shell/values.ts';
import type { Shell } from '../../shell/shell.ts';
import type { Run } from '../../tables/command-table.ts';
import { paramText } from '../domstats.ts';
import { VirError } from '../../../../drivers/core/vir-error.ts';

/** libvirt's "no limit", in KiB. */
const UNLIMITED = 9007199254740991n;
const U64_MAX = 0xffff_ffff_ffff_ffffn;
const I64_MAX = 0x7fff_ffff_ffff_ffffn;

/** A command that shows parameters, or sets those that are given. */
interface TuneDef {
  /** The parameters that the options set. */
  readonly read: (args: CommandArgs) => readonly TypedParameter[];
  readonly get: (shell: Shell, domain: DomainRef, flags: number, args: CommandArgs) => Promise<readonly TypedParameter[]>;
  readonly set: (shell: Shell, domain: DomainRef, params: readonly TypedParameter[], flags: number, args: CommandArgs) => Promise<void>;
  readonly failedSet: string;
  readonly textOf?: (param: TypedParameter) => string;
}

function tune(def: TuneDef): Run {
  return async (shell, args) => {
    const flags = impactOf(args);
    const domain = await domainOf(shell, args);
    const params = def.read(args);
    if (params.length > 0) await explaining(shell, def.failedSet, () => def.set(shell, domain, params, flags, args));
    else printParams(shell, await def.get(shell, domain, flags, args), 15, def.textOf);
    return true;
  };
}

/** Behind what an option is: what the parameter is called. */
type Names = Readonly<Record<string, string>>;

const MEMORY: Names = { 'hard-limit': 'hard_limit', 'soft-limit': 'soft_limit', 'swap-hard-limit': 'swap_hard_limit', 'min-guarantee': 'min_guarantee' };

/** A limit in KiB; a negative number is no limit. */
function memoryLimit(args: CommandArgs, name: string): bigint | undefined {
  const given = args.text(name);
  if (given === undefined) return undefined;
  if (given === '') throw fault(`Unable to parse integer parameter ${name}`);
  if (/^\s*-\d+/.test(given)) return UNLIMITED;
  return (scaledOr(`Unable to parse integer parameter ${name}`, given, 1024n, I64_MAX) + 1023n) / 1024n;
}

const memtune = tune({
  read: (args) => Object.entries(MEMORY).flatMap(([name, field]) => {
    const value = memoryLimit(args, name);
    return value === undefined ? [] : [typed.ullong(field, value)];
  }),
  get: (shell, domain, flags) => explaining(shell, 'Unable to get number of memory parameters', () => callDomain(shell, 'getMemoryParameters', domain, flags)),
  set: (shell, domain, params, flags) => callDomain(shell, 'setMemoryParameters', domain, params, flags),
  failedSet: 'Unable to change memory parameters',
  textOf: (param) => (param.type === 'ullong' && param.value === UNLIMITED ? 'unlimited' : paramText(param)),
});

const NUMA_MODES = ['strict', 'preferred', 'interleave', 'restrictive'];

function numaMode(args: CommandArgs): readonly TypedParameter[] {
  const mode = optional(args, 'mode');
  if (mode === undefined) return [];
  const known = NUMA_MODES.indexOf(mode);
  if (known >= 0) return [typed.int('numa_mode', known)];
  if (!/^\s*[+-]?(0x[0-9a-f]+|\d+)$/i.test(mode)) throw fault(`Invalid mode: ${mode}`);
  return [typed.int('numa_mode', Number(mode))];
}

const numatune = tune({
  read: (args) => {
    const nodeset = optional(args, 'nodeset');
    return [...(nodeset === undefined ? [] : [typed.string('numa_nodeset', nodeset)]), ...numaMode(args)];
  },
  get: (shell, domain, flags) => explaining(shell, 'Unable to get number of memory parameters', () => callDomain(shell, 'getNumaParameters', domain, flags)),
  set: (shell, domain, params, flags) => callDomain(shell, 'setNumaParameters', domain, params, flags),
  failedSet: 'Unable to change numa parameters',
  textOf: (param) => (param.type === 'int' && param.field === 'numa_mode' ? (NUMA_MODES[param.value] ?? '(null)') : paramText(param)),
});

const BLKIO: Names = {
  'device-weights': 'device_weight',
  'device-read-iops-sec': 'device_read_iops_sec',
  'device-write-iops-sec': 'device_write_iops_sec',
  'device-read-bytes-sec': 'device_read_bytes_sec',
  'device-write-bytes-sec': 'device_write_bytes_sec',
};

const blkiotune = tune({
  read: (args) => {
    const weight = intOf(args, 'weight');
    if (weight !== undefined && weight <= 0) throw fault(`Invalid value of ${weight} for I/O weight`);
    const devices = Object.entries(BLKIO).flatMap(([name, field]) => {
      if (args.text(name) === '') throw fault('Unable to parse string parameter');
      const value = quietText(args, name);
      return value === undefined ? [] : [typed.string(field, value)];
    });
    return [...(weight === undefined ? [] : [typed.uint('weight', weight)]), ...devices];
  },
  get: (shell, domain, flags) => explaining(shell, 'Unable to get number of blkio parameters', () => callDomain(shell, 'getBlkioParameters', domain, flags)),
  set: (shell, domain, params, flags) => callDomain(shell, 'setBlkioParameters', domain, params, flags),
  failedSet: 'Unable to change blkio parameters',
});

const IO_BYTES = ['total-bytes-sec', 'read-bytes-sec', 'write-bytes-sec', 'total-bytes-sec-max', 'read-bytes-sec-max', 'write-bytes-sec-max'];
const IO_COUNTS = [
  'total-iops-sec', 'read-iops-sec', 'write-iops-sec', 'total-iops-sec-max', 'read-iops-sec-max', 'write-iops-sec-max', 'size-iops-sec',
  'total-bytes-sec-max-length', 'read-bytes-sec-max-length', 'write-bytes-sec-max-length',
  'total-iops-sec-max-length', 'read-iops-sec-max-length', 'write-iops-sec-max-length',
];
const underscored = (name: string): string => name.replaceAll('-', '_').replace(/_max_length$/, '_max_length');

/** Says behind the fault of a number what it meant for the command. */
function numbersOf(read: () => readonly TypedParameter[]): readonly TypedParameter[] {
  try {
    return read();
  } catch (error) {
    if (!VirError.is(error)) throw error;
    const [first = '', ...rest] = error.message.split('\nerror: ');
    throw faults(first, 'Unable to parse integer parameter', ...rest);
  }
}

const blkdeviotune = tune({
  read: (args) => {
    needed(args, 'device');
    const numbers = numbersOf(() => [
      ...IO_BYTES.flatMap((name) => ullong(underscored(name), scaledOf(args, name, 1n, U64_MAX))),
      ...IO_COUNTS.flatMap((name) => ullong(underscored(name), ulongOf(args, name))),
    ]);
    if (args.text('group-name') === '') throw faults("Failed to get option 'group-name': Option argument is empty", 'Unable to parse group-name parameter');
    const group = args.text('group-name');
    return [...numbers, ...(group === undefined ? [] : [typed.string('group_name', group)])];
  },
  get: (shell, domain, flags, args) => deviceParams(shell, 'block I/O throttle', () => callDomain(shell, 'getBlockIoTune', domain, needed(args, 'device'), flags)),
  set: (shell, domain, params, flags, args) => callDomain(shell, 'setBlockIoTune', domain, needed(args, 'device'), params, flags),
  failedSet: 'Unable to change block I/O throttle',
});

function ullong(field: string, value: bigint | undefined): readonly TypedParameter[] {
  return value === undefined ? [] : [typed.ullong(field, value)];
}

/** Enabled and disabled events of the processor's counters. */
const perf: Run = async (shell, args) => {
  const flags = impactOf(args);
  const [enable, disable] = [optional(args, 'enable'), optional(args, 'disable')];
  const domain = await domainOf(shell, args);
  const events = (list: string | undefined, on: boolean): readonly TypedParameter[] =>
    (list ?? '').split(',').filter((word) => word !== '').map((word) => typed.boolean(word, on));
  const wanted = [...events(enable, true), ...events(disable, false)];
  if (wanted.length > 0) await explaining(shell, 'Unable to enable/disable perf events', () => callDomain(shell, 'setPerfEvents', domain, wanted, flags));
  const shown = wanted.length > 0 ? wanted : await explaining(shell, 'Unable to get perf events', () => callDomain(shell, 'getPerfEvents', domain, flags));
  if (shell.options.json) printParams(shell, shown);
  else shell.printExtra(shown.map((param) => `${param.field.padEnd(15)}: ${param.type === 'boolean' && param.value ? 'enabled' : 'disabled'}\n`).join(''));
  return true;
};

/** @libvirt virsh memtune numatune blkiotune blkdeviotune perf */
export const runs = { memtune, numatune, blkiotune, blkdeviotune, perf } satisfies Readonly<Record<string, Run>>;
