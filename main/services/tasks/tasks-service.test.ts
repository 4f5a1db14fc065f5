import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { TasksService, type TaskSpec } from './tasks-service.ts';

let tasks: TasksService;
beforeEach(() => {
  tasks = new TasksService();
});
afterEach(() => {
  tasks.dispose();
});

const spec = (work: TaskSpec['work'], more: Partial<TaskSpec> = {}): TaskSpec => ({ title: 'task.start', values: { name: 'a' }, cancellable: true, work, ...more });

describe('TasksService', () => {
  it('shows progress and the end', async () => {
    let go = (): void => undefined;
    const id = tasks.run(
      spec(async ({ say, progress }) => {
        say('phase.start');
        progress(1, 4);
        await new Promise<void>((resolve) => (go = resolve));
      }),
    );
    await new Promise(setImmediate);
    expect(tasks.list).toMatchObject([{ id, state: 'running', phase: 'phase.start', fraction: 0.25 }]);
    expect(tasks.hasRunning).toBe(true);
    const told = new Promise<void>((resolve) => tasks.onDidChange(resolve));
    go();
    await tasks.finished(id);
    await told;
    expect(tasks.list).toMatchObject([{ state: 'done', phase: undefined }]);
    expect(tasks.hasRunning).toBe(false);
    tasks.clear();
    expect(tasks.list).toEqual([]);
  });

  it('repairs what failed and does it again', async () => {
    let active = false;
    const repair = vi.fn(() => {
      active = true;
      return Promise.resolve();
    });
    const work = () =>
      active ? Promise.resolve() : Promise.reject(new VirError({ code: 'operation-invalid', domain: 'network', message: "Requested operation is not valid: network 'default' is not active" }));
    const first = tasks.run(spec(work, { repair }));
    await expect(tasks.finished(first)).rejects.toThrow('not active');
    expect(tasks.list).toMatchObject([{ state: 'failed', failure: { hint: 'hint.networkInactive', values: { network: 'default' } } }]);
    expect(() => tasks.repair(first, 'format-disk')).toThrow('no repair');
    const second = tasks.repair(first, 'start-network');
    await tasks.finished(second);
    expect(repair).toHaveBeenCalledOnce();
    expect(tasks.list).toMatchObject([{ id: second, state: 'done' }]);
  });

  it('cancels by the signal, and only what can be cancelled', async () => {
    const waits = spec(({ signal }) => new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(new Error('stopped')); }); }));
    const id = tasks.run(waits);
    tasks.cancel(id);
    await expect(tasks.finished(id)).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(tasks.list).toMatchObject([{ state: 'cancelled' }]);
    const stubborn = tasks.run({ ...waits, cancellable: false });
    expect(() => { tasks.cancel(stubborn); }).toThrow('cannot be cancelled');
  });

  it('keeps the newest hundred ended tasks', async () => {
    for (let i = 0; i < 120; i++) await tasks.finished(tasks.run(spec(() => Promise.resolve())));
    await Promise.resolve();
    expect(tasks.list.length).toBeLessThanOrEqual(101);
  });
});
