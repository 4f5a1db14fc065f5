import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { LoggedEvent } from '../../drivers/api/extras.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { requireExtra } from '../../drivers/core/require-extra.ts';
import { EmbedLayout } from '../../drivers/qemu/embed/embed-layout.ts';
import { EventLog } from '../../drivers/qemu/embed/event-log.ts';
import { keeperOf } from '../../drivers/qemu/embed/keeper.ts';
import { openMonitor } from '../../drivers/qemu/embed/monitor-link.ts';
import { filesHere } from '../../drivers/transport/exec/files-here.ts';
import { surroundingsHere } from '../../drivers/transport/exec/surroundings.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { runModule } from '../lab/run-module.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';
import { keyGuestXml, writeKeyGuest } from './key-guest.ts';

const check = checkLab(['bareQemu']);
const RESTARTS = '<on_poweroff>restart</on_poweroff>';

describe.skipIf(check.skip)(check.title('the keeper of QEMU without a daemon, with Vireo closed'), () => {
  let root: EmbedRoot;
  let layout: EmbedLayout;
  let keeper: ChildProcess | undefined;
  let web: DomainRef;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    layout = EmbedLayout.of(root.folder, { home: '', dataHome: undefined, runtimeDir: process.env['XDG_RUNTIME_DIR'], uid: process.getuid?.() ?? 0 });
    await writeKeyGuest(`${root.folder}/web.img`);
    const connection = await root.open();
    web = await call(connection, 'domain', 'defineXML')(keyGuestXml('web', `${root.folder}/web.img`, { policy: `${RESTARTS}<on_crash>coredump-restart</on_crash>`, devices: "<panic model='isa'/>" }));
    await call(connection, 'domain', 'setAutostart')(web, true);
    await connection.close();
    // As after a boot.
    rmSync(`${layout.sockets}/autostarted`);
  });
  afterAll(async () => {
    await end('SIGTERM');
    await root.dispose();
  });

  const start = async (): Promise<void> => {
    const [program, ...args] = runModule(new URL('keeper-process.ts', import.meta.url), 'keep', root.folder);
    keeper = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    keeper.stdout?.on('data', (piece: Buffer) => { said += piece.toString(); });
    await waitFor('the keeper', () => (said.includes('watching') ? true : undefined), 60_000, 20);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = keeper;
    keeper = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await ended;
  };
  const logged = (): Promise<readonly LoggedEvent[]> => new EventLog(filesHere, layout.eventLog).read(1000);
  const lifecycle = async (): Promise<readonly string[]> => (await logged()).flatMap(({ event }) => (event?.kind === 'lifecycle' ? [`${event.dom.name} ${event.event} ${event.detail}`] : []));
  const pidOf = (): string => readFileSync(layout.statusFile(web.uuid), 'utf8').match(/pid='(\d+)'/)?.[1] ?? '';
  /** What a person at the machine's keyboard does; nothing of Vireo's driver is open for that. */
  const press = async (key: string): Promise<void> => {
    const monitor = await openMonitor(surroundingsHere(), layout.socketFolder(web.uuid), 3000);
    await monitor.execute('send-key', { keys: [{ type: 'qcode', data: key }] });
    monitor.dispose();
  };
  const withRoot = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await root.open();
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };

  it('says that it is missing, and who waits for it', async () => {
    expect(await keeperOf(root.folder)).toEqual({ root: root.folder, pid: undefined });
    const health = await withRoot((connection) => requireExtra(connection, 'health', 'readAll')());
    expect(health[0]?.readings[0]).toMatchObject({ name: 'embed-keeper', state: 'warning', note: expect.stringContaining('web') as string });
    expect(await withRoot((connection) => requireExtra(connection, 'unattended', 'readGap')())).toMatchObject({ autostart: true, remedy: `vireo embed-keeper install --root ${root.folder}` });
    await withRoot((connection) => call(connection, 'domain', 'destroy')(web));
    rmSync(`${layout.sockets}/autostarted`);
  });

  it('starts what is to start with the host', async () => {
    await start();
    await waitFor('the machine', async () => ((await lifecycle()).includes('web 4 0') ? true : undefined), 20_000, 50);
    expect((await keeperOf(root.folder)).pid).toBe(keeper?.pid);
  });

  it('starts it anew after a power off, and a panic, of which it keeps the core', async () => {
    const pid = pidOf();
    await waitFor('a power off', async () => {
      await press('o');
      return (await lifecycle()).includes('web 6 1') ? true : undefined;
    }, 20_000, 300);
    await waitFor('a new start', async () => ((await lifecycle()).filter((each) => each.startsWith('web 4 ')).length > 1 ? true : undefined), 10_000, 50);
    await waitFor('a panic', async () => {
      await press('p');
      return (await lifecycle()).includes('web 8 0') ? true : undefined;
    }, 20_000, 300);
    await waitFor('a core', () => (readdirSync(`${root.folder}/dumps`).length > 0 ? true : undefined), 10_000, 50);
    await waitFor('a new start', async () => ((await lifecycle()).lastIndexOf('web 8 0') < (await lifecycle()).findLastIndex((each) => each.startsWith('web 4 ')) ? true : undefined), 10_000, 50);
    expect(pidOf()).toBe(pid);
  });

  it('is killed: machines run on, and what waits is done by the next one', async () => {
    const pid = pidOf();
    await end('SIGKILL');
    expect((await keeperOf(root.folder)).pid).toBeUndefined();
    const before = (await logged()).length;
    await new Promise((resolve) => setTimeout(resolve, 1500)); // the firmware's start
    for (let turn = 0; turn < 3; turn++) {
      await press('o');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    process.kill(Number(pid), 0);
    await start();
    await waitFor('a new start', async () => ((await logged()).slice(before).some(({ event }) => event?.kind === 'lifecycle' && event.event === 4) ? true : undefined), 20_000, 50);
    expect(pidOf()).toBe(pid);
    await withRoot(async (connection) => {
      expect((await call(connection, 'domain', 'getState')(web)).state).toBe('running');
      expect((await requireExtra(connection, 'health', 'readAll')())[0]?.readings[0]?.state).toBe('ok');
      expect(await requireExtra(connection, 'unattended', 'readGap')()).toBeUndefined();
      expect((await requireExtra(connection, 'eventLog', 'readAll')(1000)).length).toBeGreaterThan(before);
    });
  });

  it('is alone, and leaves machines when it is told to end', async () => {
    const [program, ...args] = runModule(new URL('keeper-process.ts', import.meta.url), 'keep', root.folder);
    const second = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    second.stderr.on('data', (piece: Buffer) => { said += piece.toString(); });
    await new Promise((resolve) => second.once('close', resolve));
    expect(said).toContain('another keeper watches');
    await end('SIGTERM');
    expect((await logged()).at(-1)?.text).toBe('the keeper has ended');
    await withRoot(async (connection) => { expect((await call(connection, 'domain', 'getState')(web)).state).toBe('running'); });
  });

  it('is done by Vireo where there is none: a machine that waits is started anew when it opens', async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (let turn = 0; turn < 3; turn++) {
      await press('o');
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await withRoot(async (connection) => {
      await waitFor('a new start', async () => ((await call(connection, 'domain', 'getState')(web)).state === 'running' ? true : undefined), 10_000, 50);
    });
  });
});
