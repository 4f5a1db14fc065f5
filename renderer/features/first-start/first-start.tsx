import type { ReactNode } from 'react';

/** Follows. */
export function FirstStart(_: Record<string, unknown>): ReactNode {
  return null;
}
