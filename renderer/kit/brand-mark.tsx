import type { ReactNode } from 'react';

/** The bird. */
export function BrandMark({ className = 'brand', label }: { readonly className?: string; readonly label: string }): ReactNode {
  return (
    <svg className={className} viewBox="0 0 18 18" role="img" aria-label={label}>
      <path fill="var(--brand)" d="M1 14.6l4.1-4.4C4.7 5.9 7.4 3 10.9 3c2.2 0 3.7 1.1 4.1 2.7l2.5 1.1-2.4 1c-.1 4.2-3 7.2-7.2 7.2-1.5 0-2.8-.3-3.9-.9z" />
      <path fill="var(--brand-wing)" d="M6 11.2c1-2.7 3.2-3.5 5.6-3-.1 2.7-2.3 4.7-5.6 4.3z" />
      <circle cx="12.2" cy="6.1" r=".9" fill="var(--bg-frame)" />
    </svg>
  );
}
