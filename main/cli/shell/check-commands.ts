import { completesValue } from './completion-values.ts';
import type { CommandDef, CommandGroup } from './command.ts';
import type { Shell } from './shell.ts';

/** Checks that every command is well made: what virsh's self-test checks of its own. */
export function checkCommands(shell: Shell, groups: readonly CommandGroup[], listsUncompleted: boolean): boolean {
  const commands = groups.flatMap((group) => group.commands);
  const faults = commands.flatMap((command) => faultsOf(command, commands));
  for (const words of faults) shell.error(`command '${words}`);
  if (listsUncompleted) {
    for (const { name, options, aliasOf } of commands) {
      if (aliasOf !== undefined) continue;
      const missing = options.filter(({ type, name: option }) => type !== 'bool' && type !== 'alias' && !completesValue(name, option));
      for (const option of missing) shell.print(`${name}: ${option.name}\n`);
    }
  }
  return faults.length === 0;
}

function faultsOf({ name, help, options, aliasOf }: CommandDef, all: readonly CommandDef[]): readonly string[] {
  const faults: string[] = [];
  if (all.filter((other) => other.name === name).length > 1) faults.push(`${name}' is there twice`);
  if (aliasOf !== undefined) return all.some((other) => other.name === aliasOf) ? faults : [...faults, `${name}' has an unknown alias`];
  if (help === '') faults.push(`${name}' lacks help`);
  let seenOptional = false;
  for (const option of options) {
    if (options.filter((other) => other.name === option.name).length > 1) faults.push(`${name}' has option '${option.name}' twice`);
    if (option.type === 'alias') {
      const [target] = (option.aliasOf ?? '').split('=');
      if (!options.some((other) => other.name === target)) faults.push(`${name}' has an alias '${option.name}' of nothing`);
      continue;
    }
    if (option.type === 'bool' && option.required === true) faults.push(`${name}' requires '${option.name}', which has no value`);
    if (option.type === 'argv' && option.mustBeNamed !== true && options.at(-1) !== option) faults.push(`${name}' has options after '${option.name}', which takes all words`);
    if (option.type === 'data' && option.required === true && seenOptional) faults.push(`${name}' has the required word '${option.name}' after one that is not`);
    if (option.type === 'data' && option.required !== true) seenOptional = true;
  }
  return faults;
}
