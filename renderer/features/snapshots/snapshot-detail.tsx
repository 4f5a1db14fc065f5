import { Ellipsis, GitCompareArrows, PencilLine, Trash2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SnapshotFacts, SnapshotList } from '../../../main/contract/snapshots.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { MenuButton } from '../../kit/menu.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { SnapshotPicture } from './snapshot-picture.tsx';
import { descendants, takenLong } from './snapshot-words.ts';

const SHAPES = { running: 'running', paused: 'paused', off: 'off', 'disks-only': 'off', unknown: 'off' } as const;

function Size({ bytes }: { readonly bytes: number | undefined }): ReactNode {
  const tr = useI18n();
  return bytes === undefined ? null : <span className="is-end num dim">{formatBytes(tr, bytes)}</span>;
}

function SnapshotFactList({ snapshot, onSelect }: { readonly snapshot: SnapshotFacts; readonly onSelect: (name: string) => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const { parent, disks, state, memory, takenMs } = snapshot;
  return (
    <dl className="facts">
      {takenMs === undefined ? null : <><dt>{t('snapshots.taken')}</dt><dd><bdi className="clip">{takenLong(tr, takenMs)}</bdi></dd></>}
      <dt>{t('snapshots.state')}</dt>
      <dd><StateMark shape={SHAPES[state]} /><span>{t(`snapshots.state.${state}`)}</span></dd>
      <dt>{t('snapshots.parent')}</dt>
      <dd>{parent === undefined ? <span className="dim">{t('snapshots.noParent')}</span> : <button type="button" className="link clip" onClick={() => { onSelect(parent); }}>{parent}</button>}</dd>
      {disks.map((disk) => (
        <FactLine key={disk.target} name={disk.target} text={t(`snapshots.place.${disk.place}`)} title={disk.source} bytes={disk.sizeBytes} />
      ))}
      <FactLine name={t('snapshots.memory')} text={t(`snapshots.place.${memory}`)} title={undefined} bytes={undefined} />
    </dl>
  );
}

function FactLine({ name, text, title, bytes }: { readonly name: string; readonly text: string; readonly title: string | undefined; readonly bytes: number | undefined }): ReactNode {
  return (
    <>
      <dt><bdi>{name}</bdi></dt>
      <dd><span className="clip" title={title}>{text}</span><Size bytes={bytes} /></dd>
    </>
  );
}

/** Beside the tree: the snapshot that is chosen, and what can be done with it. */
export function SnapshotDetail({ machine, snapshot, list, onSelect }: { readonly machine: MachineKey; readonly snapshot: SnapshotFacts; readonly list: SnapshotList; readonly onSelect: (name: string) => void }): ReactNode {
  const { ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const after = descendants(list.snapshots, snapshot.name).length;
  const why = (verb: keyof SnapshotList['refused']): string | undefined => {
    const reason = list.refused[verb];
    return reason === undefined ? undefined : tr.tKey(reason);
  };
  const open = (act: 'revert' | 'delete' | 'describe' | 'compare'): void => { ui.open({ kind: 'snapshot', act, machine, snapshot }); };
  return (
    <aside className="detail" aria-label={snapshot.name}>
      <div className="block">
        <SnapshotPicture machine={machine} snapshot={snapshot} className="shot--wide" />
        <h2 className="detail__name selectable">{snapshot.name}</h2>
        <p className="soft dense selectable">{snapshot.description ?? t('snapshots.noDescription')}</p>
        <div className="detail__do">
          <Button icon={Undo2} disabledReason={why('revert')} onClick={() => { open('revert'); }}>{t('snapshots.revert')}</Button>
          <MenuButton
            align="start"
            button={<Button variant="ghost" icon={Ellipsis} label={t('kit.more')} />}
            entries={[
              { kind: 'item', id: 'compare', label: t('snapshots.compare'), icon: GitCompareArrows, onSelect: () => { open('compare'); } },
              { kind: 'item', id: 'describe', label: t('snapshots.describe'), icon: PencilLine, disabledReason: why('describe'), onSelect: () => { open('describe'); } },
            ]}
          />
        </div>
      </div>
      <div className="block"><SnapshotFactList snapshot={snapshot} onSelect={onSelect} /></div>
      <div className="block">
        <h3 className="block__head">{t('snapshots.ifDeleted')}</h3>
        <p className="soft dense">{after === 0 ? t('snapshots.ifDeletedText') : t('snapshots.ifDeletedChildren', { count: after })}</p>
        <div className="detail__do">
          <Button variant="danger" icon={Trash2} disabledReason={why('delete')} onClick={() => { open('delete'); }}>{t('snapshots.delete')}</Button>
        </div>
      </div>
    </aside>
  );
}
