import type { Disposable } from '../../../api/connection.ts';
import type { CancelSignal } from '../../../api/records.ts';
import type { JobProgress } from '../../../core/job.ts';
import type { VirError } from '../../../core/vir-error.ts';
import { WakeUp } from '../../../core/wake-up.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import { qemuError, qmpErrorClass } from '../../qmp/qmp-error.ts';
import { jobStatus, queryJobs, type QemuJob, type QemuJobStatus } from '../../qmp/query-jobs.ts';

/**
 * How a job stands, in libvirt's words. `ready`: a mirror or an active commit has caught up and keeps up. `pending`: it has done all but its
 * last step, which waits for {@link SyncJob.finalize}; what the guest writes waits, too.
 */
export type SyncJobState = 'running' | 'ready' | 'pending' | 'completed' | 'failed' | 'canceled';

/** How to wait. */
export interface SyncJobWait {
  /** Give up waiting after so long; the job goes on. */
  readonly timeoutMs?: number | undefined;
  /** Give up waiting when it fires; the job goes on. */
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** How a job is ended with its purpose. */
export interface SyncJobComplete extends SyncJobWait {
  readonly beforeLast?: (() => Promise<void>) | undefined;
}

/** How a job is handled. */
export interface SyncJobOptions {
  /** It stays with QEMU when it is over, until {@link SyncJob.dismiss}: whoever comes after us finds how it ended. */
  readonly isKept?: boolean | undefined;
  /** It was started with `auto-finalize` off: its last step is ours. */
  readonly isHeld?: boolean | undefined;
}

/** How often QEMU is asked for progress. */
const POLL_MS = 250;

/**
 * Synchronous handling of one of QEMU's jobs.
 *
 * From {@link begin} to {@link dispose} the events about the job are kept, and the state moves only in {@link update},
 * {@link wait}, {@link complete} and {@link cancel}: whoever drives the job sees every step in order, and does what a
 * step asks for (bitmaps, nodes) while the state stands still. Begin *before* the job is started, so that no event is
 * missed. Jobs must be started with `auto-dismiss` off: the last step reads the reason and dismisses the job.
 */
export class SyncJob implements Disposable {
  readonly id: string;
  readonly #client: QmpClient;
  readonly #statuses: QemuJobStatus[] = [];
  readonly #wake = new WakeUp();
  readonly #subscriptions: readonly Disposable[];
  #closed: VirError | undefined;
  #state: SyncJobState = 'running';
  #told: SyncJobState = 'running';
  #status: QemuJobStatus = 'created';
  #isCanceling = false;
  readonly #isKept: boolean;
  /** The last step is still ours to take. */
  #isHeld: boolean;
  #error: string | undefined;
  #last: QemuJob | undefined;

  /** Begins synchronous handling of a job that is about to be started. */
  static begin(client: QmpClient, id: string, options: SyncJobOptions = {}): SyncJob {
    return new SyncJob(client, id, options);
  }

  /** The same for one that may have been started long ago, by an earlier process; undefined when there is none. */
  static async attach(client: QmpClient, id: string, options: SyncJobOptions = {}): Promise<SyncJob | undefined> {
    const job = new SyncJob(client, id, options);
    const found = (await queryJobs(client)).find((one) => one.id === id);
    if (found === undefined) {
      job.dispose();
      return undefined;
    }
    job.#statuses.unshift(found.status);
    return job;
  }

  private constructor(client: QmpClient, id: string, { isKept = false, isHeld = false }: SyncJobOptions) {
    this.#client = client;
    this.#isKept = isKept;
    this.#isHeld = isHeld;
    this.id = id;
    this.#closed = client.closeError;
    this.#subscriptions = [
      client.onDidEvent(({ name, data }) => {
        if (name !== 'JOB_STATUS_CHANGE' || data['id'] !== id || typeof data['status'] !== 'string') return;
        this.#statuses.push(jobStatus(data['status']));
        this.#wake.notify();
      }),
      client.onDidClose((error) => {
        this.#closed = error;
        this.#wake.notify();
      }),
    ];
  }

