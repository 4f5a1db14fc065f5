import { ChevronDown, ChevronRight, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { HardwareChange, HardwareEdit, HardwareField, HardwareItem } from '../../../main/contract/hardware.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import type { MessageKey } from '../../../main/contract/message-keys.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Segments } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { FieldLine } from './field-line.tsx';
import { hasImage, ImageButton } from './image-button.tsx';
import { RemovedDevice } from './removed-device.tsx';
import { itemName } from './hardware-words.ts';

interface FormProps {
  readonly machine: MachineKey;
  readonly item: HardwareItem;
  readonly running: boolean;
  readonly onEdit: (edit: HardwareEdit) => void;
}

function Fold({ group, fields, ...form }: FormProps & { readonly group: MessageKey; readonly fields: readonly HardwareField[] }): ReactNode {
  const tr = useI18n();
  const isSet = fields.some(({ value, was }) => value !== '' || was !== undefined);
  const [open, setOpen] = useState(isSet);
  return (
    <>
      <button type="button" className="fold" aria-expanded={open} onClick={() => { setOpen(!open); }}>
        <Icon of={open ? ChevronDown : ChevronRight} size={12} flip={!open} />
        {tr.tKey(group)}
      </button>
      {open ? <Lines fields={fields} {...form} /> : null}
    </>
  );
}

function Lines({ machine, fields, item, running, onEdit }: FormProps & { readonly fields: readonly HardwareField[] }): ReactNode {
  return fields.map((field) => <FieldLine key={field.key} field={field} running={running} onChange={(value) => { onEdit({ op: 'set', item: item.id, field: field.key, value }); }} aside={hasImage(item, field) ? <ImageButton host={machine.connectionId} item={item} onEdit={onEdit} /> : null} />);
}

function XmlSide({ item, xml, onEdit }: Omit<FormProps, 'running' | 'machine'> & { readonly xml: string }): ReactNode {
  const { t } = useI18n();
  const [text, setText] = useState(xml);
  useEffect(() => { setText(xml); }, [xml]);
  return (
    <div className="hw__xml">
      <textarea className="hw__lines mono" dir="ltr" rows={14} spellCheck={false} aria-label={t('hardware.deviceXml')} value={text} readOnly={item.removeReason === 'reason.readOnly'} onChange={(event) => { setText(event.target.value); }} />
      <div><Button {...(text === xml ? { disabledReason: t('hardware.takeXmlReason') } : {})} onClick={() => { onEdit({ op: 'xml', item: item.id, xml: text }); }}>{t('hardware.takeXml')}</Button></div>
    </div>
  );
}

/** One device's or side's form, or its XML. */
export function DeviceForm({ machine, item, running, changes, onEdit, onRemove, onKeep }: FormProps & { readonly changes: readonly HardwareChange[]; readonly onRemove: () => void; readonly onKeep: () => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const [side, setSide] = useState<'form' | 'xml'>('form');
  const plain = item.fields.filter(({ group }) => group === undefined);
  const groups = [...new Set(item.fields.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  const shown = item.xml === undefined ? 'form' : side;
  return (
    <section className="hw__one" aria-label={itemName(tr, item)}>
      <div className="form__title">
        <h2>{itemName(tr, item)}</h2>
        <span className="grow" />
        {item.xml === undefined ? null : <Segments label={t('hardware.view')} value={shown} onChange={setSide} options={[{ value: 'form', label: t('hardware.form') }, { value: 'xml', label: t('hardware.xml') }]} />}
        {item.state === 'removed' ? <Button icon={Undo2} onClick={onKeep}>{t('hardware.keep')}</Button> : item.xml === undefined ? null : <Button icon={Trash2} variant="danger" disabledReason={item.removeReason === undefined ? undefined : tr.tKey(item.removeReason)} onClick={onRemove}>{t('hardware.remove')}</Button>}
      </div>
      {item.state === 'removed' ? <RemovedDevice machine={machine} item={item} image={changes.find((change) => change.item === item.id)?.image} onEdit={onEdit} /> : shown === 'xml' && item.xml !== undefined ? <XmlSide item={item} xml={item.xml} onEdit={onEdit} /> : item.fields.length === 0 ? <p className="dense soft">{t('hardware.noFields')}</p> : (
        <div className="form__rows">
          <Lines machine={machine} fields={plain} item={item} running={running} onEdit={onEdit} />
          {groups.map((group) => <Fold key={`${item.id} ${group}`} group={group} fields={item.fields.filter((field) => field.group === group)} machine={machine} item={item} running={running} onEdit={onEdit} />)}
        </div>
      )}
    </section>
  );
}
