import type { Disposable } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { DialBudget } from '../dial-budget.ts';
import { tcpSocket } from '../tcp.ts';
import { askedSettings } from './asked-settings.ts';
import { OpenSshHost } from './openssh-host.ts';
import { reasonAfter, reasonBefore, type ConnectNotes } from './openssh-reasons.ts';
import type { SshCarrier } from './ssh-carrier.ts';
import { LateAcceptance, SshHost, sshTarget } from './ssh-host.ts';
import type { SshOverrides, SshSettings, SshSurroundings } from './ssh-settings.ts';
import { proxyCommandWay, type SshWay } from './ssh-way.ts';

const MOST_HOPS = 8;

/** A share in an SSH connection; the connection ends with its last share. */
export interface SshLease extends Disposable {
  readonly host: SshCarrier;
  readonly dispose: () => void;
}

interface Entry {
  readonly ready: Promise<SshCarrier>;
  shares: number;
}

/** One SSH connection a host, user, port and way there, shared by all who need it. */
export class SshPool {
  readonly #entries = new Map<string, Entry>();
  readonly #here: SshSurroundings | undefined;

  /** `here`: another home and environment, for tests. */
  constructor(here?: SshSurroundings) {
    this.#here = here;
  }

  /** How many SSH connections stand or are being made. */
  get size(): number {
    return this.#entries.size;
  }

  /** A share in the connection to a host as the user writes it; connects if nobody has yet. */
  async acquire(alias: string, overrides: SshOverrides, budget: DialBudget): Promise<SshLease> {
    return this.#acquire(await askedSettings(alias, overrides, this.#here, budget), budget, 0);
  }

  async #acquire(settings: SshSettings, budget: DialBudget, hops: number): Promise<SshLease> {
    const key = keyOf(settings);
    for (;;) {
      const shared = this.#entries.get(key);
      if (shared === undefined) return this.#make(key, settings, budget, hops);
      shared.shares += 1;
      try {
        const host = await budget.race(shared.ready);
        return this.#lease(key, shared, host);
      } catch (error) {
        shared.shares -= 1;
        // Whoever began gave up; that is no answer for us.
        const theirs = VirError.is(error, 'operation-aborted') || VirError.is(error, 'operation-timeout');
        if (!theirs || budget.signal.aborted) throw error;
        if (this.#entries.get(key) === shared) this.#entries.delete(key);
      }
    }
  }

  async #make(key: string, settings: SshSettings, budget: DialBudget, hops: number): Promise<SshLease> {
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    const entry: Entry = { ready: this.#connect(settings, budget, hops, forget), shares: 1 };
    this.#entries.set(key, entry);
    try {
      return this.#lease(key, entry, await entry.ready);
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #connect(settings: SshSettings, budget: DialBudget, hops: number, forget: () => void): Promise<SshCarrier> {
    const notes: ConnectNotes = { allowed: [], noCommonAlgorithm: false };
    try {
      const reason = reasonBefore(settings);
      if (reason !== undefined) return await openSshHost(settings, reason, budget, forget);
      return await this.#connectOurselves(settings, budget, hops, { forget, notes });
    } catch (error) {
      const reason = budget.signal.aborted || !VirError.is(error) ? undefined : await reasonAfter(settings, notes);
      if (reason !== undefined) return await openSshHost(settings, reason, budget, forget);
      throw error;
    }
  }

  async #connectOurselves(settings: SshSettings, budget: DialBudget, hops: number, { forget, notes }: { readonly forget: () => void; readonly notes: ConnectNotes }, trusted?: Buffer): Promise<SshHost> {
    const way = await this.#way(settings, budget, hops);
    // Until it stands, its end is told by the error: another try may follow.
    let stands = false;
    const onClosed = (): void => {
      way.dispose();
      if (stands) forget();
    };
    try {
      const host = await SshHost.connect(settings, way.stream, budget, onClosed, trusted, notes);
      stands = true;
      if (host.closeReason !== undefined) forget();
      return host;
    } catch (error) {
      way.dispose();
      if (error instanceof LateAcceptance && trusted === undefined) return await this.#connectOurselves(settings, budget, hops, { forget, notes }, error.key);
      throw way.explain?.(error) ?? error;
    }
  }

