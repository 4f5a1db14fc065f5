import { describe, expect, it } from 'vitest';
import { fakeStream, type FakePeer } from '../../testing/fake-stream.ts';
import { StreamSocket, type StreamSocketClose } from './stream-socket.ts';

const HELLO = { kind: 'vnc', path: 'direct', viewOnly: false } as const;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

interface Bench {
  readonly socket: StreamSocket;
  readonly peer: FakePeer;
  readonly seen: string[];
  readonly messages: Uint8Array[];
  readonly closes: StreamSocketClose[];
}

function bench(opening?: Promise<never>): Bench {
  const { stream, peer } = fakeStream(HELLO);
  const socket = new StreamSocket(opening ?? Promise.resolve(stream));
  const seen: string[] = [];
  const messages: Uint8Array[] = [];
  const closes: StreamSocketClose[] = [];
  socket.onopen = () => seen.push('open');
  socket.onmessage = ({ data }) => {
    seen.push('message');
    messages.push(data);
  };
  socket.onerror = () => seen.push('error');
  socket.onclose = (event) => {
    seen.push('close');
    closes.push(event);
  };
  return { socket, peer, seen, messages, closes };
}

describe('a socket over a stream', () => {
  it('has every property that noVNC looks for, on itself or on its prototype', () => {
    const { socket } = bench();
    const found = [...Object.keys(socket), ...Object.getOwnPropertyNames(Object.getPrototypeOf(socket))];
    for (const name of ['send', 'close', 'binaryType', 'onerror', 'onmessage', 'onopen', 'protocol', 'readyState']) expect(found).toContain(name);
  });

  it('goes from connecting to open to closed, telling each once and in order', async () => {
    const { socket, peer, seen, closes } = bench();
    expect(socket.readyState).toBe(0);
    await settled();
    expect(socket.readyState).toBe(1);
    peer.push(bytes(1));
    peer.push(bytes(2));
    peer.end();
    await settled();
    expect(socket.readyState).toBe(3);
    expect(seen).toEqual(['open', 'message', 'message', 'close']);
    expect(closes).toEqual([{ code: 1000, reason: '', wasClean: true }]);
  });

  it('hands pieces on as they are, without copying', async () => {
    const { peer, messages } = bench();
    const piece = bytes(7, 8, 9).subarray(1);
    peer.push(piece);
    await settled();
    expect(messages[0]).toBe(piece);
  });

  it('says why when the stream fails', async () => {
    const { socket, peer, seen, closes } = bench();
    peer.push(bytes(1));
    peer.end(new Error('the host has gone'));
    await settled();
    expect(seen).toEqual(['open', 'message', 'error', 'close']);
    expect(closes).toEqual([{ code: 1006, reason: 'the host has gone', wasClean: false }]);
    expect(socket.error).toEqual(new Error('the host has gone'));
  });

  it('fails without having been open when the stream cannot be opened', async () => {
    const { socket, seen, closes } = bench(Promise.reject(new Error('wrong password')));
    await settled();
    expect(socket.readyState).toBe(3);
    expect(seen).toEqual(['error', 'close']);
    expect(closes[0]?.code).toBe(1006);
  });

  it('closes once, from this side, and then says nothing more', async () => {
    const { socket, peer, seen, closes } = bench();
    let closed = 0;
    peer.onClose = () => {
      closed += 1;
    };
    await settled();
    socket.close();
    socket.close();
    expect(socket.readyState).toBe(2);
    peer.push(bytes(1));
    await settled();
    expect(closed).toBe(1);
    expect(seen).toEqual(['open', 'close']);
    expect(closes).toEqual([{ code: 1000, reason: '', wasClean: true }]);
  });

  it('closes a stream that opens after it was closed', async () => {
    const { stream, peer } = fakeStream(HELLO);
    let closed = 0;
    peer.onClose = () => {
      closed += 1;
    };
    const socket = new StreamSocket(settled().then(() => stream));
    socket.close();
    await settled();
    await settled();
    expect(closed).toBe(1);
    expect(socket.readyState).toBe(3);
  });
});

describe('sending through it', () => {
  it('keeps the order and does not mind that the caller uses its buffer again', async () => {
    const { socket, peer } = bench();
    const sent: number[][] = [];
    peer.onData = (data) => {
      sent.push([...data]);
    };
    await settled();
    const buffer = bytes(1, 2);
    socket.send(buffer);
    buffer.fill(9);
    socket.send(Uint8Array.of(9, 9).buffer);
    await settled();
    expect(sent).toEqual([[1, 2], [9, 9]]);
  });

  it('throws before it is open and does nothing after it is closed', async () => {
    const { socket, peer } = bench();
    expect(() => {
      socket.send(bytes(1));
    }).toThrow(/not open/);
    await settled();
    socket.close();
    let sent = 0;
    peer.onData = () => {
      sent += 1;
    };
    socket.send(bytes(1));
    await settled();
    expect(sent).toBe(0);
  });

  it('counts what waits for room on the other side', async () => {
    const { socket, peer } = bench();
    let makeRoom = (): void => undefined;
    peer.onData = () =>
      new Promise((resolve) => {
        makeRoom = resolve;
      });
    await settled();
    socket.send(bytes(1, 2, 3));
    expect(socket.bufferedAmount).toBe(3);
    makeRoom();
    await settled();
    expect(socket.bufferedAmount).toBe(0);
  });

  it('ends with the error that sending had', async () => {
    const { socket, peer, closes } = bench();
    peer.onData = () => Promise.reject(new Error('cut'));
    await settled();
    socket.send(bytes(1));
    await settled();
    expect(closes[0]?.reason).toBe('cut');
  });
});

describe('taking from it', () => {
  it('asks for the next piece only after the listener has returned', async () => {
    const { socket, peer, messages } = bench();
    const askedWhenTold: number[] = [];
    socket.onmessage = ({ data }) => {
      askedWhenTold.push(peer.asked());
      messages.push(data);
    };
    for (let at = 0; at < 5; at += 1) peer.push(bytes(at));
    await settled();
    expect(messages.map((data) => data[0])).toEqual([0, 1, 2, 3, 4]);
    expect(askedWhenTold).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes nothing while it is paused, and everything in order afterwards', async () => {
    const { socket, peer, messages } = bench();
    await settled();
    socket.paused = true;
    for (let at = 0; at < 10; at += 1) peer.push(bytes(at));
    await settled();
    // The piece that was asked for before the pause is held back, no other is asked for.
    expect(messages).toEqual([]);
    expect(peer.asked()).toBe(1);
    socket.paused = false;
    await settled();
    expect(messages.map((data) => data[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('can be closed while it is paused', async () => {
    const { socket, peer, seen } = bench();
    await settled();
    socket.paused = true;
    peer.push(bytes(1));
    await settled();
    socket.close();
    await settled();
    expect(seen).toEqual(['open', 'close']);
  });

  it('tells its tap of bytes in both directions', async () => {
    const { stream, peer } = fakeStream(HELLO);
    const told: string[] = [];
    const socket = new StreamSocket(Promise.resolve(stream), { onSent: (data) => told.push(`sent ${data.length}`), onReceived: () => told.push('received') });
    await settled();
    socket.send(bytes(1, 2));
    peer.push(bytes(1));
    await settled();
    expect(told).toEqual(['sent 2', 'received']);
  });
});
