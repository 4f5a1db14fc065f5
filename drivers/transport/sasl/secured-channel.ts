import type { CloseReason, Event } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { CloseSignal } from '../close-signal.ts';
import type { SaslLayer } from './sasl-types.ts';

/**
 * A channel that passes bytes on as they are until it is told to protect them with a layer of SASL.
 *
 * ```
 * u32 length | protected piece                  in both directions, from then on
 * ```
 */
export class SecuredChannel implements ByteChannel {
  readonly description: string;
  readonly onDidDrain: Event<void>;
  readonly #inner: ByteChannel;
  readonly #closed = new CloseSignal();
  #layer: SaslLayer | undefined;
  #consumer: ((chunk: Uint8Array) => void) | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #ready: Uint8Array[] = [];
  #paused = false;
  /** What has come in the open since we last wrote: its length, and its first four bytes. */
  #openBytes = 0;
  #openHead: number[] = [];

  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  constructor(inner: ByteChannel) {
    this.#inner = inner;
    this.description = inner.description;
    this.onDidDrain = inner.onDidDrain;
    inner.onDidClose((reason) => {
      this.#closed.fire(reason);
    });
  }

  get queuedBytes(): number {
    return this.#inner.queuedBytes;
  }

  get closeReason(): CloseReason | undefined {
    return this.#closed.reason;
  }

  /**
   * Protects everything from now on, in both directions. While signing in, a message (u32 length, itself included) is answered by
   * one message: whatever stands behind the last answer was put there by somebody on the way, and ends the channel.
   */
  secure(layer: SaslLayer): void {
    this.#layer = layer;
    const expected = this.#openHead.reduce((length, byte) => length * 256 + byte, 0);
    if (this.#openBytes === expected) return;
    this.#fail(libvirtError('rpc', 'auth-failed', 'somebody on the way to the host has put something in between', { subject: this.description, step: 'rpc-auth' }));
  }

  readonly write = (chunk: Uint8Array): boolean => {
    const layer = this.#layer;
    if (layer === undefined) {
      this.#openBytes = 0;
      this.#openHead = [];
      return this.#inner.write(chunk);
    }
    let more = true;
    for (let at = 0; at < chunk.length; at += layer.maxPlainBytes) more = this.#inner.write(framed(layer.encode(chunk.subarray(at, at + layer.maxPlainBytes))));
    return more;
  };

  readonly consume = (consumer: (chunk: Uint8Array) => void): void => {
    this.#consumer = consumer;
    this.#inner.consume((chunk) => {
      const layer = this.#layer;
      if (layer === undefined) this.#pass(chunk, consumer);
      else this.#open(layer, chunk);
    });
  };

  readonly pause = (): void => {
    this.#paused = true;
    this.#inner.pause();
  };

  readonly resume = (): void => {
    this.#paused = false;
    this.#deliver();
    if (!this.#isPaused()) this.#inner.resume();
  };

  readonly end = (): void => {
    this.#inner.end();
  };

  readonly dispose = (): void => {
    this.#closed.fire({ kind: 'client' });
    this.#inner.dispose();
  };

  #pass(chunk: Uint8Array, consumer: (chunk: Uint8Array) => void): void {
    this.#openBytes += chunk.length;
    for (let at = 0; at < chunk.length && this.#openHead.length < 4; at++) this.#openHead.push(chunk[at] ?? 0);
    consumer(chunk);
  }

  /** Takes whole pieces out of what has come. */
  #open(layer: SaslLayer, chunk: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4 && this.closeReason === undefined) {
      const length = new DataView(this.#rest.buffer, this.#rest.byteOffset).getUint32(0);
      if (length > layer.maxSealedBytes) {
        this.#fail(libvirtError('rpc', 'rpc', `a protected piece of ${length} bytes is too long`, { subject: this.description }));
        return;
      }
      if (this.#rest.length < 4 + length) return;
      const sealed = this.#rest.subarray(4, 4 + length);
      this.#rest = this.#rest.subarray(4 + length);
      this.#unseal(layer, sealed);
    }
  }

  #unseal(layer: SaslLayer, sealed: Uint8Array): void {
    try {
      const plain = layer.decode(sealed);
      if (plain.length > 0) this.#ready.push(plain);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#deliver();
  }

  #deliver(): void {
    while (!this.#isPaused() && this.closeReason === undefined) {
      const plain = this.#ready.shift();
      if (plain === undefined) return;
      this.#consumer?.(plain);
    }
  }

  #isPaused(): boolean {
    return this.#paused;
  }

  #fail(error: unknown): void {
    this.#closed.fire({ kind: 'error', error: VirError.from(error).toInfo() });
    this.#inner.dispose();
  }
}

function framed(sealed: Uint8Array): Uint8Array {
  const packet = Buffer.allocUnsafe(4 + sealed.length);
  packet.writeUInt32BE(sealed.length, 0);
  packet.set(sealed, 4);
  return packet;
}
