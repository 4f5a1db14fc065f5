import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { libvirtError } from '../../core/error-text.ts';
import { readSshConfig, type ConfigItem, type MatchCriterion } from './ssh-config-file.ts';
import { expandTilde, matchesPatterns } from './ssh-paths.ts';

/** How unknown host keys are treated. */
export type HostKeyPolicy = 'ask' | 'accept-new' | 'refuse' | 'ignore';

/** Everything that is needed to connect to one SSH host. */
export interface SshSettings {
  /** As the user wrote it. */
  readonly alias: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Whether a file was named, and not only the usual ones. */
  readonly identityFilesNamed: boolean;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** The agent's socket; undefined for none. */
  readonly agentSocket: string | undefined;
  readonly proxyJump: string | undefined;
  /** A shell command of the user's own configuration, tokens expanded; the host and the user in it are of a safe grammar. */
  readonly proxyCommand: string | undefined;
  /** The first one is written to. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  readonly hostKeyAlias: string | undefined;
  readonly hostKeyPolicy: HostKeyPolicy;
  /** SSH's own names of methods, in the order to try. */
  readonly authMethods: readonly string[];
  readonly keepaliveIntervalMs: number;
  readonly keepaliveCountMax: number;
  /** Certificates of the user that the configuration names; those beside keys count as well. */
  readonly certificateFiles: readonly string[];
  /** Whether a Kerberos ticket may be shown to the host. */
  readonly gssapi: boolean;
  /** Settings that only the installed OpenSSH client obeys, as they are written: `PKCS11Provider`. */
  readonly beyondUs: readonly string[];
  /** Commands of `Match exec` that were not allowed: then no other client may read the configuration either. */
  readonly refusedCommands: readonly string[];
  /** What came from the URI and not from the configuration: another client is told it again. */
  readonly overrides: SshOverrides;
  /** The configuration file that another client is to read, where it is not the usual one. */
  readonly configFile: string | undefined;
}

/** What a URI says over the configuration's head. */
export interface SshOverrides {
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly keyfile?: string | undefined;
  readonly knownHosts?: string | undefined;
  readonly hostKeyPolicy?: HostKeyPolicy | undefined;
  readonly authMethods?: readonly string[] | undefined;
  /** The hops before this host; `none` for none, whatever the configuration says. */
  readonly proxyJump?: string | undefined;
}

/** What of this computer counts; tests give another one. */
export interface SshSurroundings {
  readonly home: string;
  readonly localUser: string;
  readonly localHost: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly systemConfig: string;
  /** The user's own configuration, where it is not `~/.ssh/config`. */
  readonly userConfig?: string;
  readonly platform?: NodeJS.Platform;
  readonly exists?: (path: string) => boolean;
}

