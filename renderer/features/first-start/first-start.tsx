import { Check, FlaskConical, Plus, X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { Discovery } from '../../../main/contract/connections.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { BrandMark } from '../../kit/brand-mark.tsx';
import { Button } from '../../kit/button.tsx';
import { takeIdleFocus } from '../../kit/idle-focus.ts';
import { CopyButton } from '../../kit/copy-button.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { discoveryDetail, discoveryLabel, usable } from '../connections/discoveries.ts';
import './first-start.css';

const TEST_URI = 'test:///default';

function Looked({ list, connect }: { readonly list: readonly Discovery[]; readonly connect: (one: Discovery) => void }): ReactNode {
  const tr = useI18n();
  return (
    <ul className="looked">
      {list.map((one) => (
        <li key={`${one.kind} ${one.uri ?? one.detail} ${one.readOnly ? 'ro' : ''}`}>
          <span className={one.found && one.problem === undefined ? 'is-yes' : ''}>
            <span className="sr">{tr.t(one.found ? 'first.found.yes' : 'first.found.no')}</span>
            <Icon of={one.found && one.problem === undefined ? Check : X} size={14} />
          </span>
          <span className="medium clip">{discoveryLabel(tr, one)}</span>
          <span className="soft clip" title={discoveryDetail(tr, one)}>{discoveryDetail(tr, one)}</span>
          {one.found && one.uri !== undefined && one.problem === undefined && one.kind !== 'test' ? <Button small onClick={() => { connect(one); }} aria-label={tr.t('first.connect', { name: discoveryLabel(tr, one) })}>{tr.t('first.connectShort')}</Button> : <span />}
        </li>
      ))}
    </ul>
  );
}

/** One line that makes more possible on this computer. */
function Advice({ list, runsHere }: { readonly list: readonly Discovery[]; readonly runsHere: boolean }): ReactNode {
  const { t } = useI18n();
  const of = (kind: string): string | undefined => list.find((one) => one.kind === kind)?.command;
  const [text, command] = runsHere
    ? [t('first.faster'), of('kvm')]
    : of('qemu') === undefined
      ? [t('first.install'), list.find((one) => one.command !== undefined)?.command]
      : [t('first.installQemu'), of('qemu')];
  if (command === undefined) return null;
  return (
    <>
      <p className="first__here soft">{text}</p>
      <div className="cmd">
        <span className="cmd__dollar">$</span>
        <code className="clip" title={command}>{command}</code>
        <span className="grow" />
        <CopyButton text={command} />
      </div>
    </>
  );
}

/** Hosts that are elsewhere. */
const isElsewhere = (one: Discovery): boolean => one.kind === 'ssh-host' || one.kind === 'test';

/** The first start: what was found on this computer, or what to install, and the test host to look around in. */
export function FirstStart({ active }: { readonly active: boolean }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const found = useCall(active ? 'discover' : undefined, () => client.connections.discover({}));
  const { again } = found;
  useEffect(() => {
    window.addEventListener('focus', again);
    return () => {
      window.removeEventListener('focus', again);
    };
  });
  if (found.value === undefined && found.error === undefined) return <EmptyState text={t('first.loading')} />;
  const list = found.value ?? [];
  const real = usable(list).filter((one) => one.kind !== 'test');
  const [best] = real;
  const isQemu = best?.kind === 'qemu';
  const connect = (uri: string, readOnly: boolean): void => {
    client.connections.add({ uri, readOnly, autoConnect: true }).catch(ui.report);
  };
  return (
    <div className="first rest">
      <div className="first__col">
        <BrandMark className="first__bird" label={t('app.name')} />
        <h1>{isQemu ? t('first.ready') : real.length > 0 ? t('first.found', { count: real.length }) : t(list.some((one) => one.kind === 'qemu' && one.found) ? 'first.noLibvirt' : 'first.nothing')}</h1>
        <p className="soft">{t(isQemu ? 'first.readyLead' : real.length > 0 ? 'first.foundLead' : 'first.nothingLead')}</p>
        <div className="actions">
          {best?.uri === undefined ? null : <Button ref={takeIdleFocus} variant="primary" onClick={() => { connect(best.uri ?? '', best.readOnly); }}>{isQemu ? t('first.useThis') : t('first.connect', { name: discoveryLabel(tr, best) })}</Button>}
          <Button {...(best === undefined ? { ref: takeIdleFocus } : {})} variant={best === undefined ? 'primary' : 'plain'} icon={Plus} onClick={() => { ui.open({ kind: 'addHost' }); }}>{t('first.addHost')}</Button>
          <Button icon={FlaskConical} onClick={() => { connect(TEST_URI, false); }}>{t('first.testHost')}</Button>
          <span className="cap">{t('first.testNote')}</span>
        </div>
        <h2 className="looked__head">{t('first.looked')}</h2>
        <Looked list={list} connect={(one) => { connect(one.uri ?? '', one.readOnly); }} />
        <Advice list={list} runsHere={real.some((one) => !isElsewhere(one))} />
        <p className="first__foot cap">{t('first.again')}</p>
      </div>
    </div>
  );
}
