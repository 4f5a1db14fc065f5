import type { DomainMethods } from '../../api/facets/domain.ts';
import { domainStateFromNumber } from '../../core/domain-state.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { Caller } from '../caller.ts';
import { TEXT_PARAMS_OKAY } from '../caller.ts';
import * as P from '../protocol/remote.gen.ts';
import { charsToText } from './chars.ts';

/** State, labels, scheduler, statistics: answers that take another form on the wire. */
export function domainFactAdapters(c: Caller) {
  return {
    getInfo: async (dom, options) => {
      const info = await c.call(P.DomainGetInfo, { dom }, options);
      return { ...info, state: domainStateFromNumber(info.state) };
    },
    getState: async (dom, flags = 0, options) => {
      const { state, reason } = await c.call(P.DomainGetState, { dom, flags }, options);
      return { state: domainStateFromNumber(state), reason };
    },
    getSecurityLabel: async (dom, options) => {
      const { label, enforcing } = await c.call(P.DomainGetSecurityLabel, { dom }, options);
      return { label: charsToText(label), enforcing };
    },
    getSecurityLabelList: async (dom, options) => {
      const { labels } = await c.call(P.DomainGetSecurityLabelList, { dom }, options);
      return labels.map(({ label, enforcing }) => ({ label: charsToText(label), enforcing }));
    },
    getSchedulerParameters: async (dom, options) => {
      const { nparams } = await c.call(P.DomainGetSchedulerType, { dom }, options);
      return (await c.call(P.DomainGetSchedulerParameters, { dom, nparams }, options)).params;
    },
    getSchedulerParametersFlags: async (dom, flags = 0, options) => {
      const { nparams } = await c.call(P.DomainGetSchedulerType, { dom }, options);
      return (await c.call(P.DomainGetSchedulerParametersFlags, { dom, nparams, flags: flags | TEXT_PARAMS_OKAY }, options)).params;
    },
    memoryStats: async (dom, flags = 0, options) =>
      (await c.call(P.DomainMemoryStats, { dom, maxStats: P.LIMITS.DOMAIN_MEMORY_STATS_MAX, flags }, options)).stats,
    getDiskErrors: async (dom, flags = 0, options) => {
      // With room for nothing it answers how many disks there are.
      const { nerrors } = await c.call(P.DomainGetDiskErrors, { dom, maxerrors: 0, flags }, options);
      if (nerrors === 0) return [];
      return (await c.call(P.DomainGetDiskErrors, { dom, maxerrors: nerrors, flags }, options)).errors;
    },
    getBlockJobInfo: async (dom, path, flags = 0, options) => {
      const { found, type, bandwidth, cur, end } = await c.call(P.DomainGetBlockJobInfo, { dom, path, flags }, options);
      return found ? { type, bandwidth, cur, end } : undefined;
    },
    rename: async (dom, newName, flags = 0, options) => {
      const { retcode } = await c.call(P.DomainRename, { dom, newName, flags }, options);
      if (retcode !== 0) throw libvirtError('remote', 'operation-failed', `the machine was not renamed (${retcode})`, { subject: dom.name });
    },
  } satisfies Partial<DomainMethods>;
}
