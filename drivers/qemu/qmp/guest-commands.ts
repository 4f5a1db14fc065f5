import type { DomainInterface } from '../../api/records.ts';
import { isPlainArray, type PlainJson, type PlainJsonObject } from '../../conf/json/plain-json.ts';
import { parsePlainJson, formatPlainJson, isPlainObject } from '../../conf/json/plain-json.ts';
import { printable } from '../../transport/printable.ts';
import { agentError, type AgentCallOptions, type GuestAgent } from './guest-agent.ts';
import { Reply } from './reply.ts';

/** More of anything is not believed. */
const MOST_ENTRIES = 4096;
const MOST_TEXT = 4096;

/** A user who is logged in. */
export interface GuestUser {
  readonly name: string;
  /** Windows only. */
  readonly domain: string | undefined;
  /** Since 1970. */
  readonly loginTimeMs: bigint;
}

/** The disk behind a file system or a guest's device. */
export interface GuestDiskAddress {
  readonly busType: string | undefined;
  readonly bus: number;
  readonly target: number;
  readonly unit: number;
  readonly pci: { readonly domain: number; readonly bus: number; readonly slot: number; readonly function: number };
  readonly ccw: { readonly cssid: number; readonly ssid: number; readonly devno: number } | undefined;
  readonly serial: string | undefined;
  readonly device: string | undefined;
}

/** A mounted file system. */
export interface GuestFileSystem {
  readonly name: string;
  readonly mountpoint: string;
  readonly type: string;
  readonly totalBytes: bigint | undefined;
  readonly usedBytes: bigint | undefined;
  readonly disks: readonly GuestDiskAddress[];
}

/** A disk as the guest sees it. */
export interface GuestDisk {
  readonly name: string;
  readonly isPartition: boolean;
  readonly dependencies: readonly string[];
  readonly alias: string | undefined;
  readonly address: GuestDiskAddress | undefined;
}

/** A virtual processor as the guest sees it. */
export interface GuestVcpu {
  readonly id: number;
  readonly isOnline: boolean;
  readonly canOffline: boolean;
}

/** Which system runs: each word only if the guest says it. */
export type GuestOs = { readonly [key in (typeof OS_KEYS)[number]]?: string };

const OS_KEYS = ['id', 'name', 'pretty-name', 'version', 'version-id', 'machine', 'variant', 'variant-id', 'kernel-release', 'kernel-version'] as const;

/** The agent's version, and the commands that it carries out. */
export async function guestInfo(agent: GuestAgent, options?: AgentCallOptions): Promise<{ readonly version: string; readonly commands: ReadonlySet<string> }> {
  const reply = await object(agent, 'guest-info', undefined, options);
  const commands = entries(reply.objects('supported_commands')).filter((command) => command.booleanOr('enabled') !== false);
  return { version: text(reply, 'version'), commands: new Set(commands.map((command) => text(command, 'name'))) };
}

/** @libvirt virDomainGetHostname */
export async function guestHostname(agent: GuestAgent, options?: AgentCallOptions): Promise<string> {
  return text(await object(agent, 'guest-get-host-name', undefined, options), 'host-name');
}

/** Who is logged in. */
export async function guestUsers(agent: GuestAgent, options?: AgentCallOptions): Promise<readonly GuestUser[]> {
  return (await list(agent, 'guest-get-users', options)).map((user) => ({
    name: text(user, 'user'),
    domain: textOr(user, 'domain'),
    loginTimeMs: BigInt(Math.trunc(user.number('login-time') * 1000)),
  }));
}

/** Which system runs. */
export async function guestOs(agent: GuestAgent, options?: AgentCallOptions): Promise<GuestOs> {
  const reply = await object(agent, 'guest-get-osinfo', undefined, options);
  return Object.fromEntries(OS_KEYS.flatMap((key) => {
    const value = textOr(reply, key);
    return value === undefined ? [] : [[key, value]];
  }));
}

/** The time zone: its name, if the guest knows it, and seconds east of Greenwich. */
export async function guestTimezone(agent: GuestAgent, options?: AgentCallOptions): Promise<{ readonly name: string | undefined; readonly offsetSeconds: number }> {
  const reply = await object(agent, 'guest-get-timezone', undefined, options);
  return { name: textOr(reply, 'zone'), offsetSeconds: reply.number('offset') };
}

/**
 * Interfaces with their addresses; those of an alias (`eth0:1`) count as the interface's.
 *
 * @libvirt virDomainInterfaceAddresses
 */
export async function guestInterfaces(agent: GuestAgent, options?: AgentCallOptions): Promise<readonly DomainInterface[]> {
  const found = new Map<string, { hwaddr: string | undefined; addrs: DomainInterface['addrs'] }>();
  for (const iface of await list(agent, 'guest-network-get-interfaces', options)) {
    const name = text(iface, 'name').replace(/:.*$/s, '');
    const known = found.get(name) ?? { hwaddr: textOr(iface, 'hardware-address'), addrs: [] };
    found.set(name, { ...known, addrs: [...known.addrs, ...entries(iface.objects('ip-addresses')).map(address)] });
  }
  return [...found].map(([name, rest]) => ({ name, ...rest }));
}

