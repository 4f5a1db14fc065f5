/**
 * Text of another computer, safe to show in a terminal or a window: no control characters (escape sequences), no
 * marks that turn the direction of what follows, and not endless.
 */
export function printable(text: string, mostCharacters = 2000): string {
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
  return cut.replaceAll('\r\n', '\n').replace(/[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�');
}
