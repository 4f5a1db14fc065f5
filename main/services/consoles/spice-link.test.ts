import { constants, generateKeyPairSync, privateDecrypt, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VirStream } from '../../../drivers/api/stream.ts';
import { PageStream } from '../../testing/page-stream.ts';
import { streamPair } from '../../testing/stream-pair.ts';
import { ByteReader } from './byte-reader.ts';
import { greetSpicePage } from './spice-front.ts';
import { linkChannel } from './spice-link.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });

function message(...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.write('REDQ', 0, 'latin1');
  header.writeUInt32LE(2, 4);
  header.writeUInt32LE(2, 8);
  header.writeUInt32LE(body.length, 12);
  return Buffer.concat([header, body]);
}

function words(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => out.writeUInt32LE(value, 4 * at));
  return out;
}

/** A page's link message for a channel of that type, with one word of common capabilities and one of its own. */
const linkOf = (type: number, caps: number): Buffer => message(words(7), Uint8Array.of(type, 0), words(1, 1, 18), words(9), words(caps));

/** Plays a server with that password on a stream; answers the link message that it got. */
async function serve(stream: VirStream, key: KeyObject, password: string, error = 0): Promise<Buffer> {
  const reader = new ByteReader(stream);
  const header = await reader.take(16);
  const body = await reader.take(header.readUInt32LE(12));
  await stream.send(message(words(error), publicKey.export({ format: 'der', type: 'spki' }), words(1, 0, 178), words(9)));
  if (error !== 0) return body;
  expect((await reader.take(4)).readUInt32LE()).toBe(1);
  const ticket = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, await reader.take(128));
  await stream.send(ticket.toString('utf8') === `${password}\0` ? words(0, 0x12345678) : words(7));
  return body;
}

describe("SPICE's link stage", () => {
  it('signs in with the ticket, and keeps what comes behind it', async () => {
    const [ours, theirs] = streamPair();
    const served = serve(theirs, privateKey, 'pässword');
    const { early } = await linkChannel(ours, new ByteReader(ours), linkOf(1, 1), 'pässword');
    expect(Buffer.from(early).readUInt32LE()).toBe(0x12345678);
    await served;
  });

  it.each([
    ['a wrong password', 0, 'auth-failed'],
    ['a channel that wants TLS', 5, 'auth-unavailable'],
    ['a channel that is not there', 9, 'rpc'],
  ] as const)('tells of %s', async (_what, error, code) => {
    const [ours, theirs] = streamPair();
    void serve(theirs, privateKey, 'right', error);
    await expect(linkChannel(ours, new ByteReader(ours), linkOf(1, 1), 'wrong')).rejects.toMatchObject({ code });
  });

  it('knows what is no SPICE', async () => {
    const [ours, theirs] = streamPair();
    void theirs.send(Buffer.from('RFB 003.008\nnothing more'));
    await expect(linkChannel(ours, new ByteReader(ours), linkOf(1, 1), '')).rejects.toMatchObject({ code: 'rpc', message: 'the display does not speak the SPICE protocol' });
  });

  it("throws the page's own ticket away, and takes VP8 out of what it can show", async () => {
    const [ours, theirs] = streamPair();
    const served = serve(theirs, privateKey, 'secret');
    const page = new PageStream();
    const greeted = greetSpicePage(page.server, (link) => linkChannel(ours, new ByteReader(ours), link, 'secret'));
    page.send(linkOf(2, 0b111_0000_0001));
    const reply = await page.take(16 + 4 + 162 + 12 + 4);
    expect(reply.readUInt32LE(16)).toBe(0);
    page.send(Buffer.concat([words(1), Buffer.alloc(128, 1), Buffer.from('ahead')]));
    expect((await page.take(4)).readUInt32LE()).toBe(0);
    expect(Buffer.from((await greeted).ahead).toString()).toBe('ahead');
    expect((await served).readUInt32LE(22)).toBe(0b011_0000_0001);
    page.close();
  });
});
