import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { MachineRow, MachineState } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { MarkShape } from '../../kit/state-mark.tsx';

const SHAPES: Readonly<Record<MachineState, MarkShape>> = { running: 'running', paused: 'paused', off: 'off', busy: 'busy', crashed: 'error', unknown: 'off' };

/** The shape that stands for a machine's state. */
export const shapeOf = (state: MachineState): MarkShape => SHAPES[state];

/** The word for a machine's state, as fine as it is known. */
export const stateWord = (tr: Translator, row: Pick<MachineRow, 'state' | 'stateDetail'>): string => tr.tKey(row.stateDetail ?? `state.${row.state}`);

/** What a connection is called. */
export const connectionLabel = (tr: Translator, info: Pick<ConnectionInfo, 'label' | 'labelKey' | 'labelValues'>): string =>
  info.labelKey === undefined ? info.label : tr.tKey(info.labelKey, info.labelValues);
