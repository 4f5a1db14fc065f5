import type { CloseReason, Connection, Disposable, Event, OpenOptions } from '../api/connection.ts';
import type { ConnectUri } from '../api/driver.ts';
import { assertNever } from '../core/assert.ts';
import { libvirtError } from '../core/error-text.ts';
import type { ByteChannel } from './byte-channel.ts';
import { DialBudget } from './dial-budget.ts';
import { dialHere } from './dial-here.ts';
import { spawnHere } from './exec/local-process.ts';
import { quoteShell } from './exec/quote-shell.ts';
import { libvirtSocket, type SocketQuestion } from './libvirt-sockets.ts';
import { libvirtTarget, type LibvirtTarget } from './libvirt-uri.ts';
import { readPki } from './pki.ts';
import { dialSession, sessionDaemon, type SessionDaemon } from './session-daemon.ts';
import { dialFar } from './ssh/dial-far.ts';
import { farCommand, findFarWay, openFarWay } from './ssh/far-socket.ts';
import { sshPool, type SshPool } from './ssh/ssh-pool.ts';
import type { SshOverrides } from './ssh/ssh-settings.ts';
import { dialTcp, hostPort } from './tcp.ts';
import { dialTls } from './tls.ts';

/** libvirtd's port without TLS. */
const TCP_PORT = 16509;
/** libvirtd's port with TLS. */
const TLS_PORT = 16514;

/** The way to a libvirt daemon, standing. */
export interface LibvirtLink extends Disposable {
  /** The first RPC connection. */
  readonly channel: ByteChannel;
  /** What to ask the daemon to open; empty: it decides itself. */
  readonly forwardedName: string;
  /** Reaches graphics and other sockets from the daemon's own host; absent where there is no such way. */
  readonly dial?: Connection['dial'];
  /** One more RPC connection on the same way: over SSH, inside the same SSH connection. */
  readonly newChannel: () => Promise<ByteChannel>;
  /** The way has ended, and every channel with it; told once. */
  readonly onDidClose: Event<CloseReason>;
  /** For people: `/var/run/libvirt/libvirt-sock`, `root@host by SSH`. */
  readonly description: string;
  /** A warning that has to stay visible while connected: nothing was verified. */
  readonly warning?: string;
  /** Nobody can listen in: unix sockets, TLS and SSH. SASL then needs no layer of its own. */
  readonly isSecure: boolean;
  readonly dispose: () => void;
}

/**
 * Opens the way to the daemon that a libvirt URI means.
 *
 * @throws VirError with a step: `resolve`, `connect`, `tls`, `ssh-host-key`, `ssh-auth`, `forward`.
 */
export async function dialLibvirt(uri: ConnectUri, options: OpenOptions, pool: SshPool = sshPool): Promise<LibvirtLink> {
  const target = libvirtTarget(uri);
  const { prompt, ...silent } = options;
  const asking: OpenOptions = target.params.mayAsk && prompt !== undefined ? { ...silent, prompt } : silent;
  const budget = new DialBudget(target.host, asking);
  try {
    return await dialTarget(target, options.readOnly === true, budget, pool);
  } finally {
    budget.dispose();
  }
}

async function dialTarget(target: LibvirtTarget, readOnly: boolean, budget: DialBudget, pool: SshPool): Promise<LibvirtLink> {
  switch (target.transport) {
    case 'unix': {
      const daemon = localDaemon(target, readOnly);
      return { ...(await simpleLink(target, daemon.socket, (again) => dialSession(daemon, again), budget)), dial: dialHere, isSecure: true };
    }
    case 'tcp': {
      const port = target.port ?? TCP_PORT;
      return simpleLink(target, hostPort(target.host, port), (again) => dialTcp(target.host, port, again), budget);
    }
    case 'tls': {
      const port = target.port ?? TLS_PORT;
      const files = await readPki(target.params.pkipath);
      const { verify } = target.params;
      const link = await simpleLink(target, hostPort(target.host, port), (again) => dialTls({ host: target.host, port, verify, files }, again), budget);
      return { ...link, isSecure: true, ...(verify ? {} : { warning: unverified(target) }) };
    }
    case 'ssh':
    case 'libssh':
    case 'libssh2':
      return target.params.command === undefined ? sshLink(target, readOnly, budget, pool) : commandLink(target, sshCommandLine(target, readOnly), budget);
    case 'ext':
      if (target.params.command === undefined) {
        throw libvirtError('remote', 'invalid-arg', "remote_open: for 'ext' transport, command is required", { step: 'resolve' });
      }
      return commandLink(target, [target.params.command], budget);
    default:
      return assertNever(target.transport);
  }
}

function localDaemon({ driver, params, isSession }: LibvirtTarget, readOnly: boolean): SessionDaemon {
  if (params.socket !== undefined) return { socket: params.socket, program: undefined };
  const session = isSession && (process.getuid?.() ?? 0) !== 0;
  const question: SocketQuestion = { driver, mode: params.mode, readOnly, session, remote: false };
  return session ? sessionDaemon(question) : { socket: libvirtSocket(question), program: undefined };
}

