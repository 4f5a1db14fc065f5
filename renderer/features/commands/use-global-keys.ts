import { useEffect } from 'react';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { keysOf } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { tabId } from '../../state/tabs-store.ts';
import { ALL_COMMANDS, commandContext } from './all-commands.ts';

/** An element with this attribute gets every key: a console, a terminal. */
const CAPTURES = '[data-captures-keys]';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio'));
}

/** The keys that work everywhere in the window, besides in a console that has the keyboard, and in dialogs. */
export function useGlobalKeys(): void {
  const app = useApp();
  const tr = useI18n();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || target?.closest(CAPTURES) !== null || app.ui.store.getState().dialog !== undefined) return;
      if (app.prompts.store.getState().list.length > 0) return;
      const keys = keysOf(event);
      if (!keys.includes('ctrl') && !/^(alt\+|F\d)/.test(keys) && isTyping(event.target)) return;
      const digit = /^ctrl\+([1-9])$/.exec(keys)?.[1];
      const tab = digit === undefined ? undefined : app.tabs.store.getState().tabs[Number(digit) - 1];
      const context = commandContext(app, tr);
      const command = ALL_COMMANDS.find((one) => one.keys === keys && one.disabledReason?.(context) === undefined);
      if (tab !== undefined) app.tabs.select(tabId(tab));
      else if (command !== undefined) command.run(context);
      else if (digit === undefined) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [app, tr]);
}
