import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useI18n } from '../i18n/i18n-context.tsx';
import { Button } from './button.tsx';
import { NestedDialogSlot } from './nested-dialog.tsx';

/** A dialog: title, body, buttons at its foot. */
export interface DialogProps {
  readonly title: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Beside the title: steps and the like. */
  readonly aside?: ReactNode;
  /** Buttons; the primary one last. */
  readonly foot?: ReactNode;
  /** What Enter does from any field. */
  readonly onSubmit?: () => void;
}

const FIRST = ['[data-autofocus]', '.dialog__body :is(input, select, textarea, [role="listbox"]):not(:disabled)', '.dialog__foot button[type="submit"]', '.dialog__foot button'];

/** Where the work begins: the first field, else the button that goes on; not the one that closes. */
function firstField(popup: HTMLElement | null): HTMLElement | null {
  for (const selector of FIRST) {
    const found = popup?.querySelector<HTMLElement>(selector);
    if (found !== null && found !== undefined) return found;
  }
  return popup;
}

/** A dialog above the window. It takes the focus, keeps it, and gives it back. */
export function Dialog({ title, size = 'medium', onClose, children, aside, foot, onSubmit }: DialogProps): ReactNode {
  const { t } = useI18n();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className={`dialog dialog--${size}`}
          ref={popup}
          initialFocus={() => firstField(popup.current)}
        >
          <form
            className="dialog__form"
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation(); // a dialog above another is its child
              onSubmit?.();
            }}
          >
            <header className="dialog__head">
              <Base.Title>{title}</Base.Title>
              {aside}
              <span className="grow" />
              <Button icon={X} variant="ghost" label={t('kit.close')} onClick={onClose} />
            </header>
            <div className="dialog__body">{children}</div>
            {foot === undefined ? null : <footer className="dialog__foot">{foot}</footer>}
          </form>
        </Base.Popup>
      </Base.Portal>
      <NestedDialogSlot />
    </Base.Root>
  );
}
