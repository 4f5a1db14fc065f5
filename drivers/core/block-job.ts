import type { Connection, Disposable } from '../api/connection.ts';
import type { DomainEvent, DomainEventKind } from '../api/events.ts';
import type { BlockJobInfo, CallOptions, CancelSignal } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { ConnectDomainEventBlockJobStatus as Status, DomainBlockJobAbortFlags as Abort, DomainEventType } from './constants.ts';
import { libvirtError } from './error-text.ts';
import type { JobProgress } from './job.ts';
import { hasMethod, requireMethod } from './require-method.ts';
import { VirError } from './vir-error.ts';
import { WakeUp } from './wake-up.ts';

/** Where a block job stands. `ready`: a copy or an active commit is in its mirroring phase and can be pivoted. */
export type BlockJobStatus = 'running' | 'ready' | 'completed' | 'failed' | 'canceled';

/** How to wait for a block job. */
export interface BlockJobWait {
  /** Give up waiting after so long; the job goes on. */
  readonly timeoutMs?: number;
  /** Give up waiting when it fires; the job goes on. */
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

/** How often the hypervisor is asked for progress. */
const POLL_MS = 500;
/** Looks at a job that has vanished, or stands at its end, before its event is believed to be lost. */
const PATIENCE = 5;
const BLOCK_JOB_EVENTS: readonly DomainEventKind[] = ['block-job', 'block-job-2'];
const WORDS: { readonly [status: number]: BlockJobStatus } = {
  [Status.COMPLETED]: 'completed', [Status.FAILED]: 'failed', [Status.CANCELED]: 'canceled', [Status.READY]: 'ready',
};

/** Whether the job is over. */
export function isOver(status: BlockJobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}

/**
 * Synchronous handling of the block job on one disk, over the facets of any driver.
 *
 * From {@link begin} to {@link end} the hypervisor's events about the job are kept, and {@link status} moves only
 * in {@link update}, {@link wait}, {@link pivot} and {@link cancel}: whoever drives the job sees every
 * step in order and none behind his back. Begin *before* the job is started, so that no event is missed. The
 * end of the machine or of the connection while one waits is an error that says so. Hypervisors without these
 * events are asked instead.
 *
 *     const job = await BlockJob.begin(connection, dom, 'vda');
 *     try {
 *       await requireMethod(connection, 'domain', 'blockCopy')(dom, 'vda', xml, [], 0);
 *       if ((await job.wait({ onProgress })) === 'ready') await job.pivot();
 *     } finally {
 *       await job.end();
 *     }
 */
export class BlockJob {
  readonly disk: string;
  readonly #connection: Connection;
  readonly #dom: DomainRef;
  readonly #events: DomainEvent[] = [];
  readonly #wake = new WakeUp();
  readonly #registered: number[] = [];
  readonly #close: Disposable;
  #hasBothEvents = false;
  #closed: VirError | undefined;
  #dead: VirError | undefined;
  #status: BlockJobStatus = 'running';
  /** The last status that the driver of the job was told: waiting means waiting for another one. */
  #told: BlockJobStatus = 'running';
  #lastInfo: BlockJobInfo | undefined;

  /**
   * Begins synchronous handling.
   *
   * @param disk As the job will be started with: the target (`vda`) or the path of the image.
   */
  static async begin(connection: Connection, dom: DomainRef, disk: string, options?: CallOptions): Promise<BlockJob> {
    const job = new BlockJob(connection, dom, disk);
    try {
      await job.#listen(options);
      return job;
    } catch (error) {
      await job.end();
      throw error;
    }
  }

