/** One condition of a filter. */
export type Term =
  | { readonly kind: 'text'; readonly text: string; readonly negated: boolean }
  | { readonly kind: 'is'; readonly key: WordKey; readonly values: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'compare'; readonly key: NumberKey; readonly operator: Operator; readonly value: number; readonly shown: string; readonly negated: boolean };

/** What can be asked by word. */
export const WORD_KEYS = ['name', 'host', 'folder', 'state', 'tag', 'address', 'autostart'] as const;
/** What can be asked by figure. */
export const NUMBER_KEYS = ['cpu', 'memory', 'vcpus', 'disk', 'network'] as const;
/** A key whose values are words. */
export type WordKey = (typeof WORD_KEYS)[number];
/** A key whose values are figures. */
export type NumberKey = (typeof NUMBER_KEYS)[number];
/** How a figure is compared. */
export type Operator = '<' | '≤' | '=' | '≥' | '>';

/** What a filter looks at. */
export interface FilterSubject {
  readonly words: (key: WordKey) => readonly string[];
  readonly figure: (key: NumberKey) => number;
}

const TERM = /^(-?)([a-z]+)(:|<=|>=|≤|≥|<|>|=)(.+)$/i;
const FIGURE = /^([\d.]+)\s*(%|b|k|kib|kb|m|mib|mb|g|gib|gb|t|tib|tb)?(\/s)?$/i;
const POWERS: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4 };

const isWordKey = (key: string): key is WordKey => WORD_KEYS.some((known) => known === key);
const isNumberKey = (key: string): key is NumberKey => NUMBER_KEYS.some((known) => known === key);

function operatorOf(sign: string): Operator {
  switch (sign) {
    case '<':
      return '<';
    case '<=':
    case '≤':
      return '≤';
    case '>':
      return '>';
    case '>=':
    case '≥':
      return '≥';
    default:
      return '=';
  }
}

function figureOf(text: string): number | undefined {
  const match = FIGURE.exec(text);
  if (match === null) return undefined;
  const value = Number(match[1]);
  if (Number.isNaN(value)) return undefined;
  const unit = (match[2] ?? '').toLowerCase();
  return value * 1024 ** (POWERS[unit.charAt(0)] ?? 0);
}

const unquote = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Reads one condition; a word with no key is looked for in names. */
export function parseTerm(text: string): Term {
  const match = TERM.exec(text);
  const negated = text.startsWith('-') && text.length > 1;
  const plain: Term = { kind: 'text', text: unquote(negated ? text.slice(1) : text), negated };
  if (match === null) return plain;
  const key = (match[2] ?? '').toLowerCase();
  const value = match[4] ?? '';
  if (isWordKey(key) && (match[3] === ':' || match[3] === '=')) {
    return { kind: 'is', key, values: value.split(',').map(unquote).filter(Boolean), negated };
  }
  const figure = isNumberKey(key) ? figureOf(unquote(value)) : undefined;
  if (!isNumberKey(key) || figure === undefined) return plain;
  return { kind: 'compare', key, operator: operatorOf(match[3] ?? '='), value: figure, shown: unquote(value), negated };
}

/** Splits a filter at its spaces; quotes hold words together. */
export function splitFilter(text: string): readonly string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

/** Reads a whole filter. */
export const parseFilter = (text: string): readonly Term[] => splitFilter(text).map(parseTerm);

function compare(term: Extract<Term, { kind: 'compare' }>, figure: number): boolean {
  switch (term.operator) {
    case '<':
      return figure < term.value;
    case '≤':
      return figure <= term.value;
    case '=':
      return figure === term.value;
    case '≥':
      return figure >= term.value;
    case '>':
      return figure > term.value;
  }
}

/** A star stands for anything; without one, a name or an address needs only hold the word. */
function wordMatches(key: WordKey, wanted: string, word: string): boolean {
  const [want, have] = [wanted.toLowerCase(), word.toLowerCase()];
  if (!want.includes('*')) return key === 'name' || key === 'address' || key === 'folder' ? have.includes(want) : have === want;
  let from = 0;
  const parts = want.split('*');
  for (const [at, part] of parts.entries()) {
    const found = at === parts.length - 1 && part !== '' ? have.lastIndexOf(part) : have.indexOf(part, from);
    if (found < from || (at === 0 && found !== 0) || (at === parts.length - 1 && part !== '' && found + part.length !== have.length)) return false;
    from = found + part.length;
  }
  return true;
}

function termMatches(term: Term, subject: FilterSubject): boolean {
  switch (term.kind) {
    case 'text': {
      const text = term.text.toLowerCase();
      return [...subject.words('name'), ...subject.words('address'), ...subject.words('tag')].some((word) => word.toLowerCase().includes(text));
    }
    case 'is':
      return subject.words(term.key).some((word) => term.values.some((value) => wordMatches(term.key, value, word)));
    case 'compare':
      return compare(term, subject.figure(term.key));
  }
}

/** Whether all conditions hold. */
export const matches = (terms: readonly Term[], subject: FilterSubject): boolean => terms.every((term) => termMatches(term, subject) !== term.negated);

/** Whether the answer may change with the figures alone. */
export const isLive = (terms: readonly Term[]): boolean => terms.some((term) => term.kind === 'compare' && term.key !== 'vcpus');
