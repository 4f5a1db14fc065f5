import { createContext, use, type ReactNode } from 'react';

const Nested = createContext<ReactNode>(null);

/** Gives the dialogs inside what may stand above them. */
export function NestedDialogProvider({ nested, children }: { readonly nested: ReactNode; readonly children: ReactNode }): ReactNode {
  return <Nested value={nested}>{children}</Nested>;
}

/** Stands inside a dialog's root: a dialog above must be its child, or the two would fight for the focus. */
export function NestedDialogSlot(): ReactNode {
  const nested = use(Nested);
  return <Nested value={null}>{nested}</Nested>;
}
