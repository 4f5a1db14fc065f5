import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { NestedDialogProvider } from '../../kit/nested-dialog.tsx';
import { useApp } from '../../state/app-context.tsx';
import { Palette } from '../palette/palette.tsx';
import { ActivityDialog } from '../activity/activity-dialog.tsx';
import { ExportDialog } from '../appliances/export-dialog.tsx';
import { ImportDialog } from '../appliances/import-dialog.tsx';
import { AddHostDialog } from '../connections/add-host-dialog.tsx';
import { FolderDialog } from '../connections/folder-dialog.tsx';
import { RemoveHostDialog } from '../connections/remove-host-dialog.tsx';
import { DeleteDialog } from '../machine-dialogs/delete-dialog.tsx';
import { MediaDialog } from '../machine-dialogs/media-dialog.tsx';
import { CloneDialog } from '../machine-dialogs/clone-dialog.tsx';
import { RelocateDialog } from '../machine-dialogs/relocate-dialog.tsx';
import { RenameDialog } from '../machine-dialogs/rename-dialog.tsx';
import { TagsDialog } from '../machine-dialogs/tags-dialog.tsx';
import { ConfirmVerbDialog } from '../machine-dialogs/confirm-verb-dialog.tsx';
import { NewMachineDialog } from '../new-machine/new-machine-dialog.tsx';
import { DeleteImageDialog } from '../hardware/delete-image-dialog.tsx';
import { BrowseDialog } from '../images/browse-dialog.tsx';
import { PromptDialog } from '../connections/prompt-dialog.tsx';
import { ReviewDialog } from '../xml/review-dialog.tsx';
import { ClosingDialog } from '../frame/closing-dialog.tsx';
import { UnsavedDialog } from '../frame/unsaved-dialog.tsx';
import { SnapshotDialog } from '../snapshots/snapshot-dialog.tsx';
import { TakeSnapshotDialog } from '../snapshots/take-snapshot-dialog.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { ShortcutsDialog } from '../settings/shortcuts-dialog.tsx';

function Current(): ReactNode {
  const { ui } = useApp();
  const dialog = useStore(ui.store, (state) => state.dialog);
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'palette':
      return <Palette />;
    case 'settings':
      return <SettingsDialog />;
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'activity':
      return <ActivityDialog />;
    case 'addHost':
      return <AddHostDialog edit={dialog.edit} />;
    case 'unsaved':
      return <UnsavedDialog tabs={dialog.tabs} />;
    case 'closing':
      return <ClosingDialog />;
    case 'reviewXml':
      return <ReviewDialog machine={dialog.machine} session={dialog.session} />;
    case 'deleteImage':
      return <DeleteImageDialog machine={dialog.machine} disk={dialog.disk} onConfirm={dialog.onConfirm} />;
    case 'browseImages':
      return <BrowseDialog host={dialog.host} device={dialog.device} onChoose={dialog.onChoose} onClose={ui.close} />;
    case 'removeHost':
      return <RemoveHostDialog id={dialog.id} />;
    case 'folder':
      return <FolderDialog rename={dialog.rename} hosts={dialog.hosts} />;
    case 'newMachine':
      return <NewMachineDialog host={dialog.host} />;
    case 'importAppliance':
      return <ImportDialog host={dialog.host} />;
    case 'exportAppliance':
      return <ExportDialog machine={dialog.machine} />;
    case 'delete':
      return <DeleteDialog machines={dialog.machines} />;
    case 'confirmVerb':
      return <ConfirmVerbDialog verb={dialog.verb} machines={dialog.machines} />;
    case 'clone':
      return <CloneDialog machine={dialog.machine} />;
    case 'takeSnapshot':
      return <TakeSnapshotDialog machine={dialog.machine} />;
    case 'snapshot':
      return <SnapshotDialog act={dialog.act} machine={dialog.machine} snapshot={dialog.snapshot} />;
    case 'relocate':
      return <RelocateDialog machines={dialog.machines} />;
    case 'rename':
      return <RenameDialog machine={dialog.machine} />;
    case 'tags':
      return <TagsDialog machines={dialog.machines} />;
    case 'media':
      return <MediaDialog machine={dialog.machine} target={dialog.target} />;
  }
}

/** The dialog that is open, and above it the question of a connection. */
export function Dialogs(): ReactNode {
  const { ui } = useApp();
  const open = useStore(ui.store, (state) => state.dialog !== undefined);
  const prompt = <PromptDialog />;
  return (
    <>
      <NestedDialogProvider nested={prompt}>
        <Current />
      </NestedDialogProvider>
      {open ? null : prompt}
    </>
  );
}
