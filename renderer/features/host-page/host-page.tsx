import type { ReactNode } from 'react';

/** Follows. */
export function HostPage(_: Record<string, unknown>): ReactNode {
  return null;
}
