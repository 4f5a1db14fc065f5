import type { ReactNode } from 'react';

/** Follows. */
export function SettingsDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
