import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { call, makeEmbedRoot, recordEvents, type EmbedRoot } from './embed-host.ts';

const STOPPED = 5;
const check = checkLab(['bareQemu']);
const noKvm = existsSync('/dev/kvm') ? [] : ['there is no /dev/kvm here'];

/** The life of machines that use the processor itself. No system is booted: KVM inside of a virtual machine may not take that far. */
describe.skipIf(check.skip || noKvm.length > 0)(`${check.title('QEMU without a daemon: machines on KVM')}${noKvm.map((why) => ` (${why})`).join('')}`, () => {
  let root: EmbedRoot;
  let connection: Connection;
  let events: DomainEvent[];
  let dom: DomainRef;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
    events = await recordEvents(connection);
    const xml = `<domain type='kvm'><name>quick</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features><devices><serial type='pty'/></devices></domain>`;
    dom = await call(connection, 'domain', 'defineXML')(xml);
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
  });

  const state = async (): Promise<string> => (await call(connection, 'domain', 'getState')(dom)).state;
  const pid = (): number => Number(execFileSync('pgrep', ['-f', `guest=quick.*${dom.uuid}`], { encoding: 'utf8' }).trim());
  const usesKvm = async (): Promise<boolean> => /"enabled":\s*true/.test(await call(connection, 'domainQemu', 'monitorCommand')(dom, '{"execute":"query-kvm"}', 0));

  it('start, pause, go on, and are reset', async () => {
    await call(connection, 'domain', 'create')(dom);
    expect(await usesKvm()).toBe(true);
    expect(await state()).toBe('running');
    await call(connection, 'domain', 'suspend')(dom);
    expect(await state()).toBe('paused');
    await call(connection, 'domain', 'resume')(dom);
    expect(await state()).toBe('running');
    await call(connection, 'domain', 'reset')(dom);
    expect(await state()).toBe('running');
  });

  it('are put away with their state, and come back', async () => {
    await call(connection, 'domain', 'managedSave')(dom);
    expect(await state()).toBe('shutoff');
    await call(connection, 'domain', 'create')(dom);
    expect(await state()).toBe('running');
    expect(await usesKvm()).toBe(true);
  });

  it('go on while nobody is connected', async () => {
    const before = pid();
    await connection.close();
    connection = await root.open();
    events = await recordEvents(connection);
    expect(await state()).toBe('running');
    expect(pid()).toBe(before);
  });

  it('are off when QEMU is killed, and start anew', async () => {
    process.kill(pid(), 'SIGKILL');
    await waitFor('the end', async () => ((await state()) === 'shutoff' ? true : undefined), 20_000, 50);
    expect(events.some((event) => event.kind === 'lifecycle' && event.event === STOPPED)).toBe(true);
    await call(connection, 'domain', 'create')(dom);
    expect(await state()).toBe('running');
    await call(connection, 'domain', 'destroy')(dom);
    expect(await state()).toBe('shutoff');
  });
});
