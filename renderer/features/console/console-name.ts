import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { Translator } from '../../i18n/translator.ts';

const isDisplay = ({ kind }: ConsoleInfo): boolean => kind === 'vnc' || kind === 'spice';

/** What people call a console: the first display of a machine is its "Display 1", whatever it is by. */
export function consoleName(tr: Translator, info: ConsoleInfo, list: readonly ConsoleInfo[]): string {
  if (info.kind === 'screenshots') return tr.t('console.name.screenshots');
  const alike = list.filter((other) => (isDisplay(info) ? isDisplay(other) : other.kind === info.kind));
  const number = alike.findIndex((other) => other.id === info.id) + 1;
  return isDisplay(info) ? tr.t('console.name.display', { number }) : tr.t('console.name.serial', { number });
}
