import type { Duplex } from 'node:stream';
import { formatPlainJson, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../../conf/json/plain-json.ts';
import type { ByteChannel } from '../../../transport/byte-channel.ts';
import { seededRandom, splitBytes, type Splitting } from '../../../transport/testing/splitting.ts';
import { LineReader } from '../line-reader.ts';
import { memoryPair } from './memory-pair.ts';

/** What a handler throws to answer with an error. */
export class FakeQmpError extends Error {
  readonly errorClass: string;

  constructor(errorClass: string, desc: string) {
    super(desc);
    this.errorClass = errorClass;
  }
}

/** Answers one command; undefined: never. */
export type FakeQmpHandler = (args: PlainJsonObject, server: FakeQmpServer) => PlainJson | undefined;

/** How the server behaves. */
export interface FakeQmpOptions {
  readonly splitting?: Splitting;
  /** What is said instead of the greeting; empty: nothing. */
  readonly greeting?: string;
  readonly oob?: boolean;
}

/** What QEMU 7.2 says first. */
export const GREETING: PlainJsonObject = { QMP: { version: { qemu: { micro: 22, minor: 2, major: 7 }, package: 'Debian 1:7.2' }, capabilities: ['oob'] } };

/**
 * The other end of a QMP connection, in this process: answers from a table, tells events, and fails on demand
 * ({@link sendRaw}, {@link cut}).
 */
export class FakeQmpServer {
  readonly channel: ByteChannel;
  /** The commands that came, in order. */
  readonly commands: { readonly name: string; readonly args: PlainJsonObject; readonly oob: boolean }[] = [];
  readonly #peer: Duplex;
  readonly #handlers = new Map<string, FakeQmpHandler>();
  readonly #splitting: Splitting;
  readonly #random = seededRandom(7);
  #negotiated = false;

  constructor({ splitting = 'whole', greeting, oob = true }: FakeQmpOptions = {}) {
    const { channel, peer } = memoryPair();
    this.channel = channel;
    this.#peer = peer;
    this.#splitting = splitting;
    const reader = new LineReader(1 << 20, (line) => {
      this.#take(line);
    });
    peer.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
    const words = greeting ?? `${formatPlainJson(oob ? GREETING : { QMP: { version: (GREETING['QMP'] as PlainJsonObject)['version'], capabilities: [] } })}\r\n`;
    if (words !== '') this.sendRaw(words);
  }

  /** Says how a command is answered from now on. */
  on(command: string, handler: FakeQmpHandler): this {
    this.#handlers.set(command, handler);
    return this;
  }

  event(name: string, data?: PlainJsonObject): void {
    this.send({ timestamp: { seconds: 1_700_000_000, microseconds: 12 }, event: name, data });
  }

  send(message: PlainJsonObject): void {
    this.sendRaw(`${formatPlainJson(message)}\r\n`);
  }

  sendRaw(text: string): void {
    if (this.#peer.writableEnded) return;
    for (const piece of splitBytes(Buffer.from(text), this.#splitting, this.#random)) this.#peer.write(piece);
  }

  /** Hangs up. */
  cut(): void {
    this.#peer.end();
  }

  #take(line: string): void {
    const message = parsePlainJson(line);
    if (!isPlainObject(message)) throw new Error(`not a command: ${line}`);
    const { id } = message;
    const oob = message['exec-oob'] !== undefined;
    const name = message[oob ? 'exec-oob' : 'execute'];
    if (typeof name !== 'string') throw new Error(`not a command: ${line}`);
    const args = isPlainObject(message['arguments']) ? message['arguments'] : {};
    this.commands.push({ name, args, oob });
    try {
      const result = this.#result(name, args);
      if (result !== undefined) this.send({ return: result, id });
    } catch (error) {
      if (!(error instanceof FakeQmpError)) throw error;
      this.send({ id, error: { class: error.errorClass, desc: error.message } });
    }
  }

  #result(name: string, args: PlainJsonObject): PlainJson | undefined {
    const handler = this.#handlers.get(name);
    if (handler !== undefined) return handler(args, this);
    if (name === 'qmp_capabilities') {
      this.#negotiated = true;
      return {};
    }
    throw new FakeQmpError('CommandNotFound', this.#negotiated ? `The command ${name} has not been found` : "Expecting capabilities negotiation with 'qmp_capabilities'");
  }
}
