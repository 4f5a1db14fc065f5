import { Check, ChevronsUpDown, Minus } from 'lucide-react';
import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import { Icon } from './icon.tsx';

/** A line of a form: what it is, the field, and a word under it. */
export function FormRow({ label, children, help, htmlFor }: { readonly label: string; readonly children: ReactNode; readonly help?: ReactNode; readonly htmlFor?: string }): ReactNode {
  return (
    <>
      {htmlFor === undefined ? <span className="form__label">{label}</span> : <label className="form__label" htmlFor={htmlFor}>{label}</label>}
      <div className="form__value">{children}</div>
      {help === undefined ? null : <div className="form__help">{help}</div>}
    </>
  );
}

/** A field for text. */
export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'size'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly unit?: string;
  readonly leading?: ReactNode;
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
  readonly fieldClass?: string;
}

/** A field for text, with what stands before it and its unit behind. */
export function TextField({ value, onChange, unit, leading, mono = false, fieldClass = '', ref, ...rest }: TextFieldProps): ReactNode {
  return (
    <span className={`field ${fieldClass}`}>
      {leading}
      <input
        type="text"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        ref={ref}
        className={mono ? 'mono' : ''}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      {unit === undefined ? null : <span className="field__unit">{unit}</span>}
    </span>
  );
}

/** One of several, as the system's own list. */
export interface SelectFieldProps<T extends string> {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly disabled?: boolean }[];
  readonly onChange: (value: T) => void;
  readonly label?: string;
  readonly id?: string;
}

/** A choice of one among several: the system's own list, so that it works as people know it. */
export function SelectField<T extends string>({ value, options, onChange, label, id }: SelectFieldProps<T>): ReactNode {
  return (
    <span className="field field--select">
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled === true}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon of={ChevronsUpDown} size={12} />
    </span>
  );
}

/** A box to tick, with its words. */
export function CheckField({ checked, onChange, children, disabled = false }: { readonly checked: boolean; readonly onChange: (checked: boolean) => void; readonly children: ReactNode; readonly disabled?: boolean }): ReactNode {
  const id = useId();
  return (
    <span className={`checkline${disabled ? ' is-off' : ''}`}>
      <span className={`check${checked ? ' is-on' : ''}`}>
        <input
          id={id}
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
        />
        {checked ? <Icon of={Check} size={12} /> : null}
      </span>
      <label htmlFor={id}>{children}</label>
    </span>
  );
}

/** The picture of a box to tick, where the row itself is what is ticked. */
export function CheckMark({ state, className = '' }: { readonly state: 'on' | 'off' | 'mixed'; readonly className?: string }): ReactNode {
  return (
    <span className={`check ${className}${state === 'off' ? '' : ' is-on'}`} aria-hidden="true">
      {state === 'on' ? <Icon of={Check} size={12} /> : state === 'mixed' ? <Icon of={Minus} size={12} /> : null}
    </span>
  );
}

/** A few choices side by side. */
export function Segments<T extends string>({ label, value, options, onChange }: { readonly label: string; readonly value: T; readonly options: readonly { readonly value: T; readonly label: string; /** Why it cannot be chosen. */ readonly disabledReason?: string | undefined }[]; readonly onChange: (value: T) => void }): ReactNode {
  const name = useId();
  return (
    <div className="seg" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={`${option.value === value ? 'is-current' : ''}${option.disabledReason === undefined ? '' : ' is-off'}`} title={option.disabledReason}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            disabled={option.disabledReason !== undefined}
            aria-description={option.disabledReason}
            onChange={() => {
              onChange(option.value);
            }}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
