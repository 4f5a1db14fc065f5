import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const DEFAULT_LINES = 500;
const MAX_LINES = 500_000;

/** The lines that were typed, kept in the user's cache as virsh keeps its own. */
export class History {
  readonly limit: number;
  readonly #file: string;
  /** Oldest first. */
  #lines: string[];

  constructor(file: string, limit: number, lines: readonly string[]) {
    this.#file = file;
    this.limit = limit;
    this.#lines = lines.slice(-limit);
  }

  /** Reads `$XDG_CACHE_HOME/vireo/history`; `VIREO_HISTSIZE` says how many lines are kept. */
  static open(): History {
    const cache = process.env['XDG_CACHE_HOME'];
    const file = join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'vireo', 'history');
    const wanted = Number(process.env['VIREO_HISTSIZE'] ?? DEFAULT_LINES);
    const limit = Number.isInteger(wanted) && wanted >= 0 && wanted <= MAX_LINES ? wanted : DEFAULT_LINES;
    return new History(file, limit, readLines(file));
  }

  get newestFirst(): readonly string[] {
    return this.#lines.toReversed();
  }

  /** Remembers a line; the same line again is not remembered twice. */
  add(line: string): void {
    if (this.#lines.at(-1) === line) return;
    this.#lines.push(line);
    this.#lines = this.#lines.slice(-this.limit);
  }

  /** Writes the file; only its owner can read it. A home that cannot be written to loses the history, nothing else. */
  save(): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      writeFileSync(this.#file, this.#lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
