import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type ProcessId, identify, isAlive, logTail, signalProcess, startService, stopProcess } from './lab-process.ts';
import { abandonedDirs, makeOwnedDir } from './owned-dir.ts';
import { type Argv, LabError, run, waitFor } from './run.ts';
import type { LabUser } from './user.ts';

export interface SshdOptions {
  /** The ordinary user may log in with its password or with the key; root only with the key. */
  readonly user?: LabUser;
  /** Default true. False: direct-streamlocal is refused, and the client has to fall back to `nc`. */
  readonly streamLocalForwarding?: boolean;
  /** Default true. False: a client needs the password. */
  readonly acceptsKeys?: boolean;
  /** Default 127.0.0.1 and a free port. */
  readonly address?: string;
  readonly port?: number;
  /** Put before sshd's argument vector, to run it in a network namespace. */
  readonly prefix?: readonly string[];
  /** More lines of sshd_config. */
  readonly extraConfig?: readonly string[];
}

/** An sshd that serves one test. */
export interface Sshd {
  readonly address: string;
  readonly port: number;
  /** A private key without a passphrase that root and the user accept. */
  readonly keyPath: string;
  /** The same, encrypted with `passphrase`. */
  readonly encryptedKeyPath: string;
  readonly passphrase: string;
  /** A known_hosts file with this server's key. */
  readonly knownHostsPath: string;
  /** `SHA256:…` of its host key, as clients show it. */
  readonly fingerprint: string;
  readonly logPath: string;
  /** A `qemu+ssh://` URI with everything virsh needs in its parameters. */
  virshUri(options?: { user?: string; path?: string; socket?: string }): string;
  /** The text of a `Host` block for an ssh_config. */
  configBlock(alias: string, options?: { user?: string; proxyJump?: string }): string;
  /** Cuts every connection there is; new ones are served. */
  dropConnections(): Promise<void>;
  /** Replaces the host key, as a reinstalled or a false host has another. */
  changeHostKey(): Promise<void>;
  dispose(): Promise<void>;
}

const PREFIX = 'sshd-';

