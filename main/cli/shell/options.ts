import type { CommandArgs } from './command.ts';
import type { Shell } from './shell.ts';

/** Refuses options that exclude each other, in virsh's words. */
export function exclusive(shell: Shell, args: CommandArgs, ...pairs: readonly (readonly [string, string])[]): boolean {
  const clash = pairs.find(([a, b]) => args.has(a) && args.has(b));
  if (clash === undefined) return true;
  shell.error(`Options --${clash[0]} and --${clash[1]} are mutually exclusive`);
  return false;
}

/** A positive whole number; `wrong` when it is none, which has been said. */
export function readCount(shell: Shell, args: CommandArgs, name: string): number | undefined | 'wrong' {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\s*\d+$/.test(text) && number > 0 && number <= 0xffff_ffff) return number;
  shell.error(`Numeric value '${text}' for <${name}> option is malformed or out of range`);
  return 'wrong';
}

/** Refuses an option without the one that it needs, in virsh's words. */
export function requires(shell: Shell, args: CommandArgs, name: string, needed: string): boolean {
  if (!args.has(name) || args.has(needed)) return true;
  shell.error(`Option --${needed} is required by option --${name}`);
  return false;
}

/** A text that is not empty; `wrong` when it is, which has been said. */
export function readText(shell: Shell, args: CommandArgs, name: string): { readonly text: string } | undefined | 'wrong' {
  const text = args.text(name);
  if (text === undefined) return undefined;
  if (text !== '') return { text };
  shell.error(`Failed to get option '${name}': Option argument is empty`);
  return 'wrong';
}

/** A whole number from 0; `wrong` when it is none, which has been said. */
export function readUnsigned(shell: Shell, args: CommandArgs, name: string): number | undefined | 'wrong' {
  const text = args.text(name);
  if (text === undefined) return undefined;
  if (/^\s*\+?\d+$/.test(text) && Number(text) <= 0xffff_ffff) return Number(text);
  shell.error(`Numeric value '${text}' for <${name}> option is malformed or out of range`);
  return 'wrong';
}
