import type { ReactNode } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { formatAge, formatExactBytes, formatPartOf, formatPercent, formatRate, NO_VALUE } from '../../i18n/format.ts';
import type { Translator } from '../../i18n/translator.ts';
import { Meter } from '../../kit/meter.tsx';
import { Sparkline } from '../../kit/sparkline.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { HISTORY_POINTS, type LiveMetric, type StatGroup, type Stats } from '../../state/stats-store.ts';
import { MachineIcon } from '../machine-actions/machine-icon.tsx';
import { fullHostLabel, shapeOf, stateWord } from '../machine-actions/machine-words.ts';
import type { SortKey } from './table-order.ts';

/** What a cell is drawn from. */
export interface CellContext {
  readonly tr: Translator;
  readonly stats: Stats;
  readonly version: number;
  readonly hostLabel: string;
  /** When the host was seen last, for rows that are stale. */
  readonly lastSeenMs: number | undefined;
}

/** A column of the table. */
export interface Column {
  readonly id: string;
  readonly title: (tr: Translator) => string;
  /** Its name where columns are chosen, when the title alone is not clear there. */
  readonly longTitle?: (tr: Translator) => string;
  readonly track: string;
  readonly minPx: number;
  readonly sort?: SortKey;
  readonly figure?: boolean;
  readonly className?: string;
  /** Which figures it needs from the hosts. */
  readonly group?: StatGroup;
  readonly cell: (row: MachineRow, context: CellContext) => ReactNode;
}

const NONE = <span className="dim">{NO_VALUE}</span>;
const lives = (row: MachineRow): boolean => !row.stale && (row.state === 'running' || row.state === 'busy' || row.state === 'paused');

function figureCell(metric: LiveMetric, write: (tr: Translator, value: number) => string) {
  return (row: MachineRow, { tr, stats }: CellContext): ReactNode => {
    const value = stats.value(metric, row.row);
    return lives(row) && row.state !== 'paused' && Number.isFinite(value) ? <bdi>{write(tr, value)}</bdi> : NONE;
  };
}

/** Keeps the same reader for the same row, so that a graph is drawn anew only with new figures. */
const readers = new WeakMap<Stats, Map<string, (into: Float32Array) => number>>();
function readerOf(stats: Stats, metric: LiveMetric, row: number): (into: Float32Array) => number {
  const known = readers.get(stats) ?? new Map<string, (into: Float32Array) => number>();
  readers.set(stats, known);
  const id = `${metric} ${row}`;
  const reader = known.get(id) ?? ((into: Float32Array) => stats.history(metric, row, into));
  known.set(id, reader);
  return reader;
}

function graphCell(metric: LiveMetric) {
  return (row: MachineRow, { stats, version }: CellContext): ReactNode => {
    if (!lives(row) || row.state === 'paused') return null;
    const max = metric === 'cpu' ? 100 : metric === 'memory' ? row.memoryKiB * 1024 : undefined;
    return <Sparkline read={readerOf(stats, metric, row.row)} points={HISTORY_POINTS} version={version} {...(max === undefined ? {} : { max })} />;
  };
}

function memoryCell(row: MachineRow, { tr, stats }: CellContext): ReactNode {
  const used = lives(row) ? stats.value('memory', row.row) : Number.NaN;
  const whole = row.memoryKiB * 1024;
  return (
    <>
      {Number.isFinite(used) ? <Meter part={used / whole} /> : null}
      <span className="num" title={Number.isFinite(used) ? formatExactBytes(tr, used) : undefined}>
        <bdi>{formatPartOf(tr, used, whole)}</bdi>
      </span>
    </>
  );
}

function stateCell(row: MachineRow, { tr, lastSeenMs }: CellContext): ReactNode {
  const word = stateWord(tr, row);
  if (!row.stale || lastSeenMs === undefined) return <span title={word}>{word}</span>;
  const age = formatAge(tr, lastSeenMs, Date.now());
  return <span title={tr.t('state.staleSince', { age, state: word })}>{age}</span>;
}