const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa'];
/** The pipe of the agent that comes with Windows. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';
/** PuTTY's agent, by ssh2's word for it. */
const PAGEANT = 'pageant';
/** Keys on smart cards, lists of revoked keys, known hosts from a program, names made whole by DNS. */
const BEYOND_US = ['PKCS11Provider', 'RevokedHostKeys', 'KnownHostsCommand', 'CanonicalizeHostname'] as const;
const DEFAULT_METHODS = ['publickey', 'keyboard-interactive', 'password'];
const DEFAULT_KEEPALIVE_S = 5;
const DEFAULT_KEEPALIVE_COUNT = 3;
/** `IdentityFile` and the like add up; of all others the first value counts. */
const REPEATABLE: ReadonlySet<string> = new Set(['identityfile', 'certificatefile']);
/** What a host or user may be made of: nothing that a shell or an option parser reads anything into. */
const SAFE_HOST = /^(?!-)[\p{L}\p{N}._:%-]+$/u;
const SAFE_USER = /^(?!-)[^\s'"`$\\;&<>|()*?[\]{}!#\p{Cc}]+$/u;

/** The surroundings of this process. */
export function sshSurroundings(): SshSurroundings {
  const { username, uid } = userInfo();
  return { home: homedir(), localUser: username, localHost: hostname(), env: process.env, uid, systemConfig: '/etc/ssh/ssh_config' };
}

/** The answer of a `Match exec` command: whether it succeeded; undefined while nobody knows. */
export type ExecAnswer = (command: string) => boolean | undefined;

/**
 * What `~/.ssh/config` and the system's file say about a host, with the URI's own words before them.
 * Commands in the configuration are not run here: `execAnswer` knows how those of `Match exec` ended, and what
 * nobody knows does not match. `KnownHostsCommand` is left to OpenSSH.
 *
 * @throws invalid-arg for a host or user that could be taken for an option or for shell syntax.
 */
export function sshSettings(alias: string, overrides: SshOverrides = {}, here: SshSurroundings = sshSurroundings(), execAnswer: ExecAnswer = () => false): SshSettings {
  requireSafe('host', alias, SAFE_HOST);
  const found = lookUp(alias, overrides, here, execAnswer);
  const user = overrides.user ?? found.first('user') ?? here.localUser;
  requireSafe('user', user, SAFE_USER);
  const host = expandTokens(found.first('hostname') ?? alias, { '%': '%', h: alias });
  requireSafe('host', host, SAFE_HOST);
  const port = overrides.port ?? readNumber(found.first('port')) ?? 22;
  const tokens = tokensOf(alias, host, port, user, here);
  const path = (text: string): string => expandTilde(expandEnvironment(expandTokens(text, tokens), here), here.home);
  const named = overrides.keyfile === undefined ? found.values('identityfile').filter((file) => file !== 'none') : [overrides.keyfile];
  const jump = overrides.proxyJump ?? found.first('proxyjump');
  return {
    alias,
    host,
    port,
    user,
    identityFilesNamed: named.length > 0,
    identityFiles: named.length > 0 ? [...new Set(named.map(path))] : defaultKeys(found.values('identityfile'), here),
    identitiesOnly: found.first('identitiesonly')?.toLowerCase() === 'yes',
    agentSocket: agentSocket(found.first('identityagent'), path, here),
    proxyJump: jump?.toLowerCase() === 'none' ? undefined : jump,
    proxyCommand: proxyCommand(found.values('proxycommand'), jump, tokens),
    userKnownHostsFiles: knownHosts(overrides.knownHosts === undefined ? found.values('userknownhostsfile') : [overrides.knownHosts], ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']).map(path),
    globalKnownHostsFiles: knownHosts(found.values('globalknownhostsfile'), ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']).map(path),
    hashKnownHosts: found.first('hashknownhosts')?.toLowerCase() === 'yes',
    hostKeyAlias: found.first('hostkeyalias'),
    hostKeyPolicy: overrides.hostKeyPolicy ?? hostKeyPolicy(found.first('stricthostkeychecking')),
    authMethods: overrides.authMethods ?? found.first('preferredauthentications')?.toLowerCase().split(',') ?? DEFAULT_METHODS,
    keepaliveIntervalMs: 1000 * (readNumber(found.first('serveraliveinterval')) ?? DEFAULT_KEEPALIVE_S) || DEFAULT_KEEPALIVE_S * 1000,
    keepaliveCountMax: readNumber(found.first('serveralivecountmax')) ?? DEFAULT_KEEPALIVE_COUNT,
    certificateFiles: found.values('certificatefile').filter((file) => file !== 'none').map(path),
    gssapi: found.first('gssapiauthentication')?.toLowerCase() === 'yes',
    beyondUs: BEYOND_US.filter((name) => !['', 'no', 'none'].includes(found.first(name.toLowerCase())?.toLowerCase() ?? '')),
    refusedCommands: [],
    overrides,
    configFile: here.userConfig,
  };
}

interface Lookup {
  readonly first: (name: string) => string | undefined;
  readonly values: (name: string) => readonly string[];
}

function lookUp(alias: string, overrides: SshOverrides, here: SshSurroundings, execAnswer: ExecAnswer): Lookup {
  const state: LookupState = { alias, overrides, here, execAnswer, found: new Map(), host: alias, final: false, wantsFinal: false };
  const folder = join(here.home, '.ssh');
  const items = [
    ...readSshConfig(here.userConfig ?? join(folder, 'config'), { home: here.home, base: folder }),
    ...readSshConfig(here.systemConfig, { home: here.home, base: '/etc/ssh' }),
  ];
  applyItems(items, state);
  if (state.wantsFinal) {
    // As OpenSSH: everything is read once more, by the name that was found; what is set already stays.
    state.host = expandTokens(state.found.get('hostname')?.[0] ?? alias, { '%': '%', h: alias });
    state.final = true;
    applyItems(items, state);
  }
  const values = (name: string): readonly string[] => state.found.get(name) ?? [];
  return { first: (name) => values(name)[0], values };
}

interface LookupState {
  readonly alias: string;
  readonly overrides: SshOverrides;
  readonly here: SshSurroundings;
  readonly execAnswer: ExecAnswer;
  readonly found: Map<string, readonly string[]>;
  /** What `Host` is compared with: the alias, in the final pass the real name. */
  host: string;
  final: boolean;
  /** Some `Match` wants the final pass. */
  wantsFinal: boolean;
}

function applyItems(items: readonly ConfigItem[], state: LookupState): void {
  for (const item of items) {
    if ('kind' in item) {
      const counts = item.kind === 'host' ? matchesPatterns(state.host, item.patterns) : item.criteria.every((criterion) => fits(criterion, state));
      if (counts) applyItems(item.entries, state);
    } else if (REPEATABLE.has(item.name)) {
      const known = state.found.get(item.name) ?? [];
      state.found.set(item.name, [...known, ...item.values.filter((value) => !known.includes(value))]);
    } else if (!state.found.has(item.name)) {
      state.found.set(item.name, item.values);
    }
  }
}

function fits(criterion: MatchCriterion, state: LookupState): boolean {
  const { alias, overrides, here, found } = state;
  const answer = (yes: boolean): boolean => yes !== criterion.negated;
  const user = overrides.user ?? found.get('user')?.[0] ?? here.localUser;
  switch (criterion.name) {
    case 'all':
      return answer(true);
    case 'host':
      return answer(matchesPatterns(found.get('hostname')?.[0] ?? state.host, criterion.patterns));
    case 'originalhost':
      return answer(matchesPatterns(alias, criterion.patterns));
    case 'user':
      return answer(matchesPatterns(user, criterion.patterns));
    case 'localuser':
      return answer(matchesPatterns(here.localUser, criterion.patterns));
    case 'final':
      if (!state.final) state.wantsFinal = true;
      return answer(state.final);
    case 'canonical':
      // Names are not made canonical here: that needs DNS before the configuration is known.
      return answer(state.final && isYes(found.get('canonicalizehostname')?.[0]));
    case 'exec': {
      const host = found.get('hostname')?.[0] ?? alias;
      const port = overrides.port ?? readNumber(found.get('port')?.[0]) ?? 22;
      if (!SAFE_HOST.test(host) || !SAFE_USER.test(user)) return false;
      const result = state.execAnswer(expandTokens(criterion.text, tokensOf(alias, host, port, user, here)));
      return result !== undefined && answer(result);
    }
    default:
      // tagged and localnetwork are not known here.
      return false;
  }
}

function isYes(word: string | undefined): boolean {
  return ['yes', 'always'].includes(word?.toLowerCase() ?? '');
}

function tokensOf(alias: string, host: string, port: number, user: string, here: SshSurroundings): Readonly<Record<string, string>> {
  const shortHost = here.localHost.split('.')[0] ?? here.localHost;
  const hash = createHash('sha1').update(`${here.localHost}${host}${port}${user}`).digest('hex');
  return { '%': '%', d: here.home, h: host, i: String(here.uid), k: host, L: shortHost, l: here.localHost, n: alias, p: String(port), r: user, u: here.localUser, C: hash };
}

function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
}

function expandEnvironment(text: string, here: SshSurroundings): string {
  return text.replace(/\$\{(\w+)\}/g, (_whole, name: string) => here.env[name] ?? '');
}

function defaultKeys(named: readonly string[], here: SshSurroundings): readonly string[] {
  return named.includes('none') ? [] : DEFAULT_KEYS.map((name) => join(here.home, '.ssh', name));
}

function agentSocket(setting: string | undefined, path: (text: string) => string, here: SshSurroundings): string | undefined {
  if (setting === 'none') return undefined;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return here.env['SSH_AUTH_SOCK'] ?? windowsAgent(here);
  return setting.startsWith('$') && !setting.startsWith('${') ? here.env[setting.slice(1)] : path(setting);
}

/** The agent that comes with Windows while its service runs, else PuTTY's. */
function windowsAgent({ platform = process.platform, exists = existsSync }: SshSurroundings): string | undefined {
  if (platform !== 'win32') return undefined;
  return exists(WINDOWS_AGENT) ? WINDOWS_AGENT : PAGEANT;
}

function proxyCommand(words: readonly string[], jump: string | undefined, tokens: Readonly<Record<string, string>>): string | undefined {
  const text = words.join(' ');
  return jump !== undefined || text === '' || text.toLowerCase() === 'none' ? undefined : expandTokens(text, tokens);
}

function knownHosts(named: readonly string[], usual: readonly string[]): readonly string[] {
  return named.length === 0 ? usual : named.filter((file) => file.toLowerCase() !== 'none');
}

function hostKeyPolicy(setting: string | undefined): HostKeyPolicy {
  switch (setting?.toLowerCase()) {
    case 'yes':
      return 'refuse';
    case 'no':
    case 'off':
    case 'accept-new':
      return 'accept-new';
    default:
      return 'ask';
  }
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function requireSafe(what: 'host' | 'user', text: string, shape: RegExp): void {
  if (shape.test(text)) return;
  throw libvirtError('rpc', 'invalid-arg', `'${text}' cannot be the ${what} of an SSH connection`, { subject: text, step: 'resolve' });
}
