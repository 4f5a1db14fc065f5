/** What a decoder of noVNC reads from: the bytes that came and were not yet read. */
export interface RectSource {
  rQlen: () => number;
  rQshiftBytes: (length: number, copy: boolean) => Uint8Array;
}

/** What a decoder of noVNC draws on. */
export interface RectTarget {
  blitImage: (x: number, y: number, widthPx: number, heightPx: number, rgba: Uint8Array, offset: number) => void;
}

/** A decoder of noVNC: answers false until the rectangle is complete, and is asked again with more bytes. */
export interface RectDecoder {
  decodeRect: (x: number, y: number, widthPx: number, heightPx: number, source: RectSource, target: RectTarget, depth: number) => boolean;
}

interface Rect {
  readonly x: number;
  readonly widthPx: number;
  /** The first line that is not drawn yet. */
  y: number;
  linesLeft: number;
}

const PIXEL_BYTES = 4;
/** So much is drawn at once: what was just written is still in the processor's cache when the canvas takes it. */
const BAND_BYTES = 512 * 1024;
/** The bytes red, green, blue, alpha as one number, with nothing but alpha. */
const OPAQUE = new Uint32Array(Uint8Array.of(0, 0, 0, 255).buffer)[0] ?? 0;

/**
 * Rectangles in raw encoding (RFC 6143, 7.7.1): `width × height` pixels, line by line, red first, and a byte that says nothing.
 *
 * noVNC's own decoder puts every line on the canvas by itself, which takes most of the page's time when a whole screen
 * comes uncompressed. This one gathers many lines, and `take` spares the way through noVNC's queue.
 */
export class RawRects implements RectDecoder {
  readonly #own: RectDecoder;
  #rect: Rect | undefined;
  #target: RectTarget | undefined;
  #words = new Uint32Array(0);
  #bytes = new Uint8Array(0);
  /** Bytes of the band that is being gathered: those that are here, and how many make it full. */
  #filled = 0;
  #wanted = 0;
  /** Nothing lies in noVNC's queue, so that the next bytes are the rectangle's. */
  #isWaiting = false;

  /** `own` decodes what has other pixels than the usual ones. */
  constructor(own: RectDecoder) {
    this.#own = own;
  }

  readonly decodeRect = (x: number, y: number, widthPx: number, heightPx: number, source: RectSource, target: RectTarget, depth: number): boolean => {
    if (depth === 8) return this.#own.decodeRect(x, y, widthPx, heightPx, source, target, depth);
    if (widthPx === 0 || heightPx === 0) return true;
    this.#rect ??= this.#begin({ x, widthPx, y, linesLeft: heightPx });
    this.#target = target;
    while (source.rQlen() > 0 && this.#rect.linesLeft > 0) this.#add(source.rQshiftBytes(Math.min(source.rQlen(), this.#wanted - this.#filled), false));
    this.#isWaiting = this.#rect.linesLeft > 0;
    if (this.#isWaiting) return false;
    this.#rect = undefined;
    return true;
  };

  /**
   * Takes what it can of bytes that have just come; gives the rest, which goes to noVNC. It is never the last byte of a rectangle:
   * that one makes noVNC go on.
   */
  take(piece: Uint8Array): Uint8Array {
    const rect = this.#rect;
    if (!this.#isWaiting || rect === undefined) return piece;
    const missing = rect.linesLeft * rect.widthPx * PIXEL_BYTES - this.#filled;
    const own = Math.min(piece.length, missing - 1);
    for (let at = 0; at < own; ) {
      const end = Math.min(own, at + this.#wanted - this.#filled);
      this.#add(piece.subarray(at, end));
      at = end;
    }
    if (own === piece.length) return NOTHING;
    this.#isWaiting = false;
    return piece.subarray(own);
  }

  #begin(rect: Rect): Rect {
    const lines = Math.min(rect.linesLeft, Math.max(1, Math.floor(BAND_BYTES / PIXEL_BYTES / rect.widthPx)));
    const words = lines * rect.widthPx;
    if (this.#words.length < words) {
      this.#words = new Uint32Array(words);
      this.#bytes = new Uint8Array(this.#words.buffer);
    }
    this.#filled = 0;
    this.#wanted = words * PIXEL_BYTES;
    return rect;
  }

  #add(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#filled === this.#wanted) this.#draw();
  }

  #draw(): void {
    const rect = this.#rect;
    if (rect === undefined || this.#target === undefined) return;
    const words = this.#words;
    const count = this.#wanted / PIXEL_BYTES;
    for (let at = 0; at < count; at++) words[at] = (words[at] ?? 0) | OPAQUE;
    const lines = count / rect.widthPx;
    this.#target.blitImage(rect.x, rect.y, rect.widthPx, lines, this.#bytes, 0);
    rect.y += lines;
    rect.linesLeft -= lines;
    if (rect.linesLeft > 0) this.#begin(rect);
  }
}

const NOTHING = new Uint8Array(0);
