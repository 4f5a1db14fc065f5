import { randomBytes } from 'node:crypto';
import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { DialBudget } from '../dial-budget.ts';
import type { CommandHost, ProcessChannel, Script, ScriptResult } from './process-channel.ts';
import { quoteShell } from './quote-shell.ts';
import { MOST_OUTPUT_BYTES, runScript } from './run-command.ts';

/** Reads one line after the other and does what it says. Output goes to 3; what stands on 1 is the way back, too. */
const LOOP = 'exec 3>&1; while IFS= read -r l; do eval "$l"; done';
/** The shell reads its lines byte by byte: what is longer gets a process of its own. */
const MOST_LINE_BYTES = 48 * 1024;
const DEADLINE_MS = 30_000;
/** Whoever works on one thing for so long is not given another. */
const BUSY_MS = 300;
const MOST_SHELLS = 3;

/**
 * Shells on another host that are kept running, so that a short script costs one round trip and no new session: many can be under
 * way at once, and are answered in turn. For what answers quickly; what may take long is better run by itself.
 *
 * A line is `e=$({ set -- ARGUMENTS; eval SCRIPT; } 2>&1 >&3 3>&-)`, then the answer's end with a word that nobody can know before:
 *
 *     OUTPUT \n WORD CODE \n ERRORS \n WORD . \n
 */
export class KeptShells {
  readonly #host: CommandHost;
  readonly #shells = new Set<KeptShell>();
  #unusable = false;
  #disposed = false;

  constructor(host: CommandHost) {
    this.#host = host;
  }

  /** @throws operation-timeout, operation-aborted; overflow when it writes more than 16 MiB; what ended the connection. */
  readonly run = async (script: Script, options: CallOptions = {}): Promise<ScriptResult> => {
    const line = this.#unusable || this.#disposed ? undefined : lineOf(script);
    if (line === undefined) return runScript(this.#host, script, options);
    const shell = this.#pick();
    const budget = new DialBudget(this.#host.description, options, DEADLINE_MS);
    try {
      return await budget.race(shell.ask(line.text, line.word));
    } catch (error) {
      // A host that runs nothing but what it is set to run ends the shell before it has answered.
      if (error instanceof NeverAnswered && !this.#disposed) {
        this.#unusable = true;
        return await runScript(this.#host, script, options);
      }
      if (VirError.is(error, 'operation-timeout')) shell.dispose();
      throw error instanceof NeverAnswered ? libvirtError('rpc', 'operation-aborted', `the shell on ${this.#host.description} was ended`) : error;
    } finally {
      budget.dispose();
    }
  };

  readonly dispose = (): void => {
    this.#disposed = true;
    for (const shell of this.#shells) shell.dispose();
  };

  #pick(): KeptShell {
    const shells = [...this.#shells].filter((each) => !each.ended);
    const free = shells.find((each) => each.busyMs < BUSY_MS);
    if (free !== undefined) return free;
    const [calmest] = shells.sort((a, b) => a.pending - b.pending);
    if (calmest !== undefined && shells.length >= MOST_SHELLS) return calmest;
    const shell = new KeptShell(this.#host, () => { this.#shells.delete(shell); });
    this.#shells.add(shell);
    return shell;
  }
}

/** The shell has ended without a single answer. */
class NeverAnswered extends Error {}

interface Question {
  readonly word: string;
  readonly sinceMs: number;
  readonly resolve: (result: ScriptResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One shell, and what it has been asked. */
class KeptShell {
  readonly #running: Promise<ProcessChannel>;
  readonly #questions: Question[] = [];
  readonly #onEnd: () => void;
  readonly #description: string;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** The last of what came, as long as an answer's end. */
  #tail: Buffer = Buffer.alloc(0);
  #answered = false;
  #error: Error | undefined;

  constructor(host: CommandHost, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#description = host.description;
    this.#running = host.spawn(['sh', '-c', LOOP]);
    this.#running.then((running) => {
      running.channel.consume((piece) => { this.#take(Buffer.from(piece)); });
      running.channel.onDidClose((reason) => {
        if (!this.#answered) this.#end(new NeverAnswered());
        else this.#end(reason.error === undefined ? libvirtError('rpc', 'system-error', `the shell on ${host.description} has ended`) : VirError.fromInfo(reason.error));
      });
      if (this.ended) running.dispose();
    }, (error: unknown) => { this.#end(VirError.from(error)); });
  }

  get ended(): boolean {
    return this.#error !== undefined;
  }

  get pending(): number {
    return this.#questions.length;
  }

  /** How long it has been at what it does. */
  get busyMs(): number {
    const [first] = this.#questions;
    return first === undefined ? 0 : performance.now() - first.sinceMs;
  }

  ask(line: string, word: string): Promise<ScriptResult> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) {
        reject(this.#error);
        return;
      }
      this.#questions.push({ word, sinceMs: performance.now(), resolve, reject });
      this.#running.then(({ channel }) => { channel.write(Buffer.from(line)); }, reject);
    });
  }

  readonly dispose = (): void => {
    this.#end(libvirtError('rpc', 'operation-aborted', `the shell on ${this.#description} was ended`));
    this.#running.then((running) => { running.dispose(); }, () => undefined); // what never began needs no end
  };

  #end(error: Error): void {
    if (this.ended) return;
    this.#error = error;
    this.#onEnd();
    for (const { reject } of this.#questions.splice(0)) reject(error);
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes > MOST_OUTPUT_BYTES) {
      this.#end(libvirtError('rpc', 'overflow', `${this.#description} wrote more than ${MOST_OUTPUT_BYTES} bytes`));
      this.dispose();
      return;
    }
    let seen = Buffer.concat([this.#tail, piece]);
    for (let [question] = this.#questions; question !== undefined; [question] = this.#questions) {
      const end = `\n${question.word} .\n`;
      if (!seen.includes(end)) {
        this.#tail = seen.subarray(-end.length);
        return;
      }
      const all = Buffer.concat(this.#pieces);
      const at = all.indexOf(end);
      this.#questions.shift();
      this.#answered = true;
      question.resolve(answerOf(all.subarray(0, at), question.word));
      seen = all.subarray(at + end.length);
      this.#pieces = [seen];
      this.#bytes = seen.length;
      this.#tail = seen;
    }
  }
}

function answerOf(all: Buffer, word: string): ScriptResult {
  const head = `\n${word} `;
  const at = all.lastIndexOf(head);
  const line = all.indexOf('\n', at + head.length);
  return { code: Number(all.subarray(at + head.length, line).toString('latin1')), bytes: all.subarray(0, at), stderr: all.subarray(line + 1).toString('utf8') };
}

/** The line for the shell; undefined for what does not fit one. */
function lineOf({ text, args, input }: Script): { readonly text: string; readonly word: string } | undefined {
  const word = randomBytes(16).toString('hex');
  const given = input === undefined || input.length === 0 ? '' : `printf ${quoteShell([printfText(input)])} | `;
  const from = given === '' ? ' </dev/null' : '';
  const line = `e=$(${given}{ set -- ${args.length === 0 ? '' : quoteShell(args)}; eval ${quoteShell([text])}; } 2>&1 >&3 3>&-${from}); printf '\\n${word} %s\\n%s\\n${word} .\\n' "$?" "$e"\n`;
  return line.indexOf('\n') < line.length - 1 || Buffer.byteLength(line) > MOST_LINE_BYTES ? undefined : { text: line, word };
}

/** Bytes in the words of `printf`, which every shell has in itself. */
function printfText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x25 && byte !== 0x5c && byte !== 0x27;
    text += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return text;
}
