import type { ReactNode } from 'react';

/** Follows. */
export function MachinePage(_: Record<string, unknown>): ReactNode {
  return null;
}
