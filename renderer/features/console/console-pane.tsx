import type { ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';

/** A machine's consoles. `active`: its page and this part of it are in front. */
export function ConsolePane({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const { t } = useI18n();
  return <EmptyState text={active && machine.uuid !== '' ? t('console.notSupported') : ''} />;
}
