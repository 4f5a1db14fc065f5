import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { ByteReader } from './byte-reader.ts';

const MAGIC = 'REDQ';
const HEADER_BYTES = 16;
const KEY_BYTES = 162;
/** Bytes of a ticket: one RSA block of 1024 bits. */
export const TICKET_BYTES = 128;
/** A ticket may be so long, with the zero at its end. */
const MOST_PASSWORD_BYTES = 60;
const MOST_LINK_BYTES = 4096;
const AUTH_SPICE = 1;
const ERROR_NEED_SECURED = 5;
const ERROR_PERMISSION_DENIED = 7;

const MAIN_CHANNEL = 1;
const DISPLAY_CHANNEL = 2;
/** Pictures as VP8 would need media elements, which the page's policy does not allow; a server then sends MJPEG. */
const CAP_CODEC_VP8 = 1 << 10;

/** A channel after its security: what comes next are its messages. */
export interface LinkedChannel {
  readonly stream: VirStream;
  /** The server's header and link reply, for the page. */
  readonly reply: Buffer;
  readonly early: Uint8Array;
}

/**
 * Reads a client's link message (SPICE protocol 2.2, "Link stage"), header included:
 *
 *     "REDQ" · u32 major · u32 minor · u32 size
 *     u32 connection · u8 channel's type · u8 channel's number · u32 count of common capabilities · u32 count of the channel's · u32 where they begin · capabilities
 *
 * All numbers are little-endian. What the window cannot show is taken out of its capabilities.
 */
export async function readLink(reader: ByteReader): Promise<Buffer> {
  const link = await readMessage(reader);
  const body = link.subarray(HEADER_BYTES);
  if (body.length < 18) throw notSpice();
  const caps = body.readUInt32LE(14) + 4 * body.readUInt32LE(6);
  if (body[4] === DISPLAY_CHANNEL && body.readUInt32LE(10) > 0 && caps + 4 <= body.length) body.writeUInt32LE((body.readUInt32LE(caps) & ~CAP_CODEC_VP8) >>> 0, caps);
  return link;
}

/** Whether a link message begins a session: every other channel belongs to one. */
export const isMainChannel = (link: Uint8Array): boolean => link[HEADER_BYTES + 4] === MAIN_CHANNEL;

/**
 * Does the client's part of the link stage with a ticket:
 *
 *     server  header · u32 error · 162 bytes of an RSA key (SubjectPublicKeyInfo) · capabilities
 *     client  u32 1 (a ticket) · 128 bytes: the password and a zero, RSA-OAEP with SHA-1
 *     server  u32 result
 *
 * @throws auth-failed for a wrong password, auth-unavailable when the server wants TLS, rpc for what is no SPICE.
 */
export async function linkChannel(stream: VirStream, reader: ByteReader, link: Uint8Array, password: string): Promise<LinkedChannel> {
  await stream.send(link);
  const reply = await readMessage(reader);
  if (reply.length < HEADER_BYTES + 4) throw notSpice();
  check(reply.readUInt32LE(HEADER_BYTES));
  if (reply.length < HEADER_BYTES + 4 + KEY_BYTES) throw notSpice();
  const mechanism = Buffer.alloc(4);
  mechanism.writeUInt32LE(AUTH_SPICE);
  await stream.send(Buffer.concat([mechanism, encryptTicket(reply.subarray(HEADER_BYTES + 4, HEADER_BYTES + 4 + KEY_BYTES), password)]));
  check((await reader.take(4)).readUInt32LE());
  return { stream, reply, early: reader.leftOver() };
}

/** A password as only the server can read it. */
function encryptTicket(key: Buffer, password: string): Buffer {
  const text = Buffer.from(password, 'utf8');
  if (text.length > MOST_PASSWORD_BYTES) throw denied();
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
  const ticket = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.concat([text, Buffer.of(0)]));
  if (ticket.length !== TICKET_BYTES) throw notSpice();
  return ticket;
}

async function readMessage(reader: ByteReader): Promise<Buffer> {
  const header = await reader.take(HEADER_BYTES);
  const size = header.readUInt32LE(12);
  if (header.toString('latin1', 0, 4) !== MAGIC || size > MOST_LINK_BYTES) throw notSpice();
  return Buffer.concat([header, await reader.take(size)]);
}

function check(result: number): void {
  if (result === 0) return;
  if (result === ERROR_PERMISSION_DENIED) throw denied();
  if (result === ERROR_NEED_SECURED) throw new VirError({ code: 'auth-unavailable', domain: 'none', message: 'the display accepts this channel with TLS alone' });
  throw new VirError({ code: 'rpc', domain: 'none', message: `the display refused the channel (SPICE error ${result})` });
}

function denied(): VirError {
  return new VirError({ code: 'auth-failed', domain: 'none', message: 'authentication failed: the display did not accept the password' });
}

function notSpice(): VirError {
  return new VirError({ code: 'rpc', domain: 'none', message: 'the display does not speak the SPICE protocol' });
}
