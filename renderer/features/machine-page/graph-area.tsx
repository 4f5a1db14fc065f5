import { useState, type ReactNode } from 'react';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import type { HistorySpan, MachinePast } from '../../../main/contract/stats.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Segments } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { useTurns } from '../app/use-turns.ts';
import { describeError } from '../tasks/describe-error.ts';
import { rangesOf, spanOf, type GraphRange } from './graph-range.ts';
import { Graphs } from './graphs.tsx';
import type { MachineHistory } from './use-machine-stats.ts';

interface GraphAreaProps {
  readonly row: MachineRow;
  readonly lives: boolean;
  readonly live: MachineHistory | undefined;
  readonly theme: string;
  readonly shown: boolean;
}

function Past({ row, range, theme, shown }: { readonly row: MachineRow; readonly range: GraphRange; readonly theme: string; readonly shown: boolean }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { ms, freshMs } = spanOf(range);
  const { connectionId, uuid } = row;
  const turn = useTurns(freshMs, shown);
  const past = useCall<{ readonly range: GraphRange; readonly past: MachinePast }>(shown ? `${connectionId} ${uuid} ${range} ${turn}` : undefined, async () => ({ range, past: await client.stats.past({ machine: { connectionId, uuid }, lastMs: ms }) }));
  // Another range's figures would be drawn over the wrong time.
  const value = past.value?.range === range ? past.value.past : undefined;
  if (value !== undefined && value.times.length > 0) return <Graphs row={row} history={value} theme={theme} range={range} />;
  if (past.error !== undefined) {
    return (
      <EmptyState text={describeError(tr, past.error).text}>
        <Button onClick={past.again}>{tr.t('host.tryAgain')}</Button>
      </EmptyState>
    );
  }
  return <EmptyState text={tr.t(value === undefined ? 'overview.waiting' : 'overview.range.none')} />;
}

/** The graphs of a machine: its last minutes, or, where its host keeps figures, the last hour to month; those of one that is off, too. */
export function GraphArea({ row, lives, live, theme, shown }: GraphAreaProps): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { connectionId, uuid } = row;
  const spans = useCall<readonly HistorySpan[]>(shown && !row.stale ? `${connectionId} ${uuid}` : undefined, () => client.stats.spans({ connectionId, uuid }));
  const ranges = rangesOf(spans.value ?? [], lives);
  const [chosen, setChosen] = useState<GraphRange>();
  const range = chosen !== undefined && ranges.includes(chosen) ? chosen : (ranges[0] ?? 'live');
  return (
    <>
      {ranges.length < 2 ? null : (
        <div className="graphs__bar">
          <Segments label={tr.t('overview.range')} value={range} options={ranges.map((value) => ({ value, label: tr.t(`overview.range.${value}`) }))} onChange={setChosen} />
        </div>
      )}
      {range !== 'live' ? (
        <Past row={row} range={range} theme={theme} shown={shown && !row.stale} />
      ) : live === undefined ? (
        <EmptyState text={tr.t(lives ? 'overview.waiting' : 'overview.off')} />
      ) : (
        <Graphs row={row} history={live} theme={theme} />
      )}
    </>
  );
}
