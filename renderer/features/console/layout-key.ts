import type { MachineKey } from '../../../main/contract/ids.ts';

/** Where the keyboard that was chosen last is remembered. */
export const LAYOUT_KEY = 'console.layout';
/** Each machine has its own keyboard. The key must stay short. */
export const layoutKey = ({ uuid }: Pick<MachineKey, 'uuid'>): string => `${LAYOUT_KEY}.${uuid}`;
