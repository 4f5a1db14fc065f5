import type { Codec } from '../lens/codec.ts';

/** One of a list of words, with its own complaint about any other. */
export function wordOf<const W extends readonly string[]>(words: W, complain: (text: string) => Error): Codec<W[number]> {
  return {
    kind: 'enum',
    words,
    decode(text) {
      const found: W[number] | undefined = words.find((word) => word === text);
      if (found === undefined) throw complain(text);
      return found;
    },
    encode: (value) => value,
  };
}

/** A whole number whose absence or badness is judged later, where the words for it are known: bad is NaN. */
export function looseInteger(options: { readonly base?: 10 | 16 | 0; readonly signed?: boolean; readonly format?: (value: number) => string } = {}): Codec<number> {
  const { base = 10, signed = false, format = String } = options;
  const digits = base === 16 ? '(?:0[xX])?[0-9a-fA-F]{1,8}' : base === 0 ? '(?:0[xX][0-9a-fA-F]{1,8}|\\d{1,10})' : '\\d{1,10}';
  const pattern = new RegExp(`^\\s*${signed ? '[-+]?' : '\\+?'}${digits}$`);
  return {
    kind: 'integer',
    decode(text) {
      if (!pattern.test(text)) return Number.NaN;
      const value = base === 16 ? Number.parseInt(text, 16) : Number(text.trim());
      return value > 0xffff_ffff ? Number.NaN : value;
    },
    encode: format,
  };
}
