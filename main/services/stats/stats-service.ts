import type { Disposable } from '../../../drivers/api/connection.ts';
import { DomainStatsTypes } from '../../../drivers/core/constants.ts';
import { DisposableStore, toDisposable } from '../../../drivers/core/lifecycle.ts';
import type { ConnectionId, MachineKey } from '../../contract/ids.ts';
import type { MachineStats, StatsBatch } from '../../contract/stats.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { ConnectionPoller, type Demand } from './connection-poller.ts';
import { MachineHistory } from './machine-history.ts';

/** A group of columns. */
export type StatGroup = 'cpu' | 'memory' | 'disk' | 'net';

const BITS: Readonly<Record<StatGroup, number>> = {
  cpu: DomainStatsTypes.CPU_TOTAL,
  memory: DomainStatsTypes.BALLOON,
  disk: DomainStatsTypes.BLOCK,
  net: DomainStatsTypes.INTERFACE,
};
const DEFAULT_INTERVAL_MS = 3000;
/** Histories of machines that nobody looks at just now. */
const KEEP_HISTORIES = 500;

/** What a page wants to see of the figures. */
export interface StatsWish {
  readonly groups: readonly StatGroup[];
  /** Those of them that are wanted of every machine, not only of the rows that the page shows. */
  readonly whole: readonly StatGroup[];
  readonly intervalMs: number | undefined;
  readonly clientId: string;
}

interface Watcher {
  readonly groups: number;
  readonly whole: number;
  readonly clientId: string;
  readonly intervalMs: number | undefined;
  readonly emit: (batch: StatsBatch) => void;
}

interface MachineWatcher {
  readonly key: MachineKey;
  readonly emit: (stats: MachineStats) => void;
}

/** What the service is built of. */
export interface StatsOptions {
  readonly connections: ConnectionsService;
  readonly inventory: InventoryService;
  /** The interval of the settings, if one is chosen. */
  readonly intervalMs: () => number | undefined;
  readonly onError: (error: unknown) => void;
}

/** Figures that move. Asks hosts only for what somebody watches, and nothing while nobody does. */
export class StatsService implements Disposable {
  readonly #options: StatsOptions;
  readonly #store = new DisposableStore();
  readonly #watchers = new Set<Watcher>();
  readonly #machineWatchers = new Set<MachineWatcher>();
  readonly #histories = new Map<string, MachineHistory>();
  readonly #pollers = new Map<ConnectionId, ConnectionPoller>();

  constructor(options: StatsOptions) {
    this.#options = options;
    const { connections, inventory } = options;
    this.#store.add(connections.onDidOpen(({ id }) => { this.#open(id); }));
    this.#store.add(connections.onDidLose((id) => { this.#close(id); }));
    this.#store.add(connections.onDidEnd((id) => { this.#close(id); }));
    this.#store.add(inventory.onDidShow(() => { this.refresh(); }));
    this.#store.add(inventory.onDidChangeMachine((entry) => { if (entry.removed) this.#histories.delete(keyOf(entry)); }));
  }

  /** Batches of all connections, for the groups that are shown. */
  watch({ groups, whole, intervalMs, clientId }: StatsWish, emit: (batch: StatsBatch) => void): Disposable {
    const watcher: Watcher = { groups: bitsOf(groups), whole: bitsOf(groups) & bitsOf(whole), clientId, intervalMs, emit };
    this.#watchers.add(watcher);
    this.refresh();
    return toDisposable(() => {
      this.#watchers.delete(watcher);
      this.refresh();
    });
  }

  /** One machine in detail: what is kept of its last minutes, then each new point. */
  watchMachine(key: MachineKey, emit: (stats: MachineStats) => void): Disposable {
    const watcher: MachineWatcher = { key, emit };
    this.#machineWatchers.add(watcher);
    emit(this.#historyOf(key).whole());
    this.refresh();
    return toDisposable(() => {
      this.#machineWatchers.delete(watcher);
      this.refresh();
    });
  }

  /** What is wanted, or the settings, changed. */
  refresh(): void {
    for (const [id, poller] of this.#pollers) poller.want(this.#demandOn(id));
  }

  readonly dispose = (): void => {
    this.#store.dispose();
    for (const poller of this.#pollers.values()) poller.dispose();
    this.#pollers.clear();
    this.#watchers.clear();
    this.#machineWatchers.clear();
  };

  #open(id: ConnectionId): void {
    this.#close(id);
    const { connections, inventory, onError } = this.#options;
    // The first list makes the rows that the figures belong to.
    inventory.listed(id).then(() => {
      const connection = connections.find(id);
      if (connection === undefined || this.#store.isDisposed || this.#pollers.has(id)) return;
      const poller = new ConnectionPoller({
        id,
        epoch: inventory.epoch,
        connection,
        entries: inventory.of(id),
        onBatch: (batch) => {
          connections.touch(id);
          for (const { emit } of this.#watchers) emit(batch);
        },
        onMachine: (uuid) => { this.#tellMachine(id, uuid); },
        historyOf: (uuid) => this.#historyOf({ connectionId: id, uuid }),
        onError,
      });
      this.#pollers.set(id, poller);
      poller.want(this.#demandOn(id));
    }, onError);
  }

  #close(id: ConnectionId): void {
    this.#pollers.get(id)?.dispose();
    this.#pollers.delete(id);
  }

  #demandOn(id: ConnectionId): Demand {
    const usual = this.#options.intervalMs() ?? DEFAULT_INTERVAL_MS;
    const watchers = [...this.#watchers];
    const partial = watchers.filter(({ groups, whole }) => (groups & ~whole) !== 0);
    const intervals = watchers.map(({ intervalMs }) => intervalMs ?? usual);
    const shown = [...this.#machineWatchers].filter(({ key }) => key.connectionId === id);
    return {
      whole: watchers.reduce((bits, { whole }) => bits | whole, 0),
      partial: { groups: partial.reduce((bits, { groups }) => bits | groups, 0), rows: new Set(partial.flatMap(({ clientId }) => [...this.#options.inventory.shownBy(clientId)])) },
      intervalMs: Math.min(...intervals, ...(intervals.length === 0 || shown.length > 0 ? [usual] : [])),
      machines: new Map(shown.map(({ key }) => [key.uuid, this.#historyOf(key)])),
    };
  }

  #historyOf(key: MachineKey): MachineHistory {
    const name = keyOf(key);
    const history = this.#histories.get(name) ?? new MachineHistory();
    this.#histories.delete(name);
    this.#histories.set(name, history);
    const watched = new Set([...this.#machineWatchers].map((watcher) => keyOf(watcher.key)));
    for (const old of this.#histories.keys()) {
      if (this.#histories.size <= KEEP_HISTORIES) break;
      if (!watched.has(old)) this.#histories.delete(old);
    }
    return history;
  }

  #tellMachine(id: ConnectionId, uuid: string): void {
    for (const { key, emit } of this.#machineWatchers) {
      if (key.connectionId === id && key.uuid === uuid) emit(this.#historyOf(key).newest());
    }
  }
}

function bitsOf(groups: readonly StatGroup[]): number {
  return groups.reduce((bits, group) => bits | BITS[group], 0);
}

function keyOf({ connectionId, uuid }: MachineKey): string {
  return `${connectionId}|${uuid}`;
}
