import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import type { TypedParameter } from '../api/records.ts';
import { DomainPausedReason, DomainRunningReason, DomainShutoffReason } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { typed } from '../core/typed-params.ts';
import { assertOff, current, prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { ResourceAllocationInfo, VirtualMachineConfigSpec } from './vim/vim.gen.ts';

/** VIR_DOMAIN_AFFECT_LIVE and _CONFIG, VIR_DOMAIN_VCPU_MAXIMUM. */
const LIVE = 1;
const CONFIG = 2;
const VCPU_MAXIMUM = 4;

/** Sizes, counts and shares of machines. */
export const domainInfo = methodsOf<DomainMethods>()({
  async getInfo(session, dom) {
    const machine = await current(session, dom);
    const cpuTimeNs = machine.powerState === 'poweredOn' ? session.stats.cpuTimeNs(machine) : 0n;
    return { state: machine.state, maxMemKiB: machine.maxMemoryKiB, memoryKiB: machine.memoryKiB, nrVirtCpu: machine.vcpus, cpuTimeNs };
  },
  async getState(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainGetState');
    const machine = await current(session, dom);
    return { state: machine.state, reason: reasonOf(machine) };
  },
  async getOSType(session, dom) {
    await session.machine(dom);
    return 'hvm';
  },
  async getControlInfo(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainGetControlInfo');
    const machine = await current(session, dom);
    if (!machine.isActive) throw libvirtError('esx', 'operation-invalid', 'domain is not running', { subject: machine.name });
    // 0 works, 2 is occupied, 3 does not answer.
    const connected = machine.properties.string('runtime.connectionState') ?? 'connected';
    const state = machine.properties.get('runtime.question') !== undefined ? 2 : connected === 'connected' ? 0 : 3;
    return { state, details: 0, stateTimeMs: 0n };
  },
  getMaxMemory: async (session, dom) => (await current(session, dom)).maxMemoryKiB,
  async setMaxMemory(session, dom, memory) {
    const machine = await prepared(session, dom);
    assertOff(machine);
    await reconfigure(session, machine, `Could not set max-memory to ${memory} kilobytes`, { memoryMB: toMB4(memory) });
  },
  setMemory: (session, dom, memory) => limitMemory(session, dom, memory, 0),
  setMemoryFlags: (session, dom, memory, flags = 0) => limitMemory(session, dom, memory, flags),
  async getMemoryParameters(session, dom, flags = 0) {
    checkFlags(flags, LIVE | CONFIG | 4, 'esxDomainGetMemoryParameters');
    const machine = await session.machine(dom);
    const reservation = (await session.readOne(machine.ref, ['config.memoryAllocation.reservation'])).number('config.memoryAllocation.reservation') ?? 0;
    return [typed.ullong('min_guarantee', BigInt(reservation) * 1024n)];
  },
  async setMemoryParameters(session, dom, params, flags = 0) {
    checkFlags(flags, LIVE | CONFIG, 'esxDomainSetMemoryParameters');
    const machine = await prepared(session, dom);
    for (const { field, value } of params) {
      if (field !== 'min_guarantee') throw libvirtError('esx', 'invalid-arg', `parameter '${field}' not supported`);
      const reservation = Math.ceil(Number(value) / 1024);
      await reconfigure(session, machine, `Could not change memory parameters`, { memoryAllocation: { reservation } });
    }
  },

  setVcpus: (session, dom, count) => setVcpus(session, dom, count, LIVE),
  setVcpusFlags: (session, dom, count, flags = 0) => setVcpus(session, dom, count, flags),
  async getVcpusFlags(session, dom, flags = 0) {
    checkFlags(flags, LIVE | CONFIG | VCPU_MAXIMUM, 'esxDomainGetVcpusFlags');
    if ((flags & VCPU_MAXIMUM) !== 0) return maxVcpus(session, await session.machine(dom));
    return (await current(session, dom)).vcpus;
  },
  getMaxVcpus: async (session, dom) => maxVcpus(session, await session.machine(dom)),

  async getSchedulerType(session, dom) {
    await session.machine(dom);
    return { type: 'allocation', nparams: 3 };
  },
  getSchedulerParameters: (session, dom) => schedulerParameters(session, dom),
  getSchedulerParametersFlags(session, dom, flags = 0) {
    checkFlags(flags, LIVE | CONFIG | 4, 'esxDomainGetSchedulerParametersFlags');
    return schedulerParameters(session, dom);
  },
  setSchedulerParameters: (session, dom, params) => setSchedulerParameters(session, dom, params),
  setSchedulerParametersFlags(session, dom, params, flags = 0) {
    checkFlags(flags, LIVE | CONFIG, 'esxDomainSetSchedulerParametersFlags');
    return setSchedulerParameters(session, dom, params);
  },
});

function reasonOf(machine: Machine): number {
  switch (machine.state) {
    case 'running':
      return DomainRunningReason.UNKNOWN;
    case 'paused':
      return DomainPausedReason.UNKNOWN;
    default:
      return DomainShutoffReason.UNKNOWN;
  }
}

/** Changes a machine's configuration. */
export async function reconfigure(session: EsxSession, machine: Machine, what: string, spec: VirtualMachineConfigSpec): Promise<void> {
  await session.task(machine, what, () => session.client.call('ReconfigVM_Task', machine.ref, { spec }));
}

/** Memory must be a multiple of 4 MiB. */
export function toMB4(memoryKiB: bigint): number {
  return Number((memoryKiB + 4095n) / 4096n) * 4;
}

async function limitMemory(session: EsxSession, dom: DomainRef, memoryKiB: bigint, flags: number): Promise<void> {
  checkFlags(flags, LIVE | CONFIG | 4, 'esxDomainSetMemoryFlags');
  // VIR_DOMAIN_MEM_MAXIMUM
  if ((flags & 4) !== 0) {
    const machine = await prepared(session, dom);
    assertOff(machine);
    await reconfigure(session, machine, `Could not set max-memory to ${memoryKiB} kilobytes`, { memoryMB: toMB4(memoryKiB) });
    return;
  }
  const machine = await prepared(session, dom);
  const limit = Number((memoryKiB + 1023n) / 1024n);
  await reconfigure(session, machine, `Could not set memory to ${memoryKiB} kilobytes`, { memoryAllocation: { limit } });
}

async function setVcpus(session: EsxSession, dom: DomainRef, count: number, flags: number): Promise<void> {
  checkFlags(flags, LIVE | CONFIG, 'esxDomainSetVcpusFlags');
  if (count < 1) throw libvirtError('esx', 'invalid-arg', 'Requested number of virtual CPUs must at least be 1');
  const machine = await prepared(session, dom);
  const most = await maxVcpus(session, machine);
  if (most > 0 && count > most) {
    throw libvirtError('esx', 'invalid-arg', `Requested number of virtual CPUs is greater than max allowable number of virtual CPUs for the domain: ${count} > ${most}`);
  }
  await reconfigure(session, machine, `Could not set number of virtual CPUs to ${count}`, { numCPUs: count });
}

async function maxVcpus(session: EsxSession, machine: Machine): Promise<number> {
  const host = await session.readOne(machine.host ?? session.firstHost, ['capability.maxSupportedVcpus']);
  return host.number('capability.maxSupportedVcpus') ?? 0;
}

const SHARES: Readonly<Record<string, number>> = { low: -1, normal: -2, high: -3 };

async function schedulerParameters(session: EsxSession, dom: DomainRef): Promise<readonly TypedParameter[]> {
  const machine = await session.machine(dom);
  const found = await session.readOne(machine.ref, ['config.cpuAllocation.reservation', 'config.cpuAllocation.limit', 'config.cpuAllocation.shares']);
  const shares = found.object('config.cpuAllocation.shares', 'SharesInfo');
  return [
    typed.llong('reservation', BigInt(found.number('config.cpuAllocation.reservation') ?? 0)),
    typed.llong('limit', BigInt(found.number('config.cpuAllocation.limit') ?? -1)),
    typed.int('shares', SHARES[shares?.level ?? 'normal'] ?? shares?.shares ?? 0),
  ];
}

async function setSchedulerParameters(session: EsxSession, dom: DomainRef, params: readonly TypedParameter[]): Promise<void> {
  const machine = await prepared(session, dom);
  let allocation: ResourceAllocationInfo = {};
  for (const { field, value } of params) {
    const number = Number(value);
    switch (field) {
      case 'reservation':
        if (number < 0) throw libvirtError('esx', 'invalid-arg', `Could not set reservation to ${number} MHz, expecting positive value`);
        allocation = { ...allocation, reservation: number };
        break;
      case 'limit':
        if (number < -1) throw libvirtError('esx', 'invalid-arg', `Could not set limit to ${number} MHz, expecting positive value or -1 (unlimited)`);
        allocation = { ...allocation, limit: number };
        break;
      case 'shares': {
        const level = Object.keys(SHARES).find((name) => SHARES[name] === number);
        if (level === undefined && number < 0) {
          throw libvirtError('esx', 'invalid-arg', `Could not set shares to ${number}, expecting positive value or -1 (low), -2 (normal) or -3 (high)`);
        }
        allocation = { ...allocation, shares: { level: level ?? 'custom', shares: level === undefined ? number : 0 } };
        break;
      }
      default:
        throw libvirtError('esx', 'invalid-arg', `parameter '${field}' not supported`);
    }
  }
  await reconfigure(session, machine, 'Could not change scheduler parameters', { cpuAllocation: allocation });
}
