import type { Connection, Disposable, Event } from '../../../drivers/api/connection.ts';
import type { Place } from '../../../drivers/api/extras.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import { DisposableStore } from '../../../drivers/core/lifecycle.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ConnectionId, MachineKey } from '../../contract/ids.ts';
import type { ConnectionPlaces, NumberedVerbSet, WireMachineRow } from '../../contract/inventory.ts';
import { Coalescer } from '../coalescer.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import { abilitiesOf, situationKey, verbsFor, type Abilities } from '../machines/verbs.ts';
import { ConnectionInventory } from './connection-inventory.ts';
import type { MachineEntry } from './machine-entry.ts';
import { wordState } from './machine-state.ts';

/** Machines that changed, and rows that are gone. */
export interface InventoryChange {
  readonly changed: readonly MachineEntry[];
  readonly removed: readonly number[];
}

interface Known {
  readonly entries: Map<string, MachineEntry>;
  live: ConnectionInventory | undefined;
}

const FLUSH_AFTER_MS = 30;

/** The one list of machines over all connections. Row numbers are dense and never used again. */
export class InventoryService implements Disposable {
  readonly #connections: ConnectionsService;
  readonly #known = new Map<ConnectionId, Known>();
  readonly #store = new DisposableStore();
  readonly #change = new Emitter<InventoryChange>();
  readonly #machine = new Emitter<MachineEntry>();
  readonly #changed = new Set<MachineEntry>();
  readonly #removed: number[] = [];
  readonly #verbSets = new Map<string, NumberedVerbSet>();
  readonly #verbSetById = new Map<number, NumberedVerbSet>();
  readonly #flush = new Coalescer(() => { this.#tell(); }, FLUSH_AFTER_MS);
  readonly #onError: (error: unknown) => void;
  readonly #started = new Map<ConnectionId, Promise<void>>();
  readonly #shown = new Map<string, ReadonlySet<number>>();
  readonly #show = new Emitter<void>();
  readonly #places = new Map<ConnectionId, readonly Place[]>();
  readonly #placesChanged = new Emitter<void>();
  #nextRow = 0;
  /** Row numbers of another epoch mean other machines; one program has one. */
  readonly epoch = 1;
  /** A bundle of changes, at most every {@link FLUSH_AFTER_MS}. */
  readonly onDidChange: Event<InventoryChange> = this.#change.event;
  /** A page shows other rows. */
  readonly onDidShow: Event<void> = this.#show.event;
  /** The tree of a connection changed. */
  readonly onDidChangePlaces: Event<void> = this.#placesChanged.event;
  /** One machine changed, at once. */
  readonly onDidChangeMachine: Event<MachineEntry> = this.#machine.event;

  constructor(connections: ConnectionsService, onError: (error: unknown) => void) {
    this.#connections = connections;
    this.#onError = onError;
    this.#store.add(connections.onDidOpen(({ id, connection }) => { this.#open(id, connection); }));
    this.#store.add(connections.onDidLose((id) => { this.#lose(id); }));
    this.#store.add(connections.onDidEnd((id) => { this.#end(id); }));
  }

