import type { CloseReason, Event } from '../../api/connection.ts';
import { Emitter } from '../../core/emitter.ts';
import type { ByteChannel } from '../../transport/byte-channel.ts';
import { seededRandom, splitBytes, type Splitting } from '../../transport/testing/splitting.ts';

/** Enough is queued above this, as in a socket's buffer. */
const HIGH_WATER_BYTES = 262_144;

/** One end of a connection inside this process; it cuts what it sends as the test wants it. */
export class MemoryChannel implements ByteChannel {
  readonly description: string;
  readonly #closed = new Emitter<CloseReason>();
  readonly #drained = new Emitter<void>();
  readonly #splitting: Splitting;
  readonly #random: () => number;
  #peer: MemoryChannel | undefined;
  #consumer: ((chunk: Uint8Array) => void) | undefined;
  #incoming: Uint8Array[] = [];
  #incomingBytes = 0;
  #paused = false;
  #scheduled = false;
  #peerEnded = false;
  #closeReason: CloseReason | undefined;

  readonly onDidDrain: Event<void> = this.#drained.event;
  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  private constructor(description: string, splitting: Splitting, seed: number) {
    this.description = description;
    this.#splitting = splitting;
    this.#random = seededRandom(seed);
  }

  /** Two connected ends: the client's sends whole pieces, the daemon's as `splitting` says. */
  static pair(splitting: Splitting = 'whole', seed = 1): { readonly client: MemoryChannel; readonly daemon: MemoryChannel } {
    const client = new MemoryChannel('fake daemon', 'whole', seed);
    const daemon = new MemoryChannel('client of the fake daemon', splitting, seed + 1);
    client.#peer = daemon;
    daemon.#peer = client;
    return { client, daemon };
  }

  get queuedBytes(): number {
    const peer = this.#peer;
    return peer === undefined ? 0 : peer.#incomingBytes;
  }

  get closeReason(): CloseReason | undefined {
    return this.#closeReason;
  }

  readonly write = (chunk: Uint8Array): boolean => {
    const peer = this.#peer;
    if (peer === undefined || this.#closeReason !== undefined) return true;
    for (const piece of splitBytes(chunk, this.#splitting, this.#random)) peer.#incoming.push(piece);
    peer.#incomingBytes += chunk.length;
    peer.#schedule();
    return peer.#incomingBytes < HIGH_WATER_BYTES;
  };

  readonly consume = (consumer: (chunk: Uint8Array) => void): void => {
    this.#consumer = consumer;
    this.#schedule();
  };

  readonly pause = (): void => {
    this.#paused = true;
  };

  readonly resume = (): void => {
    this.#paused = false;
    this.#schedule();
  };

  readonly end = (): void => {
    const peer = this.#peer;
    if (peer === undefined) return;
    peer.#peerEnded = true;
    peer.#schedule();
  };

  readonly dispose = (): void => {
    this.end();
    this.#close({ kind: 'client' });
  };

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    while (!this.#paused && this.#consumer !== undefined && this.#closeReason === undefined) {
      const piece = this.#incoming.shift();
      if (piece === undefined) break;
      this.#incomingBytes -= piece.length;
      this.#consumer(piece);
    }
    const peer = this.#peer;
    if (peer !== undefined && this.#incomingBytes < HIGH_WATER_BYTES) peer.#drained.fire();
    if (this.#peerEnded && this.#incoming.length === 0) this.#close({ kind: 'eof' });
  }

  #close(reason: CloseReason): void {
    if (this.#closeReason !== undefined) return;
    this.#closeReason = reason;
    this.#incoming = [];
    this.#incomingBytes = 0;
    this.#closed.fire(reason);
  }
}
