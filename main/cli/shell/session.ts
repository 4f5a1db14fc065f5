import type { Connection, Disposable } from '../../../drivers/api/connection.ts';

/** Which host a shell works on. */
export interface Target {
  /** Undefined: the environment's or the machine's own default. */
  readonly uri: string | undefined;
  readonly readOnly: boolean;
}

/** Opens a connection. */
export type Opener = (target: Target) => Promise<Connection>;

/** The connection that commands share, one after the other. */
export class Session {
  /** Somebody types the commands. */
  isInteractive = false;
  /** How the program ends when the last command has failed. */
  failureCode = 1;
  readonly #open: Opener;
  readonly #error: (text: string) => void;
  #target: Target;
  #connection: Connection | undefined;
  #isLost = false;
  #watch: Disposable | undefined;

  /** `error` says what happens between commands. */
  constructor(open: Opener, target: Target, error: (text: string) => void) {
    this.#open = open;
    this.#target = target;
    this.#error = error;
  }

  /** Undefined: the default. */
  get uri(): string | undefined {
    return this.#target.uri;
  }

  get readOnly(): boolean {
    return this.#target.readOnly;
  }

  /** The connection; opened by the first command that needs it, and again when it was lost. */
  async connection(): Promise<Connection> {
    if (this.#connection !== undefined && !this.#isLost) return this.#connection;
    const wasLost = this.#isLost;
    const connection = await this.#connectTo(this.#target);
    if (wasLost) this.#error('Reconnected to the hypervisor');
    return connection;
  }

  /** Leaves the host for another, or for the same with other rights. */
  async reconnect(uri: string | undefined, readOnly: boolean): Promise<void> {
    await this.#connectTo({ uri: uri ?? this.#target.uri, readOnly: readOnly || (uri === undefined && this.#target.readOnly) });
  }

  async #connectTo(target: Target): Promise<Connection> {
    await this.#leave();
    const connection = await this.#open(target).catch((error: unknown) => {
      this.#error(this.#isLost ? 'Failed to reconnect to the hypervisor' : 'failed to connect to the hypervisor');
      throw error;
    });
    this.#connection = connection;
    this.#isLost = false;
    this.#target = target;
    this.#watch = connection.onDidClose(({ kind }) => {
      if (kind === 'client') return;
      this.#isLost = true;
      const why = kind === 'error' ? 'I/O error' : kind === 'eof' ? 'end of file' : 'keepalive timeout';
      this.#error(`Disconnected from ${connection.uri} due to ${why}`);
    });
    return connection;
  }

  async #leave(): Promise<void> {
    const before = this.#connection;
    this.#watch?.dispose();
    this.#connection = undefined;
    await before?.close();
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#leave();
  }
}
