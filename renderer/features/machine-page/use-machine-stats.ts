import { useEffect, useState } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MachineStats, StatSeries } from '../../../main/contract/stats.ts';
import { useApp } from '../../state/app-context.tsx';
import { keepWatching } from '../../state/watch.ts';

/** How long the graphs go back. */
export const GRAPH_SPAN_MS = 5 * 60_000;

/** The figures of one machine over the last minutes. */
export interface MachineHistory {
  readonly times: readonly number[];
  readonly series: readonly StatSeries[];
  readonly memoryTotalBytes: number;
}

/** Puts new points behind those that are there, and drops what is too old to be seen. */
export function appendStats(before: MachineHistory | undefined, message: MachineStats): MachineHistory {
  if (message.kind === 'history' || before === undefined) return message;
  const times = [...before.times, ...message.times];
  const oldest = (times.at(-1) ?? 0) - GRAPH_SPAN_MS;
  const cut = Math.max(0, times.findIndex((time) => time >= oldest) - 1);
  const known = new Map(before.series.map((one) => [one.id, one]));
  const series = message.series.map((one) => {
    const old = known.get(one.id)?.values ?? before.times.map(() => Number.NaN);
    return { ...one, values: [...old, ...one.values].slice(cut) };
  });
  return { times: times.slice(cut), series, memoryTotalBytes: message.memoryTotalBytes };
}

/** Listens to one machine's figures while they are shown. */
export function useMachineStats(machine: MachineKey, active: boolean): MachineHistory | undefined {
  const { client } = useApp();
  const [history, setHistory] = useState<MachineHistory>();
  const { connectionId, uuid } = machine;
  useEffect(() => {
    if (!active) return undefined;
    const watching = keepWatching((onEnd) =>
      client.stats.watchMachine({ connectionId, uuid }, (message) => {
        setHistory((before) => appendStats(before, message));
      }, onEnd),
    );
    return () => {
      watching.dispose();
    };
  }, [client, connectionId, uuid, active]);
  return history;
}
