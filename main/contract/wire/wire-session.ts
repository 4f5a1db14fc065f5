import type { VirErrorInfo } from '../../../drivers/api/errors.ts';
import { encodeMessage, FrameAssembler } from './frame-codec.ts';
import { SendQueue, type SendClass } from './send-queue.ts';
import type { FrameTransport } from './transport.ts';
import { decodeValue, encodeValue } from './value-codec.ts';
import { WireStream } from './wire-stream.ts';

/** Events that a slow page has not taken: more than this and its subscription ends with `overflow`. */
export const MAX_QUEUED_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * A message's header. `t` says what it is, `id` is the page's number of the call, subscription or stream.
 *
 * | t        | from | with                                            |
 * | call sub open | page | g service, m entry, a input                |
 * | cancel unsub  | page | -                                          |
 * | ok       | main | v answer                                        |
 * | err      | main | e VirErrorInfo                                  |
 * | ev       | main | v payload                                       |
 * | subend   | main | e VirErrorInfo or nothing                       |
 * | opened   | main | v hello                                         |
 * | d        | both | one blob: bytes of a stream                     |
 * | cr       | both | n bytes consumed                                |
 * | end      | both | this direction of the stream has ended          |
 * | abort    | both | e VirErrorInfo or nothing: the stream is gone   |
 */
export interface Header {
  readonly t: 'call' | 'sub' | 'open' | 'cancel' | 'unsub' | 'ok' | 'err' | 'ev' | 'subend' | 'opened' | 'd' | 'cr' | 'end' | 'abort';
  readonly id: number;
  readonly g?: string;
  readonly m?: string;
  readonly a?: unknown;
  readonly v?: unknown;
  readonly e?: VirErrorInfo;
  readonly n?: number;
}

const KINDS: ReadonlySet<string> = new Set([
  'call', 'sub', 'open', 'cancel', 'unsub', 'ok', 'err', 'ev', 'subend', 'opened', 'd', 'cr', 'end', 'abort',
]);

/** What a session's owner brings along. */
export interface WireSessionOptions {
  /** A message that is not a stream's business. */
  readonly onMessage: (header: Header) => void;
  /** The transport ended, or the peer sent nonsense (`protocolError`). Told once. */
  readonly onClose: (protocolError: string | undefined) => void;
  /** Class of stream bytes that this end sends: the page's are input, main's are bulk. */
  readonly dataClass: SendClass;
  readonly toError: (info: VirErrorInfo) => Error;
}

/** One end of the wire: messages, and the streams inside it. */
export class WireSession {
  readonly #transport: FrameTransport;
  readonly #options: WireSessionOptions;
  readonly #queue: SendQueue;
  readonly #assembler = new FrameAssembler();
  readonly #streams = new Map<number, WireStream>();
  #closed = false;

  constructor(transport: FrameTransport, options: WireSessionOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#queue = new SendQueue(transport);
    transport.start(
      (frame) => {
        this.#receive(frame);
      },
      () => {
        this.#end(undefined);
      },
    );
  }

  get queuedEventBytes(): number {
    return this.#queue.queuedEventBytes;
  }

  /** Sends a message. Values in `a`, `v` and `e` may be anything that the value codec takes. */
  post(header: Header, sendClass: SendClass): void {
    if (this.#closed) return;
    const blobs: Uint8Array[] = [];
    const json = encodeValue(header, blobs);
    this.#queue.push(encodeMessage(json, blobs), sendClass);
  }

  /** Begins a stream under the page's number. */
  openStream(id: number): WireStream {
    const stream = new WireStream(
      {
        sendData: (data) => {
          this.#queue.push(encodeMessage({ t: 'd', id }, [data]), this.#options.dataClass, id);
        },
        sendCredit: (n) => {
          this.post({ t: 'cr', id, n }, 'control');
        },
        sendEnd: () => {
          this.#queue.push(encodeMessage({ t: 'end', id }, []), this.#options.dataClass, id);
        },
        sendAbort: (e) => {
          this.post({ t: 'abort', id, ...(e === undefined ? {} : { e }) }, 'control');
          this.#streams.delete(id);
        },
      },
      this.#options.toError,
    );
    this.#streams.set(id, stream);
    if (this.#closed) stream.fail(undefined);
    return stream;
  }

  /** Forgets a stream that is over. */
  dropStream(id: number): void {
    this.#streams.delete(id);
  }

  close(): void {
    this.#transport.close();
    this.#end(undefined);
  }

  #receive(frame: Uint8Array): void {
    if (this.#closed) return;
    try {
      const message = this.#assembler.push(frame);
      if (message === undefined) return;
      const header = readHeader(message.header);
      if (header.t === 'd') this.#receiveData(header.id, message.blobs);
      else this.#dispatch(header, message.blobs);
    } catch (error) {
      this.#transport.close();
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  #receiveData(id: number, blobs: readonly Uint8Array[]): void {
    const data = blobs[0];
    if (data === undefined) throw new TypeError('stream data without bytes');
    if (this.#streams.get(id)?.receive(data) === false) throw new TypeError('a stream was sent more than it has credit for');
  }

  #dispatch(raw: Header, blobs: readonly Uint8Array[]): void {
    const header = decodeValue(raw, blobs) as Header;
    const stream = this.#streams.get(header.id);
    if (header.t === 'cr') stream?.addCredit(typeof header.n === 'number' && header.n > 0 ? header.n : 0);
    else if (header.t === 'end') stream?.receiveEnd();
    else if (header.t === 'abort') {
      this.#streams.delete(header.id);
      stream?.fail(header.e);
    } else this.#options.onMessage(header);
  }

  #end(protocolError: string | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) stream.fail(undefined);
    this.#options.onClose(protocolError);
  }
}

function readHeader(header: unknown): Header {
  if (typeof header !== 'object' || header === null) throw new TypeError('message without a header');
  const { t, id } = header as { readonly t?: unknown; readonly id?: unknown };
  if (typeof t !== 'string' || !KINDS.has(t)) throw new TypeError('message of an unknown kind');
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) throw new TypeError('message without a number');
  return header as Header;
}
