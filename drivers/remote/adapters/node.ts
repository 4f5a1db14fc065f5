import type { NodeMethods } from '../../api/facets/node.ts';
import type { Caller } from '../caller.ts';
import * as P from '../protocol/remote.gen.ts';
import { charsToText } from './chars.ts';

/** Facts and counters of the host. */
export function nodeAdapters(c: Caller) {
  return {
    getInfo: async (options) => {
      const info = await c.call(P.NodeGetInfo, undefined, options);
      return { ...info, model: charsToText(info.model) };
    },
    getSecurityModel: async (options) => {
      const { model, doi } = await c.call(P.NodeGetSecurityModel, undefined, options);
      return { model: charsToText(model), doi: charsToText(doi) };
    },
    getCPUStats: async (cpuNum, flags = 0, options) => {
      const { nparams } = await c.call(P.NodeGetCpuStats, { cpuNum, nparams: 0, flags }, options);
      if (nparams === 0) return [];
      return (await c.call(P.NodeGetCpuStats, { cpuNum, nparams, flags }, options)).params;
    },
    getMemoryStats: async (cellNum, flags = 0, options) => {
      const { nparams } = await c.call(P.NodeGetMemoryStats, { cellNum, nparams: 0, flags }, options);
      if (nparams === 0) return [];
      return (await c.call(P.NodeGetMemoryStats, { cellNum, nparams, flags }, options)).params;
    },
    getCPUMap: async (flags = 0, options) => {
      const { cpumap, online, ret } = await c.call(P.NodeGetCpuMap, { needMap: 1, needOnline: 1, flags }, options);
      return { present: ret, online, map: cpumap };
    },
  } satisfies Partial<NodeMethods>;
}
