import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { SaslLayer } from '../../../drivers/transport/sasl/sasl-types.ts';
import { securedStream } from '../../../drivers/transport/sasl/secured-stream.ts';
import { ByteReader } from './byte-reader.ts';
import { desEncryptBlock } from './des.ts';
import { signInToDisplay } from './rfb-sasl.ts';
import { negotiateVeNCrypt, type TlsWrap } from './vencrypt.ts';

/** How a display asks for secrets; undefined: the person cancelled. */
export interface RfbCredentials {
  /** The display's own password. */
  readonly password: () => Promise<string | undefined>;
  /** Somebody's name and password on the host. */
  readonly account: () => Promise<Account | undefined>;
}

/** A person as the display's host knows them. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A display after its security handshake: what comes next is ClientInit. */
export interface OpenDisplay {
  readonly stream: VirStream;
  /** Bytes of the server that were read already. */
  readonly early: Uint8Array;
  /** Whether the bytes are encrypted on their way. */
  readonly encrypted: boolean;
}

const NONE = 1;
const VNC = 2;
const VENCRYPT = 19;
const SASL = 20;
/** Longest reason of a refusal that is believed. */
const MAX_REASON = 4096;

/**
 * Does the client's part of RFB's handshake up to and including security (RFC 6143, 7.1): versions 3.3, 3.7 and 3.8,
 * security None, VNC authentication, SASL and VeNCrypt.
 *
 * ```
 * server  "RFB 003.008\n"                client  the same, with the version that both know
 * server  n, n types (3.3: u32 type)     client  the chosen type (3.3: nothing)
 *         … what the type needs …
 * server  u32 result, 0 is good (3.3 and 3.7 not after None); then u32 length + reason (3.8)
 * ```
 *
 * @throws auth-failed after a wrong password, auth-cancelled, auth-unavailable when no type is known to both, rpc for
 * what is no RFB.
 */
export async function openDisplay(stream: VirStream, credentials: RfbCredentials, wrap: TlsWrap): Promise<OpenDisplay> {
  const reader = new ByteReader(stream);
  const minor = await agreeOnVersion(reader, stream);
  const type = minor === 3 ? await reader.uint32() : await chooseType(reader, stream);
  switch (type) {
    case 0:
      throw refused(await reason(reader));
    case NONE:
      if (minor >= 8) await result(reader, minor);
      return { stream, early: reader.leftOver(), encrypted: false };
    case VNC:
      await answerChallenge(reader, stream, credentials);
      await result(reader, minor);
      return { stream, early: reader.leftOver(), encrypted: false };
    case VENCRYPT:
      return openVeNCrypt(reader, stream, credentials, wrap);
    case SASL: {
      const layer = await signInToDisplay(reader, stream, { host: wrap.names[0], isOpen: wrap.onSocket !== true, account: credentials.account });
      await result(reader, minor);
      return withLayer(stream, reader, layer, false);
    }
    default:
      throw unavailable([type]);
  }
}

async function openVeNCrypt(reader: ByteReader, stream: VirStream, credentials: RfbCredentials, wrap: TlsWrap): Promise<OpenDisplay> {
  const { inner, auth, encrypted, anonymous } = await negotiateVeNCrypt(reader, stream, wrap);
  const innerReader = inner === stream ? reader : new ByteReader(inner);
  switch (auth) {
    case 'none':
      break;
    case 'vnc':
      await answerChallenge(innerReader, inner, credentials);
      break;
    case 'plain':
      await answerPlain(inner, credentials);
      break;
    case 'sasl': {
      const layer = await signInToDisplay(innerReader, inner, { host: wrap.names[0], isOpen: anonymous, account: credentials.account });
      await result(innerReader, 8);
      return withLayer(inner, innerReader, layer, encrypted);
    }
  }
  await result(innerReader, 8);
  return { stream: inner, early: innerReader.leftOver(), encrypted };
}

/** What SASL agreed upon protects everything behind the security result. */
function withLayer(stream: VirStream, reader: ByteReader, layer: SaslLayer | undefined, encrypted: boolean): OpenDisplay {
  if (layer === undefined) return { stream, early: reader.leftOver(), encrypted };
  return { stream: securedStream(stream, reader.leftOver(), layer), early: new Uint8Array(0), encrypted: true };
}

async function agreeOnVersion(reader: ByteReader, stream: VirStream): Promise<3 | 7 | 8> {
  const text = (await reader.take(12)).toString('latin1');
  const [, major = '', minor = ''] = /^RFB (\d{3})\.(\d{3})\n$/.exec(text) ?? [];
  if (major === '') throw new VirError({ code: 'rpc', domain: 'none', message: 'the display does not speak the VNC protocol' });
  const offered = Number(major) > 3 ? 8 : Number(minor);
  const chosen = offered >= 8 ? 8 : offered === 7 ? 7 : 3;
  await stream.send(Buffer.from(`RFB 003.00${chosen}\n`, 'latin1'));
  return chosen;
}

async function chooseType(reader: ByteReader, stream: VirStream): Promise<number> {
  const count = await reader.uint8();
  if (count === 0) return 0;
  const offered = [...(await reader.take(count))];
  const chosen = [NONE, VENCRYPT, SASL, VNC].find((type) => offered.includes(type));
  if (chosen === undefined) throw unavailable(offered);
  await stream.send(Uint8Array.of(chosen));
  return chosen;
}

/** 16 random bytes, encrypted with the password as the key: 8 bytes, each with its bits in reverse order. */
async function answerChallenge(reader: ByteReader, stream: VirStream, credentials: RfbCredentials): Promise<void> {
  const challenge = await reader.take(16);
  const password = await credentials.password();
  if (password === undefined) throw cancelled();
  await stream.send(vncResponse(password, challenge));
}

/** The answer to a challenge of VNC authentication. */
export function vncResponse(password: string, challenge: Uint8Array): Uint8Array {
  const key = new Uint8Array(8);
  key.set(Buffer.from(password, 'utf8').subarray(0, 8));
  const reversed = key.map(reverseBits);
  return Buffer.concat([desEncryptBlock(reversed, challenge.subarray(0, 8)), desEncryptBlock(reversed, challenge.subarray(8, 16))]);
}

async function answerPlain(stream: VirStream, credentials: RfbCredentials): Promise<void> {
  const account = await credentials.account();
  if (account === undefined) throw cancelled();
  const [user, secret] = [Buffer.from(account.username, 'utf8'), Buffer.from(account.password, 'utf8')];
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(user.length, 0);
  lengths.writeUInt32BE(secret.length, 4);
  await stream.send(Buffer.concat([lengths, user, secret]));
}

async function result(reader: ByteReader, minor: number): Promise<void> {
  const code = await reader.uint32();
  if (code === 0) return;
  throw refused(minor >= 8 ? await reason(reader) : '');
}

async function reason(reader: ByteReader): Promise<string> {
  const length = await reader.uint32();
  if (length > MAX_REASON) return '';
  return (await reader.take(length)).toString('utf8').replace(/[^\x20-\x7e]/g, ' ');
}

function reverseBits(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit);
  return out;
}

function refused(why: string): VirError {
  const detail = why === '' ? 'the display refused' : why;
  return new VirError({ code: 'auth-failed', domain: 'none', message: `authentication failed: ${detail}` });
}

function cancelled(): VirError {
  return new VirError({ code: 'auth-cancelled', domain: 'none', message: 'authentication cancelled' });
}

function unavailable(types: readonly number[]): VirError {
  return new VirError({ code: 'auth-unavailable', domain: 'none', message: `the display wants a kind of security that is not known here (${types.join(', ')})` });
}
