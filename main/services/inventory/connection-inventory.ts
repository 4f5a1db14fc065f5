import type { Connection, Disposable } from '../../../drivers/api/connection.ts';
import type { DomainEvent, DomainEventKind, DomainEventOf } from '../../../drivers/api/events.ts';
import type { Place } from '../../../drivers/api/extras.ts';
import type { DomainState, DomainStatsRecord } from '../../../drivers/api/records.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { ConnectGetAllDomainStatsFlags, ConnectListAllDomainsFlags, DomainEventGraphicsPhase, DomainEventType, DomainMetadataType, DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { DisposableStore, disposableInterval, toDisposable } from '../../../drivers/core/lifecycle.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { Coalescer } from '../coalescer.ts';
import { abilitiesOf, type Abilities } from '../machines/verbs.ts';
import { inParallel, Pacer } from '../pacer.ts';
import { figuresOf, type DomainFigures } from './domain-figures.ts';
import type { MachineEntry } from './machine-entry.ts';
import { iconIn, installMarkIn, isProtectedIn, tagsIn, TAGS_URI } from './machine-tags.ts';
import { PlacementFeed } from './placement-feed.ts';

/** What a connection's inventory tells the whole one. */
export interface InventorySink {
  readonly entries: Map<string, MachineEntry>;
  readonly create: (ref: DomainRef, abilities: Abilities) => MachineEntry;
  readonly changed: (entry: MachineEntry) => void;
  readonly removed: (entry: MachineEntry) => void;
  /** The connection's tree; empty: it has none. */
  readonly places: (places: readonly Place[]) => void;
  /** A failure that a person cannot do anything about; for the log. */
  readonly onError: (error: unknown) => void;
}

const EVENT_KINDS: readonly DomainEventKind[] = ['lifecycle', 'balloon-change', 'metadata-change', 'device-added', 'device-removed', 'pmwakeup', 'pmsuspend', 'pmsuspend-disk', 'graphics'];
/** States that an event announces by itself, so that the window need not wait for the answer to a question. */
const STATE_AFTER = new Map<number, DomainState>([
  [DomainEventType.STARTED, 'running'],
  [DomainEventType.SUSPENDED, 'paused'],
  [DomainEventType.RESUMED, 'running'],
  [DomainEventType.STOPPED, 'shutoff'],
  [DomainEventType.PMSUSPENDED, 'pmsuspended'],
  [DomainEventType.CRASHED, 'crashed'],
]);
const REFRESH_AFTER_MS = 15;
const RELIST_INSTEAD = 64;
const PARALLEL_READS = 64;
const PARALLEL_TITLES = 8;
/** Up to so many machines, all titles are read by themselves; beyond, those of the rows that are shown. */
const READ_ALL_TITLES = 500;
const POLL_WITHOUT_EVENTS_MS = 10_000;

/** Keeps what is known of one open connection's machines up to date: a list at first, then its events. */
export class ConnectionInventory implements Disposable {
  readonly #connection: Connection;
  readonly #sink: InventorySink;
  readonly #abilities: Abilities;
  readonly #store = new DisposableStore();
  readonly #dirty = new Map<string, DomainRef>();
  readonly #refreshSoon: Coalescer;
  readonly #titles = new Set<MachineEntry>();
  readonly #placements: PlacementFeed;
  #listing: Promise<void> | undefined;
  #listAgain = false;
  #readingTitles = false;
  #tellsTitles: boolean;

  constructor(connection: Connection, sink: InventorySink) {
    this.#connection = connection;
    this.#tellsTitles = hasMethod(connection, 'domain', 'getMetadata');
    this.#sink = sink;
    this.#abilities = abilitiesOf(connection);
    this.#placements = this.#store.add(new PlacementFeed(connection, sink));
    this.#refreshSoon = this.#store.add(new Coalescer(() => { this.#guard(this.#refreshDirty()); }, REFRESH_AFTER_MS));
    this.#store.add(connection.onDidOverflow(() => { this.#guard(this.list()); }));
  }

  /** Listens and lists; resolves when the list stands. */
  async start(): Promise<void> {
    // Placements come with the list where they come at all; one that has none waits for nothing.
    await Promise.all([this.#listen(), this.#placements.start()]);
    await this.list();
  }

  /** Lists anew. Called while it is being listed, it is listed once more afterwards. */
  list(): Promise<void> {
    if (this.#listing !== undefined) {
      this.#listAgain = true;
      return this.#listing;
    }
    this.#listing = this.#listUntilQuiet().finally(() => {
      this.#listing = undefined;
    });
    return this.#listing;
  }

