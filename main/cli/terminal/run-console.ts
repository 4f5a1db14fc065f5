import { isatty } from 'node:tty';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt } from '../attempt.ts';
import type { Shell } from '../shell/shell.ts';

/**
 * Joins the terminal to a machine's serial console until the escape character, or until the machine ends.
 *
 * @libvirt virDomainOpenConsole
 */
export async function runConsole(shell: Shell, domain: DomainRef, device: string | undefined, flags: number): Promise<boolean> {
  const connection = await shell.connection();
  const state = await attempt(async () => requireMethod(connection, 'domain', 'getState')(domain));
  if (VirError.is(state)) {
    shell.error('Unable to get domain status');
    throw state;
  }
  if (state.state === 'shutoff') {
    shell.error('The domain is not running');
    return false;
  }
  if (!isatty(0)) {
    shell.error('Cannot run interactive console without a controlling TTY');
    return false;
  }
  const { escape } = shell.options;
  shell.printExtra(`Connected to domain '${domain.name}'\n`);
  shell.printExtra(`Escape character is ${escape}${escape.startsWith('^') ? ` (Ctrl + ${escape[1] ?? ''})` : ''}\n`);
  const stream = await requireMethod(connection, 'domain', 'openConsole')(domain, device, flags);
  await new ConsoleLine(stream, escapeByte(escape)).run((bytes) => {
    shell.printBytes(bytes);
  });
  return true;
}

/** `^]` is 0x1d, as a terminal sends Ctrl + ]. */
export function escapeByte(escape: string): number {
  const char = escape.startsWith('^') ? escape.slice(1) : escape;
  const code = char.toUpperCase().charCodeAt(0);
  return escape.startsWith('^') ? code ^ 0x40 : escape.charCodeAt(0);
}

const SIGNALS = ['SIGQUIT', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Bytes both ways between the raw terminal and a stream. */
class ConsoleLine {
  readonly #stream: VirStream;
  readonly #escape: number;
  #isOver = false;
  #fail: (error: unknown) => void = () => undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(stream: VirStream, escape: number) {
    this.#stream = stream;
    this.#escape = escape;
  }

  async run(print: (bytes: Uint8Array) => void): Promise<void> {
    const failed = new Promise<never>((_resolve, reject) => {
      this.#fail = reject;
    });
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.#onTyped).resume();
    for (const signal of SIGNALS) process.on(signal, this.#end);
    try {
      await Promise.race([this.#receive(print), failed]);
    } finally {
      this.#isOver = true;
      for (const signal of SIGNALS) process.off(signal, this.#end);
      process.stdin.off('data', this.#onTyped).pause();
      process.stdin.setRawMode(false);
    }
  }

  async #receive(print: (bytes: Uint8Array) => void): Promise<void> {
    try {
      for (let piece = await this.#stream.recv(); piece !== undefined; piece = await this.#stream.recv()) {
        if ('length' in piece) print(piece);
      }
      await this.#stream.finish();
    } catch (error) {
      // Our own escape aborts the stream, which ends this wait.
      if (!this.#isOver) throw error;
    }
  }

  readonly #onTyped = (bytes: Buffer): void => {
    const at = bytes.indexOf(this.#escape);
    const typed = at < 0 ? bytes : bytes.subarray(0, at);
    if (typed.length > 0) {
      process.stdin.pause();
      this.#sending = this.#sending.then(() => this.#stream.send(typed)).then(() => {
        if (!this.#isOver) process.stdin.resume();
      });
      this.#sending.catch(this.#fail);
    }
    if (at >= 0) this.#end();
  };

  readonly #end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#sending.finally(() => this.#stream.abort()).catch(this.#fail);
  };
}
