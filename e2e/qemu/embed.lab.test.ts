import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { parseXml } from '../../drivers/conf/xml/parse-xml.ts';
import { placeOf } from '../../main/services/consoles/console-list.ts';
import { dialHere } from '../../drivers/transport/dial-here.ts';
import { checkLab, startLab, waitFor, type Lab } from '../lab/index.ts';
import { call, guestIsReady, guestXml, makeEmbedRoot, readUntil, recordEvents, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu', 'guest']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon'), () => {
  let lab: Lab<'guest'>;
  let root: EmbedRoot;
  let connection: Connection;
  let events: DomainEvent[];
  let dom: DomainRef;

  beforeAll(async () => {
    lab = await startLab({ need: ['guest'] });
    root = await makeEmbedRoot();
    connection = await root.open();
    events = await recordEvents(connection);
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
    await lab.dispose();
  });

  const xmlOf = (name: string): string => guestXml(root.folder, lab.guest, { name, memoryMiB: 128 });
  const state = async (): Promise<string> => (await call(connection, 'domain', 'getState')(dom)).state;
  const told = (): readonly (readonly [number, number])[] => events.splice(0).flatMap((event) => (event.kind === 'lifecycle' ? [[event.event, event.detail] as const] : []));

  it('defines a machine, and starts it', async () => {
    dom = await call(connection, 'domain', 'defineXML')(xmlOf('web'));
    expect(await state()).toBe('shutoff');
    await call(connection, 'domain', 'create')(dom);
    expect(await state()).toBe('running');
    await waitFor('events', () => (events.length >= 3 ? true : undefined), 30_000, 10);
    expect(told()).toEqual([[0, 0], [2, 0], [4, 0]]);
  });

  it('reaches its display by the socket that the document names', async () => {
    const { root: document } = parseXml(await call(connection, 'domain', 'getXMLDesc')(dom));
    const place = placeOf(document.child('devices')?.child('graphics') ?? document);
    if (place.kind !== 'unix') throw new Error('the display is no socket');
    const stream = await dialHere(place);
    expect(await readUntil(stream, /\n/)).toMatch(/^RFB 003\.008/);
    await stream.abort();
  });

  it('reaches its serial line, one at a time, and keeps what it says', async () => {
    const stream = await call(connection, 'domain', 'openConsole')(dom, undefined);
    await guestIsReady(root.folder, dom);
    await stream.send(Buffer.from('echo he""llo\r'));
    await readUntil(stream, /hello/);
    await expect(call(connection, 'domain', 'openConsole')(dom, 'serial0')).rejects.toThrow(/Active console session exists/);
    await stream.abort();
  });

  it('pauses, resumes and resets', async () => {
    told();
    await call(connection, 'domain', 'suspend')(dom);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'paused', reason: 1 });
    await call(connection, 'domain', 'resume')(dom);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'running', reason: 5 });
    await call(connection, 'domain', 'reset')(dom);
    await waitFor('events', () => (events.length >= 2 ? true : undefined), 30_000, 10);
    expect(told().slice(0, 2)).toEqual([[3, 0], [4, 0]]);
  });

  it('finds it again after everybody has gone, and says the truth', async () => {
    await call(connection, 'domain', 'suspend')(dom);
    await connection.close();
    const began = performance.now();
    connection = await root.open();
    events = await recordEvents(connection);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'paused', reason: 1 });
    expect(performance.now() - began).toBeLessThan(5000);
    await call(connection, 'domain', 'resume')(dom);
  });

  it('destroys and forgets it', async () => {
    told();
    await call(connection, 'domain', 'destroy')(dom);
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'shutoff', reason: 2 });
    await call(connection, 'domain', 'undefine')(dom);
    await waitFor('events', () => (events.some((event) => event.kind === 'lifecycle' && event.event === 1) ? true : undefined), 30_000, 10);
    expect(told().slice(-2)).toEqual([[5, 1], [1, 0]]);
    await expect(call(connection, 'domain', 'lookupByUUID')(dom.uuid)).rejects.toThrow(/Domain not found/);
  });

  it('says why a machine does not start', async () => {
    const missing = await call(connection, 'domain', 'defineXML')(xmlOf('missing').replace('missing.qcow2', 'nowhere.qcow2'));
    await expect(call(connection, 'domain', 'create')(missing)).rejects.toThrow(/Cannot access storage file '.*nowhere.qcow2': No such file/);
    const wrong = await call(connection, 'domain', 'defineXML')(xmlOf('wrong').replace(/<kernel>.*<\/kernel>/, '<kernel>/nowhere</kernel>'));
    await expect(call(connection, 'domain', 'create')(wrong)).rejects.toThrow("Cannot access storage file '/nowhere': No such file or directory");
  });
});