  private constructor(connection: Connection, dom: DomainRef, disk: string) {
    this.#connection = connection;
    this.#dom = dom;
    this.disk = disk;
    this.#close = connection.onDidClose(({ error }) => {
      const cause = error === undefined ? undefined : VirError.fromInfo(error);
      const why = cause === undefined ? 'the connection has ended' : cause.message;
      this.#closed = libvirtError('none', 'operation-failed', `nothing is known of the block job on disk '${disk}' of '${dom.name}' any more: ${why}`, { subject: dom.name, cause });
      this.#wake.notify();
    });
  }

  /** As it was at the last {@link update}. */
  get status(): BlockJobStatus {
    return this.#status;
  }

  /** What the hypervisor last said of its progress. */
  get info(): BlockJobInfo | undefined {
    return this.#lastInfo;
  }

  /**
   * Processes the events that have come. Asks nobody.
   *
   * @throws operation-failed when the machine or the connection has ended before the job.
   */
  update(): BlockJobStatus {
    this.#told = this.#process();
    return this.#told;
  }

  /**
   * Waits until the job is over, or for a copy or active commit in its first phase until it is ready. Undefined when
   * the time is up or the signal fired; the job goes on then, and one may wait again.
   *
   * @throws operation-failed when the machine or the connection ends.
   */
  async wait(options: BlockJobWait = {}): Promise<BlockJobStatus | undefined> {
    const from = this.#told;
    if (isOver(from)) return from;
    const status = await this.#until((now) => now !== from, options);
    if (status !== undefined) this.#told = status;
    return status;
  }

  /**
   * Makes the copy (or the base of an active commit) the machine's disk and waits until it is.
   *
   * @throws block-copy-active when the job is not ready.
   * @throws operation-failed when the job fails, or the machine or the connection ends.
   */
  async pivot(options: BlockJobWait = {}): Promise<void> {
    await this.#abort(Abort.ASYNC | Abort.PIVOT);
    await this.#finish(['completed'], 'pivot', options);
  }

  /**
   * Ends the job and waits until it has ended. A copy that is ready stays a copy as of this moment, a commit is given up.
   *
   * @throws operation-failed when the machine or the connection ends.
   */
  async cancel(options: BlockJobWait = {}): Promise<BlockJobStatus> {
    if (isOver(this.#process())) return this.#status;
    try {
      await this.#abort(Abort.ASYNC);
    } catch (error) {
      // It may have ended while we asked; then there is nothing to cancel.
      if (!isOver(this.#process())) throw error;
    }
    return this.#finish(['canceled', 'completed'], 'cancel', options);
  }

  /** Ends synchronous handling. The job itself goes on, if it is not over. */
  async end(): Promise<void> {
    this.#close.dispose();
    this.#wake.dispose();
    if (this.#closed !== undefined) return;
    const registered = this.#registered.splice(0);
    if (registered.length === 0) return;
    const deregister = requireMethod(this.#connection, 'connect', 'domainEventDeregisterAny');
    await Promise.all(registered.map((id) => deregister(id)));
  }

  async #listen(options: CallOptions | undefined): Promise<void> {
    if (!hasMethod(this.#connection, 'connect', 'domainEventRegisterAny')) return;
    const register = requireMethod(this.#connection, 'connect', 'domainEventRegisterAny');
    const listen = async (kind: DomainEventKind): Promise<boolean> => {
      try {
        const take = (event: DomainEvent): void => {
          this.#events.push(event);
          this.#wake.notify();
        };
        this.#registered.push(await register(kind, this.#dom, take, options));
        return true;
      } catch (error) {
        // An old hypervisor has not this kind: the job is asked for.
        if (VirError.is(error) && ['no-support', 'invalid-arg', 'argument-unsupported', 'operation-unsupported'].includes(error.code)) return false;
        throw error;
      }
    };
    const has = await Promise.all([...BLOCK_JOB_EVENTS, 'lifecycle' as const].map(listen));
    this.#hasBothEvents = has[0] === true && has[1] === true;
  }

  #process(): BlockJobStatus {
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) this.#apply(event);
    if (!isOver(this.#status)) {
      const error = this.#dead ?? this.#closed;
      if (error !== undefined) throw error;
    }
    return this.#status;
  }

  #apply(event: DomainEvent): void {
    if (event.dom.uuid !== this.#dom.uuid) return;
    if (event.kind === 'lifecycle') {
      if (event.event !== DomainEventType.STOPPED && event.event !== DomainEventType.CRASHED) return;
      this.#dead = this.#machineEnded();
      return;
    }
    if ((event.kind !== 'block-job' && event.kind !== 'block-job-2') || event.disk !== this.disk) return;
    // The same step comes as both kinds; nothing comes behind the end.
    if (!isOver(this.#status)) this.#status = WORDS[event.status] ?? this.#status;
  }

  #machineEnded(cause?: unknown): VirError {
    return libvirtError('none', 'operation-failed', `machine '${this.#dom.name}' ended before the block job on its disk '${this.disk}' did`, { subject: this.#dom.name, cause });
  }

  async #until(isReached: (status: BlockJobStatus) => boolean, { timeoutMs, signal, onProgress }: BlockJobWait): Promise<BlockJobStatus | undefined> {
    const endAtMs = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    let silentLooks = 0;
    while (!isReached(this.#process())) {
      const info = await this.#ask();
      if (isReached(this.#process())) break;
      if (info !== undefined) onProgress?.(progressOf(info, this.#status));
      silentLooks = this.#looksDone(info) ? silentLooks + 1 : 0;
      if (silentLooks > PATIENCE || (silentLooks > 0 && !this.#hasBothEvents)) {
        this.#conclude(info);
        continue;
      }
      if (signal?.aborted === true || performance.now() >= endAtMs) return undefined;
      await this.#wake.wait(Math.min(POLL_MS, endAtMs - performance.now()), signal);
    }
    if (this.#lastInfo !== undefined) onProgress?.(progressOf(this.#lastInfo, this.#status));
    return this.#status;
  }

  /** A job that is gone, or a mirror that has caught up, without a word about it. */
  #looksDone(info: BlockJobInfo | undefined): boolean {
    return info === undefined || (this.#status === 'running' && !this.#hasBothEvents && info.end > 0n && info.cur === info.end);
  }

  /** Without events the hypervisor's answers have to do, as for virsh. */
  #conclude(info: BlockJobInfo | undefined): void {
    if (info !== undefined) {
      this.#status = 'ready';
      return;
    }
    const last = this.#lastInfo;
    if (this.#hasBothEvents && (last === undefined || last.cur !== last.end)) {
      throw libvirtError('none', 'operation-failed', `there is no block job on disk '${this.disk}' of '${this.#dom.name}'`, { subject: this.#dom.name });
    }
    this.#status = 'completed';
  }

  async #ask(): Promise<BlockJobInfo | undefined> {
    try {
      const info = await requireMethod(this.#connection, 'domain', 'getBlockJobInfo')(this.#dom, this.disk, 0);
      if (info !== undefined) this.#lastInfo = info;
      return info;
    } catch (error) {
      throw this.#asDeath(error);
    }
  }

  async #abort(flags: number): Promise<void> {
    this.#process();
    try {
      await requireMethod(this.#connection, 'domain', 'blockJobAbort')(this.#dom, this.disk, flags);
    } catch (error) {
      throw this.#asDeath(error);
    }
  }

  /** A hypervisor says "not running" in several ways; here it means one thing. */
  #asDeath(error: unknown): VirError {
    const failure = VirError.from(error);
    if (this.#closed !== undefined) return this.#closed;
    const isDead = failure.code === 'no-domain' || (failure.code === 'operation-invalid' && /not running/.test(failure.message));
    return isDead ? this.#machineEnded(failure) : failure;
  }

  async #finish(good: readonly BlockJobStatus[], verb: string, options: BlockJobWait): Promise<BlockJobStatus> {
    const status = await this.#until(isOver, options);
    if (status === undefined) throw libvirtError('none', 'operation-timeout', `the block job on disk '${this.disk}' did not ${verb} in time`, { subject: this.#dom.name });
    if (!good.includes(status)) {
      throw libvirtError('none', 'operation-failed', `the block job on disk '${this.disk}' of '${this.#dom.name}' ended as ${status} instead of ${verb}`, { subject: this.#dom.name });
    }
    return status;
  }
}

/** Bytes; a job that is not ready never looks finished. */
function progressOf({ cur, end }: BlockJobInfo, status: BlockJobStatus): JobProgress {
  const total = Number(end);
  const whole = status === 'ready' || status === 'completed';
  const done = whole ? total : Math.min(Number(cur), Math.max(0, total - 1));
  return { done, total, unit: 'bytes', phase: status === 'ready' ? 'mirroring' : 'copying' };
}
