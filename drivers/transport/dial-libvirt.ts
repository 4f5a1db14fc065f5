import type { CloseReason, Connection, Disposable, Event, OpenOptions } from '../api/connection.ts';
import type { ConnectUri } from '../api/driver.ts';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';
import { assertNever } from '../core/assert.ts';
import type { ByteChannel } from './byte-channel.ts';
import { DialBudget } from './dial-budget.ts';
import { libvirtSocket } from './libvirt-sockets.ts';
import { libvirtTarget, type LibvirtTarget } from './libvirt-uri.ts';
import { dialHere } from './dial-here.ts';
import { dialTcp, hostPort } from './tcp.ts';
import { dialUnix } from './unix.ts';

/** libvirtd's port without TLS. */
const TCP_PORT = 16509;

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
export async function dialLibvirt(uri: ConnectUri, options: OpenOptions): Promise<LibvirtLink> {
  const target = libvirtTarget(uri);
  const budget = new DialBudget(target.host, options);
  try {
    return await dialTarget(target, options, budget);
  } finally {
    budget.dispose();
  }
}

async function dialTarget(target: LibvirtTarget, options: OpenOptions, budget: DialBudget): Promise<LibvirtLink> {
  switch (target.transport) {
    case 'unix': {
      const path = target.params.socket ?? localSocket(target, options);
      return { ...(await simpleLink(target, path, (again) => dialUnix(path, again), budget)), dial: dialHere, isSecure: true };
    }
    case 'tcp': {
      const port = target.port ?? TCP_PORT;
      return simpleLink(target, hostPort(target.host, port), (again) => dialTcp(target.host, port, again), budget);
    }
    case 'tls':
    case 'ssh':
    case 'libssh':
    case 'libssh2':
    case 'ext':
      throw notYet(target.transport);
    default:
      return assertNever(target.transport);
  }
}

function localSocket(target: LibvirtTarget, options: OpenOptions): string {
  const { driver, params } = target;
  const session = target.isSession && (process.getuid?.() ?? 0) !== 0;
  return libvirtSocket({ driver, mode: params.mode, readOnly: options.readOnly === true, session, remote: false });
}

async function simpleLink(
  target: LibvirtTarget,
  description: string,
  open: (budget: DialBudget) => Promise<ByteChannel>,
  budget: DialBudget,
): Promise<LibvirtLink> {
  const channel = await open(budget);
  const others = new Set<ByteChannel>();
  const newChannel = async (): Promise<ByteChannel> => {
    const again = new DialBudget(description, {});
    try {
      const other = await open(again);
      others.add(other);
      other.onDidClose(() => others.delete(other));
      return other;
    } finally {
      again.dispose();
    }
  };
  const dispose = (): void => {
    for (const other of [...others]) other.dispose();
    channel.dispose();
  };
  return { channel, forwardedName: target.forwardedName, newChannel, onDidClose: channel.onDidClose, description, isSecure: false, dispose };
}

function notYet(transport: string): VirError {
  return libvirtError('remote', 'operation-unsupported', `the transport '${transport}' is not there yet`, { step: 'resolve' });
}
