import { FolderSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import type { HardwareEdit, HardwareField, HardwareItem } from '../../../main/contract/hardware.ts';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Whether a field is the path of a disk's or drive's image; one that is to be made has none to choose. */
export function hasImage(item: HardwareItem, field: HardwareField): boolean {
  return item.kind === 'disk' && field.key === 'source' && field.disabledReason === undefined && !item.fields.some(({ key }) => key === 'pool');
}

/** Chooses the image of a disk or drive among the host's. A disk's format comes with it. */
export function ImageButton({ host, item, onEdit }: { readonly host: ConnectionId; readonly item: HardwareItem; readonly onEdit: (edit: HardwareEdit) => void }): ReactNode {
  const { ui } = useApp();
  const { t } = useI18n();
  const device = item.label === 'hw.disk' ? 'disk' : 'drive';
  const open = (): void => {
    ui.open({
      kind: 'browseImages',
      host,
      device,
      onChoose: ({ path, format }) => {
        onEdit({ op: 'set', item: item.id, field: 'source', value: path });
        if (device === 'disk' && format !== undefined && item.fields.some(({ key }) => key === 'driver@type')) onEdit({ op: 'set', item: item.id, field: 'driver@type', value: format === 'iso' ? 'raw' : format });
      },
    });
  };
  return <Button icon={FolderSearch} onClick={open}>{t('images.browse')}</Button>;
}
