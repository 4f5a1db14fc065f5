import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { DialBudget } from './dial-budget.ts';
import { dialLibvirt } from './dial-libvirt.ts';
import type { LibvirtLink } from './libvirt-link.ts';
import { readPki } from './pki.ts';
import { channelSuite } from './testing/channel-suite.ts';
import { hasOpenssl, TestPki } from './testing/test-pki.ts';
import { tlsChoice } from './tls-priority.ts';
import { dialTls } from './tls.ts';

// Certificates are made by openssl; without it these tests show as skipped.
describe.skipIf(!hasOpenssl)('TLS', () => {
  let folder = '';
  let pki: TestPki;
  let other: TestPki;
  let client = '';
  let spoilt = 0;
  const servers: Server[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-tls-'));
    pki = new TestPki(join(folder, 'pki'));
    other = new TestPki(join(folder, 'other'));
    for (const name of ['server', 'revoked']) pki.issue(name, 'DNS:localhost,IP:127.0.0.1');
    pki.issue('client', '');
    pki.issue('elsewhere', 'DNS:elsewhere.example.org');
    pki.issue('expired', 'DNS:localhost,IP:127.0.0.1', ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']);
    pki.revoke('revoked');
    other.issue('server', 'DNS:localhost,IP:127.0.0.1');
    other.issue('client', '');
    client = pki.clientFolder('me', 'client');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** As libvirtd: wants a certificate of its CA, and says 0x01 when it has seen a good one. */
  async function serve(name: string, from = pki, greeting = Buffer.from([1])): Promise<{ readonly port: number; readonly peer: Promise<TLSSocket> }> {
    const server = createServer({ cert: readFileSync(from.file(`${name}cert`)), key: readFileSync(from.file(`${name}key`)), ca: readFileSync(pki.file('cacert')), requestCert: true, rejectUnauthorized: false });
    servers.push(server);
    const peer = new Promise<TLSSocket>((resolve) => {
      server.on('secureConnection', (socket) => {
        socket.on('error', () => undefined);
        if (socket.authorized) socket.write(greeting);
        else socket.destroy();
        resolve(socket);
      });
    });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, peer };
  }

  function dial(port: number, query = '', pkipath = client, host = 'localhost'): Promise<LibvirtLink> {
    return dialLibvirt(parseConnectUri(`qemu+tls://${host}:${port}/system?pkipath=${pkipath}${query}`), {});
  }

  channelSuite('tls', async () => {
    const { port, peer } = await serve('server');
    const budget = new DialBudget('tls', {});
    const channel = await dialTls({ host: 'localhost', port, verify: true, files: await readPki(client) }, budget);
    budget.dispose();
    return { channel, peer: await peer, dispose: () => { channel.dispose(); } };
  });

  it('waits for the word of the daemon and keeps what comes with it', async () => {
    const { port } = await serve('server', pki, Buffer.from('\x01hello'));
    const link = await dial(port);
    const got = await new Promise<Uint8Array>((resolve) => { link.channel.consume(resolve); });
    expect(Buffer.from(got).toString()).toBe('hello');
    expect(link).toMatchObject({ forwardedName: 'qemu:///system', isSecure: true });
    expect(link.warning).toBeUndefined();
    link.dispose();
    const byAddress = await serve('server');
    (await dial(byAddress.port, '', client, '127.0.0.1')).dispose();
  });

  it.each([
    ['of another host', 'elsewhere', 'Certificate [session] owner does not match the hostname localhost'],
    ['that has expired', 'expired', 'Certificate failed validation: The certificate has expired.'],
  ])('refuses a certificate %s', async (_what, name, message) => {
    const { port } = await serve(name);
    await expect(dial(port)).rejects.toMatchObject({ step: 'tls', message });
  });

  it('refuses a certificate of an unknown authority, and says against what it was checked', async () => {
    const { port } = await serve('server', other);
    await expect(dial(port)).rejects.toMatchObject({
      step: 'tls', code: 'system-error', message: "Certificate failed validation: The certificate hasn't got a known issuer.",
      cause: { message: expect.stringContaining(join(client, 'cacert.pem')) as string },
    });
  });

  it.each([
    ['of another authority', (to: string) => { copyFileSync(other.file('clientcert'), join(to, 'clientcert.pem')); }, /^Our own certificate .*clientcert.pem failed validation against .*cacert.pem: The certificate is not trusted.$/],
    ['with another key', (to: string) => { copyFileSync(other.file('clientkey'), join(to, 'clientkey.pem')); }, /^Unable to set x509 key and certificate: .*: The certificate and the given key do not match.$/],
    ['that has expired', (to: string) => { copyFileSync(pki.file('expiredcert'), join(to, 'clientcert.pem')); }, /^The client certificate .*clientcert.pem has expired$/],
    ['that is none', (to: string) => { writeFileSync(join(to, 'clientcert.pem'), 'nonsense'); }, /^Unable to import client certificate /],
    ['and an authority that is none', (to: string) => { writeFileSync(join(to, 'cacert.pem'), 'nonsense'); }, /^Unable to import CA certificate list /],
    ['and a key that is none', (to: string) => { writeFileSync(join(to, 'clientkey.pem'), 'nonsense'); }, /^Unable to set x509 key and certificate: /],
  ])('names a mistake in our own files before it asks the host: a certificate %s', async (_what, spoil, message) => {
    const own = pki.clientFolder(`own-${String(spoilt++)}`, 'client');
    spoil(own);
    await expect(dial(1, '', own)).rejects.toMatchObject({ code: 'system-error', step: 'tls', message: expect.stringMatching(message) as string });
  });

  it('follows tls_priority as far as it goes', async () => {
    const { port, peer } = await serve('server');
    const link = await dial(port, '&tls_priority=NORMAL:-VERS-TLS1.3');
    expect((await peer).getProtocol()).toBe('TLSv1.2');
    link.dispose();
    await expect(dial(port, '&tls_priority=NONSENSE')).rejects.toMatchObject({ code: 'gnutls-error', step: 'tls', message: 'Failed to set TLS session priority to NONSENSE: The request is invalid.' });
    expect(tlsChoice('SECURE256:+VERS-TLS1.2:%COMPAT')).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: expect.stringContaining('!AES128') as string });
    expect(tlsChoice('@LIBVIRT,SYSTEM')).toEqual({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', ciphers: undefined });
    expect(tlsChoice('NONE:+VERS-TLS1.3:+AES-256-GCM')).toMatchObject({ minVersion: 'TLSv1.3' });
    expect(() => tlsChoice('NORMAL:-VERS-ALL')).toThrow('No or insufficient priorities were set.');
    expect(() => tlsChoice('NORMAL:+VERS-TLS9')).toThrow('The request is invalid.');
  });

  it('sends every message in records of its own', async () => {
    const { port, peer } = await serve('server');
    const link = await dial(port);
    const records: number[] = [];
    (await peer).on('data', (record: Buffer) => records.push(record.length));
    const message = Buffer.alloc(28);
    message.writeUInt32BE(28);
    link.channel.write(Buffer.concat([message, message]));
    link.channel.write(message);
    await expect.poll(() => records.reduce((sum, length) => sum + length, 0)).toBe(84);
    expect(records).toEqual([28, 28, 28]);
    link.dispose();
  });

  it('refuses a revoked certificate', async () => {
    const { port } = await serve('revoked');
    const strict = pki.clientFolder('strict', 'client');
    copyFileSync(pki.file('cacrl'), join(strict, 'cacrl.pem'));
    await expect(dial(port, '', strict)).rejects.toMatchObject({ step: 'tls', message: 'Certificate failed validation: The certificate has been revoked.' });
  });

  it('believes anybody with no_verify=1, and warns', async () => {
    const { port } = await serve('elsewhere', pki);
    const link = await dial(port, '&no_verify=1');
    expect(link.warning).toContain('not verified');
    link.dispose();
  });

  it('says when the daemon does not like our certificate, or wants one', async () => {
    const foreign = pki.clientFolder('foreign', 'client');
    copyFileSync(other.file('clientcert'), join(foreign, 'clientcert.pem'));
    copyFileSync(other.file('clientkey'), join(foreign, 'clientkey.pem'));
    const refused = { step: 'tls', code: 'rpc', message: 'server verification (of our certificate or IP address) failed' };
    const { port } = await serve('server');
    await expect(dial(port, '&no_sanity=1', foreign)).rejects.toMatchObject(refused);
    const without = pki.clientFolder('without', 'client');
    rmSync(join(without, 'clientkey.pem'));
    await expect(dial(port, '', without)).rejects.toMatchObject({ ...refused, cause: { message: expect.stringContaining(`there is no ${without}/clientkey.pem`) as string } });
    const odd = await serve('server', pki, Buffer.from([0]));
    await expect(dial(odd.port)).rejects.toMatchObject(refused);
  });

  it('gives up on a daemon that never says its word', async () => {
    const { port } = await serve('server', pki, Buffer.alloc(0));
    const uri = parseConnectUri(`qemu+tls://localhost:${port}/system?pkipath=${client}`);
    await expect(dialLibvirt(uri, { deadlineMs: 300 })).rejects.toMatchObject({ code: 'operation-timeout', step: 'tls' });
  });

  it('says when the port does not speak TLS', async () => {
    const { createServer: createPlain } = await import('node:net');
    const plain = createPlain((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    await expect(dial((plain.address() as AddressInfo).port)).rejects.toMatchObject({ step: 'tls' });
    plain.close();
  });

  it('looks for files where libvirt does', async () => {
    await expect(readPki(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'system-error', step: 'tls', message: `Cannot read CA certificate '${folder}/nowhere/cacert.pem': No such file or directory`,
    });
    const home = join(folder, 'home');
    const own = join(home, '.pki/libvirt');
    const system = join(folder, 'etc');
    mkdirSync(own, { recursive: true });
    mkdirSync(join(system, 'CA'), { recursive: true });
    mkdirSync(join(system, 'libvirt/private'), { recursive: true });
    copyFileSync(pki.file('cacert'), join(system, 'CA/cacert.pem'));
    copyFileSync(pki.file('clientcert'), join(system, 'libvirt/clientcert.pem'));
    copyFileSync(pki.file('clientkey'), join(system, 'libvirt/private/clientkey.pem'));
    copyFileSync(other.file('clientcert'), join(own, 'clientcert.pem'));
    const user = { uid: 1000, home, systemDirectory: system };
    expect(await readPki(undefined, user)).toMatchObject({ caFile: join(system, 'CA/cacert.pem'), cert: readFileSync(pki.file('clientcert')), crl: undefined });
    copyFileSync(other.file('clientkey'), join(own, 'clientkey.pem'));
    copyFileSync(other.file('cacert'), join(own, 'cacert.pem'));
    expect(await readPki(undefined, user)).toMatchObject({ caFile: join(own, 'cacert.pem'), cert: readFileSync(other.file('clientcert')) });
    expect(await readPki(undefined, { ...user, uid: 0 })).toMatchObject({ caFile: join(system, 'CA/cacert.pem') });
  });
});
