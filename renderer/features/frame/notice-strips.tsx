import { X } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { AppInfo } from '../../../main/contract/settings.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { CopyButton } from '../../kit/copy-button.tsx';
import { StateMark } from '../../kit/state-mark.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { Advice } from '../../state/ui-store.ts';
import { describeError } from '../tasks/describe-error.ts';

function AdviceStrip({ advice, onDismiss }: { readonly advice: Advice; readonly onDismiss: () => void }): ReactNode {
  const { t } = useI18n();
  return (
    <div className="strip strip--info" role="status">
      <div className="strip__text">{advice.text} <code className="mono">{advice.command}</code></div>
      <div className="strip__do">
        <CopyButton variant="ghost" label={t('kit.copyCommand')} text={advice.command} />
        <Button small variant="ghost" icon={X} label={t('failure.dismiss')} onClick={onDismiss} />
      </div>
    </div>
  );
}

/** Lines under the tabs: the application does not answer, something to know, an action that could not even begin. */
export function NoticeStrips(): ReactNode {
  const app = useApp();
  const tr = useI18n();
  const notices = useStore(app.ui.store, (state) => state.notices);
  const link = useStore(app.ui.store, (state) => state.link);
  const [told, setTold] = useState<AppInfo['notices']>([]);
  useEffect(() => {
    app.client.settings.info({}).then((info) => { setTold(info.notices); }, app.ui.report);
  }, [app]);
  return (
    <>
      {link === 'open' || link === 'connecting' ? null : (
        <div className="strip" role="alert">
          <StateMark shape={link === 'lost' ? 'busy' : 'error'} />
          <div className="strip__text">{tr.t(link === 'lost' ? 'app.reconnecting' : 'app.refused')}</div>
        </div>
      )}
      {told.map((notice) => (
        <div key={notice.key} className="strip strip--info" role="status">
          <div className="strip__text">{tr.tKey(notice.key, notice.values)}</div>
          <Button small variant="ghost" icon={X} label={tr.t('failure.dismiss')} onClick={() => { setTold(told.filter((one) => one !== notice)); }} />
        </div>
      ))}
      {notices.map((notice) => {
        if ('advice' in notice) return <AdviceStrip key={notice.id} advice={notice.advice} onDismiss={() => { app.ui.dismiss(notice.id); }} />;
        const { text, details } = describeError(tr, notice.error);
        return (
          <div key={notice.id} className="strip" role="alert">
            <StateMark shape="error" />
            <div className="strip__text">
              <b>{tr.t('error.title')}</b> {text}
            </div>
            <div className="strip__do">
              <CopyButton variant="ghost" label={tr.t('kit.copyDetails')} text={details} />
              <Button small variant="ghost" icon={X} label={tr.t('failure.dismiss')} onClick={() => { app.ui.dismiss(notice.id); }} />
            </div>
          </div>
        );
      })}
    </>
  );
}
