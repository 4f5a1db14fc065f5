import { createStore, type StoreApi } from 'zustand/vanilla';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { ConnectionId, MachineKey } from '../../main/contract/ids.ts';
import { readRows, type InventoryMessage, type MachineRow, type VerbSet } from '../../main/contract/inventory.ts';
import { keepWatching } from './watch.ts';

/** What React listens to; the rows themselves stand outside. */
export interface InventoryState {
  /** Grows with every change of any row. */
  readonly version: number;
  /** Grows with every change but those of titles and addresses alone, which come by the thousand as rows are looked at. */
  readonly shape: number;
  /** The first snapshot is here. */
  readonly loaded: boolean;
  readonly total: number;
  readonly running: number;
}

/** All machines of all connections, by row number. */
export interface Inventory {
  readonly store: StoreApi<InventoryState>;
  readonly epoch: () => number;
  /** Row numbers in no order. */
  readonly rowIds: () => Iterable<number>;
  readonly row: (id: number) => MachineRow | undefined;
  readonly find: (key: MachineKey) => MachineRow | undefined;
  /** Row numbers of one connection, in no order. */
  readonly ofConnection: (id: ConnectionId) => ReadonlySet<number>;
  readonly dispose: () => void;
}

const NO_ROWS: ReadonlySet<number> = new Set();

/** The text that names a machine in maps and in remembered layouts. */
export const machineId = (key: MachineKey): string => `${key.connectionId}/${key.uuid}`;

class Rows {
  readonly byId = new Map<number, MachineRow>();
  readonly byKey = new Map<string, number>();
  readonly byConnection = new Map<ConnectionId, Set<number>>();
  running = 0;

  clear(): void {
    this.byId.clear();
    this.byKey.clear();
    this.byConnection.clear();
    this.running = 0;
  }

  remove(id: number): void {
    const row = this.byId.get(id);
    if (row === undefined) return;
    this.byId.delete(id);
    if (this.byKey.get(machineId(row)) === id) this.byKey.delete(machineId(row));
    this.byConnection.get(row.connectionId)?.delete(id);
    if (row.state === 'running') this.running -= 1;
  }

  /** Answers whether more than its title or address is new. */
  put(row: MachineRow): boolean {
    const before = this.byId.get(row.row);
    if (before?.state === 'running') this.running -= 1;
    if (row.state === 'running') this.running += 1;
    this.byId.set(row.row, row);
    if (before !== undefined && before.uuid === row.uuid) return !isSameShape(before, row);
    this.byKey.set(machineId(row), row.row);
    const set = this.byConnection.get(row.connectionId) ?? new Set<number>();
    set.add(row.row);
    this.byConnection.set(row.connectionId, set);
    return true;
  }
}

function isSameShape(a: MachineRow, b: MachineRow): boolean {
  return (
    a.name === b.name && a.state === b.state && a.stateDetail === b.stateDetail && a.stale === b.stale && a.verbs === b.verbs && a.vcpus === b.vcpus && a.memoryKiB === b.memoryKiB &&
    a.autostart === b.autostart && a.persistent === b.persistent && a.hasManagedSave === b.hasManagedSave && a.placement?.place === b.placement?.place && a.placement?.host === b.placement?.host && a.placement?.folder === b.placement?.folder && a.tags.length === b.tags.length && a.tags.every((tag, index) => tag === b.tags[index])
  );
}

/** Listens to the one list of machines. A gap in the sequence makes it subscribe anew. */
export function createInventory(client: Pick<VireoClient, 'inventory'>): Inventory {
  const rows = new Rows();
  const store = createStore<InventoryState>(() => ({ version: 0, shape: 0, loaded: false, total: 0, running: 0 }));
  let epoch = -1;
  let seq = -1;

  const apply = (message: InventoryMessage, sets: Map<number, VerbSet>): void => {
    if (message.kind === 'snapshot') rows.clear();
    else if (message.epoch !== epoch || message.seq !== seq + 1) {
      watching.restart();
      return;
    }
    epoch = message.epoch;
    seq = message.seq;
    let reshaped = message.kind === 'snapshot' || message.removed.length > 0;
    if (message.kind === 'delta') for (const id of message.removed) rows.remove(id);
    for (const row of readRows(message, sets)) reshaped = rows.put(row) || reshaped;
    store.setState((state) => ({ version: state.version + 1, shape: state.shape + (reshaped ? 1 : 0), loaded: true, total: rows.byId.size, running: rows.running }));
  };

  const watching = keepWatching((onEnd) => {
    const sets = new Map<number, VerbSet>();
    return client.inventory.watch({}, (message) => {
      apply(message, sets);
    }, onEnd);
  });

  return {
    store,
    epoch: () => epoch,
    rowIds: () => rows.byId.keys(),
    row: (id) => rows.byId.get(id),
    find: (key) => {
      const id = rows.byKey.get(machineId(key));
      return id === undefined ? undefined : rows.byId.get(id);
    },
    ofConnection: (id) => rows.byConnection.get(id) ?? NO_ROWS,
    dispose: () => {
      watching.dispose();
    },
  };
}
