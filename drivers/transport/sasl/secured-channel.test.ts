import { afterEach, describe, expect, it } from 'vitest';
import type { CloseReason, Event } from '../../api/connection.ts';
import { Emitter } from '../../core/emitter.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { CloseSignal } from '../close-signal.ts';
import { seededRandom, splitBytes, SPLITTINGS } from '../testing/splitting.ts';
import { digestLayer } from './digest-md5-layer.ts';
import type { SaslLayer } from './sasl-types.ts';
import { SecuredChannel } from './secured-channel.ts';

const loose: LooseChannel[] = [];
afterEach(() => {
  for (const channel of loose.splice(0)) channel.dispose();
});

/** A channel whose other end the test holds. */
class LooseChannel implements ByteChannel {
  readonly description = 'loose';
  readonly queuedBytes = 0;
  readonly sent: Buffer[] = [];
  readonly #closed = new CloseSignal();
  readonly #drained = new Emitter<void>();
  constructor() {
    loose.push(this);
  }
  isPaused = false;
  isDisposed = false;
  arrive: (chunk: Uint8Array) => void = () => undefined;
  readonly onDidDrain: Event<void> = this.#drained.event;
  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  get closeReason(): CloseReason | undefined {
    return this.#closed.reason;
  }
  readonly write = (chunk: Uint8Array): boolean => this.sent.push(Buffer.from(chunk)) < 100;
  readonly consume = (consumer: (chunk: Uint8Array) => void): void => { this.arrive = consumer; };
  readonly pause = (): void => { this.isPaused = true; };
  readonly resume = (): void => { this.isPaused = false; };
  readonly end = (): void => { this.#closed.fire({ kind: 'eof' }); };
  readonly dispose = (): void => {
    this.isDisposed = true;
    this.#closed.fire({ kind: 'client' });
  };
}

const secret = Buffer.alloc(16, 7);
const layers = (maxBytes = 65_536): { readonly client: SaslLayer; readonly server: SaslLayer } => ({
  client: digestLayer({ secret, cipher: 'rc4', peerMaxBytes: maxBytes }),
  server: digestLayer({ secret, cipher: 'rc4', peerMaxBytes: maxBytes, end: 'server' }),
});
/** As libvirt's protocol has it: the length counts itself. */
const message = (text: string): Buffer => { const head = Buffer.alloc(4); head.writeUInt32BE(text.length + 4); return Buffer.concat([head, Buffer.from(text)]); };
const framed = (sealed: Uint8Array): Buffer => { const head = Buffer.alloc(4); head.writeUInt32BE(sealed.length); return Buffer.concat([head, sealed]); };

describe('a secured channel', () => {
  it.each(SPLITTINGS)('opens what comes in pieces: %s', (splitting) => {
    const inner = new LooseChannel();
    const channel = new SecuredChannel(inner);
    const got: Uint8Array[] = [];
    channel.consume((chunk) => got.push(chunk));
    channel.write(Buffer.from('question'));
    inner.arrive(message('open '));
    const { client, server } = layers();
    channel.secure(client);
    const words = ['one ', 'two ', '', 'three '];
    const wire = Buffer.concat(words.map((word) => framed(server.encode(Buffer.from(word)))));
    for (const piece of splitBytes(wire, splitting, seededRandom(5))) inner.arrive(piece);
    expect(Buffer.concat(got).subarray(4).toString()).toBe('open one two three ');
  });

  it('cuts what is sent to what the peer takes', () => {
    const inner = new LooseChannel();
    const channel = new SecuredChannel(inner);
    channel.write(Buffer.from('plain'));
    const { client, server } = layers(100);
    channel.secure(client);
    const data = Buffer.alloc(1000, 'abc');
    channel.write(data);
    channel.write(Buffer.from('end'));
    expect(inner.sent.shift()?.toString()).toBe('plain');
    expect(inner.sent.every((packet) => packet.length <= 104)).toBe(true);
    const back = inner.sent.map((packet) => server.decode(packet.subarray(4)));
    expect(Buffer.concat(back).toString()).toBe(`${data.toString()}end`);
    expect(channel.queuedBytes).toBe(0);
  });

  it('ends with an error when something was changed on the way', () => {
    const inner = new LooseChannel();
    const channel = new SecuredChannel(inner);
    const got: Uint8Array[] = [];
    const ends: CloseReason[] = [];
    channel.consume((chunk) => got.push(chunk));
    channel.onDidClose((reason) => ends.push(reason));
    const { client, server } = layers();
    channel.secure(client);
    const sealed = Buffer.from(server.encode(Buffer.from('pay 10')));
    sealed[4] = (sealed[4] ?? 0) ^ 1;
    inner.arrive(framed(sealed));
    expect(got).toEqual([]);
    expect(inner.isDisposed).toBe(true);
    expect(ends).toMatchObject([{ kind: 'error', error: { code: 'auth-failed' } }]);
  });
});

it.each([
  ['a whole message', () => message('injected')],
  ['a piece of one', () => message('injected').subarray(0, 6)],
])('does not go on when %s stands behind the last answer in the open', (_what, extra) => {
  const inner = new LooseChannel();
  const channel = new SecuredChannel(inner);
  channel.consume(() => undefined);
  channel.write(Buffer.from('first question'));
  inner.arrive(message('first answer'));
  channel.write(Buffer.from('question'));
  inner.arrive(Buffer.concat([message('complete'), extra()]));
  channel.secure(layers().client);
  expect(channel.closeReason).toMatchObject({ kind: 'error', error: { code: 'auth-failed', step: 'rpc-auth' } });
  expect(inner.isDisposed).toBe(true);
});

it('gives nothing while paused', () => {
  const inner = new LooseChannel();
  const channel = new SecuredChannel(inner);
  const got: string[] = [];
  channel.consume((chunk) => { got.push(Buffer.from(chunk).toString()); channel.pause(); });
  const { client, server } = layers();
  channel.secure(client);
  inner.arrive(Buffer.concat([framed(server.encode(Buffer.from('a'))), framed(server.encode(Buffer.from('b')))]));
  expect(got).toEqual(['a']);
  channel.resume();
  expect(got).toEqual(['a', 'b']);
  expect(inner.isPaused).toBe(true);
});

it('does not wait for a piece that is too long', () => {
  const inner = new LooseChannel();
  const channel = new SecuredChannel(inner);
  channel.consume(() => undefined);
  channel.secure(layers().client);
  inner.arrive(Buffer.from([0x7f, 0, 0, 0]));
  expect(channel.closeReason).toMatchObject({ kind: 'error', error: { code: 'rpc' } });
});
