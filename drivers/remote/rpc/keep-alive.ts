import type { Disposable } from '../../api/connection.ts';
import { disposableInterval, MutableDisposable } from '../../core/lifecycle.ts';

/** The keepalive program: messages without payload, procedure 1 is a ping, 2 the answer. */
export const KEEPALIVE_PROGRAM = 0x6b656570;
export const KEEPALIVE_PING = 1;
export const KEEPALIVE_PONG = 2;

/** What the watch needs from its connection. */
export interface KeepAliveHost {
  readonly ping: () => void;
  /** When the last packet came, in ms. */
  readonly lastHeardMs: () => number;
  /** So many pings stayed without any packet from the peer. */
  readonly onSilence: () => void;
}

/**
 * Watches for silence: pings after every quiet interval, and tells after `count` pings without an
 * answer, that is after interval × (count + 1), as libvirt does.
 */
export class KeepAlive implements Disposable {
  readonly #host: KeepAliveHost;
  readonly #timer = new MutableDisposable();
  #unanswered = 0;

  constructor(host: KeepAliveHost) {
    this.#host = host;
  }

  /** Starts anew; an interval of 0 stops. */
  start(intervalMs: number, count: number): void {
    this.#unanswered = 0;
    this.#timer.value = undefined;
    if (intervalMs <= 0) return;
    this.#timer.value = disposableInterval(() => {
      this.#tick(intervalMs, count);
    }, intervalMs);
  }

  readonly dispose = (): void => {
    this.#timer.dispose();
  };

  #tick(intervalMs: number, count: number): void {
    // Timers fire a little early at times; a packet within this interval is a sign of life.
    if (performance.now() - this.#host.lastHeardMs() < intervalMs * 0.95) {
      this.#unanswered = 0;
      return;
    }
    if (this.#unanswered >= count) {
      this.#unanswered = 0;
      this.#host.onSilence();
      return;
    }
    this.#unanswered++;
    this.#host.ping();
  }
}
