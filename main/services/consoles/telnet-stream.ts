import type { StreamHole, VirStream } from '../../../drivers/api/stream.ts';

// Commands and options of RFC 854, 856, 857 and 858.
const IAC = 255;
const SB = 250;
const SE = 240;
const WILL = 251;
const WONT = 252;
const DO = 253;
const DONT = 254;
/** Binary, echo, suppress go-ahead: what the other side may do, as a line without any treatment wants it. */
const THEIRS: ReadonlySet<number> = new Set([0, 1, 3]);
/** Binary and suppress go-ahead: what we do when asked. */
const OURS: ReadonlySet<number> = new Set([0, 3]);
const CARRIAGE_RETURN = 13;

/** Takes telnet's commands out of what comes; a command may be cut anywhere. */
export class TelnetReader {
  #state: 'data' | 'iac' | 'option' | 'sub' | 'sub-iac' = 'data';
  #command = 0;
  #afterReturn = false;
  readonly #told = new Set<number>();

  /** The line's own bytes, and what has to be answered. */
  read(data: Uint8Array): { readonly bytes: Uint8Array; readonly answer: Uint8Array } {
    const bytes: number[] = [];
    const answer: number[] = [];
    for (const byte of data) this.#take(byte, bytes, answer);
    return { bytes: Uint8Array.from(bytes), answer: Uint8Array.from(answer) };
  }

  #take(byte: number, bytes: number[], answer: number[]): void {
    switch (this.#state) {
      case 'data':
        // A bare return is sent as return and NUL.
        if (byte === IAC) this.#state = 'iac';
        else if (byte !== 0 || !this.#afterReturn) bytes.push(byte);
        this.#afterReturn = byte === CARRIAGE_RETURN;
        return;
      case 'iac':
        if (byte === IAC) bytes.push(IAC);
        this.#command = byte;
        this.#state = byte >= WILL && byte <= DONT ? 'option' : byte === SB ? 'sub' : 'data';
        return;
      case 'option':
        this.#state = 'data';
        this.#answer(byte, answer);
        return;
      case 'sub':
        if (byte === IAC) this.#state = 'sub-iac';
        return;
      case 'sub-iac':
        this.#state = byte === SE ? 'data' : 'sub';
    }
  }

  /** Each answer is given once: two sides that confirm each other would go on for ever. */
  #answer(option: number, answer: number[]): void {
    const command = this.#command;
    if (command === WONT || command === DONT) return;
    const key = command * 256 + option;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    if (command === WILL) answer.push(IAC, THEIRS.has(option) ? DO : DONT, option);
    else answer.push(IAC, OURS.has(option) ? WILL : WONT, option);
  }
}

/** What goes out: 255 twice. */
export function telnetBytes(data: Uint8Array): Uint8Array {
  return data.includes(IAC) ? Uint8Array.from([...data].flatMap((byte) => (byte === IAC ? [IAC, IAC] : [byte]))) : data;
}

/** A line behind telnet as a line without it. */
export function telnetStream(inner: VirStream): VirStream {
  const reader = new TelnetReader();
  const recv = async (): Promise<Uint8Array | StreamHole | undefined> => {
    for (;;) {
      const piece = await inner.recv();
      if (!(piece instanceof Uint8Array)) return piece;
      const { bytes, answer } = reader.read(piece);
      if (answer.length > 0) await inner.send(answer);
      if (bytes.length > 0) return bytes;
    }
  };
  return { recv, send: (data) => inner.send(telnetBytes(data)), finish: () => inner.finish(), abort: () => inner.abort() };
}