  async #way(settings: SshSettings, budget: DialBudget, hops: number): Promise<SshWay> {
    if (settings.proxyCommand !== undefined) return proxyCommandWay(settings, settings.proxyCommand);
    if (settings.proxyJump === undefined) {
      return { stream: await tcpSocket(settings.host, settings.port, budget), dispose: () => undefined };
    }
    const via = await this.#jump(settings.proxyJump, settings, budget, hops);
    try {
      return { stream: await via.host.forwardTcpStream(settings.host, settings.port, budget), dispose: via.dispose };
    } catch (error) {
      via.dispose();
      throw noHop(via.host, settings, error);
    }
  }

  /** The last hop before the host; the hops before that one are its own `ProxyJump`, as with `ssh -J`. */
  async #jump(proxyJump: string, settings: SshSettings, budget: DialBudget, hops: number): Promise<SshLease> {
    const list = proxyJump.split(',').map((hop) => hop.trim()).filter((hop) => hop !== '');
    const last = parseHop(list.at(-1) ?? '');
    if (last === undefined || hops >= MOST_HOPS) {
      throw libvirtError('ssh', 'invalid-arg', `cannot follow ProxyJump ${proxyJump}`, { subject: settings.alias, step: 'resolve' });
    }
    const before = list.slice(0, -1).join(',');
    const overrides: SshOverrides = { user: last.user, port: last.port, ...(before === '' ? {} : { proxyJump: before }) };
    return this.#acquire(await askedSettings(last.host, overrides, this.#here, budget), budget, hops + 1);
  }

  #lease(key: string, entry: Entry, host: SshCarrier): SshLease {
    let held = true;
    const dispose = (): void => {
      if (!held) return;
      held = false;
      entry.shares -= 1;
      if (entry.shares > 0) return;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      host.dispose();
    };
    return { host, dispose };
  }
}

/** The installed client reads the configuration itself: a command that was refused here would run there. */
function openSshHost(settings: SshSettings, reason: string, budget: DialBudget, forget: () => void): Promise<OpenSshHost> {
  const [command] = settings.refusedCommands;
  if (command === undefined) return OpenSshHost.connect(settings, reason, budget, forget);
  const message = `${settings.alias} needs the installed OpenSSH client (${reason}), which would run a command of the SSH configuration that was not allowed: ${command}`;
  throw libvirtError('ssh', 'auth-cancelled', message, { subject: settings.alias, step: 'connect' });
}

/** The SSH connections of this process. */
export const sshPool = new SshPool();

function keyOf(settings: SshSettings): string {
  const { user, host, port, proxyJump, userKnownHostsFiles, hostKeyPolicy, authMethods, identityFiles } = settings;
  return JSON.stringify([user, host, port, proxyJump, userKnownHostsFiles, hostKeyPolicy, authMethods, identityFiles]);
}

/** `[ssh://][user@]host[:port]` */
function parseHop(text: string): { readonly user: string | undefined; readonly host: string; readonly port: number | undefined } | undefined {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?\/?$/.exec(text);
  const host = match?.[2] ?? match?.[3];
  if (match === null || host === undefined) return undefined;
  return { user: match[1], host, port: match[4] === undefined ? undefined : Number(match[4]) };
}

function noHop(via: SshCarrier, settings: SshSettings, cause: unknown): VirError {
  if (VirError.is(cause)) return cause;
  const message = `cannot reach ${sshTarget(settings)} from ${via.description}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return libvirtError('ssh', 'system-error', message, { subject: settings.host, step: 'connect', cause });
}