/** All columns, in their order. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'name',
    title: (tr) => tr.t('table.name'),
    track: 'minmax(120px, 320px)',
    minPx: 120,
    sort: 'name',
    className: 'cell-name',
    cell: (row, { tr }) => (
      <>
        <StateMark shape={shapeOf(row)} stale={row.stale} label={stateWord(tr, row)} />
        <MachineIcon name={row.icon} />
        <span className="clip" title={row.title ?? row.name}>{row.name}</span>
      </>
    ),
  },
  { id: 'host', title: (tr) => tr.t('table.host'), track: 'minmax(92px, 180px)', minPx: 92, sort: 'host', className: 'soft', cell: (row, { hostLabel }) => <span title={fullHostLabel(row, hostLabel)}>{row.placement?.host ?? hostLabel}</span> },
  { id: 'state', title: (tr) => tr.t('table.state'), track: '100px', minPx: 100, sort: 'state', cell: stateCell },
  { id: 'vcpus', title: (tr) => tr.t('table.vcpus'), track: '44px', minPx: 44, sort: 'vcpus', figure: true, cell: (row) => row.vcpus },
  { id: 'cpu', title: (tr) => tr.t('table.cpu'), track: '40px', minPx: 40, sort: 'cpu', figure: true, group: 'cpu', cell: figureCell('cpu', formatPercent) },
  { id: 'cpuGraph', title: (tr) => tr.t('table.cpuGraph'), longTitle: (tr) => tr.t('table.cpuGraphLong'), track: '56px', minPx: 56, group: 'cpu', cell: graphCell('cpu') },
  { id: 'memory', title: (tr) => tr.t('table.memory'), track: '144px', minPx: 144, sort: 'memory', figure: true, className: 'cell-graph', group: 'memory', cell: memoryCell },
  { id: 'memoryGraph', title: (tr) => tr.t('table.cpuGraph'), longTitle: (tr) => tr.t('table.memoryGraph'), track: '56px', minPx: 56, group: 'memory', cell: graphCell('memory') },
  { id: 'disk', title: (tr) => tr.t('table.disk'), track: '76px', minPx: 76, sort: 'disk', figure: true, group: 'disk', cell: figureCell('disk', formatRate) },
  { id: 'diskGraph', title: (tr) => tr.t('table.cpuGraph'), longTitle: (tr) => tr.t('table.diskGraph'), track: '56px', minPx: 56, group: 'disk', cell: graphCell('disk') },
  { id: 'network', title: (tr) => tr.t('table.network'), track: '76px', minPx: 76, sort: 'network', figure: true, group: 'net', cell: figureCell('net', formatRate) },
  { id: 'networkGraph', title: (tr) => tr.t('table.cpuGraph'), longTitle: (tr) => tr.t('table.networkGraph'), track: '56px', minPx: 56, group: 'net', cell: graphCell('net') },
  { id: 'address', title: (tr) => tr.t('table.address'), track: '112px', minPx: 112, sort: 'address', className: 'cell-addr', cell: (row) => (row.address === undefined ? NONE : <bdi>{row.address}</bdi>) },
  {
    id: 'tags',
    title: (tr) => tr.t('table.tags'),
    track: 'minmax(64px, 1fr)',
    minPx: 64,
    sort: 'tags',
    cell: (row) => row.tags.map((tag) => <span key={tag} className="tag" title={tag}>{tag}</span>),
  },
];

/** The columns that are shown until others are chosen. */
export const DEFAULT_COLUMNS: readonly string[] = ['name', 'host', 'state', 'cpu', 'cpuGraph', 'memory', 'disk', 'network', 'address', 'tags'];

/** The chosen columns in their own order; the name always is one. */
export const chosenColumns = (ids: readonly string[]): readonly Column[] => COLUMNS.filter((column) => column.id === 'name' || ids.includes(column.id));
