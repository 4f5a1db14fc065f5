import type { Connection, OpenOptions } from '../api/connection.ts';
import type { ConnectUri, Driver } from '../api/driver.ts';
import { parseConnectUri, redactUri } from './connect-uri.ts';
import { splitReadOnly } from './read-only-uri.ts';
import { VirError } from './vir-error.ts';

/** The drivers that this program knows, and the opening of URIs with them. */
export class DriverRegistry {
  readonly #drivers: readonly Driver[];

  /** `drivers` are asked in this order; put those that accept less first. */
  constructor(drivers: readonly Driver[]) {
    this.#drivers = drivers;
  }

  get drivers(): readonly Driver[] {
    return this.#drivers;
  }

  /** The driver that accepts a URI; undefined when none does. */
  find(uri: ConnectUri): Driver | undefined {
    return this.#drivers.find((driver) => driver.accepts(uri));
  }

  /**
   * Opens a connection; with the parameter `readonly` for reading only.
   *
   * @libvirt virConnectOpenAuth
   * @throws invalid-arg for what is no URI, no-connect when no driver accepts it, else the driver's error.
   */
  async open(text: string, options: OpenOptions = {}): Promise<Connection> {
    const bare = splitReadOnly(text);
    const uri = parseConnectUri(bare.text);
    const driver = this.find(uri);
    if (driver === undefined) throw this.#noDriver(uri);
    return driver.open(uri, bare.readOnly ? { ...options, readOnly: true } : options);
  }

  #noDriver(uri: ConnectUri): VirError {
    return new VirError({
      code: 'no-connect',
      domain: 'none',
      message: `no connection driver available for ${redactUri(uri.text)}`,
      subject: redactUri(uri.text),
      step: 'resolve',
    });
  }
}
