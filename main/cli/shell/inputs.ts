import { readFileOrFail } from '../read-definition.ts';
import type { CommandArgs } from './command.ts';
import { fault, optional, parseScaled, uintOf } from './values.ts';

const TIMEOUT_MAX_S = Math.floor((2 ** 31 - 1) / 1000);

/** @throws fault when two options exclude each other. */
export function refuseBoth(args: CommandArgs, ...pairs: readonly (readonly [string, string])[]): void {
  const clash = pairs.find(([a, b]) => args.has(a) && args.has(b));
  if (clash !== undefined) throw fault(`Options --${clash[0]} and --${clash[1]} are mutually exclusive`);
}

/** @throws fault when an option is given without the one that it needs. */
export function needs(args: CommandArgs, ...pairs: readonly (readonly [string, string])[]): void {
  const missing = pairs.find(([name, other]) => args.has(name) && !args.has(other));
  if (missing !== undefined) throw fault(`Option --${missing[1]} is required by option --${missing[0]}`);
}

/** A text, none when it is empty and must not be. */
export function quietText(args: CommandArgs, name: string): string | undefined {
  return args.text(name) === '' ? undefined : optional(args, name);
}

/** A number of bytes with a unit, as one option's own words call it when it is wrong. @throws fault */
export function scaledOr(words: string, given: string, unit: bigint, max?: bigint): bigint {
  const value = parseScaled(given, unit, max);
  if (typeof value === 'bigint') return value;
  throw fault([words, ...(value === undefined ? [] : [value.problem])].join('\nerror: '));
}

/** `--timeout` in milliseconds; it is given in seconds. @throws fault */
export function timeoutMs(args: CommandArgs): number | undefined {
  const seconds = uintOf(args, 'timeout');
  if (seconds === undefined) return undefined;
  if (seconds === 0 || seconds > TIMEOUT_MAX_S) throw fault(`Numeric value '${seconds}' for <timeout> option is malformed or out of range`);
  return seconds * 1000;
}

/** What stands in a file here. @throws system-error */
export const readFile = readFileOrFail;

/** Several lines of errors, the host's own words last. */
export function faults(...words: readonly string[]): ReturnType<typeof fault> {
  return fault(words.join('\nerror: '));
}

/** `a,b`; `,,` is a comma within a word. */
export function splitCommas(list: string): string[] {
  return list
    .replaceAll(',,', '\0')
    .split(',')
    .map((word) => word.replaceAll('\0', ','));
}
