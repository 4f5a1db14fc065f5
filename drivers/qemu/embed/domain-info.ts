import type { DomainMethods } from '../../api/facets/domain.ts';
import { DomainControlState } from '../../core/constants.ts';
import { processUse } from './process-use.ts';
import { checkFlags, methodsOf } from './method-table.ts';

/** How machines are. */
export const domainInfo = methodsOf<DomainMethods>()({
  async getInfo({ state }, dom) {
    const machine = await state.require(dom);
    const { def, run } = machine;
    const used = run === undefined ? undefined : (await processUse(state, [run.pid])).get(run.pid);
    return {
      state: run?.state ?? 'shutoff',
      maxMemKiB: BigInt(def.memory.sizeKiB),
      memoryKiB: BigInt(def.currentMemory.sizeKiB),
      nrVirtCpu: def.vcpu.current ?? def.vcpu.max,
      cpuTimeNs: used?.cpuTimeNs ?? 0n,
    };
  },
  async getState({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetState');
    const { run, shutoffReason } = await state.require(dom);
    return run === undefined ? { state: 'shutoff', reason: shutoffReason } : { state: run.state, reason: run.reason };
  },
  async getControlInfo({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainGetControlInfo');
    const run = (await state.require(dom)).running();
    return { state: run.monitor === undefined ? DomainControlState.ERROR : DomainControlState.OK, details: 0, stateTimeMs: 0n };
  },
  getMaxMemory: async ({ state }, dom) => BigInt((await state.require(dom)).def.memory.sizeKiB),
});
