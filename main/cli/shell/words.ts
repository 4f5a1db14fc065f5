import type { CommandArgs, CommandDef, OptionDef } from './command.ts';
import type { Shell } from './shell.ts';

/** What may be said of an option besides its name and help. */
export type OptionExtras = Partial<Pick<OptionDef, 'required' | 'mustBeNamed' | 'mayBeEmpty'>>;

/** `--name`. */
export function bool(name: string, help: string): OptionDef {
  return { name, type: 'bool', help };
}

/** `--name NUMBER`. */
export function int(name: string, help: string, extras: OptionExtras = {}): OptionDef {
  return { name, type: 'int', help, ...extras };
}

/** `--name TEXT`. */
export function text(name: string, help: string, extras: OptionExtras = {}): OptionDef {
  return { name, type: 'string', help, ...extras };
}

/** A word in its place. */
export function data(name: string, help: string, extras: OptionExtras = {}): OptionDef {
  return { name, type: 'data', required: true, help, ...extras };
}

/** All words that are left. */
export function argv(name: string, help: string, extras: OptionExtras = {}): OptionDef {
  return { name, type: 'argv', help, ...extras };
}

/** Another name of an option. */
export function alias(name: string, aliasOf: string): OptionDef {
  return { name, type: 'alias', help: '', aliasOf };
}

/** What a command is called and given, or whose other name it is. */
export type CommandWords = Pick<CommandDef, 'help' | 'description' | 'options' | 'noConnect' | 'hidden' | 'isProgram'> | { readonly aliasOf: string };

/** What a command does. */
export type Run = (shell: Shell, args: CommandArgs) => Promise<boolean>;

type Runnable<W> = { [N in keyof W]: W[N] extends { readonly aliasOf: string } ? never : N }[keyof W];

/** Joins words and deeds, in the order of the words. */
export function commandsOf<W extends Readonly<Record<string, CommandWords>>>(words: W, runs: Readonly<Record<Runnable<W>, Run>>): readonly CommandDef[] {
  const runOf = runs as Readonly<Record<string, Run>>;
  return Object.entries<CommandWords>(words).map(([name, about]) => {
    const whole = 'aliasOf' in about ? words[about.aliasOf] : about;
    const run = runOf['aliasOf' in about ? about.aliasOf : name];
    if (whole === undefined || 'aliasOf' in whole || run === undefined) throw new Error(`${name} stands for nothing`);
    return { name, ...whole, ...('aliasOf' in about ? { aliasOf: about.aliasOf } : {}), run };
  });
}
