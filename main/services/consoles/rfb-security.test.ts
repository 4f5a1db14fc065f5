import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveRfb, type FakeRfbOptions } from '../../testing/fake-rfb-server.ts';
import { streamPair } from '../../testing/stream-pair.ts';
import { ByteReader } from './byte-reader.ts';
import { openDisplay } from './rfb-security.ts';
import type { TlsWrap } from './vencrypt.ts';

const credentials = (password: string | undefined) => ({
  password: () => Promise.resolve(password),
  account: () => Promise.resolve(password === undefined ? undefined : { username: 'ann', password }),
});
const wrapFor = (name: string, ca?: string): TlsWrap => ({ ca, names: [name], cert: undefined, key: undefined, certFile: '/own/clientcert.pem', keyFile: '/own/clientkey.pem' });

/** Opens a display and exchanges a word with it; gives what it said. */
async function open(options: FakeRfbOptions, password: string | undefined = 'secret', wrap: TlsWrap = wrapFor('localhost'), chunk = Infinity) {
  const [ours, theirs] = streamPair(chunk);
  serveRfb(theirs, options).catch(() => undefined); // the far side sees us go, one way or the other
  try {
    const display = await openDisplay(ours, credentials(password), wrap);
    await display.stream.send(Buffer.from('!echo'));
    const early = Buffer.from(display.early);
    const rest = await new ByteReader(display.stream).take(10 - early.length);
    return { text: Buffer.concat([early, rest]).toString(), encrypted: display.encrypted };
  } finally {
    await ours.abort();
  }
}

describe.each([
  ['whole', Infinity],
  ['byte by byte', 1],
  ['in threes', 3],
])('openDisplay, %s', (_name, chunk) => {
  it.each<FakeRfbOptions>([
    {},
    { version: '003.007' },
    { version: '003.003' },
    { version: '004.001' },
    { types: [2, 1] },
    { types: [2], password: 'secret' },
    { types: [2], password: 'secret', version: '003.007' },
    { types: [2], password: 'secret', version: '003.003' },
  ])('%j', async (options) => {
    expect(await open(options, 'secret', undefined, chunk)).toEqual({ text: 'hello!echo', encrypted: false });
  });
});

describe('openDisplay refuses', () => {
  it('a wrong password', async () => {
    await expect(open({ types: [2], password: 'other' })).rejects.toMatchObject({ code: 'auth-failed', message: 'authentication failed: Authentication failed' });
  });
  it('when nobody gives a password', async () => {
    const [ours, theirs] = streamPair();
    const serving = serveRfb(theirs, { types: [2] }).catch(() => undefined);
    await expect(openDisplay(ours, { ...credentials(''), password: () => Promise.resolve(undefined) }, wrapFor('h'))).rejects.toMatchObject({ code: 'auth-cancelled' });
    await ours.abort();
    await serving;
  });
  it('kinds of security that it does not know', async () => {
    await expect(open({ types: [16, 30] })).rejects.toMatchObject({ code: 'auth-unavailable', message: expect.stringContaining('16, 30') as unknown });
  });
  it('what is no VNC', async () => {
    await expect(open({ version: 'garbage' })).rejects.toMatchObject({ code: 'rpc' });
  });
  it('with the reason that the display gives', async () => {
    await expect(open({ refuse: 'too many attempts' })).rejects.toThrow('too many attempts');
    await expect(open({ refuse: 'too many attempts', version: '003.003' })).rejects.toThrow('too many attempts');
  });
  it('a password in the clear', async () => {
    await expect(open({ types: [19], subTypes: [256] })).rejects.toMatchObject({ code: 'auth-unavailable' });
  });
});

describe('openDisplay with VeNCrypt', () => {
  let dir = '';
  let tls: { key: string; cert: string };
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'vireo-tls-'));
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=kvm', '-addext', 'subjectAltName=DNS:kvm,IP:127.0.0.1', '-days', '2'], { stdio: 'ignore' });
    tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  });
  afterAll(() => {
    rmSync(dir, { recursive: true });
  });

  it.each([260, 261, 262, 263])('sub-type %i with a certificate that is believed', async (subType) => {
    const wrap = wrapFor('kvm', tls.cert);
    expect(await open({ types: [19], subTypes: [subType], tls, password: 'secret' }, 'secret', wrap)).toEqual({ text: 'hello!echo', encrypted: true });
  });

  it('takes it for a wrong password when the display hangs up in the middle of SASL', async () => {
    await expect(open({ types: [19], subTypes: [263], tls, password: 'other' }, 'secret', wrapFor('kvm', tls.cert))).rejects.toMatchObject({ code: 'auth-failed' });
  });

  it('believes any of the names that the host has', async () => {
    const wrap: TlsWrap = { ...wrapFor('localhost', tls.cert), names: ['localhost', 'kvm'] };
    expect(await open({ types: [19], tls }, 'secret', wrap)).toEqual({ text: 'hello!echo', encrypted: true });
  });

  it('refuses a certificate of somebody else', async () => {
    await expect(open({ types: [19], tls }, 'secret', wrapFor('other', tls.cert))).rejects.toMatchObject({ code: 'auth-unavailable', step: 'tls' });
    await expect(open({ types: [19], tls }, 'secret', wrapFor('kvm'))).rejects.toMatchObject({ code: 'auth-unavailable' });
  });

  it('encrypts without certificates where the display has none', async () => {
    const anonymous = { ciphers: 'ADH:AECDH:@SECLEVEL=0', maxVersion: 'TLSv1.2' as const, dhparam: 'auto' as const };
    expect(await open({ types: [19], subTypes: [258], tls: anonymous, password: 'secret' })).toEqual({ text: 'hello!echo', encrypted: true });
  });
});
