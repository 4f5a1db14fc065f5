import { randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a one-use code may be used, in milliseconds. */
export const CODE_LIFETIME_MS = 60_000;
/** Codes that may wait for their use at once; the oldest goes first. */
const MAX_CODES = 16;
/** Sessions that are remembered; the oldest goes first. */
const MAX_TOKENS = 64;

/** One-use codes for opening a page, and the session tokens that they are exchanged for. Memory only. */
export class SessionKeys {
  readonly #codes = new Map<string, number>();
  readonly #tokens = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A new code. `forever` is for codes that a person carries over by hand. */
  issueCode(forever = false): string {
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(code, forever ? Number.POSITIVE_INFINITY : this.#now() + CODE_LIFETIME_MS);
    for (const oldest of this.#codes.keys()) {
      if (this.#codes.size <= MAX_CODES) break;
      this.#codes.delete(oldest);
    }
    return code;
  }

  /** Exchanges a code for a session token, once. */
  redeem(code: string): string | undefined {
    const known = [...this.#codes.keys()].find((candidate) => equalSecrets(candidate, code));
    if (known === undefined) return undefined;
    const validUntil = this.#codes.get(known) ?? 0;
    this.#codes.delete(known);
    if (this.#now() > validUntil) return undefined;
    const token = randomBytes(32).toString('base64url');
    this.#tokens.add(token);
    for (const oldest of this.#tokens) {
      if (this.#tokens.size <= MAX_TOKENS) break;
      this.#tokens.delete(oldest);
    }
    return token;
  }

  isToken(text: string): boolean {
    return [...this.#tokens].some((token) => equalSecrets(token, text));
  }
}

/** Compares without telling by its duration how much was right. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
