const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', y: 'ý', c: 'ç', n: 'ñ', s: 'š', z: 'ž',
  A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú', C: 'Ç', N: 'Ñ', S: 'Š', Z: 'Ž',
};

/**
 * The text as the pseudo-locale writes it: accented, about a third longer, in brackets, so that words that did not
 * come from the catalogue, cut texts and glued sentences are seen at once. Places for values stay.
 */
export function pseudo(text: string): string {
  const parts = text.split(/(\{\w+\})/);
  const accented = parts.map((part) => (part.startsWith('{') ? part : part.replace(/[A-Za-z]/g, (letter) => ACCENTED[letter] ?? letter))).join('');
  const letters = text.replace(/\{\w+\}/g, '').length;
  return `[${accented}${'~'.repeat(Math.ceil(letters / 3))}]`;
}
