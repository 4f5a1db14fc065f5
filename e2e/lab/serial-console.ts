import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { LabError } from './run.ts';

/** A machine's serial console, through `virsh console`, for tests that expect and send text. */
export class SerialConsole {
  readonly #child: ChildProcessWithoutNullStreams;
  #text = '';
  #searchedTo = 0;
  #ended: string | undefined;
  readonly #waiters = new Set<() => void>();

  constructor(uri: string, domain: string) {
    // virsh wants a terminal; script(1) gives it one.
    const command = ['virsh', '-q', '-c', uri, 'console', '--force', domain].map(quoteForShell).join(' ');
    this.#child = spawn('setpriv', ['--pdeathsig', 'TERM', 'script', '--quiet', '--return', '--flush', '--command', command, '/dev/null']);
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#wake();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#wake();
    });
    this.#child.on('error', (error) => {
      this.#end(`script cannot be run: ${error.message}`);
    });
    this.#child.on('close', (code) => {
      this.#end(`virsh console ended with status ${code ?? 'none'}`);
    });
  }

  /** Everything that came so far. */
  get text(): string {
    return this.#text;
  }

  /** Waits for text after what was found last; the match. Cursor queries of the guest's shell are in the text. */
  async expect(pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const match = new RegExp(pattern.source, pattern.flags.replace('g', '')).exec(this.#text.slice(this.#searchedTo));
      if (match !== null) {
        this.#searchedTo += match.index + match[0].length;
        return match;
      }
      const leftMs = endMs - performance.now();
      if (this.#ended !== undefined || leftMs <= 0) {
        const why = this.#ended ?? `not within ${timeoutMs} ms`;
        throw new LabError(`${String(pattern)} on the serial console: ${why}; last: ${JSON.stringify(this.#text.slice(-600))}`);
      }
      await this.#news(leftMs);
    }
  }

  /** Types text; a line ends with `\r`. */
  send(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Runs a command in the guest's shell and gives its output. */
  async command(line: string, timeoutMs = 30_000): Promise<string> {
    const mark = randomBytes(4).toString('hex');
    // Split in the echo of the command line, so that only the output matches.
    const say = (word: string) => `echo ${word}''-${mark}`;
    this.send(`${say('BEGIN')}; ${line}; ${say('END')}\r`);
    const match = await this.expect(new RegExp(`BEGIN-${mark}\\r?\\n([\\s\\S]*?)END-${mark}`), timeoutMs);
    return (match[1] ?? '').replace(/\r/g, '').replace(ESCAPE_SEQUENCES, '').trim();
  }

  async dispose(): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await closed;
  }

  #end(why: string): void {
    this.#ended ??= why;
    this.#wake();
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiters.add(done);
    });
  }
}

const ESCAPE_SEQUENCES = /\u001b\[[0-9;?]*[A-Za-z]/g;

function quoteForShell(word: string): string {
  return `'${word.replace(/'/g, `'\\''`)}'`;
}
