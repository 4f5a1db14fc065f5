import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClientStream } from '../../../main/contract/define.ts';

/** Where a console stands. */
export type LinkState =
  /** Nothing to connect to now. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** It ended or failed, and is tried again by itself. `error` undefined: the other side ended it. */
  | { readonly kind: 'waiting'; readonly error: unknown; readonly retryAtMs: number }
  /** Somebody else has it. */
  | { readonly kind: 'inUse'; readonly error: unknown }
  /** Trying again by itself would not help: a person has to do something. */
  | { readonly kind: 'refused'; readonly error: unknown };

/** What a failure means for trying again. */
export type FailureKind = 'retry' | 'inUse' | 'refused';

/** What a link needs to know. */
export interface LinkOptions<Hello> {
  readonly open: (options: { readonly force: boolean; readonly signal: AbortSignal }) => Promise<ClientStream<Hello>>;
  /** Uses the stream until it ends. `ready` says that something can be seen. Rejects when it failed. */
  readonly run: (stream: ClientStream<Hello>, ready: () => void, signal: AbortSignal) => Promise<void>;
  readonly classify: (error: unknown) => FailureKind;
  readonly now?: () => number;
  /** Another window of ours had the line until then. */
  readonly heldUntilMs?: number | undefined;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** A link that held this long begins again with the shortest wait. */
const PROVEN_MS = 5000;
/** A host may take so long to see that a line has ended; until then it is we who have it. */
const OURS_MS = 10_000;

/** Keeps a console connected while it is wanted, with longer and longer waits between tries. */
export class ConsoleLink<Hello> {
  readonly store: StoreApi<LinkState> = createStore<LinkState>(() => ({ kind: 'idle' }));
  readonly #options: LinkOptions<Hello>;
  readonly #now: () => number;
  #wanted = false;
  #attempt: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #heldUntilMs: number;

  constructor(options: LinkOptions<Hello>) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#heldUntilMs = options.heldUntilMs ?? -Infinity;
  }

  /** Says whether there is something to connect to. Turning true tries at once; staying true changes nothing. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#failures = 0;
    this.#stop();
    if (wanted) void this.#try(false);
    else this.store.setState({ kind: 'idle' }, true);
  }

  /** Tries now instead of later; `force` takes it away from whoever has it. */
  retry(force = false): void {
    if (!this.#wanted) return;
    this.#failures = 0;
    this.#stop();
    void this.#try(force);
  }

  dispose(): void {
    this.want(false);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
  }

  async #try(force: boolean): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const isOver = (): boolean => attempt.signal.aborted;
    this.store.setState({ kind: 'connecting' }, true);
    let readyAtMs: number | undefined;
    let held = false;
    const letGo = (): void => {
      if (held) this.#heldUntilMs = this.#now();
    };
    try {
      const stream = await this.#options.open({ force, signal: attempt.signal });
      held = true;
      if (isOver()) {
        stream.close();
        letGo();
        return;
      }
      const ready = (): void => {
        readyAtMs = this.#now();
        if (!isOver()) this.store.setState({ kind: 'connected' }, true);
      };
      await this.#options.run(stream, ready, attempt.signal);
      letGo();
      if (!isOver()) this.#ended(undefined, readyAtMs);
    } catch (error) {
      // A display says only behind its opened stream that somebody else has it: it has not been ours then.
      if (readyAtMs !== undefined || this.#options.classify(error) !== 'inUse') letGo();
      if (!isOver()) this.#ended(error, readyAtMs);
    }
  }

  #ended(error: unknown, readyAtMs: number | undefined): void {
    this.#attempt = undefined;
    const seen = error === undefined ? 'retry' : this.#options.classify(error);
    const kind = seen === 'inUse' && this.#now() - this.#heldUntilMs < OURS_MS ? 'retry' : seen;
    if (kind !== 'retry') {
      this.store.setState({ kind, error }, true);
      return;
    }
    if (readyAtMs !== undefined && this.#now() - readyAtMs >= PROVEN_MS) this.#failures = 0;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.store.setState({ kind: 'waiting', error, retryAtMs: this.#now() + waitMs }, true);
    this.#timer = setTimeout(() => {
      void this.#try(false);
    }, waitMs);
  }
}