/** A link whose connections know nothing of each other. */
async function simpleLink(
  target: LibvirtTarget,
  description: string,
  open: (budget: DialBudget) => Promise<ByteChannel>,
  budget: DialBudget,
): Promise<LibvirtLink> {
  const channel = await open(budget);
  const channels = new ChannelSet(channel, description, open);
  const { newChannel, dispose } = channels;
  return { channel, forwardedName: target.forwardedName, newChannel, onDidClose: channel.onDidClose, description, isSecure: false, dispose };
}

async function sshLink(target: LibvirtTarget, readOnly: boolean, budget: DialBudget, pool: SshPool): Promise<LibvirtLink> {
  const lease = await pool.acquire(target.host, sshOverrides(target), budget);
  const { host } = lease;
  try {
    const { way, channel } = await findFarWay(host, { target, readOnly }, budget);
    const channels = new ChannelSet(channel, host.description, (again) => openFarWay(host, way, again));
    return {
      channel,
      forwardedName: target.forwardedName,
      dial: (where, call) => dialFar(host, where, call),
      newChannel: channels.newChannel,
      onDidClose: host.onDidClose,
      description: `${host.description} by SSH`,
      isSecure: true,
      dispose: () => {
        channels.dispose();
        lease.dispose();
      },
      ...(host.settings.hostKeyPolicy === 'ignore' ? { warning: unverified(target) } : {}),
    };
  } catch (error) {
    lease.dispose();
    throw error;
  }
}

function sshOverrides({ transport, user, port, params }: LibvirtTarget): SshOverrides {
  const policies = { normal: undefined, auto: 'accept-new', ignore: 'ignore' } as const;
  const own = params.knownHostsVerify === undefined ? undefined : policies[params.knownHostsVerify];
  return {
    user: user ?? (transport === 'ssh' ? undefined : 'root'), // as libvirt's libssh transports
    port,
    keyfile: params.keyfile,
    knownHosts: params.knownHosts,
    hostKeyPolicy: own ?? (params.verify ? undefined : 'accept-new'),
    authMethods: params.sshauth,
  };
}

/** What libvirt runs for `command=`, a program in the place of ssh. */
function sshCommandLine(target: LibvirtTarget, readOnly: boolean): readonly string[] {
  const { host, port, user, params } = target;
  return [
    params.command ?? 'ssh',
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(params.keyfile === undefined ? [] : ['-i', params.keyfile]),
    '-T', '-e', 'none',
    ...(params.mayAsk ? [] : ['-o', 'BatchMode=yes']),
    ...(params.verify ? [] : ['-o', 'StrictHostKeyChecking=no']),
    '--', host, quoteShell(farCommand({ target, readOnly })),
  ];
}

/** A program of this computer that leads to the daemon. A URI may come from anywhere, so the person says yes first. */
async function commandLink(target: LibvirtTarget, argv: readonly string[], budget: DialBudget): Promise<LibvirtLink> {
  const [program = ''] = argv;
  const answer = await budget.ask({ kind: 'run-command', target: target.forwardedName, argv });
  if (answer?.kind !== 'accept') {
    throw libvirtError('remote', 'auth-cancelled', `the URI wants to run ${program} on this computer, which was not allowed`, { subject: program, step: 'connect' });
  }
  return simpleLink(target, program, async (again) => (await again.race(spawnHere(argv), (late) => { late.dispose(); })).channel, budget);
}

/** The channels of one link: they end together. */
class ChannelSet implements Disposable {
  readonly #open: (budget: DialBudget) => Promise<ByteChannel>;
  readonly #description: string;
  readonly #channels = new Set<ByteChannel>();
  #disposed = false;

  constructor(first: ByteChannel, description: string, open: (budget: DialBudget) => Promise<ByteChannel>) {
    this.#open = open;
    this.#description = description;
    this.#add(first);
  }

  readonly newChannel = async (): Promise<ByteChannel> => {
    if (this.#disposed) throw libvirtError('rpc', 'invalid-conn', this.#description, { subject: this.#description });
    const budget = new DialBudget(this.#description, {});
    try {
      return this.#add(await this.#open(budget));
    } finally {
      budget.dispose();
    }
  };

  readonly dispose = (): void => {
    this.#disposed = true;
    for (const channel of [...this.#channels]) channel.dispose();
  };

  #add(channel: ByteChannel): ByteChannel {
    this.#channels.add(channel);
    channel.onDidClose(() => this.#channels.delete(channel));
    if (this.#disposed) channel.dispose();
    return channel;
  }
}

function unverified({ host }: LibvirtTarget): string {
  return `The identity of ${host} is not verified: anybody on the way can read and change what is sent.`;
}
