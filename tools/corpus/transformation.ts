import type { CorpusCase, CorpusFiles } from './corpus-case.ts';

/** One text that a transformation produced, and what it is compared with. */
export interface CorpusOutput {
  readonly actual: string;
  /** Path of the expected file, relative to the corpus; `text` instead where the expectation is computed. */
  readonly expected: string | { readonly text: string };
}

/**
 * How one corpus is run: from a case to its outputs. A negative case must throw the VirError libvirt reports.
 *
 * A file `families/*.ts` exports `transformations`; the runner finds the files by itself.
 */
export interface CorpusTransformation {
  readonly corpus: string;
  /** False for a case this transformation does not cover: counted as unsupported, that is as not passed. */
  supports?(one: CorpusCase): boolean;
  run(one: CorpusCase, files: CorpusFiles): readonly CorpusOutput[] | Promise<readonly CorpusOutput[]>;
}

/** The input of a case by position, or a clear complaint. */
export function inputOf(one: CorpusCase, index = 0): string {
  return at(one.input, index, 'input');
}

/** The expected file of a case by position. */
export function expectedOf(one: CorpusCase, index = 0): string {
  return at(one.expected, index, 'expected file');
}

/** The dependency of a case by position. */
export function depOf(one: CorpusCase, index = 0): string {
  return at(one.deps, index, 'dependency');
}

function at(list: readonly string[], index: number, what: string): string {
  const value = list[index];
  if (value === undefined) throw new Error(`case has no ${what} number ${index}`);
  return value;
}

/** The usual transformation: parse one text, format it, compare with the one expected file. */
export function roundTrip(corpus: string, transform: (text: string, one: CorpusCase) => string): CorpusTransformation {
  return {
    corpus,
    run: (one, files) => {
      const actual = transform(files.text(inputOf(one)), one);
      return one.kind === 'ok' ? [{ actual, expected: expectedOf(one) }] : [];
    },
  };
}

/** Joins lines that end in a backslash, as libvirt's tests do when they read a file. */
export function joinLines(text: string): string {
  return text.replaceAll('\\\n', '');
}
