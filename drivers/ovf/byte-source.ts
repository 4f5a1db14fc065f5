import { badAppliance } from './ovf-error.ts';

/** Takes exact numbers of bytes out of pieces of any size. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  /** Bytes taken so far. */
  position = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes. @throws invalid-arg when there are fewer. */
  async take(length: number): Promise<Buffer> {
    const found = await this.takeSome(length);
    if (found.length < length) throw badAppliance('a disk image ends too early');
    return found;
  }

  /** So many bytes, or fewer at the end. */
  async takeSome(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let have = 0;
    while (have < length) {
      if (this.#rest.length === 0 && !(await this.#more())) break;
      const part = this.#rest.subarray(0, length - have);
      this.#rest = this.#rest.subarray(part.length);
      parts.push(part);
      have += part.length;
    }
    this.position += have;
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Throws so many bytes away. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) left -= (await this.take(Math.min(left, 65_536))).length;
  }

  /** Reads to the end without keeping anything. */
  async drain(): Promise<void> {
    while ((await this.takeSome(65_536)).length > 0);
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    for (;;) {
      const next = await this.#pieces.next();
      if (next.done === true) {
        this.#ended = true;
        return false;
      }
      if (next.value.length > 0) {
        this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
        return true;
      }
    }
  }
}
