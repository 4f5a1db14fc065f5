import { VirError } from '../../../drivers/core/vir-error.ts';
import type { CommandArgs } from './command.ts';

const INT = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const UINT = { min: 0n, max: 2n ** 32n - 1n };
const LONG = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const ULONG = { min: 0n, max: 2n ** 64n - 1n };

/** Ends a command with these words. */
export function fault(message: string, cause?: unknown): VirError {
  return new VirError({ code: 'invalid-arg', domain: 'none', message, cause });
}

/** The same, with libvirt's own words on a line of their own. */
export function faults(message: string, problem: string | undefined): VirError {
  return fault(problem === undefined ? message : `${message}\nerror: ${problem}`);
}

/**
 * A text, if it was given.
 *
 * @throws invalid-arg when it is empty and must not be.
 */
export function optional(args: CommandArgs, name: string): string | undefined {
  const text = args.text(name);
  if (text !== '' || args.def.options.some((option) => option.name === name && option.mayBeEmpty === true)) return text;
  throw fault(`Failed to get option '${name}': Option argument is empty`);
}

/**
 * A text that the command cannot do without.
 *
 * @throws invalid-arg when it is empty.
 */
export function needed(args: CommandArgs, name: string): string {
  return optional(args, name) ?? '';
}

function whole(args: CommandArgs, name: string, { min, max }: typeof INT): bigint | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = /^\s*[+-]?\d+$/.test(text) ? BigInt(text.trim().replace(/^\+/, '')) : undefined;
  if (value === undefined || value < min || value > max) throw fault(`Numeric value '${text}' for <${name}> option is malformed or out of range`);
  return value;
}

/** A whole number of 32 bits. @throws invalid-arg */
export function intOf(args: CommandArgs, name: string): number | undefined {
  const value = whole(args, name, INT);
  return value === undefined ? undefined : Number(value);
}

/** A whole number of 32 bits from 0. @throws invalid-arg */
export function uintOf(args: CommandArgs, name: string): number | undefined {
  const value = whole(args, name, UINT);
  return value === undefined ? undefined : Number(value);
}

/** A whole number of 64 bits. @throws invalid-arg */
export function longOf(args: CommandArgs, name: string): bigint | undefined {
  return whole(args, name, LONG);
}

/** A whole number of 64 bits from 0. @throws invalid-arg */
export function ulongOf(args: CommandArgs, name: string): bigint | undefined {
  return whole(args, name, ULONG);
}

/** The same; negative ones count from the top, as in C. @throws invalid-arg */
export function ulongWrapOf(args: CommandArgs, name: string): bigint | undefined {
  const value = whole(args, name, { min: -ULONG.max, max: ULONG.max });
  return value === undefined ? undefined : BigInt.asUintN(64, value);
}

/** A number with a unit (`4M`, `2GiB`); `unit` counts without one. @throws invalid-arg */
export function scaledOf(args: CommandArgs, name: string, unit: bigint, max: bigint): bigint | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = parseScaled(text, unit, max);
  if (typeof value === 'bigint') return value;
  throw faults(`Scaled numeric value '${text}' for <${name}> option is malformed or out of range`, value?.problem);
}

/**
 * Reads `10`, `10M`, `10MiB` (1024 each), `10MB` (1000 each), `10bytes`.
 *
 * @returns what is wrong with it, in libvirt's words, when it is none: undefined when it is no number at all.
 * @libvirt virScaleInteger
 */
export function parseScaled(text: string, unit: bigint, max: bigint = ULONG.max): bigint | { readonly problem: string } | undefined {
  const match = /^\s*\+?(\d+)(.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, digits = '', suffix = ''] = match;
  if (BigInt(digits) > ULONG.max) return undefined;
  const scale = suffix === '' ? unit : scaleOf(suffix);
  if (scale === undefined) return { problem: `invalid argument: unknown suffix '${suffix}'` };
  const value = BigInt(digits) * scale;
  return value > max ? { problem: `numerical overflow: value too large: ${digits}${suffix}` } : value;
}

function scaleOf(suffix: string): bigint | undefined {
  const lower = suffix.toLowerCase();
  if (lower === 'b' || lower === 'byte' || lower === 'bytes') return 1n;
  const power = 'kmgtpe'.indexOf(lower[0] ?? '') + 1;
  const rest = lower.slice(1);
  if (power === 0 || !['', 'ib', 'b'].includes(rest)) return undefined;
  return (rest === 'b' ? 1000n : 1024n) ** BigInt(power);
}
