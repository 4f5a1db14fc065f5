import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../byte-channel.ts';
import type { DialBudget } from '../dial-budget.ts';
import type { LibvirtTarget, SshProxy } from '../libvirt-uri.ts';
import { probeFar, type FarFacts } from './far-probe.ts';
import type { SshCarrier } from './ssh-carrier.ts';

/** libvirt's way to a socket by netcat: `-q0` where netcat knows it, so that it ends when we do. */
const NETCAT_SCRIPT =
  'if "$1" -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec "$1" -q0 -U "$2"; else exec "$1" -U "$2"; fi';

/** The helper where it is installed, else netcat: libvirt's own order. `$1` netcat, `$2` socket, then the helper's arguments. */
const AUTO_SCRIPT =
  `if command -v virt-ssh-helper >/dev/null 2>&1; then shift 2; exec virt-ssh-helper "$@"; fi; ${NETCAT_SCRIPT}`;

/** Which daemon of a far host is meant. */
export interface FarDaemon {
  readonly target: LibvirtTarget;
  readonly readOnly: boolean;
}

/** The way that worked; further connections take it at once. */
export type FarWay =
  | { readonly kind: 'forward'; readonly path: string }
  | { readonly kind: 'netcat'; readonly path: string; readonly program: string }
  | { readonly kind: 'helper'; readonly name: string; readonly readOnly: boolean };

/** Opens one more channel on a way that is known to work. */
export async function openFarWay(host: SshCarrier, way: FarWay, budget: DialBudget): Promise<ByteChannel> {
  budget.step = 'forward';
  switch (way.kind) {
    case 'forward':
      return host.forwardUnix(way.path, budget).catch((error: unknown) => {
        throw VirError.from(error, { code: 'system-error', domain: 'rpc', step: 'forward', subject: way.path });
      });
    case 'netcat':
      return (await host.spawn(['sh', '-c', NETCAT_SCRIPT, 'sh', way.program, way.path], budget)).channel;
    case 'helper':
      return (await host.spawn(['virt-ssh-helper', ...(way.readOnly ? ['-r'] : []), way.name], budget)).channel;
  }
}

/** The command that leads to the daemon, for another SSH client than ours: libvirt's choice, made on the far side. */
export function farCommand(daemon: FarDaemon): readonly string[] {
  const { params, forwardedName } = daemon.target;
  const helper = [...(daemon.readOnly ? ['-r'] : []), forwardedName];
  const proxy = params.socket === undefined ? proxyOf(daemon.target) : 'netcat';
  if (proxy === 'native') return ['virt-ssh-helper', ...helper];
  const socket = candidateSockets(daemon).find((path) => path.startsWith('/')) ?? '';
  const script = proxy === 'netcat' ? NETCAT_SCRIPT : AUTO_SCRIPT;
  return ['sh', '-c', script, 'sh', params.netcat ?? 'nc', socket, ...(proxy === 'netcat' ? [] : helper)];
}

/**
 * Finds a way to the daemon of a far host: the socket forwarded by SSH itself, else through netcat, else
 * through libvirt's helper, which also starts a daemon of the user's own.
 *
 * @throws system-error with the next step: no socket there, no permission, or no way to it.
 */
export async function findFarWay(host: SshCarrier, daemon: FarDaemon, budget: DialBudget): Promise<{ readonly way: FarWay; readonly channel: ByteChannel }> {
  budget.step = 'forward';
  const { params, isSession } = daemon.target;
  const proxy = proxyOf(daemon.target);
  const program = params.netcat ?? 'nc';
  const candidates = candidateSockets(daemon);
  const probing = probeFar(host, program, candidates, budget);
  probing.catch(() => undefined); // looked at only where the short way fails
  if (proxy === 'native') {
    if (params.netcat !== undefined) throw libvirtError('rpc', 'invalid-arg', 'netcat path not valid with native proxy mode', { step: 'resolve' });
    return open(host, { kind: 'helper', name: daemon.target.forwardedName, readOnly: daemon.readOnly }, budget);
  }
  // A session's socket depends on who we are there; the system's is where it always is.
  const likely = isSession && params.socket === undefined ? undefined : candidates[0];
  if (likely !== undefined && proxy !== 'netcat') {
    const direct = await tryForward(host, likely, budget);
    if (direct !== undefined) return direct;
  }
  return byFacts(host, daemon, await probing, { candidates, program, proxy, refused: likely }, budget);
}

interface FarPlan {
  readonly candidates: readonly string[];
  readonly program: string;
  readonly proxy: SshProxy;
  /** This one was tried and not forwarded. */
  readonly refused: string | undefined;
}

