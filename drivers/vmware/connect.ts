import type { ConnectMethods } from '../api/facets/connect.ts';
import type { DomainEventOf } from '../api/events.ts';
import { formatDomainXml, parseDomainXml } from '../conf/domain/domain-def.ts';
import { formatCapabilitiesXml, parseCapabilitiesXml } from '../conf/capabilities/capabilities.ts';
import { ConnectListAllDomainsFlags as List } from '../core/constants.ts';
import { formatVmx } from '../vmx/format-vmx.ts';
import { parseVmx } from '../vmx/parse-vmx.ts';
import { vmwareDomainContext, VMWARE_INIT } from './domain-context.ts';
import { statsOf } from './domain-stats.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';

/** libvirt's name of the format (`VMX_CONFIG_FORMAT_ARGV`). */
const VMX_FORMAT = 'vmware-vmx';
/** Virtual CPUs of one machine in the newest products. */
const MAX_VCPUS = 32;

/** The connection itself: what it is, what it lists, how it tells. */
export const connect = methodsOf<ConnectMethods>()({
  close(session) {
    session.close();
  },
  getType: () => 'VMware',
  getVersion: ({ host }) => host.version,
  getLibVersion: () => 9000000n,
  getHostname: ({ host }) => host.surroundings.hostName,
  getMaxVcpus: () => MAX_VCPUS,
  getCapabilities: ({ host }) => capabilitiesOf(host.surroundings.arch),
  supportsFeature: () => false,
  isEncrypted: ({ host }) => !host.surroundings.isHere,
  isSecure: () => true,
  isAlive: (session) => session.isOpen,

  async domainXMLFromNative(_session, nativeFormat, nativeConfig, flags = 0) {
    checkFlags(flags, 0, 'vmwareConnectDomainXMLFromNative');
    assertFormat(nativeFormat);
    const def = parseVmx(nativeConfig, { parseFileName: (name) => name, init: VMWARE_INIT });
    return Promise.resolve(formatDomainXml(def, { inactive: true }));
  },
  async domainXMLToNative(_session, nativeFormat, domainXml, flags = 0) {
    checkFlags(flags, 0, 'vmwareConnectDomainXMLToNative');
    assertFormat(nativeFormat);
    const def = parseDomainXml(domainXml, vmwareDomainContext());
    return Promise.resolve(formatVmx(def, { formatFileName: (source) => source, virtualHardware: 7 }));
  },

  listDomains: async (session) => (await session.machines()).filter(({ running }) => running).map(({ pid }) => pid),
  numOfDomains: async (session) => (await session.machines()).filter(({ running }) => running).length,
  listDefinedDomains: async (session) => (await session.machines()).filter(({ running }) => !running).map(({ name }) => name),
  numOfDefinedDomains: async (session) => (await session.machines()).filter(({ running }) => !running).length,
  async listAllDomains(session, flags = 0) {
    checkFlags(flags, ALL_FLAGS, 'vmwareConnectListAllDomains');
    return (await session.machines()).filter((machine) => matches(session, machine, flags)).map(refOf);
  },
  async getAllDomainStats(session, doms, stats, flags = 0) {
    const wanted = new Set(doms.map(({ uuid }) => uuid));
    const machines = (await session.machines()).filter((each) => wanted.size === 0 || wanted.has(each.uuid));
    return statsOf(session, machines.filter((each) => matches(session, each, flags & ALL_FLAGS)), stats);
  },

  domainEventRegister: (session, listener) =>
    session.register('lifecycle', undefined, (event) => {
      listener(event as DomainEventOf<'lifecycle'>);
    }),
  domainEventDeregister(session, callbackID) {
    session.deregister(callbackID);
  },
  domainEventRegisterAny: (session, kind, dom, listener) => session.register(kind, dom, listener),
  domainEventDeregisterAny(session, callbackID) {
    session.deregister(callbackID);
  },
});

function assertFormat(format: string): void {
  if (format !== VMX_FORMAT) throw vmwareError('invalid-arg', `Unsupported config format '${format}'`);
}

const GROUPS: readonly { readonly mask: number; readonly bit: (session: VmwareSession, machine: Machine) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: (_, { running }) => (running ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: () => List.PERSISTENT },
  {
    mask: List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER,
    bit: (session, machine) => (session.isPaused(machine) ? List.PAUSED : machine.running ? List.RUNNING : List.SHUTOFF),
  },
  { mask: List.MANAGEDSAVE | List.NO_MANAGEDSAVE, bit: (_, { suspended }) => (suspended ? List.MANAGEDSAVE : List.NO_MANAGEDSAVE) },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: () => List.NO_AUTOSTART },
  { mask: List.HAS_CHECKPOINT | List.NO_CHECKPOINT, bit: () => List.NO_CHECKPOINT },
];
const ALL_FLAGS = GROUPS.reduce((all, { mask }) => all | mask, 0);

function matches(session: VmwareSession, machine: Machine, flags: number): boolean {
  return GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(session, machine)) !== 0);
}

function capabilitiesOf(arch: string): string {
  const guest = (name: string, wordSize: number): string =>
    `<guest><os_type>hvm</os_type><arch name='${name}'><wordsize>${wordSize}</wordsize><domain type='vmware'/></arch></guest>`;
  const guests = arch === 'aarch64' ? guest('aarch64', 64) : guest('i686', 32) + guest('x86_64', 64);
  return formatCapabilitiesXml(parseCapabilitiesXml(`<capabilities><host><cpu><arch>${arch === 'aarch64' ? arch : 'x86_64'}</arch></cpu></host>${guests}</capabilities>`));
}
