import type { ReactNode } from 'react';

/** A bar that is filled to a part of 0 to 1; nothing when the part is not known. */
export function Meter({ part }: { readonly part: number }): ReactNode {
  return (
    <span className="meter" aria-hidden="true">
      {Number.isFinite(part) ? <i style={{ inlineSize: `${Math.round(Math.min(1, Math.max(0, part)) * 100)}%` }} /> : null}
    </span>
  );
}

/** How far something has come, 0 to 1; undefined: there is no telling. */
export function Progress({ part, label }: { readonly part: number | undefined; readonly label: string }): ReactNode {
  const percent = part === undefined ? undefined : Math.round(part * 100);
  return (
    <span className={`progress${percent === undefined ? ' is-open' : ''}`} role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <i style={{ inlineSize: `${percent ?? 30}%` }} />
    </span>
  );
}
