/** What in the window was edited and not applied, by tab. */
export interface Unsaved {
  /** Says whether a part of a tab (`xml`, `hardware`) holds something that was not applied. */
  readonly mark: (tab: string, part: string, dirty: boolean) => void;
  readonly has: (tab: string) => boolean;
  /** Forgets all of a tab. */
  readonly drop: (tab: string) => void;
  readonly dispose: () => void;
}

/** Watches over what is not applied: the browser asks before the window goes. */
export function createUnsaved(): Unsaved {
  const parts = new Map<string, Set<string>>();
  const ask = (event: Event): void => {
    if (parts.size > 0) event.preventDefault();
  };
  const page = typeof window === 'undefined' ? undefined : window;
  page?.addEventListener('beforeunload', ask);
  return {
    mark: (tab, part, dirty) => {
      const own = parts.get(tab) ?? new Set<string>();
      if (dirty) own.add(part);
      else own.delete(part);
      if (own.size > 0) parts.set(tab, own);
      else parts.delete(tab);
    },
    has: (tab) => parts.has(tab),
    drop: (tab) => {
      parts.delete(tab);
    },
    dispose: () => {
      page?.removeEventListener('beforeunload', ask);
    },
  };
}
