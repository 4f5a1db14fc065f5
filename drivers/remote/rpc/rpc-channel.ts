import type { CloseReason, Disposable, Event } from '../../api/connection.ts';
import type { CallOptions, CancelSignal } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import { Emitter } from '../../core/emitter.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../../transport/byte-channel.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { getError } from '../protocol/remote.gen.ts';
import { malformed, XdrReader } from '../protocol/xdr-reader.ts';
import { XdrWriter } from '../protocol/xdr-writer.ts';
import { CallGate, type GatedCall } from './call-gate.ts';
import { defaultDeadlineMs } from './call-policy.ts';
import { KeepAlive, KEEPALIVE_PING, KEEPALIVE_PONG, KEEPALIVE_PROGRAM } from './keep-alive.ts';
import { once } from './once.ts';
import {
  finishPacket, newHeader, PacketSplitter, PacketStatus, PacketType, PROGRAM_VERSION, readHeader, startPacket,
  type PacketHeader,
} from './packet.ts';
import { errorOfPayload } from './remote-error.ts';

/** How often late calls are looked for while any is unanswered. */
const SWEEP_MS = 100;

/** Streams write on while less than this waits in our process: the next chunk is ready when the socket is. */
const STREAM_QUEUE_BYTES = 1_048_576;

/** Gets the packets of one stream. */
export interface StreamSink {
  /** A packet came; the reader stands on its payload, which lasts no longer than the call. */
  readonly onPacket: (type: number, status: number, payload: XdrReader) => void;
  /** The connection is gone. */
  readonly onLost: (error: VirError) => void;
}

/** Gets the messages that nobody asked for; the reader stands on the payload. */
export type MessageSink = (program: number, procedure: number, payload: XdrReader) => void;

interface PendingCall extends GatedCall {
  readonly procedure: Procedure<never, unknown>;
  readonly args: never;
  readonly serial: number;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: VirError) => void;
  readonly deadlineAtMs: number;
  readonly deadlineMs: number;
  readonly signal: CancelSignal | undefined;
  readonly onAbort: (() => void) | undefined;
  /** Nobody waits any more; the answer is still expected. */
  abandoned: boolean;
}

/**
 * One RPC connection: calls matched to their replies by serial, streams, messages, keepalive.
 *
 * Whatever breaks the protocol ends the connection with an error of code `rpc`. Packets of one turn of
 * the event loop leave in one write. Reading never waits for anybody.
 */
export class RpcChannel implements Disposable {
  readonly #channel: ByteChannel;
  readonly #onMessage: MessageSink;
  readonly #writer = new XdrWriter();
  readonly #reader = new XdrReader();
  readonly #header: PacketHeader = newHeader();
  readonly #splitter: PacketSplitter;
  readonly #pending = new Map<number, PendingCall>();
  readonly #streams = new Map<number, StreamSink>();
  readonly #gate: CallGate<PendingCall>;
  readonly #keepAlive: KeepAlive;
  readonly #channelClose: Disposable;
  readonly #closed = new Emitter<CloseReason>();
  #sweeper: NodeJS.Timeout | undefined;
  #nextSerial = 0;
  #flushing = false;
  #lastHeardMs = performance.now();
  #closeReason: CloseReason | undefined;

  /** It has ended; told once. */
  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  /** Asked when the peer is silent, before the connection is given up: true keeps it. */
  secondOpinion: (() => Promise<boolean>) | undefined;

