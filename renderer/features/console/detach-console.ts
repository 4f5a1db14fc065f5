import type { MachineKey } from '../../../main/contract/ids.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { AppState } from '../../state/app-state.ts';
import { consoleWindows, isWindowSize, sizeKey } from './console-windows.ts';

/** Opens a machine's consoles in a window of their own; must happen while a person clicks or presses a key. */
export function detachConsole({ settings, ui }: Pick<AppState, 'settings' | 'ui'>, { t }: Pick<Translator, 't'>, { connectionId, uuid }: MachineKey, consoleId?: string): boolean {
  const machine = { connectionId, uuid };
  const opened = consoleWindows().open(machine, consoleId, settings.layout(sizeKey(machine), isWindowSize));
  if (!opened) ui.report(new Error(t('console.windowBlocked')));
  return opened;
}
