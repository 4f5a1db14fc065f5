import { Disc3 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { FormRow, SelectField, TextField } from '../../kit/field.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { BrowseButton } from '../images/browse-button.tsx';
import { ImageList } from '../new-machine/image-list.tsx';
import { describeError } from '../tasks/describe-error.ts';
import './machine-dialogs.css';

/** Puts an image into a machine's CD drive, or takes it out. */
export function MediaDialog({ machine, target }: { readonly machine: MachineKey; readonly target: string | undefined }): ReactNode {
  const { ui, client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [chosenDrive, setChosenDrive] = useState(target);
  const [path, setPath] = useState('');
  const facts = useCall('facts', () => client.machines.facts(machine));
  const offer = useCall('offer', () => client.machines.offer({ connectionId: machine.connectionId }));
  const drives = facts.value?.disks.filter((disk) => disk.device === 'cdrom' || disk.device === 'floppy') ?? [];
  const drive = drives.find((one) => one.target === chosenDrive) ?? drives[0];
  const images = (offer.value?.images ?? []).filter((image) => image.iso);
  const name = facts.value?.name ?? inventory.find(machine)?.name ?? '';
  const change = (image: string | undefined): void => {
    if (drive === undefined) return;
    ui.close();
    client.machines.changeMedia({ machine, target: drive.target, ...(image === undefined ? {} : { path: image }) }).catch(ui.report);
  };
  const insertReason = drive === undefined ? t('media.noDrive') : path.trim() === '' ? t('media.choose') : undefined;
  const insert = (): void => {
    if (insertReason === undefined) change(path.trim());
  };
  return (
    <Dialog
      title={t('media.title', { name })}
      onClose={ui.close}
      onSubmit={insert}
      foot={
        <>
          <Button icon={Disc3} disabledReason={drive === undefined ? t('media.noDrive') : drive.source === undefined ? t('media.alreadyEmpty') : undefined} onClick={() => { change(undefined); }}>{t('media.eject')}</Button>
          <span className="grow" />
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          <Button type="submit" variant="primary" disabledReason={insertReason}>{t('media.insert')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        {facts.value !== undefined && drive === undefined ? <p className="soft">{t('media.noDrive')}</p> : null}
        {facts.error === undefined || facts.value !== undefined ? null : <p className="soft">{describeError(tr, facts.error).text}</p>}
        <div className="form__rows">
          {drives.length > 1 && drive !== undefined ? (
            <FormRow label={t('media.drive')}>
              <SelectField label={t('media.drive')} value={drive.target} onChange={setChosenDrive} options={drives.map((one) => ({ value: one.target, label: `${one.target} (${one.bus})` }))} />
            </FormRow>
          ) : null}
          <FormRow label={t('media.now')}>
            <Icon of={Disc3} size={14} />
            <bdi className={`clip selectable${drive?.source === undefined ? ' dim' : ''}`}>{drive?.source ?? t('media.empty')}</bdi>
          </FormRow>
          <FormRow label={t('media.path')} htmlFor="media-path">
            <TextField id="media-path" mono value={path} onChange={setPath} placeholder={t('new.pathPlaceholder')} fieldClass="grow" />
            <BrowseButton host={machine.connectionId} device="drive" onChoose={(image) => { setPath(image.path); }} />
          </FormRow>
        </div>
      </div>
      {images.length === 0 ? null : (
        <div className="media__images">
          <ImageList images={images} chosen={path} onChoose={setPath} onEnter={insert} label={t('media.path')} />
        </div>
      )}
    </Dialog>
  );
}