  constructor(channel: ByteChannel, onMessage: MessageSink) {
    this.#channel = channel;
    this.#onMessage = onMessage;
    this.#splitter = new PacketSplitter((buffer, start, end) => this.#takePacket(buffer, start, end));
    this.#gate = new CallGate((call) => {
      this.#send(call);
    });
    this.#keepAlive = new KeepAlive({
      ping: () => {
        this.#sendKeepAlive(KEEPALIVE_PING);
      },
      lastHeardMs: () => this.#lastHeardMs,
      onSilence: () => {
        void this.#onSilence();
      },
    });
    channel.consume((chunk) => {
      this.#receive(chunk);
    });
    this.#channelClose = once(channel.onDidClose, (reason) => {
      this.#end(reason);
    });
  }

  get description(): string {
    return this.#channel.description;
  }

  get closeReason(): CloseReason | undefined {
    return this.#closeReason;
  }

  /** Calls that have not been answered, those that wait for their turn included. */
  get unanswered(): number {
    return this.#gate.unanswered + this.#gate.waiting;
  }

  /** Milliseconds since the last packet of the peer. */
  get silentForMs(): number {
    return performance.now() - this.#lastHeardMs;
  }

  /** One call. `stream` gets the packets that follow on the same serial. */
  call<A, R>(procedure: Procedure<A, R>, args: A, options?: CallOptions, stream?: StreamSink): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (this.#closeReason !== undefined) {
        reject(this.#closedError());
        return;
      }
      const signal = options?.signal;
      if (signal?.aborted === true) {
        reject(abortedError(procedure.name));
        return;
      }
      const deadlineMs = options?.deadlineMs ?? defaultDeadlineMs(procedure);
      const serial = this.#takeSerial();
      const onAbort = signal === undefined ? undefined : (): void => {
        this.#giveUp(call as unknown as PendingCall, abortedError(procedure.name));
      };
      const call = {
        procedure, args, serial, resolve, reject, deadlineMs, deadlineAtMs: performance.now() + deadlineMs,
        signal, onAbort, abandoned: false, sentAtMs: 0, blocks: false, stuck: false,
      };
      if (onAbort !== undefined) signal?.addEventListener('abort', onAbort);
      if (stream !== undefined) this.#streams.set(serial, stream);
      this.#pending.set(serial, call as unknown as PendingCall);
      this.#sweeper ??= this.#startSweeper();
      this.#gate.submit(call as unknown as PendingCall);
    });
  }

  /** The serial that the next call gets; a stream keeps it. */
  get nextSerial(): number {
    return this.#nextSerial;
  }

  /** Sends a packet of a stream; false when it is wise to wait for {@link drained}. */
  sendStream(procedure: Procedure<never, unknown>, serial: number, type: number, status: number, put?: (w: XdrWriter) => void): boolean {
    if (this.#closeReason !== undefined) return true;
    startPacket(this.#writer, procedure.program, procedure.number, type, serial, status);
    put?.(this.#writer);
    finishPacket(this.#writer);
    return this.#flushNow() || this.#channel.queuedBytes < STREAM_QUEUE_BYTES;
  }

  /** Resolves when more may be written, or when the connection has ended. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        drain.dispose();
        close.dispose();
        resolve();
      };
      const drain = this.#channel.onDidDrain(done);
      const close = this.#closed.event(done);
      if (this.#closeReason !== undefined) done();
    });
  }

  /** No more packets for a stream. */
  forgetStream(serial: number): void {
    this.#streams.delete(serial);
  }

  /** Stops reading; only for connections that carry one stream and nothing else. */
  pause(): void {
    this.#channel.pause();
  }

  resume(): void {
    this.#channel.resume();
  }

  /** Pings the peer after every quiet interval; 0 stops that. */
  startKeepAlive(intervalMs: number, count: number): void {
    if (this.#closeReason === undefined) this.#keepAlive.start(intervalMs, count);
  }

  /** Ends the connection; running calls end with an error. */
  readonly dispose = (): void => {
    this.#end({ kind: 'client' });
  };

  /** Ends the connection for a reason that lies elsewhere. */
  endBecause(reason: CloseReason): void {
    this.#end(reason);
  }

  /** Sends what is written, then ends the connection. */
  endGently(): void {
    this.#flushNow();
    this.#channel.end();
    this.#end({ kind: 'client' });
  }

  #takeSerial(): number {
    const serial = this.#nextSerial;
    this.#nextSerial = serial === 0xffff_ffff ? 0 : serial + 1;
    return serial;
  }

  #send(call: PendingCall): void {
    const { procedure } = call;
    try {
      startPacket(this.#writer, procedure.program, procedure.number, PacketType.call, call.serial, PacketStatus.ok);
      procedure.put(this.#writer, call.args);
      finishPacket(this.#writer);
    } catch (error) {
      this.#writer.dropMarked();
      queueMicrotask(() => {
        this.#settle(call, () => {
          call.reject(VirError.from(error));
        });
      });
      return;
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushNow();
    });
  }

  #flushNow(): boolean {
    this.#flushing = false;
    const piece = this.#writer.takeFinished();
    return piece === undefined || this.#closeReason !== undefined || this.#channel.write(piece);
  }

  #receive(chunk: Uint8Array): void {
    if (this.#closeReason !== undefined) return;
    this.#lastHeardMs = performance.now();
    try {
      this.#splitter.push(chunk);
    } catch (error) {
      this.#breach(error);
    }
  }

  #takePacket(buffer: Buffer, start: number, end: number): boolean {
    const reader = this.#reader.reset(buffer, start + 4, end);
    const header = this.#header;
    readHeader(reader, header);
    if (header.version !== PROGRAM_VERSION) throw malformed(`version ${header.version} of program ${header.program}`);
    switch (header.type) {
      case PacketType.reply:
        this.#takeReply(header, reader);
        break;
      case PacketType.message:
        this.#takeMessage(header, reader);
        break;
      case PacketType.stream:
      case PacketType.streamHole:
        this.#streams.get(header.serial)?.onPacket(header.type, header.status, reader);
        break;
      default:
        throw malformed(`type ${header.type} for procedure ${header.procedure} of program ${header.program}`);
    }
    return this.#closeReason === undefined;
  }

  #takeReply(header: PacketHeader, reader: XdrReader): void {
    const call = this.#pending.get(header.serial);
    if (call === undefined || call.procedure.number !== header.procedure || call.procedure.program !== header.program || call.sentAtMs === 0) {
      throw malformed(`no call waits for a reply with serial ${header.serial}, procedure ${header.procedure} of program ${header.program}`);
    }
    if (header.status === PacketStatus.error) {
      const error = errorOfPayload(getError(reader));
      this.#streams.delete(header.serial);
      this.#settle(call, () => {
        call.reject(error);
      });
      return;
    }
    if (header.status !== PacketStatus.ok) throw malformed(`a reply of status ${header.status}`);
    let answer: unknown;
    try {
      answer = call.abandoned ? undefined : call.procedure.get(reader);
    } catch (error) {
      const failure = VirError.from(error);
      if (failure.code === 'rpc') throw failure;
      this.#settle(call, () => {
        call.reject(failure);
      });
      return;
    }
    this.#settle(call, () => {
      call.resolve(answer as never);
    });
  }

  #takeMessage(header: PacketHeader, reader: XdrReader): void {
    if (header.program !== KEEPALIVE_PROGRAM) {
      this.#onMessage(header.program, header.procedure, reader);
      return;
    }
    if (header.procedure === KEEPALIVE_PING) this.#sendKeepAlive(KEEPALIVE_PONG);
  }

  #sendKeepAlive(procedure: number): void {
    if (this.#closeReason !== undefined) return;
    startPacket(this.#writer, KEEPALIVE_PROGRAM, procedure, PacketType.message, 0, PacketStatus.ok);
    finishPacket(this.#writer);
    this.#flushSoon();
  }

  /** The call is over, for the peer too. */
  #settle(call: PendingCall, tell: () => void): void {
    this.#pending.delete(call.serial);
    if (call.onAbort !== undefined) call.signal?.removeEventListener('abort', call.onAbort);
    if (!call.abandoned) tell();
    this.#gate.answered(call);
  }

  /** Nobody waits any more. A call that is out keeps counting until it is answered. */
  #giveUp(call: PendingCall, error: VirError): void {
    if (call.abandoned) return;
    if (call.onAbort !== undefined) call.signal?.removeEventListener('abort', call.onAbort);
    call.abandoned = true;
    this.#streams.delete(call.serial);
    if (this.#gate.withdraw(call)) this.#pending.delete(call.serial);
    call.reject(error);
  }

  #startSweeper(): NodeJS.Timeout {
    const timer = setInterval(() => {
      this.#sweep();
    }, SWEEP_MS);
    timer.unref();
    return timer;
  }

  #sweep(): void {
    if (this.#pending.size === 0) {
      clearInterval(this.#sweeper);
      this.#sweeper = undefined;
      return;
    }
    const nowMs = performance.now();
    this.#gate.findStuck(nowMs);
    for (const call of this.#pending.values()) {
      if (nowMs >= call.deadlineAtMs) this.#giveUp(call, lateError(call.procedure.name, call.deadlineMs));
    }
  }

  async #onSilence(): Promise<void> {
    const opinion = this.#gate.mayBeBlocked ? this.secondOpinion : undefined;
    if (opinion !== undefined && (await opinion().catch(() => false))) return;
    if (this.#closeReason !== undefined) return;
    const error = libvirtError('rpc', 'internal-error', 'connection closed due to keepalive timeout', { subject: this.description });
    this.#end({ kind: 'keepalive', error: error.toInfo() });
  }

  #breach(error: unknown): void {
    const failure = VirError.from(error, { code: 'rpc', domain: 'rpc' });
    const named = new VirError({ code: failure.code, domain: failure.domain, message: failure.message, subject: this.description, cause: failure.cause });
    this.#end({ kind: 'error', error: named.toInfo() });
  }

  #end(reason: CloseReason): void {
    if (this.#closeReason !== undefined) return;
    this.#closeReason = reason.kind === 'eof' && this.#splitter.isInsidePacket
      ? { kind: 'error', error: malformed('the peer closed the connection inside a packet').toInfo() }
      : reason;
    clearInterval(this.#sweeper);
    this.#keepAlive.dispose();
    this.#channelClose.dispose();
    this.#channel.dispose();
    const error = this.#closedError();
    const calls = [...this.#pending.values()];
    const streams = [...this.#streams.values()];
    this.#pending.clear();
    this.#streams.clear();
    for (const call of calls) {
      if (call.onAbort !== undefined) call.signal?.removeEventListener('abort', call.onAbort);
      if (!call.abandoned) call.reject(error);
    }
    for (const stream of streams) stream.onLost(error);
    this.#closed.fire(this.#closeReason);
    this.#closed.dispose();
  }

  #closedError(): VirError {
    return closedError(this.description, this.#closeReason ?? { kind: 'client' });
  }
}

/** What a call gets when its connection has ended. */
function closedError(description: string, reason: CloseReason): VirError {
  if (reason.error !== undefined) return VirError.fromInfo({ ...reason.error, subject: reason.error.subject ?? description });
  switch (reason.kind) {
    case 'client':
      return libvirtError('rpc', 'internal-error', 'client socket is closed', { subject: description });
    case 'eof':
    case 'error':
    case 'keepalive':
      return new VirError({ code: 'system-error', domain: 'rpc', message: 'End of file while reading data: Input/output error', subject: description });
  }
}

function abortedError(name: string): VirError {
  return libvirtError('rpc', 'operation-aborted', `${name} was cancelled; the host may still carry it out`);
}

function lateError(name: string, deadlineMs: number): VirError {
  return libvirtError('rpc', 'operation-timeout', `${name} was not answered within ${deadlineMs / 1000} s; the host may still carry it out`);
}

