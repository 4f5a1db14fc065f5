import { useMemo, type ReactNode } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { StatSeries } from '../../../main/contract/stats.ts';
import { formatBytes, formatPercent, formatRate, NO_VALUE } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { LineGraph } from '../../kit/line-graph.tsx';
import { niceBytesTop, PERCENT_TOP } from '../../kit/nice-scale.ts';
import { spanOf, wordAgo, type GraphRange } from './graph-range.ts';
import type { MachineHistory } from './use-machine-stats.ts';

interface GraphSpec {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly now: string;
  readonly series: readonly { readonly id: string; readonly label: string; readonly values: readonly number[]; readonly now: string }[];
  readonly top: number;
  readonly fill: boolean;
  readonly formatY: (value: number, isTop: boolean) => string;
}

const last = (values: readonly number[]): number => values.at(-1) ?? Number.NaN;
const total = (series: readonly StatSeries[]): number => series.reduce((sum, one) => sum + (Number.isNaN(last(one.values)) ? 0 : last(one.values)), 0);
const greatest = (series: readonly StatSeries[]): number => series.reduce((max, one) => one.values.reduce((most, value) => (value > most ? value : most), max), 0);

function cpuSpec(tr: Translator, row: MachineRow, all: readonly StatSeries[]): GraphSpec {
  const single = all.filter((one) => one.id.startsWith('vcpu.'));
  // What a host has kept is of all vCPUs together.
  const series = single.length > 0 ? single : all.filter((one) => one.id === 'cpu.total');
  const average = series.length === 0 ? Number.NaN : total(series) / series.length;
  return {
    id: 'cpu',
    title: tr.t('overview.cpu'),
    note: tr.t('overview.vcpus', { count: row.vcpus }),
    now: formatPercent(tr, average),
    // The first says what is counted, the others only which.
    series: series.map((one, at) => ({ id: one.id, label: at === 0 ? one.label || tr.t('overview.cpu') : one.id.slice(5), values: one.values, now: formatPercent(tr, last(one.values)) })),
    top: PERCENT_TOP,
    fill: false,
    formatY: (value, isTop) => (isTop ? formatPercent(tr, value) : tr.numbers().format(value)),
  };
}

const bytesAxis = (tr: Translator, top: number, rate: boolean) => (value: number, isTop: boolean): string => {
  if (value === 0) return '0';
  const text = formatBytes(tr, value);
  if (isTop) return rate ? formatRate(tr, value) : text;
  const unitOf = (words: string): string | undefined => words.split(' ')[1];
  return unitOf(text) === unitOf(formatBytes(tr, top)) ? (text.split(' ')[0] ?? text) : text;
};

function memorySpec(tr: Translator, history: MachineHistory): GraphSpec {
  const series = history.series.filter((one) => one.id === 'memory.used');
  const used = series[0] === undefined ? Number.NaN : last(series[0].values);
  const most = greatest(series);
  // It may have had more in the past than it has now.
  const top = history.memoryTotalBytes >= most && history.memoryTotalBytes > 0 ? history.memoryTotalBytes : niceBytesTop(Math.max(most, history.memoryTotalBytes));
  return {
    id: 'memory',
    title: tr.t('overview.memory'),
    note: tr.t('overview.of', { value: formatBytes(tr, history.memoryTotalBytes) }),
    now: formatBytes(tr, used),
    series: series.map((one) => ({ id: one.id, label: tr.t('overview.used'), values: one.values, now: formatBytes(tr, last(one.values)) })),
    top,
    fill: true,
    formatY: bytesAxis(tr, top, false),
  };
}

function trafficSpec(tr: Translator, kind: 'disk' | 'net', all: readonly StatSeries[]): GraphSpec {
  const series = all.filter((one) => one.id.startsWith(`${kind}.`));
  const devices = [...new Set(series.map((one) => one.label))];
  const word = (id: string): string => {
    if (id.endsWith('.read')) return tr.t('overview.read');
    if (id.endsWith('.write')) return tr.t('overview.write');
    return id.endsWith('.rx') ? tr.t('overview.received') : tr.t('overview.sent');
  };
  const top = niceBytesTop(greatest(series));
  return {
    id: kind,
    title: kind === 'disk' ? tr.t('overview.disk') : tr.t('overview.network'),
    note: devices.join(', '),
    now: series.length === 0 ? NO_VALUE : formatRate(tr, total(series)),
    series: series.map((one) => ({
      id: one.id,
      label: devices.length === 1 ? word(one.id) : tr.t('overview.device', { device: one.label, what: word(one.id) }),
      values: one.values,
      now: formatRate(tr, last(one.values)),
    })),
    top,
    fill: false,
    formatY: bytesAxis(tr, top, true),
  };
}

function Graph({ spec, times, theme, range }: { readonly spec: GraphSpec; readonly times: readonly number[]; readonly theme: string; readonly range: GraphRange }): ReactNode {
  const tr = useI18n();
  const lines = useMemo(() => spec.series.map((one) => ({ id: one.id, values: one.values, fill: spec.fill })), [spec]);
  return (
    <figure className="graph">
      <figcaption className="graph__head">
        <b>{spec.title}</b>
        <span className="dim clip">{spec.note}</span>
        <span className="graph__now num" data-testid={`overview-${spec.id}`}>{spec.now}</span>
      </figcaption>
      <LineGraph
        label={spec.title}
        times={times}
        lines={lines}
        top={spec.top}
        spanMs={spanOf(range).ms}
        parts={spanOf(range).parts}
        theme={theme}
        formatY={spec.formatY}
        formatX={(minutes, isFirst) => wordAgo(tr, range, minutes, isFirst)}
      />
      <div className="legend">
        {spec.series.map((one, at) => (
          <span key={one.id}>
            <svg viewBox="0 0 14 2" aria-hidden="true">
              <line className={`s${(at % 4) + 1}l`} x1="0" y1="1" x2="14" y2="1" />
            </svg>
            {one.label} <span className="dim num">{one.now}</span>
          </span>
        ))}
      </div>
    </figure>
  );
}

/** The four graphs of a machine: a line a vCPU, a disk, a card. */
export function Graphs({ row, history, theme, range = 'live' }: { readonly row: MachineRow; readonly history: MachineHistory; readonly theme: string; readonly range?: GraphRange }): ReactNode {
  const tr = useI18n();
  const specs = useMemo(() => [cpuSpec(tr, row, history.series), memorySpec(tr, history), trafficSpec(tr, 'disk', history.series), trafficSpec(tr, 'net', history.series)], [tr, row, history]);
  return (
    <div className="graphs">
      {specs.map((spec) => (
        <Graph key={spec.id} spec={spec} times={history.times} theme={theme} range={range} />
      ))}
    </div>
  );
}
