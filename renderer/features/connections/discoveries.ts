import type { ConnectionInfo, Discovery } from '../../../main/contract/connections.ts';
import type { Translator } from '../../i18n/translator.ts';

/** What a thing that was looked for is called. */
export const discoveryLabel = (tr: Translator, one: Discovery): string => tr.tKey(one.labelKey, one.labelValues);

/** Where it was found, or why it cannot be used. */
export function discoveryDetail(tr: Translator, one: Discovery): string {
  return one.problem === undefined ? one.detail : [tr.tKey(one.problem, one.problemValues), one.detail].filter(Boolean).join(', ');
}

/** Those that can be opened as they are. */
export const usable = (list: readonly Discovery[]): readonly Discovery[] => list.filter((one) => one.found && one.uri !== undefined && one.problem === undefined);

/** Whether a connection of this address is in the list already. */
export const isPresent = (one: Discovery, connections: readonly ConnectionInfo[]): boolean => connections.some((connection) => connection.uri === one.uri && connection.readOnly === one.readOnly);
