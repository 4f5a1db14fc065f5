import type { ReactNode } from 'react';

/** Follows. */
export function AddHostDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