  /** These rows are on the screen: what their documents say is wanted. */
  show(entries: Iterable<MachineEntry>): void {
    for (const entry of entries) if (!entry.titleKnown) this.#titles.add(entry);
    if (!this.#readingTitles) this.#guard(this.#readTitles());
  }

  /** Something of this machine may have changed. */
  invalidate(ref: DomainRef): void {
    this.#dirty.set(ref.uuid, ref);
    this.#refreshSoon.schedule();
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    this.#titles.clear();
    this.#dirty.clear();
  };

  /** A method, not a field: it may change at every await. */
  #hasEnded(): boolean {
    return this.#store.isDisposed;
  }

  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // A connection that ended says so itself; its unanswered questions are no news.
      if (!this.#hasEnded()) this.#sink.onError(error);
    });
  }

  async #listen(): Promise<void> {
    const register = hasMethod(this.#connection, 'connect', 'domainEventRegisterAny') ? requireMethod(this.#connection, 'connect', 'domainEventRegisterAny') : undefined;
    const listening = register === undefined ? [] : await Promise.all(EVENT_KINDS.map((kind) => this.#listenTo(register, kind)));
    if (listening[0] === true || this.#hasEnded()) return;
    this.#store.add(disposableInterval(() => { this.#guard(this.list()); }, POLL_WITHOUT_EVENTS_MS));
  }

  async #listenTo(register: NonNullable<NonNullable<Connection['facets']['connect']>['domainEventRegisterAny']>, kind: DomainEventKind): Promise<boolean> {
    try {
      const id = await register(kind, undefined, (event) => { this.#onEvent(event); });
      this.#store.add(toDisposable(() => { this.#deregister(id); }));
      return true;
    } catch (error) {
      if (VirError.is(error, 'no-support') || VirError.is(error, 'argument-unsupported') || VirError.is(error, 'invalid-arg')) return false;
      throw error;
    }
  }

  #deregister(id: number): void {
    if (!hasMethod(this.#connection, 'connect', 'domainEventDeregisterAny')) return;
    requireMethod(this.#connection, 'connect', 'domainEventDeregisterAny')(id).catch(() => undefined); // it has ended with its connection
  }

  #onEvent(event: DomainEvent): void {
    if (this.#hasEnded()) return;
    const entry = this.#sink.entries.get(event.dom.uuid);
    if (event.kind === 'graphics') {
      if (entry !== undefined) noteDisplayClient(entry, event);
      return;
    }
    if (entry !== undefined) {
      entry.ref = event.dom.name === entry.ref.name ? entry.ref : { ...entry.ref, name: event.dom.name };
      const state = event.kind === 'lifecycle' ? STATE_AFTER.get(event.event) : undefined;
      if (state !== undefined && state !== entry.state) {
        entry.state = state;
        entry.reason = 0;
        entry.ref = { ...entry.ref, id: event.dom.id };
        if (state === 'shutoff') entry.displayClients = undefined;
        this.#sink.changed(entry);
      }
      if (event.kind === 'metadata-change' || event.kind === 'lifecycle') entry.titleKnown = entry.titleKnown && event.kind === 'lifecycle' && event.event !== DomainEventType.DEFINED;
    }
    this.invalidate(event.dom);
  }

  async #listUntilQuiet(): Promise<void> {
    this.#listAgain = false;
    await this.#listOnce();
    if (this.#mustListAgain()) await this.#listUntilQuiet();
  }

  #mustListAgain(): boolean {
    return this.#listAgain && !this.#hasEnded();
  }

  async #listOnce(): Promise<void> {
    if (!hasMethod(this.#connection, 'connect', 'listAllDomains')) return;
    const listAll = requireMethod(this.#connection, 'connect', 'listAllDomains');
    const { PERSISTENT, AUTOSTART, MANAGEDSAVE } = ConnectListAllDomainsFlags;
    const [all, persistent, autostart, saved, stats] = await Promise.all([
      listAll(0),
      this.#uuidsWith(PERSISTENT),
      this.#uuidsWith(AUTOSTART),
      this.#uuidsWith(MANAGEDSAVE),
      this.#stats(),
    ]);
    if (this.#hasEnded()) return;
    const pacer = new Pacer();
    const figures = new Map<string, DomainFigures>();
    for (const record of stats ?? []) {
      figures.set(record.dom.uuid, figuresOf(record));
      await pacer.turn();
    }
    const seen = new Set<string>();
    const incomplete: MachineEntry[] = [];
    for (const ref of all) {
      seen.add(ref.uuid);
      const entry = this.#apply(ref, figures.get(ref.uuid), persistent?.has(ref.uuid), autostart?.has(ref.uuid), saved?.has(ref.uuid));
      if (entry.vcpus === 0 || figures.get(ref.uuid)?.state === undefined) incomplete.push(entry);
      await pacer.turn();
      if (this.#hasEnded()) return;
    }
    for (const entry of [...this.#sink.entries.values()]) if (!seen.has(entry.uuid)) this.#sink.removed(entry);
    await inParallel(incomplete, PARALLEL_READS, async (entry) => {
      await this.#readInfo(entry);
      await pacer.turn();
    });
    this.show(all.length <= READ_ALL_TITLES ? this.#sink.entries.values() : []);
  }

  #apply(ref: DomainRef, figures: DomainFigures | undefined, persistent = true, autostart?: boolean, saved = false): MachineEntry {
    const entry = this.#sink.entries.get(ref.uuid) ?? this.#create(ref);
    entry.ref = ref;
    entry.abilities = this.#abilities;
    entry.stale = false;
    entry.persistent = persistent;
    entry.autostart = autostart;
    entry.hasManagedSave = saved;
    entry.state = figures?.state ?? (ref.id >= 0 ? 'running' : 'shutoff');
    entry.reason = figures?.reason ?? 0;
    entry.vcpus = figures?.vcpus ?? entry.vcpus;
    entry.memoryKiB = figures?.memoryKiB ?? entry.memoryKiB;
    this.#sink.changed(entry);
    return entry;
  }

  #create(ref: DomainRef): MachineEntry {
    const entry = this.#sink.create(ref, this.#abilities);
    this.#placements.apply(entry);
    return entry;
  }

  async #uuidsWith(flag: number): Promise<ReadonlySet<string> | undefined> {
    try {
      const refs = await requireMethod(this.#connection, 'connect', 'listAllDomains')(flag);
      return new Set(refs.map(({ uuid }) => uuid));
    } catch (error) {
      if (isUnsupported(error)) return undefined; // this host cannot filter by that
      throw error;
    }
  }

  async #stats(): Promise<readonly DomainStatsRecord[] | undefined> {
    if (!hasMethod(this.#connection, 'connect', 'getAllDomainStats')) return undefined;
    const call = requireMethod(this.#connection, 'connect', 'getAllDomainStats');
    const { STATE, BALLOON, VCPU } = DomainStatsTypes;
    try {
      return await call([], STATE | BALLOON | VCPU, ConnectGetAllDomainStatsFlags.NOWAIT);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
    try {
      return await call([], STATE | BALLOON | VCPU, 0);
    } catch (error) {
      if (isUnsupported(error)) return undefined;
      throw error;
    }
  }

  async #readInfo(entry: MachineEntry): Promise<void> {
    if (this.#hasEnded() || entry.removed) return;
    const { ref } = entry;
    try {
      const [info, state] = await Promise.all([
        requireMethod(this.#connection, 'domain', 'getInfo')(ref),
        hasMethod(this.#connection, 'domain', 'getState') ? requireMethod(this.#connection, 'domain', 'getState')(ref, 0) : undefined,
      ]);
      entry.state = state?.state ?? info.state;
      entry.reason = state?.reason ?? 0;
      entry.vcpus = info.nrVirtCpu;
      entry.memoryKiB = Number(info.maxMemKiB);
      this.#sink.changed(entry);
    } catch (error) {
      if (VirError.is(error, 'no-domain')) this.#sink.removed(entry);
      else if (!isUnsupported(error)) throw error;
    }
  }

  async #refreshDirty(): Promise<void> {
    await this.#listing;
    const dirty = [...this.#dirty.values()];
    this.#dirty.clear();
    if (dirty.length > RELIST_INSTEAD) return this.list();
    await Promise.all(dirty.map((ref) => this.#refresh(ref)));
  }

  /** Reads one machine anew, whatever happened to it. */
  async #refresh(ref: DomainRef): Promise<void> {
    const domain = (method: 'isPersistent' | 'getAutostart' | 'hasManagedSaveImage'): Promise<boolean | undefined> =>
      hasMethod(this.#connection, 'domain', method) ? requireMethod(this.#connection, 'domain', method)(ref).catch(unsupportedIsUndefined) : Promise.resolve(undefined);
    try {
      const [now, persistent, autostart, saved] = await Promise.all([
        requireMethod(this.#connection, 'domain', 'lookupByUUID')(ref.uuid),
        domain('isPersistent'),
        domain('getAutostart'),
        domain('hasManagedSaveImage'),
      ]);
      if (this.#hasEnded()) return;
      const known = this.#sink.entries.get(ref.uuid);
      const entry = known ?? this.#create(now);
      // One that was adopted before its first event has no placement yet.
      if (known !== undefined) this.#placements.apply(known);
      entry.ref = now;
      entry.persistent = persistent ?? entry.persistent;
      entry.autostart = autostart;
      entry.hasManagedSave = saved ?? false;
      await this.#readInfo(entry);
      if (!entry.removed) this.#sink.changed(entry);
      this.show([entry]);
    } catch (error) {
      if (!VirError.is(error, 'no-domain')) throw error;
      const gone = this.#sink.entries.get(ref.uuid);
      if (gone !== undefined) this.#sink.removed(gone);
    }
  }

  /** The title alone where the host tells it alone: a document of many kilobytes for a word that few have would be waste. */
  async #askTitle(ref: DomainRef): Promise<string | undefined> {
    if (this.#tellsTitles) {
      try {
        const title = (await requireMethod(this.#connection, 'domain', 'getMetadata')(ref, DomainMetadataType.TITLE, undefined, 0)).trim();
        return title === '' ? undefined : title;
      } catch (error) {
        if (VirError.is(error, 'no-domain-metadata')) return undefined;
        if (!isUnsupported(error)) throw error;
        this.#tellsTitles = false;
      }
    }
    if (!hasMethod(this.#connection, 'domain', 'getXMLDesc')) return undefined;
    return titleIn(await requireMethod(this.#connection, 'domain', 'getXMLDesc')(ref, 0));
  }

  /** Only where the document need not be read for it, and the host itself has no tags. */
  async #askTags(entry: MachineEntry): Promise<Pick<MachineEntry, 'tags' | 'isProtected' | 'icon' | 'install'>> {
    if (!this.#tellsTitles || this.#placements.tellsTags) return entry;
    try {
      const element = await requireMethod(this.#connection, 'domain', 'getMetadata')(entry.ref, DomainMetadataType.ELEMENT, TAGS_URI, 0);
      return { tags: tagsIn(element), isProtected: isProtectedIn(element), icon: iconIn(element), install: installMarkIn(element) };
    } catch (error) {
      if (VirError.is(error, 'no-domain-metadata') || isUnsupported(error)) return { tags: [], isProtected: false, icon: undefined, install: undefined };
      throw error;
    }
  }

  async #readTitles(): Promise<void> {
    this.#readingTitles = true;
    try {
      const queue = this.#titles;
      const next = function* (): Generator<MachineEntry> {
        for (const entry of queue) {
          queue.delete(entry);
          yield entry;
        }
      };
      const pacer = new Pacer();
      await inParallel(next(), PARALLEL_TITLES, async (entry) => {
        await this.#readTitle(entry);
        await pacer.turn();
      });
    } finally {
      this.#readingTitles = false;
    }
  }

  async #readTitle(entry: MachineEntry): Promise<void> {
    if (this.#hasEnded() || entry.removed) return;
    entry.titleKnown = true;
    try {
      const [title, { tags, isProtected, icon, install }] = await Promise.all([this.#askTitle(entry.ref), this.#askTags(entry)]);
      if (title === entry.title && tags.join('\n') === entry.tags.join('\n') && isProtected === entry.isProtected && icon === entry.icon && install === entry.install) return;
      entry.title = title;
      entry.tags = tags;
      entry.isProtected = isProtected;
      entry.icon = icon;
      entry.install = install;
      this.#sink.changed(entry);
    } catch (error) {
      entry.titleKnown = false;
      if (!VirError.is(error)) throw error; // the machine has gone, or tells nothing: its name is shown
    }
  }
}

function titleIn(xml: string): string | undefined {
  // Parsing thousands of documents for a word that few have would be waste.
  if (!xml.includes('<title>')) return undefined;
  const title = parseXml(xml).root.child('title')?.text.trim();
  return title === '' ? undefined : title;
}

function isUnsupported(error: unknown): boolean {
  return ['no-support', 'operation-unsupported', 'argument-unsupported', 'invalid-arg', 'config-unsupported'].some((code) => VirError.is(error) && error.code === code);
}

function unsupportedIsUndefined(error: unknown): undefined {
  if (isUnsupported(error) || VirError.is(error, 'operation-invalid') || VirError.is(error, 'operation-denied')) return undefined;
  throw error;
}

/** A client that has only just connected may still be refused: it counts when it is let in. */
function noteDisplayClient(entry: MachineEntry, { phase, remote }: DomainEventOf<'graphics'>): void {
  const client = `${remote.node} ${remote.service}`;
  entry.displayClients ??= new Set();
  if (phase === DomainEventGraphicsPhase.INITIALIZE) entry.displayClients.add(client);
  else if (phase === DomainEventGraphicsPhase.DISCONNECT) entry.displayClients.delete(client);
}
