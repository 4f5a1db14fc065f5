import { VirError } from '../../drivers/core/vir-error.ts';
import { attempt } from './attempt.ts';
import type { CommandArgs } from './shell/command.ts';
import { labelled } from './words.ts';
import type { Shell } from './shell/shell.ts';

/** Says what was done, which quiet mode leaves out; programs get the thing itself. */
export function say(shell: Shell, text: string, thing: unknown): true {
  if (shell.options.json) shell.printJson(thing);
  else shell.printExtra(text);
  return true;
}

/** Prints an answer on a line. */
export function answer(shell: Shell, text: string | number): true {
  if (shell.options.json) shell.printJson(text);
  else shell.print(`${text}\n`);
  return true;
}

/** A line of an info command: its label, its text. */
export type Fact = readonly [label: string, text: string | number | bigint];

/** Prints `Label:   text` lines; programs get an object. */
export function printFacts(shell: Shell, facts: readonly Fact[]): void {
  if (shell.options.json) shell.printJson(Object.fromEntries(facts.map(([label, text]) => [label.toLowerCase(), text])));
  else shell.print(facts.map(([label, text]) => labelled(`${label}:`, text)).join(''));
}

/** `yes`, `no`, or other words when the host does not tell. */
export async function yesNo(ask: () => Promise<boolean>, unknown: string): Promise<string> {
  const told = await attempt(ask);
  return VirError.is(told) ? unknown : told ? 'yes' : 'no';
}

/** The bits of the options that were given. */
export function flagsOf(args: CommandArgs, bits: Readonly<Record<string, number>>): number {
  return Object.entries(bits).reduce((flags, [name, bit]) => (args.has(name) ? (flags | bit) >>> 0 : flags), 0);
}

/** Active, inactive or both, as `--inactive` and `--all` say. */
export function activityFlags(args: CommandArgs, flags: { readonly ACTIVE: number; readonly INACTIVE: number }): number {
  if (args.has('all')) return flags.ACTIVE | flags.INACTIVE;
  return args.has('inactive') ? flags.INACTIVE : flags.ACTIVE;
}
