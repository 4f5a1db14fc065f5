import { Maximize, Minimize, SquareArrowOutUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { useDetach } from './detach-context.ts';
import type { FullScreen } from './use-full-screen.ts';

/** What every console's bar has: tools, which console, more tools, full screen. */
export interface ConsoleBarProps {
  readonly tools?: ReactNode;
  /** The console that the bar belongs to. */
  readonly consoleId: string;
  readonly chooser: ReactNode;
  readonly end?: ReactNode;
  readonly fullScreen: FullScreen;
}

/** The bar above a console. In full screen it hides at the upper edge. */
export function ConsoleBar({ tools, consoleId, chooser, end, fullScreen }: ConsoleBarProps): ReactNode {
  const { t } = useI18n();
  const detach = useDetach();
  return (
    <div className="console-bar" role="toolbar" aria-label={t('page.console')}>
      {tools}
      <span className="grow" />
      {chooser}
      {end}
      <span className="sep" />
      {detach === undefined || fullScreen.on ? null : <Button small variant="ghost" icon={SquareArrowOutUpRight} label={t('console.ownWindow')} onClick={() => { detach(consoleId); }} />}
      <Button small variant="ghost" icon={fullScreen.on ? Minimize : Maximize} onClick={fullScreen.toggle}>
        {t(fullScreen.on ? 'console.leaveFullScreen' : 'console.fullScreen')}
      </Button>
    </div>
  );
}
