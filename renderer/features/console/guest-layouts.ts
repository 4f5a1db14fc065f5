/** A keyboard layout of a guest: for each key what it writes plainly, with Shift and with AltGr. */
export type GuestLayout = readonly (readonly [code: string, plain: string, shifted: string, altGr?: string])[];

const letters = (moved: Readonly<Record<string, string>> = {}): GuestLayout =>
  Array.from('abcdefghijklmnopqrstuvwxyz', (key) => {
    const letter = moved[key] ?? key;
    return [`Key${key.toUpperCase()}`, letter, letter.toUpperCase()] as const;
  });
const digits = (shifted: string, altGr: readonly (string | undefined)[] = []): GuestLayout => Array.from(shifted, (sign, digit) => [`Digit${digit}`, String(digit), sign, altGr[digit] ?? ''] as const);

/**
 * Data table: layouts of guests' keyboards, by their names in XKB. Only what one stroke writes: dead keys are left out, as what comes of them
 * depends on the stroke that follows. Letters with AltGr stand before the plain row, so that the plain one is found first.
 */
export const GUEST_LAYOUTS = {
  us: [
    ['Backquote', '`', '~'], ['Minus', '-', '_'], ['Equal', '=', '+'], ['BracketLeft', '[', '{'], ['BracketRight', ']', '}'], ['Backslash', '\\', '|'],
    ['Semicolon', ';', ':'], ['Quote', "'", '"'], ['Comma', ',', '<'], ['Period', '.', '>'], ['Slash', '/', '?'], ['Space', ' ', ' '],
    ...digits(')!@#$%^&*('), ...letters(),
  ],
  gb: [
    ['Backquote', '`', '¬'], ['Minus', '-', '_'], ['Equal', '=', '+'], ['BracketLeft', '[', '{'], ['BracketRight', ']', '}'], ['Backslash', '#', '~'], ['IntlBackslash', '\\', '|'],
    ['Semicolon', ';', ':'], ['Quote', "'", '@'], ['Comma', ',', '<'], ['Period', '.', '>'], ['Slash', '/', '?'], ['Space', ' ', ' '],
    ...digits(')!"£$%^&*(', [undefined, undefined, undefined, undefined, '€']), ...letters(),
  ],
  de: [
    ['Backquote', '', '°'], ['Minus', 'ß', '?', '\\'], ['BracketLeft', 'ü', 'Ü'], ['BracketRight', '+', '*', '~'], ['Backslash', '#', "'"], ['IntlBackslash', '<', '>', '|'],
    ['Semicolon', 'ö', 'Ö'], ['Quote', 'ä', 'Ä'], ['Comma', ',', ';'], ['Period', '.', ':'], ['Slash', '-', '_'], ['Space', ' ', ' '],
    ['KeyQ', 'q', 'Q', '@'], ['KeyE', 'e', 'E', '€'], ['KeyM', 'm', 'M', 'µ'],
    ...digits('=!"§$%&/()', ['}', undefined, '²', '³', undefined, undefined, undefined, '{', '[', ']']), ...letters({ y: 'z', z: 'y' }),
  ],
  fr: [
    ['Backquote', '²', ''], ['Minus', ')', '°', ']'], ['Equal', '=', '+', '}'], ['BracketRight', '$', '£', '¤'], ['Backslash', '*', 'µ'], ['IntlBackslash', '<', '>'],
    ['Quote', 'ù', '%'], ['KeyM', ',', '?'], ['Comma', ';', '.'], ['Period', ':', '/'], ['Slash', '!', '§'], ['Semicolon', 'm', 'M'], ['Space', ' ', ' '],
    ['Digit1', '&', '1'], ['Digit2', 'é', '2'], ['Digit3', '"', '3', '#'], ['Digit4', "'", '4', '{'], ['Digit5', '(', '5', '['], ['Digit6', '-', '6', '|'], ['Digit7', 'è', '7'], ['Digit8', '_', '8', '\\'], ['Digit9', 'ç', '9', '^'], ['Digit0', 'à', '0', '@'],
    ['KeyE', 'e', 'E', '€'],
    ...letters({ a: 'q', q: 'a', w: 'z', z: 'w' }).filter(([code]) => code !== 'KeyM'),
  ],
  es: [
    ['Backquote', 'º', 'ª', '\\'], ['Minus', "'", '?'], ['Equal', '¡', '¿'], ['BracketLeft', '', '', '['], ['BracketRight', '+', '*', ']'], ['Backslash', 'ç', 'Ç', '}'], ['IntlBackslash', '<', '>'],
    ['Semicolon', 'ñ', 'Ñ'], ['Quote', '', '', '{'], ['Comma', ',', ';'], ['Period', '.', ':'], ['Slash', '-', '_'], ['Space', ' ', ' '],
    ['KeyE', 'e', 'E', '€'],
    ...digits('=!"·$%&/()', [undefined, '|', '@', '#']), ...letters(),
  ],
  it: [
    ['Backquote', '\\', '|'], ['Minus', "'", '?'], ['Equal', 'ì', '^'], ['BracketLeft', 'è', 'é', '['], ['BracketRight', '+', '*', ']'], ['Backslash', 'ù', '§'], ['IntlBackslash', '<', '>'],
    ['Semicolon', 'ò', 'ç', '@'], ['Quote', 'à', '°', '#'], ['Comma', ',', ';'], ['Period', '.', ':'], ['Slash', '-', '_'], ['Space', ' ', ' '],
    ['KeyE', 'e', 'E', '€'],
    ...digits('=!"£$%&/()'), ...letters(),
  ],
} as const satisfies Readonly<Record<string, GuestLayout>>;

/** The name of a layout. */
export type GuestLayoutName = keyof typeof GUEST_LAYOUTS;

/** Whether something remembered names a layout. */
export const isGuestLayout = (value: unknown): value is GuestLayoutName => typeof value === 'string' && Object.hasOwn(GUEST_LAYOUTS, value);

/** All layouts, the usual one first. */
export const GUEST_LAYOUT_NAMES: readonly GuestLayoutName[] = Object.keys(GUEST_LAYOUTS).filter(isGuestLayout);
