import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import type { Translator } from '../../i18n/translator.ts';
import { machineId } from '../../state/inventory-store.ts';
import { consoleFacts, type ConsoleFacts } from './console-facts.ts';

const OVER = /^over (.+)$/;

function wayWords(tr: Translator, { kind, path }: ConsoleFacts): string {
  const words = tr.t(`console.status.${kind}`);
  const way = path === undefined ? undefined : OVER.exec(path)?.[1];
  return way === undefined ? words : tr.t('console.status.over', { kind: words, way });
}

/** `1024 × 576, VNC over ssh, 18 ms`. The size keeps its direction in a sentence that runs the other way. */
export function describeFacts(tr: Translator, facts: ConsoleFacts): string {
  const { widthPx, heightPx, roundTripMs } = facts;
  return [
    ...(widthPx === undefined || heightPx === undefined ? [] : [`\u2066${widthPx} × ${heightPx}\u2069`]),
    wayWords(tr, facts),
    ...(roundTripMs === undefined ? [] : [tr.t('console.status.latency', { count: Math.max(1, Math.round(roundTripMs)) })]),
  ].join(', ');
}

/** What is known of the console in front, for the end of the line of a page's parts. */
export function ConsoleStatus({ machine }: { readonly machine: MachineKey }): ReactNode {
  const tr = useI18n();
  const id = machineId(machine);
  const facts = useStore(consoleFacts.store, (all) => all[id]);
  return facts === undefined ? null : <span className="console-status dim">{describeFacts(tr, facts)}</span>;
}
