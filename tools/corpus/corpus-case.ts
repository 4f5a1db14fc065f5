import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a case expects: a result, an error with its text, an error, a schema violation, or a result with warnings. */
export type CorpusKind = 'ok' | 'parse-error' | 'failure' | 'invalid' | 'warning';

/** One line of an index: what goes in, what must come out. Paths are relative to the corpus folder. */
export interface CorpusCase {
  readonly corpus: string;
  readonly name: string;
  readonly tag: string;
  readonly kind: CorpusKind;
  readonly input: readonly string[];
  readonly expected: readonly string[];
  readonly deps: readonly string[];
  readonly params: string;
  readonly note: string;
}

/** Reads the files that cases name: first below `dir`, then below the fallback. */
export class CorpusFiles {
  readonly #roots: readonly string[];

  constructor(dir: string, fallback?: string) {
    this.#roots = fallback === undefined ? [dir] : [dir, fallback];
  }

  /** Where a file is, or undefined. */
  find(relative: string): string | undefined {
    return this.#roots.map((root) => path.join(root, relative)).find((file) => existsSync(file));
  }

  /** Like {@link find}, for a file that must be there. */
  path(relative: string): string {
    const found = this.find(relative);
    if (found === undefined) throw new MissingFile(relative);
    return found;
  }

  /** Names of what is in a folder, wherever parts of it are. */
  list(relative: string): string[] {
    const folders = this.#roots.map((root) => path.join(root, relative)).filter((folder) => existsSync(folder));
    return [...new Set(folders.flatMap((folder) => readdirSync(folder)))];
  }

  /** A file's text. */
  text(relative: string): string {
    return readFileSync(this.path(relative), 'utf8');
  }

  /** A file's bytes. */
  bytes(relative: string): Uint8Array {
    return readFileSync(this.path(relative));
  }
}

/** A file that the index names is neither in the corpus nor in the fallback. */
export class MissingFile extends Error {
  constructor(relative: string) {
    super(`no such file in the corpus: ${relative}`);
    this.name = 'MissingFile';
  }
}

/** Reads an index: tab-separated, one header line; lists inside a column are separated by `;`. */
export function parseIndex(text: string): CorpusCase[] {
  const [header = '', ...lines] = text.split('\n');
  const columns = header.split('\t');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const fields = line.split('\t');
      const at = (column: string): string => fields[columns.indexOf(column)] ?? '';
      const list = (column: string): string[] => at(column).split(';').map((part) => part.trim()).filter((part) => part !== '');
      return {
        corpus: at('corpus'),
        name: at('case'),
        tag: at('tag'),
        kind: kindOf(at('kind')),
        input: list('input'),
        expected: list('expected'),
        deps: list('deps'),
        params: at('params'),
        note: at('note'),
      };
    });
}

function kindOf(text: string): CorpusKind {
  switch (text) {
    case 'ok':
    case 'parse-error':
    case 'failure':
    case 'invalid':
    case 'warning':
      return text;
    default:
      throw new Error(`unknown kind of case in the index: ${text}`);
  }
}
