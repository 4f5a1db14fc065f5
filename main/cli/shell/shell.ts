import type { Connection } from '../../../drivers/api/connection.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Session } from './session.ts';

/** Where a shell writes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output, as bytes. */
  readonly bytes: (bytes: Uint8Array) => void;
}

/** How a shell behaves. */
export interface ShellOptions {
  readonly quiet: boolean;
  readonly timing: boolean;
  /** Print data for programs instead of text. */
  readonly json: boolean;
  readonly escape: string;
}

/** What commands work with: the connection, and the way to print as virsh does. */
export class Shell {
  readonly options: ShellOptions;
  readonly session: Session;
  readonly streams: Streams;

  constructor(options: ShellOptions, streams: Streams, session: Session) {
    this.options = options;
    this.streams = streams;
    this.session = session;
  }

  /** The connection; opened by the first command that needs it. */
  connection(): Promise<Connection> {
    return this.session.connection();
  }

  /** Prints, always. */
  print(text: string): void {
    this.streams.out(text);
  }

  /** Prints what a machine sends, as it is. */
  printBytes(bytes: Uint8Array): void {
    this.streams.bytes(bytes);
  }

  /** Prints what quiet mode leaves out. */
  printExtra(text: string): void {
    if (!this.options.quiet) this.streams.out(text);
  }

  /** Prints data for programs, on a line. */
  printJson(value: unknown): void {
    this.streams.out(`${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? bigintForJson(item) : item), 2)}\n`);
  }

  /** Shows how far something is, on one line that is overwritten; nothing clears it. */
  progress(text: string): void {
    this.streams.err(`\r\x1b[K${text}`);
  }

  /** Writes to standard error, as it is. */
  printError(text: string): void {
    this.streams.err(text);
  }

  error(text: string): void {
    this.streams.err(`error: ${text}\n`);
  }

  /** Says what a thrown thing says. */
  report(error: unknown): void {
    this.error(VirError.from(error).message);
  }
}

/** Large integers would lose digits as JSON numbers in most readers: those are texts. */
function bigintForJson(value: bigint): number | string {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
