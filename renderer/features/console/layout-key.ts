import type { MachineKey } from '../../../main/contract/ids.ts';
import type { SettingsStore } from '../../state/settings-store.ts';
import { isGuestLayout, type GuestLayoutName } from './guest-layouts.ts';

/** Where the keyboard that was chosen last is remembered. */
const LAYOUT_KEY = 'console.layout';
/** Each machine has its own keyboard. The key must stay short. */
const layoutKey = ({ uuid }: Pick<MachineKey, 'uuid'>): string => `${LAYOUT_KEY}.${uuid}`;

/** The keyboard that a machine is believed to have: its own choice, else the one chosen last. */
export const guestLayoutOf = (settings: SettingsStore, machine: Pick<MachineKey, 'uuid'>): GuestLayoutName =>
  settings.layout(layoutKey(machine), isGuestLayout) ?? settings.layout(LAYOUT_KEY, isGuestLayout) ?? 'us';

/** Remembers a choice, for the machine and for those that have none. */
export function keepGuestLayout(settings: SettingsStore, machine: Pick<MachineKey, 'uuid'>, layout: GuestLayoutName): void {
  settings.setLayout(layoutKey(machine), layout);
  settings.setLayout(LAYOUT_KEY, layout);
}
