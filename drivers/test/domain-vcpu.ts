import type { DomainMethods } from '../api/facets/domain.ts';
import type { VcpuInfo } from '../api/records.ts';
import type { DomainRef } from '../api/refs.ts';
import { DomainModificationImpact as Impact, DomainVcpuFlags as Vcpu, TypedParameterFlags, VcpuState } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed } from '../core/typed-params.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { allCpus, cpuMapOf, cpusOf, formatCpuSet, parseCpuSet, type CpuMap } from './cpu-set.ts';
import type { DomainConfig } from './domain-config.ts';
import { onlineVcpus } from './domain-facts.ts';
import { nowMicroseconds } from './clock.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';
import { appendChild, ensureChild, removeChildren, setText } from './tree-edit.ts';

const AFFECT = Impact.LIVE | Impact.CONFIG;
/** Most vCPUs that a machine of this host may have. */
export const MAX_VCPUS = 32;
const TOTAL_CPU_TIME_NS = 48772617035n;

/** vCPUs: how many, where they run, what they have used. */
export const domainVcpu = methodsOf<DomainMethods>()({
  getMaxVcpus: (session, dom) => vcpuCount(session, dom, Vcpu.LIVE | Vcpu.MAXIMUM),
  getVcpusFlags: (session, dom, flags = 0) => vcpuCount(session, dom, flags),
  setVcpus(session, dom, nvcpus) {
    setVcpus(session, dom, nvcpus, Vcpu.LIVE);
  },
  setVcpusFlags(session, dom, nvcpus, flags = 0) {
    setVcpus(session, dom, nvcpus, flags);
  },
  getVcpus(session, dom) {
    const domain = session.host.domains.require(dom);
    if (!domain.isActive) throw libvirtError('test', 'operation-invalid', 'cannot list vcpus for an inactive domain');
    return vcpuInfos(domain.config, session.host.maxCpus);
  },

  pinVcpu(session, dom, vcpu, cpumap) {
    pinVcpu(session, dom, vcpu, cpumap);
  },
  pinVcpuFlags(session, dom, vcpu, cpumap, flags = 0) {
    checkFlags(flags, 0, 'testDomainPinVcpuFlags');
    pinVcpu(session, dom, vcpu, cpumap);
  },
  getVcpuPinInfo(session, dom, flags = 0) {
    const { config } = session.host.domains.require(dom).configFor(flags);
    const { maxCpus } = session.host;
    return Array.from({ length: config.facts.maxVcpus }, (_, vcpu) => vcpuMap(config, vcpu, maxCpus));
  },
  pinEmulator(session, dom, cpumap, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainPinEmulator');
    session.host.domains.require(dom).editOne(flags, (config) => {
      const cpus = cpusOf(cpumap);
      if (cpus.length === 0) throw libvirtError('test', 'invalid-arg', 'Empty cpu list for pinning');
      return config.edit((root) => {
        ensureChild(ensureChild(root, 'cputune'), 'emulatorpin').setAttribute('cpuset', formatCpuSet(cpus));
      });
    });
  },
  getEmulatorPinInfo(session, dom, flags = 0) {
    checkFlags(flags, AFFECT, 'testDomainGetEmulatorPinInfo');
    const { config } = session.host.domains.require(dom).configFor(flags);
    const pinned = config.root.find('cputune', 'emulatorpin')?.attribute('cpuset');
    return mapOr(pinned ?? defaultCpuset(config.root), session.host.maxCpus);
  },

  getCPUStats(session, dom, startCpu, ncpus, flags = 0) {
    checkFlags(flags, TypedParameterFlags.TYPED_PARAM_STRING_OKAY, 'testDomainGetCPUStats');
    session.host.domains.require(dom).assertActive();
    if (startCpu === -1) {
      return [[typed.ullong('cpu_time', TOTAL_CPU_TIME_NS), typed.ullong('user_time', 5540000000n), typed.ullong('system_time', 6460000000n)]];
    }
    return perCpuStats(startCpu, ncpus, session.host.nodeInfo.cores);
  },
});

/** The map of the `cpuset` attribute, or of all host CPUs. */
export function mapOr(cpuset: string | undefined, hostCpus: number): CpuMap {
  return cpuset === undefined ? allCpus(hostCpus) : cpuMapOf(parseCpuSet(cpuset), hostCpus);
}

/** Where everything of the machine may run that is not pinned itself. */
export function defaultCpuset(root: XmlElement): string | undefined {
  return root.child('vcpu')?.attribute('cpuset');
}

function vcpuCount(session: TestSession, dom: DomainRef, flags: number): number {
  checkFlags(flags, AFFECT | Vcpu.MAXIMUM, 'testDomainGetVcpusFlags');
  const { facts } = session.host.domains.require(dom).configFor(flags).config;
  return (flags & Vcpu.MAXIMUM) === 0 ? facts.vcpus : facts.maxVcpus;
}

