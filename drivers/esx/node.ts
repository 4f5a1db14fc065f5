import type { NodeMethods } from '../api/facets/node.ts';
import type { NodeInfo } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import type { EsxSession } from './esx-session.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { Properties } from './vim/vim-codec.ts';

const INFO_PATHS = [
  'hardware.cpuInfo.hz', 'hardware.cpuInfo.numCpuCores', 'hardware.cpuInfo.numCpuPackages', 'hardware.cpuInfo.numCpuThreads', 'hardware.memorySize', 'hardware.numaInfo.numNodes',
  'summary.hardware.cpuModel',
];
const LOAD_PATHS = ['hardware.memorySize', 'summary.quickStats.overallCpuUsage', 'summary.quickStats.overallMemoryUsage', 'summary.hardware.cpuMhz', 'summary.hardware.numCpuCores'];
const MODEL_CHARACTERS = 31;

/** The host; of a vCenter, all hosts that the connection is about, together. */
export const node = methodsOf<NodeMethods>()({
  getInfo: async (session) => sumInfo((await session.read(session.hosts, INFO_PATHS)).map(infoOf)),
  getFreeMemory: async (session) => (await loads(session)).reduce((sum, { freeBytes }) => sum + freeBytes, 0n),
  async getMemoryStats(session, _cellNum, flags = 0) {
    checkFlags(flags, 0, 'esxNodeGetMemoryStats');
    const all = await loads(session);
    const total = all.reduce((sum, { totalBytes }) => sum + totalBytes, 0n);
    const free = all.reduce((sum, { freeBytes }) => sum + freeBytes, 0n);
    return [{ field: 'total', value: total / 1024n }, { field: 'free', value: free / 1024n }];
  },
  async getCPUStats(session, _cpuNum, flags = 0) {
    checkFlags(flags, 0, 'esxNodeGetCPUStats');
    const all = await loads(session);
    const mhz = all.reduce((sum, each) => sum + each.mhz, 0);
    const used = all.reduce((sum, each) => sum + each.usedMhz, 0);
    return [{ field: 'utilization', value: BigInt(mhz === 0 ? 0 : Math.min(100, Math.round((used / mhz) * 100))) }];
  },
  async getCellsFreeMemory(session, startCell, maxCells) {
    if (startCell !== 0 || maxCells < 1) throw libvirtError('esx', 'invalid-arg', `start cell ${startCell} out of range (0-0)`);
    return [(await loads(session)).reduce((sum, { freeBytes }) => sum + freeBytes, 0n)];
  },
  async getCPUMap(session, flags = 0) {
    checkFlags(flags, 0, 'esxNodeGetCPUMap');
    const threads = (await session.readOne(session.firstHost, ['hardware.cpuInfo.numCpuThreads'])).number('hardware.cpuInfo.numCpuThreads') ?? 0;
    const map = new Uint8Array(Math.ceil(threads / 8));
    for (let cpu = 0; cpu < threads; cpu += 1) map[cpu >> 3] = (map[cpu >> 3] ?? 0) | (1 << (cpu & 7));
    return { present: threads, online: threads, map };
  },
});

function infoOf(host: Properties): NodeInfo {
  const cores = host.number('hardware.cpuInfo.numCpuCores') ?? 0;
  const sockets = host.number('hardware.cpuInfo.numCpuPackages') ?? 0;
  const threads = host.number('hardware.cpuInfo.numCpuThreads') ?? 0;
  return {
    model: shortModel(host.string('summary.hardware.cpuModel') ?? ''),
    memoryKiB: BigInt(Math.floor((host.number('hardware.memorySize') ?? 0) / 1024)),
    cpus: cores,
    mhz: Math.floor((host.number('hardware.cpuInfo.hz') ?? 0) / 1_000_000),
    nodes: host.number('hardware.numaInfo.numNodes') ?? 1,
    sockets,
    cores: sockets > 0 ? Math.floor(cores / sockets) : 0,
    threads: cores > 0 ? Math.floor(threads / cores) : 0,
  };
}

/** A model's name without its trade marks, as libvirt cuts it to what its structure holds. */
function shortModel(model: string): string {
  return model.replace(/\((?:R|C|TM)\)/g, '').replace(/ {2,}/g, ' ').slice(0, MODEL_CHARACTERS);
}

/** Several hosts as one: what can be added is, the rest is the first one's. */
function sumInfo(hosts: readonly NodeInfo[]): NodeInfo {
  const [first] = hosts;
  if (first === undefined) throw libvirtError('esx', 'no-support', 'there is no host here');
  const sum = (pick: (info: NodeInfo) => number): number => hosts.reduce((total, info) => total + pick(info), 0);
  return {
    ...first,
    memoryKiB: hosts.reduce((total, { memoryKiB }) => total + memoryKiB, 0n),
    cpus: sum(({ cpus }) => cpus),
    nodes: sum(({ nodes }) => nodes),
    sockets: sum(({ sockets }) => sockets),
  };
}

interface Load {
  readonly totalBytes: bigint;
  readonly freeBytes: bigint;
  readonly mhz: number;
  readonly usedMhz: number;
}

async function loads(session: EsxSession): Promise<readonly Load[]> {
  const hosts = await session.read(session.hosts, LOAD_PATHS);
  return hosts.map((host) => {
    const total = BigInt(host.number('hardware.memorySize') ?? 0);
    const used = BigInt(host.number('summary.quickStats.overallMemoryUsage') ?? 0) * 1024n * 1024n;
    return {
      totalBytes: total,
      freeBytes: used > total ? 0n : total - used,
      mhz: (host.number('summary.hardware.cpuMhz') ?? 0) * (host.number('summary.hardware.numCpuCores') ?? 0),
      usedMhz: host.number('summary.quickStats.overallCpuUsage') ?? 0,
    };
  });
}
