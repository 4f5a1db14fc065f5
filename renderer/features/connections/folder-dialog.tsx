import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow, TextField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';

const LONGEST = 80;

/** Makes a folder for hosts, perhaps with some in it at once, or gives one another name. */
export function FolderDialog({ rename, hosts }: { readonly rename: string | undefined; readonly hosts: readonly ConnectionId[] }): ReactNode {
  const { ui, client, connections } = useApp();
  const { t } = useI18n();
  const folders = useStore(connections.store, (state) => state.folders);
  const [name, setName] = useState(rename ?? '');
  const wanted = name.trim();
  const taken = folders.some((one) => one !== rename && one.toLowerCase() === wanted.toLowerCase());
  const reason = wanted === '' ? t('folder.needsName') : taken ? t('folder.taken') : undefined;
  const save = (): void => {
    if (reason !== undefined) return;
    ui.close();
    const done = rename === undefined ? client.connections.addFolder({ name: wanted, ids: [...hosts] }) : client.connections.renameFolder({ name: rename, to: wanted });
    done.catch(ui.report);
  };
  return (
    <Dialog
      title={rename === undefined ? t('folder.new') : t('folder.renameTitle', { name: rename })}
      size="small"
      onClose={ui.close}
      onSubmit={save}
      foot={
        <>
          <span className="grow cap" role="status">{taken ? t('folder.taken') : ''}</span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={reason}>{rename === undefined ? t('folder.make') : t('folder.rename')}</Button>
        </>
      }
    >
      <div className="dialog__pad form__rows">
        <FormRow label={t('folder.name')} htmlFor="folder-name">
          <TextField id="folder-name" maxLength={LONGEST} value={name} onChange={setName} />
        </FormRow>
      </div>
    </Dialog>
  );
}
