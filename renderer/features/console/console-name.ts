import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { Translator } from '../../i18n/translator.ts';

const isDisplay = ({ kind }: ConsoleInfo): boolean => kind === 'vnc' || kind === 'spice';

/** What people call a console: the first display of a machine is its "Display 1"; by what it is shown matters only where there are several ways. */
export function consoleName(tr: Translator, info: ConsoleInfo, list: readonly ConsoleInfo[]): string {
  if (info.kind === 'screenshots') return tr.t('console.name.screenshots');
  const alike = list.filter((other) => (isDisplay(info) ? isDisplay(other) : other.kind === info.kind));
  const number = alike.findIndex((other) => other.id === info.id) + 1;
  if (!isDisplay(info)) return tr.t('console.name.serial', { number });
  const name = tr.t('console.name.display', { number });
  const mixed = alike.some((other) => other.kind !== info.kind);
  return mixed ? tr.t('console.name.displayBy', { name, kind: info.kind.toUpperCase() }) : name;
}
