import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Segments } from '../../kit/field.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { onFind } from '../commands/find-target.ts';
import { describeError } from '../tasks/describe-error.ts';
import { XmlView, type XmlViewHandle } from './xml-view.tsx';

/** A machine's configuration as it is: to read, to search, to copy. */
export function XmlPane({ machine, active }: { readonly machine: MachineKey; readonly active: boolean }): ReactNode {
  const { client, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const [which, setWhich] = useState<'current' | 'stored'>('current');
  const view = useRef<XmlViewHandle>(null);
  const state = inventory.find(machine)?.state;
  const xml = useCall(active ? `${machine.connectionId} ${machine.uuid} ${String(state)}` : undefined, () => client.machines.xml({ connectionId: machine.connectionId, uuid: machine.uuid }));
  useEffect(() => (active ? onFind(() => { view.current?.find(); }) : undefined), [active]);

  if (xml.value === undefined) {
    return xml.error === undefined ? null : (
      <EmptyState text={`${t('xml.failed')} ${describeError(tr, xml.error).text}`}>
        <Button variant="primary" onClick={xml.again}>{t('host.tryAgain')}</Button>
      </EmptyState>
    );
  }
  const { inactiveXml } = xml.value;
  const two = inactiveXml !== undefined && inactiveXml !== xml.value.xml;
  const text = (which === 'stored' && two ? inactiveXml : xml.value.xml).trimEnd();
  return (
    <>
      <div className="bar">
        {two ? <Segments label={t('xml.which')} value={which} onChange={setWhich} options={[{ value: 'current', label: t('xml.current') }, { value: 'stored', label: t('xml.stored') }]} /> : null}
        <span className="cap">{t('xml.lines', { count: text.split('\n').length })}, {t('xml.readOnly')}</span>
        <span className="grow" />
        <Button small icon={Search} shortcut={showKeys('ctrl+f')} tip={t('xml.find')} onClick={() => { view.current?.find(); }}>{t('xml.find')}</Button>
        <CopyButton text={text} />
      </div>
      <XmlView ref={view} text={text} label={t('xml.label')} />
    </>
  );
}
