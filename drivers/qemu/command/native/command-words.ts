import { confError } from '../../../conf/lens/conf-error.ts';

/** The words of a command as a shell would read them: quotes, backslashes, lines that go on. No variables, no patterns. */
export function commandWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote === "'") {
      if (letter === quote) quote = undefined;
      else word = (word ?? '') + letter;
    } else if (letter === '\\') {
      const next = text.charAt(++at);
      if (next !== '\n') word = (word ?? '') + (quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next);
    } else if (letter === '"' || (letter === "'" && quote === undefined)) {
      quote = quote === letter ? undefined : letter;
      word ??= '';
    } else if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (quote !== undefined) throw confError('internal-error', 'command ends within a quotation', 'qemu');
  return word === undefined ? words : [...words, word];
}