  /** As it was at the last {@link update}. */
  get state(): SyncJobState {
    return this.#told;
  }

  /** Why it failed, in QEMU's words. */
  get error(): string | undefined {
    return this.#error;
  }

  /** What QEMU last said of it. */
  get info(): QemuJob | undefined {
    return this.#last;
  }

  /** Processes the events that have come. */
  async update(): Promise<SyncJobState> {
    this.#told = await this.#process();
    return this.#told;
  }

  /**
   * Waits until the state is another one than was told last: `ready`, or the end. Undefined when the time is up or the
   * signal fired; the job goes on then.
   *
   * @throws VirError when QEMU has ended.
   */
  async wait(options: SyncJobWait = {}): Promise<SyncJobState | undefined> {
    const from = this.#told;
    if (isOver(from)) return from;
    const state = await this.#until((now) => now !== from, options);
    if (state !== undefined) this.#told = state;
    return state;
  }

  /** Waits until the job is over, whatever comes in between. */
  async finish(options: SyncJobWait = {}): Promise<SyncJobState | undefined> {
    for (;;) {
      const state = await this.#until(isAtLastStep, options);
      if (state !== undefined) this.#told = state;
      if (state !== 'pending') return state;
      await this.finalize();
    }
  }

  /** Lets a job that is `pending` take its last step. */
  async finalize(): Promise<void> {
    this.#letGo();
    try {
      await this.#client.execute('job-finalize', { id: this.id });
    } catch (error) {
      // It may have ended while we asked.
      if (!isOver(await this.#process())) throw error;
    }
  }

  #letGo(): void {
    this.#isHeld = false;
    if (this.#state === 'pending') this.#state = 'running';
  }

  /**
   * Ends a job that is ready with its purpose: the copy, or the lower image, becomes the disk.
   *
   * @param beforeLast Runs when both sides are the same and nothing is written until the last step is taken, if that is ours to take; the job
   * is given up when it fails.
   * @throws block-copy-active when it is not ready; operation-failed when it fails on the last step.
   */
  async complete({ beforeLast, ...options }: SyncJobComplete = {}): Promise<void> {
    const state = await this.update();
    if (state !== 'ready') throw qemuError('block-copy-active', `block job '${this.id}' is not ready for pivot yet`);
    await this.#client.execute('job-complete', { id: this.id }, { signal: options.signal });
    const last = await this.#until(isAtLastStep, options);
    if (last === 'pending' && beforeLast !== undefined) await this.#unlessFails(beforeLast);
    const end = await this.finish(options);
    if (end !== 'completed') throw qemuError('operation-failed', `block job '${this.id}' failed to pivot: ${this.#error ?? end ?? 'it took too long'}`);
  }

  async #unlessFails(beforeLast: () => Promise<void>): Promise<void> {
    try {
      await beforeLast();
    } catch (error) {
      await this.cancel({ isForced: true });
      throw error;
    }
  }

  /** Gives the job up. A mirror that is ready leaves a whole copy behind, as of this moment, unless it is forced. */
  async cancel({ isForced = false, ...options }: SyncJobWait & { readonly isForced?: boolean } = {}): Promise<SyncJobState | undefined> {
    if (isOver(await this.update())) return this.#told;
    this.#isCanceling = true;
    try {
      if (isForced) {
        this.#letGo();
        await this.#client.execute('job-cancel', { id: this.id });
      } else await this.#client.execute('block-job-cancel', { device: this.id });
    } catch (error) {
      // It may have ended while we asked.
      if (qmpErrorClass(error) !== 'DeviceNotActive' && !isOver(await this.#process())) throw error;
    }
    return this.finish(options);
  }

  /** Limits its speed; 0: no limit. */
  async setSpeed(bytesPerSecond: bigint): Promise<void> {
    await this.#client.execute('block-job-set-speed', { device: this.id, speed: bytesPerSecond });
  }

  /** Lets QEMU forget a job that is over and was kept. */
  async dismiss(): Promise<void> {
    if (!this.#isKept) return;
    const found = (await queryJobs(this.#client)).find(({ id }) => id === this.id);
    if (found?.status === 'concluded') await this.#client.execute('job-dismiss', { id: this.id });
  }

  /** Ends synchronous handling; the job goes on, if it is not over. */
  readonly dispose = (): void => {
    for (const one of this.#subscriptions) one.dispose();
    this.#wake.dispose();
  };

  async #process(): Promise<SyncJobState> {
    for (let status = this.#statuses.shift(); status !== undefined; status = this.#statuses.shift()) await this.#apply(status);
    if (this.#closed !== undefined && !isOver(this.#state)) throw this.#closed;
    return this.#state;
  }

  async #apply(status: QemuJobStatus): Promise<void> {
    if (isOver(this.#state)) return;
    this.#status = status;
    if (status === 'ready' || status === 'standby') this.#state = 'ready';
    // QEMU passes by there with every job.
    else if (status === 'pending' && this.#isHeld) this.#state = 'pending';
    else if (status === 'concluded') await this.#conclude();
    // Started with auto-dismiss by somebody else: how it ended cannot be known but by us.
    else if (status === 'null') this.#state = this.#isCanceling ? 'canceled' : 'completed';
  }

  async #conclude(): Promise<void> {
    const found = await this.#ask();
    this.#error = found?.error;
    const isCanceled = this.#isCanceling && this.#error !== undefined;
    this.#state = isCanceled ? 'canceled' : this.#error === undefined ? 'completed' : 'failed';
    if (!this.#isKept) await this.#client.execute('job-dismiss', { id: this.id });
  }

  async #ask(): Promise<QemuJob | undefined> {
    const found = (await queryJobs(this.#client)).find((one) => one.id === this.id);
    if (found !== undefined) this.#last = found;
    return found;
  }

  async #until(isReached: (state: SyncJobState) => boolean, { timeoutMs, signal, onProgress }: SyncJobWait): Promise<SyncJobState | undefined> {
    const endAtMs = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    while (!isReached(await this.#process())) {
      if (signal?.aborted === true || performance.now() >= endAtMs) return undefined;
      await this.#wake.wait(Math.min(POLL_MS, endAtMs - performance.now()), signal);
      if (this.#statuses.length > 0 || this.#closed !== undefined) continue;
      const found = await this.#ask();
      if (found !== undefined) onProgress?.(progressOf(found, this.#state));
      // A job without events (QEMU tells none about those before the monitor was opened).
      if (found !== undefined && found.status !== this.#status && this.#statuses.length === 0) this.#statuses.push(found.status);
    }
    if (this.#last !== undefined) onProgress?.(progressOf(this.#last, this.#state));
    return this.#state;
  }
}

function isAtLastStep(state: SyncJobState): boolean {
  return state === 'pending' || isOver(state);
}

/** Whether the job is over. */
export function isOver(state: SyncJobState): boolean {
  return state === 'completed' || state === 'failed' || state === 'canceled';
}

function progressOf({ currentProgress, totalProgress }: QemuJob, state: SyncJobState): JobProgress {
  const total = Number(totalProgress);
  const done = state === 'completed' ? total : Math.min(Number(currentProgress), total);
  return { done, total, unit: 'bytes', phase: state === 'ready' ? 'mirroring' : 'copying' };
}

/**
 * Runs a job from its start to its end.
 *
 * @param start Sends the command that starts it.
 * @throws operation-failed with QEMU's reason; operation-aborted when the signal fired: the job was given up then.
 */
export async function runJob(client: QmpClient, id: string, start: () => Promise<unknown>, options: SyncJobWait & { readonly what: string }): Promise<void> {
  const job = SyncJob.begin(client, id);
  try {
    await start();
    const state = await job.finish(options);
    if (state === 'completed') return;
    if (state === undefined) {
      await job.cancel({ isForced: true, timeoutMs: 10_000 });
      throw qemuError(options.signal?.aborted === true ? 'operation-aborted' : 'operation-timeout', `${options.what} was given up`);
    }
    throw qemuError('operation-failed', `${options.what}: ${job.error ?? state}`);
  } finally {
    job.dispose();
  }
}
