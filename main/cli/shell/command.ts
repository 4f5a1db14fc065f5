import type { Shell } from './shell.ts';

/**
 * How an option is written:
 * `bool` `--name`; `int`, `string` `--name VALUE`; `data` a word in its place or `--name VALUE`; `argv` all words that are left;
 * `alias` another name of an option (`--name` stands for `aliasOf`, which may be `name=value`).
 */
export type OptionType = 'bool' | 'int' | 'string' | 'data' | 'argv' | 'alias';

/** One option of a command, as virsh has it. */
export interface OptionDef {
  readonly name: string;
  readonly type: OptionType;
  readonly help: string;
  readonly required?: boolean;
  /** Not required when one of these was given. */
  readonly unless?: readonly string[];
  /** The value must be named: a bare word is not taken for it (VSH_OFLAG_REQ_OPT). */
  readonly mustBeNamed?: boolean;
  /** An empty text is one too (VSH_OFLAG_EMPTY_OK). */
  readonly mayBeEmpty?: boolean;
  readonly aliasOf?: string;
}

/** One command. */
export interface CommandDef {
  readonly name: string;
  /** One line for lists of commands. */
  readonly help: string;
  /** A sentence or two for the command's own help. */
  readonly description: string;
  readonly options: readonly OptionDef[];
  /** Takes all words that follow as they are, into its first option, and prints everything itself. */
  readonly isProgram?: boolean;
  /** Works without a connection. */
  readonly noConnect?: boolean;
  /** Opens what is named with `-c` itself: it may be what does not work. */
  readonly opensItself?: boolean;
  /** For programs; not listed. */
  readonly hidden?: boolean;
  /** Another name of a command; not listed. */
  readonly aliasOf?: string;
  /** Does it; false when it failed and has said why. A thrown VirError is reported by the shell. */
  readonly run: (shell: Shell, args: CommandArgs) => Promise<boolean>;
}

/** Commands that belong together. */
export interface CommandGroup {
  readonly name: string;
  readonly keyword: string;
  readonly commands: readonly CommandDef[];
}

/** What a command was given. */
export class CommandArgs {
  readonly #values = new Map<string, string[]>();
  readonly def: CommandDef;

  constructor(def: CommandDef) {
    this.def = def;
  }

  add(name: string, value: string): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** All words of an `argv` option. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}
