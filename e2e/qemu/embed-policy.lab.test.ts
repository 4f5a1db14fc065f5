import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';
import { KEY_CODES, keyGuestXml, writeKeyGuest } from './key-guest.ts';

const check = checkLab(['bareQemu']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon: what guests and disks do by themselves'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let nbd: ChildProcess | undefined;
  const events: DomainEvent[] = [];

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
    for (const kind of ['lifecycle', 'io-error-reason', 'pmsuspend', 'pmwakeup'] as const) await call(connection, 'connect', 'domainEventRegisterAny')(kind, undefined, (event) => events.push(event));
    await writeKeyGuest(`${root.folder}/guest.img`);
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    nbd?.kill();
  });

  const started = async (name: string, more: Parameters<typeof keyGuestXml>[2]): Promise<DomainRef> => {
    await writeKeyGuest(`${root.folder}/${name}.img`);
    const dom = await call(connection, 'domain', 'defineXML')(keyGuestXml(name, `${root.folder}/${name}.img`, more));
    await call(connection, 'domain', 'create')(dom);
    return dom;
  };
  const state = (dom: DomainRef): Promise<object> => call(connection, 'domain', 'getState')(dom);
  /** Presses a key until the guest has done what it asks for; its firmware takes a moment. */
  const press = (dom: DomainRef, key: string, done: () => Promise<boolean>): Promise<true> =>
    waitFor(`key ${key}`, async () => {
      if (await done()) return true;
      await call(connection, 'domain', 'sendKey')(dom, 0, 50, [KEY_CODES[key] ?? 0], 0);
      return undefined;
    }, 30_000, 400);
  const isIn = (dom: DomainRef, wanted: string) => async (): Promise<boolean> => (await call(connection, 'domain', 'getState')(dom)).state === wanted;

  it('sleeps and wakes up', async () => {
    const dom = await started('sleeper', {});
    await press(dom, 's', isIn(dom, 'pmsuspended'));
    await call(connection, 'domain', 'pmWakeup')(dom, 0);
    await waitFor('the guest', async () => ((await isIn(dom, 'running')()) ? true : undefined), 10_000, 50);
    await waitFor('events', () => (['pmsuspend', 'pmwakeup'].every((wanted) => events.some(({ kind }) => kind === wanted)) ? true : undefined), 30_000, 20);
    await call(connection, 'domain', 'destroy')(dom);
  });

  it('panics: it ends, or is kept as it was', async () => {
    const panic = "<panic model='isa'/>";
    const ends = await started('ends', { devices: panic, policy: '<on_crash>destroy</on_crash>' });
    await press(ends, 'p', isIn(ends, 'shutoff'));
    expect(await state(ends)).toEqual({ state: 'shutoff', reason: 3 });
    const stays = await started('stays', { devices: panic, policy: '<on_crash>preserve</on_crash>' });
    await press(stays, 'p', isIn(stays, 'crashed'));
    await expect(call(connection, 'domain', 'resume')(stays)).rejects.toThrow('domain is crashed and was preserved');
    await call(connection, 'domain', 'destroy')(stays);
  });

  it('pauses when a disk is full, and says which', async () => {
    const [image, socket] = [`${root.folder}/store.raw`, `${root.folder}/store.sock`];
    await writeFile(image, Buffer.alloc(1024 * 1024));
    nbd = spawn('qemu-nbd', ['-k', socket, '-t', '--cache=none', `json:${JSON.stringify({ driver: 'raw', file: { driver: 'blkdebug', 'inject-error': [{ event: 'write_aio', errno: 28 }], image: { driver: 'file', filename: image } } })}`], { stdio: 'inherit' });
    await waitFor('the disk', () => (existsSync(socket) ? true : undefined), 10_000, 20);
    const dom = await started('full', { devices: `<disk type='network' device='disk'><driver name='qemu' type='raw' error_policy='stop'/><source protocol='nbd'><host transport='unix' socket='${socket}'/></source><target dev='hdb' bus='ide'/></disk>` });
    await press(dom, 'w', isIn(dom, 'paused'));
    expect(await state(dom)).toEqual({ state: 'paused', reason: 5 });
    const told = await waitFor('the event', () => events.find(({ kind }) => kind === 'io-error-reason'), 30_000, 20);
    expect(told).toMatchObject({ devAlias: 'ide0-0-1', action: 1, reason: 'enospc' });
    await call(connection, 'domain', 'destroy')(dom);
  });
});
