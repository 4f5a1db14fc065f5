import { ChevronDown, ChevronRight, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { HardwareChange, HardwareItem, HardwareMode, HardwareView } from '../../../main/contract/hardware.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Segments } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { LineDiff } from '../../kit/line-diff.tsx';
import type { HardwareDraft } from './use-hardware-draft.ts';
import { changeWords, itemName, valueWords } from './hardware-words.ts';

const MODES: readonly HardwareMode[] = ['both', 'live', 'next-start'];

/** `Discard ignore → unmap`. */
function Words({ change, items }: { readonly change: HardwareChange; readonly items: readonly HardwareItem[] }): ReactNode {
  const tr = useI18n();
  const { field } = change;
  if (field === undefined) return <span>{changeWords(tr, change)}</span>;
  const known = items.find(({ id }) => id === change.item)?.fields.find(({ key }) => key === field.key);
  const words = (value: string): string => (known?.kind === 'password' ? '•••' : valueWords(tr, { kind: 'text', options: known?.options ?? [], unit: field.unit }, value));
  return <span className="clip">{tr.tKey(field.label)} <s>{words(field.before)}</s> → {words(field.after)}</span>;
}

/** A change and what becomes of it. */
export function ChangeLine({ change, items, running, onUndo }: { readonly change: HardwareChange; readonly items: readonly HardwareItem[]; readonly running: boolean; readonly onUndo?: () => void }): ReactNode {
  const tr = useI18n();
  return (
    <li>
      <span className="soft clip">{itemName(tr, change)}</span>
      <Words change={change} items={items} />
      <span className="dim">{running ? tr.t(change.live ? 'hardware.liveNow' : 'hardware.liveLater') : ''}</span>
      {onUndo === undefined ? <span /> : <Button small variant="ghost" icon={Undo2} label={tr.t('hardware.undo')} onClick={onUndo} />}
    </li>
  );
}

/** The changes that are collected, what they do to the XML, and where they go. */
export function ChangesBar({ draft, view }: { readonly draft: HardwareDraft; readonly view: HardwareView }): ReactNode {
  const { t } = useI18n();
  const [mode, setMode] = useState<HardwareMode>('both');
  const [open, setOpen] = useState(true);
  const { changes, running } = view;
  const now = changes.filter(({ live }) => live).length;
  const chosen = running ? mode : 'next-start';
  const modes = MODES.map((value) => ({ value, label: t(`hardware.mode.${value}`) }));
  const wrong = view.items.some(({ fields }) => fields.some(({ problem }) => problem !== undefined));
  const reason = wrong ? t('hardware.wrong') : draft.applying ? t('hardware.applying') : chosen === 'live' && now === 0 ? t('hardware.needsRestart') : undefined;
  return (
    <section className="changes" aria-label={t('hardware.changes', { count: changes.length })}>
      <div className="changes__bar">
        <b className="strong">{t('hardware.changes', { count: changes.length })}</b>
        {running ? <span className="dim clip">{[now > 0 ? t('hardware.canNow', { count: now }) : undefined, changes.length > now ? t('hardware.mustWait', { count: changes.length - now }) : undefined].filter(Boolean).join(', ')}</span> : null}
        <span className="grow" />
        <Button variant="ghost" onClick={draft.discard}>{t('hardware.discard')}</Button>
        {running ? <Segments label={t('hardware.where')} value={mode} onChange={setMode} options={modes} /> : null}
        <Button variant="primary" disabledReason={reason} onClick={() => { draft.apply(chosen); }}>{t('hardware.apply')}</Button>
      </div>
      <ul className="changes__list">
        {changes.map((change) => <ChangeLine key={`${change.what} ${change.item} ${change.field?.key ?? ''}`} change={change} items={view.items} running={running} onUndo={() => { draft.undo({ op: change.what, item: change.item, field: change.field?.key }); }} />)}
      </ul>
      <button type="button" className="changes__diff" aria-expanded={open} onClick={() => { setOpen(!open); }}>
        <Icon of={open ? ChevronDown : ChevronRight} size={12} flip={!open} />
        <span className="medium">{t('hardware.diff')}</span>
      </button>
      {open ? <LineDiff before={view.before.trim()} after={view.after.trim()} label={t('hardware.diffLabel')} skippedText={(count) => t('hardware.sameLines', { count })} /> : null}
    </section>
  );
}
