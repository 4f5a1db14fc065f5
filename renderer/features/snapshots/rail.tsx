import type { ReactNode } from 'react';
import type { RailRow } from './lay-rails.ts';

const x = (lane: number): number => 8 + 18 * lane;

/** The lines of a tree beside one of its rows. */
export function Rail({ row, lanes, heightPx, here = false }: { readonly row: RailRow<unknown>; readonly lanes: number; readonly heightPx: number; readonly here?: boolean }): ReactNode {
  const middle = heightPx / 2;
  const at = x(row.lane);
  const paths = [
    ...row.passing.map((lane) => `M${x(lane)} 0V${heightPx}`),
    ...(row.hasAbove ? [`M${at} 0V${middle}`] : []),
    ...(row.hasBelow ? [`M${at} ${middle}V${heightPx}`] : []),
    ...(row.from === undefined ? [] : [`M${x(row.from)} 0V${middle - 8}q0 8 8 8H${at}`]),
  ];
  const width = x(lanes) + 4;
  return (
    <span className="rail" style={{ inlineSize: width, blockSize: heightPx }} aria-hidden="true">
      <svg width={width} height={heightPx}>
        {paths.length === 0 ? null : <path d={paths.join('')} fill="none" stroke="currentColor" />}
        <circle cx={at} cy={middle} r="4.5" className={here ? 'rail__here' : 'rail__dot'} strokeWidth="2" />
      </svg>
    </span>
  );
}
