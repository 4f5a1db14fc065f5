import { Plus, X } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { TagOffer } from '../../../main/contract/machines.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { describeError } from '../tasks/describe-error.ts';
import './machine-dialogs.css';

/** Whether a host that keeps tags can take this one: it is there, or says how it is to be made. */
function canAdd(offer: TagOffer | undefined, tag: string): boolean {
  if (offer?.keeper !== 'host' || /[^:=][:=][^:=]/.test(tag)) return true;
  return offer.known.some((known) => known.kind === 'tag' && known.tag === tag);
}

/** Suggestions as they are typed: an attribute wants its value behind it. */
function suggestions(offer: TagOffer | undefined, has: readonly string[]): readonly string[] {
  return (offer?.known ?? []).map(({ kind, tag }) => (kind === 'attribute' ? `${tag}=` : tag)).filter((tag) => !has.includes(tag));
}

/** Gives machines tags, and takes some away. Of several machines all tags that any of them has are shown. */
export function TagsDialog({ machines }: { readonly machines: readonly MachineKey[] }): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const rows = machines.flatMap((key) => inventory.find(key) ?? []);
  const [first] = rows;
  const [before] = useState(() => [...new Set(rows.flatMap((row) => row.tags))].sort());
  const [tags, setTags] = useState(before);
  const [added, setAdded] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const offer = useCall<TagOffer>(first === undefined ? undefined : `${first.connectionId} ${first.uuid}`, () => client.machines.tagOffer({ connectionId: first?.connectionId ?? machines[0]?.connectionId ?? ('' as MachineKey['connectionId']), uuid: first?.uuid ?? ('' as MachineKey['uuid']) }));
  const word = typed.trim();
  const wrong = word === '' || canAdd(offer.value, word) ? undefined : t('tags.unknown', { tag: word });
  const take = (): void => {
    if (word === '' || wrong !== undefined) return;
    if (!tags.includes(word)) setTags([...tags, word]);
    setAdded([...added, word]);
    setTyped('');
  };
  const drop = (tag: string): void => {
    setTags(tags.filter((each) => each !== tag));
    setAdded(added.filter((each) => each !== tag));
  };
  const add = [...new Set(word === '' ? added : [...added, word])];
  const remove = before.filter((tag) => !tags.includes(tag));
  const reason = wrong ?? (saving ? t('tags.saving') : undefined);
  const save = (): void => {
    if (reason !== undefined) return;
    if (add.length === 0 && remove.length === 0) {
      ui.close();
      return;
    }
    setSaving(true);
    client.machines.changeTags({ machines: [...machines], add, remove }).then(ui.close, (error: unknown) => {
      setSaving(false);
      setFailure(error);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter takes the word first; an empty field saves.
    if (event.key !== 'Enter' || word === '') return;
    event.preventDefault();
    take();
  };
  return (
    <Dialog
      title={rows.length === 1 && first !== undefined ? t('tags.titleOne', { name: first.name }) : t('tags.title', { count: rows.length })}
      size="small"
      onClose={ui.close}
      onSubmit={save}
      foot={
        <>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{t('tags.save')}</Button>
        </>
      }
    >
      <div className="dialog__pad tags">
        {failure === undefined ? null : <p className="warn" role="alert">{describeError(tr, failure).text}</p>}
        <ul className="tags__list" aria-label={t('tags.now')}>
          {tags.map((tag) => (
            <li key={tag} className="tag tags__one">
              <bdi>{tag}</bdi>
              <button type="button" className="tags__drop" aria-label={t('tags.remove', { tag })} onClick={() => { drop(tag); }}><X size={12} strokeWidth={1.5} /></button>
            </li>
          ))}
          {tags.length === 0 ? <li className="dense dim">{t('tags.none')}</li> : null}
        </ul>
        <div className="tags__add">
          <TextField autoFocus list="known-tags" aria-label={t('tags.add')} placeholder={t('tags.add')} value={typed} onChange={setTyped} onKeyDown={onKeyDown} fieldClass="grow" />
          <datalist id="known-tags">{suggestions(offer.value, tags).map((tag) => <option key={tag} value={tag} />)}</datalist>
          <Button variant="ghost" icon={Plus} label={t('tags.take')} disabledReason={wrong ?? (word === '' ? t('tags.type') : undefined)} onClick={take} />
        </div>
        <p className="dense soft">{wrong ?? t(offer.value?.keeper === 'host' ? 'tags.helpHost' : 'tags.helpMachine')}</p>
      </div>
    </Dialog>
  );
}
