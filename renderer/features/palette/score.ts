/**
 * How well a text answers what was typed: higher is better, undefined not at all. Every word must be found; beginnings
 * of words count more than letters in between, and an exact beginning most.
 */
export function score(typed: string, text: string): number | undefined {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const have = text.toLowerCase();
  let total = 0;
  for (const word of words) {
    const found = scoreWord(word, have);
    if (found === undefined) return undefined;
    total += found;
  }
  return total - text.length / 1000;
}

function scoreWord(word: string, have: string): number | undefined {
  if (have.startsWith(word)) return 100;
  const boundary = new RegExp(`[^\\p{L}\\p{N}]${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u');
  if (boundary.test(have)) return 60;
  if (have.includes(word)) return 40;
  let from = 0;
  for (const letter of word) {
    const at = have.indexOf(letter, from);
    if (at < 0) return undefined;
    from = at + 1;
  }
  return word.length < 2 ? undefined : 10;
}
