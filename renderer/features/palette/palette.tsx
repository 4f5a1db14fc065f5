import type { ReactNode } from 'react';

/** Follows. */
export function Palette(_: Record<string, unknown>): ReactNode {
  return null;
}
