import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { CloseReason, Event } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { DuplexChannel, type ByteChannel } from '../byte-channel.ts';
import { CloseSignal } from '../close-signal.ts';
import type { DialBudget } from '../dial-budget.ts';
import { ChildDuplex } from '../exec/child-duplex.ts';
import { spawnHere } from '../exec/local-process.ts';
import { TextTail, type ProcessChannel } from '../exec/process-channel.ts';
import { quoteShell } from '../exec/quote-shell.ts';
import { hostPort } from '../tcp.ts';
import { startAskpass } from './askpass.ts';
import { openSshFailure } from './openssh-failure.ts';
import { Semaphore } from './semaphore.ts';
import type { SshCarrier } from './ssh-carrier.ts';
import { sshTarget } from './ssh-host.ts';
import type { SshSettings } from './ssh-settings.ts';

const PROGRAM = 'ssh';
const MOST_SESSIONS = 8;
const LOOK_EVERY_MS = 15;
const KILL_AFTER_MS = 1000;

/**
 * One SSH connection that the installed OpenSSH client holds (ControlMaster): it can do what ours cannot, such as
 * certificates, security keys and Kerberos. Everything that goes to the host goes through that one connection, each
 * channel by a small client process.
 */
export class OpenSshHost implements SshCarrier {
  readonly description: string;
  readonly settings: SshSettings;
  readonly client = 'openssh';
  readonly clientReason: string;
  readonly #directory: string;
  readonly #master: ChildProcess;
  readonly #said = new TextTail();
  readonly #closed = new CloseSignal();
  readonly #sessions = new Semaphore(MOST_SESSIONS);
  readonly #onClosed: () => void;
  #stands = false;

  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  private constructor(settings: SshSettings, reason: string, directory: string, master: ChildProcess, onClosed: () => void) {
    this.settings = settings;
    this.description = sshTarget(settings);
    this.clientReason = reason;
    this.#directory = directory;
    this.#master = master;
    this.#onClosed = onClosed;
    master.stderr?.on('data', this.#said.add);
    master.on('error', (error) => { this.#said.add(Buffer.from(error.message)); });
    master.once('close', () => { this.#finish(); });
  }

  /**
   * Connects and signs in with the installed client; its questions are asked as ours.
   *
   * @throws as our own client does; ssh when there is no OpenSSH client on this computer.
   */
  static async connect(settings: SshSettings, reason: string, budget: DialBudget, onClosed: () => void): Promise<OpenSshHost> {
    budget.step = 'connect';
    const directory = mkdtempSync(join(tmpdir(), 'vireo-ssh-'));
    const askpass = budget.canAsk ? await startAskpass(directory, sshTarget(settings), budget) : undefined;
    const args = [...clientOptions(settings, directory), ...masterOptions(settings, budget.canAsk), '--', settings.alias];
    const master = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, env: { ...process.env, ...askpass?.env } });
    const host = new OpenSshHost(settings, reason, directory, master, onClosed);
    try {
      await budget.race(host.#ready());
      host.#stands = true;
      return host;
    } catch (error) {
      host.dispose();
      throw error;
    } finally {
      askpass?.dispose();
    }
  }

  get closeReason(): CloseReason | undefined {
    return this.#closed.reason;
  }

  /** OpenSSH forwards sockets only from a socket here, which cannot tell a refusal: netcat or the helper are the way. */
  readonly forwardUnix = (path: string): Promise<ByteChannel> => Promise.reject(new Error(`${path} is reached by a program on ${this.description}`));

  readonly forwardTcp = async (host: string, port: number, budget: DialBudget): Promise<ByteChannel> => {
    const stream = await this.forwardTcpStream(host, port, budget);
    return new DuplexChannel(stream, { description: `${hostPort(host, port)} from ${this.description}`, carrierClosed: this.onDidClose });
  };

  readonly forwardTcpStream = async (host: string, port: number, budget: DialBudget): Promise<Duplex> => {
    this.#requireOpen();
    budget.step = 'forward';
    const args = [...clientOptions(this.settings, this.#directory), ...CHANNEL_OPTIONS, '-W', hostPort(host, port), '--', this.settings.alias];
    const child = spawn(PROGRAM, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const said = new TextTail();
    child.stderr.on('data', said.add);
    await budget.race(new Promise<void>((resolve, reject) => { child.once('spawn', resolve).once('error', reject); }));
    const stream = new ChildDuplex(child);
    stream.once('close', () => { child.kill(); });
    return stream;
  };

  readonly spawn = async (argv: readonly string[], budget?: DialBudget): Promise<ProcessChannel> => {
    const line = quoteShell(argv);
    const release = await this.#sessions.acquire(budget?.signal);
    try {
      this.#requireOpen();
      const running = await spawnHere([PROGRAM, ...clientOptions(this.settings, this.#directory), ...CHANNEL_OPTIONS, '-T', '--', this.settings.alias, line], {}, `${argv[0] ?? ''} on ${this.description}`);
      void running.exited.then(release);
      return running;
    } catch (error) {
      release();
      throw error;
    }
  };

  readonly dispose = (): void => {
    if (!this.#closed.fire({ kind: 'client' })) return;
    this.#end();
    this.#onClosed();
  };

  /** The client listens on its control socket once it has signed in. */
  #ready(): Promise<void> {
    const socket = controlSocket(this.#directory);
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        if (existsSync(socket)) resolve();
        else if (this.#closed.reason !== undefined) reject(this.#failure());
        else return;
        clearInterval(timer);
      }, LOOK_EVERY_MS);
      this.onDidClose(() => {
        clearInterval(timer);
        reject(this.#failure());
      });
    });
  }

  #requireOpen(): void {
    if (this.#closed.reason !== undefined) throw libvirtError('ssh', 'ssh', `connection to ${this.description} is closed`, { subject: this.description });
  }

  #failure(): VirError {
    return openSshFailure(this.#said.get(), this.settings, this.description);
  }

  #finish(): void {
    const silent = /Timeout, server .* not responding/i.test(this.#said.get());
    const told = this.#closed.fire(silent ? { kind: 'keepalive' } : { kind: 'error', error: this.#failure().toInfo() });
    this.#end();
    if (told && this.#stands) this.#onClosed();
  }

  #end(): void {
    if (this.#master.exitCode === null && this.#master.signalCode === null) {
      this.#master.kill('SIGTERM');
      const timer = setTimeout(() => { this.#master.kill('SIGKILL'); }, KILL_AFTER_MS);
      this.#master.once('close', () => { clearTimeout(timer); });
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function controlSocket(directory: string): string {
  return join(directory, 'control');
}

/** What every call of the client is told. What the URI says comes before the configuration, which the client reads itself. */
function clientOptions({ overrides, configFile, keepaliveIntervalMs, keepaliveCountMax, port, user }: SshSettings, directory: string): readonly string[] {
  const { keyfile, knownHosts } = overrides;
  const option = (name: string, value: string): readonly string[] => ['-o', `${name}=${value}`];
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    '-p', String(port), '-l', user,
    ...(keyfile === undefined ? [] : ['-i', keyfile]),
    ...(knownHosts === undefined ? [] : option('UserKnownHostsFile', `"${knownHosts.replaceAll('"', '')}"`)),
    ...option('ControlPath', controlSocket(directory)),
    ...option('ServerAliveInterval', String(Math.max(1, Math.round(keepaliveIntervalMs / 1000)))),
    ...option('ServerAliveCountMax', String(keepaliveCountMax)),
    ...option('ForwardAgent', 'no'), ...option('ForwardX11', 'no'), ...option('PermitLocalCommand', 'no'), ...option('ClearAllForwardings', 'yes'),
    '-e', 'none',
  ];
}

function masterOptions({ overrides }: SshSettings, canAsk: boolean): readonly string[] {
  const policies = { 'ask': 'ask', 'accept-new': 'accept-new', 'refuse': 'yes', 'ignore': 'no' } as const;
  const policy = overrides.hostKeyPolicy;
  return [
    '-M', '-N', '-T', '-o', 'ControlPersist=no',
    ...(policy === undefined ? [] : ['-o', `StrictHostKeyChecking=${policies[policy]}`]),
    ...(policy === 'ignore' ? ['-o', 'UserKnownHostsFile=/dev/null'] : []),
    ...(canAsk ? [] : ['-o', 'BatchMode=yes']),
  ];
}

/** A channel that does not find its master must not open a connection of its own: its way there leads nowhere. */
const CHANNEL_OPTIONS = ['-o', 'ControlMaster=no', '-o', 'BatchMode=yes', '-o', 'ProxyCommand=false', '-o', 'LogLevel=ERROR'] as const;
