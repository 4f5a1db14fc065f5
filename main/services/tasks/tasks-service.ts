import { randomUUID } from 'node:crypto';
import type { Disposable, Event } from '../../../drivers/api/connection.ts';
import { Emitter } from '../../../drivers/core/emitter.ts';
import { Job, type JobContext } from '../../../drivers/core/job.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { MachineKey, TaskId } from '../../contract/ids.ts';
import type { MessageKey } from '../../contract/message-keys.ts';
import type { Failure, TaskInfo, TaskLogLine } from '../../contract/tasks.ts';
import { Coalescer } from '../coalescer.ts';
import { explainAction } from '../failures/explain-action.ts';

/** What a task's work may say while it runs. */
export interface TaskContext {
  readonly signal: AbortSignal;
  readonly say: (phase: MessageKey, values?: Readonly<Record<string, string>>) => void;
  readonly progress: (done: number, total: number) => void;
}

/** A task as it is asked for. */
export interface TaskSpec {
  readonly title: MessageKey;
  readonly values: Readonly<Record<string, string>>;
  readonly machine?: MachineKey;
  readonly cancellable: boolean;
  readonly work: (context: TaskContext) => Promise<void>;
  /** Does one of the failure's repairs; the task runs again afterwards. Without it only `retry` is offered. */
  readonly repair?: (kind: string, failure: Failure, context: TaskContext) => Promise<void>;
  /** What an error of the work means; libvirt's common ones by default. */
  readonly explain?: (error: unknown) => Failure;
}

interface Entry {
  readonly spec: TaskSpec;
  readonly job: Job<void>;
  info: TaskInfo;
  readonly log: TaskLogLine[];
}

const KEEP_ENDED = 100;
const KEEP_LINES = 500;
const ANNOUNCE_AFTER_MS = 50;

