import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { Client, ClientChannel, ServerHostKeyAlgorithm, SFTPWrapper } from 'ssh2';
import type { CloseReason, Disposable, Event } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { DuplexChannel, type ByteChannel } from '../byte-channel.ts';
import { CloseSignal } from '../close-signal.ts';
import type { DialBudget } from '../dial-budget.ts';
import { processEnd, TextTail, type ProcessChannel, type ProcessExit } from '../exec/process-channel.ts';
import { quoteShell } from '../exec/quote-shell.ts';
import { printable } from '../printable.ts';
import { hostPort } from '../tcp.ts';
import { checkHostKey, hostKeyLines, hostKeyName } from './host-key-check.ts';
import { knownKeyTypes } from './known-hosts.ts';
import { Semaphore } from './semaphore.ts';
import { SshAuth } from './ssh-auth.ts';
import type { ConnectNotes } from './openssh-reasons.ts';
import type { SshCarrier } from './ssh-carrier.ts';
import type { SshSettings } from './ssh-settings.ts';

/** sshd's default `MaxSessions` is 10; forwarded sockets do not count. */
const MOST_SESSIONS = 8;

/** SHA-1 signatures are left out, as in OpenSSH since 8.8. */
const HOST_KEY_ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256',
];

/** The far end refused to open a channel. `reason` is SSH's own number (RFC 4254, 5.1). */
export interface ChannelRefusal extends Error {
  readonly reason?: number;
}

/** The person accepted a host's key, but the host had not waited for it: connect again and take this key. */
export class LateAcceptance extends Error {
  readonly key: Buffer;

  constructor(key: Buffer) {
    super('the host key was accepted too late');
    this.key = key;
  }
}

/** What ssh2 throws when its socket has ended, before it says that the connection is closed. */
const isUnconnected = (error: unknown): boolean => error instanceof Error && error.message === 'Not connected';

/** One SSH connection to a host: everything that goes there goes through it. */
export class SshHost implements SshCarrier {
  /** `user@host`, with the port if it is not 22. */
  readonly description: string;
  readonly settings: SshSettings;
  readonly client = 'built-in';
  readonly clientReason = undefined;
  readonly #client: Client;
  readonly #closed = new CloseSignal();
  readonly #sessions = new Semaphore(MOST_SESSIONS);
  readonly #onClosed: () => void;
  #error: VirError | undefined;
  #silent = false;

  /** The connection has ended, and everything in it; told once. */
  readonly onDidClose: Event<CloseReason> = this.#closed.event;

  private constructor(settings: SshSettings, client: Client, onClosed: () => void) {
    this.settings = settings;
    this.description = sshTarget(settings);
    this.#client = client;
    this.#onClosed = onClosed;
    client.on('error', (error) => {
      if (error.level === 'agent') return; // the next key is tried
      this.#silent ||= error.level === 'client-timeout';
      this.#error ??= libvirtError('ssh', 'ssh', `connection to ${this.description} lost: ${printable(error.message)}`, { subject: this.description, cause: error });
    });
    client.once('close', () => {
      this.#finish();
    });
  }

