import type { DomainMethods } from '../../api/facets/domain.ts';
import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { Caller } from '../caller.ts';
import { TEXT_PARAMS_OKAY } from '../caller.ts';
import * as P from '../protocol/remote.gen.ts';

/** `VIR_DOMAIN_VCPU_MAXIMUM` */
const VCPU_MAXIMUM = 4;
/** `VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG` */
const AFFECT = 3;

/** Virtual CPUs, what they run on and what they use. */
export function domainCpuAdapters(c: Caller) {
  return {
    getVcpus: async (dom, options) => {
      const [{ nrVirtCpu }, maplen] = await Promise.all([c.call(P.DomainGetInfo, { dom }, options), mapBytes(c, options)]);
      const { info, cpumaps } = await c.call(P.DomainGetVcpus, { dom, maxinfo: nrVirtCpu, maplen }, options);
      return info.map((vcpu, i) => ({ ...vcpu, cpumap: cpumaps.subarray(i * maplen, (i + 1) * maplen) }));
    },
    getVcpuPinInfo: async (dom, flags = 0, options) => {
      const counted = c.call(P.DomainGetVcpusFlags, { dom, flags: (flags & AFFECT) | VCPU_MAXIMUM }, options);
      const [{ num: ncpumaps }, maplen] = await Promise.all([counted, mapBytes(c, options)]);
      const { cpumaps, num } = await c.call(P.DomainGetVcpuPinInfo, { dom, ncpumaps, maplen, flags }, options);
      return Array.from({ length: num }, (_, i) => cpumaps.subarray(i * maplen, (i + 1) * maplen));
    },
    getEmulatorPinInfo: async (dom, flags = 0, options) => {
      const maplen = await mapBytes(c, options);
      return (await c.call(P.DomainGetEmulatorPinInfo, { dom, maplen, flags }, options)).cpumaps;
    },
    getCPUStats: async (dom, startCpu, ncpus, flags = 0, options) => {
      if (ncpus > P.LIMITS.DOMAIN_GET_CPU_STATS_NCPUS_MAX) {
        throw libvirtError('rpc', 'rpc', `ncpus count exceeds maximum: ${ncpus} > ${P.LIMITS.DOMAIN_GET_CPU_STATS_NCPUS_MAX}`);
      }
      const withTexts = flags | TEXT_PARAMS_OKAY;
      const counted = await c.call(P.DomainGetCpuStats, { dom, nparams: 0, startCpu, ncpus: 1, flags: withTexts }, options);
      if (counted.nparams <= 0) return [];
      const answer = await c.call(P.DomainGetCpuStats, { dom, nparams: counted.nparams, startCpu, ncpus, flags: withTexts }, options);
      // CPUs without statistics are left out at the end of the list.
      const stride = Math.max(1, answer.nparams);
      return Array.from({ length: Math.floor(answer.params.length / stride) }, (_, i) => answer.params.slice(i * stride, (i + 1) * stride));
    },
  } satisfies Partial<DomainMethods>;
}

/** How long a map of the host's CPUs is, in bytes. */
async function mapBytes(c: Caller, options: CallOptions | undefined): Promise<number> {
  const info = await c.call(P.NodeGetInfo, undefined, options);
  return Math.max(1, Math.ceil((info.nodes * info.sockets * info.cores * info.threads) / 8));
}
