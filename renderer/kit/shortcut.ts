/** Whether this computer says Cmd where others say Ctrl. */
export const IS_MAC = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

const WORDS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Delete: 'Del', ' ': 'Space' };
const MAC_WORDS: Readonly<Record<string, string>> = { ctrl: '⌘', alt: '⌥', shift: '⇧' };

/** Keys as people read them: `ctrl+shift+k` becomes `Ctrl Shift K`, or `⌘⇧K` on a Mac. */
export function showKeys(keys: string): string {
  const parts = keys.split('+').map((part) => {
    if (IS_MAC && MAC_WORDS[part] !== undefined) return MAC_WORDS[part];
    return WORDS[part] ?? part.charAt(0).toUpperCase() + part.slice(1);
  });
  return parts.join(IS_MAC ? '' : ' ');
}

/** The keys of an event in the same writing; Cmd counts as Ctrl on a Mac. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const ctrl = IS_MAC ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [ctrl ? 'ctrl' : '', event.altKey ? 'alt' : '', event.shiftKey && (event.key.length > 1 || ctrl || event.altKey) ? 'shift' : '', key].filter(Boolean).join('+');
}