function setVcpus(session: TestSession, dom: DomainRef, nvcpus: number, flags: number): void {
  checkFlags(flags, AFFECT | Vcpu.MAXIMUM, 'testDomainSetVcpusFlags');
  if (nvcpus > MAX_VCPUS) {
    throw libvirtError('test', 'invalid-arg', `requested cpu amount exceeds maximum supported amount (${nvcpus} > ${MAX_VCPUS})`);
  }
  session.host.domains.require(dom).editEach(flags, (config, live) => {
    const maximum = (flags & Vcpu.MAXIMUM) !== 0 && !live;
    if (!maximum && config.facts.maxVcpus < nvcpus) {
      throw libvirtError('test', 'invalid-arg', `requested cpu amount exceeds maximum (${nvcpus} > ${config.facts.maxVcpus})`);
    }
    return config.edit((root) => {
      if (maximum) setMaximum(root, nvcpus);
      else setOnline(root, nvcpus, config.facts.maxVcpus);
    });
  });
}

function setOnline(root: XmlElement, count: number, maximum: number): void {
  const vcpu = ensureChild(root, 'vcpu');
  if (count === maximum) vcpu.removeAttribute('current');
  else vcpu.setAttribute('current', String(count));
  for (const each of root.child('vcpus')?.elements('vcpu') ?? []) {
    each.setAttribute('enabled', Number(each.attribute('id')) < count ? 'yes' : 'no');
  }
}

/** New vCPUs are unplugged; those beyond the new maximum are gone, pins included. */
function setMaximum(root: XmlElement, maximum: number): void {
  const online = onlineVcpus(root).slice(0, maximum).filter(Boolean).length;
  const vcpu = ensureChild(root, 'vcpu');
  setText(vcpu, String(maximum));
  if (online === maximum) vcpu.removeAttribute('current');
  else vcpu.setAttribute('current', String(online));
  const single = root.child('vcpus');
  if (single !== undefined) {
    removeChildren(single, 'vcpu', (each) => Number(each.attribute('id')) >= maximum);
    for (let id = single.elements('vcpu').length; id < maximum; id++) appendChild(single, 'vcpu', { id: String(id), enabled: 'no', hotpluggable: 'yes' });
  }
  const cputune = root.child('cputune');
  if (cputune !== undefined) removeChildren(cputune, 'vcpupin', (pin) => Number(pin.attribute('vcpu')) >= maximum);
}

function pinOf(root: XmlElement, vcpu: number): XmlElement | undefined {
  return root
    .child('cputune')
    ?.elements('vcpupin')
    .find((pin) => pin.attribute('vcpu') === String(vcpu));
}

function vcpuMap(config: DomainConfig, vcpu: number, hostCpus: number): CpuMap {
  return mapOr(pinOf(config.root, vcpu)?.attribute('cpuset') ?? defaultCpuset(config.root), hostCpus);
}

function pinVcpu(session: TestSession, dom: DomainRef, vcpu: number, cpumap: CpuMap): void {
  const domain = session.host.domains.require(dom);
  if (!domain.isActive) throw libvirtError('test', 'operation-invalid', 'cannot pin vcpus on an inactive domain');
  if (onlineVcpus(domain.config.root)[vcpu] !== true) {
    throw libvirtError('test', 'invalid-arg', `requested vcpu '${vcpu}' is not present in the domain`);
  }
  domain.config = domain.config.edit((root) => {
    const cputune = ensureChild(root, 'cputune');
    const pin = pinOf(root, vcpu) ?? appendChild(cputune, 'vcpupin', { vcpu: String(vcpu) });
    pin.setAttribute('cpuset', formatCpuSet(cpusOf(cpumap)));
  });
}

/** Offline vCPUs stay as zeros in the list; the time used grows with the clock. */
function vcpuInfos(config: DomainConfig, hostCpus: number): VcpuInfo[] {
  const online = onlineVcpus(config.root);
  const cpuTimeNs = nowMicroseconds() / 10n;
  return Array.from({ length: config.facts.vcpus }, (_, number) => {
    const cpumap = vcpuMap(config, number, hostCpus);
    if (online[number] !== true) return { number: 0, state: VcpuState.OFFLINE, cpuTimeNs: 0n, cpu: 0, cpumap: new Uint8Array(cpumap.length) };
    return { number, state: VcpuState.RUNNING, cpuTimeNs, cpu: cpusOf(cpumap).at(-1) ?? -1, cpumap };
  });
}

function perCpuStats(startCpu: number, ncpus: number, totalCpus: number): readonly (readonly ReturnType<typeof typed.ullong>[])[] {
  if (startCpu >= totalCpus) {
    throw libvirtError('test', 'invalid-arg', `start_cpu ${startCpu} larger than maximum of ${totalCpus - 1}`);
  }
  const perCpu = TOTAL_CPU_TIME_NS / BigInt(totalCpus);
  const end = Math.min(totalCpus, startCpu + ncpus);
  return Array.from({ length: Math.max(0, end - startCpu) }, (_, index) => {
    const time = perCpu + BigInt(startCpu + index);
    return [typed.ullong('cpu_time', time), typed.ullong('vcpu_time', time - 1234567890n)];
  });
}
