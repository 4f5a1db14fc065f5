import { describe, expect, it } from 'vitest';
import type { TaskId } from '../../../main/contract/ids.ts';
import type { TaskInfo } from '../../../main/contract/tasks.ts';
import { endedTasks, isWorthNotice } from './task-notices.ts';

const task = (change: Partial<TaskInfo>): TaskInfo => ({ id: 't' as TaskId, title: 'task.create', values: { name: 'web' }, machine: undefined, state: 'done', fraction: 1, phase: undefined, phaseValues: {}, cancellable: false, startedMs: 0, endedMs: 10_000, failure: undefined, ...change });

describe("the system's notices of tasks", () => {
  it('tell of long ones that are done or have failed while nobody looks', () => {
    expect(isWorthNotice(task({}), false)).toBe(true);
    expect(isWorthNotice(task({ state: 'failed' }), false)).toBe(true);
    expect(isWorthNotice(task({}), true)).toBe(false);
    expect(isWorthNotice(task({ endedMs: 9999 }), false)).toBe(false);
    expect(isWorthNotice(task({ endedMs: 9999, state: 'failed' }), false)).toBe(false);
    expect(isWorthNotice(task({ state: 'cancelled' }), false)).toBe(false);
    expect(isWorthNotice(task({ state: 'running', endedMs: undefined }), false)).toBe(false);
  });

  it('tell of each once, and not of what ended before', () => {
    const old = task({ id: 'old' as TaskId });
    const next = endedTasks([old]);
    const fresh = task({ id: 'new' as TaskId });
    expect(next([old, task({ id: 'new' as TaskId, endedMs: undefined, state: 'running' })])).toEqual([]);
    expect(next([old, fresh])).toEqual([fresh]);
    expect(next([old, fresh])).toEqual([]);
  });
});
