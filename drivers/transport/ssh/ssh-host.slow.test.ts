import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import ssh2, { type ParsedKey } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CloseReason, OpenOptions, Prompt, PromptAnswer } from '../../api/connection.ts';
import { parseConnectUri } from '../../core/connect-uri.ts';
import { dialLibvirt } from '../dial-libvirt.ts';
import type { LibvirtLink } from '../libvirt-link.ts';
import { runCommand } from '../exec/run-command.ts';
import { DialBudget } from '../dial-budget.ts';
import { channelSuite, until } from '../testing/channel-suite.ts';
import { FakeSshServer, makeKey, type FakeKey } from '../testing/fake-ssh-server.ts';
import { SshPool, type SshLease } from './ssh-pool.ts';
import type { SshSurroundings } from './ssh-settings.ts';

let folder = '';
let far: FakeSshServer;
let port = 0;
let pool: SshPool;
let daemon: Server;
let accepted: Socket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vireo-sshd-'));
  mkdirSync(join(folder, '.ssh'));
  far = new FakeSshServer();
  port = await far.listen();
  pool = new SshPool(here());
  accepted = [];
  daemon = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
  }).listen(join(folder, 'daemon'));
  await once(daemon, 'listening');
  trust();
});
afterEach(async () => {
  await far.close();
  for (const socket of accepted) socket.destroy();
  daemon.close();
  rmSync(folder, { recursive: true });
  expect(pool.size).toBe(0);
});

function here(): SshSurroundings {
  return { home: folder, localUser: 'me', localHost: 'desk', env: {}, uid: 1000, systemConfig: join(folder, 'none') };
}

