import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { themeColor } from './theme-colors.ts';

/** A line of a graph. Values that are not known are NaN. */
export interface GraphLine {
  readonly id: string;
  readonly values: readonly number[];
  readonly fill?: boolean;
}

/** A graph over time. */
export interface LineGraphProps {
  readonly label: string;
  /** Milliseconds since 1970, rising. */
  readonly times: readonly number[];
  readonly lines: readonly GraphLine[];
  readonly top: number;
  readonly spanMs: number;
  /** Into how many parts the span is cut; 5 without it. */
  readonly parts?: number;
  readonly formatY: (value: number, isTop: boolean) => string;
  /** Words for so many minutes before now. */
  readonly formatX: (minutesAgo: number, isFirst: boolean) => string;
  /** Changes when colours do. */
  readonly theme: string;
}

const HEIGHT = 140;
const DEFAULT_PARTS = 5;
const DASHES: readonly (readonly number[])[] = [[], [5, 2], [], [2, 2]];
/** More lines than this share the looks of the first ones, thinner. */
const LOOKS = 4;

function optionsOf(props: LineGraphProps, width: number): uPlot.Options {
  const font = `11px ${themeColor('--font-ui')}`;
  const axis = { stroke: themeColor('--text-3'), font, ticks: { show: false }, grid: { stroke: themeColor('--graph-grid'), width: 1 } };
  return {
    width,
    height: HEIGHT,
    padding: [6, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: (_, __, max) => [max - props.spanMs, max] }, y: { range: [0, props.top] } },
    axes: [
      {
        ...axis,
        size: 18,
        gap: 4,
        // uPlot's constants are ambient const enums that no bundler can read: 1 is "left" here, and "right" below.
        align: 1,
        splits: (plot) => {
          const now = plot.scales['x']?.max ?? 0;
          const parts = props.parts ?? DEFAULT_PARTS;
          return Array.from({ length: parts + 1 }, (_, at) => now - ((parts - at) * props.spanMs) / parts);
        },
        values: (plot, splits) => splits.map((time, at) => props.formatX(Math.round(((plot.scales['x']?.max ?? 0) - time) / 60_000), at === 0)),
      },
      { ...axis, side: 1, size: 64, gap: 6, splits: () => [0, props.top / 2, props.top], values: (_, splits) => splits.map((value, at) => props.formatY(value, at === splits.length - 1)) },
    ],
    series: [
      {},
      ...props.lines.map((line, at): uPlot.Series => ({
        stroke: themeColor(`--graph-${(at % LOOKS) + 1}`),
        width: at < LOOKS ? 1 : 0.6,
        dash: [...(DASHES[at % LOOKS] ?? [])],
        points: { show: false },
        ...(line.fill === true ? { fill: themeColor('--graph-fill') } : {}),
      })),
    ],
  };
}

function dataOf({ times, lines }: LineGraphProps): uPlot.AlignedData {
  return [[...times], ...lines.map((line) => line.values.map((value) => (Number.isNaN(value) ? null : value)))];
}

/** A graph of the last minutes. It grows with its place; points that come are drawn without building it anew. */
export function LineGraph(props: LineGraphProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const shape = [props.theme, props.top, props.spanMs, props.parts ?? DEFAULT_PARTS, ...props.lines.map((line) => `${line.id}${line.fill === true ? '+' : ''}`)].join(' ');
  const latest = useRef(props);
  latest.current = props;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new uPlot(optionsOf(latest.current, Math.max(80, element.clientWidth)), dataOf(latest.current), element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(dataOf(latest.current));
  }, [props.times, props.lines]);

  return <div ref={box} className="graph__plot" role="img" aria-label={props.label} />;
}
