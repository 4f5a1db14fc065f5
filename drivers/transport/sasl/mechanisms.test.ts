import { describe, expect, it } from 'vitest';
import { digestMd5Exchange } from './digest-md5.ts';
import { digestLayer, type DigestCipher } from './digest-md5-layer.ts';
import { plainExchange } from './plain.ts';
import { Rc4 } from './rc4.ts';
import { saslPrep } from './sasl-prep.ts';
import { scramExchange } from './scram.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const text = (data: Uint8Array | undefined): string | undefined => (data === undefined ? undefined : Buffer.from(data).toString('utf8'));

describe('SCRAM', () => {
  // The examples of RFC 5802, 5 and RFC 7677, 3.
  it.each([
    [
      'sha1', 'fyko+d2lbbFgONRv9qkxdawL',
      'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
      'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=', 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    ],
    [
      'sha256', 'rOprNGfwEbeRWgbNEkqO',
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    ],
  ] as const)('answers as the standard says (%s)', async (hash, nonce, first, answer, final) => {
    const exchange = scramExchange(hash, { username: 'user', password: 'pencil' }, nonce);
    expect(text(await exchange.start())).toBe(`n,,n=user,r=${nonce}`);
    expect(text(await exchange.step(bytes(first)))).toBe(answer);
    expect(exchange.isComplete).toBe(false);
    expect(await exchange.step(bytes(final))).toBeUndefined();
    expect(exchange.isComplete).toBe(true);
  });

  it.each([
    ['another nonce', 'r=other,s=QSXCR+Q6sek8bf92,i=4096', undefined],
    ['our nonce as it was', 'r=mine,s=QSXCR+Q6sek8bf92,i=4096', undefined],
    ['no rounds', 'r=mineX,s=QSXCR+Q6sek8bf92,i=0', undefined],
    ['rounds without end', 'r=mineX,s=QSXCR+Q6sek8bf92,i=999999999', undefined],
    ['no salt', 'r=mineX,s=,i=4096', undefined],
    ['an unknown extension', 'm=x,r=mineX,s=QSXCR+Q6sek8bf92,i=4096', undefined],
    ['a refusal', 'r=mineX,s=QSXCR+Q6sek8bf92,i=4096', 'e=invalid-proof'],
    ['a wrong signature', 'r=mineX,s=QSXCR+Q6sek8bf92,i=4096', 'v=AAAA'],
    ['no signature', 'r=mineX,s=QSXCR+Q6sek8bf92,i=4096', ''],
  ])('does not take %s', async (_what, first, final) => {
    const exchange = scramExchange('sha256', { username: 'user', password: 'x' }, 'mine');
    await exchange.start();
    const answered = exchange.step(bytes(first));
    const last = final === undefined ? answered : answered.then(() => exchange.step(bytes(final)));
    await expect(last).rejects.toMatchObject({ code: 'auth-failed', step: 'rpc-auth' });
    expect(exchange.isComplete).toBe(false);
  });

  it('keeps names apart from what stands around them', async () => {
    expect(text(await scramExchange('sha256', { username: 'a=b,c', password: 'x' }, 'n').start())).toBe('n,,n=a=3Db=2Cc,r=n');
  });
});

describe('DIGEST-MD5', () => {
  const challenge = 'realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8';
  const options = { service: 'imap', host: 'elwood.innosoft.com', mustProtect: false, clientNonce: 'OA6MHXh6VqTrRk' };

  // RFC 2831, 4.
  it('answers as the standard says', async () => {
    const exchange = digestMd5Exchange({ username: 'chris', password: 'secret' }, options);
    expect(await exchange.start()).toBeUndefined();
    const answer = text(await exchange.step(bytes(challenge)));
    expect(answer).toContain('response=d388dad90d4bbd760a152321f2143af7');
    expect(answer).toContain('digest-uri="imap/elwood.innosoft.com"');
    expect(await exchange.step(bytes('rspauth=ea40f60335c427b5527b84dbabcdfffd'))).toBeUndefined();
    expect(exchange).toMatchObject({ isComplete: true, layer: undefined });
  });

  it('does not believe a server that does not know the password', async () => {
    const exchange = digestMd5Exchange({ username: 'chris', password: 'secret' }, options);
    await exchange.step(bytes(challenge));
    await expect(Promise.resolve().then(() => exchange.step(bytes('rspauth=00000000000000000000000000000000')))).rejects.toMatchObject({ code: 'auth-failed' });
    expect(exchange.isComplete).toBe(false);
  });

  it.each([
    ['auth-conf', 'rc4-56,rc4,3des', true, 'qop=auth-conf,cipher="rc4"', 128],
    ['auth,auth-int,auth-conf', '3des', true, 'qop=auth-conf,cipher="3des"', 112],
    ['auth-int', '', false, 'qop=auth-int', 1],
  ])('agrees on protection: %s with %s', async (qop, cipher, mustProtect, expected, strengthBits) => {
    const exchange = digestMd5Exchange({ username: 'fred', password: 'x' }, { ...options, mustProtect });
    const answer = text(await exchange.step(bytes(`nonce="n",qop="${qop}",cipher="${cipher}",maxbuf=1000,algorithm=md5-sess`))) ?? '';
    expect(answer).toContain(expected);
    expect(answer).toContain('maxbuf=65536');
    expect(exchange.layer).toBeUndefined();
    expect(strengthBits).toBeGreaterThan(0);
  });

  it.each([['auth', ''], ['auth,auth-int', ''], ['auth-conf', 'des,rc4-40']])('refuses an open line with %s %s', async (qop, cipher) => {
    const exchange = digestMd5Exchange({ username: 'fred', password: 'x' }, { ...options, mustProtect: true });
    const step = Promise.resolve().then(() => exchange.step(bytes(`nonce="n",qop="${qop}",cipher="${cipher}",algorithm=md5-sess`)));
    await expect(step).rejects.toMatchObject({ code: 'auth-failed', message: expect.stringContaining('no protection that is known here') as string });
  });

  it('takes the realm that the user wants, and quotes names', async () => {
    const exchange = digestMd5Exchange({ username: 'a "b" \\', password: 'x', realm: 'two' }, options);
    const answer = text(await exchange.step(bytes('realm="one",realm="two",nonce="n",algorithm=md5-sess')));
    expect(answer).toContain('realm="two"');
    expect(answer).toContain('username="a \\"b\\" \\\\"');
  });
});

