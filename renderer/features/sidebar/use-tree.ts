import { useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { machineId, type Inventory } from '../../state/inventory-store.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { treeNodes, type PlaceNode, type TreeNode } from './tree-nodes.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
/** Hosts with more machines than this begin closed. */
const OPEN_UP_TO = 60;

const NO_PLACES: readonly PlaceNode[] = [];

/** `host:ID`, or `host:ID/PLACE` for the places below it. */
function opens(inventory: Inventory, id: string): boolean {
  const [host = ''] = id.slice('host:'.length).split('/');
  return inventory.ofConnection(host as ConnectionId).size <= OPEN_UP_TO;
}

const isToggles = (value: unknown): value is Readonly<Record<string, boolean>> => typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'boolean');

/** The lines of the tree, and how to open and close them. */
export function useTree(filter: string): { readonly nodes: readonly TreeNode[]; readonly setExpanded: (id: string, expanded: boolean) => void } {
  const { inventory, connections, places, settings } = useApp();
  const tr = useI18n();
  const version = useStore(inventory.store, (state) => state.shape);
  const list = useStore(connections.store, (state) => state.list);
  const folders = useStore(connections.store, (state) => state.folders);
  const trees = useStore(places.store, (state) => state.byConnection);
  const favourites = useStore(settings.store, (state) => state.value.favourites);
  const [toggled, setToggled] = useState<Readonly<Record<string, boolean>>>(() => settings.layout('tree.expanded', isToggles) ?? {});
  const former = useRef(new Map<ConnectionId, readonly MachineRow[]>());

  const nodes = useMemo(() => {
    const machinesOf = (id: ConnectionId): readonly MachineRow[] => {
      const present = inventory.ofConnection(id);
      const known = (former.current.get(id) ?? []).filter((row) => present.has(row.row));
      const seen = new Set(known.map((row) => row.row));
      const ids = [...seen, ...[...present].filter((row) => !seen.has(row))];
      // Nearly sorted already, so sorting takes one pass.
      const rows = ids.flatMap((row) => inventory.row(row) ?? []).sort((a, b) => collator.compare(a.name, b.name));
      former.current.set(id, rows);
      return rows;
    };
    const starred = new Set(favourites ?? []);
    const favouriteRows = starred.size === 0 ? [] : [...inventory.rowIds()].flatMap((id) => inventory.row(id) ?? []).filter((row) => starred.has(machineId(row)));
    return treeNodes({
      words: { all: tr.t('side.all'), favourites: tr.t('side.favourites') },
      connections: list,
      folders,
      labelOf: (info) => connectionLabel(tr, info),
      total: inventory.store.getState().total,
      machinesOf,
      placesOf: (id) => trees.get(id) ?? NO_PLACES,
      countOf: (id) => inventory.ofConnection(id).size,
      favourites: favouriteRows.sort((a, b) => collator.compare(a.name, b.name)),
      isExpanded: (id) => toggled[id] ?? (!id.startsWith('host:') || opens(inventory, id)),
      filter,
    });
    // `version` stands for the rows, which stand outside React.
  }, [tr, list, folders, trees, inventory, favourites, toggled, filter, version]);

  const setExpanded = useCallback(
    (id: string, expanded: boolean) => {
      const next = { ...toggled, [id]: expanded };
      setToggled(next);
      settings.setLayout('tree.expanded', next);
    },
    [toggled, settings],
  );
  return { nodes, setExpanded };
}
