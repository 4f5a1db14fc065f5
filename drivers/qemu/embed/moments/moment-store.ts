import { createHash } from 'node:crypto';
import type { Uuid } from '../../../api/refs.ts';
import { MomentList, type Moment } from '../../../core/moment-list.ts';
import type { HostFiles } from '../../../transport/exec/host-files.ts';

/** What every document of a moment has. */
export interface MomentDocument {
  readonly name: string | undefined;
  readonly parentName: string | undefined;
  readonly creationTimeSec: bigint | undefined;
}

/** A snapshot or checkpoint, and what its document says. */
export interface StoredMoment<D> extends Moment {
  readonly def: D;
}

/** How documents of one kind are read and written. */
export interface MomentKind<D> {
  readonly parse: (text: string) => Promise<D>;
  readonly format: (def: D) => string;
}

/**
 * The snapshots or the checkpoints of one machine, a file each. Names never become paths: a file is called by the hash of the name. Which one
 * is the current one stands in a file of its own, so that it changes in one step.
 */
export class MomentStore<D extends MomentDocument> {
  readonly #files: HostFiles;
  readonly #folder: string;
  readonly #kind: MomentKind<D>;

  constructor(files: HostFiles, folder: string, kind: MomentKind<D>) {
    this.#files = files;
    this.#folder = folder;
    this.#kind = kind;
  }

  /** All of them, oldest first. */
  async read(): Promise<MomentList<StoredMoment<D>>> {
    const entries = ((await this.#files.list(this.#folder)) ?? []).filter(({ name }) => name.endsWith('.xml'));
    const [marker, ...texts] = await this.#files.read([this.#marker, ...entries.map(({ name }) => `${this.#folder}/${name}`)]);
    const defs: D[] = [];
    for (const bytes of texts) if (bytes !== undefined) defs.push(await this.#kind.parse(text(bytes)));
    const list = new MomentList<StoredMoment<D>>();
    for (const def of defs.toSorted((one, other) => Number((one.creationTimeSec ?? 0n) - (other.creationTimeSec ?? 0n)))) list.add(stored(def));
    list.current = list.find(marker === undefined ? undefined : text(marker));
    return list;
  }

  async write(def: D): Promise<void> {
    await this.#files.makeFolder(this.#folder, 0o700);
    await this.#files.write(this.fileOf(def.name ?? ''), Buffer.from(this.#kind.format(def)));
  }

  /** Stores what deleting has changed: what is gone, whose parents have changed, which one is current now. */
  async writeChanges(list: MomentList<StoredMoment<D>>, before: ReadonlyMap<string, string | undefined>): Promise<void> {
    for (const { name, parentName, def } of list.all) if (before.get(name) !== parentName) await this.write({ ...def, parentName });
    await this.setCurrent(list.current?.name);
    await this.#files.remove([...before.keys()].filter((name) => list.find(name) === undefined).map((name) => this.fileOf(name)));
  }

  async setCurrent(name: string | undefined): Promise<void> {
    if (name === undefined) {
      await this.#files.remove([this.#marker]);
      return;
    }
    await this.#files.makeFolder(this.#folder, 0o700);
    await this.#files.write(this.#marker, Buffer.from(name));
  }

  /** What was begun and is not over yet. */
  async readPending(): Promise<readonly { readonly file: string; readonly text: string }[]> {
    const entries = ((await this.#files.list(this.#folder)) ?? []).filter(({ name }) => name.endsWith(PENDING));
    const texts = await this.#files.read(entries.map(({ name }) => `${this.#folder}/${name}`));
    return entries.flatMap(({ name }, index) => {
      const bytes = texts[index];
      return bytes === undefined ? [] : [{ file: `${this.#folder}/${name}`, text: text(bytes) }];
    });
  }

  /** Writes down that one is about to be made. */
  async writePending(name: string, content: string): Promise<string> {
    const file = this.fileOf(name).replace(/\.xml$/, PENDING);
    await this.#files.makeFolder(this.#folder, 0o700);
    await this.#files.write(file, Buffer.from(content));
    return file;
  }

  fileOf(name: string): string {
    return `${this.#folder}/${createHash('sha256').update(name).digest('hex').slice(0, 40)}.xml`;
  }

  get #marker(): string {
    return `${this.#folder}/current`;
  }
}

/** The ending of what tells of one that is being made. */
export const PENDING = '.pending';

/** Parents by name, to tell later what has changed. */
export function parentsOf<D>(list: MomentList<StoredMoment<D>>): ReadonlyMap<string, string | undefined> {
  return new Map(list.all.map(({ name, parentName }) => [name, parentName]));
}

/** Wraps a document for a list. */
export function stored<D extends MomentDocument>(def: D): StoredMoment<D> {
  return { name: def.name ?? '', parentName: def.parentName, def };
}

/** What is in the folders of moments: files by machine. Folders that have not changed are not read again. */
export class MomentFolders {
  readonly #files: HostFiles;
  readonly #root: string;
  readonly #known = new Map<string, { readonly stamp: string; readonly names: readonly string[] }>();

  constructor(files: HostFiles, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** The files of each machine that has any. */
  async read(): Promise<ReadonlyMap<Uuid, readonly string[]>> {
    const folders = ((await this.#files.list(this.#root)) ?? []).filter(({ kind }) => kind === 'dir');
    for (const uuid of this.#known.keys()) if (!folders.some(({ name }) => name === uuid)) this.#known.delete(uuid);
    await Promise.all(folders.map(async ({ name, modified, changed }) => {
      const stamp = `${modified.ns} ${changed.ns}`;
      if (this.#known.get(name)?.stamp === stamp) return;
      const entries = (await this.#files.list(`${this.#root}/${name}`)) ?? [];
      this.#known.set(name, { stamp, names: entries.map((entry) => entry.name) });
    }));
    return new Map([...this.#known].map(([uuid, { names }]) => [uuid as Uuid, names]));
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
