import type { AppState } from '../../state/app-state.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { Command, CommandContext } from './command.ts';
import { tabId } from '../../state/tabs-store.ts';

const modules = import.meta.glob<{ readonly commands: readonly Command[] }>('../*/commands.ts', { eager: true });

/** The commands of all features. */
export const ALL_COMMANDS: readonly Command[] = Object.keys(modules)
  .sort()
  .flatMap((path) => modules[path]?.commands ?? []);

/** What commands work with now. */
export function commandContext(app: AppState, tr: Translator): CommandContext {
  const { tabs, current } = app.tabs.store.getState();
  const tab = tabs.find((one) => tabId(one) === current);
  return { app, tr, machine: tab?.kind === 'machine' ? app.inventory.find(tab.key) : undefined };
}
