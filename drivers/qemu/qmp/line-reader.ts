/** Cuts what comes into lines; the text is at most so long. */
export class LineReader {
  readonly #maxBytes: number;
  readonly #onLine: (line: string) => void;
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxBytes: number, onLine: (line: string) => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  /** Whether a line has begun that is not whole. */
  get isInside(): boolean {
    return this.#bytes > 0;
  }

  /** Takes a piece. False: a line is longer than allowed, and nothing more is taken. */
  push(chunk: Uint8Array): boolean {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      if (!this.#keep(chunk.subarray(from, at))) return false;
      const line = this.#take();
      from = at + 1;
      if (line.trim() !== '') this.#onLine(line);
    }
    return this.#keep(chunk.subarray(from));
  }

  /** Forgets what has come of a line. */
  reset(): void {
    this.#pieces = [];
    this.#bytes = 0;
  }

  #keep(piece: Uint8Array): boolean {
    if (piece.length === 0) return true;
    this.#bytes += piece.length;
    if (this.#bytes > this.#maxBytes) return false;
    this.#pieces.push(piece);
    return true;
  }

  #take(): string {
    const text = Buffer.concat(this.#pieces).toString('utf8');
    this.reset();
    return text;
  }
}

const NEWLINE = 0x0a;
