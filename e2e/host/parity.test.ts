import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import { VirError } from '../../drivers/core/vir-error.ts';
import { wsTransport } from '../../main/browser-host/ws-transport.ts';
import type { VireoClient, VireoHandlers } from '../../main/contract/contract.ts';
import type { ConnectionId, MachineKey, MachineUuid } from '../../main/contract/ids.ts';
import type { FrameTransport } from '../../main/contract/wire/transport.ts';
import { servePage } from '../../main/router.ts';
import { IpcClient } from '../../renderer/ipc/client.ts';
import { IpcError } from '../../renderer/ipc/ipc-error.ts';
import { messagePortTransport, webSocketTransport } from '../../renderer/ipc/transports.ts';

const machine: MachineKey = { connectionId: 'c1' as ConnectionId, uuid: '00000000-0000-0000-0000-000000000001' as MachineUuid };

interface Pair {
  readonly page: FrameTransport;
  readonly main: FrameTransport;
  readonly stop: () => void;
}

/** The two transports of the application: a real WebSocket on loopback, and a real MessageChannel. */
const PAIRS: readonly (readonly [string, () => Promise<Pair>])[] = [
  ['WebSocket', webSocketPair],
  ['MessagePort', messagePortPair],
];

async function webSocketPair(): Promise<Pair> {
  Object.assign(globalThis, { WebSocket: NodeWebSocket });
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<NodeWebSocket>((resolve) => sockets.once('connection', resolve));
  const socket = new NodeWebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  socket.binaryType = 'arraybuffer';
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    page: webSocketTransport(socket as unknown as WebSocket),
    main: wsTransport(await accepted),
    stop: () => {
      socket.terminate();
      sockets.close();
      server.close();
    },
  };
}

function messagePortPair(): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  return Promise.resolve({
    page: messagePortTransport(port1),
    main: messagePortTransport(port2),
    stop: () => {
      port1.close();
      port2.close();
    },
  });
}

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const run of cleanUps.splice(0)) run();
});

/** A client and the handlers that answer it; entries that a test does not give are missing. */
async function link(makePair: () => Promise<Pair>, handlers: object): Promise<{ readonly api: VireoClient; readonly client: IpcClient; readonly pair: Pair; readonly lost: Promise<void> }> {
  const pair = await makePair();
  cleanUps.push(pair.stop);
  const warnings: string[] = [];
  servePage({ handlers: handlers as VireoHandlers, transport: pair.main, clientId: 'test', log: { warn: (line) => warnings.push(line) } });
  let onLost = (): void => undefined;
  const lost = new Promise<void>((resolve) => {
    onLost = resolve;
  });
  const client = new IpcClient(() => {
    onLost();
  });
  client.attach(pair.page);
  return { api: client.api, client, pair, lost };
}

const failure = new VirError({ code: 'no-domain', domain: 'qemu', message: 'Domain not found', subject: 'x', details: { int1: 7 }, cause: new Error('inner') });

