import { Plus, RefreshCw, Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { ImagePool, PoolImage } from '../../../main/contract/images.ts';
import { formatBytes } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { ChosenImage } from '../../state/ui-store.ts';
import { useCall, type CallState } from '../app/use-call.ts';
import { connectionLabel } from '../machine-actions/machine-words.ts';
import { describeError } from '../tasks/describe-error.ts';
import { ImageRows } from './image-rows.tsx';
import { NewImageForm } from './new-image-form.tsx';
import './images.css';

/** What a person looks for in it. */
export interface BrowseProps {
  readonly host: ConnectionId;
  /** For a drive, media come first. */
  readonly device: 'disk' | 'drive';
  readonly onChoose: (image: ChosenImage) => void;
  readonly onClose: () => void;
}

const isMedium = ({ name, format }: PoolImage): boolean => format === 'iso' || /\.iso$/i.test(name);

/** The images of a pool that fit what was typed; for a drive, media first. */
function fitting(images: readonly PoolImage[], find: string, device: BrowseProps['device']): readonly PoolImage[] {
  const words = find.trim().toLowerCase();
  const found = images.filter(({ name }) => name.toLowerCase().includes(words));
  return device === 'disk' ? found : [...found.filter(isMedium), ...found.filter((image) => !isMedium(image))];
}

interface Browsing {
  readonly pools: CallState<readonly ImagePool[]>;
  readonly pool: ImagePool | undefined;
  readonly setPool: (name: string) => void;
  readonly images: CallState<readonly PoolImage[]>;
  readonly users: ReadonlyMap<string, readonly string[]>;
  readonly look: () => void;
}

function useBrowsing(host: ConnectionId): Browsing {
  const { client } = useApp();
  const [chosen, setPool] = useState<string>();
  const [looks, setLooks] = useState(0);
  const pools = useCall(`pools ${host}`, () => client.images.pools({ connectionId: host }));
  const all = pools.value;
  const pool = all?.find(({ name }) => name === chosen) ?? all?.find(({ name }) => name === 'default') ?? all?.[0];
  const images = useCall(pool === undefined ? undefined : `${pool.name} ${looks}`, () => client.images.list({ connectionId: host, pool: pool?.name ?? '', ...(looks > 0 ? { refresh: true } : {}) }));
  const uses = useCall(`uses ${host}`, () => client.images.uses({ connectionId: host }));
  const users = useMemo(() => new Map((uses.value ?? []).map(({ path, machines }) => [path, machines])), [uses.value]);
  return { pools, pool, setPool, images, users, look: () => { setLooks(looks + 1); } };
}

function Body({ browsing, rows, find, chosen, onChoose, onEnter }: { readonly browsing: Browsing; readonly rows: readonly PoolImage[]; readonly find: string; readonly chosen: string; readonly onChoose: (image: PoolImage) => void; readonly onEnter: (image: PoolImage) => void }): ReactNode {
  const tr = useI18n();
  const { pools, images } = browsing;
  const error = pools.error ?? images.error;
  if (error !== undefined) return <EmptyState text={describeError(tr, error).text} />;
  if (pools.value?.length === 0) return <EmptyState text={tr.t('images.noPools')} />;
  if (images.value === undefined) return <EmptyState text={tr.t('images.loading')} />;
  if (rows.length === 0) return <EmptyState text={tr.t(find.trim() === '' ? 'images.none' : 'images.noneFits')} />;
  return <ImageRows images={rows} users={browsing.users} chosen={chosen} onChoose={onChoose} onEnter={onEnter} />;
}

/** The images of a host, by pool: one is chosen, made, or its path typed. */
export function BrowseDialog({ host, device, onChoose, onClose }: BrowseProps): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const { t } = tr;
  const info = useStore(app.connections.store, (state) => state.byId.get(host));
  const browsing = useBrowsing(host);
  const { pool, pools, images } = browsing;
  const [find, setFind] = useState('');
  const [path, setPath] = useState('');
  const [making, setMaking] = useState(false);
  const rows = useMemo(() => fitting(images.value ?? [], find, device), [images.value, find, device]);
  const take = (image: ChosenImage): void => {
    onClose();
    onChoose(image);
  };
  const typed = path.trim();
  const choose = (): void => {
    if (typed !== '') take({ path: typed, format: images.value?.find((image) => image.path === typed)?.format });
  };
  return (
    <Dialog
      title={t('images.title', { host: info === undefined ? '' : connectionLabel(tr, info) })}
      size="large"
      onClose={onClose}
      onSubmit={choose}
      foot={
        <>
          <Button icon={Plus} disabledReason={making ? t('images.isOpen') : pool === undefined ? t('images.noPools') : pool.noNew === undefined ? undefined : tr.tKey(pool.noNew)} onClick={() => { setMaking(true); }}>{t('images.new')}</Button>
          <span className="grow" />
          <Button variant="ghost" onClick={onClose}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={typed === '' ? t('images.chooseReason') : undefined}>{t('images.choose')}</Button>
        </>
      }
    >
      <div className="bar browse__bar">
        {pools.value === undefined || pool === undefined ? null : <SelectField label={t('images.pool')} value={pool.name} onChange={(name) => { browsing.setPool(name); setPath(''); }} options={pools.value.map(({ name }) => ({ value: name, label: name }))} />}
        <TextField type="search" value={find} onChange={setFind} leading={<Icon of={Search} size={14} />} placeholder={t('images.find')} aria-label={t('images.find')} fieldClass="grow" />
        <span className="cap" role="status">{images.value === undefined || pool === undefined ? '' : `${t('images.count', { count: rows.length })}, ${t('images.free', { size: formatBytes(tr, pool.availableBytes) })}`}</span>
        <Button small variant="ghost" icon={RefreshCw} label={t('images.refresh')} disabledReason={pool === undefined ? t('images.noPools') : undefined} onClick={browsing.look} />
      </div>
      <div className="browse__body">
        <Body browsing={browsing} rows={rows} find={find} chosen={typed} onChoose={(image) => { setPath(image.path); }} onEnter={take} />
      </div>
      {making && pool !== undefined ? <NewImageForm host={host} pool={pool.name} taken={images.value ?? []} onClose={() => { setMaking(false); }} onMade={(image) => { setMaking(false); setFind(''); setPath(image.path); images.again(); }} /> : null}
      <div className="browse__path form__rows">
        <FormRow label={t('images.path')} htmlFor="browse-path">
          <TextField id="browse-path" mono value={path} onChange={setPath} placeholder={t('images.pathPlaceholder')} fieldClass="grow" />
        </FormRow>
      </div>
    </Dialog>
  );
}
