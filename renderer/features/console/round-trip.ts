const KEPT = 12;
const UPDATE_REQUEST = 3;
const UPDATE_REQUEST_BYTES = 10;
/** A screen at rest answers when something changes, which says nothing about the way. */
const MEANINGFUL_MS = 1000;

/**
 * How long a display takes to answer. RFB has no ping, so this looks at what is said anyway: ClientInit and its answer,
 * then requests for updates and the first bytes after them. An update may wait for a change, so the smallest of the last
 * ones counts.
 *
 * RFB 3.8, from the page: 12 bytes version | 1 byte security type | 1 byte ClientInit | messages, of which
 * FramebufferUpdateRequest is `u8 3 | u8 incremental | u16 x | u16 y | u16 width | u16 height`.
 */
export class RoundTrip {
  readonly #now: () => number;
  #sentCount = 0;
  #askedAtMs: number | undefined;
  readonly #samplesMs: number[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The smallest of the last answers, in milliseconds. */
  get roundTripMs(): number | undefined {
    return this.#samplesMs.length === 0 ? undefined : Math.min(...this.#samplesMs);
  }

  readonly onSent = (data: Uint8Array): void => {
    this.#sentCount += 1;
    const isClientInit = this.#sentCount === 3 && data.length === 1;
    const isRequest = data.length === UPDATE_REQUEST_BYTES && data[0] === UPDATE_REQUEST;
    if (isClientInit || isRequest) this.#askedAtMs = this.#now();
  };

  readonly onReceived = (): void => {
    if (this.#askedAtMs === undefined) return;
    const tookMs = this.#now() - this.#askedAtMs;
    this.#askedAtMs = undefined;
    if (tookMs > MEANINGFUL_MS && this.#samplesMs.length > 0) return;
    this.#samplesMs.push(tookMs);
    if (this.#samplesMs.length > KEPT) this.#samplesMs.shift();
  };
}
