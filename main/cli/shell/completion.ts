import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandArgs, type CommandDef, type CommandGroup, type OptionDef } from './command.ts';
import { completeValue } from './completion-values.ts';
import type { Shell } from './shell.ts';

/** Options that name a file on this computer. */
const FILES = new Set(['file', 'xml', 'srcSpec', 'dir', 'user-data', 'ssh-key-file']);

/** Completes the last of the words: a command's name, an option, an option's value. Sorted, as virsh lists them. */
export async function completeWords(shell: Shell, groups: readonly CommandGroup[], words: readonly string[]): Promise<readonly string[]> {
  const commands = groups.flatMap((group) => group.commands);
  const text = words.at(-1) ?? '';
  const [name] = words;
  const named = commands.find((one) => one.name === name);
  const command = named?.aliasOf === undefined ? named : commands.find((one) => one.name === named.aliasOf);
  if (words.length <= 1 || command === undefined) {
    if (words.length > 1) return [];
    return matching(commands.filter(({ aliasOf, hidden }) => aliasOf === undefined && hidden !== true).map((one) => one.name), text);
  }
  const before = readBefore(command, words.slice(1, -1));
  if (before.waiting !== undefined) return matching(await valuesOf(shell, command, before.waiting, before.args, text), text);
  const options = command.options.filter(({ name: option, type }) => type !== 'alias' && (type === 'argv' || !before.args.has(option))).map((option) => `--${option.name}`);
  if (text.startsWith('-')) return matching(options, text);
  const next = before.open[0];
  const values = next === undefined ? [] : matching(await valuesOf(shell, command, next, before.args, text), text);
  return text === '' ? [...values, ...options] : values;
}

function matching(candidates: readonly string[], text: string): readonly string[] {
  return [...new Set(candidates)].filter((one) => one.startsWith(text)).sort();
}

interface Before {
  readonly args: CommandArgs;
  /** The option whose value comes next. */
  readonly waiting: OptionDef | undefined;
  /** Options that take a bare word. */
  readonly open: readonly OptionDef[];
}

/** Reads what stands before the word, without complaint. */
function readBefore(command: CommandDef, words: readonly string[]): Before {
  const args = new CommandArgs(command);
  let open = command.options.filter(({ type, mustBeNamed }) => type !== 'bool' && type !== 'alias' && mustBeNamed !== true);
  let waiting: OptionDef | undefined;
  const take = (option: OptionDef, value: string): void => {
    args.add(option.name, value);
    if (option.type !== 'argv') open = open.filter((one) => one !== option);
  };
  for (const word of words) {
    if (waiting !== undefined) {
      take(waiting, word);
      waiting = undefined;
    } else if (word.startsWith('--')) {
      const option = command.options.find(({ name }) => name === word.slice(2));
      if (option?.type === 'bool') args.add(option.name, '');
      else waiting = option;
    } else if (open[0] !== undefined) {
      take(open[0], word);
    }
  }
  return { args, waiting, open };
}

async function valuesOf(shell: Shell, command: CommandDef, option: OptionDef, args: CommandArgs, text: string): Promise<readonly string[]> {
  if (FILES.has(option.name)) return filesLike(text);
  return completeValue(() => shell.connection(), command.name, option.name, args);
}

function filesLike(text: string): readonly string[] {
  const folder = text.endsWith('/') ? text : dirname(text);
  const shown = text.includes('/') ? folder : '';
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true }).map((entry) => `${shown === '' ? '' : join(shown, '/')}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