describe("DIGEST-MD5's protection", () => {
  const secret = bytes('0123456789abcdef');
  const both = (cipher: DigestCipher | undefined) => ({
    client: digestLayer({ secret, cipher, peerMaxBytes: 65_536 }),
    server: digestLayer({ secret, cipher, peerMaxBytes: 65_536, end: 'server' }),
  });

  it.each(['rc4', '3des', 'rc4-56', undefined] as const)('carries pieces of any length both ways (%s)', (cipher) => {
    const { client, server } = both(cipher);
    for (const length of [0, 1, 5, 6, 7, 8, 63, 1000, client.maxPlainBytes]) {
      const plain = Buffer.alloc(length, 'vireo');
      const sealed = client.encode(plain);
      expect(sealed.length).toBeLessThanOrEqual(65_536);
      expect(Buffer.from(sealed).includes('vireovireo')).toBe(cipher === undefined && length >= 10);
      expect(Buffer.from(server.decode(sealed)).equals(plain)).toBe(true);
      expect(Buffer.from(client.decode(server.encode(plain))).equals(plain)).toBe(true);
    }
  });

  it.each(['rc4', '3des', undefined] as const)('notices what was changed, repeated or left out (%s)', (cipher) => {
    const refused = { code: 'auth-failed' };
    for (let at = 0; at < 24; at++) {
      const { client, server } = both(cipher);
      const sealed = Buffer.from(client.encode(bytes('hello you')));
      sealed[at % sealed.length] = (sealed[at % sealed.length] ?? 0) ^ 1;
      expect(() => server.decode(sealed)).toThrow(expect.objectContaining(refused));
    }
    const { client, server } = both(cipher);
    const first = client.encode(bytes('one'));
    const second = client.encode(bytes('two'));
    expect(() => server.decode(second)).toThrow(expect.objectContaining(refused));
    server.decode(first);
    expect(() => server.decode(first)).toThrow(expect.objectContaining(refused));
    expect(() => server.decode(new Uint8Array(3))).toThrow(expect.objectContaining(refused));
  });

  it('knows RC4', () => {
    expect(Buffer.from(new Rc4(bytes('Key')).update(bytes('Plaintext'))).toString('hex')).toBe('bbf316e8d940af0ad3');
    expect(Buffer.from(new Rc4(bytes('Secret')).update(bytes('Attack at dawn'))).toString('hex')).toBe('45a01f645fc35b383552544b9bf5');
  });
});

describe('PLAIN', () => {
  it('sends name and password', async () => {
    const exchange = plainExchange({ username: 'fred', password: 'pass word' });
    expect(text(await exchange.start())).toBe('\0fred\0pass word');
    expect(exchange.isComplete).toBe(true);
  });
});

// RFC 4013, 3.
it.each([['I\u00adX', 'IX'], ['user', 'user'], ['USER', 'USER'], ['\u00aa', 'a'], ['\u2168', 'IX'], ['a\u00a0b', 'a b']])('prepares %j', (given, expected) => {
  expect(saslPrep(given)).toBe(expected);
});

it('refuses control characters in names', () => {
  expect(() => saslPrep('a\u0007')).toThrow(expect.objectContaining({ code: 'auth-failed' }));
});
