import { DirectionProvider } from '@base-ui/react/direction-provider';
import './window-styles.ts';
import { Suspense, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { I18nProvider, useI18n } from '../../i18n/i18n-context.tsx';
import { EmptyState } from '../../kit/empty-state.tsx';
import { lazyPart } from '../../kit/lazy-part.ts';
import { TipProvider } from '../../kit/tip.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useMachineRow } from '../console/use-machine-row.ts';
import { NoticeStrips } from '../frame/notice-strips.tsx';
import { QuestionStrip } from '../machine-page/question-strip.tsx';
import { useLocale, useTheme } from '../theme/use-theme.ts';
import { Dialogs } from './dialogs.tsx';

const ConsolePane = lazyPart(async () => (await import('../console/console-pane.tsx')).ConsolePane);

/** Which console the window begins with. */
export interface ConsoleWindowProps {
  readonly machine: MachineKey;
  readonly consoleId: string | undefined;
}

function Inside({ machine, consoleId }: ConsoleWindowProps): ReactNode {
  const { inventory } = useApp();
  const { t } = useI18n();
  const row = useMachineRow(machine);
  const loaded = useStore(inventory.store, (state) => state.loaded);
  const cut = useStore(useApp().ui.store, (state) => state.link === 'lost' || state.link === 'refused');
  const name = row?.name;
  useTheme();
  useEffect(() => {
    document.title = name ?? t('app.name');
  }, [name, t]);
  return (
    <main className={`window window--console${cut ? ' is-cut' : ''}`} aria-label={name === undefined ? t('page.console') : t('console.windowLabel', { name })}>
      <NoticeStrips />
      {row === undefined ? (
        <EmptyState text={loaded ? t('page.gone') : t('table.loading')} />
      ) : (
        <>
          <QuestionStrip row={row} />
          <Suspense fallback={<EmptyState text={t('console.loading')} />}>
            <ConsolePane machine={machine} active first={consoleId} />
          </Suspense>
        </>
      )}
    </main>
  );
}

/** A window that shows the consoles of one machine and nothing else. */
export function ConsoleWindow(props: ConsoleWindowProps): ReactNode {
  const { settings, ui } = useApp();
  const translator = useLocale();
  const loaded = useStore(settings.store, (state) => state.loaded);
  const cut = useStore(ui.store, (state) => state.link === 'lost' || state.link === 'refused');
  return (
    <I18nProvider translator={translator}>
      <DirectionProvider direction={translator.dir}>
        <TipProvider>
          {loaded || cut ? (
            <>
              <Inside {...props} />
              <Dialogs />
            </>
          ) : null}
        </TipProvider>
      </DirectionProvider>
    </I18nProvider>
  );
}
