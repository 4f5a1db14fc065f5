/** One measured figure: ours, the peer's in the same run, and what was aimed at. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  /** The peer's name and figure; absent where there is no peer. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** `ratio` is ours / the peer's, or ours alone without a peer. */
  readonly aim: { readonly atMost: number } | { readonly atLeast: number };
}

/** Ours against the peer's. */
export function ratioOf(figure: Figure): number {
  return figure.peer === undefined ? figure.ours : figure.ours / figure.peer.value;
}

/** Whether the aim is met. */
export function isMet(figure: Figure): boolean {
  const ratio = ratioOf(figure);
  return 'atMost' in figure.aim ? ratio <= figure.aim.atMost : ratio >= figure.aim.atLeast;
}

/** One line for people. */
export function figureLine(figure: Figure): string {
  const aim = 'atMost' in figure.aim ? `≤ ${figure.aim.atMost}` : `≥ ${figure.aim.atLeast}`;
  const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const against = figure.peer === undefined ? '' : `, ${figure.peer.name} ${round(figure.peer.value)} ${figure.unit}, ratio ${ratioOf(figure).toFixed(2)}`;
  return `${isMet(figure) ? 'ok  ' : 'MISS'} ${figure.what}: ${round(figure.ours)} ${figure.unit}${against} (aim ${aim})`;
}

/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
