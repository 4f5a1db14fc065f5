import type { HistorySpan } from '../../../main/contract/stats.ts';
import type { Translator } from '../../i18n/translator.ts';
import { GRAPH_SPAN_MS } from './use-machine-stats.ts';

/** How far back the graphs go: the last minutes as they come, or what the host has kept. */
export type GraphRange = 'live' | 'hour' | 'day' | 'week' | 'month';

interface Span {
  readonly ms: number;
  /** Into how many parts the time is cut. */
  readonly parts: number;
  /** So often there is something new. */
  readonly freshMs: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SPANS: Readonly<Record<GraphRange, Span>> = {
  live: { ms: GRAPH_SPAN_MS, parts: 5, freshMs: GRAPH_SPAN_MS },
  hour: { ms: HOUR, parts: 6, freshMs: 20_000 },
  day: { ms: DAY, parts: 6, freshMs: 300_000 },
  week: { ms: 7 * DAY, parts: 7, freshMs: 1_800_000 },
  month: { ms: 30 * DAY, parts: 6, freshMs: 1_800_000 },
};

/** The time that a range shows. */
export const spanOf = (range: GraphRange): Span => SPANS[range];

/** The ranges that there is something to show of. */
export function rangesOf(spans: readonly HistorySpan[], lives: boolean): readonly GraphRange[] {
  const keptMs = Math.max(0, ...spans.map(({ keptS }) => keptS * 1000));
  // A month has 28 days or more; what is nearly kept for one is worth to be shown.
  const kept = (['hour', 'day', 'week', 'month'] as const).filter((range) => keptMs >= SPANS[range].ms * 0.9);
  return lives || kept.length === 0 ? ['live', ...kept] : kept;
}

/** Words below a graph: how long before now; only the first says the unit. */
export function wordAgo(tr: Translator, range: GraphRange, minutes: number, isFirst: boolean): string {
  if (minutes === 0) return tr.t('overview.now');
  const inUnit = range === 'week' || range === 'month' ? minutes / (24 * 60) : range === 'day' ? minutes / 60 : minutes;
  const count = Math.round(inUnit);
  if (!isFirst) return tr.t('overview.minutes', { count });
  return tr.t(range === 'day' ? 'overview.hoursUnit' : range === 'week' || range === 'month' ? 'overview.daysUnit' : 'overview.minutesUnit', { count });
}
