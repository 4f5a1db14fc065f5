import type { SendKey } from './key-combos.ts';

const SHIFT = { keysym: 0xffe1, code: 'ShiftLeft' } as const;
const RETURN = { keysym: 0xff0d, code: 'Enter' } as const;
const TAB = { keysym: 0xff09, code: 'Tab' } as const;
/** A guest's keyboard has room for few keys: a key each so many milliseconds. */
const KEY_MS = 15;
const UNICODE_KEYSYM = 0x0100_0000;

/** The US keyboard: code, what it writes, what it writes with Shift. */
const US_KEYS: readonly (readonly [code: string, plain: string, shifted: string])[] = [
  ['Backquote', '`', '~'],
  ['Minus', '-', '_'],
  ['Equal', '=', '+'],
  ['BracketLeft', '[', '{'],
  ['BracketRight', ']', '}'],
  ['Backslash', '\\', '|'],
  ['Semicolon', ';', ':'],
  ['Quote', "'", '"'],
  ['Comma', ',', '<'],
  ['Period', '.', '>'],
  ['Slash', '/', '?'],
  ['Space', ' ', ' '],
  ...Array.from(')!@#$%^&*(', (shifted, digit) => [`Digit${digit}`, String(digit), shifted] as const),
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => [`Key${letter.toUpperCase()}`, letter, letter.toUpperCase()] as const),
];

/** A key stroke that writes one character. */
export interface Stroke {
  readonly keysym: number;
  /** Empty: no key of the US keyboard writes it. */
  readonly code: string;
  readonly shift: boolean;
}

const STROKES: ReadonlyMap<string, Stroke> = new Map<string, Stroke>([
  ...US_KEYS.flatMap(([code, plain, shifted]): [string, Stroke][] => [
    [shifted, { keysym: shifted.charCodeAt(0), code, shift: true }],
    [plain, { keysym: plain.charCodeAt(0), code, shift: false }],
  ]),
  ['\n', { ...RETURN, shift: false }],
  ['\t', { ...TAB, shift: false }],
]);

/** The strokes that write a text on a US keyboard; characters that it lacks go as keysyms. */
export function strokesOf(text: string): readonly Stroke[] {
  return Array.from(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), (character) => {
    const known = STROKES.get(character);
    if (known !== undefined) return known;
    const point = character.codePointAt(0) ?? 0;
    return { keysym: point < 0x100 ? point : UNICODE_KEYSYM + point, code: '', shift: false };
  });
}

/** Whether a guest with a US keyboard gets the text as it is. */
export const isTypable = (text: string): boolean => strokesOf(text).every((stroke) => stroke.code !== '');

function strike(stroke: Stroke, send: SendKey): void {
  if (stroke.shift) send(SHIFT.keysym, SHIFT.code, true);
  send(stroke.keysym, stroke.code, true);
  send(stroke.keysym, stroke.code, false);
  if (stroke.shift) send(SHIFT.keysym, SHIFT.code, false);
}

/** Types a text, no faster than a guest can take it. Resolves when all is typed or the signal says stop. */
export async function typeText(text: string, send: SendKey, signal: AbortSignal, pauseMs: number = KEY_MS): Promise<void> {
  for (const stroke of strokesOf(text)) {
    if (signal.aborted) return;
    strike(stroke, send);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
