import { cutFrame } from './frame-codec.ts';
import type { FrameTransport } from './transport.ts';

/** Who goes first: calls, answers, input and credit; then events; then the bytes of streams. */
export type SendClass = 'control' | 'event' | 'bulk';

/** Bytes that may lie in the transport's own buffer; more would make a late call wait behind them. */
const TRANSPORT_HIGH_WATER_BYTES = 256 * 1024;

interface Outgoing {
  readonly bytes: Uint8Array;
  readonly messageNumber: number;
  offset: number;
  readonly onSent: (() => void) | undefined;
}

/** A queue of messages in order; its first may be partly sent. */
class Lane {
  readonly #items: Outgoing[] = [];
  #head = 0;

  get isEmpty(): boolean {
    return this.#head === this.#items.length;
  }

  push(item: Outgoing): void {
    this.#items.push(item);
  }

  peek(): Outgoing | undefined {
    return this.#items[this.#head];
  }

  shift(): void {
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) this.#items.splice(0, this.#head);
    if (this.#head > this.#items.length) this.#head = 0;
    if (this.isEmpty) {
      this.#items.length = 0;
      this.#head = 0;
    }
  }
}

/**
 * Decides which frame goes next: control before events before bulk, and bulk round-robin between streams,
 * one frame at a time, never more than a little in the transport's own buffer.
 */
export class SendQueue {
  readonly #transport: FrameTransport;
  readonly #control = new Lane();
  readonly #event = new Lane();
  readonly #bulk = new Map<number, Lane>();
  #nextNumber = 0;
  #eventBytes = 0;
  #pumping = false;
  #waiting = false;

  constructor(transport: FrameTransport) {
    this.#transport = transport;
  }

  /** Bytes of events that wait here; a slow reader lets them grow. */
  get queuedEventBytes(): number {
    return this.#eventBytes;
  }

  /** Queues a message. `lane` tells streams of the class bulk apart. */
  push(bytes: Uint8Array, sendClass: SendClass, lane = 0, onSent?: () => void): void {
    const item: Outgoing = { bytes, messageNumber: this.#nextNumber, offset: 0, onSent };
    this.#nextNumber = (this.#nextNumber + 1) >>> 0;
    if (sendClass === 'control') this.#control.push(item);
    else if (sendClass === 'event') {
      this.#event.push(item);
      this.#eventBytes += bytes.length;
    } else this.#bulkLane(lane).push(item);
    this.#pump();
  }

  #bulkLane(lane: number): Lane {
    let found = this.#bulk.get(lane);
    if (found === undefined) {
      found = new Lane();
      this.#bulk.set(lane, found);
    }
    return found;
  }

  #pump(): void {
    if (this.#pumping || this.#waiting) return;
    this.#pumping = true;
    while (this.#transport.bufferedBytes() < TRANSPORT_HIGH_WATER_BYTES) {
      const lane = this.#nextLane();
      if (lane === undefined) break;
      this.#sendOne(lane);
    }
    this.#pumping = false;
    if (this.#hasWork()) this.#waitForDrain();
  }

  #waitForDrain(): void {
    this.#waiting = true;
    this.#transport.whenDrained(() => {
      this.#waiting = false;
      this.#pump();
    });
  }

  #hasWork(): boolean {
    return !this.#control.isEmpty || !this.#event.isEmpty || [...this.#bulk.values()].some((lane) => !lane.isEmpty);
  }

  /** The lane whose turn it is. A bulk lane goes to the back of the row when it is taken. */
  #nextLane(): Lane | undefined {
    if (!this.#control.isEmpty) return this.#control;
    if (!this.#event.isEmpty) return this.#event;
    for (const [key, lane] of this.#bulk) {
      this.#bulk.delete(key);
      if (lane.isEmpty) continue;
      this.#bulk.set(key, lane);
      return lane;
    }
    return undefined;
  }

  #sendOne(lane: Lane): void {
    const item = lane.peek();
    if (item === undefined) return;
    const frame = cutFrame(item.bytes, item.messageNumber, item.offset);
    item.offset += frame.length - 8;
    if (item.offset >= item.bytes.length) {
      lane.shift();
      if (lane === this.#event) this.#eventBytes -= item.bytes.length;
    }
    this.#transport.send(frame);
    if (item.offset >= item.bytes.length) item.onSent?.();
  }
}
