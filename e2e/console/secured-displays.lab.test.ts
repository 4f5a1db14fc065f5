import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { VirStream } from '../../drivers/api/stream.ts';
import { dialHere } from '../../drivers/transport/dial-here.ts';
import { ByteReader } from '../../main/services/consoles/byte-reader.ts';
import { openDisplay, type RfbCredentials } from '../../main/services/consoles/rfb-security.ts';
import type { TlsWrap } from '../../main/services/consoles/vencrypt.ts';
import { checkLab, startLab } from '../lab/index.ts';
import { openRemote } from '../remote/call.ts';
import { displayHouse, type DisplayHouse, type DisplayOptions, type LabDisplay } from '../lab/qemu-display.ts';

const check = checkLab(['display', 'sshd', 'privateLibvirtd']);

interface Seen {
  readonly width: number;
  readonly name: string;
  readonly encrypted: boolean;
  readonly picture: number;
}

describe.skipIf(check.skip)(check.title('secured displays of a real QEMU'), () => {
  let house: DisplayHouse;
  let running: LabDisplay | undefined;

  beforeAll(async () => {
    house = await displayHouse();
  });
  afterEach(async () => {
    await running?.dispose();
    running = undefined;
  });
  afterAll(async () => {
    await house.dispose();
  });

  const wrap = (more: Partial<TlsWrap> = {}): TlsWrap => ({
    ca: readFileSync(house.pki.file('cacert'), 'utf8'), names: ['127.0.0.1'], cert: undefined, key: undefined, certFile: '/own/clientcert.pem', keyFile: '/own/clientkey.pem', ...more,
  });
  const good = (): RfbCredentials => ({
    password: () => Promise.resolve('secret'),
    account: () => Promise.resolve({ username: house.user, password: house.password }),
  });

  const seen = async (stream: VirStream, onSocket: boolean, tls: TlsWrap, credentials: RfbCredentials): Promise<Seen> => {
    try {
      const display = await openDisplay(stream, credentials, { ...tls, onSocket });
      return { ...(await readPicture(display.stream, display.early)), encrypted: display.encrypted };
    } finally {
      await stream.abort();
    }
  };

  /** Does the whole handshake, then asks for a picture: what comes shows that every layer works in both directions. */
  async function look(options: DisplayOptions, tls: TlsWrap = wrap(), credentials: RfbCredentials = good()): Promise<Seen> {
    running = await house.start(options);
    return seen(await dialHere(running.target), running.target.kind === 'unix', tls, credentials);
  }

  async function readPicture(stream: VirStream, early: Uint8Array): Promise<Omit<Seen, 'encrypted'>> {
    let first: Uint8Array | undefined = early.length > 0 ? early : undefined;
    const reader = new ByteReader({
      recv: () => {
        const piece = first;
        first = undefined;
        return piece === undefined ? stream.recv() : Promise.resolve(piece);
      },
    });
    await stream.send(Uint8Array.of(1));
    const head = await reader.take(24);
    const name = (await reader.take(head.readUInt32BE(20))).toString();
    const [width, height] = [head.readUInt16BE(0), head.readUInt16BE(2)];
    const request = Buffer.alloc(10);
    request.writeUInt8(3);
    request.writeUInt16BE(width, 6);
    request.writeUInt16BE(height, 8);
    await stream.send(request);
    const picture = await reader.take(4 + 12 + width * 4);
    return { width, name, picture: picture.length };
  }

  const shown = (encrypted: boolean): unknown => ({ width: expect.any(Number) as number, name: 'QEMU', encrypted, picture: expect.any(Number) as number });

  it.each<[string, DisplayOptions, boolean]>([
    ['nothing', {}, false],
    ['a password', { password: 'secret' }, false],
    ['SASL with DIGEST-MD5, which encrypts', { mechanisms: ['digest-md5', 'scram-sha-256'] }, true],
    ['certificates', { tls: 'x509' }, true],
    ['certificates and a password', { tls: 'x509', password: 'secret' }, true],
    ['certificates and SASL with SCRAM', { tls: 'x509', mechanisms: ['scram-sha-256', 'digest-md5', 'plain'] }, true],
    ['certificates and SASL with PLAIN', { tls: 'x509', mechanisms: ['plain'] }, true],
    ['certificates and SASL with DIGEST-MD5', { tls: 'x509', mechanisms: ['digest-md5'] }, true],
    ['encryption without certificates', { tls: 'anonymous' }, true],
    ['encryption without certificates and a password', { tls: 'anonymous', password: 'secret' }, true],
    ['encryption without certificates and SASL with DIGEST-MD5', { tls: 'anonymous', mechanisms: ['scram-sha-256', 'plain', 'digest-md5'] }, true],
    ['a password on a unix socket', { onSocket: true, password: 'secret' }, false],
  ])('opens one with %s', async (_what, options, encrypted) => {
    expect(await look(options)).toEqual(shown(encrypted));
  });

  it("reaches those that listen on their host alone through the host's SSH connection", async () => {
    const lab = await startLab({ need: ['sshd', 'privateLibvirtd'] });
    running = await house.start({ tls: 'x509', mechanisms: ['scram-sha-256'] });
    const query = new URLSearchParams({ keyfile: lab.sshd.keyPath, known_hosts: lab.sshd.knownHostsPath, socket: lab.privateLibvirtd.socketPath });
    const connection = await openRemote(`test+ssh://root@${lab.sshd.address}:${lab.sshd.port}/default?${query.toString()}`);
    try {
      const stream = await connection.dial?.(running.target);
      if (stream === undefined) throw new Error('the connection cannot dial');
      expect(await seen(stream, false, wrap(), good())).toEqual(shown(true));
    } finally {
      await connection.close();
      await lab.dispose();
    }
  });

  it('shows our certificate to a display that wants one, and says so when there is none', async () => {
    const own = { cert: readFileSync(house.pki.file('clientcert'), 'utf8'), key: readFileSync(house.pki.file('clientkey'), 'utf8') };
    expect(await look({ tls: 'x509', verifiesPeers: true, password: 'secret' }, wrap(own))).toEqual(shown(true));
    await running?.dispose();
    await expect(look({ tls: 'x509', verifiesPeers: true, password: 'secret' })).rejects.toMatchObject({
      code: 'auth-unavailable', step: 'tls', message: expect.stringContaining('/own/clientcert.pem') as string,
    });
  });

  it('believes a certificate of any of the names of the host, and no other', async () => {
    expect(await look({ tls: 'x509' }, wrap({ names: ['other.example', 'kvm.example'] }))).toEqual(shown(true));
    await running?.dispose();
    await expect(look({ tls: 'x509' }, wrap({ names: ['other.example'] }))).rejects.toMatchObject({ code: 'auth-unavailable', step: 'tls' });
    await running?.dispose();
    await expect(look({ tls: 'x509' }, wrap({ ca: undefined }))).rejects.toMatchObject({ code: 'auth-unavailable', step: 'tls' });
  });

  it.each<[string, DisplayOptions]>([
    ['a password', { password: 'other' }],
    ['certificates and a password', { tls: 'x509', password: 'other' }],
    ['SASL', { mechanisms: ['digest-md5'] }],
    ['certificates and SASL', { tls: 'x509', mechanisms: ['scram-sha-256'] }],
    ['certificates and SASL with PLAIN', { tls: 'x509', mechanisms: ['plain'] }],
  ])('says that a wrong password is wrong: %s', async (_what, options) => {
    const bad: RfbCredentials = { ...good(), account: () => Promise.resolve({ username: 'fred', password: 'wrong' }) };
    await expect(look(options, wrap(), bad)).rejects.toMatchObject({ code: 'auth-failed' });
  });

  it('tells no password to whom it cannot verify', async () => {
    await expect(look({ tls: 'anonymous', mechanisms: ['plain'] })).rejects.toMatchObject({ code: 'auth-failed', step: 'rpc-auth', message: expect.stringContaining('No worthy mechs') as string });
    await running?.dispose();
    await expect(look({ mechanisms: ['scram-sha-256'] })).rejects.toMatchObject({ code: 'auth-failed', message: expect.stringContaining('No worthy mechs') as string });
  });
});
