import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutFrame, decodeMessage, encodeMessage, FRAME_HEAD_BYTES, FrameAssembler, MAX_FRAME_BYTES } from '../../main/contract/wire/frame-codec.ts';
import { SendQueue } from '../../main/contract/wire/send-queue.ts';
import type { FrameTransport } from '../../main/contract/wire/transport.ts';
import { decodeValue, encodeValue } from '../../main/contract/wire/value-codec.ts';
import { STREAM_WINDOW_BYTES, WireStream } from '../../main/contract/wire/wire-stream.ts';

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.double(),
    fc.bigInt(),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(fc.oneof(tie('value'), fc.constant(undefined)), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$n', '$b', '$o', '__proto__')), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

function frames(bytes: Uint8Array, messageNumber: number): Uint8Array[] {
  const result: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += MAX_FRAME_BYTES - FRAME_HEAD_BYTES) result.push(cutFrame(bytes, messageNumber, at));
  return result;
}

describe('value codec', () => {
  it('brings every value back as it was', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const blobs: Uint8Array[] = [];
        const json: unknown = JSON.parse(JSON.stringify(encodeValue(value, blobs)));
        // -0 is 0 in JSON; nothing here tells the two apart.
        expect(JSON.stringify(view(decodeValue(json, blobs)))).toEqual(JSON.stringify(view(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what cannot travel', () => {
    expect(() => encodeValue(() => 1, [])).toThrow(TypeError);
    expect(() => encodeValue(new Map(), [])).toThrow(TypeError);
    expect(() => decodeValue({ $n: 'x' }, [])).toThrow(TypeError);
    expect(() => decodeValue({ $b: 3 }, [])).toThrow(TypeError);
  });

  it('does not let a key reach the prototype', () => {
    const decoded = decodeValue(JSON.parse('{"__proto__":{"polluted":true},"a":1}'), []) as { polluted?: boolean };
    expect(decoded.polluted).toBeUndefined();
  });
});

describe('frame codec', () => {
  it('puts messages together from interleaved frames', () => {
    const a = encodeMessage({ name: 'a' }, [new Uint8Array(200_000).fill(1)]);
    const b = encodeMessage({ name: 'b' }, [new Uint8Array(100_000).fill(2), new Uint8Array(0)]);
    const assembler = new FrameAssembler();
    const [left, right] = [frames(a, 1), frames(b, 2)];
    const done = [];
    while (left.length + right.length > 0) {
      for (const lane of [left, right]) {
        const frame = lane.shift();
        const message = frame === undefined ? undefined : assembler.push(frame);
        if (message !== undefined) done.push(message);
      }
    }
    expect(done.map((message) => [message.header, message.blobs.map((blob) => blob.length)])).toEqual([
      [{ name: 'b' }, [100_000, 0]],
      [{ name: 'a' }, [200_000]],
    ]);
  });

  it('answers noise with an error and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (noise) => {
        const assembler = new FrameAssembler();
        for (const frame of noise) {
          try {
            assembler.push(frame);
          } catch (error) {
            expect(error instanceof TypeError || error instanceof SyntaxError).toBe(true);
            return;
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses lengths that lie', () => {
    const bytes = encodeMessage({}, [new Uint8Array(10)]);
    expect(() => decodeMessage(bytes.subarray(0, bytes.length - 1))).toThrow(TypeError);
    expect(() => new FrameAssembler().push(new Uint8Array(MAX_FRAME_BYTES + 1))).toThrow(TypeError);
  });
});

/** A transport that keeps what it is given until it is told to let go. */
function heldTransport(): FrameTransport & { readonly sent: Uint8Array[]; readonly release: () => void } {
  const sent: Uint8Array[] = [];
  let buffered = 0;
  let waiting: (() => void) | undefined;
  return {
    sent,
    send: (frame) => {
      sent.push(frame);
      buffered += frame.length;
    },
    bufferedBytes: () => buffered,
    whenDrained: (callback) => {
      waiting = callback;
    },
    release: () => {
      buffered = 0;
      const callback = waiting;
      waiting = undefined;
      callback?.();
    },
    start: () => undefined,
    close: () => undefined,
  };
}

describe('send queue', () => {
  it('lets a call overtake a flood, and streams take turns', () => {
    const transport = heldTransport();
    const queue = new SendQueue(transport);
    const big = (id: number): Uint8Array => encodeMessage({ id }, [new Uint8Array(600_000)]);
    queue.push(big(1), 'bulk', 1);
    queue.push(big(2), 'bulk', 2);
    const before = transport.sent.length;
    queue.push(encodeMessage({ id: 3 }, []), 'control');
    transport.release();
    const assembler = new FrameAssembler();
    const late = assembler.push(transport.sent[before] ?? new Uint8Array());
    expect(late?.header).toEqual({ id: 3 });
    for (let i = 0; i < 20; i++) transport.release();
    const numbers = transport.sent.map((frame) => new DataView(frame.buffer).getUint32(4));
    expect(numbers.slice(before + 1, before + 5)).toEqual(expect.arrayContaining([0, 1]));
    expect(numbers.filter((n) => n === 0)).toHaveLength(10);
    expect(numbers.filter((n) => n === 1)).toHaveLength(10);
  });
});

describe('a frame', () => {
  it('is a small message in its place, and a copy of anything else', () => {
    const small = encodeMessage({ id: 1 }, [Uint8Array.of(1, 2, 3)]);
    const expected = new FrameAssembler().push(cutFrame(small.slice(), 7, 0));
    const frame = cutFrame(small, 7, 0);
    expect(frame.buffer).toBe(small.buffer);
    expect(new FrameAssembler().push(frame)).toEqual(expected);
    const large = encodeMessage({ id: 1 }, [new Uint8Array(MAX_FRAME_BYTES)]);
    expect(cutFrame(large, 7, 0).buffer).not.toBe(large.buffer);
  });
});

describe('wire stream', () => {
  it('holds a sender back until the receiver has consumed', async () => {
    const sent: number[] = [];
    const stream = new WireStream(
      { sendData: (data) => sent.push(data.length), sendCredit: () => undefined, sendEnd: () => undefined, sendAbort: () => undefined },
      (info) => new Error(info.message),
    );
    const all = stream.send(new Uint8Array(3 * STREAM_WINDOW_BYTES));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sum(sent)).toBe(STREAM_WINDOW_BYTES);
    for (let i = 0; i < 4; i++) {
      stream.addCredit(STREAM_WINDOW_BYTES);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await all;
    expect(sum(sent)).toBe(3 * STREAM_WINDOW_BYTES);
  });

  it('gives credit back only for what was taken and asked beyond', async () => {
    const credits: number[] = [];
    const stream = new WireStream(
      { sendData: () => undefined, sendCredit: (bytes) => credits.push(bytes), sendEnd: () => undefined, sendAbort: () => undefined },
      (info) => new Error(info.message),
    );
    const piece = STREAM_WINDOW_BYTES / 4;
    stream.receive(new Uint8Array(piece - 1));
    stream.receive(new Uint8Array(1000));
    expect((await stream.recv())?.length).toBe(piece - 1);
    expect(credits).toEqual([]);
    expect((await stream.recv())?.length).toBe(1000);
    // Too little yet to be told.
    expect(credits).toEqual([]);
    stream.receiveEnd();
    expect(await stream.recv()).toBeUndefined();
    expect(credits).toEqual([piece + 999]);
  });

  it('refuses more than it gave credit for', () => {
    const stream = new WireStream(
      { sendData: () => undefined, sendCredit: () => undefined, sendEnd: () => undefined, sendAbort: () => undefined },
      (info) => new Error(info.message),
    );
    expect(stream.receive(new Uint8Array(STREAM_WINDOW_BYTES))).toBe(true);
    expect(stream.receive(new Uint8Array(1))).toBe(false);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A value in a form that JSON can compare: what JSON lacks is spelled out. */
function view(value: unknown): unknown {
  if (typeof value === 'bigint') return `bigint ${value}`;
  if (typeof value === 'number') return Number.isFinite(value) ? value : `number ${value}`;
  if (value instanceof Uint8Array) return `bytes ${[...value].join()}`;
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? 'undefined' : view(item)));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([key, item]) => [key, view(item)]);
  }
  return value;
}
