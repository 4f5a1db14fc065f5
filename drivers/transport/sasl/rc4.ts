/** RC4, which OpenSSL 3 has no more, and DIGEST-MD5 needs: its other cipher fails on daemons with OpenSSL 3. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    let j = 0;
    for (let i = 0; i < 256; i++) {
      const here = state[i] ?? 0;
      j = (j + here + (key[i % key.length] ?? 0)) & 0xff;
      state[i] = state[j] ?? 0;
      state[j] = here;
    }
  }

  /** The next bytes, encrypted or decrypted. Everything is local: this is all that a fast line waits for. */
  update(bytes: Uint8Array): Uint8Array {
    const state = this.#state;
    let i = this.#i;
    let j = this.#j;
    const out = new Uint8Array(bytes.length);
    for (let n = 0; n < bytes.length; n++) {
      i = (i + 1) & 0xff;
      const a = state[i] ?? 0;
      j = (j + a) & 0xff;
      const b = state[j] ?? 0;
      state[i] = b;
      state[j] = a;
      out[n] = (bytes[n] ?? 0) ^ (state[(a + b) & 0xff] ?? 0);
    }
    this.#i = i;
    this.#j = j;
    return out;
  }
}
