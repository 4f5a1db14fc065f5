import type { ReactNode } from 'react';
import type { TaskId } from '../../../main/contract/ids.ts';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';

/** What is left to do with a machine that was made to be installed later. While it runs, its installer speaks for itself. */
export function InstallStrip({ row }: { readonly row: MachineRow }): ReactNode {
  const { client, tabs, ui } = useApp();
  const tr = useI18n();
  if (row.install === undefined || row.state !== 'off') return null;
  const machine = { connectionId: row.connectionId, uuid: row.uuid };
  const { reason, values } = row.verbs.start;
  const refused = reason === undefined ? undefined : tr.tKey(reason, values);
  const button = (key: 'install.begin' | 'install.again' | 'install.remove' | 'install.keep' | 'install.done', run: () => Promise<TaskId>, isPrimary = false): ReactNode => (
    <Button small variant={isPrimary ? 'primary' : 'plain'} disabledReason={refused} onClick={() => { run().catch(ui.report); }}>
      {tr.t(key)}
    </Button>
  );
  const begin = (): Promise<TaskId> => {
    tabs.show({ kind: 'machine', key: machine, name: row.name }, 'console');
    return client.machines.beginInstall(machine);
  };
  const end = (eject: boolean) => (): Promise<TaskId> => client.machines.endInstall({ machine, eject });
  return (
    <div className="strip strip--info" role="region" aria-label={tr.t('install.label', { name: row.name })}>
      <StateMark shape="off" />
      <div className="strip__text">
        <b>{tr.t(`install.${row.install}`)}</b> {tr.t(`install.${row.install}Next`)}
      </div>
      <div className="strip__do">
        {row.install === 'pending' ? button('install.done', end(false)) : button('install.again', begin)}
        {row.install === 'pending' ? button('install.begin', begin, true) : null}
        {row.install === 'begun' ? button('install.keep', end(false)) : null}
        {row.install === 'begun' ? button('install.remove', end(true), true) : null}
      </div>
    </div>
  );
}
