import { useRef, type KeyboardEvent } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { moveIndex, TypeAhead } from '../../kit/list-keys.ts';
import { activate, extendTo, NO_SELECTION, toggle, toggleAll, type Selection } from './selection.ts';

/** What the keys of the table act on. */
export interface TableKeys {
  readonly ids: readonly number[];
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  readonly rowOf: (id: number) => MachineRow | undefined;
  readonly pageSize: () => number;
  readonly onOpen: (row: MachineRow) => void;
  readonly onDelete: (rows: readonly MachineRow[]) => void;
  readonly onRename: (row: MachineRow) => void;
  readonly onMenu: (id: number) => void;
  /** The machines that an action is about: the selection, or else the row with the ring. */
  readonly targets: () => readonly MachineRow[];
}

function command(event: KeyboardEvent<HTMLElement>, keys: TableKeys): boolean {
  const { ids, selection, select } = keys;
  const { active } = selection;
  const row = active === undefined ? undefined : keys.rowOf(active);
  if (event.key === 'Enter' && row !== undefined) keys.onOpen(row);
  else if (event.key === ' ' && active !== undefined) select(event.shiftKey ? extendTo(selection, active, ids) : toggle(selection, active));
  else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) select(toggleAll({ ...selection, ids: new Set() }, ids));
  else if (event.key === 'Escape' && selection.ids.size > 0) select({ ...NO_SELECTION, active });
  else if (event.key === 'Delete' && keys.targets().length > 0) keys.onDelete(keys.targets());
  else if (event.key === 'F2' && row !== undefined) keys.onRename(row);
  else if ((event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && active !== undefined) keys.onMenu(active);
  else return false;
  return true;
}

/** The keys of the table: arrows, pages, Home, End, letters, Space, Shift, Enter, Del, Esc, the menu key. */
export function useTableKeys(keys: TableKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const typeAhead = useRef(new TypeAhead());
  return (event) => {
    if (event.target !== event.currentTarget) return;
    const { ids, selection, select } = keys;
    const at = selection.active === undefined ? -1 : ids.indexOf(selection.active);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const moved = plain ? moveIndex(event.key, at, ids.length, keys.pageSize()) : undefined;
    const typed = moved === undefined && plain ? typeAhead.current.take(event.key, Date.now(), at, ids.length, (index) => keys.rowOf(ids[index] ?? -1)?.name ?? '') : undefined;
    const next = ids[moved ?? typed ?? -1];
    if (next !== undefined) select(event.shiftKey && moved !== undefined ? extendTo(selection, next, ids) : activate(selection, next));
    else if (!command(event, keys)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
