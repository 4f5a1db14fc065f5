import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';

/** Reads exact numbers of bytes off a stream, and gives the stream back with what it read too much. */
export class ByteReader {
  readonly #stream: Pick<VirStream, 'recv'>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: Pick<VirStream, 'recv'>) {
    this.#stream = stream;
  }

  /** @throws rpc when the peer ends before. */
  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count) {
      const piece = await this.#stream.recv();
      if (piece === undefined) throw new VirError({ code: 'rpc', domain: 'none', message: 'the display closed the connection' });
      if (!(piece instanceof Uint8Array)) continue;
      this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    }
    const taken = Buffer.from(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async uint8(): Promise<number> {
    return (await this.take(1)).readUInt8(0);
  }

  async uint32(): Promise<number> {
    return (await this.take(4)).readUInt32BE(0);
  }

  /** What was read too much; empty afterwards. */
  leftOver(): Uint8Array {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    return rest;
  }
}
