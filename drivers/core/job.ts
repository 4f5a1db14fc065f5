import type { CancelSignal } from '../api/records.ts';
import type { Disposable, Event } from '../api/connection.ts';
import { Emitter } from './emitter.ts';
import { VirError } from './vir-error.ts';

/** How far a job is. `total` 0 means: not known. `unit` says what is counted. */
export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'bytes' | 'steps';
  /** What is being done right now, in a few words. */
  readonly phase?: string;
}

/** The state of a {@link Job}. */
export type JobState = 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';

/** What a job's own work gets to report and to watch. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly report: (progress: JobProgress) => void;
}

/**
 * Something that takes longer than a moment: it has progress, can be cancelled, and can be waited for.
 * Cancelling asks the work to stop by its signal; the job has ended when the work has.
 */
export class Job<T> implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #abort = new AbortController();
  #state: JobState = 'running';
  #progress: JobProgress = { done: 0, total: 0, unit: 'steps' };
  /** State or progress changed. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** The result; rejects with the work's error, or `operation-aborted` after {@link cancel}. */
  readonly result: Promise<T>;

  constructor(work: (context: JobContext) => Promise<T>) {
    this.result = this.#run(work);
    this.result.catch(() => undefined); // whoever waits gets it; a job nobody waits for keeps its state
  }

  get state(): JobState {
    return this.#state;
  }

  get progress(): JobProgress {
    return this.#progress;
  }

  /** Asks the work to stop. */
  cancel(): void {
    if (this.#state !== 'running') return;
    this.#setState('cancelling');
    this.#abort.abort();
  }

  /** Waits for the end at most so long; undefined when it still runs then, or the signal fired. */
  async wait(timeoutMs: number, signal?: CancelSignal): Promise<{ readonly value: T } | undefined> {
    let stop = (): void => undefined;
    const pause = new Promise<undefined>((resolve) => {
      const timer = setTimeout(() => {
        resolve(undefined);
      }, timeoutMs);
      const onAbort = (): void => {
        resolve(undefined);
      };
      signal?.addEventListener('abort', onAbort);
      stop = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
    });
    try {
      return await Promise.race([this.result.then((value) => ({ value })), pause]);
    } finally {
      stop();
    }
  }

  readonly dispose = (): void => {
    this.cancel();
    this.#changed.dispose();
  };

  async #run(work: (context: JobContext) => Promise<T>): Promise<T> {
    try {
      const value = await work({ signal: this.#abort.signal, report: this.#report });
      this.#setState('done');
      return value;
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.#setState('failed');
        throw error;
      }
      this.#setState('cancelled');
      throw new VirError({ code: 'operation-aborted', domain: 'none', message: 'operation aborted: cancelled by user', cause: error });
    }
  }

  readonly #report = (progress: JobProgress): void => {
    this.#progress = progress;
    this.#changed.fire();
  };

  #setState(state: JobState): void {
    this.#state = state;
    this.#changed.fire();
    // Nothing changes after the end.
    if (state !== 'running' && state !== 'cancelling') this.#changed.dispose();
  }
}
