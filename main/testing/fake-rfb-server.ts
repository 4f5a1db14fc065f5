import type { TLSSocket} from 'node:tls';
import { createServer, type SecureContextOptions } from 'node:tls';
import type { VirStream } from '../../drivers/api/stream.ts';
import { ByteReader } from '../services/consoles/byte-reader.ts';
import { vncResponse } from '../services/consoles/rfb-security.ts';
import { streamOf } from '../services/consoles/vencrypt.ts';
import { duplexOf } from '../services/consoles/vencrypt.ts';

/** How a {@link serveRfb} display behaves. */
export interface FakeRfbOptions {
  readonly version?: '003.003' | '003.007' | '003.008' | '004.001' | 'garbage';
  /** Kinds of security that it offers; 3.3 takes the first. */
  readonly types?: readonly number[];
  readonly password?: string;
  /** VeNCrypt's sub-types. */
  readonly subTypes?: readonly number[];
  readonly tls?: SecureContextOptions;
  /** Refuses before any security, with this reason. */
  readonly refuse?: string;
}

const CHALLENGE = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** Plays one display on a stream, up to the security result, then says `hello` and repeats what it hears. */
export async function serveRfb(stream: VirStream, options: FakeRfbOptions): Promise<void> {
  const reader = new ByteReader(stream);
  const { version = '003.008', types = [1] } = options;
  if (version === 'garbage') return stream.send(Buffer.from('SSH-2.0-OpenSSH_9\r\n'));
  await stream.send(Buffer.from(`RFB ${version}\n`));
  const answer = (await reader.take(12)).toString('latin1');
  const minor = Number(answer.slice(8, 11));
  if (options.refuse !== undefined) {
    await stream.send(Buffer.concat([minor === 3 ? uint32(0) : Buffer.of(0), withLength(options.refuse)]));
    return stream.finish();
  }
  const type = minor === 3 ? (types[0] ?? 1) : await offer(reader, stream, types);
  if (minor === 3) await stream.send(uint32(type));
  if (type === 19) return serveVeNCrypt(reader, stream, options);
  if (type === 2) await challenge(reader, stream, options, minor);
  else if (minor >= 8) await stream.send(uint32(0));
  await talk(reader, stream);
}

async function offer(reader: ByteReader, stream: VirStream, types: readonly number[]): Promise<number> {
  await stream.send(Buffer.from([types.length, ...types]));
  return reader.uint8();
}

async function challenge(reader: ByteReader, stream: VirStream, { password = '' }: FakeRfbOptions, minor: number): Promise<void> {
  await stream.send(CHALLENGE);
  const good = (await reader.take(16)).equals(Buffer.from(vncResponse(password, CHALLENGE)));
  await stream.send(good ? uint32(0) : Buffer.concat([uint32(1), minor >= 8 ? withLength('Authentication failed') : Buffer.alloc(0)]));
  if (!good) await stream.finish();
}

async function serveVeNCrypt(reader: ByteReader, stream: VirStream, options: FakeRfbOptions): Promise<void> {
  await stream.send(Buffer.of(0, 2));
  await reader.take(2);
  const subTypes = options.subTypes ?? [260];
  await stream.send(Buffer.concat([Buffer.of(0, subTypes.length), ...subTypes.map(uint32)]));
  const chosen = await reader.uint32();
  await stream.send(Buffer.of(1));
  const inner = await serverTls(stream, reader.leftOver(), options.tls ?? {});
  const innerReader = new ByteReader(inner);
  if (chosen === 258 || chosen === 261) await challenge(innerReader, inner, options, 8);
  else if (chosen === 259 || chosen === 262) {
    const [user, secret] = [await innerReader.uint32(), await innerReader.uint32()];
    const text = (await innerReader.take(user + secret)).toString();
    await inner.send(text === `ann${options.password ?? ''}` ? uint32(0) : Buffer.concat([uint32(1), withLength('no')]));
  } else if (chosen === 263) {
    if (!(await plainSasl(innerReader, inner, options))) return inner.finish();
    await inner.send(uint32(0));
  } else await inner.send(uint32(0));
  await talk(innerReader, inner);
}

/** SASL with nothing but PLAIN; as QEMU, it says no by hanging up. */
async function plainSasl(reader: ByteReader, stream: VirStream, { password = '' }: FakeRfbOptions): Promise<boolean> {
  await stream.send(withLength('PLAIN'));
  const mechanism = (await reader.take(await reader.uint32())).toString();
  const message = (await reader.take(await reader.uint32())).toString();
  if (mechanism !== 'PLAIN' || message !== `\0ann\0${password}\0`) return false;
  await stream.send(Buffer.concat([uint32(0), Buffer.of(1)]));
  return true;
}

async function serverTls(stream: VirStream, early: Uint8Array, tls: SecureContextOptions): Promise<VirStream> {
  const server = createServer(tls);
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    server.once('secureConnection', resolve);
    server.once('tlsClientError', reject);
    server.emit('connection', duplexOf(stream, early));
  });
  return streamOf(socket);
}

async function talk(reader: ByteReader, stream: VirStream): Promise<void> {
  await stream.send(Buffer.from('hello'));
  await stream.send(reader.leftOver());
  for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) if (piece instanceof Uint8Array) await stream.send(piece);
}

function uint32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
}

function withLength(text: string): Buffer {
  return Buffer.concat([uint32(text.length), Buffer.from(text)]);
}
