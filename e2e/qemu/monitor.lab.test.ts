import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qmpErrorClass } from '../../drivers/qemu/qmp/qmp-error.ts';
import { QmpClient, type QmpEvent } from '../../drivers/qemu/qmp/qmp-client.ts';
import { DialBudget } from '../../drivers/transport/dial-budget.ts';
import { dialUnix } from '../../drivers/transport/unix.ts';
import { checkLab, startLab, waitFor, type BareQemuProcess, type Lab } from '../lab/index.ts';
import { openMonitor } from './open-monitor.ts';

const check = checkLab(['bareQemu']);

describe.skipIf(check.skip)(check.title("QEMU's monitor"), () => {
  let lab: Lab<'bareQemu'>;
  let qemu: BareQemuProcess;
  let client: QmpClient;

  beforeAll(async () => {
    lab = await startLab({ need: ['bareQemu'] });
    qemu = await lab.bareQemu.start();
    client = await openMonitor(qemu, { oob: true });
  });
  afterAll(async () => {
    client.dispose();
    await lab.dispose();
  });

  it('answers, many at once, with all bits of its integers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.execute('query-status')));
    expect(answers.every((answer) => (answer as { status: string }).status === 'prelaunch')).toBe(true);
    expect(client.version.major).toBeGreaterThanOrEqual(7);
    await client.execute('migrate-set-parameters', { 'max-bandwidth': 9_007_199_254_740_993n });
    expect(await client.execute('query-migrate-parameters')).toMatchObject({ 'max-bandwidth': 9_007_199_254_740_993n });
    expect((await client.execute('query-qmp-schema') as unknown[]).length).toBeGreaterThan(500);
  });

  it('tells events, and errors with their class', async () => {
    const heard: QmpEvent[] = [];
    client.onDidEvent((event) => heard.push(event));
    await client.execute('cont');
    await client.execute('stop');
    await waitFor('STOP', () => (heard.some(({ name }) => name === 'STOP') ? true : undefined), 30_000, 10);
    expect(heard.map(({ name }) => name)).toEqual(['RESUME', 'STOP']);
    const missing: unknown = await client.execute('device_del', { id: 'nobody' }).catch((error: unknown) => error);
    expect(qmpErrorClass(missing)).toBe('DeviceNotFound');
    expect(String(missing)).toContain("unable to execute QEMU command 'device_del': Device 'nobody' not found");
    await expect(client.execute('migrate-pause', undefined, { oob: true })).rejects.toThrow(/migrate-pause is currently only supported/);
  });

  it('says that the monitor is taken, and when QEMU has gone', async () => {
    using budget = new DisposableBudget(qemu.monitorPath);
    const channel = await dialUnix(qemu.monitorPath, budget.budget);
    await expect(QmpClient.connect(channel, { deadlineMs: 300 })).rejects.toThrow(/another program may be using/);
    const second = await lab.bareQemu.start();
    const other = await openMonitor(second);
    const closed = new Promise<Error>((resolve) => other.onDidClose(resolve));
    process.kill(second.id.pid, 'SIGKILL');
    expect((await closed).message).toMatch(/End of file from qemu monitor|was lost/);
    await expect(other.execute('query-status')).rejects.toThrow(/End of file from qemu monitor|was lost/);
  });
});

class DisposableBudget implements Disposable {
  readonly budget: DialBudget;

  constructor(target: string) {
    this.budget = new DialBudget(target, {});
  }

  [Symbol.dispose](): void {
    this.budget.dispose();
  }
}