describe.each(PAIRS)('over a %s', (_name, makePair) => {
  it('brings answers whole: bigint, undefined, bytes, not a number', async () => {
    const value = { big: 2n ** 70n, list: [undefined, Number.NaN, -1], bytes: new Uint8Array([1, 2, 255]), deep: { text: 'ä\u0000' } };
    const { api } = await link(makePair, { machines: { facts: () => value } });
    expect(await api.machines.facts(machine)).toEqual(value);
  });

  it('brings errors whole', async () => {
    const { api } = await link(makePair, { machines: { facts: () => Promise.reject(failure) } });
    const error: unknown = await api.machines.facts(machine).catch((thrown: unknown) => thrown);
    expect(error instanceof IpcError ? error.info : error).toEqual(failure.toInfo());
  });

  it('refuses what the contract does not list, and inputs of a wrong shape', async () => {
    const { api, client } = await link(makePair, { machines: { facts: () => 1, secret: () => 2 } });
    const outside = client.api as unknown as { machines: Record<string, unknown> };
    expect(outside.machines['secret']).toBeUndefined();
    await expect(api.machines.facts({ ...machine, extra: 1 } as MachineKey)).rejects.toMatchObject({ info: { code: 'invalid-arg' } });
    await expect(api.machines.facts({ ...machine, uuid: 'X' as MachineUuid })).rejects.toMatchObject({ info: { code: 'invalid-arg' } });
    await expect(api.machines.xml(machine)).rejects.toMatchObject({ info: { code: 'no-support' } });
  });

  it('cancels a call', async () => {
    const { api } = await link(makePair, {
      machines: {
        facts: (_input: unknown, { signal }: { readonly signal: AbortSignal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new VirError({ code: 'operation-aborted', domain: 'rpc', message: 'cancelled' }));
            });
          }),
      },
    });
    const abort = new AbortController();
    const call = api.machines.facts(machine, { signal: abort.signal });
    setTimeout(() => {
      abort.abort();
    }, 5);
    await expect(call).rejects.toMatchObject({ info: { code: 'operation-aborted' } });
  });

  it('keeps events in order and stops them', async () => {
    let disposed = false;
    const { api } = await link(makePair, {
      settings: {
        watch: (_input: unknown, emit: (value: unknown) => void) => {
          for (let i = 0; i < 1000; i++) emit({ locale: String(i) });
          return { dispose: () => (disposed = true) };
        },
      },
    });
    const seen: (string | undefined)[] = [];
    const subscription = api.settings.watch({}, (value) => seen.push(value.locale));
    await until(() => seen.length === 1000);
    expect(seen).toEqual([...Array(1000).keys()].map(String));
    subscription.dispose();
    await until(() => disposed);
  });

  it('carries streams both ways, and their failure', async () => {
    const { api } = await link(makePair, {
      consoles: {
        serial: async (_input: unknown, accept: (hello: unknown) => ServerEnd) => {
          const stream = accept({ kind: 'serial', path: 'direct' });
          for (let piece = await stream.recv(); piece !== undefined && piece[0] !== 9; piece = await stream.recv()) {
            await stream.send(piece.map((byte) => byte + 1));
          }
          throw failure;
        },
      },
    });
    const stream = await api.consoles.serial({ machine, id: 'serial0', force: false });
    expect(stream.hello).toEqual({ kind: 'serial', path: 'direct' });
    await stream.send(new Uint8Array([1, 2]));
    expect([...((await stream.recv()) ?? [])]).toEqual([2, 3]);
    await stream.send(new Uint8Array([9]));
    await expect(stream.recv()).rejects.toMatchObject({ info: { code: 'no-domain' } });
  });

  it('fails an opening like a call', async () => {
    const { api } = await link(makePair, { consoles: { vnc: () => Promise.reject(failure) } });
    await expect(api.consoles.vnc({ machine, id: 'vnc:0' })).rejects.toMatchObject({ info: { code: 'no-domain' } });
  });

  it('queues at most 4 MiB for a stalled page with 1 GiB coming', async () => {
    let sent = 0;
    const { api } = await link(makePair, { consoles: { vnc: flood(1024, (bytes) => (sent += bytes)) } });
    const stream = await api.consoles.vnc({ machine, id: 'vnc:0' });
    expect((await stream.recv())?.length).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBeLessThanOrEqual(4 * 1024 * 1024);
    stream.close();
  });

  it('answers a call during a flood at once, and takes turns between streams', async () => {
    const { api } = await link(makePair, { consoles: { vnc: flood(100_000, () => undefined) }, machines: { facts: () => ({ name: 'quick' }) } });
    const streams = await Promise.all([1, 2].map(() => api.consoles.vnc({ machine, id: 'vnc:0' })));
    const received = [0, 0];
    let running = true;
    const readers = streams.map(async (stream, index) => {
      while (running) received[index] = (received[index] ?? 0) + ((await stream.recv())?.length ?? 0);
    });
    await until(() => Math.min(...received) > 20_000_000);
    const overtaken: number[] = [];
    const total = (): number => received.reduce((sum, bytes) => sum + bytes, 0);
    for (let i = 0; i < 20; i++) {
      const before = total();
      await api.machines.facts(machine);
      overtaken.push(total() - before);
    }
    running = false;
    for (const stream of streams) stream.close();
    await Promise.allSettled(readers);
    // The answer waits for what is under way, not for the flood: no more than the windows of the two streams, whatever the machine.
    expect(overtaken.sort((a, b) => a - b)[10]).toBeLessThan(4 * 1024 * 1024);
    expect(Math.max(...received) / Math.min(...received)).toBeLessThan(3);
  });

  it('ends everything when the wire is cut, and subscribes anew on the next', async () => {
    const aborted: string[] = [];
    const handlers = {
      settings: {
        watch: (_input: unknown, emit: (value: unknown) => void) => {
          emit({ locale: 'snapshot' });
          return { dispose: () => aborted.push('watch') };
        },
      },
      consoles: {
        vnc: async (_input: unknown, accept: (hello: unknown) => ServerEnd, { signal }: { readonly signal: AbortSignal }) => {
          const stream = accept({});
          signal.addEventListener('abort', () => aborted.push('vnc'));
          await stream.recv();
        },
      },
      machines: { facts: () => new Promise(() => undefined) },
    };
    const { api, client, pair, lost } = await link(makePair, handlers);
    let snapshots = 0;
    api.settings.watch({}, () => snapshots++);
    await api.consoles.vnc({ machine, id: 'vnc:0' });
    const call = api.machines.facts(machine);
    pair.main.close();
    await lost;
    await expect(call).rejects.toMatchObject({ info: { code: 'operation-aborted' } });
    await until(() => aborted.length === 2);
    const next = await makePair();
    cleanUps.push(next.stop);
    servePage({ handlers: handlers as unknown as VireoHandlers, transport: next.main, clientId: 'again', log: { warn: () => undefined } });
    client.attach(next.page);
    await until(() => snapshots === 2);
  });

  it('ends a subscription of a page that does not keep up, and makes it anew', async () => {
    let subscribed = 0;
    const big = 'x'.repeat(100_000);
    const { api } = await link(makePair, {
      settings: {
        watch: (_input: unknown, emit: (value: unknown) => void) => {
          subscribed++;
          for (let i = 0; i < 100 && subscribed === 1; i++) emit({ locale: big });
          emit({ locale: `snapshot ${subscribed}` });
          return { dispose: () => undefined };
        },
      },
    });
    const last: (string | undefined)[] = [];
    api.settings.watch({}, (value) => last.push(value.locale?.slice(0, 20)));
    await until(() => last.some((text) => text?.startsWith('snapshot') === true));
    expect(last.at(-1)).toMatch(/^snapshot [12]$/);
  });
});

interface ServerEnd {
  readonly recv: () => Promise<Uint8Array | undefined>;
  readonly send: (data: Uint8Array) => Promise<void>;
}

function flood(mebibytes: number, onSent: (bytes: number) => void) {
  return async (_input: unknown, accept: (hello: unknown) => ServerEnd, { signal }: { readonly signal: AbortSignal }) => {
    const stream = accept({});
    const piece = new Uint8Array(64 * 1024);
    for (let i = 0; i < mebibytes * 16 && !signal.aborted; i++) {
      await stream.send(piece);
      onSent(piece.length);
    }
  };
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('waited too long');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