/** Running and ended tasks: everything that takes longer than a moment, and what failed. */
export class TasksService implements Disposable {
  readonly #entries = new Map<TaskId, Entry>();
  readonly #changed = new Emitter<void>();
  readonly #announce = new Coalescer(() => {
    this.#changed.fire();
  }, ANNOUNCE_AFTER_MS);
  /** Something changed; told at most every {@link ANNOUNCE_AFTER_MS}. */
  readonly onDidChange: Event<void> = this.#changed.event;
  readonly #ended = new Emitter<TaskInfo>();
  /** A task has ended. */
  readonly onDidEnd: Event<TaskInfo> = this.#ended.event;

  get list(): readonly TaskInfo[] {
    return [...this.#entries.values()].map(({ info }) => info);
  }

  get hasRunning(): boolean {
    return this.list.some(({ state }) => state === 'running' || state === 'cancelling');
  }

  /** Starts a task. */
  run(spec: TaskSpec): TaskId {
    return this.#run(spec, [line('log.started')]);
  }

  #run(spec: TaskSpec, log: TaskLogLine[]): TaskId {
    const id = randomUUID() as TaskId;
    const job = new Job<void>(async (context) => {
      await Promise.resolve(); // the work reports to an entry that must be there first
      context.signal.throwIfAborted();
      await spec.work(this.#contextOf(id, context));
    });
    const info: TaskInfo = {
      id,
      title: spec.title,
      values: spec.values,
      machine: spec.machine,
      state: 'running',
      fraction: undefined,
      phase: undefined,
      phaseValues: {},
      cancellable: spec.cancellable,
      startedMs: Date.now(),
      endedMs: undefined,
      failure: undefined,
    };
    this.#entries.set(id, { spec, job, info, log });
    job.onDidChange(() => {
      this.#update(id, { state: job.state === 'cancelling' ? 'cancelling' : 'running', fraction: fractionOf(job) });
    });
    job.result.then(
      () => {
        this.#end(id, { state: 'done' });
      },
      (error: unknown) => {
        if (job.state === 'cancelled') this.#end(id, { state: 'cancelled' });
        else this.#end(id, { state: 'failed', failure: (spec.explain ?? explainAction)(error) });
      },
    );
    this.#announce.schedule();
    return id;
  }

  /** Waits for a task's end; rejects with its error. */
  async finished(id: TaskId): Promise<void> {
    await this.#get(id).job.result;
  }

  cancel(id: TaskId): void {
    const entry = this.#get(id);
    if (!entry.info.cancellable) throw refused('operation-unsupported', 'this task cannot be cancelled');
    if (entry.info.endedMs === undefined) entry.log.push(line('log.cancelling'));
    entry.job.cancel();
  }

  /** What a task has said. */
  log(id: TaskId): readonly TaskLogLine[] {
    return this.#get(id).log;
  }

  /** Does a failed or cancelled task again, in place of it. */
  retry(id: TaskId): TaskId {
    const { spec, info, log } = this.#get(id);
    if (info.state !== 'failed' && info.state !== 'cancelled') throw refused('operation-invalid', 'this task has neither failed nor been cancelled');
    this.#entries.delete(id);
    return this.#run(spec, [...log, line('log.again')]);
  }

  /** Repairs what made a task fail, then does the task again, as a new task in place of the failed one. */
  repair(id: TaskId, kind: string): TaskId {
    const { spec, info, log } = this.#get(id);
    const { failure } = info;
    if (failure === undefined) throw refused('operation-invalid', 'this task has not failed');
    if (!failure.repairs.some((each) => each.kind === kind)) throw refused('invalid-arg', `this failure has no repair '${kind}'`);
    this.#entries.delete(id);
    const repairFirst = kind === 'retry' ? undefined : spec.repair;
    if (kind !== 'retry' && repairFirst === undefined) throw refused('operation-unsupported', `nothing can do the repair '${kind}'`);
    const again: TaskSpec = {
      ...spec,
      work: async (context) => {
        await repairFirst?.(kind, failure, context);
        await spec.work(context);
      },
    };
    return this.#run(again, [...log, line('log.again')]);
  }

  /** Takes ended tasks off the list. */
  clear(): void {
    for (const [id, { info }] of this.#entries) if (info.endedMs !== undefined) this.#entries.delete(id);
    this.#announce.schedule();
  }

  readonly dispose = (): void => {
    for (const { job } of this.#entries.values()) job.cancel();
    this.#announce.dispose();
    this.#changed.dispose();
    this.#ended.dispose();
  };

  #contextOf(id: TaskId, context: JobContext): TaskContext {
    return {
      signal: context.signal,
      say: (phase, values = {}) => {
        this.#entries.get(id)?.log.push(line(phase, values));
        this.#update(id, { phase, phaseValues: values });
      },
      progress: (done, total) => {
        context.report({ done, total, unit: 'steps' });
      },
    };
  }

  #get(id: TaskId): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw refused('invalid-arg', 'there is no such task any more');
    return entry;
  }

  #update(id: TaskId, patch: Partial<TaskInfo>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.info.endedMs !== undefined) return;
    entry.info = { ...entry.info, ...patch };
    this.#announce.schedule();
  }

  #end(id: TaskId, patch: Partial<TaskInfo>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.info.endedMs !== undefined) return;
    entry.log.push(lastLine(patch));
    entry.log.splice(0, entry.log.length - KEEP_LINES);
    this.#update(id, { ...patch, endedMs: Date.now(), phase: undefined, phaseValues: {} });
    this.#ended.fire(entry.info);
    const ended = [...this.#entries].filter(([, { info }]) => info.endedMs !== undefined);
    for (const [old] of ended.slice(0, Math.max(0, ended.length - KEEP_ENDED))) this.#entries.delete(old);
  }
}

const line = (text: MessageKey, values: Readonly<Record<string, string>> = {}): TaskLogLine => ({ timeMs: Date.now(), text, values });

function lastLine({ state, failure }: Partial<TaskInfo>): TaskLogLine {
  if (state === 'failed') return line('log.failed', { message: failure?.error.message ?? '' });
  return line(state === 'cancelled' ? 'log.cancelled' : 'log.done');
}

function fractionOf(job: Job<void>): number | undefined {
  const { done, total } = job.progress;
  return total > 0 ? Math.min(1, done / total) : undefined;
}

function refused(code: VirError['code'], message: string): VirError {
  return new VirError({ code, domain: 'none', message });
}
