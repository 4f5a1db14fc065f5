import type { GuestLayoutName } from './guest-layouts.ts';
import type { SendKey } from './key-combos.ts';
import { typeText } from './type-text.ts';

/** Types texts as the guest's keyboard would. A second one waits for nothing: it ends the first. */
export class Typist {
  /** The keyboard that the system inside believes it has. */
  layout: GuestLayoutName = 'us';
  readonly #send: SendKey;
  #typing: AbortController | undefined;

  constructor(send: SendKey) {
    this.#send = send;
  }

  /** Resolves when all is typed, or it was ended. */
  async type(text: string): Promise<void> {
    this.stop();
    const typing = new AbortController();
    this.#typing = typing;
    await typeText(text, this.#send, typing.signal, { layout: this.layout });
  }

  stop(): void {
    this.#typing?.abort();
  }
}
