import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainState } from '../api/records.ts';
import { formatDomainXml } from '../conf/domain/domain-def.ts';
import {
  DomainInterfaceAddressesSource as Source, DomainMemoryModFlags as Mem, DomainMemoryStatTags as Tags, DomainModificationImpact as Impact,
  DomainPausedReason, DomainRunningReason, DomainShutoffReason, DomainVcpuFlags as Vcpu, DomainXMLFlags as Xml,
} from '../core/constants.ts';
import { escapePercent } from '../vmx/vmx-escape.ts';
import { editMachine } from './define.ts';
import { processUse } from './domain-stats.ts';
import { leasesOf } from './dhcp-leases.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { runningMachine } from './domain-lifecycle.ts';
import { isCode, vmwareError } from './vmware-error.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';

/** How machines are, and their sizes. */
export const domainInfo = methodsOf<DomainMethods>()({
  async lookupByID(session, id) {
    const found = (await session.machines()).find((each) => each.running && each.pid === id);
    if (found === undefined) throw vmwareError('no-domain', `no domain with matching id '${id}'`);
    return refOf(found);
  },
  async lookupByUUID(session, uuid) {
    const found = (await session.machines()).find((each) => each.uuid === uuid);
    if (found === undefined) throw vmwareError('no-domain', `no domain with matching uuid '${uuid}'`);
    return refOf(found);
  },
  async lookupByName(session, name) {
    const found = (await session.machines()).find((each) => each.name === name);
    if (found === undefined) throw vmwareError('no-domain', `no domain with matching name '${name}'`);
    return refOf(found);
  },

  async getInfo(session, dom) {
    const machine = await session.machine(dom);
    const used = (await processUse(session, [machine])).get(machine.uuid);
    return {
      state: stateOf(session, machine),
      maxMemKiB: BigInt(machine.def.memory.sizeKiB),
      memoryKiB: BigInt(machine.def.currentMemory.sizeKiB),
      nrVirtCpu: machine.def.vcpu.max,
      cpuTimeNs: used?.cpuTimeNs ?? 0n,
    };
  },
  async getState(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainGetState');
    const machine = await session.machine(dom);
    const state = stateOf(session, machine);
    const reason = state === 'paused' ? DomainPausedReason.USER : state === 'running' ? DomainRunningReason.UNKNOWN : machine.suspended ? DomainShutoffReason.SAVED : DomainShutoffReason.UNKNOWN;
    return { state, reason };
  },
  async getOSType(session, dom) {
    return (await session.machine(dom)).def.os.type.name;
  },
  async getXMLDesc(session, dom, flags = 0) {
    checkFlags(flags, Xml.SECURE | Xml.INACTIVE | Xml.UPDATE_CPU | Xml.MIGRATABLE, 'vmwareDomainGetXMLDesc');
    const machine = await session.machine(dom);
    const secure = (flags & Xml.SECURE) !== 0;
    if (machine.running && (flags & Xml.INACTIVE) === 0) return formatDomainXml(machine.def, { secure, live: { id: machine.pid } });
    return formatDomainXml(machine.def, { secure, inactive: true });
  },
  isActive: async (session, dom) => (await session.machine(dom)).running,
  async isPersistent(session, dom) {
    await session.machine(dom);
    return true;
  },
  async isUpdated(session, dom) {
    await session.machine(dom);
    return false;
  },

  getMaxMemory: async (session, dom) => BigInt((await session.machine(dom)).def.memory.sizeKiB),
  setMaxMemory: (session, dom, memory) => setMemory(session, dom, memory, Mem.CONFIG | Mem.MAXIMUM),
  setMemory: (session, dom, memory) => setMemory(session, dom, memory, Mem.CONFIG),
  setMemoryFlags: (session, dom, memory, flags = 0) => setMemory(session, dom, memory, flags),
  async memoryStats(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainMemoryStats');
    const machine = await runningMachine(session, dom);
    const used = (await processUse(session, [machine])).get(machine.uuid);
    const balloon = { tag: Tags.ACTUAL_BALLOON, value: BigInt(machine.def.currentMemory.sizeKiB) };
    return used === undefined ? [balloon] : [balloon, { tag: Tags.RSS, value: used.rssKiB }];
  },
  getMaxVcpus: async (session, dom) => (await session.machine(dom)).def.vcpu.max,
  async getVcpusFlags(session, dom, flags = 0) {
    checkFlags(flags, Vcpu.LIVE | Vcpu.CONFIG | Vcpu.MAXIMUM, 'vmwareDomainGetVcpusFlags');
    return (await session.machine(dom)).def.vcpu.max;
  },
  setVcpus: (session, dom, count) => setVcpus(session, dom, count, 0),
  setVcpusFlags: (session, dom, count, flags = 0) => setVcpus(session, dom, count, flags),

  async rename(session, dom, newName, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainRename');
    if (newName === '' || /[\n\r]/.test(newName)) throw vmwareError('invalid-arg', `'${newName}' is no name for a machine`);
    if ((await session.machines()).some(({ name }) => name === newName)) throw vmwareError('operation-invalid', `domain with name '${newName}' already exists`);
    await editMachine(session, await session.machine(dom), { displayName: escapePercent(newName) });
  },

  async interfaceAddresses(session, dom, source, flags = 0, options) {
    checkFlags(flags, 0, 'vmwareDomainInterfaceAddresses');
    const machine = await runningMachine(session, dom);
    if (source === Source.LEASE) return leasesOf(session.host, machine);
    if (source !== Source.AGENT) throw vmwareError('argument-unsupported', `Unknown IP address data source ${source}`);
    const addr = (await session.host.vmrun(['getGuestIPAddress', machine.vmxPath], options)).trim();
    if (!/^[0-9a-fA-F.:]+$/.test(addr)) return [];
    const isV6 = addr.includes(':');
    const hwaddr = machine.def.devices.interfaces[0]?.mac?.address;
    return [{ name: 'eth0', hwaddr, addrs: [{ type: isV6 ? 1 : 0, addr, prefix: isV6 ? 128 : 32 }] }];
  },
  async getHostname(session, dom, flags = 0, options) {
    checkFlags(flags, Source.LEASE | Source.AGENT, 'vmwareDomainGetHostname');
    const machine = await runningMachine(session, dom);
    try {
      const name = (await session.host.vmrun(['readVariable', machine.vmxPath, 'guestVar', 'hostname'], options)).trim();
      if (name !== '') return name;
    } catch (error) {
      if (!isCode(error, 'operation-failed')) throw error;
    }
    throw vmwareError('no-hostname', `no hostname found for domain ${dom.name}`, dom.name);
  },
});

