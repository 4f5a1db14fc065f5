import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ByteChannel } from '../byte-channel.ts';
import { seededRandom, SPLITTINGS, splitBytes } from './splitting.ts';

/** Both ends of a channel: ours, and the peer's as a bare Node stream. */
export interface ChannelPair {
  readonly channel: ByteChannel;
  readonly peer: Duplex;
  readonly dispose: () => Promise<void> | void;
}

/** What every {@link ByteChannel} must do, whatever it runs over. `flow: false` leaves the floods out. */
export function channelSuite(name: string, open: () => Promise<ChannelPair>, { flow = true } = {}): void {
  describe.each(SPLITTINGS)(`${name}, sent %s`, (splitting) => {
    it('gives the bytes unchanged and in order, both ways', async () => {
      const { channel, peer, dispose } = await open();
      const random = seededRandom(20_261);
      const bytes = randomBytes(splitting === 'bytes' ? 3000 : 300_000, random);
      const there = collect((piece) => { peer.on('data', piece); }, bytes.length);
      const back = collect(channel.consume, bytes.length);
      for (const piece of splitBytes(bytes, splitting, random)) channel.write(piece);
      for (const piece of splitBytes(bytes, splitting, random)) {
        if (!peer.write(piece)) await once(peer, 'drain');
      }
      expect(digest(await there)).toBe(digest(bytes));
      expect(digest(await back)).toBe(digest(bytes));
      await dispose();
    });
  });

  describe(name, () => {
    if (flow) floodTests(open);

    it('tells the end of the peer as eof, and gives what came before', async () => {
      const { channel, peer, dispose } = await open();
      const all = collect(channel.consume, 5);
      const closed = new Promise((resolve) => channel.onDidClose(resolve));
      peer.end(Buffer.from('hello'));
      expect(Buffer.from(await all).toString()).toBe('hello');
      expect(await closed).toEqual({ kind: 'eof' });
      expect(await new Promise((resolve) => channel.onDidClose(resolve))).toEqual({ kind: 'eof' });
      await dispose();
    });

    it('ends when disposed, once', async () => {
      const { channel, peer, dispose } = await open();
      const kinds: string[] = [];
      channel.consume(() => undefined);
      channel.onDidClose(({ kind }) => kinds.push(kind));
      peer.on('error', () => undefined);
      peer.resume();
      const gone = once(peer, 'close');
      channel.dispose();
      channel.dispose();
      await gone;
      expect(kinds).toEqual(['client']);
      expect(channel.write(new Uint8Array(1))).toBe(true);
      await dispose();
    });
  });
}

function floodTests(open: () => Promise<ChannelPair>): void {
  it('stops taking bytes while it is paused', async () => {
    const { channel, peer, dispose } = await open();
    let received = 0;
    channel.consume((piece) => { received += piece.length; });
    channel.pause();
    const sent = await writeUntilStuck(peer, 64 * 1024, 64 * 1024 * 1024);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect(received).toBeLessThan(sent);
    channel.resume();
    await until(() => received === sent);
    await dispose();
  });

  it('says when enough is queued, and when there is room again', async () => {
    const { channel, peer, dispose } = await open();
    peer.pause();
    const piece = new Uint8Array(64 * 1024);
    let queued = 0;
    while (channel.write(piece)) {
      queued += piece.length;
      expect(queued).toBeLessThan(64 * 1024 * 1024);
      await new Promise(setImmediate);
    }
    expect(channel.queuedBytes).toBeGreaterThan(0);
    const drained = new Promise<void>((resolve) => channel.onDidDrain(resolve));
    peer.resume();
    await drained;
    expect(channel.closeReason).toBeUndefined();
    peer.on('error', () => undefined);
    await dispose();
  });
}

/** Waits until something holds. */
export async function until(holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function writeUntilStuck(peer: Duplex, pieceBytes: number, mostBytes: number): Promise<number> {
  let sent = 0;
  while (sent < mostBytes) {
    sent += pieceBytes;
    if (peer.write(new Uint8Array(pieceBytes))) continue;
    const stuck = await Promise.race([
      once(peer, 'drain').then(() => false),
      new Promise<true>((resolve) => setTimeout(resolve, 300, true)),
    ]);
    if (stuck) return sent;
  }
  return sent;
}

function collect(listen: (consumer: (piece: Uint8Array) => void) => void, length: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    let received = 0;
    listen((piece) => {
      pieces.push(piece);
      received += piece.length;
      if (received >= length) resolve(Buffer.concat(pieces));
    });
  });
}

function randomBytes(length: number, random: () => number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
