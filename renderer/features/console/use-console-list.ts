import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { useApp } from '../../state/app-context.tsx';

/** A machine's consoles as last told. */
export interface ConsoleList {
  /** Undefined: not told yet. */
  readonly list: readonly ConsoleInfo[] | undefined;
  readonly error: unknown;
  readonly reload: () => void;
}

/** Reads a machine's consoles, anew whenever `version` changes. What was known stays until the answer is here. */
export function useConsoleList({ connectionId, uuid }: MachineKey, version: string): ConsoleList {
  const { client } = useApp();
  const { t } = useI18n();
  const [told, setTold] = useState<Omit<ConsoleList, 'reload'>>({ list: undefined, error: undefined });
  const [wish, setWish] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    client.consoles.list({ connectionId, uuid }, { signal: controller.signal }).then(
      (list) => {
        if (!controller.signal.aborted) setTold({ list, error: undefined });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setTold(({ list }) => ({ list, error }));
      },
    );
    return () => {
      controller.abort();
    };
  }, [client, connectionId, uuid, version, wish]);
  const reload = useCallback(() => {
    setWish((count) => count + 1);
  }, []);
  const list = useMemo(() => (told.list === undefined ? undefined : nameConsoles(told.list, t)), [told.list, t]);
  return { list, error: told.error, reload };
}

/** Consoles with people's names: hypervisors call them `vnc0` and `serial0`. */
export function nameConsoles(list: readonly ConsoleInfo[], t: Translator['t']): readonly ConsoleInfo[] {
  let displays = 0;
  let serials = 0;
  return list.map((info) => {
    if (info.kind === 'screenshots') return { ...info, label: t('console.nameScreenshots') };
    if (info.kind === 'serial') return { ...info, label: t('console.nameSerial', { number: ++serials }) };
    return { ...info, label: t('console.nameDisplay', { number: ++displays }) };
  });
}

/** Which console to show first: a display, then a serial line, then pictures, then whatever explains itself. */
export function bestConsole(list: readonly ConsoleInfo[]): ConsoleInfo | undefined {
  const usable = list.filter((info) => info.usable);
  const order = ['vnc', 'spice', 'serial', 'screenshots'] as const;
  for (const kind of order) {
    const found = usable.find((info) => info.kind === kind);
    if (found !== undefined) return found;
  }
  return list[0];
}
