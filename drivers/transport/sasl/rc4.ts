/** RC4, which OpenSSL 3 has no more, and DIGEST-MD5 needs: its other cipher fails on daemons with OpenSSL 3. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i++) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 0xff;
      this.#swap(i, j);
    }
  }

  /** The next bytes, encrypted or decrypted. */
  update(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(bytes.length);
    for (let n = 0; n < bytes.length; n++) {
      this.#i = (this.#i + 1) & 0xff;
      this.#j = (this.#j + this.#at(this.#i)) & 0xff;
      this.#swap(this.#i, this.#j);
      out[n] = (bytes[n] ?? 0) ^ this.#at((this.#at(this.#i) + this.#at(this.#j)) & 0xff);
    }
    return out;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(a: number, b: number): void {
    const kept = this.#at(a);
    this.#state[a] = this.#at(b);
    this.#state[b] = kept;
  }
}
