import { randomUUID } from 'node:crypto';
import type { Connection, Disposable, Event } from '../../../drivers/api/connection.ts';
import { parseConnectUri, redactUri } from '../../../drivers/core/connect-uri.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import { DisposableStore } from '../../../drivers/core/lifecycle.ts';
import { splitReadOnly } from '../../../drivers/core/read-only-uri.ts';
import type { DriverRegistry } from '../../../drivers/core/registry.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionInfo } from '../../contract/connections.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import { Coalescer } from '../coalescer.ts';
import type { WhoAmI } from '../failures/explain-connect.ts';
import type { Notice } from '../settings/settings-service.ts';
import { ConnectionEntry, type EntryHouse } from './connection-entry.ts';
import { ConnectionStore, type SavedConnection } from './connection-store.ts';
import { findFolder, folderName, withFolder } from './folders.ts';
import type { Prompts } from './prompts.ts';
import { watchWake } from './wake-watch.ts';

/** What the service is built of. */
export interface ConnectionsOptions {
  readonly dataDir: string;
  readonly drivers: DriverRegistry;
  readonly prompts: Prompts;
  readonly who: WhoAmI;
  /** What a short name means (an alias of `libvirt.conf`); anything else comes back as it is. */
  readonly resolveName?: (name: string) => Promise<string>;
  readonly backOffMs?: readonly number[];
  /** Tells that this computer has slept; by default seen from its clock. */
  readonly onWake?: (woken: () => void) => Disposable;
}

/** What is asked for when a connection is added. */
export interface AddRequest {
  readonly uri: string;
  readonly label?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly autoConnect?: boolean | undefined;
  readonly test?: boolean | undefined;
}

const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];
const ANNOUNCE_AFTER_MS = 20;

