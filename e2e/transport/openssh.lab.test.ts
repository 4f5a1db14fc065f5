import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenOptions, Prompt, PromptAnswer } from '../../drivers/api/connection.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { DialBudget } from '../../drivers/transport/dial-budget.ts';
import { dialLibvirt } from '../../drivers/transport/dial-libvirt.ts';
import { runCommand } from '../../drivers/transport/exec/run-command.ts';
import type { LibvirtLink } from '../../drivers/transport/libvirt-link.ts';
import { SshPool } from '../../drivers/transport/ssh/ssh-pool.ts';
import { checkLab, type Lab, run, type Sshd, startLab, startSshd } from '../lab/index.ts';
import { expectDaemon } from './expect-daemon.ts';

const check = checkLab(['libvirtd', 'user', 'sshd']);
const ONLY_OPENSSH = ['KexAlgorithms sntrup761x25519-sha512@openssh.com'];

/** What our own client cannot do, done by the installed one: against a real sshd. */
describe.skipIf(check.skip)(check.title('the installed OpenSSH client'), () => {
  let lab: Lab<'libvirtd' | 'user' | 'sshd'>;
  let home = '';
  let pool: SshPool;
  const servers: Sshd[] = [];

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'user', 'sshd'] });
  });
  afterAll(async () => {
    await lab.dispose();
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'vireo-openssh-'));
    mkdirSync(join(home, '.ssh'), { mode: 0o700 });
    const userConfig = join(home, '.ssh/config');
    writeFileSync(userConfig, '');
    pool = new SshPool({ home, localUser: 'me', localHost: 'desk', env: {}, uid: 1000, systemConfig: join(home, 'none'), userConfig });
  });
  afterEach(async () => {
    expect(pool.size).toBe(0);
    for (const server of servers.splice(0)) await server.dispose();
    rmSync(home, { recursive: true });
  });

  async function start(extraConfig: readonly string[]): Promise<Sshd> {
    const server = await startSshd({ user: lab.user, extraConfig });
    servers.push(server);
    return server;
  }

  function dial(server: Sshd, query: Readonly<Record<string, string>>, options: OpenOptions = {}, user = 'root'): Promise<LibvirtLink> {
    const params = new URLSearchParams({ socket: lab.libvirtd.readOnlySocketPath, ...query });
    return dialLibvirt(parseConnectUri(`qemu+ssh://${user}@${server.address}:${server.port}/system?${params.toString()}`), options, pool);
  }

  const logins = (server: Sshd): number => readFileSync(server.logPath, 'utf8').match(/Accepted (publickey|password)/g)?.length ?? 0;

  it('checks a host by the certificate of an authority, and refuses one that none has signed', async () => {
    const authority = join(home, 'ca');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', authority]);
    const key = join(home, 'host');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await run(['ssh-keygen', '-q', '-s', authority, '-h', '-I', 'host', '-n', '127.0.0.1', `${key}.pub`]);
    const server = await start([`HostKey ${key}`, `HostCertificate ${key}-cert.pub`]);
    const known = join(home, 'known');
    writeFileSync(known, `@cert-authority * ${readFileSync(`${authority}.pub`, 'utf8')}`);
    const link = await dial(server, { keyfile: server.keyPath, known_hosts: known });
    expect(link.description).toContain('OpenSSH client: the host shows a certificate');
    await expectDaemon(link.channel);
    link.dispose();
    await expect(dial(lab.sshd, { keyfile: lab.sshd.keyPath, known_hosts: known })).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
    writeFileSync(known, `@cert-authority * ${readFileSync(`${authority}.pub`, 'utf8')}@revoked * ${readFileSync(`${authority}.pub`, 'utf8')}`);
    await expect(dial(server, { keyfile: server.keyPath, known_hosts: known })).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
  });

  it('signs in with a certificate beside the key', async () => {
    const authority = join(home, 'ca');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', authority]);
    const key = join(home, 'id');
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await run(['ssh-keygen', '-q', '-s', authority, '-I', 'me', '-n', 'root', `${key}.pub`]);
    const trusted = join('/run/sshd', `vireo-ca-${process.pid}.pub`);
    copyFileSync(`${authority}.pub`, trusted);
    const server = await start([`TrustedUserCAKeys ${trusted}`]);
    const link = await dial(server, { keyfile: key, known_hosts: server.knownHostsPath });
    expect(link.description).toContain('you sign in with a certificate');
    await expectDaemon(link.channel);
    link.dispose();
    rmSync(trusted);
  });

  it('carries every channel in one connection, and its end ends them all', async () => {
    const server = await start(ONLY_OPENSSH);
    const link = await dial(server, { keyfile: server.keyPath, known_hosts: server.knownHostsPath });
    expect(link.description).toContain('algorithms that only it has');
    await expectDaemon(link.channel);
    for (const channel of await Promise.all(Array.from({ length: 5 }, () => link.newChannel()))) await expectDaemon(channel);
    const budget = new DialBudget('h', {});
    const { host, dispose } = await pool.acquire(server.address, { user: 'root', port: server.port, keyfile: server.keyPath, knownHosts: server.knownHostsPath, hostKeyPolicy: undefined, authMethods: undefined }, budget);
    expect(host.client).toBe('openssh');
    expect(await runCommand(host, ['printf', '%s', "it's $HOME"])).toMatchObject({ code: 0, stdout: "it's $HOME" });
    const banner = await host.forwardTcp(server.address, server.port, budget);
    expect(Buffer.from(await new Promise<Uint8Array>((resolve) => { banner.consume(resolve); })).toString()).toContain('SSH-2.0-');
    banner.dispose();
    budget.dispose();
    expect(logins(server)).toBe(1);
    const ended = new Promise((resolve) => link.onDidClose(resolve));
    await server.dropConnections();
    await ended;
    await expect(link.newChannel()).rejects.toMatchObject({ code: 'ssh' });
    await expect(runCommand(host, ['true'])).rejects.toMatchObject({ code: 'ssh' });
    dispose();
    link.dispose();
    expect(logins(server)).toBe(1);
  });

  it('asks as our own client does: the host key, a passphrase, a password, again when it is wrong', async () => {
    const server = await start(ONLY_OPENSSH);
    const asked: Prompt[] = [];
    const answers: PromptAnswer[] = [];
    const prompt = (question: Prompt): Promise<PromptAnswer> => {
      asked.push(question);
      return Promise.resolve(answers.shift());
    };
    const text = (word: string): PromptAnswer => ({ kind: 'text', text: word, store: false });
    const known = join(home, 'known');
    answers.push({ kind: 'accept', remember: true }, text('wrong'), text(server.passphrase));
    (await dial(server, { keyfile: server.encryptedKeyPath, known_hosts: known }, { prompt })).dispose();
    expect(asked).toMatchObject([{ kind: 'host-key', fingerprint: server.fingerprint, keyType: 'ssh-ed25519' }, { kind: 'passphrase', keyFile: server.encryptedKeyPath, retry: false }, { kind: 'passphrase', retry: true }]);
    asked.length = 0;
    answers.push(text('wrong'), text(lab.user.password));
    (await dial(server, { known_hosts: known }, { prompt }, lab.user.name)).dispose();
    expect(asked).toMatchObject([{ kind: 'password', retry: false }, { kind: 'password', retry: true }]);
    await expect(dial(server, { known_hosts: known }, {}, lab.user.name)).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-auth', message: expect.stringContaining('Permission denied') as string });
    await server.changeHostKey();
    await expect(dial(server, { keyfile: server.keyPath, known_hosts: known }, { prompt })).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
  });

  it('obeys what of the configuration ours cannot, but runs no command of it that was refused', async () => {
    const server = await start([]);
    const revoked = join(home, 'revoked');
    const ran = join(home, 'ran');
    writeFileSync(revoked, '');
    writeFileSync(join(home, '.ssh/config'), `Match exec "touch ${ran}"\n  RevokedHostKeys ${revoked}\nHost *\n  RevokedHostKeys ${revoked}\n${server.configBlock('here')}`);
    const uri = parseConnectUri(`qemu+ssh://here/system?socket=${lab.libvirtd.readOnlySocketPath}`);
    await expect(dialLibvirt(uri, {}, pool)).rejects.toMatchObject({ code: 'auth-cancelled', message: expect.stringContaining(`touch ${ran}`) as string });
    expect(existsSync(ran)).toBe(false);
    const prompt = (): Promise<PromptAnswer> => Promise.resolve({ kind: 'accept', remember: false });
    const link = await dialLibvirt(uri, { prompt }, pool);
    expect(link.description).toContain('your SSH configuration has RevokedHostKeys');
    await expectDaemon(link.channel);
    link.dispose();
    writeFileSync(revoked, readFileSync(server.knownHostsPath, 'utf8').split(' ').slice(1).join(' '));
    await expect(dialLibvirt(uri, { prompt }, pool)).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
  });

  it('is a hop on the way to another host', async () => {
    const gate = await start(ONLY_OPENSSH);
    writeFileSync(join(home, '.ssh/config'), `${gate.configBlock('gate')}${lab.sshd.configBlock('inner', { proxyJump: 'gate' })}`);
    const link = await dialLibvirt(parseConnectUri(`qemu+ssh://inner/system?socket=${lab.libvirtd.readOnlySocketPath}`), {}, pool);
    expect(pool.size).toBe(2);
    await expectDaemon(link.channel);
    link.dispose();
  });
});
