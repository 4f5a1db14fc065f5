import { expect, it } from 'vitest';
import { fakeStream } from '../../testing/fake-stream.ts';
import { feedTerminal } from './terminal-feed.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const PIECE_BYTES = 64 * 1024;

/** A terminal that draws only when it is told to. */
class SlowTerminal {
  readonly written: number[] = [];
  undrawnBytes = 0;
  mostUndrawnBytes = 0;
  readonly #pending: (() => void)[] = [];

  readonly write = (data: Uint8Array, onDone: () => void): void => {
    this.written.push(data[0] ?? -1);
    this.undrawnBytes += data.length;
    this.mostUndrawnBytes = Math.max(this.mostUndrawnBytes, this.undrawnBytes);
    this.#pending.push(() => {
      this.undrawnBytes -= data.length;
      onDone();
    });
  };

  draw(): boolean {
    const done = this.#pending.shift();
    done?.();
    return done !== undefined;
  }
}

it('takes no more than a little ahead of what is drawn, and everything in order', async () => {
  const { stream, peer } = fakeStream('hello');
  const terminal = new SlowTerminal();
  const fed = feedTerminal(stream, terminal, () => undefined);
  for (let at = 0; at < 32; at += 1) peer.push(new Uint8Array(PIECE_BYTES).fill(at));
  await settled();
  const atStandstill = peer.asked();
  expect(atStandstill).toBeLessThan(5);
  await settled();
  expect(peer.asked()).toBe(atStandstill);
  peer.end();
  while (terminal.draw()) await settled();
  await fed;
  expect(terminal.written).toEqual(Array.from({ length: 32 }, (_, at) => at));
  expect(terminal.mostUndrawnBytes).toBeLessThanOrEqual(128 * 1024 + PIECE_BYTES);
});

it('tells of the first piece once, and ends with the error of the stream', async () => {
  const { stream, peer } = fakeStream('hello');
  let first = 0;
  const fed = feedTerminal(stream, { write: (_, onDone) => { onDone(); } }, () => {
    first += 1;
  });
  peer.push(Uint8Array.of(1));
  peer.push(Uint8Array.of(2));
  peer.end(new Error('the host has gone'));
  await expect(fed).rejects.toThrow('the host has gone');
  expect(first).toBe(1);
});
