import { FolderSearch } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { NestedDialogProvider } from '../../kit/nested-dialog.tsx';
import type { ChosenImage } from '../../state/ui-store.ts';
import { BrowseDialog } from './browse-dialog.tsx';

/** Beside a path that is typed in a dialog: chooses one of the host's images. */
export function BrowseButton({ host, device, onChoose }: { readonly host: ConnectionId | undefined; readonly device: 'disk' | 'drive'; readonly onChoose: (image: ChosenImage) => void }): ReactNode {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  if (host === undefined) return null;
  return (
    <>
      <Button icon={FolderSearch} onClick={() => { setOpen(true); }}>{t('images.browse')}</Button>
      {open ? (
        // Questions of connections stand above the dialog below, which is there as well.
        <NestedDialogProvider nested={null}>
          <BrowseDialog host={host} device={device} onChoose={onChoose} onClose={() => { setOpen(false); }} />
        </NestedDialogProvider>
      ) : null}
    </>
  );
}
