/** A hole in a sparse stream: so many bytes of nothing. */
export interface StreamHole {
  readonly holeBytes: bigint;
}

/**
 * A two-way stream of bytes with back-pressure: nothing is taken from the peer before it is asked for.
 *
 * @libvirt virStreamPtr
 */
export interface VirStream {
  /** The next piece; `undefined` at the regular end. Rejects with the peer's error, or when aborted. */
  readonly recv: () => Promise<Uint8Array | StreamHole | undefined>;
  /** Sends one piece; resolves when the next may be sent. */
  readonly send: (data: Uint8Array) => Promise<void>;
  /** Sends a hole, on streams opened as sparse. */
  readonly sendHole?: (lengthBytes: bigint) => Promise<void>;
  /** Ends the stream regularly and waits for the peer's word. */
  readonly finish: () => Promise<void>;
  /** Ends the stream at once; never rejects. */
  readonly abort: () => Promise<void>;
}
