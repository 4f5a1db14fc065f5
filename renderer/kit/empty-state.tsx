import type { ReactNode } from 'react';

/** What stands where nothing is: one sentence, one action, perhaps a link. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p>{text}</p>
      {children === undefined ? null : <div className="empty__do">{children}</div>}
    </div>
  );
}
