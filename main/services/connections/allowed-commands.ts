import { join } from 'node:path';
import { z } from 'zod';
import { JsonFile } from '../settings/json-file.ts';

const allowedCommand = z.object({ target: z.string(), argv: z.array(z.string()) });

/** A command that somebody allowed: exactly these words for exactly this target. */
export type AllowedCommand = z.infer<typeof allowedCommand>;

const MOST = 500;

/**
 * The commands that addresses and SSH configurations may run on this computer, because a person said yes once when each
 * was shown in full. The file is read anew for every question: the window and the command line share it.
 */
export class AllowedCommands {
  readonly #file: JsonFile;

  constructor(dataDir: string) {
    this.#file = new JsonFile(join(dataDir, 'allowed-commands.json'));
  }

  async has(command: { readonly target: string; readonly argv: readonly string[] }): Promise<boolean> {
    return (await this.#read()).some((known) => isSame(known, command));
  }

  async remember({ target, argv }: { readonly target: string; readonly argv: readonly string[] }): Promise<void> {
    const known = (await this.#read()).filter((one) => !isSame(one, { target, argv }));
    await this.#file.write({ commands: [...known, { target, argv: [...argv] }].slice(-MOST) });
    await this.#file.flush();
  }

  async #read(): Promise<readonly AllowedCommand[]> {
    const content = await this.#file.read();
    const list = content.kind === 'object' ? content.value['commands'] : undefined;
    return Array.isArray(list) ? (list as unknown[]).flatMap((item) => allowedCommand.safeParse(item).data ?? []) : [];
  }
}

function isSame(one: { readonly target: string; readonly argv: readonly string[] }, other: { readonly target: string; readonly argv: readonly string[] }): boolean {
  return one.target === other.target && one.argv.length === other.argv.length && one.argv.every((word, index) => word === other.argv[index]);
}
