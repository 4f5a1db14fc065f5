import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_BYTES = 2 * 2 ** 20;

/** Lines that are only ever added. When the file is full it becomes the older one, and the older one goes. */
export class AuditFile {
  readonly path: string;
  readonly #older: string;
  readonly #mostBytes: number;
  readonly #onError: (error: unknown) => void;
  #writing: Promise<void> = Promise.resolve();
  #bytes: number | undefined;

  constructor(dataDir: string, onError: (error: unknown) => void, mostBytes = MOST_BYTES) {
    this.path = join(dataDir, 'audit.jsonl');
    this.#older = join(dataDir, 'audit.1.jsonl');
    this.#mostBytes = mostBytes;
    this.#onError = onError;
  }

  /** Adds a line after all earlier ones. What cannot be written is said in the log: it stops nothing. */
  add(record: object): void {
    const line = `${JSON.stringify(record)}\n`;
    this.#writing = this.#writing.then(() => this.#append(line)).catch(this.#onError);
  }

  /** Everything that is kept, the oldest first. */
  async lines(): Promise<readonly string[]> {
    await this.flush();
    const texts = await Promise.all([this.#older, this.path].map(readIfThere));
    return texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  }

  flush(): Promise<void> {
    return this.#writing;
  }

  async #append(line: string): Promise<void> {
    this.#bytes ??= await sizeOf(this.path);
    if (this.#bytes > 0 && this.#bytes + line.length > this.#mostBytes) {
      await rename(this.path, this.#older);
      this.#bytes = 0;
    }
    if (this.#bytes === 0) await mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 });
    await appendFile(this.path, line, { mode: 0o600 });
    this.#bytes += Buffer.byteLength(line);
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
