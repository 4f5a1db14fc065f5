import type { CloseReason } from '../api/connection.ts';
import { Emitter } from '../core/emitter.ts';
import { libvirtError } from '../core/error-text.ts';
import type { TestHost } from './test-host.ts';

/** One open connection: which host it is on, and whether it still stands. */
export class TestSession {
  readonly host: TestHost;
  readonly uri: string;
  readonly readOnly: boolean;
  readonly closed = new Emitter<CloseReason>();
  #isOpen = true;
  readonly #release: () => void;

  constructor(host: TestHost, uri: string, readOnly: boolean, release: () => void) {
    this.host = host;
    this.uri = uri;
    this.readOnly = readOnly;
    this.#release = release;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  assertOpen(): void {
    if (!this.#isOpen) throw libvirtError('test', 'invalid-conn', this.uri);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.host.events.removeOwner(this);
    this.#release();
    this.closed.fire({ kind: 'client' });
    this.closed.dispose();
  }
}
