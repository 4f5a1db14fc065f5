import { CommandArgs, type CommandDef, type OptionDef } from './command.ts';

/** A fault in the words of a command, in virsh's words. */
export class SyntaxFault extends Error {}

/** A command with what it was given. */
export interface ParsedCommand {
  readonly def: CommandDef;
  readonly args: CommandArgs;
}

/** Finds a command by its name. */
export type CommandFinder = (name: string) => CommandDef | undefined;

/**
 * Splits a line into commands and words: `;` and new lines separate commands, quotes and backslashes as in a shell, `#` begins a
 * comment.
 *
 * @throws SyntaxFault when a quote is not closed.
 */
export function splitLine(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let quote: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"') word = (word ?? '') + (line[++i] ?? '');
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (i + 1 >= line.length) throw new SyntaxFault('dangling \\');
      word = (word ?? '') + (line[++i] ?? '');
    } else if (char === ';' || char === '\n') {
      endWord();
      commands.push([]);
    } else if (/\s/.test(char)) {
      endWord();
    } else if (char === '#' && word === undefined && commands.at(-1)?.length === 0) {
      while (i < line.length && line[i] !== '\n') i++;
      i--;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined) throw new SyntaxFault(quote === '"' ? 'missing "' : "missing '");
  endWord();
  return commands.filter((words) => words.length > 0);
}

/**
 * Reads one command.
 *
 * @throws SyntaxFault with virsh's words for what is wrong.
 */
export function parseCommand(words: readonly string[], find: CommandFinder): ParsedCommand {
  const [name = '', ...rest] = words;
  const found = find(name);
  if (found === undefined) throw new SyntaxFault(`unknown command: '${name}'`);
  return new CommandParser(found, find).parse(rest);
}

class CommandParser {
  readonly #def: CommandDef;
  readonly #find: CommandFinder;
  readonly #args: CommandArgs;
  /** Options that still take a bare word, in their order. */
  readonly #open: OptionDef[];
  readonly #seen = new Set<string>();
  #isHelp = false;

  constructor(def: CommandDef, find: CommandFinder) {
    this.#def = def;
    this.#find = find;
    this.#args = new CommandArgs(def);
    this.#open = def.options.filter(({ type, mustBeNamed }) => type !== 'bool' && type !== 'alias' && mustBeNamed !== true);
  }

  parse(words: readonly string[]): ParsedCommand {
    const [all] = this.#def.options;
    if (this.#def.isProgram === true && all !== undefined) {
      for (const word of words) this.#args.add(all.name, word);
      return { def: this.#def, args: this.#args };
    }
    let dataOnly = false;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      if (!dataOnly && word === '--') dataOnly = true;
      else if (!dataOnly && /^--[A-Za-z0-9]/.test(word)) i += this.#takeOption(word.slice(2), words[i + 1]);
      else this.#takeWord(word);
    }
    if (this.#isHelp) return this.#helpOnThis();
    this.#checkRequired();
    return { def: this.#def, args: this.#args };
  }

  /** Takes `--name[=value]`; gives how many further words it used. */
  #takeOption(text: string, next: string | undefined): number {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (name === 'help') {
      this.#isHelp = true;
      return 0;
    }
    const found = this.#findOption(name, equals < 0 ? undefined : text.slice(equals + 1));
    if (found === undefined) return 0;
    const { option, value } = found;
    if (option.type === 'bool') {
      if (value !== undefined) throw new SyntaxFault(`invalid '=' after option --${option.name}`);
      this.#args.add(option.name, '');
      return 0;
    }
    const taken = value ?? next;
    if (taken === undefined) throw new SyntaxFault(`expected syntax: --${option.name} <${option.type === 'int' ? 'number' : 'string'}>`);
    if (option.type !== 'argv') this.#close(option);
    this.#args.add(option.name, taken);
    return value === undefined ? 1 : 0;
  }

  #findOption(wanted: string, given: string | undefined): { readonly option: OptionDef; readonly value: string | undefined } | undefined {
    let name = wanted;
    let value = given;
    for (const option of this.#def.options) {
      if (option.name !== name) continue;
      if (option.type === 'alias') {
        const [target = '', preset] = (option.aliasOf ?? '').split('=', 2);
        if (preset !== undefined && value !== undefined) throw new SyntaxFault(`invalid '=' after option --${option.name}`);
        name = target;
        value ??= preset;
        continue;
      }
      if (this.#seen.has(name) && option.type !== 'argv') throw new SyntaxFault(`option --${name} already seen`);
      this.#seen.add(name);
      return { option, value };
    }
    if (this.#def.name === 'help') return undefined;
    throw new SyntaxFault(`command '${this.#def.name}' doesn't support option --${name}`);
  }

  #takeWord(word: string): void {
    const option = this.#open[0];
    if (option === undefined) {
      if (this.#def.name === 'help') return;
      throw new SyntaxFault(`unexpected data '${word}'`);
    }
    if (option.type !== 'argv') this.#close(option);
    this.#seen.add(option.name);
    this.#args.add(option.name, word);
  }

  #close(option: OptionDef): void {
    const index = this.#open.indexOf(option);
    if (index >= 0) this.#open.splice(index, 1);
  }

  #helpOnThis(): ParsedCommand {
    const help = this.#find('help');
    if (help === undefined) throw new SyntaxFault('there is no help');
    const args = new CommandArgs(help);
    args.add(help.options[0]?.name ?? 'command', this.#def.name);
    return { def: help, args };
  }

  #checkRequired(): void {
    const missing = this.#def.options.filter(({ name, required, unless = [] }) => required === true && !this.#seen.has(name) && !unless.some((other) => this.#seen.has(other)));
    if (missing.length === 0) return;
    const faults = missing.map(({ name, type }) =>
      type === 'data' || type === 'argv'
        ? `command '${this.#def.name}' requires <${name}> option`
        : `command '${this.#def.name}' requires --${name} option`,
    );
    throw new SyntaxFault(faults.join('\nerror: '));
  }
}
