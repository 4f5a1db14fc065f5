import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPki } from '../../drivers/transport/testing/test-pki.ts';
import type { Diagnosis } from '../../main/contract/doctor.ts';
import type { FaultKey } from '../../main/contract/fault-texts.ts';
import { allDrivers } from '../../main/drivers.ts';
import { whoAmI } from '../../main/services/connections/computer.ts';
import { diagnose } from '../../main/services/doctor/diagnose.ts';
import { type Both, prepareBoth } from '../cli/both.ts';
import { checkLab, type Lab, run, type Sshd, startLab, startPrivateLibvirtd, startSshd } from '../lab/index.ts';

const check = checkLab(['libvirtd', 'privateLibvirtd', 'user', 'session', 'sshd']);

/** Real faults, one after the other; each must be named rightly, at the right step. */
describe.skipIf(check.skip)(check.title('the connection doctor'), () => {
  let lab: Lab<'libvirtd' | 'privateLibvirtd' | 'user' | 'session' | 'sshd'>;
  let both: Both;
  let dir = '';
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const sshds: Sshd[] = [];

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'privateLibvirtd', 'user', 'session', 'sshd'] });
    both = await prepareBoth();
    dir = mkdtempSync(join(tmpdir(), 'vireo-doctor-'));
    chmodSync(dir, 0o755);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
    for (const sshd of sshds) await sshd.dispose();
    rmSync(dir, { recursive: true });
    both.dispose();
    await lab.dispose();
  });

  const examine = (uri: string, openMs?: number): Promise<Diagnosis> => {
    const drivers = allDrivers();
    return diagnose({ uri, who: whoAmI(), open: (options) => drivers.open(uri, { ...options, ...(openMs === undefined ? {} : { deadlineMs: openMs }) }) });
  };

  async function expectFault(uri: string, key: FaultKey, step: string, openMs?: number): Promise<Diagnosis> {
    const diagnosis = await examine(uri, openMs);
    const failed = diagnosis.steps.find(({ state }) => state === 'failed');
    expect({ hint: diagnosis.failure?.hint, step: failed?.name }, JSON.stringify(diagnosis.failure?.error)).toEqual({ hint: key, step });
    return diagnosis;
  }

  const command = (diagnosis: Diagnosis): string | undefined => diagnosis.failure?.repairs.find((repair) => repair.command !== undefined)?.command;

  /** A server that is not what the address wants. */
  async function impostor(onSocket: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  function ssh(sshd: Sshd, query: Readonly<Record<string, string>>, user = 'root', path = '/system'): string {
    const params = new URLSearchParams({ known_hosts: sshd.knownHostsPath, socket: lab.privateLibvirtd.socketPath, ...query });
    return `qemu+ssh://${user}@${sshd.address}:${sshd.port}${path}?${params.toString()}`;
  }

  it('is content with a host that works, and says what it saw', async () => {
    const local = await examine(lab.privateLibvirtd.uri);
    expect(local).toMatchObject({ ok: true, failure: undefined });
    expect(local.steps.at(-1)).toEqual({ name: 'driver', state: 'ok', seen: expect.stringMatching(/: QEMU .*libvirt \d/) as string });
    const far = await examine(ssh(lab.sshd, { keyfile: lab.sshd.keyPath }));
    expect(far.steps.every(({ state }) => state === 'ok')).toBe(true);
    expect(far.steps.find(({ name }) => name === 'login')?.seen).toContain('by SSH');
  });

  it('names what is wrong with an address', async () => {
    await expectFault('::', 'fault.badAddress', 'address');
    await expectFault('nosuch:///system', 'fault.noDriver', 'address');
    await expectFault('qemu+pigeon://h/system', 'fault.badTransport', 'address');
    await expectFault(lab.privateLibvirtd.uri.replace('/system', '/nowhere'), 'fault.wrongPath', 'driver');
    await expectFault(lab.privateLibvirtd.uri.replace('qemu', 'xen'), 'fault.wrongDriver', 'driver');
  });

  it('names what is wrong with the network', async () => {
    const named = await examine('qemu+tcp://no-such-host.invalid/system');
    expect(named.failure?.hint).toMatch(/^fault\.name(Unknown|Server)$/);
    const port = await impostor(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(command(await expectFault(`qemu+tcp://127.0.0.1:${port}/system`, 'fault.portRefused', 'port'))).toContain('libvirtd-tcp.socket');
    expect(command(await expectFault(`qemu+tls://127.0.0.1:${port}/system?pkipath=${await pki()}`, 'fault.portRefused', 'port'))).toContain('libvirtd-tls.socket');
    await expectFault(`qemu+ssh://root@127.0.0.1:${port}/system`, 'fault.portRefused', 'port');
  });

  // In a network namespace of its own the firewall is ours to close.
  it('tells a closed firewall from a host that is not there', async () => {
    const inNamespace = async (rules: string, uri: string): Promise<Diagnosis> => {
      const { stdout } = await run(['unshare', '--net', 'sh', '-c', `ip link set lo up && ${rules} exec "$@"`, 'sh', process.execPath, both.vireoPath, 'doctor', '--json', '--no-prompt', uri], { check: false });
      return JSON.parse(stdout) as Diagnosis;
    };
    expect((await inNamespace('', 'qemu+tcp://192.0.2.1/system')).failure).toMatchObject({ hint: 'fault.noRoute', values: { host: '192.0.2.1' } });
    const reject = 'iptables -A INPUT -p tcp --dport 16509 -j REJECT --reject-with icmp-host-prohibited &&';
    const filtered = await inNamespace(reject, 'qemu+tcp://127.0.0.1/system');
    expect(filtered.failure).toMatchObject({ hint: 'fault.portFiltered', values: { port: '16509' } });
    expect(command(filtered)).toContain('--add-port=16509/tcp');
  });

  it('names what listens there instead', async () => {
    const web = await impostor((socket) => { socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html>this is no libvirt, and no SSH either, but it goes on for a while</html>\n'); });
    await expectFault(`qemu+ssh://root@127.0.0.1:${web}/system`, 'fault.notSsh', 'port');
    await expectFault(`qemu+tls://127.0.0.1:${web}/system?pkipath=${await pki()}`, 'fault.notTls', 'tls');
    await expectFault(`qemu+tcp://127.0.0.1:${web}/system`, 'fault.notLibvirt', 'protocol');
    const rude = await impostor((socket) => { socket.end(); });
    await expectFault(`qemu+tcp://127.0.0.1:${rude}/system`, 'fault.closedAtOnce', 'protocol');
    const mute = await impostor(() => undefined);
    await expectFault(`qemu+tcp://127.0.0.1:${mute}/system`, 'fault.daemonSilent', 'protocol', 1500);
  });

  let authority: TestPki | undefined;
  async function pki(): Promise<string> {
    if (authority === undefined) {
      mkdirSync(join(dir, 'pki'));
      authority = new TestPki(join(dir, 'pki'));
      authority.issue('client', '');
      authority.clientFolder('trusting', 'client');
    }
    return Promise.resolve(join(dir, 'pki/trusting'));
  }

  it('names what is wrong with certificates', async () => {
    const trusting = await pki();
    const own = authority as TestPki;
    const serve = async (name: string, altNames: string, dates?: readonly string[], requestCert = false): Promise<number> => {
      own.issue(name, altNames, dates);
      const server = createTlsServer({ key: readFileSync(own.file(`${name}key`)), cert: readFileSync(own.file(`${name}cert`)), ca: readFileSync(own.file('cacert')), requestCert, rejectUnauthorized: requestCert }, (socket) => {
        socket.on('error', () => undefined);
        socket.end(Buffer.from([2]));
      });
      server.on('tlsClientError', () => undefined);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    };
    const uri = (port: number, path = trusting): string => `qemu+tls://127.0.0.1:${port}/system?pkipath=${path}`;
    const good = await serve('good', 'IP:127.0.0.1');
    await expectFault(uri(good, join(dir, 'none')), 'fault.tlsNoCa', 'tls');
    await expectFault(uri(good), 'fault.tlsClientRefused', 'tls');
    await expectFault(uri(await serve('named', 'DNS:elsewhere.example')), 'fault.tlsWrongName', 'tls');
    await expectFault(uri(await serve('old', 'IP:127.0.0.1', ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'])), 'fault.tlsExpired', 'tls');
    await expectFault(uri(await serve('young', 'IP:127.0.0.1', ['-startdate', '20900101000000Z', '-enddate', '20910101000000Z'])), 'fault.tlsNotYet', 'tls');
    mkdirSync(join(dir, 'pki2'));
    const stranger = new TestPki(join(dir, 'pki2'));
    stranger.issue('client', '');
    await expectFault(uri(good, stranger.clientFolder('trusting', 'client')), 'fault.tlsUnknownCa', 'tls');
  });

  it('names what is wrong with the key of a host', async () => {
    const empty = join(dir, 'known-empty');
    writeFileSync(empty, '');
    await expectFault(ssh(lab.sshd, { keyfile: lab.sshd.keyPath, known_hosts: empty }), 'fault.hostKeyUnknown', 'host-key');
    const changed = await startSshd();
    sshds.push(changed);
    await changed.changeHostKey();
    const diagnosis = await expectFault(ssh(changed, { keyfile: changed.keyPath }), 'fault.hostKeyChanged', 'host-key');
    expect(diagnosis.failure?.repairs.map((repair) => repair.command)).toContain(`ssh-keygen -f ${changed.knownHostsPath} -R '[127.0.0.1]:${changed.port}'`);
    const revoked = join(dir, 'known-revoked');
    writeFileSync(revoked, `@revoked ${readFileSync(lab.sshd.knownHostsPath, 'utf8')}`);
    await expectFault(ssh(lab.sshd, { keyfile: lab.sshd.keyPath, known_hosts: revoked }), 'fault.hostKeyRevoked', 'host-key');
  });

  it('names what is wrong with signing in by SSH', async () => {
    const stranger = join(dir, 'stranger');
    copyFileSync(join(lab.sshd.keyPath), stranger);
    chmodSync(stranger, 0o600);
    const other = await startSshd({ user: lab.user });
    sshds.push(other);
    expect(command(await expectFault(ssh(other, { keyfile: stranger, sshauth: 'privkey' }), 'fault.sshRefused', 'login'))).toBe(`ssh-copy-id -p ${other.port} root@127.0.0.1`);
    expect(command(await expectFault(ssh(other, { keyfile: other.encryptedKeyPath }), 'fault.passphrase', 'login'))).toBe(`ssh-add ${other.encryptedKeyPath}`);
    await expectFault(ssh(other, { sshauth: 'password' }, lab.user.name), 'fault.passwordNeeded', 'login');
  });

  it('names what is wrong with the socket there', async () => {
    await expectFault(ssh(lab.sshd, { keyfile: lab.sshd.keyPath, socket: '/var/run/libvirt/none' }), 'fault.socketMissing', 'socket');
    const closed = join(dir, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    expect(command(await expectFault(ssh(lab.sshd, { keyfile: lab.sshd.keyPath, socket: join(closed, 'sock') }, lab.user.name), 'fault.socketDenied', 'permission'))).toBe(`sudo usermod -aG libvirt ${lab.user.name}`);
  });

  it('names what is wrong with the socket here, also from the command line', async () => {
    await expectFault(`qemu+unix:///system?socket=${join(dir, 'none')}`, 'fault.socketMissing', 'socket');
    writeFileSync(join(dir, 'file'), '');
    await expectFault(`qemu+unix:///system?socket=${join(dir, 'file')}`, 'fault.daemonStopped', 'daemon');
    chmodSync(dirname(both.vireoPath), 0o755);
    const argv = [process.execPath, both.vireoPath, 'doctor', '--no-prompt', lab.libvirtd.uri] as const;
    const denied = await lab.user.run(argv, { check: false });
    expect(denied.stderr).toBe('');
    expect(denied.status).toBe(1);
    expect(denied.stdout).toMatch(/ok +socket\n/);
    expect(denied.stdout).toMatch(/FAIL +permission/);
    expect(denied.stdout).toContain(`On this computer:\n    sudo usermod -aG libvirt ${lab.user.name}\n`);
    const found = JSON.parse((await both.vireo(['doctor', '--json', lab.privateLibvirtd.uri])).stdout) as Diagnosis;
    expect(found).toMatchObject({ ok: true });
    expect((await both.vireo(['doctor', 'qemu+unix:///system?socket=/none'])).status).toBe(1);
    const named = await both.vireo(['-c', 'qemu+unix:///system?socket=/none', 'doctor']);
    expect([named.status, named.stdout.includes('FAIL  socket')]).toEqual([1, true]);
  });

  it('names a daemon that has ended, and one that hangs', async () => {
    const daemon = await startPrivateLibvirtd();
    daemon.freeze();
    expect(command(await expectFault(daemon.uri, 'fault.daemonSilent', 'protocol', 1500))).toContain('systemctl restart libvirtd');
    daemon.thaw();
    await daemon.kill();
    expect(existsSync(daemon.socketPath)).toBe(true);
    await expectFault(daemon.uri, 'fault.daemonStopped', 'daemon');
    const far = await expectFault(ssh(lab.sshd, { keyfile: lab.sshd.keyPath, socket: daemon.socketPath }), 'fault.daemonStopped', 'daemon');
    expect(far.failure?.repairs[0]).toMatchObject({ label: 'repair.commandOnHost', command: 'sudo systemctl restart libvirtd' });
    await daemon.dispose();
  });
});
