import type { ReactNode } from 'react';

/** Follows. */
export function NewMachineDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
