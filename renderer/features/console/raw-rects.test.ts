import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RawRects, type RectDecoder, type RectSource, type RectTarget } from './raw-rects.ts';

const NEVER: RectDecoder = { decodeRect: () => { throw new Error('not asked for'); } };

/** noVNC's queue: what came and was not read. */
class Queue implements RectSource {
  #bytes = new Uint8Array(0);

  put(piece: Uint8Array): void {
    const next = new Uint8Array(this.#bytes.length + piece.length);
    next.set(this.#bytes);
    next.set(piece, this.#bytes.length);
    this.#bytes = next;
  }

  readonly rQlen = (): number => this.#bytes.length;

  readonly rQshiftBytes = (length: number): Uint8Array => {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  };
}

class Canvas implements RectTarget {
  readonly rgba: Uint8Array;
  readonly #widthPx: number;
  calls = 0;

  constructor(widthPx: number, heightPx: number) {
    this.#widthPx = widthPx;
    this.rgba = new Uint8Array(widthPx * heightPx * 4);
  }

  readonly blitImage = (x: number, y: number, widthPx: number, heightPx: number, rgba: Uint8Array, offset: number): void => {
    this.calls += 1;
    for (let line = 0; line < heightPx; line++) {
      const from = offset + line * widthPx * 4;
      this.rgba.set(rgba.subarray(from, from + widthPx * 4), ((y + line) * this.#widthPx + x) * 4);
    }
  };
}

interface Shape {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Feeds as the socket and noVNC do: first `take`, the rest into the queue, and the decoder is asked when something came. */
function feed(rects: RawRects, shapes: readonly Shape[], pieces: readonly Uint8Array[], canvas: Canvas): { readonly done: number; readonly left: number } {
  const queue = new Queue();
  let done = 0;
  for (const piece of pieces) {
    const rest = rects.take(piece);
    if (rest.length === 0) continue;
    queue.put(rest);
    for (let shape = shapes[done]; shape !== undefined && queue.rQlen() > 0; shape = shapes[done]) {
      if (!rects.decodeRect(shape.x, shape.y, shape.width, shape.height, queue, canvas, 24)) break;
      done += 1;
    }
  }
  return { done, left: queue.rQlen() };
}

const shapes = fc.array(fc.record({ x: fc.nat(20), y: fc.nat(20), width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) }), { minLength: 1, maxLength: 4 });

describe('raw rectangles', () => {
  it('look the same however their bytes are cut, and leave what follows', () => {
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.integer({ min: 1, max: 1500 })), fc.nat(50), (list, sizes, after) => {
        const bytes = Uint8Array.from({ length: list.reduce((sum, { width, height }) => sum + width * height * 4, after) }, (_, at) => (at * 7) % 251);
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; ) {
          const size = Number(sizes.next().value);
          pieces.push(bytes.slice(at, at + size));
          at += size;
        }
        const canvas = new Canvas(50, 50);
        expect(feed(new RawRects(NEVER), list, pieces, canvas)).toEqual({ done: list.length, left: after });
        expect(Buffer.compare(canvas.rgba, painted(list, bytes))).toBe(0);
      }),
    );
  });

  it('take few steps, however many lines they have', () => {
    const canvas = new Canvas(1000, 1000);
    const bytes = new Uint8Array(4_000_000);
    const pieces = Array.from({ length: 62 }, (_, index) => bytes.subarray(index * 65_000, (index + 1) * 65_000));
    expect(feed(new RawRects(NEVER), [{ x: 0, y: 0, width: 1000, height: 1000 }], pieces, canvas).done).toBe(1);
    expect(canvas.calls).toBeLessThan(10);
  });

  it('of other pixels are left to the decoder that was there', () => {
    const rects = new RawRects({ decodeRect: () => true });
    expect(rects.decodeRect(0, 0, 5, 5, new Queue(), new Canvas(5, 5), 8)).toBe(true);
  });

  it('without a pixel are done at once', () => {
    expect(new RawRects(NEVER).decodeRect(0, 0, 0, 5, new Queue(), new Canvas(1, 1), 24)).toBe(true);
  });
});

/** What is to be seen: opaque, whatever the fourth bytes say. */
function painted(list: readonly Shape[], bytes: Uint8Array): Uint8Array {
  const canvas = new Canvas(50, 50);
  let at = 0;
  for (const { x, y, width, height } of list) {
    const pixels = bytes.slice(at, at + width * height * 4);
    for (let alpha = 3; alpha < pixels.length; alpha += 4) pixels[alpha] = 255;
    canvas.blitImage(x, y, width, height, pixels, 0);
    at += pixels.length;
  }
  return canvas.rgba;
}
