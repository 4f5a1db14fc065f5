import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineKey } from '../../contract/ids.ts';

/** What the screens of machines showed when their snapshots were taken here. Names of machines and snapshots never become paths. */
export class SnapshotPictures {
  readonly #dir: string;

  constructor(dataDir: string) {
    this.#dir = join(dataDir, 'snapshot-pictures');
  }

  async keep(machine: MachineKey, name: string, png: Uint8Array): Promise<void> {
    const folder = this.#folder(machine);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, fileOf(name));
    await writeFile(`${file}.tmp`, png, { mode: 0o600 });
    await rename(`${file}.tmp`, file);
  }

  /** PNG; undefined when there is none. */
  read(machine: MachineKey, name: string): Promise<Uint8Array | undefined> {
    return readFile(join(this.#folder(machine), fileOf(name))).catch(() => undefined); // a picture that is not there is no picture
  }

  /** Which of these snapshots have a picture; pictures of others are removed. */
  async having(machine: MachineKey, names: readonly string[]): Promise<ReadonlySet<string>> {
    const files = new Set(await readdir(this.#folder(machine)).catch(() => []));
    const wanted = new Map(names.map((name) => [fileOf(name), name]));
    await Promise.all([...files].filter((file) => !wanted.has(file)).map((file) => rm(join(this.#folder(machine), file), { force: true })));
    return new Set([...wanted].flatMap(([file, name]) => (files.has(file) ? [name] : [])));
  }

  #folder({ connectionId, uuid }: MachineKey): string {
    return join(this.#dir, hash(`${connectionId}|${uuid}`));
  }
}

function fileOf(name: string): string {
  return `${hash(name)}.png`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
