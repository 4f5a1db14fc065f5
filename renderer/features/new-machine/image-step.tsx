import { Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { CatalogueEntry, NewMachineOffer, SystemInfo } from '../../../main/contract/new-machine.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { FormRow, Segments, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { BrowseButton } from '../images/browse-button.tsx';
import { ImageList } from './image-list.tsx';
import { LibraryList } from './library-list.tsx';
import { libraryOf } from './library.ts';
import type { Draft, Source } from './use-draft.ts';

const SOURCES: readonly Source[] = ['library', 'disk', 'tree', 'network', 'container', 'none'];

/** What the step shows and changes. */
export interface ImageStepProps {
  readonly host: ConnectionId | undefined;
  readonly draft: Draft;
  readonly offer: NewMachineOffer | undefined;
  readonly systems: readonly SystemInfo[];
  readonly catalogue: readonly CatalogueEntry[];
  /** The image of the catalogue that is chosen. */
  readonly wantedDownload: string | undefined;
  readonly change: (change: Partial<Draft>) => void;
  readonly onDownload: (catalogueId: string | undefined) => void;
  readonly onEnter: () => void;
}

/** What the new machine starts from; what the host cannot is disabled, and says why. */
export function ImageStep(props: ImageStepProps): ReactNode {
  const { draft, offer, change } = props;
  const tr = useI18n();
  const { t } = tr;
  const [find, setFind] = useState('');
  const isOff = (source: Source): string | undefined => {
    if (offer === undefined) return undefined;
    const kinds = source === 'library' ? (['iso', 'cloud'] as const) : ([source] as const);
    const reasons = kinds.map((kind) => offer.noSource[kind]);
    const [reason] = reasons;
    return reason !== undefined && reasons.every((each) => each !== undefined) ? tr.tKey(reason) : undefined;
  };
  const options = SOURCES.map((value) => ({ value, label: tr.tKey(`new.source.${value}`), disabledReason: isOff(value) }));
  const hasList = draft.source === 'library' || draft.source === 'disk';
  return (
    <>
      <div className="bar new__bar">
        <Segments label={t('new.kind')} value={draft.source} onChange={(source) => { change({ source, path: '', osId: undefined }); props.onDownload(undefined); }} options={options} />
        {hasList ? <TextField type="search" value={find} onChange={setFind} leading={<Icon of={Search} size={14} />} placeholder={t('new.find')} aria-label={t('new.find')} /> : <span className="grow" />}
      </div>
      <Body {...props} find={find} />
      {hasList ? (
        <div className="new__path">
          <TextField mono value={draft.path} onChange={(path) => { change({ path, osId: undefined }); props.onDownload(undefined); }} placeholder={t('new.pathPlaceholder')} aria-label={t('new.path')} fieldClass="grow" />
          <BrowseButton host={props.host} device={draft.source === 'library' ? 'drive' : 'disk'} onChoose={({ path }) => { change({ path, osId: undefined }); props.onDownload(undefined); }} />
        </div>
      ) : null}
    </>
  );
}

function Library({ draft, offer, systems, catalogue, wantedDownload, change, onDownload, onEnter, find }: Omit<ImageStepProps, 'host'> & { readonly find: string }): ReactNode {
  const { t } = useI18n();
  const rows = useMemo(() => (offer === undefined ? [] : libraryOf(offer, offer.noDownload === undefined ? catalogue : [], systems, find)), [offer, catalogue, systems, find]);
  if (offer !== undefined && rows.length === 0) return <EmptyState text={find.trim() === '' ? `${t('new.noImages')} ${t('new.noImagesNext')}` : t('new.noneFits')} />;
  const choose = (row: (typeof rows)[number]): void => {
    change({ path: row.path ?? '', osId: undefined });
    onDownload(row.catalogueId);
  };
  return <LibraryList rows={rows} chosen={wantedDownload === undefined ? draft.path : `download:${wantedDownload}`} onChoose={choose} onEnter={onEnter} />;
}

function Body({ draft, offer, systems, catalogue, wantedDownload, change, onDownload, onEnter, find }: ImageStepProps & { readonly find: string }): ReactNode {
  const { t } = useI18n();
  const none = find.trim() === '' ? `${t('new.noImages')} ${t('new.noImagesNext')}` : t('new.noneFits');
  switch (draft.source) {
    case 'library':
      return <Library draft={draft} offer={offer} systems={systems} catalogue={catalogue} wantedDownload={wantedDownload} change={change} onDownload={onDownload} onEnter={onEnter} find={find} />;
    case 'disk': {
      const images = (offer?.images ?? []).filter((image) => !image.iso && image.name.toLowerCase().includes(find.trim().toLowerCase()));
      if (offer !== undefined && images.length === 0) return <EmptyState text={none} />;
      return <ImageList images={images} chosen={draft.path} onChoose={(path) => { change({ path, osId: undefined }); }} onEnter={onEnter} label={t('new.columnImage')} />;
    }
    case 'tree':
      return (
        <div className="new__pad form__rows grow">
          <FormRow label={t('new.url')} help={t('new.urlHelp')}>
            <TextField mono autoFocus aria-label={t('new.url')} value={draft.url} placeholder={t('new.urlHint')} onChange={(url) => { change({ url, osId: undefined }); }} />
          </FormRow>
          <FormRow label={t('new.args')} help={t('new.argsHelp')}>
            <TextField mono aria-label={t('new.args')} value={draft.args} placeholder={t('new.argsHint')} onChange={(args) => { change({ args }); }} />
          </FormRow>
        </div>
      );
    case 'container':
      return (
        <div className="new__pad form__rows grow">
          <FormRow label={t('new.root')} help={t('new.rootHelp')}>
            <TextField mono aria-label={t('new.root')} value={draft.path} onChange={(path) => { change({ path }); }} />
          </FormRow>
          <FormRow label={t('new.init')} help={t('new.initHelp')}>
            <TextField mono aria-label={t('new.init')} value={draft.init} onChange={(init) => { change({ init }); }} />
          </FormRow>
        </div>
      );
    case 'network':
      return <EmptyState text={t('new.networkText')} />;
    case 'none':
      return <EmptyState text={t('new.emptyText')} />;
  }
}
