import type { OpenOptions } from '../api/connection.ts';
import type { ConnectUri } from '../api/driver.ts';
import { assertNever } from '../core/assert.ts';
import { libvirtError } from '../core/error-text.ts';
import type { ByteChannel } from './byte-channel.ts';
import { DialBudget } from './dial-budget.ts';
import { dialHere } from './dial-here.ts';
import { spawnHere } from './exec/local-process.ts';
import { quoteShell } from './exec/quote-shell.ts';
import { ChannelSet, unverified, type LibvirtLink } from './libvirt-link.ts';
import { readLibvirtConf } from './libvirt-conf.ts';
import { libvirtSocket, type SocketQuestion } from './libvirt-sockets.ts';
import { libvirtTarget, type LibvirtTarget } from './libvirt-uri.ts';
import { readPki } from './pki.ts';
import { dialSession, sessionDaemon, type SessionDaemon } from './session-daemon.ts';
import { farCommand } from './ssh/far-socket.ts';
import type { sshLink } from './ssh/ssh-link.ts';
import type { SshPool } from './ssh/ssh-pool.ts';
import { dialTcp, hostPort } from './tcp.ts';

/** libvirtd's port without TLS. */
const TCP_PORT = 16509;
/** libvirtd's port with TLS. */
const TLS_PORT = 16514;

/**
 * Opens the way to the daemon that a libvirt URI means.
 *
 * @throws VirError with a step: `resolve`, `connect`, `tls`, `ssh-host-key`, `ssh-auth`, `forward`.
 */
export async function dialLibvirt(uri: ConnectUri, options: OpenOptions, pool?: SshPool): Promise<LibvirtLink> {
  const target = libvirtTarget(uri, await readLibvirtConf());
  const { prompt, ...silent } = options;
  const asking: OpenOptions = target.params.mayAsk && prompt !== undefined ? { ...silent, prompt } : silent;
  const budget = new DialBudget(target.host, asking);
  try {
    return await dialTarget(target, options.readOnly === true, budget, pool);
  } finally {
    budget.dispose();
  }
}

async function dialTarget(target: LibvirtTarget, readOnly: boolean, budget: DialBudget, pool?: SshPool): Promise<LibvirtLink> {
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
      const { verify, sanity, tlsPriority: priority } = target.params;
      // Node's TLS costs a tenth of a short command's life: most connections need none.
      const { dialTls } = await import('./tls.ts');
      const link = await simpleLink(target, hostPort(target.host, port), (again) => dialTls({ host: target.host, port, verify, files, priority, sanity }, again), budget);
      return { ...link, isSecure: true, ...(verify ? {} : { warning: unverified(target) }) };
    }
    case 'ssh':
    case 'libssh':
    case 'libssh2':
      if (target.params.command !== undefined) return commandLink(target, sshCommandLine(target, readOnly), budget);
      return (await loadSsh()).sshLink(target, readOnly, budget, pool);
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

/** SSH is loaded when first needed: that takes longer than everything else a short command does. */
function loadSsh(): Promise<{ readonly sshLink: typeof sshLink }> {
  return import('./ssh/ssh-link.ts');
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
