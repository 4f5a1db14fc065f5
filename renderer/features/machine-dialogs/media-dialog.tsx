import type { ReactNode } from 'react';

/** Follows. */
export function MediaDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
