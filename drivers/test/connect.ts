import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { ConnectMethods } from '../api/facets/connect.ts';
import type { DomainEventOf } from '../api/events.ts';
import type { DomainStatsRecord, TypedParameter } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { ConnectGetAllDomainStatsFlags as Stats, ConnectListAllDomainsFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { capabilitiesXml } from './capabilities.ts';
import { cpuModelNames } from './cpu-models.ts';
import { LIST_DOMAINS_FLAGS } from './domain-list.ts';
import { addLiveStats, basicStats, LIBVIRT_STATS } from './domain-stats.ts';
import { MAX_VCPUS } from './domain-vcpu.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { Pace } from './pace.ts';
import type { TestDomain } from './test-domain.ts';

const STATS_FILTERS = List.ACTIVE | List.INACTIVE | List.PERSISTENT | List.TRANSIENT | List.RUNNING | List.PAUSED | List.SHUTOFF | List.OTHER;

/** With more machines than this, lists are not made at once but in turns: the window's process must not stand still. */
const CROWD = 1000;

/** VIR_DRV_FEATURE_*: texts in typed parameters, file descriptors, network updates with their arguments in order. */
const FEATURES: readonly number[] = [8, 9, 16];

const SYSINFO = `<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>LENOVO</entry>
    <entry name='version'>G4ETA1WW (2.61 )</entry>
    <entry name='date'>05/07/2014</entry>
    <entry name='release'>2.61</entry>
  </bios>
</sysinfo>
`;

/**
 * A record of one of very many machines. Its counters are made when they are looked at, and forgotten with the look: lists of
 * ten thousand, all alive at once, cost the garbage collector more than the counting.
 */
class LateRecord implements DomainStatsRecord {
  readonly dom: DomainRef;
  readonly #domain: TestDomain;
  readonly #read: (domain: TestDomain) => readonly TypedParameter[];

  constructor(domain: TestDomain, read: (domain: TestDomain) => readonly TypedParameter[]) {
    this.dom = domain.ref;
    this.#domain = domain;
    this.#read = read;
  }

  get params(): readonly TypedParameter[] {
    return this.#read(this.#domain);
  }
}

/** The connection itself: what it is, what it lists, how it tells. */
export const connect = methodsOf<ConnectMethods>()({
  close(session) {
    session.close();
  },
  getType: () => 'TEST',
  getVersion: () => 2n,
  getLibVersion: () => 9000000n,
  getHostname: () => hostname(),
  getSysinfo(_session, flags = 0) {
    checkFlags(flags, 0, 'testConnectGetSysinfo');
    return SYSINFO;
  },
  getMaxVcpus: () => MAX_VCPUS,
  async getCapabilities(session) {
    const groups = await readdir('/sys/kernel/iommu_groups').catch(() => []);
    return capabilitiesXml(session.host, groups.length > 0);
  },
  supportsFeature: (_session, feature) => FEATURES.includes(feature),
  isEncrypted: () => false,
  isSecure: () => true,
  isAlive: (session) => session.isOpen,
  getCPUModelNames(_session, arch, flags = 0) {
    checkFlags(flags, 0, 'testConnectGetCPUModelNames');
    return cpuModelNames(arch);
  },

  listDomains: ({ host }) => host.domains.filter(List.ACTIVE).map(({ id }) => id),
  numOfDomains: ({ host }) => host.domains.filter(List.ACTIVE).length,
  listDefinedDomains: ({ host }) => host.domains.filter(List.INACTIVE).map(({ config }) => config.name),
  numOfDefinedDomains: ({ host }) => host.domains.filter(List.INACTIVE).length,
  async listAllDomains({ host }, flags = 0) {
    checkFlags(flags, LIST_DOMAINS_FLAGS, 'testConnectListAllDomains');
    if (host.domains.size > CROWD) await new Pace().turn();
    return host.domains.filter(flags).map(({ ref }) => ref);
  },
  async getAllDomainStats({ host }, doms, stats, flags = 0) {
    checkFlags(flags, STATS_FILTERS | Stats.NOWAIT | Stats.BACKING | Stats.ENFORCE_STATS, 'testConnectGetAllDomainStats');
    const unknown = (stats & ~LIBVIRT_STATS) >>> 0;
    if (unknown !== 0 && (flags & Stats.ENFORCE_STATS) !== 0) {
      throw libvirtError('test', 'argument-unsupported', `Stats types bits 0x${unknown.toString(16)} are not supported by this daemon`);
    }
    const wanted = stats === 0 ? LIBVIRT_STATS : stats;
    // A program that polls says so with NOWAIT, and gets counters that move; others see libvirt's test host as it is.
    const live = (flags & Stats.NOWAIT) !== 0;
    const nowMs = Date.now();
    const among = doms.length === 0 ? host.domains.all : doms.flatMap(({ uuid }) => host.domains.byUuid(uuid) ?? []);
    const read = (domain: TestDomain): TypedParameter[] => {
      const params = basicStats(domain, wanted);
      if (live) addLiveStats(params, domain, wanted, nowMs);
      return params;
    };
    if (host.domains.size <= CROWD) return host.domains.filter(flags & STATS_FILTERS, among).map((domain) => ({ dom: domain.ref, params: read(domain) }));
    await new Pace().turn();
    return host.domains.filter(flags & STATS_FILTERS, among).map((domain) => new LateRecord(domain, read));
  },

  domainEventRegister: (session, listener) =>
    session.host.events.register(session, 'domain', 'lifecycle', undefined, (event) => {
      listener(event as DomainEventOf<'lifecycle'>);
    }),
  domainEventDeregister(session, callbackID) {
    session.host.events.deregister(session, callbackID);
  },
  domainEventRegisterAny: (session, kind, dom, listener) => session.host.events.register(session, 'domain', kind, dom?.uuid, listener),
  domainEventDeregisterAny(session, callbackID) {
    session.host.events.deregister(session, callbackID);
  },
});
