import type { ReactNode } from 'react';

/** Follows. */
export function ConfirmVerbDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
