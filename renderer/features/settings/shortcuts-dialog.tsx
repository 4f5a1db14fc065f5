import type { ReactNode } from 'react';

/** Follows. */
export function ShortcutsDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
