import type { Disposable } from '../../../drivers/api/connection.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { AuditRecord } from '../../contract/audit.ts';
import { contract, type VireoHandlers } from '../../contract/contract.ts';
import type { Def } from '../../contract/define.ts';
import type { TaskId } from '../../contract/ids.ts';
import type { TaskInfo } from '../../contract/tasks.ts';
import type { TasksService } from '../tasks/tasks-service.ts';
import { AuditFile } from './audit-file.ts';
import { UNRECORDED } from '../../contract/unrecorded.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What a line of the file holds: a command, or how a command's task ended. */
type Line =
  | ({ readonly kind: 'command'; readonly tasks: readonly TaskId[] } & AuditRecord)
  | { readonly kind: 'ended'; readonly task: TaskId; readonly timeMs: number; readonly outcome: AuditRecord['outcome']; readonly error: string | undefined };

/** What the audit trail is made of. */
export interface AuditOptions {
  readonly dataDir: string;
  readonly user: string;
  readonly tasks: TasksService;
  /** The name of a machine or host that a key speaks of; undefined: not known (any more). */
  readonly nameOf: (key: { readonly connectionId: string; readonly uuid?: string }) => string | undefined;
  readonly onError: (error: unknown) => void;
  readonly nowMs?: () => number;
}

/** Writes down what was done to what, by which command, and how it ended. */
export class AuditService implements Disposable {
  readonly #options: AuditOptions;
  readonly #file: AuditFile;
  readonly #open = new Set<TaskId>();
  readonly #listening: Disposable;

  constructor(options: AuditOptions) {
    this.#options = options;
    this.#file = new AuditFile(options.dataDir, options.onError);
    this.#listening = options.tasks.onDidEnd((task) => { this.#ended(task); });
  }

  /** The same handlers, writing down each call that changes something. */
  wrap(handlers: VireoHandlers): VireoHandlers {
    const wrapped: Record<string, Record<string, unknown>> = {};
    for (const [service, methods] of Object.entries(handlers as unknown as Record<string, Record<string, unknown>>)) {
      const table: Record<string, unknown> = {};
      for (const [method, handler] of Object.entries(methods)) {
        const def = (contract as unknown as Record<string, Record<string, Def>>)[service]?.[method];
        const command = `${service}.${method}`;
        table[method] = def?.kind === 'call' && !UNRECORDED.has(command) ? this.#recording(command, handler as Handler) : handler;
      }
      wrapped[service] = table;
    }
    return wrapped as unknown as VireoHandlers;
  }

  async read(text: string | undefined, limit: number): Promise<{ readonly records: readonly AuditRecord[]; readonly more: boolean; readonly file: string }> {
    const words = (text ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '');
    const fitting = joinLines(await this.#file.lines()).reverse().filter((record) => {
      const all = [record.command, ...record.machines, ...record.hosts, record.outcome, record.error ?? '', record.user, ...Object.values(record.values)].join(' ').toLowerCase();
      return words.every((word) => all.includes(word));
    });
    return { records: fitting.slice(0, limit), more: fitting.length > limit, file: this.#file.path };
  }

  async export(): Promise<Uint8Array> {
    return Buffer.from(joinLines(await this.#file.lines()).map((record) => `${JSON.stringify(record)}\n`).join(''), 'utf8');
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  readonly dispose = (): void => {
    this.#listening.dispose();
  };

  #recording(command: string, handler: Handler): Handler {
    return async (input, context) => {
      // Names now: what is deleted has none afterwards.
      const before = { timeMs: this.#now(), user: this.#options.user, command, params: withoutSecrets(input) as AuditRecord['params'], ...this.#names(input) };
      try {
        const result = await handler(input, context);
        const tasks = this.#tasksIn(result);
        const [first] = tasks;
        for (const { id } of tasks) this.#open.add(id);
        this.#write({ kind: 'command', ...before, outcome: first === undefined ? 'done' : 'started', error: undefined, endedMs: first === undefined ? this.#now() : undefined, title: first?.title, values: first?.values ?? {}, tasks: tasks.map(({ id }) => id) });
        for (const task of tasks) if (task.endedMs !== undefined) this.#ended(task);
        return result;
      } catch (error) {
        this.#write({ kind: 'command', ...before, outcome: 'failed', error: VirError.from(error).message, endedMs: this.#now(), title: undefined, values: {}, tasks: [] });
        throw error;
      }
    };
  }

  #ended({ id, state, failure }: TaskInfo): void {
    if (!this.#open.delete(id)) return;
    this.#write({ kind: 'ended', task: id, timeMs: this.#now(), outcome: state === 'done' || state === 'cancelled' ? state : 'failed', error: failure?.error.message });
  }

  #tasksIn(result: unknown): readonly TaskInfo[] {
    const ids = new Set((Array.isArray(result) ? (result as readonly unknown[]) : [result]).filter((each) => typeof each === 'string'));
    return ids.size === 0 ? [] : this.#options.tasks.list.filter(({ id }) => ids.has(id));
  }

  /** The machines and hosts that an input speaks of. */
  #names(input: unknown): Pick<AuditRecord, 'machines' | 'hosts'> {
    const machines = new Set<string>();
    const hosts = new Set<string>();
    const look = (value: unknown): void => {
      if (Array.isArray(value)) for (const each of value) look(each);
      else if (typeof value === 'object' && value !== null) {
        const { connectionId, uuid } = value as { readonly connectionId?: unknown; readonly uuid?: unknown };
        if (typeof connectionId === 'string') {
          const host = this.#options.nameOf({ connectionId });
          if (host !== undefined) hosts.add(host);
          if (typeof uuid === 'string') machines.add(this.#options.nameOf({ connectionId, uuid }) ?? uuid);
        }
        for (const each of Object.values(value)) look(each);
      }
    };
    look(input);
    return { machines: [...machines], hosts: [...hosts] };
  }

  #write(line: Line): void {
    this.#file.add(line);
  }

  #now(): number {
    return (this.#options.nowMs ?? Date.now)();
  }
}

type Handler = (input: unknown, context: unknown) => unknown;

/** Commands with the end of their tasks. A line that cannot be read is left out. */
function joinLines(lines: readonly string[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  const at = new Map<TaskId, number>();
  for (const text of lines) {
    const line = parseLine(text);
    if (line?.kind === 'command') {
      const { timeMs, user, command, params, machines, hosts, outcome, error, endedMs, title, values } = line;
      for (const id of line.tasks) at.set(id, records.length);
      records.push({ timeMs, user, command, params, machines, hosts, outcome, error, endedMs, title, values });
    } else if (line?.kind === 'ended') {
      const index = at.get(line.task);
      const record = index === undefined ? undefined : records[index];
      if (index === undefined || record === undefined) continue;
      // Of many machines' tasks the worst end counts.
      const outcome = record.outcome === 'failed' ? 'failed' : record.outcome === 'cancelled' && line.outcome === 'done' ? 'cancelled' : line.outcome;
      records[index] = { ...record, outcome, endedMs: line.timeMs, error: record.error ?? line.error };
    }
  }
  return records;
}

function parseLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // the end of a crash
    throw error;
  }
}
