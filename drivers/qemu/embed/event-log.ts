import type { DomainEvent } from '../../api/events.ts';
import type { LoggedEvent } from '../../api/extras.ts';
import type { HostFiles } from '../../transport/exec/host-files.ts';

/** A file that has grown so long becomes the old one; so at most twice that is kept. */
export const MOST_LOG_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * What happened to the machines of a root, kept by its keeper: a line of JSON an event, newest last. Before it grows too long the file
 * takes the place of the older one, `….1`. A line that a kill has cut off is left out.
 *
 *     {"timeMs":1700000000000,"event":{"kind":"lifecycle","dom":{…},"event":2,"detail":0}}
 *     {"timeMs":1700000000000,"text":"the keeper has started"}
 *
 * Integers that do not fit a number are written as {"$bigint":"…"}.
 */
export class EventLog {
  readonly #files: HostFiles;
  readonly #file: string;
  readonly #mostBytes: number;

  constructor(files: HostFiles, file: string, mostBytes = MOST_LOG_BYTES) {
    this.#files = files;
    this.#file = file;
    this.#mostBytes = mostBytes;
  }

  /** Adds what happened; only one process does that at a time. */
  async append(entries: readonly LoggedEvent[]): Promise<void> {
    const lines = Buffer.from(entries.map((entry) => `${JSON.stringify(entry, (_key, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value))}\n`).join(''));
    const [info] = await this.#files.stat([this.#file]);
    const size = info?.sizeBytes ?? 0n;
    if (info === undefined || size + BigInt(lines.length) > BigInt(this.#mostBytes)) {
      if (info !== undefined) await this.#files.rename(this.#file, `${this.#file}.1`);
      await this.#files.write(this.#file, lines);
      return;
    }
    const last = size === 0n ? undefined : (await this.#files.readRange(this.#file, size - 1n, 1))[0];
    const isTorn = last !== undefined && last !== NEWLINE;
    await this.#files.writeRange(this.#file, size, isTorn ? Buffer.concat([Buffer.from('\n'), lines]) : lines);
  }

  /** The newest so many, oldest first. */
  async read(most: number): Promise<readonly LoggedEvent[]> {
    const texts = await this.#files.read([`${this.#file}.1`, this.#file]);
    const entries = texts.flatMap((bytes) => Buffer.from(bytes ?? []).toString('utf8').split('\n')).flatMap(entryOf);
    return most > 0 ? entries.slice(-most) : [];
  }
}

function entryOf(line: string): LoggedEvent[] {
  if (line === '') return [];
  try {
    const { timeMs, event, text } = JSON.parse(line, reviveBigint) as { readonly [key: string]: unknown };
    if (typeof timeMs !== 'number') return [];
    return [{ timeMs, event: isEvent(event) ? event : undefined, text: typeof text === 'string' ? text : undefined }];
  } catch {
    return []; // cut off by a kill
  }
}

function reviveBigint(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bigint' in value)) return value;
  return BigInt(String(value.$bigint));
}

function isEvent(value: unknown): value is DomainEvent {
  return typeof value === 'object' && value !== null && 'kind' in value && 'dom' in value && typeof value.dom === 'object' && value.dom !== null && 'name' in value.dom;
}
