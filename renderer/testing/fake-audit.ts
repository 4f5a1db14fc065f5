import type { AuditRecord } from '../../main/contract/audit.ts';
import type { VireoClient } from '../../main/contract/contract.ts';
import type { TaskInfo, TaskLogLine } from '../../main/contract/tasks.ts';

const KINDS = ['start', 'shutdown', 'clone', 'delete'] as const;
const OUTCOMES: readonly AuditRecord['outcome'][] = ['done', 'done', 'failed', 'done', 'cancelled', 'done'];

/** A made-up past: one thing that was done for each machine. */
export function fakeAudit(names: readonly string[]): VireoClient['audit'] {
  const now = Date.now();
  const records = names.map((name, at): AuditRecord => {
    const kind = KINDS[at % KINDS.length] ?? 'start';
    const outcome = OUTCOMES[at % OUTCOMES.length] ?? 'done';
    const timeMs = now - at * 400_000;
    return {
      timeMs,
      user: 'anna',
      command: kind === 'clone' ? 'clones.make' : kind === 'delete' ? 'machines.delete' : 'machines.lifecycle',
      params: kind === 'clone' ? { machine: { connectionId: 'c1', uuid: '00000000-0000-4000-8000-000000000008' }, name: `${name}-clone` } : { verb: kind },
      machines: [name],
      hosts: ['kvm-03'],
      outcome,
      error: outcome === 'failed' ? "Requested operation is not valid: network 'lab' is not active" : undefined,
      endedMs: timeMs + 4200,
      title: `task.${kind}`,
      values: { name, copy: `${name}-clone` },
    };
  });
  return {
    read: ({ text = '', limit }) => {
      const fitting = records.filter((record) => JSON.stringify(record).toLowerCase().includes(text.toLowerCase()));
      return Promise.resolve({ records: fitting.slice(0, limit), more: fitting.length > limit, file: '/home/anna/.local/share/vireo/audit.jsonl' });
    },
    export: () => Promise.resolve(new TextEncoder().encode(records.map((record) => `${JSON.stringify(record)}\n`).join(''))),
  };
}

/** What a made-up task has said. */
export function fakeLog(task: TaskInfo | undefined): readonly TaskLogLine[] {
  if (task === undefined) return [];
  const { startedMs, endedMs, phase, phaseValues, failure } = task;
  return [
    { timeMs: startedMs, text: 'log.started', values: {} },
    ...(phase === undefined ? [] : [{ timeMs: startedMs + 400, text: phase, values: phaseValues }]),
    ...(endedMs === undefined ? [] : [failure === undefined ? { timeMs: endedMs, text: 'log.done' as const, values: {} } : { timeMs: endedMs, text: 'log.failed' as const, values: { message: failure.error.message } }]),
  ];
}
