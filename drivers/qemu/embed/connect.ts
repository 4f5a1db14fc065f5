import type { DomainEventOf } from '../../api/events.ts';
import type { ConnectMethods } from '../../api/facets/connect.ts';
import { ConnectListAllDomainsFlags as List } from '../../core/constants.ts';
import type { Machine } from './machine.ts';
import { domainFromNative, domainToNative } from './native.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { statsOf } from './domain-stats.ts';

/** libvirt's driver gives so many to a guest of any kind; the machine type decides in the end. */
const MAX_VCPUS = 255;

/** The connection itself: what it is, what it lists, how it tells. */
export const connect = methodsOf<ConnectMethods>()({
  close(session) {
    session.close();
  },
  getType: () => 'QEMU',
  getVersion: async ({ state }) => BigInt((await state.emulators.own()).emulator.version),
  getLibVersion: () => 9000000n,
  getHostname: ({ state }) => state.surroundings.hostName,
  getMaxVcpus: () => MAX_VCPUS,
  supportsFeature: (_session, feature) => FEATURES.has(feature),
  isEncrypted: ({ state }) => !state.surroundings.isHere,
  isSecure: () => true,
  isAlive: (session) => session.isOpen,
  setKeepAlive: () => true,

  listDomains: async ({ state }) => (await state.machines()).flatMap(({ run }) => (run === undefined ? [] : [run.id])),
  numOfDomains: async ({ state }) => (await state.machines()).filter(({ run }) => run !== undefined).length,
  listDefinedDomains: async ({ state }) => (await state.machines()).filter(({ run }) => run === undefined).map(({ name }) => name),
  numOfDefinedDomains: async ({ state }) => (await state.machines()).filter(({ run }) => run === undefined).length,
  async listAllDomains({ state }, flags = 0) {
    checkFlags(flags, ALL_FLAGS, 'qemuConnectListAllDomains');
    return (await state.machines()).filter((machine) => matches(machine, flags)).map(({ ref }) => ref);
  },
  async getAllDomainStats({ state }, doms, stats, flags = 0) {
    const wanted = new Set(doms.map(({ uuid }) => uuid));
    const machines = (await state.machines()).filter((each) => (wanted.size === 0 || wanted.has(each.uuid)) && matches(each, flags & ALL_FLAGS));
    return statsOf(state, machines, stats, flags);
  },

  domainXMLToNative(session, nativeFormat, domainXml, flags = 0) {
    checkFlags(flags, 0, 'qemuConnectDomainXMLToNative');
    return domainToNative(session.state, nativeFormat, domainXml);
  },
  domainXMLFromNative(session, nativeFormat, nativeConfig, flags = 0) {
    checkFlags(flags, 0, 'qemuConnectDomainXMLFromNative');
    return domainFromNative(session.state, nativeFormat, nativeConfig);
  },

  domainEventRegister: (session, listener) =>
    session.state.events.register(session, 'lifecycle', undefined, (event) => {
      listener(event as DomainEventOf<'lifecycle'>);
    }),
  domainEventDeregister(session, callbackID) {
    session.state.events.deregister(session, callbackID);
  },
  domainEventRegisterAny: (session, kind, dom, listener) => session.state.events.register(session, kind, dom, listener),
  domainEventDeregisterAny(session, callbackID) {
    session.state.events.deregister(session, callbackID);
  },
});

/** `VIR_DRV_FEATURE_*` that libvirt's driver for QEMU says yes to and that we have. */
const FEATURES: ReadonlySet<number> = new Set([]);

const GROUPS: readonly { readonly mask: number; readonly bit: (machine: Machine) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: ({ run }) => (run === undefined ? List.INACTIVE : List.ACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: ({ isPersistent }) => (isPersistent ? List.PERSISTENT : List.TRANSIENT) },
  {
    mask: List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER,
    bit({ run }) {
      if (run === undefined) return List.SHUTOFF;
      return run.state === 'running' ? List.RUNNING : run.state === 'paused' ? List.PAUSED : List.OTHER;
    },
  },
  { mask: List.MANAGEDSAVE | List.NO_MANAGEDSAVE, bit: ({ hasSave }) => (hasSave ? List.MANAGEDSAVE : List.NO_MANAGEDSAVE) },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: ({ autostart }) => (autostart ? List.AUTOSTART : List.NO_AUTOSTART) },
  { mask: List.HAS_SNAPSHOT | List.NO_SNAPSHOT, bit: ({ snapshotCount }) => (snapshotCount > 0 ? List.HAS_SNAPSHOT : List.NO_SNAPSHOT) },
  { mask: List.HAS_CHECKPOINT | List.NO_CHECKPOINT, bit: ({ checkpointCount }) => (checkpointCount > 0 ? List.HAS_CHECKPOINT : List.NO_CHECKPOINT) },
];
const ALL_FLAGS = GROUPS.reduce((all, { mask }) => all | mask, 0);

function matches(machine: Machine, flags: number): boolean {
  return GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & mask & bit(machine)) !== 0);
}
