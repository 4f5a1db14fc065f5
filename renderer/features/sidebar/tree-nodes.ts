import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { ConnectionPlaces, MachineRow } from '../../../main/contract/inventory.ts';
import { placeNodes } from './place-nodes.ts';

/** A place of a connection that manages many hosts. */
export type PlaceNode = ConnectionPlaces['places'][number];

/** A line of the tree. `id` is unique in the tree: a favourite stands in it twice. */
export type TreeNode =
  | { readonly kind: 'all'; readonly id: string; readonly depth: 0; readonly label: string; readonly count: number }
  | { readonly kind: 'favourites'; readonly id: string; readonly depth: 0; readonly label: string; readonly count: number; readonly expanded: boolean }
  | { readonly kind: 'folder'; readonly id: string; readonly depth: 0; readonly label: string; readonly count: number; readonly expanded: boolean }
  | { readonly kind: 'host'; readonly id: string; readonly depth: number; readonly label: string; readonly count: number; readonly expanded: boolean; readonly info: ConnectionInfo }
  | { readonly kind: 'place'; readonly id: string; readonly depth: number; readonly label: string; readonly count: number; readonly expanded: boolean; readonly place: PlaceNode }
  | { readonly kind: 'machine'; readonly id: string; readonly depth: number; readonly label: string; readonly row: MachineRow };

/** What the tree is made of. */
export interface TreeInput {
  readonly words: { readonly all: string; readonly favourites: string };
  readonly connections: readonly ConnectionInfo[];
  /** By name, also empty ones. */
  readonly folders: readonly string[];
  readonly labelOf: (info: ConnectionInfo) => string;
  readonly total: number;
  readonly machinesOf: (id: ConnectionId) => readonly MachineRow[];
  /** The connection's tree of places; none: its machines stand directly below it. */
  readonly placesOf: (id: ConnectionId) => readonly PlaceNode[];
  readonly countOf: (id: ConnectionId) => number;
  readonly favourites: readonly MachineRow[];
  readonly isExpanded: (id: string) => boolean;
  /** Only what holds this; with it everything that matches is open. */
  readonly filter: string;
}

const FAVOURITES = 'favourites';

/** The lines of the tree, from above. */
export function treeNodes(input: TreeInput): readonly TreeNode[] {
  const filter = input.filter.trim().toLowerCase();
  const holds = (text: string): boolean => text.toLowerCase().includes(filter);
  const nodes: TreeNode[] = [];
  const machines = (parent: string, rows: readonly MachineRow[], depth = 1): void => {
    for (const row of rows) nodes.push({ kind: 'machine', id: `${parent}/${row.row}`, depth, label: row.name, row });
  };
  if (filter === '') {
    nodes.push({ kind: 'all', id: 'all', depth: 0, label: input.words.all, count: input.total });
    if (input.favourites.length > 0) {
      const expanded = input.isExpanded(FAVOURITES);
      nodes.push({ kind: 'favourites', id: FAVOURITES, depth: 0, label: input.words.favourites, count: input.favourites.length, expanded });
      if (expanded) machines(FAVOURITES, input.favourites);
    }
  }
  const host = (info: ConnectionInfo, depth: number, inFolder: boolean): void => {
    const label = input.labelOf(info);
    const all = filter === '' || inFolder || holds(label);
    const rows = filter === '' ? [] : input.machinesOf(info.id).filter((row) => all || holds(row.name) || holds(row.placement?.host ?? '') || holds(row.placement?.folder ?? ''));
    if (!all && rows.length === 0) return;
    const id = `host:${info.id}`;
    const expanded = filter === '' ? input.isExpanded(id) : rows.length > 0;
    nodes.push({ kind: 'host', id, depth, label, count: filter === '' ? input.countOf(info.id) : rows.length, expanded, info });
    if (!expanded) return;
    const shown = filter === '' ? input.machinesOf(info.id) : rows;
    const places = input.placesOf(info.id);
    if (places.length === 0) machines(id, shown, depth + 1);
    else placeNodes({ nodes, places, rows: shown, host: id, depth: depth + 1, filtering: filter !== '', isExpanded: input.isExpanded, machines });
  };
  const known = new Set(input.folders);
  for (const info of input.connections) if (!known.has(info.folder)) host(info, 0, false);
  for (const name of input.folders) {
    const inside = input.connections.filter((info) => info.folder === name);
    const id = `folder:${name}`;
    const expanded = filter !== '' || input.isExpanded(id);
    const at = nodes.length;
    if (expanded) for (const info of inside) host(info, 1, holds(name));
    if (filter !== '' && nodes.length === at && !holds(name)) continue;
    nodes.splice(at, 0, { kind: 'folder', id, depth: 0, label: name, count: inside.length, expanded });
  }
  return nodes;
}

/** Whether a line can be opened and closed. */
export const canExpand = (node: TreeNode): node is Extract<TreeNode, { expanded: boolean }> => node.kind === 'host' || node.kind === 'place' || node.kind === 'folder' || node.kind === 'favourites';

/** The line above that a line belongs to. */
export function parentIndex(nodes: readonly TreeNode[], index: number): number {
  const depth = nodes[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at -= 1) if ((nodes[at]?.depth ?? 0) < Math.max(1, depth)) return at;
  return 0;
}
