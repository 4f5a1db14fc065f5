import { z } from 'zod';
import type { VirErrorInfo } from '../../drivers/api/errors.ts';
import { call, event } from './define.ts';
import { nothing, taskId, type MachineKey, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** A failed action's way out: a button with what it does. */
export interface Repair {
  /** `start-network`, `open-read-only`, `copy-command`, `use-tcg`, `eject-media` … */
  readonly kind: string;
  /** Message key of the button. */
  readonly label: MessageKey;
  readonly values: Readonly<Record<string, string>>;
  /** For `copy-command`: the exact command. */
  readonly command: string | undefined;
}

/** An error with what it means for people. */
export interface Failure {
  readonly error: VirErrorInfo;
  /** Message key of one sentence that says why and what to do next; undefined: the error's own message is all there is. */
  readonly hint: MessageKey | undefined;
  readonly values: Readonly<Record<string, string>>;
  readonly repairs: readonly Repair[];
}

/** Something long, running or ended. */
export interface TaskInfo {
  readonly id: TaskId;
  /** Message key with values: `task.start` {name}. */
  readonly title: MessageKey;
  readonly values: Readonly<Record<string, string>>;
  readonly machine: MachineKey | undefined;
  readonly state: 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';
  /** 0 to 1; undefined when there is no telling. */
  readonly fraction: number | undefined;
  /** Message key of what is being done, with {@link phaseValues}. */
  readonly phase: MessageKey | undefined;
  readonly phaseValues: Readonly<Record<string, string>>;
  readonly cancellable: boolean;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  readonly failure: Failure | undefined;
}

/** A line of a task's log. */
export interface TaskLogLine {
  readonly timeMs: number;
  /** Message key: a phase, or `log.…`. */
  readonly text: MessageKey;
  readonly values: Readonly<Record<string, string>>;
}

/** Running and ended tasks. */
export const tasks = {
  watch: event<readonly TaskInfo[]>()(nothing),
  cancel: call<void>()(z.strictObject({ id: taskId })),
  /** Does a repair of a failed task, then the task again. */
  repair: call<TaskId>()(z.strictObject({ id: taskId, kind: z.string().max(64) })),
  /** Does a failed or cancelled task again, in place of it. */
  retry: call<TaskId>()(z.strictObject({ id: taskId })),
  /** What a task has said, from its beginning; also what it said before it was done again. */
  log: call<readonly TaskLogLine[]>()(z.strictObject({ id: taskId })),
  /** Takes ended tasks off the list. */
  clear: call<void>()(nothing),
} as const;
