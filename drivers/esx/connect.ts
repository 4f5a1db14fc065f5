import type { DomainEventOf } from '../api/events.ts';
import type { ConnectMethods } from '../api/facets/connect.ts';
import type { DomainRef } from '../api/refs.ts';
import { ConnectListAllDomainsFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { capabilitiesXml, sysinfoXml } from './capabilities.ts';
import { domainFromNative, domainToNative } from './domain-native.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { productVersion } from './product-version.ts';

/** VIR_DRV_FEATURE_MIGRATION_V1 and _TYPED_PARAM_STRING. */
const MIGRATION_V1 = 1;
const TYPED_PARAM_STRING = 8;

/** For each group of flags: the bits, and which of them a machine answers to. */
const GROUPS: readonly { readonly mask: number; readonly bit: (machine: Machine, autostart: ReadonlySet<string>) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: (m) => (m.isActive ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: () => List.PERSISTENT },
  { mask: List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER, bit: stateBit },
  { mask: List.MANAGEDSAVE | List.NO_MANAGEDSAVE, bit: () => List.NO_MANAGEDSAVE },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: (m, autostart) => (autostart.has(m.key) ? List.AUTOSTART : List.NO_AUTOSTART) },
  { mask: List.HAS_SNAPSHOT | List.NO_SNAPSHOT, bit: (m) => (m.hasSnapshots ? List.HAS_SNAPSHOT : List.NO_SNAPSHOT) },
  { mask: List.HAS_CHECKPOINT | List.NO_CHECKPOINT, bit: () => List.NO_CHECKPOINT },
];

const ALL_FLAGS = GROUPS.reduce((all, { mask }) => all | mask, 0);

function stateBit(machine: Machine): number {
  switch (machine.state) {
    case 'running':
      return List.RUNNING;
    case 'paused':
      return List.PAUSED;
    case 'shutoff':
      return List.SHUTOFF;
    default:
      return List.OTHER;
  }
}

/** The machines that match virConnectListAllDomains' flags, in the order of their numbers. */
export async function filterMachines(session: EsxSession, flags: number): Promise<readonly Machine[]> {
  const wantsAutostart = (flags & (List.AUTOSTART | List.NO_AUTOSTART)) !== 0;
  const autostart = wantsAutostart ? await session.autostart.keys() : new Set<string>();
  const found = [...session.machines.all].filter((machine) => GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(machine, autostart)) !== 0));
  return found.sort((a, b) => a.number - b.number);
}

/** The connection itself: what it is, what it lists, how it tells. */
export const connect = methodsOf<ConnectMethods>()({
  close: (session) => session.close(),
  supportsFeature: (_session, feature) => feature === MIGRATION_V1 || feature === TYPED_PARAM_STRING,
  getType: () => 'ESX',
  getVersion: (session) => productVersion(session.client.content.about.version),
  getLibVersion: () => 9000000n,
  async getHostname(session) {
    if (session.isVcenter && session.hosts.length !== 1) return session.uri.host;
    const host = await session.readOne(session.firstHost, ['config.network.dnsConfig.hostName', 'config.network.dnsConfig.domainName', 'name']);
    const name = host.string('config.network.dnsConfig.hostName') ?? host.string('name');
    if (name === undefined || name === '') throw libvirtError('esx', 'internal-error', "Missing or empty 'hostName' property");
    const domain = host.string('config.network.dnsConfig.domainName') ?? '';
    return domain === '' ? name : `${name}.${domain}`;
  },
  getCapabilities: (session) => capabilitiesXml(session),
  getSysinfo(session, flags = 0) {
    checkFlags(flags, 0, 'esxConnectGetSysinfo');
    return sysinfoXml(session);
  },
  async getMaxVcpus(session) {
    const host = await session.readOne(session.firstHost, ['capability.maxSupportedVcpus']);
    return host.number('capability.maxSupportedVcpus') ?? 0;
  },
  isEncrypted: (session) => session.client.http.isEncrypted,
  isSecure: (session) => session.client.http.isEncrypted,
  async isAlive(session) {
    if (!session.isOpen) return false;
    await session.client.currentTime({ deadlineMs: 10_000 });
    return true;
  },

  listDomains: async (session) => (await filterMachines(session, List.ACTIVE)).map(({ id }) => id),
  numOfDomains: async (session) => (await filterMachines(session, List.ACTIVE)).length,
  listDefinedDomains: async (session) => (await filterMachines(session, List.INACTIVE)).map(({ name }) => name),
  numOfDefinedDomains: async (session) => (await filterMachines(session, List.INACTIVE)).length,
  async listAllDomains(session, flags = 0) {
    checkFlags(flags, ALL_FLAGS, 'esxConnectListAllDomains');
    return (await filterMachines(session, flags)).map(({ domain }) => domain);
  },

  domainXMLFromNative(session, nativeFormat, nativeConfig, flags = 0) {
    checkFlags(flags, 0, 'esxConnectDomainXMLFromNative');
    return domainFromNative(session, nativeFormat, nativeConfig);
  },
  domainXMLToNative(session, nativeFormat, domainXml, flags = 0) {
    checkFlags(flags, 0, 'esxConnectDomainXMLToNative');
    return domainToNative(session, nativeFormat, domainXml);
  },

  domainEventRegister: (session, listener) =>
    session.events.add('lifecycle', undefined, (event) => {
      if (event.kind === 'lifecycle') listener(event satisfies DomainEventOf<'lifecycle'>);
    }),
  domainEventDeregister(session, callbackID) {
    removeListener(session, callbackID);
  },
  domainEventRegisterAny(session, kind, dom: DomainRef | undefined, listener) {
    // As in libvirt, kinds that never come can be listened to.
    return session.events.add(kind, dom, listener);
  },
  domainEventDeregisterAny(session, callbackID) {
    removeListener(session, callbackID);
  },
  registerCloseCallback(session, listener) {
    session.onClose(listener);
  },
  unregisterCloseCallback(session) {
    session.onClose(undefined);
  },
});

function removeListener(session: EsxSession, id: number): void {
  if (!session.events.remove(id)) throw libvirtError('esx', 'invalid-arg', `no listener has the number ${id}`);
}
