import type { CloseReason } from '../../api/connection.ts';
import { Emitter } from '../../core/emitter.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../../transport/byte-channel.ts';
import { seededRandom } from '../../transport/testing/splitting.ts';
import { EventHub } from '../events/event-hub.ts';
import { ADMIN_PROCEDURES } from '../protocol/admin.gen.ts';
import { LXC_PROCEDURES } from '../protocol/lxc.gen.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { QEMU_EVENTS, QEMU_PROCEDURES } from '../protocol/qemu.gen.ts';
import { REMOTE_EVENTS, REMOTE_PROCEDURES } from '../protocol/remote.gen.ts';
import * as adminServed from '../protocol/admin-served.gen.ts';
import * as lxcServed from '../protocol/lxc-served.gen.ts';
import * as qemuServed from '../protocol/qemu-served.gen.ts';
import * as remoteServed from '../protocol/remote-served.gen.ts';
import type { ServedProcedure } from '../protocol/procedure.ts';
import { XdrReader } from '../protocol/xdr-reader.ts';
import { KEEPALIVE_PROGRAM } from '../rpc/keep-alive.ts';
import { HEADER_BYTES, PacketType } from '../rpc/packet.ts';
import { RpcChannel } from '../rpc/rpc-channel.ts';

/** What became of the packets. */
export interface FuzzReport {
  readonly packets: number;
  /** Answers and messages that could be read after all. */
  readonly understood: number;
  /** Connections that ended, each with an error of code `rpc`. */
  readonly connectionsEnded: number;
  /** What must not happen: anything thrown, or ended, in another way. */
  readonly faults: readonly string[];
}

type Random = () => number;

const PROCEDURES: readonly Procedure<never, unknown>[] = [...REMOTE_PROCEDURES, ...QEMU_PROCEDURES, ...LXC_PROCEDURES, ...ADMIN_PROCEDURES];
const MESSAGES = [...REMOTE_EVENTS, ...QEMU_EVENTS].map(({ program, number }) => ({ program, number }));
const SERVED = [remoteServed, qemuServed, lxcServed, adminServed].flatMap((module): unknown[] => Object.values(module)) as readonly ServedProcedure<unknown, never>[];
const FAULTS_MAX = 20;

/** Feeds a client with so many packets of noise; the same seed gives the same noise. */
export async function fuzzClient(packets: number, seed: number): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const faults: string[] = [];
  let understood = 0;
  let connectionsEnded = 0;
  let peer = new FuzzedPeer(() => understood++);
  for (let i = 0; i < packets; i++) {
    const serial = peer.ask(PROCEDURES[Math.floor(random() * PROCEDURES.length)]);
    try {
      peer.feed(noisePacket(random, serial, peer.lastAsked));
    } catch (error) {
      faults.push(`packet ${i}: ${String(error)}`);
    }
    if (peer.endedWith === undefined && i % 64 !== 63) continue;
    if (peer.endedWith !== undefined) connectionsEnded++;
    if (peer.endedWith?.error !== undefined && peer.endedWith.error.code !== 'rpc') faults.push(`packet ${i}: ended with ${peer.endedWith.error.code}: ${peer.endedWith.error.message}`);
    peer.dispose();
    if (faults.length > FAULTS_MAX) break;
    // Answers settle in microtasks; without a pause they pile up.
    await Promise.resolve();
    peer = new FuzzedPeer(() => understood++);
  }
  peer.dispose();
  return { packets, understood, connectionsEnded, faults };
}

/** Lets every decoder of the daemon's side read noise. */
export function fuzzServed(packets: number, seed: number): FuzzReport {
  const random = seededRandom(seed);
  const faults: string[] = [];
  const reader = new XdrReader();
  let understood = 0;
  for (let i = 0; i < packets && faults.length <= FAULTS_MAX; i++) {
    const payload = noise(random, Math.floor(random() * 40));
    const served = SERVED[i % SERVED.length];
    try {
      served?.getArgs(reader.reset(payload, 0, payload.length));
      understood++;
    } catch (error) {
      if (!VirError.is(error, 'rpc') && !VirError.is(error, 'no-support')) faults.push(`${served?.procedure.name ?? ''}: ${String(error)}`);
    }
  }
  return { packets, understood, connectionsEnded: 0, faults };
}

