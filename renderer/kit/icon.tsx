import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A lucide icon at the window's sizes and stroke; `flip` turns it round where the text runs from right to left. */
export function Icon({ of: Shape, size = 16, flip = false }: { readonly of: LucideIcon; readonly size?: 12 | 14 | 16; readonly flip?: boolean }): ReactNode {
  const classes = ['ic', size === 16 ? '' : `ic--${size}`, flip ? 'ic--flip' : ''].filter(Boolean).join(' ');
  return <Shape className={classes} aria-hidden="true" />;
}