async function byFacts(host: SshCarrier, daemon: FarDaemon, facts: FarFacts, plan: FarPlan, budget: DialBudget): Promise<{ readonly way: FarWay; readonly channel: ByteChannel }> {
  const usable = plan.candidates.filter((path) => belongs(path, facts, daemon));
  const found = usable.find((path) => facts.sockets.get(path) === 'there');
  const helper: FarWay = { kind: 'helper', name: daemon.target.forwardedName, readOnly: daemon.readOnly };
  const mayHelp = facts.hasHelper && plan.proxy === 'auto' && daemon.target.params.socket === undefined;
  // The user's own daemon may not run: the helper starts it, which no socket can.
  if (daemon.target.isSession && mayHelp && facts.uid !== 0) return open(host, helper, budget);
  if (found === undefined) throw noSocket(host, usable, facts);
  const path = absolute(found, facts);
  if (found !== plan.refused && plan.proxy !== 'netcat') {
    const direct = await tryForward(host, path, budget);
    if (direct !== undefined) return direct;
  }
  if (facts.hasNetcat) return open(host, { kind: 'netcat', path, program: plan.program }, budget);
  if (mayHelp) return open(host, helper, budget);
  throw noWay(host, path, plan.program);
}

async function tryForward(host: SshCarrier, path: string, budget: DialBudget): Promise<{ readonly way: FarWay; readonly channel: ByteChannel } | undefined> {
  try {
    return { way: { kind: 'forward', path }, channel: await host.forwardUnix(path, budget) };
  } catch (error) {
    // SSH says the same when there is no such socket and when forwarding is off: the probe tells them apart.
    if (VirError.is(error)) throw error;
    return undefined;
  }
}

async function open(host: SshCarrier, way: FarWay, budget: DialBudget): Promise<{ readonly way: FarWay; readonly channel: ByteChannel }> {
  return { way, channel: await openFarWay(host, way, budget) };
}

function proxyOf({ params }: LibvirtTarget): SshProxy {
  if (params.proxy !== undefined && params.proxy !== 'auto') return params.proxy;
  return params.netcat !== undefined ? 'netcat' : 'auto';
}

/** Absolute paths are the system's daemons; relative ones, in the runtime directory, the user's own. */
function candidateSockets({ target, readOnly }: FarDaemon): readonly string[] {
  const { socket, mode } = target.params;
  if (socket !== undefined) return [socket];
  if (mode === 'direct') throw libvirtError('remote', 'operation-unsupported', `Cannot use direct socket mode for ${target.transport} transport`, { step: 'resolve' });
  const daemons = ['libvirt', ...(mode === 'legacy' || target.driver === undefined ? [] : [`virt${target.driver}d`])];
  const system = daemons.map((daemon) => `/var/run/libvirt/${daemon}-sock${readOnly ? '-ro' : ''}`);
  return target.isSession ? [...daemons.map((daemon) => `libvirt/${daemon}-sock`), ...system] : system;
}

/** root has no session daemon of its own: the system's serves it. */
function belongs(path: string, facts: FarFacts, { target }: FarDaemon): boolean {
  if (!target.isSession || target.params.socket !== undefined) return true;
  return (facts.uid === 0) === path.startsWith('/');
}

function absolute(path: string, facts: FarFacts): string {
  return path.startsWith('/') ? path : `${facts.runtimeDirectory}/${path}`;
}

function noSocket(host: SshCarrier, candidates: readonly string[], facts: FarFacts): VirError {
  const denied = candidates.find((path) => facts.sockets.get(path) === 'denied');
  const path = absolute(denied ?? candidates[0] ?? '', facts);
  const hint = denied === undefined
    ? libvirtError('ssh', 'ssh', `${host.description} was reached, but there is no socket ${path}: libvirt is not running there, or is not installed. Start it (systemctl start libvirtd.socket, or virtqemud.socket).`, { subject: path, step: 'forward' })
    : libvirtError('ssh', 'access-denied', `${facts.userName} may not use ${path} on ${host.settings.host}. Run there: sudo usermod -aG libvirt ${facts.userName}, then connect again.`, { subject: path, step: 'forward' });
  const words = denied === undefined ? 'No such file or directory' : 'Permission denied';
  return libvirtError('rpc', 'system-error', `Failed to connect socket to '${path}': ${words}`, { subject: path, step: 'forward', cause: hint });
}

function noWay(host: SshCarrier, path: string, program: string): VirError {
  const hint = libvirtError('ssh', 'ssh', `${host.description} does not forward sockets and has no program ${program}. Set AllowStreamLocalForwarding yes in its sshd_config, or install netcat-openbsd there.`, { step: 'forward' });
  return libvirtError('rpc', 'system-error', `Cannot reach the socket '${path}' through ${host.description}`, { subject: path, step: 'forward', cause: hint });
}
