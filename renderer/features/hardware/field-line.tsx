import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import type { HardwareField } from '../../../main/contract/hardware.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { CheckField, FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { optionName, valueWords } from './hardware-words.ts';

interface LineProps {
  readonly field: HardwareField;
  readonly onChange: (value: string) => void;
}

/** Text that counts when the field is left or Enter is pressed: the host's answer must not come between the letters. */
function Draft({ field, onChange, children }: LineProps & { readonly children: (text: string, setText: (text: string) => void, commit: () => void) => ReactNode }): ReactNode {
  const [text, setText] = useState(field.value);
  useEffect(() => { setText(field.value); }, [field.value]);
  return children(text, setText, () => {
    if (text !== field.value) onChange(text);
  });
}

function TextLine({ field, onChange, id }: LineProps & { readonly id: string }): ReactNode {
  const tr = useI18n();
  const list = useId();
  const isNumber = field.kind === 'number';
  const reason = field.disabledReason === undefined ? undefined : tr.tKey(field.disabledReason);
  return (
    <Draft field={field} onChange={onChange}>
      {(text, setText, commit) => (
        <>
          <TextField
            id={id}
            type={field.kind === 'password' ? 'password' : 'text'}
            inputMode={isNumber ? 'decimal' : undefined}
            mono={/source|path|kernel|initrd|cmdline|dir|mac/.test(field.key)}
            fieldClass={`${isNumber ? 'field--num' : ''}${reason === undefined ? '' : ' is-off'}`}
            value={text}
            {...(field.unit === undefined ? {} : { unit: field.unit })}
            readOnly={reason !== undefined}
            title={reason}
            aria-description={reason}
            list={field.options.length > 0 ? list : undefined}
            onChange={(value) => { setText(isNumber ? value.replace(/[^\d.]/g, '') : value); }}
            onBlur={commit}
            onKeyDown={(event) => { if (event.key === 'Enter') commit(); }}
          />
          {field.options.length === 0 ? null : <datalist id={list}>{field.options.filter(({ value }) => value !== '').map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}</datalist>}
        </>
      )}
    </Draft>
  );
}

function LinesLine({ field, onChange, id }: LineProps & { readonly id: string }): ReactNode {
  return (
    <Draft field={field} onChange={onChange}>
      {(text, setText, commit) => <textarea id={id} className="hw__lines" rows={Math.min(8, Math.max(2, text.split('\n').length))} spellCheck={false} value={text} readOnly={field.disabledReason !== undefined} onChange={(event) => { setText(event.target.value); }} onBlur={commit} />}
    </Draft>
  );
}