function address(entry: Reply): DomainInterface['addrs'][number] {
  const type = text(entry, 'ip-address-type');
  if (type !== 'ipv4' && type !== 'ipv6') throw agentError('internal-error', `unknown ip address type '${type}'`);
  return { type: type === 'ipv4' ? 0 : 1, addr: text(entry, 'ip-address'), prefix: entry.number('prefix') };
}

/** Mounted file systems, in the order of mounting. */
export async function guestFileSystems(agent: GuestAgent, options?: AgentCallOptions): Promise<readonly GuestFileSystem[]> {
  const found = await list(agent, 'guest-get-fsinfo', options);
  return found.toReversed().map((entry) => ({
    name: text(entry, 'name'),
    mountpoint: text(entry, 'mountpoint'),
    type: text(entry, 'type'),
    totalBytes: entry.bigintOr('total-bytes'),
    usedBytes: entry.bigintOr('used-bytes'),
    disks: entries(entry.objects('disk')).map(diskAddress),
  }));
}

/** Disks and partitions. */
export async function guestDisks(agent: GuestAgent, options?: AgentCallOptions): Promise<readonly GuestDisk[]> {
  return (await list(agent, 'guest-get-disks', options)).map((entry) => {
    const where = entry.objectOr('address');
    return {
      name: text(entry, 'name'),
      isPartition: entry.boolean('partition'),
      dependencies: entry.strings('dependencies').slice(0, MOST_ENTRIES).map((one) => printable(one, MOST_TEXT)),
      alias: textOr(entry, 'alias'),
      address: where === undefined ? undefined : diskAddress(where),
    };
  });
}

function diskAddress(entry: Reply): GuestDiskAddress {
  const pci = entry.object('pci-controller');
  const ccw = entry.objectOr('ccw-address');
  return {
    busType: textOr(entry, 'bus-type'),
    bus: entry.number('bus'),
    target: entry.number('target'),
    unit: entry.number('unit'),
    pci: { domain: pci.number('domain'), bus: pci.number('bus'), slot: pci.number('slot'), function: pci.number('function') },
    // The guest's channel subsystem 0 is the host's 0xfe.
    ccw: ccw === undefined ? undefined : { cssid: ccw.number('cssid') === 0 ? 0xfe : ccw.number('cssid'), ssid: ccw.number('ssid'), devno: ccw.number('devno') },
    serial: textOr(entry, 'serial'),
    device: textOr(entry, 'dev'),
  };
}

/** @libvirt virDomainGetTime; nanoseconds since 1970. */
export async function guestTime(agent: GuestAgent, options?: AgentCallOptions): Promise<bigint> {
  const answer = await agent.call('guest-get-time', undefined, options);
  if (typeof answer === 'bigint') return answer;
  if (typeof answer === 'number' && Number.isSafeInteger(answer)) return BigInt(answer);
  throw agentError('internal-error', 'malformed return value');
}

/** Sets the guest's time; without one, from its hardware clock. @libvirt virDomainSetTime */
export async function setGuestTime(agent: GuestAgent, timeNs: bigint | undefined, options?: AgentCallOptions): Promise<void> {
  if (timeNs !== undefined && timeNs > 0x7fff_ffff_ffff_ffffn) throw agentError('invalid-arg', `Time '${timeNs / 1_000_000_000n}' is too big for guest agent`);
  await agent.call('guest-set-time', timeNs === undefined ? undefined : { time: timeNs }, options);
}

/** Freezes file systems, all without a list; how many were. @libvirt virDomainFSFreeze */
export async function freezeGuest(agent: GuestAgent, mountpoints: readonly string[] = [], options?: AgentCallOptions): Promise<number> {
  if (mountpoints.length === 0) return count(await agent.call('guest-fsfreeze-freeze', undefined, options));
  return count(await agent.call('guest-fsfreeze-freeze-list', { mountpoints }, options));
}

/** @libvirt virDomainFSThaw */
export async function thawGuest(agent: GuestAgent, options?: AgentCallOptions): Promise<number> {
  return count(await agent.call('guest-fsfreeze-thaw', undefined, options));
}

/** @libvirt virDomainFSTrim */
export async function trimGuest(agent: GuestAgent, minimumBytes: bigint, options?: AgentCallOptions): Promise<void> {
  await agent.call('guest-fstrim', { minimum: minimumBytes }, options);
}

