import type { ConnectionInfo } from '../../../main/contract/connections.ts';
import type { MachineRow, MachineState } from '../../../main/contract/inventory.ts';
import type { Translator } from '../../i18n/translator.ts';
import type { MarkShape } from '../../kit/state-mark.tsx';

const SHAPES: Readonly<Record<MachineState, MarkShape>> = { running: 'running', paused: 'paused', off: 'off', busy: 'busy', crashed: 'error', unknown: 'off' };

/** The shape that stands for a machine's state. One that waits for an answer stands still, whatever else it is. */
export const shapeOf = (row: Pick<MachineRow, 'state' | 'question'>): MarkShape => (row.question === undefined ? SHAPES[row.state] : 'paused');

/** The word for a machine's state, as fine as it is known. */
export const stateWord = (tr: Translator, row: Pick<MachineRow, 'state' | 'stateDetail'>): string => tr.tKey(row.stateDetail ?? `state.${row.state}`);

/** What a connection is called. */
export const connectionLabel = (tr: Translator, info: Pick<ConnectionInfo, 'label' | 'labelKey' | 'labelValues'>): string =>
  info.labelKey === undefined ? info.label : tr.tKey(info.labelKey, info.labelValues);

/** A host with the connection that manages it, where that is another one. */
export const fullHostLabel = (row: Pick<MachineRow, 'placement'>, label: string): string => (row.placement?.host === undefined ? label : `${label} / ${row.placement.host}`);
