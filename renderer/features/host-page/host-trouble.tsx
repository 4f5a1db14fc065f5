import { Eye, Plug, RefreshCw } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import { formatAge, formatDuration } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { DoctorPanel } from '../connections/doctor-panel.tsx';
import { connectionLabel } from '../machine-actions/machine-words.ts';

/** The time now, anew every second while something counts down. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [ticking]);
  return now;
}

function Actions({ info }: { readonly info: ConnectionInfo }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const repairs = (info.failure?.repairs ?? []).filter((repair) => repair.command === undefined && repair.kind !== 'retry');
  const now = useNow(info.retryAtMs !== undefined);
  const wait = info.retryAtMs === undefined ? undefined : info.retryAtMs - now;
  return (
    <div className="actions">
      <Button variant="primary" icon={RefreshCw} onClick={() => { client.connections.connect({ id: info.id }).catch(ui.report); }}>{t('host.tryAgain')}</Button>
      {repairs.map((repair) => (
        <Button key={repair.kind} {...(repair.kind === 'open-read-only' ? { icon: Eye } : {})} onClick={() => { client.connections.repair({ id: info.id, kind: repair.kind }).catch(ui.report); }}>
          {tr.tKey(repair.label, repair.values)}
        </Button>
      ))}
      <Button variant="ghost" onClick={() => { ui.open({ kind: 'addHost', edit: info.id }); }}>{t('host.edit')}</Button>
      <span className="grow" />
      <span className="cap" role="timer">{wait === undefined ? '' : wait > 500 ? t('host.nextTry', { duration: formatDuration(tr, wait) }) : t('host.trying')}</span>
    </div>
  );
}

/** A host that cannot be worked with now: being connected to, not connected, failed, lost. */
export function HostTrouble({ info }: { readonly info: ConnectionInfo }): ReactNode {
  const { client, ui } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const name = connectionLabel(tr, info);
  const error = info.failure?.error ?? info.error;
  if (info.state === 'connecting') {
    return (
      <div className="page rest">
        <div className="page__col">
          <h1><StateMark shape="busy" />{t('host.connecting', { name })}</h1>
          <p className="page__lead" role="status">{info.phase === undefined ? t('host.connectingLead') : tr.tKey(info.phase)} <bdi className="mono dim">{info.uri}</bdi></p>
          <div className="actions"><Button onClick={() => { client.connections.disconnect({ id: info.id }).catch(ui.report); }}>{t('kit.cancel')}</Button></div>
        </div>
      </div>
    );
  }
  if (info.state === 'disconnected') {
    return (
      <div className="page rest">
        <div className="page__col">
          <h1><StateMark shape="off" />{t('host.disconnected', { name })}</h1>
          <p className="page__lead">{t('host.disconnectedText')} <bdi className="mono dim">{info.uri}</bdi></p>
          <div className="actions">
            <Button variant="primary" icon={Plug} onClick={() => { client.connections.connect({ id: info.id }).catch(ui.report); }}>{t('host.connect')}</Button>
            <Button variant="ghost" onClick={() => { ui.open({ kind: 'addHost', edit: info.id }); }}>{t('host.edit')}</Button>
          </div>
        </div>
      </div>
    );
  }
  return (
    <div className="page rest">
      <div className="page__col">
        <h1><StateMark shape="error" />{t(info.state === 'lost' ? 'host.lost' : 'host.failed', { name })}</h1>
        <p className="page__lead">
          {info.state === 'lost' && info.lastSeenMs !== undefined ? t('host.lostText', { age: formatAge(tr, info.lastSeenMs, Date.now()) }) : (error?.message ?? '')} <bdi className="mono dim">{info.uri}</bdi>
        </p>
        <DoctorPanel info={info} />
        <Actions info={info} />
      </div>
    </div>
  );
}
