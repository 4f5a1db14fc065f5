/** Which machines are selected, by row number, and on which the keys act. */
export interface Selection {
  readonly ids: ReadonlySet<number>;
  readonly active: number | undefined;
  /** Where a range begins. */
  readonly anchor: number | undefined;
}

/** Nothing selected. */
export const NO_SELECTION: Selection = { ids: new Set(), active: undefined, anchor: undefined };

/** Selects one alone. */
export const selectOnly = (id: number): Selection => ({ ids: new Set([id]), active: id, anchor: id });

/** Adds one, or takes it away. */
export function toggle(selection: Selection, id: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, active: id, anchor: id };
}

/** Moves the ring alone. */
export const activate = (selection: Selection, id: number): Selection => ({ ...selection, active: id, anchor: id });

/** Selects everything between the anchor and a row, in the order shown. */
export function extendTo(selection: Selection, id: number, order: readonly number[]): Selection {
  const anchor = selection.anchor ?? selection.active ?? id;
  const [a, b] = [order.indexOf(anchor), order.indexOf(id)];
  if (a < 0 || b < 0) return selectOnly(id);
  return { ids: new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1)), active: id, anchor };
}

/** Selects all that are shown, or none when all are. */
export function toggleAll(selection: Selection, order: readonly number[]): Selection {
  const all = order.length > 0 && order.every((id) => selection.ids.has(id));
  return { ...selection, ids: all ? new Set() : new Set(order) };
}
