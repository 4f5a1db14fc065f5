import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import type { KerberosClient, KerberosModule } from './gssapi.ts';
import { negotiateSasl, type SaslAnswer, type SaslCarrier, type SaslOptions } from './negotiate-sasl.ts';

const credentials = () => Promise.resolve({ username: 'fred', password: 'secret' });
const noKerberos = () => Promise.resolve(undefined);

/** A server that answers what it is told to, and keeps what it got. */
function server(...answers: readonly SaslAnswer[]): SaslCarrier & { readonly got: readonly (string | undefined)[] } {
  const got: (string | undefined)[] = [];
  const rest = [...answers];
  const answer = (data: Uint8Array | undefined): Promise<SaslAnswer> => {
    got.push(data === undefined ? undefined : Buffer.from(data).toString('latin1'));
    return Promise.resolve(rest.shift() ?? { complete: false, data: undefined });
  };
  return { got, start: (mechanism, data) => { got.push(mechanism); return answer(data); }, step: answer };
}

function options(more: Partial<SaslOptions>): SaslOptions {
  return { service: 'libvirt', host: 'h', isOpen: false, offered: 'PLAIN', credentials, loadKerberos: noKerberos, ...more };
}

describe('choosing a mechanism', () => {
  it.each([
    ['PLAIN,SCRAM-SHA-1,SCRAM-SHA-256,DIGEST-MD5', false, 'SCRAM-SHA-256'],
    ['plain digest-md5', false, 'DIGEST-MD5'],
    ['PLAIN,SCRAM-SHA-256,DIGEST-MD5', true, 'DIGEST-MD5'],
    ['GSSAPI,PLAIN', false, 'PLAIN'],
  ])('takes out of %s (open line: %s) %s', async (offered, isOpen, expected) => {
    const carrier = server();
    await negotiateSasl(carrier, options({ offered, isOpen })).catch((error: unknown) => { if (!VirError.is(error, 'auth-failed')) throw error; });
    expect(carrier.got[0]).toBe(expected);
  });

  it('refuses an open line without encryption in libvirt\'s words, and says what to do', async () => {
    const carrier = server();
    await expect(negotiateSasl(carrier, options({ offered: 'SCRAM-SHA-256,PLAIN', isOpen: true }))).rejects.toMatchObject({
      code: 'auth-failed', step: 'rpc-auth',
      message: 'authentication failed: Failed to start SASL negotiation: -4 (SASL(-4): no mechanism available: No worthy mechs found)',
      cause: { message: expect.stringContaining('qemu+tls://h/system') as string },
    });
    expect(carrier.got).toEqual([]);
  });

  it('takes the mechanism that the URI names, or says that there is none', async () => {
    const carrier = server({ complete: true, data: undefined });
    await negotiateSasl(carrier, options({ offered: 'SCRAM-SHA-256,PLAIN', wanted: 'plain' }));
    expect(carrier.got).toEqual(['PLAIN', '\0fred\0secret']);
    await expect(negotiateSasl(server(), options({ wanted: 'GSSAPI' }))).rejects.toMatchObject({ message: 'authentication failed: SASL mechanism GSSAPI not supported by server' });
  });

  it('says how to get Kerberos where nothing else will do', async () => {
    await expect(negotiateSasl(server(), options({ offered: 'GSSAPI' }))).rejects.toMatchObject({ code: 'auth-unavailable', message: expect.stringContaining('npm install kerberos') as string });
  });
});

describe('the conversation', () => {
  it('does not end before the server has shown that it knows the password', async () => {
    const lying = server({ complete: true, data: Buffer.from('r=x') });
    await expect(negotiateSasl(lying, options({ offered: 'SCRAM-SHA-256' }))).rejects.toMatchObject({ code: 'auth-failed' });
    const early = server({ complete: true, data: Buffer.from('nonce="n",algorithm=md5-sess') });
    await expect(negotiateSasl(early, options({ offered: 'DIGEST-MD5' }))).rejects.toMatchObject({ message: expect.stringContaining('without showing') as string });
  });

  it('gives up on a server that never ends', async () => {
    await expect(negotiateSasl(server(), options({}))).rejects.toMatchObject({ message: expect.stringContaining('never comes to an end') as string });
  });
});

/** Kerberos for tests: two tokens, then wraps by putting a letter in front. */
function fakeKerberos(fails = false): KerberosModule {
  let steps = 0;
  const client: KerberosClient = {
    get contextComplete() {
      return steps >= 2;
    },
    step: (challenge) => {
      if (fails) return Promise.reject(new Error('No credentials cache found'));
      steps++;
      return Promise.resolve(steps === 1 ? Buffer.from('token').toString('base64') : challenge === '' ? null : '');
    },
    wrap: (text) => Promise.resolve(Buffer.concat([Buffer.from('w'), Buffer.from(text, 'base64')]).toString('base64')),
    unwrap: (text) => Promise.resolve(Buffer.from(text, 'base64').subarray(1).toString('base64')),
  };
  return { initializeClient: (service) => (service === 'libvirt@h' ? Promise.resolve(client) : Promise.reject(new Error(service))), GSS_MECH_OID_KRB5: 9 };
}

describe('GSSAPI', () => {
  const offer = (layers: number): SaslAnswer => ({ complete: false, data: Buffer.from([0x77, layers, 0, 16, 0]) });

  const kerberos = () => Promise.resolve(fakeKerberos());

  it('signs in with a ticket where the way below protects', async () => {
    const carrier = server({ complete: false, data: Buffer.from('more') }, offer(7), { complete: true, data: undefined });
    expect(await negotiateSasl(carrier, options({ offered: 'GSSAPI,DIGEST-MD5', loadKerberos: kerberos }))).toBeUndefined();
    expect(carrier.got).toEqual(['GSSAPI', 'token', '', 'w\x01\x00\x00\x00']);
  });

  it('leaves an open line to what encrypts, and says so where there is nothing else', async () => {
    const carrier = server();
    await negotiateSasl(carrier, options({ offered: 'GSSAPI,DIGEST-MD5', isOpen: true, loadKerberos: kerberos })).catch((error: unknown) => { if (!VirError.is(error, 'auth-failed')) throw error; });
    expect(carrier.got[0]).toBe('DIGEST-MD5');
    await expect(negotiateSasl(server(), options({ offered: 'GSSAPI', isOpen: true, loadKerberos: kerberos }))).rejects.toMatchObject({
      code: 'auth-unavailable', message: expect.stringContaining('qemu+tls://h/system') as string,
    });
  });

  it('falls back to a password without a ticket, and else says how to get one', async () => {
    const carrier = server({ complete: true, data: undefined });
    await negotiateSasl(carrier, options({ offered: 'GSSAPI,PLAIN', loadKerberos: () => Promise.resolve(fakeKerberos(true)) }));
    expect(carrier.got[0]).toBe('PLAIN');
    await expect(negotiateSasl(server(), options({ offered: 'GSSAPI', loadKerberos: () => Promise.resolve(fakeKerberos(true)) }))).rejects.toMatchObject({
      code: 'auth-failed', message: expect.stringContaining('No credentials cache found') as string, cause: { message: expect.stringContaining('kinit') as string },
    });
  });

  it('does not go on where the server insists on a layer', async () => {
    const carrier = server({ complete: false, data: Buffer.from('more') }, offer(6));
    await expect(negotiateSasl(carrier, options({ offered: 'GSSAPI', loadKerberos: kerberos }))).rejects.toMatchObject({ code: 'auth-failed' });
  });
});