  /** All machines, connection by connection. */
  *all(): Generator<MachineEntry> {
    for (const { entries } of this.#known.values()) yield* entries.values();
  }

  /** The machines of one connection by UUID. */
  of(id: ConnectionId): ReadonlyMap<string, MachineEntry> {
    return this.#known.get(id)?.entries ?? new Map<string, MachineEntry>();
  }

  /** Resolves when the connection's first list stands. */
  listed(id: ConnectionId): Promise<void> {
    return this.#started.get(id) ?? Promise.resolve();
  }

  /** @throws no-domain when there is no such machine any more. */
  require({ connectionId, uuid }: MachineKey): MachineEntry {
    const entry = this.#known.get(connectionId)?.entries.get(uuid);
    if (entry === undefined) throw new VirError({ code: 'no-domain', domain: 'none', message: 'Domain not found: the machine is not there any more', subject: uuid });
    return entry;
  }

  /** A machine with the connection that can do something with it. @throws no-domain, invalid-conn. */
  live(key: MachineKey): { readonly entry: MachineEntry; readonly ref: DomainRef; readonly connection: Connection } {
    const connection = this.#connections.require(key.connectionId);
    const entry = this.require(key);
    return { entry, ref: entry.ref, connection };
  }

  /** The rows that one page shows now, empty when it has gone. */
  show(clientId: string, rows: ReadonlySet<number>): void {
    if (rows.size === 0) this.#shown.delete(clientId);
    else this.#shown.set(clientId, rows);
    this.#show.fire();
    if (rows.size === 0) return;
    for (const { entries, live } of this.#known.values()) {
      if (live !== undefined) live.show([...entries.values()].filter(({ row }) => rows.has(row)));
    }
  }

  /** The rows that a page shows. */
  shownBy(clientId: string): ReadonlySet<number> {
    return this.#shown.get(clientId) ?? NO_ROWS;
  }

  /** Something of this machine may have changed: reads it anew. */
  invalidate({ connectionId, uuid }: MachineKey): void {
    const known = this.#known.get(connectionId);
    const entry = known?.entries.get(uuid);
    if (entry === undefined) return;
    entry.titleKnown = false;
    known?.live?.invalidate(entry.ref);
  }

  /** A machine that was just made: it is known at once, before its event comes. */
  adopt(id: ConnectionId, ref: DomainRef): void {
    const known = this.#known.get(id);
    const connection = this.#connections.find(id);
    if (known === undefined || connection === undefined) return;
    if (!known.entries.has(ref.uuid)) {
      const entry = this.#create(id, known, ref, abilitiesOf(connection));
      entry.state = 'shutoff';
      this.#markChanged(entry);
    }
    known.live?.invalidate(ref);
  }

  /** An address of the machine has become known. */
  setAddress(entry: MachineEntry, address: string | undefined): void {
    if (entry.address === address) return;
    entry.address = address;
    this.#markChanged(entry);
  }

  /** The trees of the connections that have one. */
  get places(): readonly ConnectionPlaces[] {
    return [...this.#places].map(([connectionId, places]) => ({ connectionId, places }));
  }

  /** The row as it travels. */
  wireRow(entry: MachineEntry): WireMachineRow {
    entry.wire ??= this.#build(entry);
    return entry.wire;
  }

  /** The set of verbs of that number. */
  verbSet(id: number): NumberedVerbSet {
    const found = this.#verbSetById.get(id);
    if (found === undefined) throw new Error(`no set of verbs has the number ${id}`);
    return found;
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#flush.dispose();
    for (const known of this.#known.values()) {
      known.live?.dispose();
      known.live = undefined;
    }
    this.#known.clear();
    this.#change.dispose();
    this.#machine.dispose();
    this.#show.dispose();
    this.#placesChanged.dispose();
  };

  #open(id: ConnectionId, connection: Connection): void {
    const known: Known = this.#known.get(id) ?? { entries: new Map<string, MachineEntry>(), live: undefined };
    this.#known.set(id, known);
    known.live?.dispose();
    const live = new ConnectionInventory(connection, {
      entries: known.entries,
      create: (ref, abilities) => this.#create(id, known, ref, abilities),
      changed: (entry) => { this.#markChanged(entry); },
      removed: (entry) => { this.#remove(known, entry); },
      places: (places) => { this.#setPlaces(id, places); },
      onError: this.#onError,
    });
    known.live = live;
    const started = live.start().catch((error: unknown) => {
      if (known.live === live) this.#onError(error);
    });
    this.#started.set(id, started);
  }

  #lose(id: ConnectionId): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    known.live?.dispose();
    known.live = undefined;
    for (const entry of known.entries.values()) {
      entry.stale = true;
      this.#markChanged(entry);
    }
  }

  #end(id: ConnectionId): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    known.live?.dispose();
    known.live = undefined;
    this.#known.delete(id);
    this.#started.delete(id);
    this.#setPlaces(id, []);
    for (const entry of [...known.entries.values()]) this.#remove(known, entry);
  }

  #setPlaces(id: ConnectionId, places: readonly Place[]): void {
    if (places.length === 0 && !this.#places.has(id)) return;
    if (places.length === 0) this.#places.delete(id);
    else this.#places.set(id, places);
    this.#placesChanged.fire();
  }

  #create(connectionId: ConnectionId, known: Known, ref: DomainRef, abilities: Abilities): MachineEntry {
    const entry: MachineEntry = {
      connectionId,
      uuid: ref.uuid,
      row: this.#nextRow++,
      ref,
      state: 'nostate',
      reason: 0,
      persistent: true,
      autostart: undefined,
      hasManagedSave: false,
      vcpus: 0,
      memoryKiB: 0,
      title: undefined,
      titleKnown: false,
      address: undefined,
      tags: NO_TAGS,
      placement: undefined,
      isTemplate: false,
      isProtected: false,
      icon: undefined,
      install: undefined,
      question: undefined,
      displayClients: undefined,
      stale: false,
      removed: false,
      abilities,
      wire: undefined,
    };
    known.entries.set(ref.uuid, entry);
    return entry;
  }

  #remove(known: Known, entry: MachineEntry): void {
    if (entry.removed) return;
    entry.removed = true;
    known.entries.delete(entry.uuid);
    this.#changed.delete(entry);
    this.#removed.push(entry.row);
    this.#flush.schedule();
    this.#machine.fire(entry);
  }

  #markChanged(entry: MachineEntry): void {
    if (entry.removed) return;
    entry.wire = undefined;
    this.#changed.add(entry);
    this.#flush.schedule();
    if (this.#machine.hasListeners) this.#machine.fire(entry);
  }

  #tell(): void {
    const change = { changed: [...this.#changed], removed: this.#removed.splice(0) };
    this.#changed.clear();
    this.#change.fire(change);
  }

  #build(entry: MachineEntry): WireMachineRow {
    const worded = wordState(entry.state, entry.reason, entry.hasManagedSave);
    const detail = entry.question !== undefined ? 'state.question' : entry.isTemplate ? 'state.template' : worded.detail;
    return {
      connectionId: entry.connectionId,
      uuid: entry.uuid,
      row: entry.row,
      name: entry.ref.name,
      title: entry.title,
      state: worded.state,
      stateDetail: detail,
      persistent: entry.persistent,
      autostart: entry.autostart,
      hasManagedSave: entry.hasManagedSave,
      vcpus: entry.vcpus,
      memoryKiB: entry.memoryKiB,
      stale: entry.stale,
      verbSet: this.#verbSetOf(entry).id,
      tags: entry.tags,
      address: entry.address,
      ...(entry.placement === undefined ? {} : { placement: entry.placement }),
      ...(entry.isProtected ? { isProtected: true } : {}),
      ...(entry.icon === undefined ? {} : { icon: entry.icon }),
      ...(entry.install === undefined ? {} : { install: entry.install }),
      ...(entry.question === undefined ? {} : { question: entry.question }),
    };
  }

  #verbSetOf(entry: MachineEntry): NumberedVerbSet {
    const key = situationKey(entry);
    const known = this.#verbSets.get(key);
    if (known !== undefined) return known;
    const made = { id: this.#verbSets.size, verbs: verbsFor(entry) };
    this.#verbSets.set(key, made);
    this.#verbSetById.set(made.id, made);
    return made;
  }
}

const NO_TAGS: readonly string[] = [];
const NO_ROWS: ReadonlySet<number> = new Set();
