import { nextTurn } from '../../drivers/core/turns.ts';

const SLICE_MS = 4;

/** Keeps a long computation from holding up everything else: `await` its turn at every step. */
export class Pacer {
  #since = performance.now();

  /** Undefined while the slice of time lasts, then a promise that lets others run first. */
  turn(): Promise<void> | undefined {
    if (performance.now() - this.#since < SLICE_MS) return undefined;
    return nextTurn().then(() => {
      this.#since = performance.now();
    });
  }
}

/** Runs tasks side by side, at most so many at once; the first error ends it. */
export async function inParallel<T>(items: Iterable<T>, limit: number, run: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await run(next.value);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
