import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { DoctorStep } from '../../../main/contract/doctor.ts';
import type { Failure, Repair } from '../../../main/contract/tasks.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { StateMark, type MarkShape } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { errorDetails } from '../tasks/describe-error.ts';
import './connections.css';

const SHAPES: Readonly<Record<DoctorStep['state'], MarkShape>> = { ok: 'running', failed: 'error', todo: 'busy' };

/** The steps on the way to the host, with what was seen at each. */
function Steps({ steps, again, pending }: { readonly steps: readonly DoctorStep[]; readonly again: () => void; readonly pending: boolean }): ReactNode {
  const tr = useI18n();
  const words = { ok: tr.t('step.passed'), failed: tr.t('step.failedHere'), todo: tr.t('step.notReached') };
  return (
    <ol className="doctor" aria-label={tr.t('doctor.steps')} aria-busy={pending}>
      {steps.map(({ name, state, seen }, index) => (
        <li key={name} className={`doctor__step doctor__step--${state}`}>
          <StateMark shape={SHAPES[state]} label={words[state]} />
          <span className="doctor__name">{tr.tKey(`doctor.step.${name}`)}</span>
          <bdi className="doctor__seen selectable" title={seen}>{state === 'failed' ? words.failed : seen}</bdi>
          {index === 0 ? <Button small variant="ghost" icon={RefreshCw} label={tr.t('doctor.again')} onClick={again} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Command({ repair }: { readonly repair: Repair }): ReactNode {
  const { t } = useI18n();
  const host = repair.values['host'];
  return (
    <>
      <div className="cap doctor__place">{host === undefined ? t('doctor.here') : t('doctor.onHost', { host })}</div>
      <div className="cmd">
        <span className="cmd__dollar">$</span>
        <code>{repair.command}</code>
        <span className="grow" />
        <CopyButton text={repair.command ?? ''} />
      </div>
    </>
  );
}

function Cause({ uri, failure }: { readonly uri: string; readonly failure: Failure }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const details = errorDetails(failure.error);
  return (
    <div className="cause">
      {failure.hint === undefined ? null : (
        <div className="cause__row">
          <h2>{t('host.whatToDo')}</h2>
          <p>{tr.tKey(failure.hint, failure.values)}</p>
          {failure.repairs.filter(({ command }) => command !== undefined).map((repair) => <Command key={repair.command} repair={repair} />)}
        </div>
      )}
      <div className="cause__row">
        <div className="cause__head">
          <h2>{t('host.whatSeen')}</h2>
          <span className="grow" />
          <CopyButton variant="ghost" label={t('kit.copyDetails')} text={`${uri}\n${details}`} />
        </div>
        <pre className="raw">{details}</pre>
      </div>
    </div>
  );
}

/** Why a host cannot be worked with: how far the way goes, what is wrong, and what mends it. */
export function DoctorPanel({ info }: { readonly info: ConnectionInfo }): ReactNode {
  const { client } = useApp();
  const error = info.failure?.error ?? info.error;
  // A new error is looked into anew; the same one, met again by a try in the background, is not.
  const call = useCall(error === undefined ? undefined : `${info.id} ${info.uri} ${error.message}`, () => client.doctor.diagnose({ id: info.id }));
  const diagnosis = call.value?.ok === false ? call.value : undefined;
  const failure = diagnosis?.failure ?? info.failure;
  return (
    <div className={diagnosis === undefined ? 'doctor-panel' : 'doctor-panel doctor-panel--steps'}>
      {diagnosis === undefined ? null : <Steps steps={diagnosis.steps} again={call.again} pending={call.pending} />}
      {failure === undefined ? null : <Cause uri={info.uri} failure={failure} />}
    </div>
  );
}
