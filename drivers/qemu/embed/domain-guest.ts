import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef } from '../../api/refs.ts';
import type { TypedParameter } from '../../api/records.ts';
import {
  DomainAuthorizedSSHKeysSetFlags as Keys, DomainGuestInfoTypes as Info, DomainInterfaceAddressesSource as Source, DomainSetTimeFlags as SetTime, DomainSetUserPasswordFlags as Password, NodeSuspendTarget,
} from '../../core/constants.ts';
import { typed } from '../../core/typed-params.ts';
import { VirError } from '../../core/vir-error.ts';
import type { GuestAgent } from '../qmp/guest-agent.ts';
import {
  freezeGuest, guestDisks, guestFileSystems, guestHostname, guestInterfaces, guestOs, guestSshKeys, guestTime, guestTimezone, guestUsers, guestVcpus, setGuestPassword, setGuestSshKeys,
  setGuestTime, setGuestVcpus, suspendGuest, thawGuest, trimGuest,
} from '../qmp/guest-commands.ts';
import { formatCpuSet, parseCpuSet } from '../../conf/lens/cpu-set.ts';
import { diskTargets } from '../qmp/guest-disk-targets.ts';
import { agentOf } from './agent-link.ts';
import type { EmbedSession } from './embed-session.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { qemuError } from './qemu-error.ts';

/** What goes by way of the guest's agent. The guest is not trusted: it answers as it likes. */
export const domainGuest = methodsOf<DomainMethods>()({
  async fsFreeze(session, dom, mountpoints, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainFSFreeze');
    return freezeGuest(await agent(session, dom), mountpoints);
  },
  async fsThaw(session, dom, _mountpoints, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainFSThaw');
    return thawGuest(await agent(session, dom));
  },
  async fsTrim(session, dom, mountPoint, minimum, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainFSTrim');
    if (mountPoint !== undefined) throw qemuError('argument-unsupported', 'Specifying mount point is not supported for now');
    await trimGuest(await agent(session, dom), minimum);
  },
  async getFSInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetFSInfo');
    const found = await guestFileSystems(await agent(session, dom));
    const { def } = await session.state.require(dom);
    return found.map(({ mountpoint, name, type, disks }) => ({ mountpoint, name, fstype: type, devAliases: diskTargets(def, disks) }));
  },
  async getTime(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetTime');
    const timeNs = await guestTime(await agent(session, dom));
    return { seconds: timeNs / 1_000_000_000n, nseconds: Number(timeNs % 1_000_000_000n) };
  },
  async setTime(session, dom, seconds, nseconds, flags = 0) {
    checkFlags(flags, SetTime.DOMAIN_TIME_SYNC, 'qemuDomainSetTime');
    const machine = await session.state.require(dom);
    await setGuestTime(await agent(session, dom), (flags & SetTime.DOMAIN_TIME_SYNC) === 0 ? seconds * 1_000_000_000n + BigInt(nseconds) : undefined);
    await machine.monitor().execute('rtc-reset-reinjection').catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // only some machines have it
    });
  },
  async setUserPassword(session, dom, user, password, flags = 0) {
    checkFlags(flags, Password.DOMAIN_PASSWORD_ENCRYPTED, 'qemuDomainSetUserPassword');
    await setGuestPassword(await agent(session, dom), user ?? '', password ?? '', (flags & Password.DOMAIN_PASSWORD_ENCRYPTED) !== 0);
  },
  async interfaceAddresses(session, dom, source, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainInterfaceAddresses');
    if (source === Source.AGENT) return guestInterfaces(await agent(session, dom));
    (await session.state.require(dom)).running();
    if (source === Source.LEASE || source === Source.ARP) return [];
    throw qemuError('argument-unsupported', `Unknown IP address data source ${source}`);
  },
  async getHostname(session, dom, flags = 0) {
    checkFlags(flags, Source.LEASE | Source.AGENT, 'qemuDomainGetHostname');
    if ((flags & Source.AGENT) !== 0 || flags === 0) return guestHostname(await agent(session, dom));
    throw qemuError('no-hostname', `no hostname found for domain ${dom.name}`);
  },
  async getGuestVcpus(session, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetGuestVcpus');
    const cpus = await guestVcpus(await agent(session, dom));
    const set = (list: typeof cpus): string => formatCpuSet(list.map(({ id }) => id));
    return [typed.string('vcpus', set(cpus)), typed.string('online', set(cpus.filter(({ isOnline }) => isOnline))), typed.string('offlinable', set(cpus.filter(({ canOffline }) => canOffline)))];
  },
  async setGuestVcpus(session, dom, cpumap, isOnline, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSetGuestVcpus');
    if (isOnline !== 0 && isOnline !== 1) throw qemuError('invalid-arg', 'unsupported state value');
    await setGuestVcpus(await agent(session, dom), parseCpuSet(cpumap).map((id) => ({ id, isOnline: isOnline === 1 })));
  },
  async authorizedSSHKeysGet(session, dom, user, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainAuthorizedSSHKeysGet');
    return guestSshKeys(await agent(session, dom), user);
  },
  async authorizedSSHKeysSet(session, dom, user, keys, flags = 0) {
    checkFlags(flags, Keys.APPEND | Keys.REMOVE, 'qemuDomainAuthorizedSSHKeysSet');
    await setGuestSshKeys(await agent(session, dom), user, keys, (flags & Keys.APPEND) !== 0 ? 'add' : (flags & Keys.REMOVE) !== 0 ? 'remove' : 'replace');
  },
  async getGuestInfo(session, dom, types, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetGuestInfo');
    const guest = await agent(session, dom);
    const wants = (bit: number): boolean => types === 0 || (types & bit) !== 0;
    const params: TypedParameter[] = [];
    for (const [bit, read] of GUEST_INFO) if (wants(bit)) params.push(...(await optional(types, () => read(guest))));
    return params;
  },
  async pmSuspendForDuration(session, dom, target, duration, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainPMSuspendForDuration');
    if (duration !== 0n) throw qemuError('argument-unsupported', 'Duration not supported. Use 0 for now');
    const mode = target === NodeSuspendTarget.MEM ? 'ram' : target === NodeSuspendTarget.DISK ? 'disk' : 'hybrid';
    await suspendGuest(await agent(session, dom), mode);
  },
});

