import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloseReason, OpenOptions } from '../../api/connection.ts';
import { parseConnectUri } from '../../core/connect-uri.ts';
import { dialLibvirt, type LibvirtLink } from '../dial-libvirt.ts';
import { until } from '../testing/channel-suite.ts';
import { SshPool } from './ssh-pool.ts';

const SSHD = '/usr/sbin/sshd';

// The real thing, where it is installed: sshd on loopback, keys and agent by OpenSSH's own tools.
describe.skipIf(!existsSync(SSHD))('a real sshd', () => {
  let folder = '';
  let echo: Server;
  let sshd: ChildProcess | undefined;
  let agent: ChildProcess | undefined;
  let port = 0;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vireo-openssh-'));
    mkdirSync(join(folder, '.ssh'), { mode: 0o700 });
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    for (const [name, type, passphrase] of [['host', 'ed25519', ''], ['id_ed25519', 'ed25519', ''], ['id_locked', 'ed25519', 'open sesame'], ['id_rsa', 'rsa', ''], ['id_ecdsa', 'ecdsa', ''], ['id_agent', 'ed25519', '']] as const) {
      expect(spawnSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', join(folder, name)]).status).toBe(0);
    }
    echo = createServer((socket) => { sockets.add(socket); socket.on('error', () => undefined); socket.pipe(socket); }).listen(join(folder, 'daemon'));
    await once(echo, 'listening');
    await restart();
    writeFileSync(join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
  });
  afterAll(() => {
    sshd?.kill();
    agent?.kill();
    echo.close();
    rmSync(folder, { recursive: true });
  });

  async function restart(extra = ''): Promise<void> {
    sshd?.kill();
    port = port === 0 ? await freePort() : port;
    const names = ['id_ed25519', 'id_locked', 'id_rsa', 'id_ecdsa', 'id_agent'];
    writeFileSync(join(folder, 'authorized'), names.map((name) => readFileSync(join(folder, `${name}.pub`), 'utf8')).join(''));
    writeFileSync(join(folder, 'sshd_config'), `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${join(folder, 'host')}\nAuthorizedKeysFile ${join(folder, 'authorized')}\nStrictModes no\nPasswordAuthentication no\nUsePAM no\nPermitRootLogin yes\nPidFile none\n${extra}`);
    const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    sshd = child;
    await until(() => child.exitCode === null);
    for (let tries = 0; tries < 100 && !(await answers(port)); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  function dial(query = `&keyfile=${join(folder, 'id_ed25519')}`, options: OpenOptions = {}, env: Record<string, string> = {}, pool = newPool(env)): Promise<LibvirtLink> {
    const user = userInfo().username;
    return dialLibvirt(parseConnectUri(`qemu+ssh://${user}@127.0.0.1:${port}/system?socket=${join(folder, 'daemon')}${query}`), options, pool);
  }

  function newPool(env: Record<string, string> = {}): SshPool {
    return new SshPool({ home: folder, localUser: 'me', localHost: 'desk', env, uid: 1000, systemConfig: join(folder, 'none') });
  }

  async function expectEcho(link: LibvirtLink): Promise<void> {
    const pieces: Uint8Array[] = [];
    link.channel.consume((piece) => pieces.push(piece));
    link.channel.write(Buffer.from('hello'));
    await until(() => Buffer.concat(pieces).toString() === 'hello');
  }

  it.each(['id_ed25519', 'id_rsa', 'id_ecdsa'])('lets in with %s and forwards a socket', async (name) => {
    const link = await dial(`&keyfile=${join(folder, name)}`);
    await expectEcho(link);
    link.dispose();
  });

  it('lets in with a key that ssh-keygen encrypted', async () => {
    const link = await dial(`&keyfile=${join(folder, 'id_locked')}`, { prompt: () => Promise.resolve({ kind: 'text', text: 'open sesame', store: false }) });
    await expectEcho(link);
    link.dispose();
  });

  it('lets in with an agent', async () => {
    const socket = join(folder, 'agent');
    agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    await until(() => existsSync(socket));
    expect(spawnSync('ssh-add', ['-q', join(folder, 'id_agent')], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).status).toBe(0);
    const link = await dial('', {}, { SSH_AUTH_SOCK: socket });
    await expectEcho(link);
    link.dispose();
  });

  it('refuses without a key, in the words of OpenSSH', async () => {
    await expect(dial('')).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-auth', message: expect.stringContaining('Permission denied (publickey,keyboard-interactive)') as string });
  });

  it('carries many connections in one, and commands beside them', async () => {
    const pool = newPool();
    const link = await dial(undefined, {}, {}, pool);
    const channels = await Promise.all(Array.from({ length: 30 }, () => link.newChannel()));
    const stream = await link.dial?.({ kind: 'unix', path: join(folder, 'daemon') });
    await stream?.send(Buffer.from('console'));
    expect(Buffer.from((await stream?.recv()) as Uint8Array).toString()).toBe('console');
    await stream?.abort();
    expect(pool.size).toBe(1);
    expect(channels.every(({ closeReason }) => closeReason === undefined)).toBe(true);
    link.dispose();
  });

  it('goes through netcat when sockets are not forwarded, and ends when the daemon does', async () => {
    await restart('AllowStreamLocalForwarding no\n');
    const link = await dial();
    await expectEcho(link);
    const closed = new Promise<CloseReason>((resolve) => link.channel.onDidClose(resolve));
    for (const socket of sockets) socket.destroy();
    // netcat notices only when it has something to send: the keepalive of the protocol above.
    const ping = setInterval(() => { link.channel.write(Buffer.from('ping')); }, 20);
    expect(['eof', 'error']).toContain((await closed).kind);
    clearInterval(ping);
    await expect(dialLibvirt(parseConnectUri(`qemu+ssh://${userInfo().username}@127.0.0.1:${port}/system?socket=${folder}/none&keyfile=${join(folder, 'id_ed25519')}`), {}, newPool())).rejects.toMatchObject({
      step: 'forward', message: `Failed to connect socket to '${folder}/none': No such file or directory`,
    });
    link.dispose();
    await restart();
  });

  it('is told apart: no such socket', async () => {
    await expect(dialLibvirt(parseConnectUri(`qemu+ssh://${userInfo().username}@127.0.0.1:${port}/system?socket=${folder}/none&keyfile=${join(folder, 'id_ed25519')}`), {}, newPool())).rejects.toMatchObject({
      step: 'forward', code: 'system-error', message: `Failed to connect socket to '${folder}/none': No such file or directory`,
    });
  });

  it('ends everything when it is killed', async () => {
    const link = await dial();
    link.channel.consume(() => undefined);
    const closed = new Promise<CloseReason>((resolve) => link.channel.onDidClose(resolve));
    // The listener's children serve the connections: end the one that serves ours.
    const children = spawnSync('pgrep', ['-P', String(sshd?.pid ?? 0)], { encoding: 'utf8' }).stdout.trim().split('\n').map(Number);
    for (const child of children) process.kill(child, 'SIGKILL');
    expect(['eof', 'error']).toContain((await closed).kind);
    link.dispose();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await new Promise<boolean>((resolve) => socket.once('connect', () => { resolve(true); }).once('error', () => { resolve(false); }));
  socket.destroy();
  return open;
}
