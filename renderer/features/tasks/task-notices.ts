import type { TaskInfo } from '../../../main/contract/tasks.ts';

/** What is over sooner needs no notice: whoever asked for it is still there. */
const LONG_MS = 10_000;

/** Whether an ended task is worth the system's notice: it was long, and nobody looks. */
export const isWorthNotice = (task: TaskInfo, looks: boolean): boolean => !looks && task.endedMs !== undefined && task.state !== 'cancelled' && task.endedMs - task.startedMs >= LONG_MS;

/** Finds the tasks that have ended since it was asked last; those that had ended before the first time are not new. */
export function endedTasks(first: readonly TaskInfo[]): (list: readonly TaskInfo[]) => readonly TaskInfo[] {
  const known = new Set(first.filter(({ endedMs }) => endedMs !== undefined).map(({ id }) => id));
  return (list) => {
    const ended = list.filter(({ id, endedMs }) => endedMs !== undefined && !known.has(id));
    for (const { id } of ended) known.add(id);
    return ended;
  };
}
