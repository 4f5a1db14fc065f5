import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { PoolImage } from '../../../main/contract/images.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { SelectField, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { describeError } from '../tasks/describe-error.ts';

const GIB = 1024 ** 3;
type Format = 'qcow2' | 'raw';

/** A line in which an empty image is made. */
export function NewImageForm({ host, pool, taken, onMade, onClose }: { readonly host: ConnectionId; readonly pool: string; readonly taken: readonly PoolImage[]; readonly onMade: (image: PoolImage) => void; readonly onClose: () => void }): ReactNode {
  const { client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [name, setName] = useState('');
  const [size, setSize] = useState('20');
  const [format, setFormat] = useState<Format>('qcow2');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const sizeBytes = Math.round(Number(size) * GIB);
  const full = /\.\w+$/.test(name.trim()) || name.trim() === '' ? name.trim() : `${name.trim()}.${format === 'raw' ? 'img' : format}`;
  const reason = busy ? t('images.making') : full === '' ? t('images.needsName') : taken.some((image) => image.name === full) ? t('images.taken.name') : sizeBytes >= 1024 ? undefined : t('images.needsSize');
  const make = (): void => {
    if (reason !== undefined) return;
    setBusy(true);
    client.images.create({ connectionId: host, pool, name: full, format, sizeBytes }).then(onMade, (error: unknown) => {
      setBusy(false);
      setFailure(error);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.target as HTMLElement).tagName === 'INPUT') make();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="browse__new" role="group" aria-label={t('images.new')} onKeyDown={onKeyDown}>
      <TextField autoFocus aria-label={t('images.newName')} placeholder={t('images.newName')} value={name} onChange={setName} fieldClass="grow" />
      <TextField aria-label={t('images.newSize')} inputMode="decimal" value={size} onChange={(text) => { setSize(text.replace(/[^\d.]/g, '')); }} unit="GiB" fieldClass="field--num" />
      <SelectField<Format> label={t('images.format')} value={format} onChange={setFormat} options={[{ value: 'qcow2', label: 'qcow2' }, { value: 'raw', label: 'raw' }]} />
      <Button disabledReason={reason} onClick={make}>{t('images.make')}</Button>
      <Button variant="ghost" onClick={onClose}>{t('kit.cancel')}</Button>
      {failure === undefined ? null : <p className="browse__bad dense" role="alert">{describeError(tr, failure).text}</p>}
    </div>
  );
}
