import type { History, HistoryMetric, HistoryRequest, HistorySpan } from '../api/extras.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import type { EsxSession } from './esx-session.ts';
import type { PerfEntityMetric, PerfMetricId } from './vim/vim.gen.ts';

/** What hosts measure all the time, and keep for an hour. */
const REAL_TIME: HistorySpan = { stepS: 20, keptS: 3600 };
/** More than a graph can show, less than a host refuses. */
const MOST_SAMPLES = 2000;

/** The counters (`group.name.rollup`), and how many of the record's units one of theirs is. */
const COUNTERS: Readonly<Record<HistoryMetric, { readonly counter: string; readonly factor: number }>> = {
  cpu: { counter: 'cpu.usage.average', factor: 0.01 },
  memory: { counter: 'mem.consumed.average', factor: 1 },
  diskRead: { counter: 'disk.read.average', factor: 1024 },
  diskWritten: { counter: 'disk.write.average', factor: 1024 },
  received: { counter: 'net.received.average', factor: 1024 },
  sent: { counter: 'net.transmitted.average', factor: 1024 },
};

/** What the host keeps: the last hour, and the longer times that are switched on there. */
export async function listSpans(session: EsxSession, options: CallOptions = {}): Promise<readonly HistorySpan[]> {
  const manager = await session.readOne(session.client.manager('perfManager'), ['historicalInterval'], options);
  const kept = manager.list('historicalInterval', 'PerfInterval').filter(({ enabled, samplingPeriod }) => enabled && samplingPeriod > 0);
  return [REAL_TIME, ...kept.map(({ samplingPeriod, length }) => ({ stepS: samplingPeriod, keptS: length }))].sort((one, other) => one.stepS - other.stepS);
}

/** What was measured of a machine. */
export async function readHistory(session: EsxSession, dom: DomainRef, request: HistoryRequest, options: CallOptions = {}): Promise<History> {
  const machine = await session.machine(dom);
  const { fromMs, toMs } = request;
  if (!(fromMs < toMs)) throw libvirtError('esx', 'invalid-arg', 'the time to begin with must be before the end', { subject: machine.name });
  const stepS = spanFor(await listSpans(session, options), request).stepS;
  const ids = await counterIds(session, options);
  const metricId = [...ids.keys()].map((counterId): PerfMetricId => ({ counterId, instance: '' }));
  const maxSample = Math.min(MOST_SAMPLES, Math.ceil((toMs - fromMs) / 1000 / stepS));
  const time = { startTime: new Date(fromMs).toISOString(), endTime: new Date(toMs).toISOString() };
  const querySpec = [{ entity: machine.ref, ...time, maxSample, metricId, intervalId: stepS, format: 'normal' }];
  const [answer] = (await session.client.call('QueryPerf', session.client.manager('perfManager'), { querySpec }, options)) ?? [];
  return answer?._type === 'PerfEntityMetric' ? historyOf(answer, ids, stepS) : { stepS, timesMs: [], series: {} };
}

/** The finest span that reaches back far enough, else the longest. @throws invalid-arg when the wanted one is not there. */
function spanFor(spans: readonly HistorySpan[], { fromMs, stepS }: HistoryRequest): HistorySpan {
  const neededS = (Date.now() - fromMs) / 1000;
  // A request for “the last hour” is a moment old when it comes here.
  const found = stepS === undefined ? (spans.find(({ keptS, stepS: step }) => keptS + step >= neededS) ?? spans.at(-1)) : spans.find((span) => span.stepS === stepS);
  if (found === undefined) throw libvirtError('esx', 'invalid-arg', `the host keeps no values every ${stepS ?? 0} seconds: ${spans.map((span) => span.stepS).join(', ')}`);
  return found;
}

async function counterIds(session: EsxSession, options: CallOptions): Promise<ReadonlyMap<number, HistoryMetric>> {
  const manager = await session.readOne(session.client.manager('perfManager'), ['perfCounter'], options);
  const byName = new Map(manager.list('perfCounter', 'PerfCounterInfo').map(({ key, groupInfo, nameInfo, rollupType }) => [`${groupInfo.key}.${nameInfo.key}.${rollupType}`, key]));
  return new Map(
    (Object.keys(COUNTERS) as HistoryMetric[]).flatMap((metric) => {
      const id = byName.get(COUNTERS[metric].counter);
      return id === undefined ? [] : [[id, metric] as const];
    }),
  );
}

/** Values with their times, oldest first whatever the host's order is. A negative value is one that was not measured. */
function historyOf({ sampleInfo = [], value = [] }: PerfEntityMetric, ids: ReadonlyMap<number, HistoryMetric>, stepS: number): History {
  const timesMs = sampleInfo.map(({ timestamp }) => Date.parse(timestamp));
  const order = timesMs.map((_time, index) => index).sort((one, other) => (timesMs[one] ?? 0) - (timesMs[other] ?? 0));
  const series: Partial<Record<HistoryMetric, readonly (number | undefined)[]>> = {};
  for (const one of value) {
    const metric = ids.get(one.id.counterId);
    if (metric === undefined || one._type !== 'PerfMetricIntSeries') continue;
    const { factor } = COUNTERS[metric];
    const values = one.value ?? [];
    series[metric] = order.map((index) => {
      const measured = values[index];
      return measured === undefined || measured < 0 ? undefined : Number((measured * factor).toFixed(2));
    });
  }
  return { stepS, timesMs: order.map((index) => timesMs[index] ?? 0), series };
}