function trust(): void {
  const key = far.hostKeys[0]?.publicKey;
  writeFileSync(join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${key?.type ?? ''} ${key?.getPublicSSH().toString('base64') ?? ''}\n`);
}

/** Answers questions in turn; what is left over or missing is seen in `asked`. */
function person(...answers: readonly (string | PromptAnswer)[]): { readonly options: OpenOptions; readonly asked: Prompt[] } {
  const asked: Prompt[] = [];
  const prompt = (question: Prompt): Promise<PromptAnswer> => {
    const answer = answers[asked.length];
    asked.push(question);
    return Promise.resolve(typeof answer === 'string' ? { kind: 'text', text: answer, store: false } : answer);
  };
  return { options: { prompt }, asked };
}

async function lease(options: OpenOptions = person('secret').options): Promise<SshLease> {
  const budget = new DialBudget('127.0.0.1', options);
  try {
    return await pool.acquire('127.0.0.1', { port }, budget);
  } finally {
    budget.dispose();
  }
}

function dial(query = '', options: OpenOptions = person('secret').options, start = 'qemu+ssh://'): Promise<LibvirtLink> {
  return dialLibvirt(parseConnectUri(`${start}127.0.0.1:${port}/system?socket=${join(folder, 'daemon')}${query}`), options, pool);
}

/** An agent in this process that signs with these keys. */
function fakeAgent(keys: readonly FakeKey[]): { readonly server: Server } {
  const server = createServer((socket) => {
    const protocol = new ssh2.AgentProtocol(false);
    protocol.on('identities', (request) => { protocol.getIdentitiesReply(request, keys.map(({ publicKey }) => publicKey)); });
    protocol.on('sign', (request, wanted: ParsedKey, data: Buffer, options: { hash?: string }) => {
      const pem = keys.find(({ publicKey }) => publicKey.getPublicSSH().equals(wanted.getPublicSSH()))?.privatePem ?? '';
      const key = ssh2.utils.parseKey(pem);
      if (key instanceof Error) protocol.failureReply(request);
      else protocol.signReply(request, key.sign(data, options.hash));
    });
    socket.pipe(protocol).pipe(socket);
    socket.on('error', () => undefined);
  });
  return { server };
}

describe('signing in', () => {
  it('asks for a password, again when it was wrong, and gives up after three', async () => {
    const second = person('wrong', 'secret');
    (await lease(second.options)).dispose();
    expect(second.asked).toMatchObject([{ kind: 'password', retry: false, target: `me@127.0.0.1:${port}` }, { kind: 'password', retry: true }]);
    await expect(lease(person('a', 'b', 'c', 'd').options)).rejects.toMatchObject({
      code: 'auth-failed', step: 'ssh-auth', message: `authentication failed: me@127.0.0.1:${port}: Permission denied (password)`,
    });
    expect(far.log.attempts).toHaveLength(5);
  });

  it('says that nobody could be asked, and that the person cancelled', async () => {
    await expect(lease({})).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-auth', cause: { message: expect.stringContaining('nobody can be asked') as string } });
    await expect(lease(person(undefined).options)).rejects.toMatchObject({ code: 'auth-cancelled', step: 'ssh-auth' });
    expect(far.log.attempts).toEqual([]);
  });

  it('passes on the questions of keyboard-interactive', async () => {
    far.behaviour.factors = ['keyboard-interactive'];
    far.behaviour.codes = [{ prompt: 'Password: ', answer: 'p', echo: false }, { prompt: 'Code: ', answer: '123', echo: true }];
    const { options, asked } = person('p', '000', 'p', '123');
    (await lease(options)).dispose();
    expect(asked).toMatchObject([
      { kind: 'password', message: 'from the host\nPassword:', retry: false }, { kind: 'one-time-code', message: 'from the host\nCode:', echo: true },
      { kind: 'password', retry: true }, { kind: 'one-time-code' },
    ]);
    await expect(lease(person('p', undefined).options)).rejects.toMatchObject({ code: 'auth-cancelled' });
  });

  it.each(['ed25519', 'rsa', 'ecdsa'] as const)('offers an %s key of the usual name without a question', async (type) => {
    const key = makeKey(type);
    writeFileSync(join(folder, '.ssh', `id_${type}`), key.privatePem);
    far.behaviour.factors = ['publickey'];
    far.behaviour.publicKeys = [key.publicKey];
    (await lease({})).dispose();
  });

  it('asks for the passphrase only of the key that the host wants', async () => {
    const [wanted, other] = [makeKey('ed25519', 'open'), makeKey('ecdsa', 'else')];
    writeFileSync(join(folder, '.ssh/id_ed25519'), wanted.privatePem);
    writeFileSync(join(folder, '.ssh/id_ecdsa'), other.privatePem);
    far.behaviour.factors = ['publickey'];
    far.behaviour.publicKeys = [wanted.publicKey];
    const { options, asked } = person('wrong', 'open');
    (await lease(options)).dispose();
    expect(asked).toMatchObject([{ kind: 'passphrase', keyFile: join(folder, '.ssh/id_ed25519'), retry: false }, { kind: 'passphrase', retry: true }]);
    await expect(lease(person(undefined).options)).rejects.toMatchObject({ code: 'auth-cancelled', step: 'ssh-auth' });
    await expect(lease({})).rejects.toMatchObject({ code: 'auth-failed', cause: { message: expect.stringContaining('needs a passphrase, and nobody can be asked') as string } });
  });

  it.each(['rsa', 'ec'] as const)('reads PKCS #8 files with an %s key, encrypted ones as well', async (type) => {
    const { privateKey } = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = ssh2.utils.parseKey(privateKey.export({ format: 'pem', type: type === 'rsa' ? 'pkcs1' : 'sec1' } as never));
    if (publicKey instanceof Error) throw publicKey;
    far.behaviour.factors = ['publickey'];
    far.behaviour.publicKeys = [publicKey];
    const file = join(folder, 'pkcs8');
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }));
    (await dial(`&keyfile=${file}`, {})).dispose();
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'open' }));
    (await dial(`&keyfile=${file}`, person('wrong', 'open').options)).dispose();
  });

  it('takes keys from the agent, with IdentitiesOnly only those that are named', async () => {
    const [first, second] = [makeKey(), makeKey('rsa')];
    const agent = fakeAgent([first, second]);
    await once(agent.server.listen(join(folder, 'agent')), 'listening');
    far.behaviour.factors = ['publickey'];
    far.behaviour.publicKeys = [second.publicKey];
    writeFileSync(join(folder, '.ssh/config'), `Host *\n  IdentityAgent ${join(folder, 'agent')}\n`);
    (await lease({})).dispose();
    expect(far.log.attempts).toEqual(['publickey', 'publickey', 'publickey']); // first: no; second: a question, then the signature
    far.log.attempts.length = 0;
    const { publicKey } = second;
    writeFileSync(join(folder, 'second.pub'), `${publicKey.type} ${publicKey.getPublicSSH().toString('base64')} me@here\n`);
    writeFileSync(join(folder, '.ssh/config'), `Host *\n  IdentityAgent ${join(folder, 'agent')}\n  IdentitiesOnly yes\n  IdentityFile ${join(folder, 'second.pub')}\n`);
    (await lease({})).dispose();
    expect(far.log.attempts).toEqual(['publickey', 'publickey']);
    agent.server.close();
  });

  it('goes through several factors, the first of them a key', async () => {
    const key = makeKey();
    writeFileSync(join(folder, '.ssh/id_ed25519'), key.privatePem);
    far.behaviour.publicKeys = [key.publicKey];
    far.behaviour.factors = ['publickey', 'password'];
    (await lease()).dispose();
    far.behaviour.factors = ['publickey', 'keyboard-interactive'];
    far.behaviour.codes = [{ prompt: 'Code: ', answer: '1', echo: false }];
    (await lease(person('1').options)).dispose();
  });

  it('obeys keyfile= and sshauth=', async () => {
    const key = makeKey();
    writeFileSync(join(folder, 'mine'), key.privatePem);
    far.behaviour.factors = ['publickey'];
    far.behaviour.publicKeys = [key.publicKey];
    (await dial(`&keyfile=${join(folder, 'mine')}`, {})).dispose();
    await expect(dial(`&keyfile=${join(folder, 'mine')}&sshauth=password`)).rejects.toMatchObject({ code: 'auth-failed' });
  });

  it('obeys no_tty=1: nothing is asked', async () => {
    const { options, asked } = person('secret');
    await expect(dial('&no_tty=1', options)).rejects.toMatchObject({ code: 'auth-failed' });
    expect(asked).toEqual([]);
  });
});

describe('the host key', () => {
  const yes: PromptAnswer = { kind: 'accept', remember: true };

  // ssh2 takes a promise, or anything truthy, that its verifier returns for "accepted".
  it('is never accepted before somebody has said so', async () => {
    writeFileSync(join(folder, '.ssh/known_hosts'), '');
    let say: (answer: PromptAnswer) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      const prompt = (question: Prompt): Promise<PromptAnswer> => {
        if (question.kind !== 'host-key') return Promise.resolve({ kind: 'text', text: 'secret', store: false });
        resolve();
        return new Promise((answer) => { say = answer; });
      };
      const opening = lease({ prompt });
      opening.catch(() => undefined);
      opened = opening;
    });
    await asked;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(far.log.attempts).toEqual([]);
    say(undefined);
    await expect(opened).rejects.toMatchObject({ code: 'auth-cancelled', step: 'ssh-host-key' });
    expect(far.log.attempts).toEqual([]);
  });
  let opened: Promise<SshLease> = Promise.reject(new Error('not yet'));
  opened.catch(() => undefined);

  it('is asked about once and then known', async () => {
    writeFileSync(join(folder, '.ssh/known_hosts'), '');
    const { options, asked } = person(yes, 'secret');
    (await lease(options)).dispose();
    expect(asked[0]).toMatchObject({ kind: 'host-key', status: 'unknown', target: `[127.0.0.1]:${port}`, keyType: 'ssh-ed25519' });
    (await lease()).dispose();
  });

  it('may be accepted later than the host waits', async () => {
    writeFileSync(join(folder, '.ssh/known_hosts'), '');
    const asked: Prompt[] = [];
    const prompt = async (question: Prompt): Promise<PromptAnswer> => {
      asked.push(question);
      if (question.kind !== 'host-key') return { kind: 'text', text: 'secret', store: false };
      far.cut();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { kind: 'accept', remember: false };
    };
    const { host, dispose } = await lease({ prompt });
    expect(asked.map(({ kind }) => kind)).toEqual(['host-key', 'password']);
    expect(far.log.connections).toBe(2);
    expect(pool.size).toBe(1);
    expect(await runCommand(host, ['echo', 'hi'])).toMatchObject({ stdout: 'hi\n' });
    dispose();
  });

  it('stops everything when it has changed, before any secret is sent', async () => {
    const { publicKey } = makeKey();
    writeFileSync(join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ssh-ed25519 ${publicKey.getPublicSSH().toString('base64')}\n`);
    const { options, asked } = person(undefined);
    await expect(lease(options)).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
    expect(asked).toMatchObject([{ kind: 'host-key', status: 'changed' }]);
    await expect(dial('&no_verify=1')).rejects.toMatchObject({ code: 'auth-failed', step: 'ssh-host-key' });
    expect(far.log.attempts).toEqual([]);
  });

  it('is asked of the host in the type that is on file', async () => {
    await far.close();
    far = new FakeSshServer([makeKey('ed25519'), makeKey('ecdsa')]);
    port = await far.listen();
    const ecdsa = far.hostKeys[1]?.publicKey;
    writeFileSync(join(folder, '.ssh/known_hosts'), `[127.0.0.1]:${port} ${ecdsa?.type ?? ''} ${ecdsa?.getPublicSSH().toString('base64') ?? ''}\n`);
    (await lease()).dispose();
  });

  it('obeys no_verify=1, known_hosts= and known_hosts_verify=', async () => {
    const own = join(folder, 'own');
    (await dial(`&known_hosts=${own}&no_verify=1`)).dispose();
    expect(readFileSync(own, 'utf8')).toContain(`[127.0.0.1]:${port} ssh-ed25519 `);
    await expect(dial(`&known_hosts=${join(folder, 'other')}`, {})).rejects.toMatchObject({ step: 'ssh-host-key' });
    const ignoring = await dial(`&known_hosts=${join(folder, 'other')}&known_hosts_verify=ignore`);
    expect(ignoring.warning).toContain('not verified');
    ignoring.dispose();
  });
});

