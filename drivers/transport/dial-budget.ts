import type { Disposable, OpenOptions, Prompt, PromptAnswer } from '../api/connection.ts';
import type { ConnectStep } from '../api/errors.ts';
import type { CancelSignal } from '../api/records.ts';
import { toDisposable } from '../core/lifecycle.ts';
import { VirError } from '../core/vir-error.ts';

const DEFAULT_DEADLINE_MS = 30_000;

/**
 * How long opening a connection may take, and whether it is still wanted. Its clock stands still while
 * a person is asked something.
 */
export class DialBudget implements Disposable {
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #options: OpenOptions;
  readonly #target: string;
  #step: ConnectStep = 'connect';
  #leftMs: number;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #questions = 0;
  #disposed = false;

  constructor(target: string, options: OpenOptions, defaultDeadlineMs = DEFAULT_DEADLINE_MS) {
    this.signal = this.#abort.signal;
    this.#options = options;
    this.#target = target;
    this.#leftMs = options.deadlineMs ?? defaultDeadlineMs;
    options.signal?.addEventListener('abort', this.#onCancel);
    if (options.signal?.aborted === true) this.#onCancel();
    else this.#start();
  }

  /** Whether anybody can be asked. */
  get canAsk(): boolean {
    return this.#options.prompt !== undefined;
  }

  /** What is being done now; an error for lateness says so. */
  set step(step: ConnectStep) {
    this.#step = step;
  }

  /** Asks the person; undefined when there is nobody, or when they cancel. `ended`: the answer is of no use any more. */
  async ask(prompt: Prompt, ended?: AbortSignal): Promise<PromptAnswer> {
    if (this.#options.prompt === undefined) return undefined;
    this.#questions += 1;
    this.#stop();
    try {
      const signal: CancelSignal = ended === undefined ? this.signal : AbortSignal.any([this.signal, ended]);
      return await this.#options.prompt(prompt, signal);
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0 && !this.signal.aborted && !this.#disposed) this.#start();
    }
  }

  /**
   * Runs a piece of work that may never answer. When the time is up or nobody wants it any more, it
   * rejects at once; `late` then gets what the work still brings, to put it away.
   */
  async race<T>(work: Promise<T>, late: (value: T) => void = () => undefined): Promise<T> {
    let stop = (): void => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      const onAbort = (): void => {
        reject(VirError.from(this.signal.reason));
      };
      if (this.signal.aborted) onAbort();
      this.signal.addEventListener('abort', onAbort);
      stop = () => {
        this.signal.removeEventListener('abort', onAbort);
      };
    });
    try {
      return await Promise.race([work, ended]);
    } catch (error) {
      if (this.signal.aborted) work.then(late, () => undefined);
      throw error;
    } finally {
      stop();
    }
  }

  /** Runs `undo` if the time is up before the answer is disposed. */
  onAbort(undo: () => void): Disposable {
    if (this.signal.aborted) queueMicrotask(undo);
    this.signal.addEventListener('abort', undo);
    return toDisposable(() => {
      this.signal.removeEventListener('abort', undo);
    });
  }

  readonly dispose = (): void => {
    this.#disposed = true;
    this.#stop();
    this.#options.signal?.removeEventListener('abort', this.#onCancel);
  };

  readonly #onCancel = (): void => {
    this.#stop();
    this.#abort.abort(this.#error('operation-aborted', `connecting to ${this.#target} was cancelled`));
  };

  #start(): void {
    this.#startedAtMs = performance.now();
    this.#timer = setTimeout(() => {
      this.#abort.abort(this.#error('operation-timeout', `Timed out while connecting to ${this.#target}`));
    }, this.#leftMs);
  }

  #stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs = Math.max(1, this.#leftMs - (performance.now() - this.#startedAtMs));
  }

  #error(code: 'operation-aborted' | 'operation-timeout', message: string): VirError {
    return new VirError({ code, domain: 'rpc', message, subject: this.#target, step: this.#step });
  }
}
