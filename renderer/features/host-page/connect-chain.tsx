import type { ReactNode } from 'react';
import type { ConnectStep } from '../../../drivers/api/errors.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { StateMark } from '../../kit/state-mark.tsx';

const SSH: readonly ConnectStep[] = ['resolve', 'connect', 'ssh-host-key', 'ssh-auth', 'forward', 'rpc-auth', 'open'];
const TLS: readonly ConnectStep[] = ['resolve', 'connect', 'tls', 'rpc-auth', 'open'];
const DIRECT: readonly ConnectStep[] = ['connect', 'rpc-auth', 'open'];

/** The steps of connecting to an address; which they are is seen from its transport. */
export function stepsOf(uri: string, failed: ConnectStep): readonly ConnectStep[] {
  const scheme = uri.split(':')[0] ?? '';
  const steps = /\+(ssh|libssh2?)$/.test(scheme) ? SSH : /\+tls$/.test(scheme) || /^[a-z]+:\/\/[^/]/.test(uri) ? TLS : DIRECT;
  return steps.includes(failed) ? steps : SSH.filter((step) => step === failed || steps.includes(step));
}

/** How far connecting came: passed, failed here, not reached. */
export function ConnectChain({ uri, failed }: { readonly uri: string; readonly failed: ConnectStep }): ReactNode {
  const tr = useI18n();
  const steps = stepsOf(uri, failed);
  const at = steps.indexOf(failed);
  return (
    <ol className="chain" style={{ gridTemplateColumns: `repeat(${steps.length}, 1fr)` }}>
      {steps.map((step, index) => {
        const state = index < at ? 'ok' : index === at ? 'bad' : 'todo';
        return (
          <li key={step} className={`link link--${state}`}>
            <span className="link__mark">
              <StateMark shape={state === 'ok' ? 'running' : state === 'bad' ? 'error' : 'busy'} />
            </span>
            <div className="link__name">{tr.tKey(`step.${step}`)}</div>
            <div className="cap">{tr.t(state === 'ok' ? 'step.passed' : state === 'bad' ? 'step.failedHere' : 'step.notReached')}</div>
          </li>
        );
      })}
    </ol>
  );
}