channelSuite('a forwarded socket, whole', () => pairOver('whole'));
channelSuite('a forwarded socket, byte by byte', () => pairOver('bytes'), { flow: false });
channelSuite('a forwarded socket, at random points', () => pairOver('random'));

async function pairOver(splitting: 'whole' | 'bytes' | 'random'): Promise<{ channel: LibvirtLink['channel']; peer: Socket; dispose: () => void }> {
  far.behaviour.splitting = splitting;
  const link = await dial();
  await until(() => accepted.length > 0);
  const [peer] = accepted;
  if (peer === undefined) throw new Error('nobody came');
  return { channel: link.channel, peer, dispose: () => { link.dispose(); } };
}

describe('the way to the daemon', () => {
  it('is one SSH connection for everything', async () => {
    const link = await dial();
    const second = await link.newChannel();
    const console = await link.dial?.({ kind: 'unix', path: join(folder, 'daemon') });
    const tcp = createServer((socket) => socket.end('tcp')).listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const address = tcp.address();
    const graphics = await link.dial?.({ kind: 'tcp', host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 });
    expect(Buffer.from((await graphics?.recv()) as Uint8Array).toString()).toBe('tcp');
    await until(() => accepted.length === 3);
    expect(far.log.connections).toBe(1);
    const other = await dial();
    expect(far.log.connections).toBe(1);
    other.dispose();
    await until(() => accepted.length === 4);
    expect(second.closeReason).toBeUndefined();
    await console?.abort();
    await graphics?.abort();
    tcp.close();
    link.dispose();
    expect(second.closeReason).toEqual({ kind: 'client' });
  });

  it('makes one connection for those who come at once, and outlives the one who gave up', async () => {
    const abort = new AbortController();
    const hanging: OpenOptions = { signal: abort.signal, prompt: () => new Promise(() => undefined) };
    const first = lease(hanging);
    first.catch(() => undefined);
    await until(() => far.log.connections === 1);
    const others = Promise.all([lease(), lease()]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'operation-aborted' });
    const [one, two] = await others;
    expect(one.host).toBe(two.host);
    expect(far.log.connections).toBe(2);
    one.dispose();
    expect(one.host.closeReason).toBeUndefined();
    two.dispose();
    expect(one.host.closeReason).toEqual({ kind: 'client' });
  });

  it('goes through netcat where sockets are not forwarded', async () => {
    far.behaviour.streamLocal = false;
    const link = await dial();
    await until(() => accepted.length === 1);
    accepted[0]?.write('hello');
    const got = await new Promise<Uint8Array>((resolve) => { link.channel.consume(resolve); });
    expect(Buffer.from(got).toString()).toBe('hello');
    expect(far.log.commands.at(-1)).toContain('-U');
    link.channel.write(Buffer.from('back'));
    expect(String((await once(accepted[0] as Socket, 'data'))[0])).toBe('back');
    link.dispose();
  });

  it('tells a missing socket from one that is not forwarded', async () => {
    const missing = { code: 'system-error', step: 'forward', message: `Failed to connect socket to '${folder}/none': No such file or directory`, cause: { message: expect.stringContaining('not running there') as string } };
    const uri = parseConnectUri(`qemu+ssh://127.0.0.1:${port}/system?socket=${folder}/none`);
    await expect(dialLibvirt(uri, person('secret').options, pool)).rejects.toMatchObject(missing);
    far.behaviour.streamLocal = false;
    await expect(dialLibvirt(uri, person('secret').options, pool)).rejects.toMatchObject(missing);
    far.behaviour.env = { PATH: join(folder, 'bin') };
    mkdirSync(join(folder, 'bin'));
    for (const tool of ['id', 'dirname', 'sh', 'grep']) {
      symlinkSync(existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`, join(folder, 'bin', tool));
    }
    await expect(dial()).rejects.toMatchObject({ step: 'forward', message: expect.stringContaining('Cannot reach the socket') as string, cause: { message: expect.stringContaining('AllowStreamLocalForwarding') as string } });
  });

  it('uses netcat= as it is told, and explains when that fails', async () => {
    const netcat = join(folder, "my 'nc'");
    writeFileSync(netcat, '#!/bin/sh\nif [ "$1" = -q ]; then echo "nc: option requires an argument -- q" >&2; exit 1; fi\necho "args: $*"; echo "no luck" >&2; exit 1\n', { mode: 0o755 });
    const query = `&netcat=${encodeURIComponent(netcat)}`;
    await expect(dial(query, {})).rejects.toMatchObject({ code: 'auth-cancelled', message: expect.stringContaining('was not allowed') as string });
    expect(far.log.connections).toBe(0);
    const { options, asked } = person({ kind: 'accept', remember: true }, 'secret');
    const link = await dial(query, options);
    expect(asked[0]).toMatchObject({ kind: 'run-command', argv: ['ssh', '--', '127.0.0.1', netcat] });
    const pieces: Uint8Array[] = [];
    link.channel.consume((piece) => pieces.push(piece));
    const reason = await new Promise<CloseReason>((resolve) => { link.channel.onDidClose(resolve); });
    expect(Buffer.concat(pieces).toString()).toBe(`args: -q0 -U ${join(folder, 'daemon')}\n`);
    expect(reason).toMatchObject({ kind: 'error', error: { message: 'End of file while reading data: no luck: Input/output error' } });
    expect(far.log.forwards).toEqual([]);
    link.dispose();
  });

  it('uses the helper when told so', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/virt-ssh-helper'), '#!/bin/sh\necho "helper $*"\n', { mode: 0o755 });
    far.behaviour.env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
    const uri = parseConnectUri(`qemu+ssh://127.0.0.1:${port}/system?proxy=native`);
    const link = await dialLibvirt(uri, { ...person('secret').options, readOnly: true }, pool);
    const got = await new Promise<Uint8Array>((resolve) => { link.channel.consume(resolve); });
    expect(Buffer.from(got).toString()).toBe('helper -r qemu:///system\n');
    link.dispose();
  });

  it('lets the helper lead to the session of the far user, for it starts the daemon; else finds its socket', async () => {
    mkdirSync(join(folder, 'run/libvirt'), { recursive: true });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/id'), '#!/bin/sh\ncase $1 in -u) echo 1234;; *) echo far;; esac\n', { mode: 0o755 });
    writeFileSync(join(folder, 'bin/virt-ssh-helper'), '#!/bin/sh\necho "helper $*"\n', { mode: 0o755 });
    for (const tool of ['dirname', 'sh', 'grep', 'nc']) symlinkSync(existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`, join(folder, 'bin', tool));
    far.behaviour.env = { PATH: join(folder, 'bin'), XDG_RUNTIME_DIR: join(folder, 'run') };
    const session = createServer((socket) => socket.end('session')).listen(join(folder, 'run/libvirt/virtqemud-sock'));
    await once(session, 'listening');
    const uri = parseConnectUri(`qemu+ssh://127.0.0.1:${port}/session`);
    const helped = await dialLibvirt(uri, person('secret').options, pool);
    const got = await new Promise<Uint8Array>((resolve) => { helped.channel.consume(resolve); });
    expect(Buffer.from(got).toString()).toBe('helper qemu:///session\n');
    helped.dispose();
    rmSync(join(folder, 'bin/virt-ssh-helper'));
    const direct = await dialLibvirt(uri, person('secret').options, pool);
    const said = await new Promise<Uint8Array>((resolve) => { direct.channel.consume(resolve); });
    expect(Buffer.from(said).toString()).toBe('session');
    expect(far.log.forwards.at(-1)).toBe(join(folder, 'run/libvirt/virtqemud-sock'));
    direct.dispose();
    session.close();
  });

  it('runs a Match exec of the configuration only when that was allowed', async () => {
    const ran = join(folder, 'ran');
    const block = (command: string, user: string): string => `Match originalhost 127.0.0.1 exec "${command}"\n  User ${user}\n`;
    writeFileSync(join(folder, '.ssh/config'), `${block(`echo %n-%r >> ${ran}; true`, 'chosen')}${block('false', 'wrong')}`);
    const yes: PromptAnswer = { kind: 'accept', remember: true };
    const refused = person(undefined, undefined, 'secret');
    (await lease(refused.options)).dispose();
    expect(refused.asked.map(({ kind, target }) => [kind, target])).toEqual([['run-command', '127.0.0.1'], ['run-command', '127.0.0.1'], ['password', `me@127.0.0.1:${port}`]]);
    expect(refused.asked[0]).toMatchObject({ argv: ['/bin/sh', '-c', `echo 127.0.0.1-me >> ${ran}; true`] });
    expect(existsSync(ran)).toBe(false);
    const allowed = person(yes, yes, 'secret');
    const { host, dispose } = await lease(allowed.options);
    expect(host.settings.user).toBe('chosen');
    expect(readFileSync(ran, 'utf8')).toBe('127.0.0.1-me\n');
    dispose();
  });

  it('jumps over hosts that the configuration names', async () => {
    const inner = new FakeSshServer();
    const innerPort = await inner.listen();
    writeFileSync(join(folder, '.ssh/config'), `Host target\n  HostName 127.0.0.1\n  Port ${innerPort}\n  ProxyJump boss@127.0.0.1:${port}\n  StrictHostKeyChecking accept-new\n`);
    const { options, asked } = person('secret', 'secret');
    const uri = parseConnectUri(`qemu+ssh://target/system?socket=${join(folder, 'daemon')}`);
    const link = await dialLibvirt(uri, options, pool);
    await until(() => accepted.length === 1);
    expect(asked.map(({ target }) => target)).toEqual([`boss@127.0.0.1:${port}`, `me@127.0.0.1:${innerPort}`]);
    expect(far.log.forwards).toEqual([`127.0.0.1:${innerPort}`]);
    expect(pool.size).toBe(2);
    link.dispose();
    await until(() => pool.size === 0);
    await inner.close();
  });
});

describe('ProxyCommand', () => {
  it.skipIf(spawnSync('nc', ['-h']).error !== undefined)('leads to the host, as the configuration of the user says', async () => {
    writeFileSync(join(folder, '.ssh/config'), `Host target\n  HostName 127.0.0.1\n  Port ${port}\n  ProxyCommand nc %h %p\n`);
    const budget = new DialBudget('target', person('secret').options);
    const { host, dispose } = await pool.acquire('target', {}, budget);
    budget.dispose();
    expect(await runCommand(host, ['echo', 'there'])).toMatchObject({ stdout: 'there\n' });
    dispose();
  });

  it('says what the command complained about', async () => {
    writeFileSync(join(folder, '.ssh/config'), 'Host target\n  ProxyCommand echo "no way to %h" >&2; exit 1\n');
    const budget = new DialBudget('target', {});
    await expect(pool.acquire('target', {}, budget)).rejects.toMatchObject({ code: 'ssh', step: 'connect', cause: { message: expect.stringContaining('no way to target') as string } });
    budget.dispose();
  });
});

describe('commands', () => {
  it('run with exactly their arguments, at most eight at a time', async () => {
    const { host, dispose } = await lease();
    const nasty = ['$(id)', "it's", 'a b', '; exit 3', '', '`x`', '\\'];
    const result = await runCommand(host, ['printf', '%s|', ...nasty]);
    expect(result).toMatchObject({ code: 0, stdout: nasty.map((word) => `${word}|`).join('') });
    expect(await runCommand(host, ['sh', '-c', 'cat; echo bad >&2; exit 7'], { input: Buffer.from('in') })).toMatchObject({ code: 7, stdout: 'in', stderr: 'bad\n' });
    const go = join(folder, 'go');
    const all = Promise.all(Array.from({ length: 20 }, () => runCommand(host, ['sh', '-c', 'while test ! -e "$1"; do sleep 0.02; done', 'sh', go])));
    await until(() => far.log.running === 8);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(far.log.running).toBe(8);
    writeFileSync(go, '');
    for (const one of await all) expect(one).toEqual({ code: 0, signal: undefined, stdout: '', stderr: '' });
    dispose();
  });
});

describe('a channel that ends as soon as it is open', () => {
  it('is told, with its exit code and all it said', async () => {
    const { host, dispose } = await lease();
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.all(Array.from({ length: 8 }, (_nothing, index) => runCommand(host, ['sh', '-c', 'echo "$1"; exit "$1"', 'sh', String(index)])));
      expect(results.map(({ code, stdout }) => `${code ?? '?'} ${stdout}`)).toEqual(results.map((_result, index) => `${index} ${index}\n`));
    }
    const hasty = createServer((socket) => { socket.on('error', () => undefined).end('bye'); }).listen(join(folder, 'hasty'));
    await once(hasty, 'listening');
    for (let round = 0; round < 10; round += 1) {
      const budget = new DialBudget('hasty', {});
      const channel = await host.forwardUnix(join(folder, 'hasty'), budget);
      budget.dispose();
      channel.consume(() => undefined);
      expect(await new Promise((resolve) => channel.onDidClose(resolve))).toEqual({ kind: 'eof' });
    }
    hasty.close();
    dispose();
  });
});

describe('a connection that breaks', () => {
  it('ends every channel with the reason', async () => {
    const link = await dial();
    const second = await link.newChannel();
    link.channel.consume(() => undefined);
    const reasons = [link.onDidClose, link.channel.onDidClose, second.onDidClose].map((event) => new Promise<CloseReason>((resolve) => event(resolve)));
    far.cut();
    for (const reason of await Promise.all(reasons)) expect(['eof', 'error']).toContain(reason.kind);
    await expect(link.newChannel()).rejects.toMatchObject({ code: 'ssh' });
    link.dispose();
  });

  it('is noticed when the host falls silent', async () => {
    writeFileSync(join(folder, '.ssh/config'), 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 1\n');
    const link = await dial();
    const reason = new Promise<CloseReason>((resolve) => link.channel.onDidClose(resolve));
    far.stall();
    expect(await reason).toMatchObject({ kind: 'keepalive' });
    link.dispose();
  });

  it('does not hang on a host that says nothing at all', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const budget = new DialBudget('mute', { deadlineMs: 200 });
    const opening = pool.acquire('127.0.0.1', { port: typeof address === 'object' && address !== null ? address.port : 0 }, budget);
    await expect(opening).rejects.toMatchObject({ code: 'operation-timeout' });
    budget.dispose();
    mute.close();
  });

  it('says what is wrong when the port speaks something else', async () => {
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const budget = new DialBudget('web', {});
    await expect(pool.acquire('127.0.0.1', { port: typeof address === 'object' && address !== null ? address.port : 0 }, budget)).rejects.toMatchObject({ code: 'ssh', step: 'connect' });
    budget.dispose();
    web.close();
  });
});
