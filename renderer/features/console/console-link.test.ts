import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientStream } from '../../../main/contract/define.ts';
import { IpcError } from '../../ipc/ipc-error.ts';
import { fakeStream, type FakePeer } from '../../testing/fake-stream.ts';
import { classifyDisplay, classifyLone, classifySerial } from './classify-failure.ts';
import { ConsoleLink, type LinkState } from './console-link.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const error = (code: IpcError['code']): IpcError => new IpcError({ code, domain: 'rpc', message: code });
const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

class Bench {
  opened = 0;
  forced = 0;
  failWith: Error | undefined;
  readonly peers: FakePeer[] = [];
  readonly link: ConsoleLink<string> = new ConsoleLink<string>({
    open: ({ force }) => {
      this.opened += 1;
      if (force) this.forced += 1;
      if (this.failWith !== undefined) return Promise.reject(this.failWith);
      const { stream, peer } = fakeStream('hello');
      this.peers.push(peer);
      return Promise.resolve(stream);
    },
    run: async (stream: ClientStream<string>, ready, signal) => {
      signal.addEventListener('abort', () => {
        stream.close();
      });
      ready();
      while ((await stream.recv()) !== undefined);
    },
    classify: classifySerial,
  });

  get state(): LinkState {
    return this.link.store.getState();
  }

  /** Milliseconds until the next try. */
  get waitMs(): number {
    return this.state.kind === 'waiting' ? this.state.retryAtMs - Date.now() : -1;
  }
}

describe('a console link', () => {
  it('does nothing until it is wanted, then connects', async () => {
    const bench = new Bench();
    await flush();
    expect([bench.opened, bench.state.kind]).toEqual([0, 'idle']);
    bench.link.want(true);
    expect(bench.state.kind).toBe('connecting');
    await flush();
    expect(bench.state.kind).toBe('connected');
    bench.link.dispose();
  });

  it('waits longer and longer, up to a quarter of a minute', async () => {
    const bench = new Bench();
    bench.failWith = error('no-connect');
    bench.link.want(true);
    const waits: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      await flush();
      waits.push(bench.waitMs);
      await vi.advanceTimersByTimeAsync(bench.waitMs);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    bench.link.dispose();
  });

  it('comes back by itself when the other side ends it, as at a reboot, and begins with the shortest wait again', async () => {
    const bench = new Bench();
    bench.link.want(true);
    for (let turn = 0; turn < 3; turn += 1) {
      await flush();
      expect(bench.state.kind).toBe('connected');
      await vi.advanceTimersByTimeAsync(10_000);
      bench.peers.at(-1)?.end();
      await flush();
      expect(bench.state).toMatchObject({ kind: 'waiting', error: undefined });
      expect(bench.waitMs).toBe(500);
      await vi.advanceTimersByTimeAsync(500);
    }
    bench.link.dispose();
  });

  it('does not begin anew with a display that always ends at once', async () => {
    const bench = new Bench();
    bench.link.want(true);
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await flush();
      bench.peers.at(-1)?.end();
      await flush();
      waits.push(bench.waitMs);
      await vi.advanceTimersByTimeAsync(bench.waitMs);
    }
    expect(waits).toEqual([500, 1000, 2000]);
    bench.link.dispose();
  });

  it('lets go when the machine stops and tries at once when it starts', async () => {
    const bench = new Bench();
    bench.link.want(true);
    await flush();
    let closed = false;
    const peer = bench.peers[0];
    if (peer !== undefined) peer.onClose = () => { closed = true; };
    bench.link.want(false);
    await flush();
    expect([closed, bench.state.kind]).toEqual([true, 'idle']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.opened).toBe(1);
    bench.link.want(true);
    await flush();
    expect([bench.opened, bench.state.kind]).toEqual([2, 'connected']);
    bench.link.dispose();
  });

  it('closes a stream that opens after it was let go', async () => {
    const { stream, peer } = fakeStream('hello');
    let closed = false;
    peer.onClose = () => {
      closed = true;
    };
    let open: (stream: ClientStream<string>) => void = () => undefined;
    const link = new ConsoleLink<string>({ open: () => new Promise((resolve) => { open = resolve; }), run: () => Promise.reject(new Error('never')), classify: classifyDisplay });
    link.want(true);
    link.want(false);
    open(stream);
    await flush();
    expect([closed, link.store.getState().kind]).toEqual([true, 'idle']);
  });

  it('asks before it takes a busy line over', async () => {
    const bench = new Bench();
    bench.failWith = error('operation-failed');
    bench.link.want(true);
    await flush();
    expect(bench.state.kind).toBe('inUse');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.opened).toBe(1);
    bench.failWith = undefined;
    bench.link.retry(true);
    await flush();
    expect([bench.forced, bench.state.kind]).toEqual([1, 'connected']);
    bench.link.dispose();
  });

  it('asks, too, where a display says only behind its stream that somebody has it', async () => {
    let busy = true;
    const link = new ConsoleLink<string>({
      open: ({ force }) => {
        busy &&= !force;
        return Promise.resolve(fakeStream('hello').stream);
      },
      run: (_stream, ready) => {
        if (busy) return Promise.reject(error('resource-busy'));
        ready();
        return new Promise(() => undefined);
      },
      classify: classifyLone,
    });
    link.want(true);
    await flush();
    expect(link.store.getState().kind).toBe('inUse');
    link.retry(false);
    await flush();
    expect(link.store.getState().kind).toBe('inUse');
    link.retry(true);
    await flush();
    expect(link.store.getState().kind).toBe('connected');
    link.dispose();
  });

  it('does not ask for a password again and again', async () => {
    const bench = new Bench();
    bench.failWith = error('auth-cancelled');
    bench.link.want(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([bench.opened, bench.state.kind]).toEqual([1, 'refused']);
    bench.link.dispose();
  });
});

describe('what failures mean', () => {
  it('a display that fails for the moment is tried again, a refusal is not', () => {
    expect(classifyDisplay(error('no-connect'))).toBe('retry');
    expect(classifyDisplay(error('operation-failed'))).toBe('retry');
    expect(classifyDisplay(new Error('noise'))).toBe('retry');
    expect(classifyDisplay(error('auth-failed'))).toBe('refused');
    expect(classifyDisplay(error('no-support'))).toBe('refused');
  });

  it('waits for its own line to be let go, and not for anybody else’s', async () => {
    const bench = new Bench();
    bench.link.want(true);
    await flush();
    // The machine is replaced by its snapshot: off and on again, while the host still has the old line.
    bench.link.want(false);
    await flush();
    bench.failWith = error('operation-failed');
    bench.link.want(true);
    await flush();
    expect(bench.state.kind).toBe('waiting');
    bench.failWith = undefined;
    await vi.advanceTimersByTimeAsync(bench.waitMs);
    expect([bench.state.kind, bench.forced]).toEqual(['connected', 0]);
    bench.link.want(false);
    await vi.advanceTimersByTimeAsync(20_000);
    bench.failWith = error('operation-failed');
    bench.link.want(true);
    await flush();
    expect(bench.state.kind).toBe('inUse');
  });
});
