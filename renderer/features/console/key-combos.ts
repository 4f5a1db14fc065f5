/** A key as X11 calls it, and as the keyboard has it. */
export interface GuestKey {
  readonly keysym: number;
  readonly code: string;
}

/** Keys that are pressed together, and what they are called. */
export interface KeyCombo {
  /** As `kit/shortcut.ts` writes them. */
  readonly keys: string;
  readonly press: readonly GuestKey[];
}

const CTRL: GuestKey = { keysym: 0xffe3, code: 'ControlLeft' };
const ALT: GuestKey = { keysym: 0xffe9, code: 'AltLeft' };
const SUPER: GuestKey = { keysym: 0xffeb, code: 'MetaLeft' };
const key = (keysym: number, code: string): GuestKey => ({ keysym, code });
const functionKey = (number: number): GuestKey => key(0xffbd + number, `F${number}`);

/** What people send most. */
export const COMMON_COMBOS: readonly KeyCombo[] = [
  { keys: 'ctrl+alt+Delete', press: [CTRL, ALT, key(0xffff, 'Delete')] },
  { keys: 'ctrl+alt+Backspace', press: [CTRL, ALT, key(0xff08, 'Backspace')] },
];
/** Text consoles of a system inside. */
export const CONSOLE_COMBOS: readonly KeyCombo[] = Array.from({ length: 12 }, (_, at) => ({ keys: `ctrl+alt+F${at + 1}`, press: [CTRL, ALT, functionKey(at + 1)] }));
/** Keys that the system outside keeps for itself. */
export const SYSTEM_COMBOS: readonly KeyCombo[] = [
  { keys: 'PrintScreen', press: [key(0xff61, 'PrintScreen')] },
  { keys: 'super', press: [SUPER] },
  { keys: 'alt+Tab', press: [ALT, key(0xff09, 'Tab')] },
  { keys: 'alt+F4', press: [ALT, functionKey(4)] },
  { keys: 'ctrl+Escape', press: [CTRL, key(0xff1b, 'Escape')] },
];

/** Sends one key going down or up. */
export type SendKey = (keysym: number, code: string, down: boolean) => void;

/** Presses the keys in their order and lets them go in the other. */
export function pressCombo(combo: KeyCombo, send: SendKey): void {
  for (const { keysym, code } of combo.press) send(keysym, code, true);
  for (const { keysym, code } of combo.press.toReversed()) send(keysym, code, false);
}
