/** The text of a C character array: it ends at the first NUL. */
export function charsToText(chars: Uint8Array): string {
  const end = chars.indexOf(0);
  return Buffer.from(end < 0 ? chars : chars.subarray(0, end)).toString('utf8');
}
