/** Escapes characters as `cXX`, two hex digits behind an escape character: VMware's way, with `|` in values and `%` in names. */
function escapeHex(text: string, escape: string, special: RegExp): string {
  return text.replace(special, (char) => escape + char.charCodeAt(0).toString(16).padStart(2, '0'));
}

/** undefined where an escape character is not followed by two hex digits. */
function unescapeHex(text: string, escaped: RegExp, broken: RegExp): string | undefined {
  if (broken.test(text)) return undefined;
  return text.replace(escaped, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** What must not stand in a quoted value: it would end the value or the line, and begin an entry of somebody else's choice. */
export function escapePipe(text: string): string {
  return escapeHex(text, '|', /[|"\x00-\x1f\x7f]/g);
}

/** Names of machines become names of files in places; slashes do not. */
export function escapePercent(text: string): string {
  return escapeHex(text, '%', /[%/\\]/g);
}

/** The reverse of {@link escapePipe}; undefined when the text is not escaped properly. */
export function unescapePipe(text: string): string | undefined {
  return unescapeHex(text, /\|([0-9a-fA-F]{2})/g, /\|(?![0-9a-fA-F]{2})/);
}

/** The reverse of {@link escapePercent}; undefined when the text is not escaped properly. */
export function unescapePercent(text: string): string | undefined {
  return unescapeHex(text, /%([0-9a-fA-F]{2})/g, /%(?![0-9a-fA-F]{2})/);
}
