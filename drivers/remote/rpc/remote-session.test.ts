import { describe, expect, it } from 'vitest';
import type { CloseReason } from '../../api/connection.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { VirError } from '../../core/vir-error.ts';
import { SPLITTINGS } from '../../transport/testing/splitting.ts';
import * as P from '../protocol/remote.gen.ts';
import * as S from '../protocol/remote-served.gen.ts';
import { FakeDaemon, type FakeDaemonOptions } from '../testing/fake-daemon.ts';
import { RemoteSession } from './remote-session.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(daemon: FakeDaemon, shares = true): Promise<RemoteSession> {
  return RemoteSession.open(daemon.link(), shares, {});
}

function named(daemon: FakeDaemon): FakeDaemon {
  return daemon.on(S.ServedDomainLookupByName, ({ name }) => ({ dom: { ...DOM, name } }));
}

describe.each(SPLITTINGS)('a session whose daemon sends %s', (splitting) => {
  const fake = (options: FakeDaemonOptions = {}): FakeDaemon => named(new FakeDaemon({ splitting, seed: 11, ...options }));

  it('matches answers to calls in whatever order they come', async () => {
    const daemon = fake();
    daemon.on(S.ServedDomainLookupById, async ({ id }) => {
      await pause(id % 3);
      return { dom: { ...DOM, id } };
    });
    const session = await connect(daemon);
    const ids = Array.from({ length: 100 }, (_, id) => id);
    const answers = await Promise.all(ids.map((id) => session.call(P.DomainLookupById, { id })));
    expect(answers.map((answer) => answer.dom.id)).toEqual(ids);
    session.dispose();
  });

  it('keeps the whole error of the daemon', async () => {
    const daemon = fake().on(S.ServedDomainGetXmlDesc, () => {
      throw new VirError({ code: 'no-domain', domain: 'test', message: 'Domain not found', details: { level: 2, str1: 'Domain not found', str2: 'x', int1: 7 } });
    });
    const session = await connect(daemon);
    const error = await session.call(P.DomainGetXmlDesc, { dom: DOM, flags: 0 }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      code: 'no-domain', domain: 'test', message: 'Domain not found', details: { level: 2, str1: 'Domain not found', str2: 'x', int1: 7, int2: 0 },
    });
    session.dispose();
  });

  it('takes an unknown procedure for no-support', async () => {
    const session = await connect(fake());
    await expect(session.call(P.ConnectGetHostname, undefined)).rejects.toMatchObject({ code: 'no-support', message: 'unknown procedure: 59' });
    session.dispose();
  });

  it('delivers events in order, those before the answer of their registration too', async () => {
    const daemon = fake();
    daemon.on(S.ServedConnectNetworkEventRegisterAny, (_args, call) => {
      call.client.emit(P.NetworkEventLifecycle, { callbackID: 9, net: DOM, event: 0, detail: 0 });
      return { callbackID: 9 };
    });
    const session = await connect(daemon);
    const seen: number[] = [];
    await session.events.register({
      family: 'network',
      listener: (event) => seen.push(event.event),
      register: async () => (await session.callOnMain(P.ConnectNetworkEventRegisterAny, { eventID: 0, net: undefined })).callbackID,
      deregister: () => Promise.resolve(),
    });
    for (let event = 1; event < 50; event++) daemon.main.emit(P.NetworkEventLifecycle, { callbackID: 9, net: DOM, event, detail: 0 });
    daemon.main.emit(P.NetworkEventLifecycle, { callbackID: 8, net: DOM, event: 99, detail: 0 });
    await expect.poll(() => seen.length).toBe(50);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, event) => event));
    session.dispose();
  });

  it('passes over messages and event parameters of the future', async () => {
    const daemon = fake();
    const session = await connect(daemon);
    daemon.main.send({ program: P.REMOTE_PROGRAM, version: 1, procedure: 999, type: 2, serial: 1, status: 0 });
    daemon.main.send({ program: 0x1234, version: 1, procedure: 1, type: 2, serial: 0, status: 0 });
    daemon.main.send({ program: P.REMOTE_PROGRAM, version: 1, procedure: P.DomainEventCallbackTunable.number, type: 2, serial: 1, status: 0 }, (w) => {
      w.int(1);
      P.putDomain(w, DOM);
      w.uint(1);
      w.string('future');
      w.int(42);
    });
    expect((await session.call(P.DomainLookupByName, { name: 'beta' })).dom.name).toBe('beta');
    session.dispose();
  });

  it('reads a stream to its end and finishes it', async () => {
    const bytes = new Uint8Array(splitting === 'bytes' ? 500 : 600_000).map((_byte, i) => i % 251);
    const daemon = fake().on(S.ServedDomainScreenshot, (_args, call) => {
      call.afterReply((stream) => {
        stream.send(bytes.subarray(0, 300));
        stream.sendHole(4096n);
        stream.send(bytes.subarray(300));
        stream.sendEnd();
      });
      return { mime: 'image/png' };
    });
    const session = await connect(daemon);
    const { answer, stream } = await session.openStream(P.DomainScreenshot, { dom: DOM, screen: 0, flags: 0 });
    expect(answer.mime).toBe('image/png');
    const pieces: Uint8Array[] = [];
    let holes = 0n;
    for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) {
      if ('holeBytes' in piece) holes += piece.holeBytes;
      else pieces.push(piece);
    }
    await stream.finish();
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(holes).toBe(4096n);
    session.dispose();
  });

  it.each([
    ['a reply to no call', { type: 1, serial: 4711, status: 0, version: 1 }],
    ['a call from the daemon', { type: 0, serial: 0, status: 0, version: 1 }],
    ['another version', { type: 2, serial: 0, status: 0, version: 2 }],
    ['a type that is none', { type: 77, serial: 0, status: 0, version: 1 }],
  ])('ends the connection on %s', async (_what, header) => {
    const daemon = fake();
    const session = await connect(daemon);
    const ended = new Promise<CloseReason>((resolve) => session.onDidClose(resolve));
    const running = session.call(P.DomainLookupByName, { name: 'x' }).catch((error: unknown) => error);
    daemon.main.mute = true;
    daemon.main.send({ program: P.REMOTE_PROGRAM, procedure: 1, ...header });
    expect(await ended).toMatchObject({ kind: 'error', error: { code: 'rpc' } });
    expect(await running).toMatchObject({ code: 'rpc' });
    await expect(session.call(P.ConnectGetHostname, undefined)).rejects.toMatchObject({ code: 'rpc' });
  });

  it('ends the connection on a truncated answer', async () => {
    const daemon = fake();
    const session = await connect(daemon);
    const ended = new Promise<CloseReason>((resolve) => session.onDidClose(resolve));
    daemon.on({ ...S.ServedDomainGetInfo, putRet: (w) => { w.uint(1); } }, () => ({ state: 1, maxMemKiB: 0n, memoryKiB: 0n, nrVirtCpu: 1, cpuTimeNs: 0n }));
    await expect(session.call(P.DomainGetInfo, { dom: DOM })).rejects.toMatchObject({ code: 'rpc', message: expect.stringContaining('malformed') as string });
    expect(await ended).toMatchObject({ kind: 'error', error: { code: 'rpc' } });
  });

  it('tells the end of the daemon, and a stream on it', async () => {
    const daemon = fake().on(S.ServedDomainOpenConsole, () => undefined);
    const session = await connect(daemon);
    const { stream } = await session.openStream(P.DomainOpenConsole, { dom: DOM, devName: undefined, flags: 0 });
    const received = stream.recv().catch((error: unknown) => error);
    const ended = new Promise<CloseReason>((resolve) => session.onDidClose(resolve));
    for (const client of daemon.clients) client.channel.dispose();
    expect(await ended).toEqual({ kind: 'eof' });
    expect(await received).toMatchObject({ code: 'system-error' });
  });
});

