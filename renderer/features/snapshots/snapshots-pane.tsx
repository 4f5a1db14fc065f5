import { BookmarkPlus } from 'lucide-react';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotFacts, SnapshotList } from '../../../main/contract/snapshots.ts';
import { formatBytes, NO_VALUE } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { moveIndex } from '../../kit/list-keys.ts';
import { useApp } from '../../state/app-context.tsx';
import { machineId } from '../../state/inventory-store.ts';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';
import { layRails, type RailRow } from './lay-rails.ts';
import { Rail } from './rail.tsx';
import { SnapshotDetail } from './snapshot-detail.tsx';
import { SnapshotPicture } from './snapshot-picture.tsx';
import { holds, takenLong, takenShort } from './snapshot-words.ts';
import './snapshots.css';

const ROW_PX = 44;
const HERE_PX = 30;
const MOST_LANES = 6;
const PAGE = 10;
/** Stands for what the machine is now; a name that no snapshot can have. */
const HERE = '\u0000';

type Item = SnapshotFacts | { readonly name: typeof HERE; readonly parent: string | undefined; readonly takenMs: undefined };
const isHere = (item: Item): item is Extract<Item, { readonly name: typeof HERE }> => item.name === HERE;

/** Snapshots, and below the one it goes back to what the machine is now. */
function rowsOf(snapshots: readonly SnapshotFacts[]): readonly RailRow<Item>[] {
  const current = snapshots.find(({ isCurrent }) => isCurrent);
  if (current === undefined) return layRails<Item>(snapshots, undefined);
  return layRails<Item>([...snapshots, { name: HERE, parent: current.name, takenMs: undefined }], HERE);
}

function Row({ machine, row, lanes, id, selected, most, onSelect }: { readonly machine: MachineKey; readonly row: RailRow<SnapshotFacts>; readonly lanes: number; readonly id: string; readonly selected: boolean; readonly most: number; readonly onSelect: () => void }): ReactNode {
  const { ui } = useApp();
  const tr = useI18n();
  const snapshot = row.item;
  return (
    // The list has the keyboard: arrows choose, Enter reverts.
    <div id={id} role="option" aria-selected={selected} className={`tr tr--snap${selected ? ' is-selected is-active' : ''}`} onClick={onSelect} onDoubleClick={() => { ui.open({ kind: 'snapshot', act: 'revert', machine, snapshot }); }}>
      <span className="snap">
        <Rail row={row} lanes={lanes} heightPx={ROW_PX} />
        <SnapshotPicture machine={machine} snapshot={snapshot} className="shot--row" />
        <span className="snap__text">
          <span className="medium clip">{snapshot.name}</span>
          <span className="cap clip">{snapshot.description ?? ''}</span>
        </span>
      </span>
      <span className="soft" title={takenLong(tr, snapshot.takenMs)}><bdi>{takenShort(tr, snapshot.takenMs, Date.now())}</bdi></span>
      <span className="soft">{holds(tr, snapshot)}</span>
      <span className="cell-graph">
        {snapshot.sizeBytes === undefined ? null : <span className="meter"><i style={{ inlineSize: `${(100 * snapshot.sizeBytes) / most}%` }} /></span>}
        <span className="num"><bdi>{snapshot.sizeBytes === undefined ? NO_VALUE : formatBytes(tr, snapshot.sizeBytes)}</bdi></span>
      </span>
    </div>
  );
}

function Now({ machine, row, lanes }: { readonly machine: MachineKey; readonly row: RailRow<Item>; readonly lanes: number }): ReactNode {
  const { inventory } = useApp();
  const { t } = useI18n();
  const state = inventory.find(machine)?.state;
  const word = state === 'paused' ? 'paused' : state === 'off' || state === 'crashed' ? 'off' : 'running';
  return (
    <div className="tr tr--here" role="presentation">
      <span className="snap"><Rail row={row} lanes={lanes} heightPx={HERE_PX} here /><span className={`here here--${word}`}>{t(`snapshots.here.${word}`)}</span></span>
    </div>
  );
}

