import { useCallback, useEffect, useState } from 'react';
import type { ConsoleInfo } from '../../../main/contract/consoles.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
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
  return { ...told, reload };
}

/** Which console to show first: a display, then a serial line, then pictures, then whatever explains itself. */
export function bestConsole(list: readonly ConsoleInfo[]): ConsoleInfo | undefined {
  const usable = list.filter((info) => info.usable);
  const order = ['vnc', 'serial', 'screenshots', 'spice'] as const;
  for (const kind of order) {
    const found = usable.find((info) => info.kind === kind);
    if (found !== undefined) return found;
  }
  return list[0];
}
