import type { AdminConnection } from '../../../drivers/remote/admin/admin-connection.ts';
import { openAdmin } from '../../../drivers/remote/admin/open-admin.ts';

/** The daemon's connection; opened by the first command that needs it. */
export class AdminSession {
  #uri: string | undefined;
  #connection: AdminConnection | undefined;
  readonly #error: (text: string) => void;

  constructor(uri: string | undefined, error: (text: string) => void) {
    this.#uri = uri;
    this.#error = error;
  }

  async connection(): Promise<AdminConnection> {
    if (this.#connection !== undefined && this.#connection.closeReason === undefined) return this.#connection;
    try {
      this.#connection = await openAdmin(this.#uri);
    } catch (error) {
      this.#error('Failed to connect to the admin server');
      throw error;
    }
    return this.#connection;
  }

  /** Leaves the daemon for another, or for the same. */
  async reconnect(uri: string | undefined): Promise<void> {
    await this.close();
    this.#uri = uri ?? this.#uri;
    await this.connection();
  }

  async close(): Promise<void> {
    await this.#connection?.close();
    this.#connection = undefined;
  }
}
