import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { contract, type VireoHandlers } from '../../contract/contract.ts';
import { TasksService } from '../tasks/tasks-service.ts';
import { AuditFile } from './audit-file.ts';
import { AuditService } from './audit-service.ts';
import { UNRECORDED } from '../../contract/unrecorded.ts';
import { withoutSecrets } from './without-secrets.ts';

let dir: string;
let tasks: TasksService;
let audit: AuditService;
const errors: unknown[] = [];
const UUID = '00000000-0000-4000-8000-000000000001';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vireo-audit-'));
  tasks = new TasksService();
  audit = new AuditService({ dataDir: dir, user: 'ann', tasks, nameOf: ({ uuid }) => (uuid === undefined ? 'kvm-03' : 'web'), onError: (error) => errors.push(error) });
});
afterEach(() => {
  audit.dispose();
  tasks.dispose();
  rmSync(dir, { recursive: true, force: true });
  expect(errors.splice(0)).toEqual([]);
});

/** Handlers of which only these are there. */
const wrap = (handlers: object): Record<string, Record<string, (input: unknown) => Promise<unknown>>> => audit.wrap(handlers as VireoHandlers) as never;

describe('the audit trail', () => {
  it('says what was done to what, and how its task ended', async () => {
    let fail = true;
    const work = (): Promise<void> => (fail ? Promise.reject(new VirError({ code: 'operation-failed', domain: 'qemu', message: 'no room' })) : Promise.resolve());
    const { machines } = wrap({ machines: { delete: () => tasks.run({ title: 'task.delete', values: { name: 'web' }, cancellable: false, work }), facts: () => 1 } });
    const input = { machine: { connectionId: 'c1', uuid: UUID }, diskTargets: ['vda'] };
    const failed = await machines?.['delete']?.(input);
    await expect(tasks.finished(failed as never)).rejects.toThrow('no room');
    fail = false;
    await tasks.finished((await machines?.['delete']?.(input)) as never);
    await machines?.['facts']?.(input);
    const { records, more, file } = await audit.read(undefined, 10);
    expect(records).toMatchObject([
      { command: 'machines.delete', outcome: 'done', user: 'ann', machines: ['web'], hosts: ['kvm-03'], title: 'task.delete', values: { name: 'web' }, params: { diskTargets: ['vda'] } },
      { command: 'machines.delete', outcome: 'failed', error: 'no room' },
    ]);
    expect([more, file]).toEqual([false, join(dir, 'audit.jsonl')]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await audit.read('no ROOM kvm', 10)).records).toHaveLength(1);
    expect(await audit.read('', 1)).toMatchObject({ more: true, records: [{ outcome: 'done' }] });
    expect(Buffer.from(await audit.export()).toString().split('\n').map((line) => (line === '' ? undefined : (JSON.parse(line) as { readonly outcome: string }).outcome))).toEqual(['failed', 'done', undefined]);
  });

  it('writes down calls that fail, never what is secret', async () => {
    const { connections } = wrap({ connections: { add: () => Promise.reject(new Error('no such host')) } });
    await expect(connections?.['add']?.({ uri: 'esx://ann:hunter2@host/', password: 'hunter2', deep: [{ apiToken: 'hunter2', text: 'x'.repeat(500) }] })).rejects.toThrow();
    await audit.flush();
    const text = readFileSync(join(dir, 'audit.jsonl'), 'utf8');
    expect(text).not.toContain('hunter2');
    expect(text).toContain('(500 characters)');
    expect((await audit.read(undefined, 10)).records).toMatchObject([{ outcome: 'failed', error: 'no such host' }]);
  });

  it('outlives a line that was cut', async () => {
    const { machines } = wrap({ machines: { protect: () => undefined } });
    await machines?.['protect']?.({});
    await audit.flush();
    appendFileSync(join(dir, 'audit.jsonl'), '{"kind":"comm');
    expect((await audit.read(undefined, 10)).records).toHaveLength(1);
  });

  it('is bounded: the older half goes', async () => {
    const file = new AuditFile(dir, (error) => errors.push(error), 1000);
    for (let i = 0; i < 100; i++) file.add({ i, text: 'x'.repeat(80) });
    const lines = await file.lines();
    expect(lines.length).toBeLessThan(25);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ i: 99 });
  });

  it('knows every call that it does not write down', () => {
    const calls = Object.entries(contract).flatMap(([service, methods]) => Object.entries(methods).flatMap(([method, def]) => (def.kind === 'call' ? [`${service}.${method}`] : [])));
    expect([...UNRECORDED].filter((name) => !calls.includes(name))).toEqual([]);
    expect(withoutSecrets([{ field: 'passwd', value: 'hunter2' }, { field: 'title', value: 'Web' }, { xml: "<graphics passwd='hunter2'/>" }])).toEqual([{ field: 'passwd', value: '(left out)' }, { field: 'title', value: 'Web' }, { xml: '(28 characters)' }]);
    expect(withoutSecrets({ answer: { password: 'x' }, bytes: new Uint8Array(3) })).toEqual({ answer: '(left out)', bytes: '(3 bytes)' });
  });
});
