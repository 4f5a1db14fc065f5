import type { Disposable } from '../../api/connection.ts';
import type { VirErrorCode } from '../../api/errors.ts';
import type { CancelSignal } from '../../api/records.ts';
import { formatPlainJson, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../../transport/byte-channel.ts';
import { printable } from '../../transport/printable.ts';
import { LineReader } from './line-reader.ts';
import { qemuError, QmpErrorReply } from './qmp-error.ts';

/** The longest answer taken from a guest, as in libvirt. */
const MAX_LINE_BYTES = 10 * 1024 * 1024;
/** An agent that is there answers at once; libvirt waits as long. */
const SYNC_DEADLINE_MS = 5000;
const COMMAND_DEADLINE_MS = 60_000;
/** Neither JSON nor UTF-8: both sides throw away what came before it. */
const DELIMITER = 0xff;
const NOT_THERE = 'Guest agent not available for now';
const DISAPPEARED = 'Guest agent disappeared while executing command';

/** How to ask. */
export interface AgentCallOptions {
  readonly signal?: CancelSignal | undefined;
  /** Longest wait; a minute without it. */
  readonly deadlineMs?: number | undefined;
  /** What the command does has been seen happening: the answer, which may never come, is not waited for any more. */
  readonly done?: CancelSignal | undefined;
}

interface Waiting {
  readonly take: (line: string) => void;
  readonly fail: (error: VirError) => void;
}

/**
 * A client of the agent inside a guest, over a {@link ByteChannel}, which it owns.
 *
 * ```
 * > 0xFF {"execute": "guest-sync-delimited", "arguments": {"id": 7}} \n
 * < 0xFF {"return": 7} \n
 * > {"execute": "guest-info"} \n
 * < {"return": {…}} \n
 * ```
 *
 * The guest is not trusted: it may send anything, at any time, or nothing. One command is under way at a time; after an
 * answer that did not come, or was none, the two sides find each other again by the delimiter. What it sends is bounded
 * here; its texts are made harmless by those who read the answers (`guest-commands.ts`).
 */
export class GuestAgent implements Disposable {
  readonly #channel: ByteChannel;
  readonly #reader: LineReader;
  readonly #syncDeadlineMs: number;
  readonly #closeSubscription: Disposable;
  #waiting: Waiting | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isInSync = false;
  #seeksDelimiter = false;
  #nextId = 1;
  #end: VirError | undefined;

  constructor(channel: ByteChannel, { syncDeadlineMs = SYNC_DEADLINE_MS, maxLineBytes = MAX_LINE_BYTES } = {}) {
    this.#channel = channel;
    this.#syncDeadlineMs = syncDeadlineMs;
    this.#reader = new LineReader(maxLineBytes, (line) => this.#waiting?.take(line));
    this.#closeSubscription = channel.onDidClose(() => {
      this.#finish(agentError('agent-unresponsive', DISAPPEARED));
    });
    channel.consume((chunk) => {
      this.#receive(chunk);
    });
  }

  /** Why it has ended; undefined while it lives. */
  get closeError(): VirError | undefined {
    return this.#end;
  }

  /**
   * Carries out a command inside the guest, after those that were asked for before.
   *
   * @throws agent-unresponsive when nobody answers; internal-error with the agent's words. `qmpErrorClass` tells its class.
   */
  call(command: string, args?: PlainJsonObject, options: AgentCallOptions = {}): Promise<PlainJson> {
    const run = this.#last.then(() => this.#run(command, args, options));
    this.#last = run.catch(() => undefined);
    return run;
  }

  readonly dispose = (): void => {
    this.#finish(agentError('agent-unresponsive', DISAPPEARED));
    this.#channel.dispose();
  };

  async #run(command: string, args: PlainJsonObject | undefined, options: AgentCallOptions): Promise<PlainJson> {
    if (this.#end !== undefined) throw this.#end;
    if (options.signal?.aborted === true) throw aborted(command);
    if (!this.#isInSync) await this.#sync(options);
    const deadlineMs = options.deadlineMs ?? COMMAND_DEADLINE_MS;
    const isOver = { signal: options.signal, done: options.done };
    return this.#exchange(formatPlainJson({ execute: command, arguments: args }), false, deadlineMs, isOver, (line) => readAnswer(command, line), command);
  }

  async #sync(options: AgentCallOptions): Promise<void> {
    const id = this.#nextId++;
    const deadlineMs = Math.min(this.#syncDeadlineMs, options.deadlineMs ?? this.#syncDeadlineMs);
    const request = formatPlainJson({ execute: 'guest-sync-delimited', arguments: { id } });
    this.#reader.reset();
    this.#seeksDelimiter = true;
    await this.#exchange(request, true, deadlineMs, { signal: options.signal }, (line) => (isSynced(line, id) ? null : undefined), 'guest-sync-delimited');
    this.#isInSync = true;
  }

  /** Sends a line and waits for one that `read` accepts; undefined means that it is not meant. */
  #exchange(
    request: string,
    delimited: boolean,
    deadlineMs: number,
    { signal, done }: { readonly signal?: CancelSignal | undefined; readonly done?: CancelSignal | undefined },
    read: (line: string) => PlainJson | undefined,
    command: string,
  ): Promise<PlainJson> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        done?.removeEventListener('abort', onDone);
        this.#waiting = undefined;
        this.#seeksDelimiter = false;
      };
      const fail = (error: VirError): void => {
        this.#isInSync = false;
        stop();
        reject(error);
      };
      const onAbort = (): void => {
        fail(aborted(command));
      };
      const onDone = (): void => {
        this.#isInSync = false;
        stop();
        resolve({});
      };
      const timer = setTimeout(() => {
        fail(agentError('agent-unresponsive', NOT_THERE));
      }, deadlineMs);
      signal?.addEventListener('abort', onAbort);
      done?.addEventListener('abort', onDone);
      const take = (line: string): void => {
        try {
          const answer = read(line);
          if (answer === undefined) return;
          stop();
          resolve(answer);
        } catch (error) {
          // An error that the agent tells is an answer; what is no answer at all loses the thread.
          const isAnswer = VirError.is(error) && error.cause instanceof QmpErrorReply;
          if (!isAnswer) this.#isInSync = false;
          stop();
          reject(VirError.from(error, { domain: 'qemu' }));
        }
      };
      this.#waiting = { take, fail };
      const line = Buffer.from(`${request}\n`);
      this.#channel.write(delimited ? Buffer.concat([Uint8Array.of(DELIMITER), line]) : line);
    });
  }

  #receive(chunk: Uint8Array): void {
    // Nobody waits: an answer that came too late.
    if (this.#waiting === undefined) return;
    let rest = chunk;
    if (this.#seeksDelimiter) {
      const at = chunk.lastIndexOf(DELIMITER);
      if (at === -1) return;
      this.#seeksDelimiter = false;
      rest = chunk.subarray(at + 1);
    }
    if (this.#reader.push(rest)) return;
    this.#reader.reset();
    this.#waiting.fail(agentError('internal-error', 'the answer of the guest agent is too long'));
  }

  #finish(error: VirError): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#closeSubscription.dispose();
    this.#waiting?.fail(error);
  }
}