function stateOf(session: VmwareSession, machine: Machine): DomainState {
  if (!machine.running) return 'shutoff';
  return session.isPaused(machine) ? 'paused' : 'running';
}

type Dom = Parameters<VmwareSession['machine']>[0];

async function setMemory(session: VmwareSession, dom: Dom, kib: bigint, flags: number): Promise<void> {
  checkFlags(flags, Mem.LIVE | Mem.CONFIG | Mem.MAXIMUM, 'vmwareDomainSetMemoryFlags');
  const machine = await configMachine(session, dom, flags);
  if ((flags & Mem.MAXIMUM) !== 0) {
    if (kib < 4096n) throw vmwareError('invalid-arg', 'a machine needs at least 4 MiB of memory');
    const mib = ((kib + 4095n) / 4096n) * 4n;
    await editMachine(session, machine, { memsize: String(mib) });
    return;
  }
  if (kib > BigInt(machine.def.memory.sizeKiB)) throw vmwareError('invalid-arg', 'cannot set memory higher than max memory');
  await editMachine(session, machine, { 'sched.mem.max': String((kib + 1023n) / 1024n) });
}

async function setVcpus(session: VmwareSession, dom: Dom, count: number, flags: number): Promise<void> {
  checkFlags(flags, Vcpu.LIVE | Vcpu.CONFIG | Vcpu.MAXIMUM, 'vmwareDomainSetVcpusFlags');
  const machine = await configMachine(session, dom, flags);
  if (count < 1) throw vmwareError('invalid-arg', 'a machine needs at least one virtual CPU');
  const cores = Number(machine.entries.integer('cpuid.coresPerSocket', 1n));
  await editMachine(session, machine, { numvcpus: String(count), ...(count % cores === 0 ? {} : { 'cpuid.coresPerSocket': undefined }) });
}

/** The machine, when its configuration is what is to be changed: nothing can be changed while it runs. */
async function configMachine(session: VmwareSession, dom: Dom, flags: number): Promise<Machine> {
  await session.refresh();
  const machine = await session.machine(dom);
  if ((flags & Impact.LIVE) !== 0) throw vmwareError('operation-unsupported', 'VMware changes nothing of a machine that runs through vmrun', machine.name);
  return machine;
}
