import { useEffect, useState, type ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { IpcError } from '../../ipc/ipc-error.ts';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { describeError, errorDetails } from '../tasks/describe-error.ts';
import { ConsoleFailure } from './console-failure.ts';
import type { LinkState } from './console-link.ts';

const TICK_MS = 500;

function useSecondsUntil(timeMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(Date.now());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return Math.max(1, Math.ceil((timeMs - nowMs) / 1000));
}

interface Words {
  readonly title: string;
  readonly text: string | undefined;
  readonly details: string | undefined;
}

/** What a failure of a console means for people. */
function wordsFor(tr: Translator, name: string, error: unknown): Words {
  if (error === undefined) return { title: tr.t('console.ended', { console: name }), text: undefined, details: undefined };
  const title = tr.t('console.failed', { console: name });
  if (error instanceof ConsoleFailure) return { title, text: tr.t(error.key), details: error.message };
  const { text, details } = error instanceof IpcError ? { text: error.message, details: errorDetails(error.info) } : describeError(tr, error);
  if (error instanceof IpcError && error.code === 'auth-failed') return { title: tr.t('console.authFailed'), text, details };
  if (error instanceof IpcError && error.code === 'auth-cancelled') return { title: tr.t('console.authCancelled'), text: undefined, details };
  return { title, text, details };
}

/** A few words in the middle of a stage, and what to do. */
export function StageCard({ title, text, children, role = 'status' }: { readonly title: string; readonly text?: string | undefined; readonly children?: ReactNode; readonly role?: 'status' | 'alert' }): ReactNode {
  return (
    <div className="console-card" data-theme="dark" role={role}>
      <p className="console-card__title">{title}</p>
      {text === undefined ? null : <p className="console-card__text selectable">{text}</p>}
      {children === undefined ? null : <div className="console-card__do">{children}</div>}
    </div>
  );
}

function Countdown({ retryAtMs }: { readonly retryAtMs: number }): ReactNode {
  const { t } = useI18n();
  const count = useSecondsUntil(retryAtMs);
  // The seconds that pass are for the eye only.
  return <span className="dim" aria-hidden="true">{t('console.retryIn', { count })}</span>;
}

/** Why a console shows nothing now, and the way on. */
export function StageNotice({ state, name, onRetry }: { readonly state: LinkState; readonly name: string; readonly onRetry: (force: boolean) => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  switch (state.kind) {
    case 'idle':
    case 'connected':
      return null;
    case 'connecting':
      return <div className="console-late"><StageCard title={t('console.connecting', { console: name })} /></div>;
    case 'inUse':
      return (
        <StageCard role="alert" title={t('console.inUse', { console: name })} text={t('console.inUseNext')}>
          <Button variant="primary" onClick={() => { onRetry(true); }}>{t('console.takeOver')}</Button>
          <Button onClick={() => { onRetry(false); }}>{t('console.retry')}</Button>
          {state.error === undefined ? null : <CopyButton variant="ghost" label={t('kit.copyDetails')} text={wordsFor(tr, name, state.error).details ?? ''} />}
        </StageCard>
      );
    case 'waiting':
    case 'refused': {
      const { title, text, details } = wordsFor(tr, name, state.error);
      return (
        <StageCard role="alert" title={title} text={text}>
          <Button onClick={() => { onRetry(false); }}>{t(state.kind === 'waiting' ? 'console.retryNow' : 'console.retry')}</Button>
          {details === undefined ? null : <CopyButton variant="ghost" label={t('kit.copyDetails')} text={details} />}
          {state.kind === 'waiting' ? <Countdown retryAtMs={state.retryAtMs} /> : null}
        </StageCard>
      );
    }
  }
}
