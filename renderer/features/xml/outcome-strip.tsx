import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import type { XmlOutcome } from '../../state/xml-session.ts';
import { partWords } from './part-words.ts';

const MOST_SHOWN = 8;

/** What came of applying a document: what the host has not kept, and what it has to wait for. */
export function OutcomeStrip({ outcome, onDismiss }: { readonly outcome: XmlOutcome; readonly onDismiss: () => void }): ReactNode {
  const tr = useI18n();
  const { t } = tr;
  const { merged, dropped, live, restart } = outcome;
  const failed = live.filter((each) => each.outcome === 'failed');
  const isClean = dropped.length === 0 && failed.length === 0;
  return (
    <div className={`strip${isClean ? ' strip--info' : ''}`} role={isClean ? 'status' : 'alert'}>
      <StateMark shape={isClean ? 'running' : 'error'} />
      <div className="strip__text">
        <b>{t(merged ? 'xml.doneMerged' : 'xml.done')}</b>
        {restart.length === 0 ? null : <div>{t('xml.restart', { parts: partWords(tr, restart) })}</div>}
        {live.filter((each) => each.outcome === 'asked').map((each) => <div key={each.path}>{t('xml.liveAsked', { part: partWords(tr, [each]) })}</div>)}
        {failed.map((each, at) => <div key={at}>{t('xml.liveFailed', { part: partWords(tr, [each]), reason: each.error?.message ?? '' })}</div>)}
        {dropped.length === 0 ? null : (
          <>
            <div>{t('xml.dropped', { count: dropped.length })}</div>
            <ul className="xml-dropped">
              {dropped.slice(0, MOST_SHOWN).map((each, at) => <li key={at}><code>{each.xml}</code> <span className="cap">{each.path}</span></li>)}
              {dropped.length > MOST_SHOWN ? <li className="cap">{t('xml.more', { count: dropped.length - MOST_SHOWN })}</li> : null}
            </ul>
          </>
        )}
      </div>
      <div className="strip__do"><Button small variant="ghost" icon={X} label={t('xml.dismiss')} onClick={onDismiss} /></div>
    </div>
  );
}
