import type { Keyring } from './keyring.ts';

/**
 * Passwords and passphrases. What the user wants kept goes to the operating system's keyring; without one it lives in
 * memory until the application ends. Nothing is ever written as plain text.
 */
export class SecretsService {
  readonly #keyring: Keyring | undefined;
  readonly #session = new Map<string, string>();
  #usable: boolean;

  constructor(keyring: Keyring | undefined) {
    this.#keyring = keyring;
    this.#usable = keyring !== undefined;
  }

  /** Whether secrets can outlive this session, as far as is known. */
  get canStore(): boolean {
    return this.#usable;
  }

  async find(account: string): Promise<string | undefined> {
    const remembered = this.#session.get(account);
    if (remembered !== undefined) return remembered;
    return this.#ask((keyring) => keyring.get(account), undefined);
  }

  /** Remembers for this session, and with `store` beyond it; says whether it was stored. */
  async remember(account: string, secret: string, store: boolean): Promise<boolean> {
    this.#session.set(account, secret);
    if (!store) return false;
    return this.#ask(async (keyring) => {
      await keyring.set(account, secret);
      return true;
    }, false);
  }

  /** Forgets a secret that turned out to be wrong. */
  async forget(account: string): Promise<void> {
    const known = this.#session.delete(account);
    const stored = await this.#ask((keyring) => keyring.get(account), undefined);
    if (stored !== undefined || known) await this.#ask((keyring) => keyring.delete(account), undefined);
  }

  async #ask<T>(use: (keyring: Keyring) => Promise<T>, otherwise: T): Promise<T> {
    if (this.#keyring === undefined || !this.#usable) return otherwise;
    try {
      return await use(this.#keyring);
    } catch (error) {
      // "No entry" is an answer; anything else means that there is no store to ask on this computer.
      if (!isNoEntry(error)) this.#usable = false;
      return otherwise;
    }
  }
}

function isNoEntry(error: unknown): boolean {
  return error instanceof Error && /no (matching )?entry|not found/i.test(error.message);
}
