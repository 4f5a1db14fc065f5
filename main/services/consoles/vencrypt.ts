import { Duplex } from 'node:stream';
import { connect as tlsConnect, type ConnectionOptions } from 'node:tls';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ByteReader } from './byte-reader.ts';

/** How the certificates of displays are judged. */
export interface TlsWrap {
  /** PEM of the authorities that are believed; undefined: those of the system. */
  readonly ca: string | undefined;
  /** The name that the certificate must have. */
  readonly serverName: string;
}

/** What was agreed upon. */
export interface VeNCryptChannel {
  readonly inner: VirStream;
  readonly auth: 'none' | 'vnc' | 'plain';
  readonly encrypted: boolean;
}

interface Kind {
  readonly tls: 'none' | 'anonymous' | 'x509';
  readonly auth: VeNCryptChannel['auth'];
}

/** Sub-types by their numbers, the ones liked best first. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [260, { tls: 'x509', auth: 'none' }],
  [261, { tls: 'x509', auth: 'vnc' }],
  [262, { tls: 'x509', auth: 'plain' }],
  [257, { tls: 'anonymous', auth: 'none' }],
  [258, { tls: 'anonymous', auth: 'vnc' }],
  [259, { tls: 'anonymous', auth: 'plain' }],
  // 256, a password in the clear, is not offered to anybody.
]);

/**
 * VeNCrypt 0.2 up to the end of its TLS handshake.
 *
 * ```
 * server  u8 major, u8 minor             client  u8 0, u8 2
 * server  u8 0 (good)
 * server  u8 n, n × u32 sub-type         client  u32 the chosen one
 * server  u8 1 (good), then TLS begins
 * ```
 */
export async function negotiateVeNCrypt(reader: ByteReader, stream: VirStream, wrap: TlsWrap): Promise<VeNCryptChannel> {
  const version = await reader.take(2);
  if (version.readUInt8(0) !== 0 || version.readUInt8(1) < 2) throw failed('its version of VeNCrypt is too old');
  await stream.send(Uint8Array.of(0, 2));
  if ((await reader.uint8()) !== 0) throw failed('it refused the version of VeNCrypt');
  const count = await reader.uint8();
  const offered: number[] = [];
  for (let i = 0; i < count; i++) offered.push(await reader.uint32());
  const chosen = [...KINDS].find(([number]) => offered.includes(number));
  if (chosen === undefined) throw failed(`none of its kinds of security is known here (${offered.join(', ')})`);
  const [number, { tls, auth }] = chosen;
  const request = Buffer.alloc(4);
  request.writeUInt32BE(number);
  await stream.send(request);
  if ((await reader.uint8()) !== 1) throw failed('it refused the chosen kind of security');
  if (tls === 'none') return { inner: stream, auth, encrypted: false };
  return { inner: await startTls(stream, reader.leftOver(), tls === 'x509' ? wrap : undefined), auth, encrypted: true };
}

/** TLS over a stream. Without `wrap` it is anonymous: encrypted, but nobody is who he says. */
async function startTls(stream: VirStream, early: Uint8Array, wrap: TlsWrap | undefined): Promise<VirStream> {
  const socket = duplexOf(stream, early);
  const options: ConnectionOptions =
    wrap === undefined
      ? { socket, rejectUnauthorized: false, ciphers: 'ADH:AECDH:@SECLEVEL=0', maxVersion: 'TLSv1.2' }
      : { socket, servername: isAddress(wrap.serverName) ? '' : wrap.serverName, host: wrap.serverName, ...(wrap.ca === undefined ? {} : { ca: wrap.ca }) };
  const secure = tlsConnect(options);
  await new Promise<void>((resolve, reject) => {
    secure.once('secureConnect', resolve);
    secure.once('error', (cause: Error) => {
      reject(failed(cause.message, cause));
    });
  });
  return streamOf(secure);
}

function isAddress(name: string): boolean {
  return name.includes(':') || /^[\d.]+$/.test(name);
}

/** A stream of a driver as a Node stream, which TLS wants. */
export function duplexOf(stream: VirStream, early: Uint8Array): Duplex {
  let first: Uint8Array | undefined = early.length > 0 ? early : undefined;
  return new Duplex({
    read() {
      if (first !== undefined) {
        this.push(first);
        first = undefined;
        return;
      }
      stream.recv().then(
        (piece) => this.push(piece === undefined ? null : piece instanceof Uint8Array ? piece : Buffer.alloc(Number(piece.holeBytes))),
        (error: unknown) => this.destroy(VirError.from(error)),
      );
    },
    write(chunk: Buffer, _encoding, done) {
      stream.send(chunk).then(() => {
        done();
      }, done);
    },
    destroy(error, done) {
      stream.abort().then(() => {
        done(error);
      }, done);
    },
  });
}

/** The way back: a Node stream as the streams of drivers are. */
export function streamOf(duplex: Duplex): VirStream {
  const chunks = duplex[Symbol.asyncIterator]();
  return {
    recv: async () => {
      const next: IteratorResult<unknown> = await chunks.next();
      return next.done === true ? undefined : (next.value as Uint8Array);
    },
    send: (data) =>
      new Promise((resolve, reject) => {
        duplex.write(data, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(error);
        });
      }),
    finish: () => {
      duplex.end();
      return Promise.resolve();
    },
    abort: () => {
      duplex.destroy();
      return Promise.resolve();
    },
  };
}

function failed(why: string, cause?: Error): VirError {
  return new VirError({ code: 'auth-unavailable', domain: 'none', message: `the display's encryption cannot be used: ${why}`, step: 'tls', cause });
}