function Tree({ machine, list, chosen, onSelect }: { readonly machine: MachineKey; readonly list: SnapshotList; readonly chosen: SnapshotFacts; readonly onSelect: (name: string) => void }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  const scope = useId();
  const rows = rowsOf(list.snapshots);
  const shown = rows.flatMap(({ item }) => (isHere(item) ? [] : [item]));
  const at = shown.indexOf(chosen);
  const lanes = Math.min(MOST_LANES, 1 + Math.max(...rows.map(({ lane }) => lane)));
  const most = Math.max(1, ...shown.map(({ sizeBytes }) => sizeBytes ?? 0));
  const onKeyDown = (event: KeyboardEvent): void => {
    const verb = event.key === 'Enter' && list.refused.revert === undefined ? 'revert' : event.key === 'Delete' && list.refused.delete === undefined ? 'delete' : event.key === 'F2' && list.refused.describe === undefined ? 'describe' : undefined;
    const next = shown[moveIndex(event.key, at, shown.length, PAGE) ?? -1];
    if (verb === undefined && next === undefined) return;
    event.preventDefault();
    if (verb !== undefined) ui.open({ kind: 'snapshot', act: verb, machine, snapshot: chosen });
    else if (next !== undefined) {
      onSelect(next.name);
      document.getElementById(`${scope}-${shown.indexOf(next)}`)?.scrollIntoView({ block: 'nearest' });
    }
  };
  return (
    <div className="table snaps__table">
      <div className="tr tr--head" aria-hidden="true"><span>{t('snapshots.snapshot')}</span><span>{t('snapshots.taken')}</span><span>{t('snapshots.holds')}</span><span className="cell-graph"><span className="num">{t('snapshots.cost')}</span></span></div>
      <div className="snaps__rows" role="listbox" tabIndex={0} aria-label={t('snapshots.list')} aria-activedescendant={`${scope}-${at}`} onKeyDown={onKeyDown}>
        {rows.map((row) => {
          const { item } = row;
          if (isHere(item)) return <Now key={HERE} machine={machine} row={row} lanes={lanes} />;
          return <Row key={item.name} machine={machine} row={{ ...row, item }} lanes={lanes} id={`${scope}-${shown.indexOf(item)}`} selected={item === chosen} most={most} onSelect={() => { onSelect(item.name); }} />;
        })}
      </div>
    </div>
  );
}

/** A machine's snapshots: a tree of what it was, and what can be done with each. */
export function SnapshotsPane({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const { client, inventory, tasks, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [name, setName] = useState<string>();
  const { connectionId, uuid } = machine;
  const state = inventory.find(machine)?.state;
  // Hosts do not tell when snapshots change: what was done here is looked at when it has ended, and all when the page is shown.
  const ended = useStore(tasks.store, ({ list }) => list.filter((task) => task.endedMs !== undefined && task.machine !== undefined && machineId(task.machine) === machineId(machine)).length);
  const described = useStore(ui.store, ({ dialog }) => dialog?.kind === 'snapshot');
  const list = useCall(active ? `${connectionId} ${uuid} ${String(state)} ${ended} ${String(described)}` : undefined, () => client.snapshots.list({ connectionId, uuid }));
  const { value } = list;
  if (value === undefined) {
    return list.error === undefined ? <EmptyState text={t('snapshots.loading')} /> : (
      <EmptyState text={`${t('snapshots.failed')} ${describeError(tr, list.error).text}`}>
        <Button variant="primary" onClick={list.again}>{t('host.tryAgain')}</Button>
      </EmptyState>
    );
  }
  const reason = value.refused.take === undefined ? undefined : tr.tKey(value.refused.take);
  const take = (variant: 'plain' | 'primary'): ReactNode => <Button icon={BookmarkPlus} variant={variant} disabledReason={reason} onClick={() => { ui.open({ kind: 'takeSnapshot', machine }); }}>{t('snapshots.take')}</Button>;
  const chosen = value.snapshots.find((each) => each.name === name) ?? value.snapshots.find(({ isCurrent }) => isCurrent) ?? value.snapshots.at(-1);
  if (chosen === undefined) return <EmptyState text={t('snapshots.none')}>{take('primary')}</EmptyState>;
  const count = value.snapshots.length;
  const bytes = value.snapshots.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  return (
    <div className="snaps">
      <div className="snaps__list">
        <div className="bar">
          {take('plain')}
          <span className="grow" />
          <span className="dim dense">{bytes === 0 ? t('snapshots.total', { count }) : t('snapshots.totalCost', { count, size: formatBytes(tr, bytes) })}</span>
        </div>
        <Tree machine={machine} list={value} chosen={chosen} onSelect={setName} />
      </div>
      <SnapshotDetail machine={machine} snapshot={chosen} list={value} onSelect={setName} />
    </div>
  );
}
