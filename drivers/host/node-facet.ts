import type { NodeFacet } from '../api/facets/node.ts';
import type { ConnectFacet } from '../api/facets/connect.ts';
import type { CallOptions } from '../api/records.ts';
import type { Surroundings } from '../transport/exec/surroundings.ts';
import { libvirtError } from '../core/error-text.ts';
import { NodeSuspendTarget } from '../core/constants.ts';
import { runCommand } from '../transport/exec/run-command.ts';
import { readHost, type HostReading } from './capabilities.ts';
import { readHostTree } from './host-tree.ts';
import { checkFlags } from './objects/flags.ts';
import { cpuStatsOf, freeMemoryOf, freePagesOf, KSM_FILES, memoryFileOf, memoryParametersOf, memoryStatsOf } from './statistics.ts';
import { cpuMapOf, nodeInfoOf, readTopology } from './topology.ts';

/** Processors come and go seldom; what was read of them is good for so long. */
const FRESH_MS = 5000;

/** What a host is, read when it is asked for. */
export class NodeFacts {
  readonly surroundings: Surroundings;
  #reading: { readonly atMs: number; readonly host: Promise<HostReading> } | undefined;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** Processors, memory cells and what else capabilities tell; at most some seconds old. */
  read(options: CallOptions = {}): Promise<HostReading> {
    if (this.#reading === undefined || performance.now() - this.#reading.atMs > FRESH_MS) {
      const host = readHost(this.surroundings, options);
      this.#reading = { atMs: performance.now(), host };
      host.catch(() => { this.#reading = undefined; }); // its caller hears of it
    }
    return this.#reading.host;
  }
}

/** How a command puts the host to sleep. */
const SLEEP: Readonly<Record<number, string>> = {
  [NodeSuspendTarget.MEM]: 'suspend', [NodeSuspendTarget.DISK]: 'hibernate', [NodeSuspendTarget.HYBRID]: 'hybrid-sleep',
};

/** The methods of one connection: the host itself. */
export function nodeFacet(facts: NodeFacts): NodeFacet {
  const { surroundings } = facts;
  const text = async (path: string): Promise<string> => Buffer.from((await surroundings.files.read([path]))[0] ?? []).toString('utf8');
  return {
    getInfo: async (options) => nodeInfoOf((await facts.read(options)).topology),
    getSecurityModel: () => Promise.resolve({ model: 'none', doi: '0' }),
    async getCPUStats(cpuNum, flags = 0) {
      checkFlags('none', flags, 0, 'virHostCPUGetStats');
      return cpuStatsOf(await text('/proc/stat'), cpuNum);
    },
    async getMemoryStats(cellNum, flags = 0, options = {}) {
      checkFlags('none', flags, 0, 'virHostMemGetStats');
      return memoryStatsOf(await text(memoryFileOf(cellNum, (await facts.read(options)).topology)));
    },
    getFreeMemory: async (options) => freeMemoryOf(await readTopology(surroundings, options), 0, Number.MAX_SAFE_INTEGER).reduce((sum, each) => sum + each, 0n),
    getCellsFreeMemory: async (startCell, maxcells, options) => freeMemoryOf(await readTopology(surroundings, options), startCell, maxcells),
    async getFreePages(pages, startCell, cellCount, flags = 0, options = {}) {
      checkFlags('none', flags, 0, 'qemuNodeGetFreePages');
      return freePagesOf(await readTopology(surroundings, options), pages, startCell, cellCount);
    },
    async getCPUMap(flags = 0, options = {}) {
      checkFlags('none', flags, 0, 'virHostCPUGetMap');
      return cpuMapOf((await facts.read(options)).topology);
    },
    async getMemoryParameters(_flags, options) {
      return memoryParametersOf(await readHostTree(surroundings, { texts: KSM_FILES }, options));
    },
    async suspendForDuration(target, duration, flags = 0) {
      checkFlags('none', flags, 0, 'virNodeSuspend');
      const verb = SLEEP[target];
      if (verb === undefined) throw libvirtError('none', 'invalid-arg', 'Invalid type of Suspend');
      if (duration !== 0n) throw libvirtError('none', 'operation-unsupported', 'waking up after a while needs a daemon with root\'s rights; give a duration of 0');
      const { code, stderr } = await runCommand(surroundings.commands, ['systemctl', verb]);
      if (code !== 0) throw libvirtError('none', 'operation-failed', `cannot put the host to sleep: ${stderr.trim()}`);
    },
  } satisfies NodeFacet;
}

/** The part of the connection itself that only the host decides. */
export function hostConnectFacet({ surroundings }: NodeFacts): ConnectFacet {
  return { getHostname: () => Promise.resolve(surroundings.hostName) };
}