/** @libvirt virDomainSetUserPassword */
export async function setGuestPassword(agent: GuestAgent, user: string, password: string, isCrypted: boolean, options?: AgentCallOptions): Promise<void> {
  await agent.call('guest-set-user-password', { crypted: isCrypted, username: user, password: Buffer.from(password).toString('base64') }, options);
}

/** @libvirt virDomainAuthorizedSSHKeysGet */
export async function guestSshKeys(agent: GuestAgent, user: string, options?: AgentCallOptions): Promise<readonly string[]> {
  const reply = await object(agent, 'guest-ssh-get-authorized-keys', { username: user }, options);
  return reply.strings('keys').slice(0, MOST_ENTRIES).map((key) => printable(key, 65_536));
}

/** Adds keys (all others go, with `replace`), or removes them. @libvirt virDomainAuthorizedSSHKeysSet */
export async function setGuestSshKeys(agent: GuestAgent, user: string, keys: readonly string[], how: 'add' | 'replace' | 'remove', options?: AgentCallOptions): Promise<void> {
  if (how === 'remove') await agent.call('guest-ssh-remove-authorized-keys', { username: user, keys }, options);
  else await agent.call('guest-ssh-add-authorized-keys', { username: user, keys, reset: how === 'replace' }, options);
}

/** The guest's processors. */
export async function guestVcpus(agent: GuestAgent, options?: AgentCallOptions): Promise<readonly GuestVcpu[]> {
  return (await list(agent, 'guest-get-vcpus', options)).map((cpu) => ({
    id: cpu.number('logical-id'),
    isOnline: cpu.boolean('online'),
    canOffline: cpu.booleanOr('can-offline') === true,
  }));
}

/** Puts processors on or off, as many calls as the agent takes for it. */
export async function setGuestVcpus(agent: GuestAgent, states: readonly { readonly id: number; readonly isOnline: boolean }[], options?: AgentCallOptions): Promise<void> {
  let left = states;
  while (left.length > 0) {
    const set = await agent.call('guest-set-vcpus', { vcpus: left.map(({ id, isOnline }) => ({ 'logical-id': id, 'online': isOnline })) }, options);
    if (typeof set !== 'number' || !Number.isInteger(set) || set <= 0 || set > left.length) throw agentError('internal-error', 'guest agent returned malformed or invalid return value');
    left = left.slice(set);
  }
}

/**
 * Asks the guest to end or start anew. The agent does not answer when it does so.
 *
 * @param options `done` fires when QEMU tells SHUTDOWN (or RESET).
 */
export async function shutDownGuest(agent: GuestAgent, mode: 'powerdown' | 'reboot' | 'halt', options?: AgentCallOptions): Promise<void> {
  await agent.call('guest-shutdown', { mode }, options);
}

/** Asks the guest to sleep; like {@link shutDownGuest}, with `done` at SUSPEND or SUSPEND_DISK. */
export async function suspendGuest(agent: GuestAgent, target: 'ram' | 'disk' | 'hybrid', options?: AgentCallOptions): Promise<void> {
  await agent.call(`guest-suspend-${target}`, undefined, options);
}

/** Any command, as `virsh qemu-agent-command` takes it; the whole answer as JSON. @libvirt virDomainQemuAgentCommand */
export async function rawAgentCommand(agent: GuestAgent, json: string, options?: AgentCallOptions): Promise<string> {
  const command = parsePlainJson(json);
  if (!isPlainObject(command) || typeof command['execute'] !== 'string') throw agentError('invalid-arg', 'a guest agent command is a JSON object with "execute"');
  const args = command['arguments'];
  return formatPlainJson({ return: await agent.call(command['execute'], isPlainObject(args) ? args : undefined, options) });
}

async function object(agent: GuestAgent, command: string, args?: PlainJsonObject, options?: AgentCallOptions): Promise<Reply> {
  return new Reply(command, await agent.call(command, args, options));
}

async function list(agent: GuestAgent, command: string, options?: AgentCallOptions): Promise<readonly Reply[]> {
  const answer = await agent.call(command, undefined, options);
  if (!isPlainArray(answer)) throw agentError('internal-error', `${command} reply was missing return data`);
  if (answer.length > MOST_ENTRIES) throw agentError('internal-error', `Too many items for ${command}`);
  return Reply.list(command, answer);
}

function entries(found: readonly Reply[]): readonly Reply[] {
  if (found.length > MOST_ENTRIES) throw agentError('internal-error', 'Too many items in the answer of the guest agent');
  return found;
}

function text(reply: Reply, key: string): string {
  return printable(reply.string(key), MOST_TEXT);
}

function textOr(reply: Reply, key: string): string | undefined {
  const value = reply.stringOr(key);
  return value === undefined ? undefined : printable(value, MOST_TEXT);
}

function count(answer: PlainJson): number {
  if (typeof answer !== 'number' || !Number.isInteger(answer) || answer < 0) throw agentError('internal-error', 'malformed return value');
  return answer;
}