/** Starts an sshd on loopback. It ends with this process at the latest. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  for (const abandoned of abandonedDirs(PREFIX)) rmSync(abandoned, { recursive: true, force: true });
  const dir = makeOwnedDir(PREFIX);
  // Its privilege separation wants this directory.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = new LabSshd(dir, options);
  await server.prepare();
  await server.start();
  return server;
}

class LabSshd implements Sshd {
  readonly address: string;
  readonly keyPath: string;
  readonly encryptedKeyPath: string;
  readonly passphrase = 'correct horse';
  readonly knownHostsPath: string;
  readonly logPath: string;
  readonly #dir: string;
  readonly #options: SshdOptions;
  #port = 0;
  #fingerprint = '';
  #id: ProcessId | undefined;

  constructor(dir: string, options: SshdOptions) {
    this.#dir = dir;
    this.#options = options;
    this.address = options.address ?? '127.0.0.1';
    this.keyPath = join(dir, 'id');
    this.encryptedKeyPath = join(dir, 'id-encrypted');
    this.knownHostsPath = join(dir, 'known_hosts');
    this.logPath = join(dir, 'sshd.log');
  }

  get port(): number {
    return this.#port;
  }

  get fingerprint(): string {
    return this.#fingerprint;
  }

  async prepare(): Promise<void> {
    await makeKey(this.keyPath, '');
    await makeKey(this.encryptedKeyPath, this.passphrase);
    const authorised = [this.keyPath, this.encryptedKeyPath].map((path) => readFileSync(`${path}.pub`, 'utf8'));
    writeFileSync(join(this.#dir, 'authorized_keys'), authorised.join(''), { mode: 0o644 });
    await makeKey(join(this.#dir, 'host'), '');
    mkdirSync(join(this.#dir, 'home'), { mode: 0o700 });
  }

  async start(): Promise<void> {
    // A free port may be taken by another before sshd has it.
    for (let attempt = 1; ; attempt += 1) {
      this.#port = this.#options.port ?? this.#port;
      if (this.#port === 0) this.#port = await freePort();
      try {
        await this.#startOnce();
        return;
      } catch (error) {
        if (!(error instanceof LabError) || attempt === 5 || this.#options.port !== undefined) throw error;
        this.#port = 0;
      }
    }
  }

  virshUri(options: { user?: string; path?: string; socket?: string } = {}): string {
    const { user = 'root', path = '/system', socket } = options;
    const query = new URLSearchParams({ keyfile: this.keyPath, no_verify: '1', ...(socket === undefined ? {} : { socket }) });
    return `qemu+ssh://${user}@${this.address}:${this.#port}${path}?${query.toString()}`;
  }

  configBlock(alias: string, options: { user?: string; proxyJump?: string } = {}): string {
    const lines = [
      `Host ${alias}`,
      `  HostName ${this.address}`,
      `  Port ${this.#port}`,
      `  User ${options.user ?? 'root'}`,
      `  IdentityFile ${this.keyPath}`,
      `  UserKnownHostsFile ${this.knownHostsPath}`,
      ...(options.proxyJump === undefined ? [] : [`  ProxyJump ${options.proxyJump}`]),
    ];
    return `${lines.join('\n')}\n`;
  }

  async dropConnections(): Promise<void> {
    const listener = this.#id;
    if (listener === undefined) return;
    for (const child of childrenOf(listener.pid)) signalProcess(child, 'SIGKILL');
    await waitFor('end of the SSH connections', () => (childrenOf(listener.pid).length === 0 ? true : undefined), 30_000);
  }

  async changeHostKey(): Promise<void> {
    await this.#stop();
    rmSync(join(this.#dir, 'host'), { force: true });
    rmSync(join(this.#dir, 'host.pub'), { force: true });
    await makeKey(join(this.#dir, 'host'), '');
    const known = readFileSync(this.knownHostsPath, 'utf8');
    await this.start();
    // The client still knows the former key: that is what this is for.
    writeFileSync(this.knownHostsPath, known);
  }

  async dispose(): Promise<void> {
    await this.#stop();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    const listener = this.#id;
    if (listener === undefined) return;
    this.#id = undefined;
    for (const child of childrenOf(listener.pid)) signalProcess(child, 'SIGKILL');
    await stopProcess(listener);
  }

  async #startOnce(): Promise<void> {
    const config = join(this.#dir, 'sshd_config');
    writeFileSync(config, this.#config());
    // What an earlier start wrote says nothing about this one.
    const logged = existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8').length : 0;
    const argv: Argv = ['setpriv', '--pdeathsig', 'TERM', ...(this.#options.prefix ?? []), '/usr/sbin/sshd', '-D', '-e', '-f', config];
    const id = await startService(argv, { logPath: this.logPath, outlives: false });
    await waitFor(
      `sshd on port ${this.#port}`,
      async () => {
        if (!isAlive(id)) throw new LabError(`sshd ended at once: ${logTail(this.logPath)}`);
        return readFileSync(this.logPath, 'utf8').slice(logged).includes('Server listening') || (await accepts(this.address, this.#port)) ? true : undefined;
      },
      10_000,
    );
    this.#id = id;
    const publicKey = readFileSync(join(this.#dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(this.knownHostsPath, `[${this.address}]:${this.#port} ${publicKey}\n`, { mode: 0o644 });
    const shown = await run(['ssh-keygen', '-l', '-f', join(this.#dir, 'host.pub')]);
    this.#fingerprint = shown.stdout.split(' ')[1] ?? '';
  }

  #config(): string {
    const { user, streamLocalForwarding = true, acceptsKeys = true, extraConfig = [] } = this.#options;
    const lines = [
      `ListenAddress ${this.address}:${this.#port}`,
      `HostKey ${join(this.#dir, 'host')}`,
      `AuthorizedKeysFile ${join(this.#dir, 'authorized_keys')}`,
      'PidFile none',
      'PermitRootLogin prohibit-password',
      `PubkeyAuthentication ${acceptsKeys ? 'yes' : 'no'}`,
      `PasswordAuthentication ${user === undefined ? 'no' : 'yes'}`,
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'UseDNS no',
      // Many tests connect at once.
      'MaxStartups 100',
      'MaxSessions 100',
      `AllowStreamLocalForwarding ${streamLocalForwarding ? 'yes' : 'no'}`,
      ...extraConfig,
      // The shell files of whoever runs the tests would run in every session, and be killed in the middle of their work. Only one line counts, and in it
      // the first of a name.
      'Match User root',
      `  SetEnv ${[...extraConfig.filter((line) => line.startsWith('SetEnv ')).map((line) => line.slice('SetEnv '.length)), `HOME=${join(this.#dir, 'home')}`].join(' ')}`,
      // What a login manager would set.
      ...(user === undefined ? [] : [`Match User ${user.name}`, `  SetEnv XDG_RUNTIME_DIR=${user.runtimeDir}`]),
    ];
    return `${lines.join('\n')}\n`;
  }
}

async function makeKey(path: string, passphrase: string): Promise<void> {
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-C', 'lab', '-f', path]);
}

/** A process may end between the look and the reading. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has no children then
  }
}

/** The processes that serve connections, and theirs. */
function childrenOf(pid: number): ProcessId[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  const direct = existsSync(path) ? readIfThere(path).split(' ') : parentsFromProc(pid);
  return direct.filter((word) => word !== '').flatMap((word) => {
    const id = identify(Number(word));
    return id === undefined ? [] : [...childrenOf(id.pid), id];
  });
}

/** For kernels without the `children` file. */
function parentsFromProc(pid: number): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/stat`)) return false;
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid);
  });
}

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => {
      answer(true);
    });
    socket.once('error', () => {
      answer(false);
    });
  });
}
