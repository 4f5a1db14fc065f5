import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CloseReason, OpenOptions, Prompt, PromptAnswer } from '../../drivers/api/connection.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { dialLibvirt } from '../../drivers/transport/dial-libvirt.ts';
import type { LibvirtLink } from '../../drivers/transport/libvirt-link.ts';
import { SshPool } from '../../drivers/transport/ssh/ssh-pool.ts';
import { checkLab, type Lab, run, type Sshd, startLab, startSshd, waitFor } from '../lab/index.ts';
import { expectDaemon } from './expect-daemon.ts';

const check = checkLab(['libvirtd', 'user', 'session', 'sshd']);

describe.skipIf(check.skip)(check.title('the way to a real libvirtd'), () => {
  let lab: Lab<'libvirtd' | 'user' | 'session' | 'sshd'>;
  let sshd: Sshd;
  let home = '';
  let pool: SshPool;
  let agent: ChildProcess | undefined;

  beforeAll(async () => {
    lab = await startLab({ need: ['libvirtd', 'user', 'session', 'sshd'] });
    ({ sshd } = lab);
  });
  afterAll(async () => {
    agent?.kill();
    await lab.dispose();
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'vireo-ssh-'));
    mkdirSync(join(home, '.ssh'), { mode: 0o700 });
    pool = newPool();
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  function newPool(env: Record<string, string> = {}): SshPool {
    return new SshPool({ home, localUser: 'me', localHost: 'desk', env, uid: 1000, systemConfig: join(home, 'none') });
  }

  function dial(user: string, query: Record<string, string> = {}, options: OpenOptions = {}, to: { path?: string; server?: Sshd; pool?: SshPool } = {}): Promise<LibvirtLink> {
    const server = to.server ?? sshd;
    const params = new URLSearchParams({ known_hosts: server.knownHostsPath, ...query });
    return dialLibvirt(parseConnectUri(`qemu+ssh://${user}@${server.address}:${server.port}${to.path ?? '/system'}?${params.toString()}`), options, to.pool ?? pool);
  }

  const key = (): Record<string, string> => ({ keyfile: sshd.keyPath });

  it('speaks to the daemon of this computer', async () => {
    const link = await dialLibvirt(parseConnectUri('qemu:///system'), {});
    await expectDaemon(link.channel);
    link.dispose();
  });

  it('speaks to it through a forwarded socket, with many channels in one connection', async () => {
    const link = await dial('root', key());
    await expectDaemon(link.channel);
    for (const channel of await Promise.all(Array.from({ length: 12 }, () => link.newChannel()))) await expectDaemon(channel);
    expect(pool.size).toBe(1);
    link.dispose();
    expect(pool.size).toBe(0);
  });

  it('speaks to it read-only', async () => {
    const link = await dial('root', key(), { readOnly: true });
    await expectDaemon(link.channel);
    link.dispose();
  });

  it('signs in with an encrypted key, a password and an agent', async () => {
    const asked: Prompt[] = [];
    const answering = (text: string) => (prompt: Prompt): Promise<PromptAnswer> => {
      asked.push(prompt);
      return Promise.resolve({ kind: 'text', text, store: false });
    };
    const locked = await dial('root', { keyfile: sshd.encryptedKeyPath }, { prompt: answering(sshd.passphrase) });
    await expectDaemon(locked.channel);
    locked.dispose();
    const { user } = lab;
    const byPassword = await dial(user.name, {}, { prompt: answering(user.password) }, { path: '/session' });
    await expectDaemon(byPassword.channel);
    byPassword.dispose();
    expect(asked.map(({ kind }) => kind)).toEqual(['passphrase', 'password']);
    const socket = join(home, 'agent');
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    await waitFor('the agent', () => (existsSync(socket) ? true : undefined), 30_000);
    await run(['env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', sshd.keyPath]);
    const byAgent = await dial('root', {}, {}, { pool: newPool({ SSH_AUTH_SOCK: socket }) });
    await expectDaemon(byAgent.channel);
    byAgent.dispose();
  });

  it('refuses strangers in the words of OpenSSH', async () => {
    await expect(dial('root')).rejects.toMatchObject({
      code: 'auth-failed', step: 'ssh-auth', message: expect.stringMatching(/^authentication failed: root@.*: Permission denied \(publickey.*\)$/) as string,
    });
  });

  it("finds the session daemon of an ordinary user, and says why the system's is closed to them", async () => {
    const session = await dial(lab.user.name, key(), {}, { path: '/session' });
    await expectDaemon(session.channel);
    session.dispose();
    const socket = join(home, 'root-only');
    mkdirSync(socket, { mode: 0o700 });
    await expect(dial(lab.user.name, { ...key(), socket: join(socket, 'sock') })).rejects.toMatchObject({
      step: 'forward', message: expect.stringContaining('Permission denied') as string, cause: { code: 'access-denied', message: expect.stringContaining('usermod -aG libvirt') as string },
    });
  });

  it('shows the fingerprint of an unknown host and remembers it', async () => {
    const own = join(home, '.ssh/known_hosts');
    const asked: Prompt[] = [];
    const prompt = (question: Prompt): Promise<PromptAnswer> => {
      asked.push(question);
      return Promise.resolve({ kind: 'accept', remember: true });
    };
    (await dial('root', { ...key(), known_hosts: own }, { prompt })).dispose();
    expect(asked).toMatchObject([{ kind: 'host-key', status: 'unknown', fingerprint: sshd.fingerprint }]);
    (await dial('root', { ...key(), known_hosts: own })).dispose();
    expect(readFileSync(own, 'utf8')).toBe(readFileSync(sshd.knownHostsPath, 'utf8'));
  });

  it('jumps over a host of the configuration', async () => {
    writeFileSync(join(home, '.ssh/config'), `${sshd.configBlock('gate')}${sshd.configBlock('inner', { proxyJump: 'gate' })}`);
    const link = await dialLibvirt(parseConnectUri('qemu+ssh://inner/system'), {}, pool);
    await expectDaemon(link.channel);
    link.dispose();
  });

  it('tells a socket that is not there from forwarding that is off, where netcat helps', async () => {
    const missing = { step: 'forward', code: 'system-error', message: "Failed to connect socket to '/var/run/libvirt/none': No such file or directory" };
    await expect(dial('root', { ...key(), socket: '/var/run/libvirt/none' })).rejects.toMatchObject(missing);
    const strict = await startSshd({ streamLocalForwarding: false });
    const query = { keyfile: strict.keyPath };
    const link = await dial('root', query, {}, { server: strict });
    expect(link.channel.description).toContain('sh on root@');
    await expectDaemon(link.channel);
    await expectDaemon(await link.newChannel());
    link.dispose();
    await expect(dial('root', { ...query, socket: '/var/run/libvirt/none' }, {}, { server: strict })).rejects.toMatchObject(missing);
    await strict.dispose();
  });

  it('ends every channel when the connection is cut', async () => {
    const link = await dial('root', key());
    const other = await link.newChannel();
    const ends = [link.onDidClose, link.channel.onDidClose, other.onDidClose].map((event) => new Promise<CloseReason>((resolve) => event(resolve)));
    await sshd.dropConnections();
    for (const { kind } of await Promise.all(ends)) expect(['eof', 'error']).toContain(kind);
    await expect(link.newChannel()).rejects.toMatchObject({ code: 'ssh' });
    link.dispose();
    const again = await dial('root', key());
    await expectDaemon(again.channel);
    again.dispose();
  });

  it('refuses a host whose key has changed', async () => {
    const server = await startSshd();
    (await dial('root', { keyfile: server.keyPath }, {}, { server })).dispose();
    await server.changeHostKey();
    await expect(dial('root', { keyfile: server.keyPath, no_verify: '1' }, {}, { server })).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
    await server.dispose();
  });
});
