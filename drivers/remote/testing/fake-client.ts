import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EventMessage } from '../protocol/procedure.ts';
import { putError } from '../protocol/remote.gen.ts';
import { XdrReader } from '../protocol/xdr-reader.ts';
import { XdrWriter } from '../protocol/xdr-writer.ts';
import { KEEPALIVE_PING, KEEPALIVE_PONG, KEEPALIVE_PROGRAM } from '../rpc/keep-alive.ts';
import { finishPacket, newHeader, PacketSplitter, PacketStatus, PacketType, readHeader, startPacket, type PacketHeader } from '../rpc/packet.ts';
import { payloadOfError } from '../rpc/remote-error.ts';
import type { FakeDaemon } from './fake-daemon.ts';
import type { MemoryChannel } from './memory-channel.ts';

/** A call as the daemon sees it. */
export interface FakeCall {
  readonly client: FakeClient;
  readonly header: Readonly<PacketHeader>;
  /** Runs behind the answer, to send a stream's data. */
  readonly afterReply: (run: (stream: FakeStream) => void) => void;
}

/** The daemon's end of a stream. */
export interface FakeStream {
  readonly send: (bytes: Uint8Array) => boolean;
  readonly sendHole: (lengthBytes: bigint) => void;
  /** The end of the data. */
  readonly sendEnd: () => void;
  readonly sendError: (error: VirError) => void;
  /** Everything that the client sends: data, `finish`, `abort`. */
  onPacket: ((status: number, bytes: Uint8Array) => void) | undefined;
}

interface QueuedCall {
  readonly header: PacketHeader;
  readonly payload: Buffer;
}

/** One client of a {@link FakeDaemon}: executes its calls as libvirtd does, at most five at once. */
export class FakeClient {
  /** Numbers of the procedures that were executed, in order. */
  readonly executed: number[] = [];
  /** Answers nothing at all any more, pings included. */
  mute = false;
  /** The client answered a ping. */
  onPong: (() => void) | undefined;
  readonly channel: MemoryChannel;
  readonly #daemon: FakeDaemon;
  readonly #queue: QueuedCall[] = [];
  readonly #streams = new Map<number, FakeStream>();
  readonly #splitter: PacketSplitter;
  #running = 0;

  constructor(daemon: FakeDaemon, channel: MemoryChannel) {
    this.#daemon = daemon;
    this.channel = channel;
    this.#splitter = new PacketSplitter((buffer, start, end) => {
      this.#take(Buffer.from(buffer.subarray(start, end)));
      return true;
    });
    channel.consume((chunk) => {
      this.#splitter.push(chunk);
    });
  }

  /** How many calls run right now. */
  get running(): number {
    return this.#running;
  }

  /** How many calls wait, unread by a real daemon. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Sends a message. */
  emit<M>(message: EventMessage<M>, value: M): void {
    this.#packet(message.program, message.number, PacketType.message, 1, PacketStatus.ok, (w) => {
      message.put(w, value);
    });
  }

  /** Sends a ping of the daemon's own. */
  ping(): void {
    this.#packet(KEEPALIVE_PROGRAM, KEEPALIVE_PING, PacketType.message, 0, PacketStatus.ok);
  }

  /** Sends a packet of any kind. */
  send(header: PacketHeader, put?: (w: XdrWriter) => void): void {
    this.#packet(header.program, header.procedure, header.type, header.serial, header.status, put, header.version);
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: Uint8Array): void {
    this.channel.write(bytes);
  }

  #take(packet: Buffer): void {
    const reader = new XdrReader().reset(packet, 4, packet.length);
    const header = newHeader();
    readHeader(reader, header);
    const payload = packet.subarray(28);
    if (this.mute) return;
    switch (header.type) {
      case PacketType.call:
        this.#queue.push({ header, payload });
        this.#runNext();
        return;
      case PacketType.stream:
      case PacketType.streamHole:
        this.#takeStream(header, payload);
        return;
      default:
        this.#takeMessage(header);
    }
  }

  #takeMessage(header: PacketHeader): void {
    if (header.program !== KEEPALIVE_PROGRAM) return;
    if (header.procedure === KEEPALIVE_PONG) {
      this.onPong?.();
      return;
    }
    // A daemon that runs as many calls as it may does not read pings either.
    if (this.#running >= this.#daemon.maxClientRequests) return;
    this.#packet(KEEPALIVE_PROGRAM, KEEPALIVE_PONG, PacketType.message, 0, PacketStatus.ok);
  }

  #takeStream(header: PacketHeader, payload: Buffer): void {
    const stream = this.#streams.get(header.serial);
    stream?.onPacket?.(header.status, header.type === PacketType.streamHole ? Buffer.concat([Buffer.from('HOLE'), payload]) : payload);
    if (header.status === PacketStatus.ok) this.#packet(header.program, header.procedure, PacketType.stream, header.serial, PacketStatus.ok);
    if (header.status !== PacketStatus.continue) this.#streams.delete(header.serial);
  }

  #runNext(): void {
    while (this.#running < this.#daemon.maxClientRequests) {
      const call = this.#queue.shift();
      if (call === undefined) return;
      this.#running++;
      this.executed.push(call.header.procedure);
      void this.#run(call);
    }
  }

  async #run({ header, payload }: QueuedCall): Promise<void> {
    const { program, procedure, serial } = header;
    const after: ((stream: FakeStream) => void)[] = [];
    try {
      const served = this.#daemon.served(program, procedure);
      if (served === undefined) throw new VirError({ code: 'rpc', domain: 'rpc', message: `unknown procedure: ${procedure}` });
      const args = served.getArgs(new XdrReader().reset(payload, 0, payload.length));
      const ret = await served.serve(args as never, { client: this, header, afterReply: (run) => after.push(run) });
      if (!this.mute) {
        this.#packet(program, procedure, PacketType.reply, serial, PacketStatus.ok, (w) => {
          served.putRet(w, ret as never);
        });
      }
      for (const run of after) run(this.#openStream(header));
    } catch (error) {
      const failure = VirError.is(error) ? error : libvirtError('rpc', 'internal-error', String(error));
      this.#packet(program, procedure, PacketType.reply, serial, PacketStatus.error, (w) => {
        putError(w, payloadOfError(failure));
      });
    } finally {
      this.#running--;
      this.#runNext();
    }
  }

  #openStream({ program, procedure, serial }: PacketHeader): FakeStream {
    const packet = (type: number, status: number, put?: (w: XdrWriter) => void): boolean => this.#packet(program, procedure, type, serial, status, put);
    const stream: FakeStream = {
      send: (bytes) =>
        packet(PacketType.stream, PacketStatus.continue, (w) => {
          w.unpadded(bytes);
        }),
      sendHole: (lengthBytes) => {
        packet(PacketType.streamHole, PacketStatus.continue, (w) => {
          w.hyper(lengthBytes);
          w.uint(0);
        });
      },
      sendEnd: () => {
        packet(PacketType.stream, PacketStatus.continue);
      },
      sendError: (error) => {
        packet(PacketType.stream, PacketStatus.error, (w) => {
          putError(w, payloadOfError(error));
        });
      },
      onPacket: undefined,
    };
    this.#streams.set(serial, stream);
    return stream;
  }

  #packet(program: number, procedure: number, type: number, serial: number, status: number, put?: (w: XdrWriter) => void, version = 1): boolean {
    const w = new XdrWriter(256);
    startPacket(w, program, procedure, type, serial, status);
    w.patchUint(8, version);
    put?.(w);
    finishPacket(w);
    const bytes = w.takeFinished();
    return bytes === undefined || this.channel.write(bytes);
  }
}
