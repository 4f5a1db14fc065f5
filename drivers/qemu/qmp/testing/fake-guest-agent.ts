import type { Duplex } from 'node:stream';
import { formatPlainJson, isPlainObject, parsePlainJson, type PlainJson, type PlainJsonObject } from '../../../conf/json/plain-json.ts';
import type { ByteChannel } from '../../../transport/byte-channel.ts';
import { seededRandom, splitBytes, type Splitting } from '../../../transport/testing/splitting.ts';
import { LineReader } from '../line-reader.ts';
import { FakeQmpError } from './fake-qmp-server.ts';
import { memoryPair } from './memory-pair.ts';

/** The other end of an agent's channel, in this process: answers from a table, or does what a bad guest does. */
export class FakeGuestAgent {
  readonly channel: ByteChannel;
  readonly commands: { readonly name: string; readonly args: PlainJsonObject }[] = [];
  /** What it says before it answers anything. */
  noise = '';
  /** It does not answer while this is set. */
  isDeaf = false;
  readonly #peer: Duplex;
  readonly #answers: { readonly [command: string]: PlainJson | ((args: PlainJsonObject) => PlainJson | undefined) };
  readonly #splitting: Splitting;
  readonly #random = seededRandom(11);

  constructor(answers: { readonly [command: string]: PlainJson | ((args: PlainJsonObject) => PlainJson | undefined) }, splitting: Splitting = 'whole') {
    const { channel, peer } = memoryPair('fake agent');
    this.channel = channel;
    this.#peer = peer;
    this.#answers = answers;
    this.#splitting = splitting;
    const reader = new LineReader(1 << 20, (line) => {
      this.#take(line);
    });
    peer.on('data', (chunk: Buffer) => {
      const at = chunk.lastIndexOf(0xff);
      if (at !== -1) reader.reset();
      reader.push(chunk.subarray(at + 1));
    });
  }

  say(bytes: Uint8Array | string): void {
    if (this.#peer.writableEnded) return;
    for (const piece of splitBytes(Buffer.from(bytes), this.#splitting, this.#random)) this.#peer.write(piece);
  }

  cut(): void {
    this.#peer.end();
  }

  #take(line: string): void {
    const message = parsePlainJson(line);
    if (!isPlainObject(message) || typeof message['execute'] !== 'string') throw new Error(`not a command: ${line}`);
    if (this.isDeaf) return;
    const name = message['execute'];
    const args = isPlainObject(message['arguments']) ? message['arguments'] : {};
    if (this.noise !== '') this.say(this.noise);
    if (name === 'guest-sync-delimited') {
      this.say(Buffer.concat([Uint8Array.of(0xff), Buffer.from(`${formatPlainJson({ return: args['id'] })}\n`)]));
      return;
    }
    this.commands.push({ name, args });
    this.#answer(name, args);
  }

  #answer(name: string, args: PlainJsonObject): void {
    const answer = this.#answers[name];
    try {
      if (answer === undefined) throw new FakeQmpError('CommandNotFound', `The command ${name} has not been found`);
      const value = typeof answer === 'function' ? answer(args) : answer;
      if (value !== undefined) this.say(`${formatPlainJson({ return: value })}\n`);
    } catch (error) {
      if (!(error instanceof FakeQmpError)) throw error;
      this.say(`${formatPlainJson({ error: { class: error.errorClass, desc: error.message } })}\n`);
    }
  }
}
