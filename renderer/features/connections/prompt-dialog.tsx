import type { ReactNode } from 'react';

/** Follows. */
export function PromptDialog(_: Record<string, unknown>): ReactNode {
  return null;
}
