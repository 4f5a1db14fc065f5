import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { placeOf } from '../../main/services/consoles/console-list.ts';
import { checkLab, startLab, startSshd, waitFor, type Lab, type Sshd } from '../lab/index.ts';
import { call, guestIsReady, guestXml, readUntil, recordEvents } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest', 'sshd']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon on another host, by SSH'), () => {
  let lab: Lab<'guest'>;
  let sshd: Sshd;
  let folder: string;
  let uri: string;
  let connection: Connection;
  let dom: DomainRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    sshd = await startSshd();
    folder = await mkdtemp('/tmp/vireo-embed-far-');
    const params = new URLSearchParams({ keyfile: sshd.keyPath, known_hosts: sshd.knownHostsPath, root: `${folder}/root` });
    uri = `qemu+ssh://root@${sshd.address}:${sshd.port}/embed?${params.toString()}`;
    connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  });
  afterAll(async () => {
    for (const each of await call(connection, 'connect', 'listAllDomains')(1)) await call(connection, 'domain', 'destroy')(each);
    await connection.close();
    await sshd.dispose();
    await rm(folder, { recursive: true, force: true });
    await lab.dispose();
  });

  it('runs a machine there', async () => {
    expect(connection.route).toMatch(/by SSH/);
    dom = await call(connection, 'domain', 'defineXML')(guestXml(folder, lab.guest, { name: 'web', memoryMiB: 128 }));
    const events = await recordEvents(connection);
    await call(connection, 'domain', 'create')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    await waitFor('events', () => (events.some((event) => event.kind === 'lifecycle' && event.event === 2) ? true : undefined), 30_000, 20);
  });

  it('reaches its display and its serial line', async () => {
    const { root: document } = parseXml(await call(connection, 'domain', 'getXMLDesc')(dom));
    const place = placeOf(document.child('devices')?.child('graphics') ?? document);
    if (place.kind !== 'unix' || connection.dial === undefined) throw new Error('the display is no socket');
    const display = await connection.dial(place);
    expect(await readUntil(display, /\n/)).toMatch(/^RFB 003\.008/);
    await display.abort();
    await guestIsReady(`${folder}/root`, dom);
    const line = await call(connection, 'domain', 'openConsole')(dom, undefined);
    await line.send(Buffer.from('echo he""llo\r'));
    await readUntil(line, /hello/);
    await line.abort();
  });

  it('is put away there with its state, and brought back', async () => {
    await call(connection, 'domain', 'managedSave')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
    await call(connection, 'domain', 'create')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    const file = `${folder}/web.save`;
    await call(connection, 'domain', 'save')(dom, file);
    expect(existsSync(file)).toBe(true);
    await call(connection, 'domain', 'restore')(file);
    expect((await call(connection, 'domain', 'getTime')(dom)).seconds).toBeGreaterThan(0n);
    await expect(call(connection, 'domain', 'save')(dom, '/nowhere/web.save')).rejects.toThrow(/nowhere/);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
  });

  it('goes on without us, and is found again', async () => {
    await call(connection, 'domain', 'suspend')(dom);
    const closed = new Promise((resolve) => connection.onDidClose(resolve));
    await sshd.dropConnections();
    await closed;
    connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('paused');
    await call(connection, 'domain', 'resume')(dom);
    await call(connection, 'domain', 'destroy')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
  });
});
