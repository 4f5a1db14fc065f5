import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { HardwareView } from '../../../main/contract/hardware.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Icon } from '../../kit/icon.tsx';
import { describeError } from '../tasks/describe-error.ts';
import { ChangeLine, ChangesBar } from './changes-bar.tsx';
import { DeviceForm } from './device-form.tsx';
import { DeviceList } from './device-list.tsx';
import { ResultStrip } from './result-strip.tsx';
import { useHardwareDraft, useMarkUnsaved } from './use-hardware-draft.ts';
import './hardware.css';

function Waiting({ view }: { readonly view: HardwareView }): ReactNode {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  if (view.waiting.length === 0) return null;
  return (
    <section className="changes hw__waiting" aria-label={t('hardware.waiting', { count: view.waiting.length })}>
      <button type="button" className="changes__diff" aria-expanded={open} onClick={() => { setOpen(!open); }}>
        <Icon of={open ? ChevronDown : ChevronRight} size={12} flip={!open} />
        <span className="medium">{t('hardware.waiting', { count: view.waiting.length })}</span>
      </button>
      {open ? <ul className="changes__list">{view.waiting.map((change) => <ChangeLine key={`${change.what} ${change.item} ${change.field?.key ?? ''}`} change={change} items={view.items} running={false} />)}</ul> : null}
    </section>
  );
}

/** A machine's hardware: the devices, the form of one, and the changes that are collected. */
export function HardwarePane({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const tr = useI18n();
  const draft = useHardwareDraft(machine, active);
  useMarkUnsaved(machine, draft.edits.length > 0);
  const [chosenId, setChosen] = useState('general');
  const { view } = draft;
  if (view === undefined) {
    return draft.error === undefined ? <EmptyState text={tr.t('hardware.loading')} /> : (
      <EmptyState text={`${tr.t('hardware.failed')} ${describeError(tr, draft.error).text}`}>
        <Button variant="primary" onClick={draft.reread}>{tr.t('host.tryAgain')}</Button>
      </EmptyState>
    );
  }
  const item = view.items.find(({ id }) => id === chosenId) ?? view.items[0];
  const remove = (id: string): void => { draft.edit({ op: 'remove', item: id }); };
  return (
    <div className="hw">
      <DeviceList view={view} chosen={item} onSelect={setChosen} onAdd={(template) => { setChosen(draft.add(template)); }} onRemove={({ id }) => { remove(id); }} />
      <div className="hw__form">
        <ResultStrip draft={draft} />
        {view.refused === undefined ? null : <p className="hw__refused dense soft" role="note">{tr.t('hardware.refused')} {tr.tKey(view.refused)}.</p>}
        <div className="hw__body">
          {item === undefined ? null : <DeviceForm key={item.id} machine={machine} changes={view.changes} item={item} running={view.running} onEdit={draft.edit} onRemove={() => { remove(item.id); }} onKeep={() => { draft.undo({ op: 'remove', item: item.id }); }} />}
        </div>
        {view.changes.length > 0 ? <ChangesBar draft={draft} view={view} /> : <Waiting view={view} />}
      </div>
    </div>
  );
}
