import { useRef, type KeyboardEvent, type ReactNode } from 'react';

/** A tab inside a page. */
export interface SubTab<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly count?: number;
}

/** Tabs inside a page: an underline, no boxes. The panel has the id `panel-<scope>-<id>`. */
export function SubTabs<T extends string>({ scope, label, tabs, current, onSelect, aside }: { readonly scope: string; readonly label: string; readonly tabs: readonly SubTab<T>[]; readonly current: T; readonly onSelect: (id: T) => void; readonly aside?: ReactNode }): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const forward = (event.key === 'ArrowRight') !== (getComputedStyle(event.currentTarget).direction === 'rtl');
    const at = tabs.findIndex((tab) => tab.id === current);
    const next = tabs[(at + (forward ? 1 : -1) + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className="subtabs">
      <div ref={list} className="subtabs__list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            data-tab={tab.id}
            aria-selected={tab.id === current}
            aria-controls={`panel-${scope}-${tab.id}`}
            tabIndex={tab.id === current ? 0 : -1}
            className={`subtab${tab.id === current ? ' is-current' : ''}`}
            onClick={() => {
              onSelect(tab.id);
            }}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="cap">{tab.count}</span>}
          </button>
        ))}
      </div>
      <span className="grow" />
      {aside}
    </div>
  );
}
