import type { ReactNode } from 'react';
import { TextField } from '../../kit/field.tsx';

/** A figure with its unit. Half-typed text does not count until it is a figure within its bounds. */
export function NumberField({ label, value, min, max, unit, onChange }: { readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly unit?: string; readonly onChange: (value: number) => void }): ReactNode {
  return (
    <TextField
      fieldClass="field--num"
      type="number"
      aria-label={label}
      min={min}
      max={max}
      // Counted from `min`, a step would forbid round figures.
      step="any"
      value={String(value)}
      {...(unit === undefined ? {} : { unit })}
      onChange={(text) => {
        const number = Number(text);
        if (Number.isFinite(number) && text !== '') onChange(Math.min(max, Math.max(min, number)));
      }}
    />
  );
}