/** Connections: remembered, opened, watched, opened again, closed. */
export class ConnectionsService implements Disposable {
  readonly #drivers: DriverRegistry;
  readonly #file: ConnectionStore;
  readonly #prompts: Prompts;
  readonly #resolveName: (name: string) => Promise<string>;
  readonly #house: EntryHouse;
  readonly #entries = new Map<ConnectionId, { readonly entry: ConnectionEntry; readonly store: DisposableStore }>();
  #folders: readonly string[] = [];
  readonly #changed = new Emitter<void>();
  readonly #opened = new Emitter<{ readonly id: ConnectionId; readonly connection: Connection }>();
  readonly #lost = new Emitter<ConnectionId>();
  readonly #ended = new Emitter<ConnectionId>();
  readonly #wake: Disposable;
  readonly #announce = new Coalescer(() => {
    this.#changed.fire();
  }, ANNOUNCE_AFTER_MS);
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly onDidOpen: Event<{ readonly id: ConnectionId; readonly connection: Connection }> = this.#opened.event;
  readonly onDidLose: Event<ConnectionId> = this.#lost.event;
  readonly onDidEnd: Event<ConnectionId> = this.#ended.event;

  constructor(options: ConnectionsOptions) {
    this.#drivers = options.drivers;
    this.#prompts = options.prompts;
    this.#resolveName = options.resolveName ?? ((name) => Promise.resolve(name));
    this.#file = new ConnectionStore(options.dataDir);
    this.#wake = (options.onWake ?? watchWake)(() => {
      for (const { entry } of this.#entries.values()) void entry.probe();
    });
    this.#house = {
      drivers: options.drivers,
      who: options.who,
      backOffMs: options.backOffMs ?? BACK_OFF_MS,
      promptHandler: (entry) => {
        const ask = this.#prompts.handlerFor(entry.saved.id, redactUri(entry.saved.uri), () => !entry.inBackground);
        return (prompt, signal) => entry.whileAsking(() => ask(prompt, signal));
      },
    };
  }

  /** Reads what is remembered and opens what shall be open; says what the user should know. */
  async load(): Promise<readonly Notice[]> {
    const { saved, folders, notices } = await this.#file.load();
    this.#folders = folders;
    for (const each of saved) if (!this.#entries.has(each.id) && parses(each.uri)) this.#track(each);
    for (const { entry } of this.#entries.values()) if (entry.saved.autoConnect) void entry.connect();
    return notices;
  }

  get list(): readonly ConnectionInfo[] {
    return [...this.#entries.values()].map(({ entry }) => entry.info);
  }

  /** The folders by name, also empty ones. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** The open connection. @throws invalid-conn while it is not open. */
  require(id: ConnectionId): Connection {
    const connection = this.#entries.get(id)?.entry.connection;
    if (connection === undefined) throw new VirError({ code: 'invalid-conn', domain: 'none', message: 'the host is not connected', subject: id });
    return connection;
  }

  find(id: ConnectionId): Connection | undefined {
    return this.#entries.get(id)?.entry.connection;
  }

  info(id: ConnectionId): ConnectionInfo | undefined {
    return this.#entries.get(id)?.entry.info;
  }

  /** As it is remembered. @throws invalid-arg when there is no such connection. */
  saved(id: ConnectionId): SavedConnection {
    return this.#get(id).saved;
  }

  /** The host has just answered. */
  touch(id: ConnectionId): void {
    this.#entries.get(id)?.entry.touch();
  }

  /** Remembers a URI and starts to open it; one that is remembered already is opened. */
  async add(request: AddRequest): Promise<ConnectionId> {
    const name = request.uri.trim();
    const resolved = await this.#resolveName(name);
    const asked = splitReadOnly(resolved);
    const uri = withoutPassword(asked.text);
    this.#check(uri);
    const readOnly = request.readOnly === true || asked.readOnly;
    if (request.test === true) return this.#test(uri, readOnly);
    const known = [...this.#entries.values()].find(({ entry }) => entry.saved.uri === uri && entry.saved.readOnly === readOnly);
    const label = request.label?.trim() ?? (resolved === name ? '' : name);
    const entry =
      known?.entry ?? this.#track({ id: randomUUID() as ConnectionId, uri, label, readOnly, autoConnect: request.autoConnect ?? true, folder: '' });
    if (known === undefined) await this.#save();
    void entry.connect();
    return entry.saved.id;
  }

  async update(id: ConnectionId, patch: Partial<Omit<SavedConnection, 'id'>>): Promise<void> {
    const entry = this.#get(id);
    const before = entry.saved;
    const asked = patch.uri === undefined ? undefined : splitReadOnly(await this.#resolveName(patch.uri.trim()));
    const uri = asked === undefined ? before.uri : withoutPassword(asked.text);
    if (uri !== before.uri) this.#check(uri);
    entry.saved = { ...before, ...patch, uri, ...(asked?.readOnly === true ? { readOnly: true } : {}) };
    await this.#save();
    const moved = uri !== before.uri || entry.saved.readOnly !== before.readOnly;
    if (!moved || entry.state === 'disconnected') return;
    await entry.disconnect();
    void entry.connect();
  }

  /** Makes a folder, or takes the one that is there, and puts connections into it. @throws invalid-arg for an empty name. */
  async addFolder(text: string, ids: readonly ConnectionId[]): Promise<void> {
    this.#folders = withFolder(this.#folders, folderName(text));
    await this.move(ids, folderName(text));
  }

  /** @throws invalid-arg when there is no such folder, or another one has that name. */
  async renameFolder(text: string, to: string): Promise<void> {
    const [name, next] = [this.#folder(text), folderName(to)];
    const other = findFolder(this.#folders, next);
    if (other !== undefined && other !== name) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `there is a folder called ${other} already`, subject: other });
    this.#folders = withFolder(this.#folders.filter((each) => each !== name), next);
    await this.#refile((folder) => (folder === name ? next : folder));
  }

  /** Takes a folder away; its connections stay, outside. */
  async removeFolder(text: string): Promise<void> {
    const name = this.#folder(text);
    this.#folders = this.#folders.filter((each) => each !== name);
    await this.#refile((folder) => (folder === name ? '' : folder));
  }

  /** Puts connections into a folder that is there; an empty name takes them out. */
  async move(ids: readonly ConnectionId[], folder: string): Promise<void> {
    const name = folder === '' ? '' : this.#folder(folder);
    const moved = new Set(ids);
    await this.#refile((now, id) => (moved.has(id) ? name : now));
  }

  async remove(id: ConnectionId): Promise<void> {
    const entry = this.#get(id);
    await entry.disconnect();
    this.#entries.get(id)?.store.dispose();
    this.#entries.delete(id);
    await this.#save();
    this.#announce.schedule();
  }

  /** Opens it; rejects with the error if that fails. */
  async connect(id: ConnectionId): Promise<void> {
    const entry = this.#get(id);
    await entry.connect();
    const { error } = entry.info;
    if (entry.state === 'failed' && error !== undefined) throw VirError.fromInfo(error);
  }

  disconnect(id: ConnectionId): Promise<void> {
    return this.#get(id).disconnect();
  }

  async repair(id: ConnectionId, kind: string): Promise<void> {
    if (kind === 'open-read-only') {
      await this.update(id, { readOnly: true });
      return this.connect(id);
    }
    if (kind === 'retry') return this.connect(id);
    throw new VirError({ code: 'invalid-arg', domain: 'none', message: `a connection has no repair '${kind}'` });
  }

  /** Closes everything. */
  async shutdown(): Promise<void> {
    const open = [...this.#entries.values()].map(({ entry }) => entry.connection);
    this.dispose();
    await Promise.all(open.flatMap((connection) => (connection === undefined ? [] : [connection.close()])));
    await this.#file.flush();
  }

  readonly dispose = (): void => {
    for (const { store } of this.#entries.values()) store.dispose();
    this.#entries.clear();
    this.#announce.dispose();
    this.#wake.dispose();
    for (const emitter of [this.#changed, this.#opened, this.#lost, this.#ended]) emitter.dispose();
  };

  #track(saved: SavedConnection): ConnectionEntry {
    const store = new DisposableStore();
    const entry = store.add(new ConnectionEntry(saved, this.#house));
    const { id } = saved;
    store.add(entry.onDidChange(() => { this.#announce.schedule(); }));
    store.add(entry.onDidOpen((connection) => { this.#opened.fire({ id, connection }); }));
    store.add(entry.onDidLose(() => { this.#lost.fire(id); }));
    store.add(entry.onDidEnd(() => { this.#ended.fire(id); }));
    this.#entries.set(id, { entry, store });
    this.#announce.schedule();
    return entry;
  }

  async #test(uri: string, readOnly: boolean): Promise<ConnectionId> {
    const id = `test-${randomUUID()}` as ConnectionId;
    const connection = await this.#drivers.open(uri, { readOnly, prompt: this.#prompts.handlerFor(id, redactUri(uri)) });
    await connection.close();
    return id;
  }

  #check(uri: string): void {
    if (this.#drivers.find(parseConnectUri(uri)) !== undefined) return;
    const subject = redactUri(uri);
    throw new VirError({ code: 'invalid-arg', domain: 'none', message: `no connection driver available for ${subject}`, subject, step: 'resolve' });
  }

  #get(id: ConnectionId): ConnectionEntry {
    const found = this.#entries.get(id);
    if (found === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: 'there is no such connection', subject: id });
    return found.entry;
  }

  #folder(text: string): string {
    const name = findFolder(this.#folders, text.trim());
    if (name === undefined) throw new VirError({ code: 'invalid-arg', domain: 'none', message: `there is no folder called ${text.trim()}`, subject: text });
    return name;
  }

  async #refile(next: (folder: string, id: ConnectionId) => string): Promise<void> {
    for (const { entry } of this.#entries.values()) {
      const folder = next(entry.saved.folder, entry.saved.id);
      if (folder !== entry.saved.folder) entry.saved = { ...entry.saved, folder };
    }
    this.#announce.schedule();
    await this.#save();
  }

  #save(): Promise<void> {
    return this.#file.save([...this.#entries.values()].map(({ entry }) => entry.saved), this.#folders);
  }
}

/** Passwords belong into the keyring, never into the file of connections. */
function withoutPassword(uri: string): string {
  return redactUri(uri);
}

function parses(uri: string): boolean {
  try {
    parseConnectUri(uri);
    return true;
  } catch (error) {
    if (VirError.is(error)) return false;
    throw error;
  }
}
