import { Said } from '../said.ts';
import type { OptionDef, CommandDef } from '../shell/command.ts';

/** How commands are written and explained, by their names. */
export type CommandTable = Readonly<Record<string, { readonly help: string; readonly description: string; readonly options: readonly OptionDef[] }>>;

/** What a command does. */
export type Run = CommandDef['run'];

/**
 * Commands of a table whose work stands in a module that is loaded when one of them is run: nobody waits for the code of a hundred
 * commands to run one.
 */
export function lazyCommands<K extends string>(
  table: Readonly<Record<K, CommandTable[string]>>,
  names: readonly K[],
  load: () => Promise<{ readonly runs: Readonly<Record<K, Run>> }>,
): readonly CommandDef[] {
  return names.map((name) => ({
    name,
    ...table[name],
    run: async (shell, args) => {
      const { runs } = await load();
      try {
        return await runs[name](shell, args);
      } catch (error) {
        if (error instanceof Said) return false;
        throw error;
      }
    },
  }));
}
