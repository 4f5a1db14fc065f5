import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';

/** The standard input and output of a child process as one stream. It ends when the output has ended. */
export class ChildDuplex extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: true });
    this.#child = child;
    child.stdout.on('data', (piece) => {
      if (!this.push(piece)) child.stdout.pause();
    });
    child.stdout.once('close', () => this.push(null));
    // A program that does not read any more says so by ending its output.
    child.stdin.on('error', () => undefined);
    child.stdout.on('error', () => undefined);
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(piece: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    const { stdin } = this.#child;
    if (stdin.destroyed || stdin.write(piece)) {
      done();
      return;
    }
    const go = (): void => {
      stdin.off('drain', go).off('close', go);
      done();
    };
    stdin.on('drain', go).on('close', go);
  }

  override _final(done: () => void): void {
    this.#child.stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.stdin.destroy();
    this.#child.stdout.destroy();
    done(error);
  }
}
