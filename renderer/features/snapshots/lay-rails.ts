/** What is laid out: who it is, whose child, and when it was taken. */
export interface Branch {
  readonly name: string;
  readonly parent: string | undefined;
  readonly takenMs: number | undefined;
}

/** A row of the tree: which line it sits on, and which lines pass it. */
export interface RailRow<T> {
  readonly item: T;
  readonly lane: number;
  /** The line that it branches off; undefined: it goes on with its parent's line, or is a root. */
  readonly from: number | undefined;
  readonly hasAbove: boolean;
  readonly hasBelow: boolean;
  /** Lines of others that run through this row. */
  readonly passing: readonly number[];
}

/**
 * Lays a forest out as rows. The line that leads to `here` (else the newest) goes straight down; branches stand beside it, before it goes on.
 * What names a parent that is not there is a root.
 */
export function layRails<T extends Branch>(items: readonly T[], here: string | undefined): readonly RailRow<T>[] {
  const byName = new Map(items.map((item) => [item.name, item]));
  const parentOf = (item: T): T | undefined => (item.parent === undefined || item.parent === item.name ? undefined : byName.get(item.parent));
  const children = new Map<T | undefined, T[]>();
  for (const item of [...items].sort(byTime)) children.set(parentOf(item), [...(children.get(parentOf(item)) ?? []), item]);
  const main = new Set<T>();
  for (let item = here === undefined ? undefined : byName.get(here); item !== undefined && !main.has(item); item = parentOf(item)) main.add(item);

  const rows: RailRow<T>[] = [];
  const open = new Set<number>();
  const waiting: { readonly item: T; readonly lane: number; readonly from: number | undefined; readonly hasAbove: boolean }[] = [];
  const roots = children.get(undefined) ?? [];
  for (const item of [...roots].reverse()) waiting.push({ item, lane: 0, from: undefined, hasAbove: false });
  const seen = new Set<T>();
  const next = (): (typeof waiting)[number] | undefined => {
    const given = waiting.pop();
    // Parents in a circle: somebody has to be the first.
    const lost = given === undefined && seen.size < items.length ? items.find((item) => !seen.has(item)) : undefined;
    return lost === undefined ? given : { item: lost, lane: 0, from: undefined, hasAbove: false };
  };
  for (let row = next(); row !== undefined; row = next()) {
    const { item, lane, from, hasAbove } = row;
    seen.add(item);
    const below = (children.get(item) ?? []).filter((child) => !seen.has(child));
    const straight = below.find((child) => main.has(child)) ?? below.at(-1);
    open.delete(lane);
    rows.push({ item, lane, from, hasAbove, hasBelow: straight !== undefined, passing: [...open] });
    if (straight === undefined) continue;
    open.add(lane);
    waiting.push({ item: straight, lane, from: undefined, hasAbove: true });
    for (const child of below.filter((each) => each !== straight).reverse()) waiting.push({ item: child, lane: lane + 1, from: lane, hasAbove: false });
  }
  return rows;
}

function byTime(a: Branch, b: Branch): number {
  return (a.takenMs ?? Infinity) - (b.takenMs ?? Infinity) || (a.name < b.name ? -1 : 1);
}
