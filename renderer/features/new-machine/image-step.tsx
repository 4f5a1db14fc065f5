import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { NewMachineOffer } from '../../../main/contract/machines.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Segments, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { ImageList } from './image-list.tsx';
import type { Draft, InstallKind } from './use-draft.ts';

const KINDS: readonly InstallKind[] = ['iso', 'disk', 'none'];

/** What the new machine starts from: an installer, a disk that exists, or nothing. */
export function ImageStep({ draft, offer, change, onEnter }: { readonly draft: Draft; readonly offer: NewMachineOffer | undefined; readonly change: (change: Partial<Draft>) => void; readonly onEnter: () => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const [find, setFind] = useState('');
  const images = (offer?.images ?? []).filter((image) => image.iso === (draft.kind === 'iso') && image.name.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <>
      <div className="bar">
        <Segments label={t('new.kind')} value={draft.kind} onChange={(kind) => { change({ kind, path: '' }); }} options={KINDS.map((kind) => ({ value: kind, label: tr.tKey(`new.kind.${kind}`) }))} />
        {draft.kind === 'none' ? <span className="grow" /> : <TextField type="search" value={find} onChange={setFind} leading={<Icon of={Search} size={14} />} placeholder={t('new.find')} aria-label={t('new.find')} />}
      </div>
      {draft.kind === 'none' ? (
        <EmptyState text={t('new.emptyText')} />
      ) : (
        <>
          {offer === undefined || images.length > 0 ? (
            <ImageList images={images} chosen={draft.path} onChoose={(path) => { change({ path }); }} onEnter={onEnter} label={t('new.columnImage')} />
          ) : (
            <EmptyState text={find.trim() === '' ? `${t('new.noImages')} ${t('new.noImagesNext')}` : t('new.noneFits')} />
          )}
          <div className="new__path">
            <TextField mono value={draft.path} onChange={(path) => { change({ path }); }} placeholder={t('new.pathPlaceholder')} aria-label={t('new.path')} />
          </div>
        </>
      )}
    </>
  );
}
