import { GUEST_LAYOUTS, type GuestLayout, type GuestLayoutName } from './guest-layouts.ts';
import type { SendKey } from './key-combos.ts';

const SHIFT = { keysym: 0xffe1, code: 'ShiftLeft' } as const;
const ALT_GR = { keysym: 0xfe03, code: 'AltRight' } as const;
const RETURN = { keysym: 0xff0d, code: 'Enter' } as const;
const TAB = { keysym: 0xff09, code: 'Tab' } as const;
/** A guest's keyboard has room for few keys: a key each so many milliseconds. */
const KEY_MS = 15;
const UNICODE_KEYSYM = 0x0100_0000;

/** A key stroke that writes one character. */
export interface Stroke {
  readonly keysym: number;
  /** Empty: no key of the keyboard writes it. */
  readonly code: string;
  readonly shift: boolean;
  readonly altGr: boolean;
}

function tableOf(name: GuestLayoutName): ReadonlyMap<string, Stroke> {
  const layout: GuestLayout = GUEST_LAYOUTS[name];
  const table = new Map<string, Stroke>();
  const put = (sign: string | undefined, code: string, shift: boolean, altGr: boolean): void => {
    if (sign !== undefined && sign !== '' && !table.has(sign)) table.set(sign, { keysym: keysymOf(sign), code, shift, altGr });
  };
  // The plain stroke comes before one with a modifier.
  for (const [code, plain] of layout) put(plain, code, false, false);
  for (const [code, , shifted] of layout) put(shifted, code, true, false);
  for (const [code, , , third] of layout) put(third, code, false, true);
  table.set('\n', { ...RETURN, shift: false, altGr: false });
  table.set('\t', { ...TAB, shift: false, altGr: false });
  return table;
}

const tables = new Map<GuestLayoutName, ReadonlyMap<string, Stroke>>();

function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x100 ? point : UNICODE_KEYSYM + point;
}

/** The strokes that write a text on a guest's keyboard; characters that it lacks go as keysyms. */
export function strokesOf(text: string, layout: GuestLayoutName = 'us'): readonly Stroke[] {
  const table = tables.get(layout) ?? tableOf(layout);
  tables.set(layout, table);
  return Array.from(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), (character) => table.get(character) ?? { keysym: keysymOf(character), code: '', shift: false, altGr: false });
}

/** Whether a guest with that keyboard gets the text as it is. */
export const isTypable = (text: string, layout: GuestLayoutName = 'us'): boolean => strokesOf(text, layout).every((stroke) => stroke.code !== '');

function strike(stroke: Stroke, send: SendKey): void {
  if (stroke.shift) send(SHIFT.keysym, SHIFT.code, true);
  if (stroke.altGr) send(ALT_GR.keysym, ALT_GR.code, true);
  send(stroke.keysym, stroke.code, true);
  send(stroke.keysym, stroke.code, false);
  if (stroke.altGr) send(ALT_GR.keysym, ALT_GR.code, false);
  if (stroke.shift) send(SHIFT.keysym, SHIFT.code, false);
}

/** Types a text, no faster than a guest can take it. Resolves when all is typed or the signal says stop. */
export async function typeText(text: string, send: SendKey, signal: AbortSignal, { pauseMs = KEY_MS, layout = 'us' }: { readonly pauseMs?: number; readonly layout?: GuestLayoutName } = {}): Promise<void> {
  for (const stroke of strokesOf(text, layout)) {
    if (signal.aborted) return;
    strike(stroke, send);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
