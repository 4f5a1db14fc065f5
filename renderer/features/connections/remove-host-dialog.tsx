import type { ReactNode } from 'react';

/** Follows. */
export function RemoveHostDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
