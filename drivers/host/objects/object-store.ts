import type { Disposable } from '../../api/connection.ts';
import type { VirErrorCode, VirErrorDomain } from '../../api/errors.ts';
import type { Uuid } from '../../api/refs.ts';
import { Emitter } from '../../core/emitter.ts';
import { libvirtError } from '../../core/error-text.ts';
import { parseUuid } from '../../core/uuid.ts';
import { VirError } from '../../core/vir-error.ts';
import type { FolderEntry, HostFiles } from '../../transport/exec/host-files.ts';

/** What every definition has. */
export interface KeptDef {
  readonly name: string;
  readonly uuid: Uuid;
}

/** One network, pool or the like, as the files say. */
export interface KeptObject<D extends KeptDef> {
  readonly uuid: Uuid;
  readonly name: string;
  /** What it runs with, or would start with. */
  readonly def: D;
  /** Its stored definition; undefined for one that is gone when it ends. */
  readonly config: D | undefined;
  readonly active: boolean;
  readonly autostart: boolean;
}

/** How one kind of objects is read, written, and called in errors. */
export interface ObjectKind<D extends KeptDef> {
  /** libvirt's word: `network`, `pool`. */
  readonly word: string;
  readonly domain: VirErrorDomain;
  readonly notFound: VirErrorCode;
  /** As in "no … with matching name". */
  readonly longWord: string;
  readonly parse: (xml: string) => D;
  readonly format: (def: D) => string;
}

/** What a store needs of its surroundings. */
export interface StorePlace {
  readonly files: HostFiles;
  /** A folder of its own; made when first written to. */
  readonly folder: string;
  /** Changes when the host boots: what ran before does not run. */
  readonly bootId: string;
  /** Runs work that changes files, alone among all programs that use them. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What has happened to an object. */
export interface ObjectChange<D extends KeptDef> {
  readonly change: 'defined' | 'undefined' | 'started' | 'stopped';
  readonly object: KeptObject<D>;
}

/** What was read is good for so long; own changes are read at once. */
const FRESH_MS = 300;

/**
 * Definitions of one kind in a folder, with which of them run and which start by themselves:
 *
 *     FOLDER/UUID.xml             definitions
 *     FOLDER/active/UUID.xml      those that run: the host's boot, then what they run with
 *     FOLDER/autostart/UUID       markers
 *
 * Files are the truth, so that several programs may use them. Names never become paths.
 */
export class ObjectStore<D extends KeptDef> implements Disposable {
  readonly #kind: ObjectKind<D>;
  readonly #place: StorePlace;
  readonly #documents = new Map<string, { readonly stamp: string; readonly boot: string; readonly def: D | undefined }>();
  readonly #changed = new Emitter<ObjectChange<D>>();
  readonly onDidChange = this.#changed.event;
  #objects = new Map<Uuid, KeptObject<D>>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #first = true;
  #watching: Disposable | undefined;

  constructor(kind: ObjectKind<D>, place: StorePlace) {
    this.#kind = kind;
    this.#place = place;
  }

  readonly dispose = (): void => {
    this.#watching?.dispose();
    this.#changed.dispose();
  };