describe('a session', () => {
  it('does the handshake in two rounds', async () => {
    const daemon = named(new FakeDaemon());
    const session = await connect(daemon);
    expect(daemon.main.executed).toEqual([66, 60, 1]);
    session.dispose();
  });

  it('signs in by polkit', async () => {
    const daemon = new FakeDaemon({ authTypes: [2] }).on(S.ServedAuthPolkit, () => ({ complete: true }));
    const session = await connect(daemon);
    expect(daemon.main.executed).toEqual([66, 70, 60, 1]);
    // The second connection stands while polkit still remembers the password.
    await expect.poll(() => daemon.clients[1]?.executed).toEqual([66, 70, 1]);
    session.dispose();
  });

  it.each([
    [{ authTypes: [2] }, 'rpc-auth', 'auth-failed'],
    [{ authTypes: [1] }, 'rpc-auth', 'auth-failed'],
    [{ authTypes: [9] }, 'rpc-auth', 'auth-failed'],
  ] as const)('says which step failed: %o', async (options, step, code) => {
    const daemon = new FakeDaemon(options).on(S.ServedAuthPolkit, () => {
      throw new VirError({ code: 'auth-failed', domain: 'polkit', message: 'authentication failed: access denied by policy' });
    });
    await expect(connect(daemon)).rejects.toMatchObject({ step, code });
  });

  it('says that the daemon refused to open', async () => {
    const daemon = new FakeDaemon().on(S.ServedConnectOpen, () => {
      throw new VirError({ code: 'no-connect', domain: 'none', message: 'no connection driver available for x' });
    });
    await expect(connect(daemon)).rejects.toMatchObject({ step: 'open', code: 'no-connect' });
  });

  it('answers pings', async () => {
    const daemon = new FakeDaemon();
    const session = await connect(daemon);
    let pongs = 0;
    daemon.main.onPong = () => { pongs++; };
    daemon.main.ping();
    await expect.poll(() => pongs).toBe(1);
    session.dispose();
  });

  it('gives a silent daemon up', async () => {
    const daemon = new FakeDaemon();
    const session = await connect(daemon);
    session.setKeepAlive(10, 2);
    const ended = new Promise<CloseReason>((resolve) => session.onDidClose(resolve));
    for (const client of daemon.clients) client.mute = true;
    expect(await ended).toMatchObject({ kind: 'keepalive', error: { message: 'internal error: connection closed due to keepalive timeout' } });
  });

  it('keeps a daemon that only stopped reading one connection', async () => {
    const daemon = new FakeDaemon({ maxClientRequests: 3 }).on(S.ServedStoragePoolGetXmlDesc, () => never());
    daemon.on(S.ServedConnectGetAllDomainStats, () => never());
    const session = await connect(daemon);
    const hung = Array.from({ length: 3 }, () => session.call(P.ConnectGetAllDomainStats, { doms: [], stats: 0, flags: 0 }).catch((error: unknown) => error));
    await expect.poll(() => daemon.main.running).toBe(3);
    session.setKeepAlive(5, 1);
    await pause(100);
    expect(session.closeReason).toBeUndefined();
    expect(daemon.clients.length).toBeGreaterThan(1);
    session.dispose();
    expect(await Promise.all(hung)).toMatchObject([{ code: 'internal-error' }, { code: 'internal-error' }, { code: 'internal-error' }]);
  });

  it('lets three hung calls delay neither destroy nor quick reads', async () => {
    const destroyed: string[] = [];
    const daemon = named(new FakeDaemon())
      .on(S.ServedStoragePoolRefresh, () => never())
      .on(S.ServedConnectGetAllDomainStats, () => never())
      .on(S.ServedDomainCreate, () => never())
      .on(S.ServedDomainDestroy, ({ dom }) => {
        destroyed.push(dom.name);
        return undefined;
      });
    const session = await connect(daemon);
    const pool = { name: 'nfs', uuid: DOM.uuid };
    for (let i = 0; i < 10; i++) {
      session.call(P.StoragePoolRefresh, { pool, flags: 0 }).catch(() => undefined);
      session.call(P.ConnectGetAllDomainStats, { doms: [], stats: 0, flags: 0 }).catch(() => undefined);
      session.call(P.DomainCreate, { dom: DOM }).catch(() => undefined);
    }
    await session.call(P.DomainDestroy, { dom: DOM }, { deadlineMs: 2000 });
    expect(destroyed).toEqual(['alpha']);
    expect((await session.call(P.DomainLookupByName, { name: 'gamma' }, { deadlineMs: 2000 })).dom.name).toBe('gamma');
    expect(Math.max(...daemon.clients.map((client) => client.running))).toBeLessThanOrEqual(3);
    session.dispose();
  });

  it('counts a call that nobody waits for until it is answered', async () => {
    const answers: (() => void)[] = [];
    const daemon = new FakeDaemon().on(S.ServedConnectGetAllDomainStats, () =>
      new Promise((resolve) => answers.push(() => { resolve({ retStats: [] }); })),
    );
    const session = await connect(daemon);
    const ask = (deadlineMs: number): Promise<unknown> =>
      session.call(P.ConnectGetAllDomainStats, { doms: [], stats: 0, flags: 0 }, { deadlineMs }).catch((error: unknown) => error);
    expect(await Promise.all([ask(20), ask(20), ask(20)])).toMatchObject(Array(3).fill({ code: 'operation-timeout' }));
    const fourth = ask(5000);
    await pause(50);
    expect(answers).toHaveLength(3);
    for (const answer of answers) answer();
    await expect.poll(() => answers.length).toBe(4);
    answers[3]?.();
    expect(await fourth).toEqual({ retStats: [] });
    session.dispose();
  });

  it('takes a quick call that got stuck for one that blocks', async () => {
    const daemon = named(new FakeDaemon()).on(S.ServedStoragePoolGetInfo, () => never());
    const session = await connect(daemon);
    const pool = { name: 'nfs', uuid: DOM.uuid };
    const ask = (): void => {
      session.call(P.StoragePoolGetInfo, { pool }).catch(() => undefined);
    };
    for (let i = 0; i < 2; i++) ask();
    await pause(2300);
    for (let i = 0; i < 10; i++) ask();
    await pause(20);
    expect(daemon.main.running).toBe(3);
    expect((await session.call(P.DomainLookupByName, { name: 'x' })).dom.name).toBe('x');
    session.dispose();
  });

  it('pipelines quick calls, 256 at most', async () => {
    const daemon = named(new FakeDaemon({ maxClientRequests: 1000 }));
    const answers: (() => void)[] = [];
    daemon.on(S.ServedDomainLookupById, ({ id }) => new Promise((resolve) => answers.push(() => { resolve({ dom: { ...DOM, id } }); })));
    const session = await connect(daemon);
    const calls = Array.from({ length: 300 }, (_, id) => session.call(P.DomainLookupById, { id }));
    await expect.poll(() => answers.length).toBe(256);
    answers[0]?.();
    await expect.poll(() => answers.length).toBe(257);
    const timer = setInterval(() => { for (const answer of answers) answer(); }, 1);
    expect(await Promise.all(calls)).toHaveLength(300);
    clearInterval(timer);
    session.dispose();
  });

  it('ends the wait when the caller cancels, at once', async () => {
    const daemon = new FakeDaemon().on(S.ServedDomainGetInfo, () => never());
    const session = await connect(daemon);
    const abort = new AbortController();
    const call = session.call(P.DomainGetInfo, { dom: DOM }, { signal: abort.signal }).catch((error: unknown) => error);
    await expect.poll(() => daemon.main.running).toBe(1);
    abort.abort();
    expect(await call).toMatchObject({ code: 'operation-aborted' });
    await expect(session.call(P.DomainGetInfo, { dom: DOM }, { signal: abort.signal })).rejects.toMatchObject({ code: 'operation-aborted' });
    session.dispose();
  });

  it('reports arguments that cannot be sent, and goes on', async () => {
    const session = await connect(named(new FakeDaemon()));
    await expect(session.call(P.DomainLookupById, { id: 2 ** 40 })).rejects.toMatchObject({ code: 'invalid-arg' });
    expect((await session.call(P.DomainLookupByName, { name: 'x' })).dom.name).toBe('x');
    session.dispose();
  });

  it('stays on one connection where machines belong to it', async () => {
    const daemon = new FakeDaemon().on(S.ServedDomainDestroy, () => undefined).on(S.ServedDomainOpenConsole, () => undefined);
    const session = await connect(daemon, false);
    await session.call(P.DomainDestroy, { dom: DOM });
    const { stream } = await session.openStream(P.DomainOpenConsole, { dom: DOM, devName: undefined, flags: 0 });
    await stream.finish();
    expect(daemon.clients).toHaveLength(1);
    session.dispose();
  });

  it('makes do with one connection when the daemon takes no second', async () => {
    const daemon = new FakeDaemon({ maxConnections: 1 }).on(S.ServedDomainDestroy, () => undefined);
    const session = await connect(daemon);
    await session.call(P.DomainDestroy, { dom: DOM });
    expect(daemon.clients).toHaveLength(1);
    session.dispose();
  });

  it('replaces a lost second connection', async () => {
    const daemon = new FakeDaemon().on(S.ServedDomainDestroy, () => undefined);
    const session = await connect(daemon);
    await session.call(P.DomainDestroy, { dom: DOM });
    daemon.clients[1]?.channel.dispose();
    await pause(10);
    await session.call(P.DomainDestroy, { dom: DOM });
    expect(daemon.clients).toHaveLength(3);
    expect(session.closeReason).toBeUndefined();
    session.dispose();
  });

  it('tells that events were lost when listeners do not keep up', async () => {
    const daemon = new FakeDaemon();
    const session = await connect(daemon);
    let seen = 0;
    let overflows = 0;
    session.events.onDidOverflow(() => { overflows++; });
    await session.events.register({ family: 'network', listener: () => { seen++; }, register: () => Promise.resolve(1), deregister: () => Promise.resolve() });
    for (let event = 0; event < 30_000; event++) daemon.main.emit(P.NetworkEventLifecycle, { callbackID: 1, net: DOM, event, detail: 0 });
    await expect.poll(() => overflows).toBeGreaterThan(0);
    expect(seen).toBeLessThan(30_000);
    session.dispose();
  });
});
