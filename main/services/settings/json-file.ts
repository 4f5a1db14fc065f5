import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file held: an object, nothing, or something that is no JSON object and was put aside. */
export type JsonFileContent =
  | { readonly kind: 'object'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'absent' }
  | { readonly kind: 'broken'; readonly keptAs: string };

/**
 * One JSON object in one file. Written whole, to a second file that then takes the first one's place, so that a crash
 * leaves the old or the new text; a file that cannot be read as JSON is put aside, never overwritten.
 */
export class JsonFile {
  readonly path: string;
  readonly #now: () => Date;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, now: () => Date = () => new Date()) {
    this.path = path;
    this.#now = now;
  }

  async read(): Promise<JsonFileContent> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return { kind: 'absent' };
      throw error;
    }
    const value = parseObject(text);
    return value === undefined ? { kind: 'broken', keptAs: await this.putAside() } : { kind: 'object', value };
  }

  /** Moves the file out of the way and says where it is now. */
  async putAside(): Promise<string> {
    const date = this.#now().toISOString().replace(/[:.]/g, '-');
    const keptAs = `${this.path}.broken-${date}`;
    await rename(this.path, keptAs);
    return keptAs;
  }

  /** Writes after all earlier writes. */
  write(value: Readonly<Record<string, unknown>>): Promise<void> {
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    const next = this.#writing.then(() => this.#replace(text));
    // The next write must go on after a failed one; whoever asked for the failed one gets its error.
    this.#writing = next.catch(() => undefined);
    return next;
  }

  /** Waits until everything that was asked for is written. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #replace(text: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const temporary = `${this.path}.${process.pid}.new`;
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