function OrderLine({ field, onChange }: LineProps): ReactNode {
  const tr = useI18n();
  const [value, setValue] = useAtOnce({ field, onChange });
  const chosen = value.split('\n').filter((name) => name !== '');
  const rest = field.options.filter(({ value }) => !chosen.includes(value)).map(({ value }) => value);
  const off = field.disabledReason === undefined ? undefined : tr.tKey(field.disabledReason);
  const move = (at: number, by: number): void => {
    const next = [...chosen];
    const [moved] = next.splice(at, 1);
    if (moved === undefined) return;
    next.splice(at + by, 0, moved);
    setValue(next.join('\n'));
  };
  return (
    <ul className="hw__order" aria-label={tr.tKey(field.label)}>
      {[...chosen, ...rest].map((name) => {
        const at = chosen.indexOf(name);
        return (
          <li key={name}>
            <CheckField checked={at >= 0} disabled={off !== undefined} onChange={(on) => { setValue((on ? [...chosen, name] : chosen.filter((each) => each !== name)).join('\n')); }}>{name}</CheckField>
            <span className="grow" />
            {at < 0 || off !== undefined ? null : (
              <>
                <Button small variant="ghost" icon={ArrowUp} label={tr.t('hardware.up', { name })} {...(at === 0 ? { disabledReason: tr.t('hardware.up', { name }) } : {})} onClick={() => { move(at, -1); }} />
                <Button small variant="ghost" icon={ArrowDown} label={tr.t('hardware.down', { name })} {...(at === chosen.length - 1 ? { disabledReason: tr.t('hardware.down', { name }) } : {})} onClick={() => { move(at, 1); }} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Shows a choice at once; the next answer has the last word. */
function useAtOnce({ field, onChange }: LineProps): readonly [string, (value: string) => void] {
  const [value, setValue] = useState(field.value);
  useEffect(() => { setValue(field.value); }, [field]);
  return [value, (next) => { setValue(next); onChange(next); }];
}

function ToggleLine(props: LineProps): ReactNode {
  const { field } = props;
  const tr = useI18n();
  const [value, setValue] = useAtOnce(props);
  return <CheckField checked={value === 'yes'} disabled={field.disabledReason !== undefined} onChange={(on) => { setValue(on ? 'yes' : ''); }}>{tr.tKey(field.label)}</CheckField>;
}

function SelectLine({ field, onChange, id }: LineProps & { readonly id: string }): ReactNode {
  const tr = useI18n();
  const [value, setValue] = useAtOnce({ field, onChange });
  const reason = field.disabledReason === undefined ? undefined : tr.tKey(field.disabledReason);
  if (reason !== undefined) return <TextField id={id} value={valueWords(tr, field, field.value)} onChange={() => undefined} readOnly fieldClass="is-off" title={reason} aria-description={reason} />;
  return <SelectField id={id} value={value} options={field.options.map((option) => ({ value: option.value, label: optionName(tr, option) }))} onChange={setValue} />;
}

function Control({ field, onChange, id }: LineProps & { readonly id: string }): ReactNode {
  const tr = useI18n();
  switch (field.kind) {
    case 'note':
      return <><span className="hw__note selectable mono">{field.value === '' ? tr.t('hardware.nothing') : field.value}</span>{field.key === 'mount' ? <CopyButton text={field.value} /> : null}</>;
    case 'toggle':
      return <ToggleLine field={field} onChange={onChange} />;
    case 'select':
      return <SelectLine field={field} onChange={onChange} id={id} />;
    case 'lines':
      return <LinesLine field={field} onChange={onChange} id={id} />;
    case 'order':
      return <OrderLine field={field} onChange={onChange} />;
    case 'text':
    case 'password':
    case 'number':
    case 'combo':
      return <TextLine field={field} onChange={onChange} id={id} />;
  }
}

/** A line of a device's form: its name, its field, what it was and what runs now; `aside` stands beside the field. */
export function FieldLine({ field, running, onChange, aside }: LineProps & { readonly running: boolean; readonly aside?: ReactNode }): ReactNode {
  const tr = useI18n();
  const id = useId();
  const isPlain = field.kind === 'toggle' || field.kind === 'note' || field.kind === 'order';
  const hints = [
    field.was === undefined || field.kind === 'password' ? undefined : tr.t('hardware.was', { value: valueWords(tr, field, field.was) }),
    field.live === undefined ? undefined : tr.t('hardware.now', { value: valueWords(tr, field, field.live) }),
    running && field.was !== undefined && !field.canLive ? tr.t('hardware.atNextStart') : undefined,
  ].filter((hint) => hint !== undefined);
  const help = field.problem !== undefined ? <span className="hw__wrong" role="alert">{tr.tKey(field.problem)}</span> : field.disabledReason !== undefined ? tr.tKey(field.disabledReason) : field.help === undefined ? undefined : tr.tKey(field.help);
  return (
    <FormRow label={field.kind === 'toggle' ? '' : tr.tKey(field.label)} {...(isPlain ? {} : { htmlFor: id })} {...(help === undefined ? {} : { help })}>
      <Control field={field} onChange={onChange} id={id} />
      {aside}
      {hints.length === 0 ? null : <span className="was"><span className="edited" /> {hints.join(', ')}</span>}
    </FormRow>
  );
}
