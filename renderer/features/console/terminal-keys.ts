/** What a terminal's own keys do. Everything else belongs to the machine. */
export interface TerminalKeyActions {
  readonly copy: () => void;
  readonly paste: () => void;
  readonly find: () => void;
}

/**
 * Looks at a key before the terminal does. False: it is not for the terminal. Ctrl-Shift-C, -V and -F are the window's;
 * keys that the page or the browser would take (Ctrl-W, Ctrl-1, F5) are kept from them.
 */
export function handleTerminalKey(event: KeyboardEvent, actions: TerminalKeyActions): boolean {
  const own = event.type === 'keydown' && event.ctrlKey && event.shiftKey && !event.altKey ? ({ KeyC: 'copy', KeyV: 'paste', KeyF: 'find' } as const)[event.code] : undefined;
  if (own !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    actions[own]();
    return false;
  }
  // AltGr may say Ctrl and Alt, and writes a character: that is left alone.
  if ((event.ctrlKey && !event.altKey) || event.metaKey || /^F\d+$/.test(event.key)) event.preventDefault();
  return true;
}
