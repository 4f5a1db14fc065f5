import type { ReactNode } from 'react';

/** Follows. */
export function DeleteDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
