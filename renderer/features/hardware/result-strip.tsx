import type { ReactNode } from 'react';
import type { HardwareResult } from '../../../main/contract/hardware.ts';
import type { Translator } from '../../i18n/translator.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { describeError } from '../tasks/describe-error.ts';
import type { HardwareDraft } from './use-hardware-draft.ts';

function lines(tr: Translator, result: HardwareResult, running: boolean): { readonly bad: boolean; readonly text: readonly string[] } {
  const { t } = tr;
  switch (result.kind) {
    case 'needs-restart':
      return { bad: true, text: [t('hardware.needsRestart')] };
    case 'conflict':
      return { bad: true, text: [t('hardware.conflict', { paths: [...new Set(result.paths)].join(', ') })] };
    case 'applied': {
      const failed = result.live.filter(({ outcome }) => outcome === 'failed');
      const text = [
        ...(failed.length < result.live.length || result.stored ? [t(result.merged ? 'hardware.merged' : 'hardware.applied')] : []),
        ...(result.waits > 0 && result.stored ? [t('hardware.waits', { count: result.waits })] : []),
        ...(failed.length === 0 ? [] : [t('hardware.partly', { count: failed.length }), ...failed.map(({ error }) => describeError(tr, error).text), ...(result.stored && running ? [t('hardware.storedAnyway')] : [])]),
        ...(result.live.some(({ outcome }) => outcome === 'asked') ? [t('hardware.asked')] : []),
        ...(result.dropped.length === 0 ? [] : [t('hardware.dropped', { paths: result.dropped.join(', ') })]),
      ];
      return { bad: failed.length > 0 || result.dropped.length > 0, text };
    }
  }
}

/** What came of applying, and that the host has something else by now. */
export function ResultStrip({ draft }: { readonly draft: HardwareDraft }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const { result, stale, view, error } = draft;
  const told = result === undefined ? undefined : lines(tr, result, view?.running === true);
  return (
    <>
      {error === undefined ? null : <div className="strip" role="alert"><StateMark shape="error" /><div className="strip__text">{describeError(tr, error).text}</div><div className="strip__do"><Button small onClick={draft.reread}>{t('host.tryAgain')}</Button></div></div>}
      {told === undefined || told.text.length === 0 ? null : (
        <div className={`strip${told.bad ? '' : ' strip--info'}`} role={told.bad ? 'alert' : 'status'}>
          <StateMark shape={told.bad ? 'error' : 'running'} />
          <div className="strip__text">{told.text.join(' ')}</div>
          <div className="strip__do">
            {result?.kind === 'conflict' ? <Button small onClick={draft.reread}>{t('hardware.reread')}</Button> : null}
            <Button small variant="ghost" onClick={draft.dismiss}>{t('hardware.dismiss')}</Button>
          </div>
        </div>
      )}
      {stale && result?.kind !== 'conflict' ? <div className="strip" role="alert"><StateMark shape="error" /><div className="strip__text">{t('hardware.changed')}</div><div className="strip__do"><Button small onClick={draft.reread}>{t('hardware.reread')}</Button></div></div> : null}
      {view !== undefined && view.lost > 0 ? <div className="strip" role="status"><StateMark shape="error" /><div className="strip__text">{t('hardware.lost', { count: view.lost })}</div></div> : null}
    </>
  );
}