  /**
   * Connects over a stream that leads to the host's SSH port, and signs in. The stream is owned from then on.
   *
   * `trusted`: this key was accepted already. `notes` learns what the host allows, for another client's try.
   *
   * @throws auth-failed and auth-cancelled (steps ssh-host-key, ssh-auth), ssh for what the protocol refuses;
   * a {@link LateAcceptance} when it is worth another try.
   */
  static async connect(settings: SshSettings, stream: Duplex, budget: DialBudget, onClosed: () => void, trusted?: Buffer, notes?: ConnectNotes): Promise<SshHost> {
    const client = new ssh2.Client();
    const host = new SshHost(settings, client, onClosed);
    const gone = new AbortController();
    const auth = new SshAuth(settings, host.description, budget, gone.signal);
    let hostKeyError: VirError | undefined;
    let accepted = trusted;
    let question: Promise<Buffer> | undefined;
    const ready = new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      const fail = (error: unknown): void => {
        gone.abort();
        if (notes !== undefined) noteRefusal(notes, auth, error);
        reject(hostKeyError ?? connectError(host, auth, error));
      };
      client.on('error', (error) => {
        if (error.level !== 'agent') fail(error);
      });
      client.once('close', () => { fail(new Error('the connection was closed')); });
    });
    // A block body without a value: ssh2 takes anything truthy, such as a promise, for "accepted".
    const hostVerifier = (key: Buffer, verify: (permitted: boolean) => void): void => {
      if (accepted !== undefined) {
        verify(accepted.equals(key)); // a later key exchange must show the same key
        return;
      }
      budget.step = 'ssh-host-key';
      question = checkHostKey(settings, key, budget).then(() => key);
      question.then(
        () => {
          accepted = key;
          verify(true);
        },
        (error: unknown) => {
          hostKeyError = VirError.from(error, { code: 'auth-failed', domain: 'ssh', step: 'ssh-host-key' });
          verify(false);
        },
      );
    };
    client.connect({
      sock: stream,
      username: settings.user,
      algorithms: { serverHostKey: hostKeyAlgorithms(settings), compress: ['none'] },
      hostVerifier,
      authHandler: auth.handler,
      readyTimeout: 0,
      keepaliveInterval: settings.keepaliveIntervalMs,
      keepaliveCountMax: settings.keepaliveCountMax,
      strictVendor: false,
    });
    try {
      await budget.race(ready);
      return host;
    } catch (error) {
      gone.abort();
      stream.destroy();
      // Hosts give a person only so long (LoginGraceTime); the answer still counts.
      if (question !== undefined && accepted === undefined && hostKeyError === undefined) throw new LateAcceptance(await budget.race(question));
      throw error;
    }
  }

  get closeReason(): CloseReason | undefined {
    return this.#closed.reason;
  }

  /** Reaches a unix socket there. @throws the raw {@link ChannelRefusal}; see `forward.ts` for its meaning. */
  readonly forwardUnix = async (path: string, budget: DialBudget): Promise<ByteChannel> => {
    return this.#open((done) => this.#client.openssh_forwardOutStreamLocal(path, done), this.#channel(`${path} on ${this.description}`), budget);
  };

  readonly listenUnix = async (path: string, take: (channel: ByteChannel) => void): Promise<Disposable> => {
    if (this.#gone()) throw this.#lost();
    const client = this.#client;
    const onConnection = (info: { readonly socketPath: string }, accept: () => Duplex): void => {
      if (info.socketPath === path) take(new DuplexChannel(accept(), { description: `${path} on ${this.description}`, explain: () => this.#closed.reason, carrierClosed: this.onDidClose }));
    };
    client.on('unix connection', onConnection);
    try {
      await new Promise<void>((resolve, reject) => {
        client.openssh_forwardInStreamLocal(path, (error) => {
          if (error instanceof Error) reject(error);
          else resolve();
        });
      });
    } catch (error) {
      client.off('unix connection', onConnection);
      throw this.#gone() ? this.#lost() : libvirtError('ssh', 'operation-unsupported', `${this.description} does not let us listen on ${path}: its sshd needs AllowStreamLocalForwarding`, { subject: path, cause: error });
    }
    return {
      dispose: () => {
        client.off('unix connection', onConnection);
        if (!this.#gone()) client.openssh_unforwardInStreamLocal(path, () => undefined); // it ends with the connection anyway
      },
    };
  };

  /** Reaches a TCP port from there. */
  readonly forwardTcp = async (host: string, port: number, budget: DialBudget): Promise<ByteChannel> => {
    return this.#open((done) => this.#client.forwardOut('127.0.0.1', 0, host, port, done), this.#channel(`${hostPort(host, port)} from ${this.description}`), budget);
  };

  /** As {@link forwardTcp}, but the bare stream, for a next hop. */
  readonly forwardTcpStream = async (host: string, port: number, budget: DialBudget): Promise<ClientChannel> => {
    return this.#open((done) => this.#client.forwardOut('127.0.0.1', 0, host, port, done), (stream) => Object.assign(stream, { dispose: () => { stream.destroy(); } }), budget);
  };

  /** Runs a command there; at most eight at a time, others wait. */
  readonly spawn = (argv: readonly string[], budget?: DialBudget): Promise<ProcessChannel> => this.spawnLine(quoteShell(argv), argv[0] ?? '', budget);

  /** Runs a line there that is quoted already. */
  readonly spawnLine = async (line: string, name: string, budget?: DialBudget): Promise<ProcessChannel> => {
    const release = await this.#sessions.acquire(budget?.signal);
    try {
      return await this.#open((done) => this.#client.exec(line, done), (stream) => this.#process(stream, name, release), budget);
    } catch (error) {
      release();
      throw error;
    }
  };

  /** Opens the host's file service; it takes one session for as long as it is open. */
  readonly openSftp = async (budget: DialBudget): Promise<SFTPWrapper> => {
    if (this.#gone()) throw this.#lost();
    const opened = new Promise<SFTPWrapper>((resolve, reject) => {
      this.#client.sftp((error, sftp) => {
        if (error === undefined) resolve(sftp);
        else reject(error);
      });
    });
    try {
      return await budget.race(opened, (late) => { late.end(); });
    } catch (error) {
      throw isUnconnected(error) ? this.#lost() : error;
    }
  };

  readonly dispose = (): void => {
    if (!this.#closed.fire({ kind: 'client' })) return;
    this.#client.end();
    // A host that does not answer would keep the socket for ever.
    const timer = setTimeout(() => { this.#client.destroy(); }, 1000);
    this.#client.once('close', () => { clearTimeout(timer); });
    this.#onClosed();
  };

  /** `wrap` is called before anything else can happen to the stream: its end may be in the same packet as its beginning. */
  async #open<T extends Disposable>(
    start: (done: (error: Error | undefined, stream: ClientChannel) => void) => unknown,
    wrap: (stream: ClientChannel) => T,
    budget: DialBudget | undefined,
  ): Promise<T> {
    if (this.#closed.reason !== undefined) throw this.#lost();
    const opened = new Promise<T>((resolve, reject) => {
      start((error, stream) => {
        if (error === undefined) resolve(wrap(stream));
        else reject(error);
      });
    });
    try {
      return await (budget === undefined ? opened : budget.race(opened, (late) => { late.dispose(); }));
    } catch (error) {
      throw this.#gone() || isUnconnected(error) ? this.#lost() : error;
    }
  }

  #gone(): boolean {
    return this.#closed.reason !== undefined;
  }

  #channel(description: string): (stream: ClientChannel) => ByteChannel {
    return (stream) => new DuplexChannel(stream, { description, explain: () => this.#closed.reason, carrierClosed: this.onDidClose });
  }

  #process(stream: ClientChannel, name: string, release: () => void): ProcessChannel {
    const tail = new TextTail();
    let exit: ProcessExit = { code: undefined, signal: undefined };
    stream.stderr.on('data', tail.add);
    stream.on('exit', (code: number | null, signal?: string) => {
      exit = { code: code ?? undefined, signal };
    });
    const exited = new Promise<ProcessExit>((resolve) => {
      const end = (): void => {
        carrier.dispose();
        release();
        resolve(exit);
      };
      const carrier = this.onDidClose(end);
      stream.once('close', end);
    });
    const description = `${name} on ${this.description}`;
    const channel = new DuplexChannel(stream, {
      description,
      explain: () => this.#closed.reason ?? processEnd(description, exit, tail.get()),
      carrierClosed: this.onDidClose,
    });
    return { channel, stderrTail: tail.get, exited, dispose: () => { channel.dispose(); } };
  }

  #lost(): VirError {
    return this.#error ?? libvirtError('ssh', 'ssh', `connection to ${this.description} is closed`, { subject: this.description });
  }

  #finish(): void {
    const kind = this.#silent ? 'keepalive' : this.#error === undefined ? 'eof' : 'error';
    if (this.#closed.fire(kind === 'eof' ? { kind } : { kind, error: this.#lost().toInfo() })) this.#onClosed();
  }
}

/** `user@host`, with the port if it is not 22. */
export function sshTarget({ user, host, port }: Pick<SshSettings, 'user' | 'host' | 'port'>): string {
  return port === 22 ? `${user}@${host}` : `${user}@${hostPort(host, port)}`;
}

/** The usual order, but types that can be compared with what is on file come first. */
function hostKeyAlgorithms(settings: SshSettings): ServerHostKeyAlgorithm[] {
  const known = knownKeyTypes(hostKeyName(settings), hostKeyLines(settings));
  const isKnown = (algorithm: string): boolean => known.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...HOST_KEY_ALGORITHMS.filter(isKnown), ...HOST_KEY_ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

function noteRefusal(notes: ConnectNotes, auth: SshAuth, error: unknown): void {
  notes.allowed = auth.allowed;
  notes.noCommonAlgorithm ||= error instanceof Error && /no matching .*(algorithm|format|kex|cipher|MAC)/i.test(error.message);
}

function connectError(host: SshHost, auth: SshAuth, error: unknown): VirError {
  if (auth.failure !== undefined) return auth.failure;
  const level: unknown = typeof error === 'object' && error !== null && 'level' in error ? error.level : undefined;
  if (level === 'client-authentication') return auth.refusal(error);
  const message = printable(error instanceof Error ? error.message : String(error));
  if (/too many authentication failures/i.test(message)) return auth.refusal(error);
  return libvirtError('ssh', 'ssh', `${host.description}: ${message}`, { subject: host.description, step: 'connect', cause: error });
}