/** A client whose peer is the test. */
class FuzzedPeer {
  endedWith: CloseReason | undefined;
  lastAsked: Procedure<never, unknown> | undefined;
  readonly #rpc: RpcChannel;
  readonly #events = new EventHub();
  readonly #onUnderstood: () => void;
  #feed: (chunk: Uint8Array) => void = () => undefined;

  constructor(onUnderstood: () => void) {
    this.#onUnderstood = onUnderstood;
    const closed = new Emitter<CloseReason>();
    const channel: ByteChannel = {
      description: 'noise',
      queuedBytes: 0,
      closeReason: undefined,
      onDidDrain: new Emitter<void>().event,
      onDidClose: closed.event,
      write: () => true,
      consume: (consumer) => {
        this.#feed = consumer;
      },
      pause: () => undefined,
      resume: () => undefined,
      end: () => undefined,
      dispose: () => undefined,
    };
    this.#rpc = new RpcChannel(channel, (program, procedure, payload) => {
      this.#events.take(program, procedure, payload);
      onUnderstood();
    });
    this.#rpc.onDidClose((reason) => {
      this.endedWith = reason;
    });
  }

  feed(chunk: Uint8Array): void {
    this.#feed(chunk);
  }

  /** Makes a call without arguments being encoded; answers its serial. */
  ask(procedure: Procedure<never, unknown> | undefined): number {
    if (procedure === undefined) return 0;
    this.lastAsked = procedure;
    const serial = this.#rpc.nextSerial;
    const bare: Procedure<undefined, unknown> = { ...procedure, priority: 'high', name: 'X', put: () => undefined };
    this.#rpc.call(bare, undefined).then(this.#onUnderstood, () => undefined);
    return serial;
  }

  dispose(): void {
    this.#rpc.dispose();
    this.#events.dispose();
  }
}

function noisePacket(random: Random, serial: number, asked: Procedure<never, unknown> | undefined): Buffer {
  const payload = noise(random, Math.floor(random() * 40));
  const kind = random();
  if (kind < 0.02) return noise(random, 12);
  const packet = Buffer.alloc(HEADER_BYTES + payload.length);
  packet.writeUInt32BE(kind < 0.04 ? pick(random, [0, 5, 0x7fff_ffff, packet.length + 4, packet.length - 4]) : packet.length, 0);
  const message = MESSAGES[Math.floor(random() * MESSAGES.length)];
  const isMessage = kind > 0.7;
  packet.writeUInt32BE(isMessage ? (kind > 0.99 ? KEEPALIVE_PROGRAM : (message?.program ?? 0)) : (asked?.program ?? 0), 4);
  packet.writeUInt32BE(kind < 0.05 ? 2 : 1, 8);
  packet.writeInt32BE(isMessage ? (message?.number ?? 0) : (asked?.number ?? 0), 12);
  packet.writeUInt32BE(isMessage ? PacketType.message : kind < 0.08 ? pick(random, [0, 3, 4, 5, 6, 9]) : PacketType.reply, 16);
  packet.writeUInt32BE(kind < 0.06 ? 0xffff : serial, 20);
  packet.writeUInt32BE(kind < 0.3 ? pick(random, [0, 1, 2, 3]) : 0, 24);
  payload.copy(packet, HEADER_BYTES);
  return packet;
}

/** Words that look like lengths, flags, texts and rubbish, so that decoders come far. */
function noise(random: Random, words: number): Buffer {
  const bytes = Buffer.alloc(words * 4);
  for (let i = 0; i < words; i++) {
    const word = random() < 0.7 ? pick(random, [0, 0, 1, 1, 2, 3, 4, 7, 0x61_62_63_64, 0xff_ff_ff_ff]) : Math.floor(random() * 2 ** 32);
    bytes.writeUInt32BE(word, i * 4);
  }
  return random() < 0.05 ? bytes.subarray(0, Math.max(0, bytes.length - 1 - Math.floor(random() * 3))) : bytes;
}

function pick(random: Random, values: readonly number[]): number {
  return values[Math.floor(random() * values.length)] ?? 0;
}
