import type { CloseReason, Disposable, Event } from '../../api/connection.ts';
import type { CancelSignal } from '../../api/records.ts';
import { formatPlainJson, isPlainArray, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { Emitter } from '../../core/emitter.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../../transport/byte-channel.ts';
import { printable } from '../../transport/printable.ts';
import { LineReader } from './line-reader.ts';
import { commandError, malformed, qemuError } from './qmp-error.ts';

/** The longest line taken from QEMU, as in libvirt. */
const MAX_LINE_BYTES = 10 * 1024 * 1024;
const GREETING_DEADLINE_MS = 30_000;
const COMMAND_DEADLINE_MS = 120_000;

/** Which QEMU answers. */
export interface QmpVersion {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
  /** The packager's words. */
  readonly package: string;
}

/** Something QEMU tells by itself. */
export interface QmpEvent {
  /** `SHUTDOWN`, `JOB_STATUS_CHANGE`, … */
  readonly name: string;
  readonly data: PlainJsonObject;
  /** Since 1970, of the host's clock; undefined where QEMU could not tell. */
  readonly timestampUs: bigint | undefined;
}

/** How to ask. */
export interface QmpExecuteOptions {
  /** When it fires, nobody waits for the answer any more; QEMU carries the command out all the same. */
  readonly signal?: CancelSignal | undefined;
  /** Longest wait; two minutes without it. */
  readonly deadlineMs?: number | undefined;
  /** Let it overtake commands that are being carried out; only if {@link QmpClient.hasOob}. */
  readonly oob?: boolean;
}

/** How to connect. */
export interface QmpConnectOptions {
  readonly signal?: CancelSignal | undefined;
  /** Longest wait for QEMU's greeting; 30 s without it. A monitor that another client uses never greets. */
  readonly deadlineMs?: number | undefined;
  /** Switch out-of-band commands on, where QEMU has them. */
  readonly oob?: boolean;
  /** For tests. */
  readonly maxLineBytes?: number;
}

interface Pending {
  readonly command: string;
  readonly resolve: (value: PlainJson) => void;
  readonly reject: (error: VirError) => void;
}

/**
 * A client of QEMU's monitor protocol (QMP) over a {@link ByteChannel}, which it owns.
 *
 * One JSON object a line, both ways:
 *
 * ```
 * < {"QMP": {"version": …, "capabilities": ["oob"]}}
 * > {"execute": "qmp_capabilities", "id": "vireo-1"}
 * < {"return": {}, "id": "vireo-1"}
 * < {"event": "STOP", "data": {…}, "timestamp": {"seconds": …, "microseconds": …}}
 * ```
 *
 * Commands may be sent while others are under way; QEMU answers in order. Whatever the protocol does not allow ends the
 * connection, and all who wait get an error. Integers stay exact.
 */
export class QmpClient implements Disposable {
  readonly #channel: ByteChannel;
  readonly #reader: LineReader;
  readonly #events = new Emitter<QmpEvent>();
  readonly #closed = new Emitter<VirError>();
  readonly #pending = new Map<string, Pending>();
  readonly #closeSubscription: Disposable;
  #greeting: PlainJson | undefined;
  #onGreeting: Pending | undefined;
  #version: QmpVersion = { major: 0, minor: 0, micro: 0, package: '' };
  #hasOob = false;
  #nextId = 1;
  #end: VirError | undefined;

  /** In the order QEMU tells them; a listener hears those that come after it began to listen. */
  readonly onDidEvent: Event<QmpEvent> = this.#events.event;
  /** The connection has ended, and why. {@link closeError} tells it later, too. */
  readonly onDidClose: Event<VirError> = this.#closed.event;

  /**
   * Takes QEMU's greeting and leaves the negotiation mode. The channel is ended if that fails.
   *
   * @throws operation-timeout when nobody greets; internal-error when it is not QEMU that talks.
   */
  static async connect(channel: ByteChannel, options: QmpConnectOptions = {}): Promise<QmpClient> {
    const client = new QmpClient(channel, options.maxLineBytes ?? MAX_LINE_BYTES);
    try {
      await client.#negotiate(options);
      return client;
    } catch (error) {
      client.dispose();
      throw error;
    }
  }

  private constructor(channel: ByteChannel, maxLineBytes: number) {
    this.#channel = channel;
    this.#reader = new LineReader(maxLineBytes, (line) => {
      this.#take(line);
    });
    this.#closeSubscription = channel.onDidClose((reason) => {
      this.#finish(this.#endOf(reason));
    });
    channel.consume((chunk) => {
      if (this.#end !== undefined || this.#reader.push(chunk) || this.#isOver()) return;
      this.#fail(malformed(`QEMU monitor reply exceeds the limit of ${maxLineBytes} bytes`));
    });
  }

  /** Where it leads to. */
  get description(): string {
    return this.#channel.description;
  }

  get version(): QmpVersion {
    return this.#version;
  }

  /** Whether out-of-band commands were switched on. */
  get hasOob(): boolean {
    return this.#hasOob;
  }

  /** Why it has ended; undefined while it lives. */
  get closeError(): VirError | undefined {
    return this.#end;
  }

  /**
   * Carries a command out and gives its `return`.
   *
   * @throws internal-error in libvirt's words with QEMU's own; `qmpErrorClass` tells QEMU's class of it.
   * @throws operation-timeout, operation-aborted when the wait is over before the answer is there.
   */
  async execute(command: string, args?: PlainJsonObject, options: QmpExecuteOptions = {}): Promise<PlainJson> {
    if (this.#end !== undefined) throw this.#end;
    if (options.oob === true && !this.#hasOob) throw qemuError('argument-unsupported', `QEMU's monitor does not run '${command}' out of band`);
    const id = `vireo-${this.#nextId++}`;
    const request = formatPlainJson({ [options.oob === true ? 'exec-oob' : 'execute']: command, arguments: args, id });
    return this.#wait(command, options, options.deadlineMs ?? COMMAND_DEADLINE_MS, (pending) => {
      this.#pending.set(id, pending);
      this.#channel.write(Buffer.from(`${request}\r\n`));
    });
  }

  readonly dispose = (): void => {
    this.#finish(qemuError('operation-failed', 'the monitor was closed'));
    this.#channel.dispose();
  };

  async #negotiate(options: QmpConnectOptions): Promise<void> {
    const deadlineMs = options.deadlineMs ?? GREETING_DEADLINE_MS;
    const startMs = performance.now();
    const greeting = this.#greeting ?? (await this.#wait('greeting', options, deadlineMs, (pending) => {
      this.#onGreeting = pending;
    }));
    const oob = this.#readGreeting(greeting) && options.oob === true;
    const leftMs = Math.max(1, deadlineMs - (performance.now() - startMs));
    await this.execute('qmp_capabilities', oob ? { enable: ['oob'] } : undefined, { signal: options.signal, deadlineMs: leftMs });
    this.#hasOob = oob;
  }

  /** Whether QEMU offers out-of-band commands. */
  #readGreeting(greeting: PlainJson): boolean {
    const version = isPlainObject(greeting) && isPlainObject(greeting['version']) ? greeting['version'] : undefined;
    const qemu = version?.['qemu'];
    if (!isPlainObject(greeting) || !isPlainObject(qemu)) throw malformed('unexpected greeting of QEMU monitor');
    const part = (key: string): number => (typeof qemu[key] === 'number' ? qemu[key] : 0);
    const words = version?.['package'];
    this.#version = { major: part('major'), minor: part('minor'), micro: part('micro'), package: typeof words === 'string' ? printable(words, 200) : '' };
    const { capabilities } = greeting;
    return isPlainArray(capabilities) && capabilities.includes('oob');
  }

  #wait(command: string, options: { readonly signal?: CancelSignal | undefined }, deadlineMs: number, start: (pending: Pending) => void): Promise<PlainJson> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: VirError): void => {
        stop();
        reject(error);
      };
      const onAbort = (): void => {
        fail(qemuError('operation-aborted', `nobody waits for QEMU command '${command}' any more`));
      };
      const timer = setTimeout(() => {
        fail(lateError(command, deadlineMs, this.description));
      }, deadlineMs);
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort);
      start({
        command,
        resolve: (value) => {
          stop();
          resolve(value);
        },
        reject: fail,
      });
    });
  }

  #take(line: string): void {
    if (this.#end !== undefined) return;
    try {
      this.#dispatch(line);
    } catch (error) {
      this.#fail(VirError.from(error, { domain: 'qemu' }));
    }
  }

  #dispatch(line: string): void {
    const message = parsePlainJson(line);
    if (!isPlainObject(message)) throw malformed(`Parsed JSON reply '${shown(line)}' isn't an object`);
    if (message['QMP'] !== undefined) this.#greet(message['QMP']);
    else if (message['event'] !== undefined) this.#tell(message);
    else if (message['error'] !== undefined || message['return'] !== undefined) this.#answer(message, line);
    else throw malformed(`Unknown JSON reply '${shown(line)}'`);
  }

  #greet(greeting: PlainJson): void {
    if (this.#greeting !== undefined) throw malformed('QEMU monitor greeted twice');
    this.#greeting = greeting;
    this.#onGreeting?.resolve(greeting);
    this.#onGreeting = undefined;
  }

  #tell({ event, data, timestamp }: PlainJsonObject): void {
    if (typeof event !== 'string') throw malformed('missing event type in message of QEMU monitor');
    this.#events.fire({ name: event, data: isPlainObject(data) ? data : {}, timestampUs: microseconds(timestamp) });
  }

  #answer(message: PlainJsonObject, line: string): void {
    const { id } = message;
    // An error without id: QEMU could not even read what was sent, so nothing later can be trusted.
    if (id === undefined) throw message['error'] === undefined ? malformed(`Unexpected JSON reply '${shown(line)}'`) : commandError('<unknown>', message['error']);
    const pending = typeof id === 'string' ? this.#pending.get(id) : undefined;
    if (typeof id !== 'string' || pending === undefined) throw malformed(`Unexpected JSON reply '${shown(line)}'`);
    this.#pending.delete(id);
    if (message['error'] === undefined) pending.resolve(message['return'] ?? null);
    else pending.reject(commandError(pending.command, message['error']));
  }

  #isOver(): boolean {
    return this.#end !== undefined;
  }

  #endOf({ kind, error }: CloseReason): VirError {
    const cause = error === undefined ? undefined : VirError.fromInfo(error);
    if (this.#reader.isInside) return qemuError('internal-error', 'End of file from qemu monitor, in the middle of a message', cause);
    return kind === 'client' ? qemuError('operation-failed', 'the monitor was closed') : qemuError('internal-error', 'End of file from qemu monitor', cause);
  }

  #fail(error: VirError): void {
    this.#finish(error);
    this.#channel.dispose();
  }

  #finish(error: VirError): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#closeSubscription.dispose();
    const pending = [...this.#pending.values(), ...(this.#onGreeting === undefined ? [] : [this.#onGreeting])];
    this.#pending.clear();
    this.#onGreeting = undefined;
    for (const each of pending) each.reject(error);
    this.#closed.fire(error);
    this.#closed.dispose();
    this.#events.dispose();
  }
}

function lateError(command: string, deadlineMs: number, description: string): VirError {
  if (command === 'greeting') return qemuError('operation-timeout', `QEMU did not greet on ${description} within ${deadlineMs / 1000} s; another program may be using this monitor`);
  return qemuError('operation-timeout', `QEMU did not answer '${command}' within ${deadlineMs / 1000} s; it may still carry it out`);
}

/** `seconds` is -1 where the host's clock could not be read. */
function microseconds(timestamp: PlainJson | undefined): bigint | undefined {
  if (!isPlainObject(timestamp)) return undefined;
  const { seconds, microseconds: part } = timestamp;
  if (typeof seconds !== 'number' || typeof part !== 'number' || seconds < 0 || !Number.isSafeInteger(seconds) || !Number.isSafeInteger(part)) return undefined;
  return BigInt(seconds) * 1_000_000n + BigInt(part);
}

function shown(line: string): string {
  return printable(line, 200);
}