/** An error in libvirt's words. */
export function agentError(code: VirErrorCode, detail: string, cause?: unknown): VirError {
  return qemuError(code, detail, cause);
}

function aborted(command: string): VirError {
  return agentError('operation-aborted', `nobody waits for guest agent command '${command}' any more`);
}

function isSynced(line: string, id: number): boolean {
  const message = parsePlainJson(line);
  return isPlainObject(message) && message['return'] === id;
}

function readAnswer(command: string, line: string): PlainJson {
  const message = parsePlainJson(line);
  if (!isPlainObject(message)) throw agentError('internal-error', `Parsed JSON reply '${printable(line, 200)}' isn't an object`);
  const { error } = message;
  if (error !== undefined) throw saidError(command, isPlainObject(error) ? error : {});
  if (message['return'] === undefined) throw agentError('internal-error', `unable to execute QEMU agent command '${command}'`);
  return message['return'];
}

/** What the classes of old agents mean, where they do not say more. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['CommandDisabled', 'The command has been disabled for this instance'],
  ['CommandNotFound', 'The command has not been found'],
  ['InvalidParameter', 'Invalid parameter'],
  ['OpenFileFailed', 'Cannot open file'],
  ['QgaCommandFailed', 'Guest agent command failed'],
  ['UndefinedError', 'An undefined error has occurred'],
  ['Unsupported', 'this feature or command is not currently supported'],
]);

function saidError(command: string, { class: kind, desc }: PlainJsonObject): VirError {
  const errorClass = typeof kind === 'string' ? printable(kind, 100) : undefined;
  const detail = typeof desc === 'string' ? printable(desc, 1000) : (CLASSES.get(errorClass ?? '') ?? errorClass ?? 'unknown QEMU command error');
  return agentError('internal-error', `unable to execute QEMU agent command '${command}': ${detail}`, new QmpErrorReply(errorClass ?? 'GenericError', detail));
}