  /** Tells also of what other programs change, from now on. */
  watch(): void {
    const { files, folder } = this.#place;
    this.#watching ??= files.watch([folder, `${folder}/active`], () => {
      this.refresh().catch((error: unknown) => {
        if (!VirError.is(error)) throw error; // a host that is gone ends the connection by its own way
      });
    });
  }

  // Finding ------------------------------------------------------------------------------------------------------------

  async all(): Promise<readonly KeptObject<D>[]> {
    if (performance.now() - this.#readAtMs > FRESH_MS) await this.refresh();
    return [...this.#objects.values()];
  }

  /** @throws the kind's not-found error */
  async requireByUuid(uuid: Uuid, name?: string): Promise<KeptObject<D>> {
    const found = (await this.all()).find((each) => each.uuid === uuid);
    return found ?? this.#missing(`uuid '${uuid}'${name === undefined ? '' : ` (${name})`}`, uuid);
  }

  /** @throws the kind's not-found error */
  async requireByName(name: string): Promise<KeptObject<D>> {
    return (await this.all()).find((each) => each.name === name) ?? this.#missing(`name '${name}'`, name);
  }

  #missing(what: string, subject: string): never {
    throw libvirtError(this.#kind.domain, this.#kind.notFound, `no ${this.#kind.longWord} with matching ${what}`, { subject });
  }

  // Changing -----------------------------------------------------------------------------------------------------------

  /** Runs work that changes objects, then reads what has come of it. */
  async changing<T>(work: () => Promise<T>): Promise<T> {
    return this.#place.alone(async () => {
      await this.refresh();
      try {
        return await work();
      } finally {
        await this.#reading?.catch(() => undefined); // a look that began before may have seen the old files
        await this.refresh();
      }
    });
  }

  /** Refuses a definition that another one contradicts. `toStart`: it is to be started at once. */
  async checkDuplicate(def: D, toStart: boolean): Promise<void> {
    const { word, domain } = this.#kind;
    const all = await this.all();
    const twin = all.find(({ uuid }) => uuid === def.uuid);
    if (twin !== undefined) {
      if (twin.name !== def.name) throw libvirtError(domain, 'operation-failed', `${word} '${twin.name}' is already defined with uuid ${twin.uuid}`);
      if (toStart && twin.active) throw libvirtError(domain, 'operation-invalid', `${word} is already active as '${twin.name}'`);
      return;
    }
    const namesake = all.find(({ name }) => name === def.name);
    if (namesake !== undefined) throw libvirtError(domain, 'operation-failed', `${word} '${def.name}' already exists with uuid ${namesake.uuid}`);
  }

  async writeConfig(def: D): Promise<void> {
    await this.#place.files.write(this.#configFile(def.uuid), Buffer.from(this.#kind.format(def)));
  }

  async writeActive(def: D): Promise<void> {
    await this.#place.files.write(this.#activeFile(def.uuid), Buffer.from(`${this.#place.bootId}\n${this.#kind.format(def)}`));
  }

  async removeConfig(uuid: Uuid): Promise<void> {
    await this.#place.files.remove([this.#configFile(uuid), this.#autostartFile(uuid)]);
  }

  async removeActive(uuid: Uuid): Promise<void> {
    await this.#place.files.remove([this.#activeFile(uuid)]);
  }

  async writeAutostart(uuid: Uuid, autostart: boolean): Promise<void> {
    if (autostart) await this.#place.files.write(this.#autostartFile(uuid), new Uint8Array(0));
    else await this.#place.files.remove([this.#autostartFile(uuid)]);
  }

  #configFile(uuid: Uuid): string {
    return `${this.#place.folder}/${uuid}.xml`;
  }

  #activeFile(uuid: Uuid): string {
    return `${this.#place.folder}/active/${uuid}.xml`;
  }

  #autostartFile(uuid: Uuid): string {
    return `${this.#place.folder}/autostart/${uuid}`;
  }

  // Reading ------------------------------------------------------------------------------------------------------------

  /** Reads the files now, and tells what has changed. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { files, folder, bootId } = this.#place;
    const [configs = [], actives = [], marks = []] = await Promise.all([folder, `${folder}/active`, `${folder}/autostart`].map((each) => files.list(each)));
    const entries = [...configs.map((entry) => [`${folder}/${entry.name}`, entry] as const), ...actives.map((entry) => [`${folder}/active/${entry.name}`, entry] as const)].filter(([, { name, kind }]) => kind === 'file' && name.endsWith('.xml'));
    await this.#readDocuments(entries);
    const marked = new Set(marks.map(({ name }) => name));
    const live = new Map(entries.flatMap(([path]) => {
      const document = path.startsWith(`${folder}/active/`) ? this.#documents.get(path) : undefined;
      return document?.def === undefined || document.boot !== bootId ? [] : [[document.def.uuid, document.def] as const];
    }));
    const stored = new Map(entries.flatMap(([path]) => {
      const def = path.startsWith(`${folder}/active/`) ? undefined : this.#documents.get(path)?.def;
      return def === undefined ? [] : [[def.uuid, def] as const];
    }));
    const objects = new Map<Uuid, KeptObject<D>>();
    for (const uuid of new Set([...stored.keys(), ...live.keys()])) {
      const config = stored.get(uuid);
      const def = live.get(uuid) ?? config;
      if (def !== undefined) objects.set(uuid, { uuid, name: def.name, def, config, active: live.has(uuid), autostart: config !== undefined && marked.has(uuid) });
    }
    const before = this.#objects;
    this.#objects = objects;
    this.#readAtMs = performance.now();
    if (this.#first) this.#first = false;
    else this.#tell(before);
  }

  async #readDocuments(entries: readonly (readonly [string, FolderEntry])[]): Promise<void> {
    const stampOf = (entry: FolderEntry): string => `${entry.modified.ns} ${entry.changed.ns} ${entry.sizeBytes}`;
    const fresh = entries.filter(([path, entry]) => this.#documents.get(path)?.stamp !== stampOf(entry));
    const texts = await this.#place.files.read(fresh.map(([path]) => path));
    fresh.forEach(([path, entry], index) => {
      const text = Buffer.from(texts[index] ?? []).toString('utf8');
      const isActive = !text.startsWith('<') && path.includes('/active/');
      const boot = isActive ? text.slice(0, text.indexOf('\n')) : '';
      this.#documents.set(path, { stamp: stampOf(entry), boot, def: this.#parse(isActive ? text.slice(boot.length + 1) : text, entry.name) });
    });
    const there = new Set(entries.map(([path]) => path));
    for (const path of this.#documents.keys()) if (!there.has(path)) this.#documents.delete(path);
  }

  /** Files that somebody has broken, or put there under a wrong name, are no objects. */
  #parse(text: string, fileName: string): D | undefined {
    try {
      const def = this.#kind.parse(text);
      return def.uuid === parseUuid(fileName.slice(0, -'.xml'.length)) ? def : undefined;
    } catch (error) {
      if (!VirError.is(error)) throw error;
      return undefined;
    }
  }

  #tell(before: ReadonlyMap<Uuid, KeptObject<D>>): void {
    const fire = (change: ObjectChange<D>['change'], object: KeptObject<D>): void => { this.#changed.fire({ change, object }); };
    for (const now of this.#objects.values()) {
      const old = before.get(now.uuid);
      if (now.config !== undefined && (old?.config === undefined || this.#kind.format(old.config) !== this.#kind.format(now.config))) fire('defined', now);
      if (now.active && old?.active !== true) fire('started', now);
      if (!now.active && old?.active === true) fire('stopped', now);
    }
    for (const old of before.values()) {
      const now = this.#objects.get(old.uuid);
      if (now === undefined && old.active) fire('stopped', old);
      if (old.config !== undefined && now?.config === undefined) fire('undefined', old);
    }
  }
}
