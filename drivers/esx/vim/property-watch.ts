import type { Disposable } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ObjectUpdate, PropertySpec } from './vim.gen.ts';
import { viewSpec } from './property-collector.ts';
import { isFault } from './vim-faults.ts';
import type { VimClient } from './vim-client.ts';
import type { MoRef } from './vim-value.ts';

/** What a watch tells. */
export interface WatchSink {
  /** Everything is told anew from here: forget what is not in the updates until {@link complete}. */
  readonly restart: () => void;
  readonly updates: (objects: readonly ObjectUpdate[]) => void;
  /** All that came up to now is one consistent state. */
  readonly complete: () => void;
  /** The host does not answer any more. */
  readonly lost: (error: VirError) => void;
}

const WAIT_S = 30;
/** Besides the wait itself. */
const GRACE_MS = 30_000;
const MAX_UPDATES = 1000;
const RETRIES = 3;
const RETRY_MS = 500;

/**
 * Follows all objects of some types below a container: their state as a snapshot, in pieces, then every change as it happens
 * (WaitForUpdatesEx). One request is always on its way; nothing is polled.
 */
export class PropertyWatch implements Disposable {
  readonly #client: VimClient;
  readonly #container: MoRef;
  readonly #wanted: readonly PropertySpec[];
  readonly #sink: WatchSink;
  readonly #abort = new AbortController();
  #collector: MoRef | undefined;

  constructor(client: VimClient, container: MoRef, wanted: readonly PropertySpec[], sink: WatchSink) {
    this.#client = client;
    this.#container = container;
    this.#wanted = wanted;
    this.#sink = sink;
  }

  /** Resolves when the snapshot is there; goes on in the background. */
  async start(): Promise<void> {
    const version = await this.#snapshot();
    void this.#follow(version);
  }

  readonly dispose = (): void => {
    this.#abort.abort();
    const collector = this.#collector;
    this.#collector = undefined;
    if (collector !== undefined) this.#client.call('DestroyPropertyCollector', collector, {}, { deadlineMs: 2000 }).catch(() => undefined); // it goes with the session
  };

  /** A method, not a field: it may change at every await. */
  #hasEnded(): boolean {
    return this.#abort.signal.aborted;
  }

  async #snapshot(): Promise<string> {
    const { content } = this.#client;
    // A collector of its own: waiting on the common one would make other calls wait too.
    this.#collector = await this.#client.call('CreatePropertyCollector', content.propertyCollector, {});
    const view = await this.#client.call('CreateContainerView', this.#client.manager('viewManager'), {
      container: this.#container,
      type: this.#wanted.map(({ type }) => type),
      recursive: true,
    });
    await this.#client.call('CreateFilter', this.#collector, { spec: viewSpec(view, this.#wanted), partialUpdates: false });
    this.#sink.restart();
    const version = await this.#wait('');
    this.#sink.complete();
    return version;
  }

  /** One answer, with all that was cut off it. */
  async #wait(from: string): Promise<string> {
    let version = from;
    for (;;) {
      if (this.#collector === undefined) throw libvirtError('esx', 'operation-aborted', 'the watch has ended');
      const set = await this.#client.call(
        'WaitForUpdatesEx',
        this.#collector,
        { version, options: { maxWaitSeconds: WAIT_S, maxObjectUpdates: MAX_UPDATES } },
        { deadlineMs: WAIT_S * 1000 + GRACE_MS, signal: this.#abort.signal },
      );
      if (set === undefined) return version;
      version = set.version;
      for (const { objectSet } of set.filterSet ?? []) this.#sink.updates(objectSet ?? []);
      if (set.truncated !== true) return version;
    }
  }

  async #follow(from: string): Promise<void> {
    let version = from;
    let failures = 0;
    while (!this.#hasEnded()) {
      try {
        const next = await this.#wait(version);
        failures = 0;
        if (next !== version) this.#sink.complete();
        version = next;
      } catch (error) {
        if (this.#hasEnded()) return;
        failures += 1;
        const told = VirError.from(error, { domain: 'esx' });
        if (failures > RETRIES) {
          this.#sink.lost(told);
          return;
        }
        await pause(RETRY_MS * failures, this.#abort.signal);
        // A version that the host does not know any more, a session that has ended: begin anew.
        const again = await this.#restart(told);
        if (again !== undefined) version = again;
      }
    }
  }

  async #restart(error: VirError): Promise<string | undefined> {
    if (this.#hasEnded()) return undefined;
    if (error.code === 'operation-timeout' || isFault(error, 'RequestCanceled')) return undefined;
    try {
      return await this.#snapshot();
    } catch (failure) {
      // Counted by the next round, which fails too.
      if (VirError.is(failure)) return undefined;
      throw failure;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
