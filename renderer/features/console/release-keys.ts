/** What matters of a key's event. */
export type KeyLike = Pick<KeyboardEvent, 'type' | 'key' | 'code'>;

const isWayOut = (key: string): boolean => key === 'Control' || key === 'Alt';

/**
 * Sees when Ctrl and Alt were pressed together, with nothing else, and let go again: the way out of a console. Ctrl+Alt+F1
 * and the like are for the machine. AltGr is not Alt, though some systems say Ctrl before it.
 */
export class ReleaseKeys {
  readonly #held = new Map<string, string>();
  #spoilt = false;
  #armed = false;

  /** Takes an event; true: the last of the keys was let go, the keyboard goes back now. */
  take(event: KeyLike): boolean {
    const id = event.code === '' ? event.key : event.code;
    if (event.type === 'keydown') {
      this.#down(id, event.key);
      return false;
    }
    this.#held.delete(id);
    if (this.#held.size > 0) return false;
    const free = this.#armed && !this.#spoilt;
    this.reset();
    return free;
  }

  /** Codes of the keys that are down. */
  held(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Forgets what is held: the focus has gone, and no more is heard. */
  reset(): void {
    this.#held.clear();
    this.#spoilt = false;
    this.#armed = false;
  }

  #down(id: string, key: string): void {
    this.#held.set(id, key);
    if (!isWayOut(key)) this.#spoilt = true;
    const keys = new Set(this.#held.values());
    if (keys.has('Control') && keys.has('Alt')) this.#armed = true;
  }
}
