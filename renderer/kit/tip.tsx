import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

/** Shares one delay among the tool tips inside. */
export function TipProvider({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <Tooltip.Provider delay={500} closeDelay={0} timeout={300}>
      {children}
    </Tooltip.Provider>
  );
}

/** A tool tip on one element. */
export function Tip({ text, shortcut, children }: { readonly text: string; readonly shortcut?: string | undefined; readonly children: ReactElement }): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner className="layer" sideOffset={6} collisionPadding={6}>
          <Tooltip.Popup className="tip">
            {text}
            {shortcut === undefined ? null : <kbd className="kbd">{shortcut}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