type Read = (guest: GuestAgent) => Promise<readonly TypedParameter[]>;

const GUEST_INFO: readonly (readonly [bit: number, read: Read])[] = [
  [Info.USERS, async (guest) => counted('user', await guestUsers(guest), ({ name, domain: realm, loginTimeMs }) => [
    typed.string('name', name), ...(realm === undefined ? [] : [typed.string('domain', realm)]), typed.ullong('login-time', loginTimeMs),
  ])],
  [Info.OS, async (guest) => Object.entries(await guestOs(guest)).map(([key, value]) => typed.string(`os.${key}`, value))],
  [Info.TIMEZONE, async (guest) => {
    const { name, offsetSeconds } = await guestTimezone(guest);
    return [...(name === undefined ? [] : [typed.string('timezone.name', name)]), typed.int('timezone.offset', offsetSeconds)];
  }],
  [Info.HOSTNAME, async (guest) => [typed.string('hostname', await guestHostname(guest))]],
  [Info.FILESYSTEM, async (guest) => counted('fs', await guestFileSystems(guest), ({ name, mountpoint, type, totalBytes, usedBytes }) => [
    typed.string('mountpoint', mountpoint), typed.string('name', name), typed.string('fstype', type),
    ...(totalBytes === undefined ? [] : [typed.ullong('total-bytes', totalBytes)]), ...(usedBytes === undefined ? [] : [typed.ullong('used-bytes', usedBytes)]),
  ])],
  [Info.DISKS, async (guest) => counted('disk', await guestDisks(guest), ({ name, isPartition }) => [typed.string('name', name), typed.boolean('partition', isPartition)])],
  [Info.INTERFACES, async (guest) => counted('if', await guestInterfaces(guest), ({ name, hwaddr, addrs }) => [
    typed.string('name', name), ...(hwaddr === undefined ? [] : [typed.string('hwaddr', hwaddr)]), typed.uint('addr.count', addrs.length),
    ...addrs.flatMap(({ type, addr, prefix }, index) => [typed.string(`addr.${index}.type`, type === 0 ? 'ipv4' : 'ipv6'), typed.string(`addr.${index}.addr`, addr), typed.uint(`addr.${index}.prefix`, prefix)]),
  ])],
];

function counted<T>(group: string, list: readonly T[], fields: (item: T) => readonly TypedParameter[]): TypedParameter[] {
  return [typed.uint(`${group}.count`, list.length), ...list.flatMap((item, index) => fields(item).map((param) => ({ ...param, field: `${group}.${index}.${param.field}` })))];
}

/** Of everything, what this agent does not know is left out; what was asked for by name is an error. */
async function optional(types: number, read: () => Promise<readonly TypedParameter[]>): Promise<readonly TypedParameter[]> {
  try {
    return await read();
  } catch (error) {
    if (types === 0 && VirError.is(error) && error.code !== 'agent-unresponsive') return [];
    throw error;
  }
}

async function agent({ state }: EmbedSession, dom: DomainRef): Promise<GuestAgent> {
  return agentOf(state, await state.require(dom));
}
