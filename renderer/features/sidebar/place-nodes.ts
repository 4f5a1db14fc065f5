import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { PlaceNode, TreeNode } from './tree-nodes.ts';

/** What the lines below a host that manages many are made of. */
export interface PlaceNodesInput {
  /** Where the lines go. */
  readonly nodes: TreeNode[];
  readonly places: readonly PlaceNode[];
  /** Its machines in their order. */
  readonly rows: readonly MachineRow[];
  /** Id of the host's own line. */
  readonly host: string;
  readonly depth: number;
  /** Only places with machines are shown, all of them open. */
  readonly filtering: boolean;
  readonly isExpanded: (id: string) => boolean;
  readonly machines: (parent: string, rows: readonly MachineRow[], depth: number) => void;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const RANK: Readonly<Record<PlaceNode['kind'], number>> = { datacenter: 0, folder: 1, cluster: 2, host: 3, pool: 4 };

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Places as a tree, each with its machines; machines whose place is not known stand at the end. Only what is open is made. */
export function placeNodes(input: PlaceNodesInput): void {
  const known = new Set(input.places.map(({ id }) => id));
  const children = grouped(input.places, ({ parent }) => (parent !== undefined && known.has(parent) ? parent : ''));
  const members = grouped(input.rows, ({ placement }) => (placement?.place !== undefined && known.has(placement.place) ? placement.place : ''));
  const countOf = (id: string): number => (members.get(id)?.length ?? 0) + (children.get(id) ?? []).reduce((sum, place) => sum + countOf(place.id), 0);
  const walk = (parent: string, depth: number): void => {
    const sorted = [...(children.get(parent) ?? [])].sort((a, b) => RANK[a.kind] - RANK[b.kind] || collator.compare(a.name, b.name));
    for (const place of sorted) {
      const count = countOf(place.id);
      if (input.filtering && count === 0) continue;
      const id = `${input.host}/${place.id}`;
      const expanded = input.filtering || input.isExpanded(id);
      input.nodes.push({ kind: 'place', id, depth, label: place.name, count, expanded, place });
      if (!expanded) continue;
      walk(place.id, depth + 1);
      input.machines(id, members.get(place.id) ?? [], depth + 1);
    }
  };
  walk('', input.depth);
  input.machines(input.host, members.get('') ?? [], input.depth);
}
