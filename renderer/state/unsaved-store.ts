/** Parts whose edits outlive their tab: they are lost only with the window. */
const KEPT: ReadonlySet<string> = new Set(['hardware']);

/** What in the window was edited and not applied, by tab. */
export interface Unsaved {
  /** Says whether a part of a tab (`xml`, `hardware`) holds something that was not applied. */
  readonly mark: (tab: string, part: string, dirty: boolean) => void;
  /** Whether closing the tab would lose something. */
  readonly has: (tab: string) => boolean;
  /** All tabs whose edits would be lost with the window; those of a closed one may be among them. */
  readonly list: () => readonly string[];
  /** Forgets what is lost with the tab. */
  readonly drop: (tab: string) => void;
}

/** Watches over what is not applied. */
export function createUnsaved(): Unsaved {
  const parts = new Map<string, Set<string>>();
  const put = (tab: string, own: Set<string>): void => {
    if (own.size > 0) parts.set(tab, own);
    else parts.delete(tab);
  };
  return {
    mark: (tab, part, dirty) => {
      const own = new Set(parts.get(tab));
      if (dirty) own.add(part);
      else own.delete(part);
      put(tab, own);
    },
    has: (tab) => [...(parts.get(tab) ?? [])].some((part) => !KEPT.has(part)),
    list: () => [...parts.keys()],
    drop: (tab) => {
      put(tab, new Set([...(parts.get(tab) ?? [])].filter((part) => KEPT.has(part))));
    },
  };
}
