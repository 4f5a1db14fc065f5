import { Duplex } from 'node:stream';
import { checkServerIdentity, connect as tlsConnect, type ConnectionOptions } from 'node:tls';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ByteReader } from './byte-reader.ts';
import type { DisplayPki } from './display-pki.ts';

/** How the certificates of displays are judged, and what is shown to displays that ask. */
export interface TlsWrap extends DisplayPki {
  /** Names of the host: the certificate must have one of them. */
  readonly names: readonly [string, ...string[]];
  /** The display listens on a unix socket, where nobody can listen in. */
  readonly onSocket?: boolean;
}

/** What was agreed upon. */
export interface VeNCryptChannel {
  readonly inner: VirStream;
  readonly auth: 'none' | 'vnc' | 'plain' | 'sasl';
  readonly encrypted: boolean;
  /** Nobody has shown a certificate. */
  readonly anonymous: boolean;
}

interface Kind {
  readonly tls: 'none' | 'anonymous' | 'x509';
  readonly auth: VeNCryptChannel['auth'];
}

/** Sub-types by their numbers, the ones liked best first. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [260, { tls: 'x509', auth: 'none' }],
  [261, { tls: 'x509', auth: 'vnc' }],
  [263, { tls: 'x509', auth: 'sasl' }],
  [262, { tls: 'x509', auth: 'plain' }],
  [257, { tls: 'anonymous', auth: 'none' }],
  [258, { tls: 'anonymous', auth: 'vnc' }],
  [264, { tls: 'anonymous', auth: 'sasl' }],
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
  if (tls === 'none') return { inner: stream, auth, encrypted: false, anonymous: true };
  return { inner: await startTls(stream, reader.leftOver(), tls === 'x509' ? wrap : undefined), auth, encrypted: true, anonymous: tls === 'anonymous' };
}

/** TLS over a stream. Without `wrap` it is anonymous: encrypted, but nobody is who he says. */
async function startTls(stream: VirStream, early: Uint8Array, wrap: TlsWrap | undefined): Promise<VirStream> {
  const socket = duplexOf(stream, early);
  const options: ConnectionOptions =
    wrap === undefined
      ? { socket, rejectUnauthorized: false, ciphers: 'ADH:AECDH:@SECLEVEL=0', maxVersion: 'TLSv1.2' }
      : {
          socket,
          servername: isAddress(wrap.names[0]) ? '' : wrap.names[0],
          host: wrap.names[0],
          checkServerIdentity: (_name, certificate) => firstUnlessGood(wrap.names.map((name) => checkServerIdentity(name, certificate))),
          ...(wrap.ca === undefined ? {} : { ca: wrap.ca }),
          ...(wrap.cert === undefined || wrap.key === undefined ? {} : { cert: wrap.cert, key: wrap.key }),
        };
  const secure = tlsConnect(options);
  await new Promise<void>((resolve, reject) => {
    secure.once('secureConnect', resolve);
    secure.once('error', (cause: Error) => {
      reject(isAlert(cause) && wrap !== undefined ? wantsCertificate(wrap, cause) : failed(cause.message, cause));
    });
  });
  return explained(streamOf(secure), wrap);
}

/** A display refuses our certificate only after the handshake: by an alert, or without a word. */
function explained(stream: VirStream, wrap: TlsWrap | undefined): VirStream {
  if (wrap === undefined) return stream;
  let silent = true;
  const recv = async (): Promise<Awaited<ReturnType<VirStream['recv']>>> => {
    try {
      const piece = await stream.recv();
      if (piece === undefined && silent) throw wantsCertificate(wrap, undefined);
      silent = false;
      return piece;
    } catch (error) {
      throw isAlert(error) ? wantsCertificate(wrap, error) : error;
    }
  };
  return { recv, send: (data) => stream.send(data), finish: () => stream.finish(), abort: () => stream.abort() };
}

function isAlert(error: unknown): boolean {
  return error instanceof Error && /alert/.test(error.message);
}

function wantsCertificate({ cert, certFile, keyFile }: TlsWrap, cause: unknown): VirError {
  const message =
    cert === undefined
      ? `The display wants to see a certificate of yours, and there is none in ${certFile}. Put one there that the host's authority has signed, with its key in ${keyFile}.`
      : `The display does not accept your certificate in ${certFile}: the host's authority must have signed it.`;
  return new VirError({ code: 'auth-unavailable', domain: 'none', message, subject: certFile, step: 'tls', cause });
}

/** Undefined when one of the names fits. */
function firstUnlessGood(errors: readonly (Error | undefined)[]): Error | undefined {
  return errors.includes(undefined) ? undefined : errors[0];
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
