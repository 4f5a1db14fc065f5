import { DomainModificationImpact as Impact, DomainVcpuFlags } from '../../core/constants.ts';
import type { TypedParameter } from '../../api/records.ts';
import type { Exercises } from '../target.ts';

const CONFIG = Impact.CONFIG;
const ONE_CPU = Uint8Array.of(1);
const ullong = (field: string, value: bigint): TypedParameter => ({ field, type: 'ullong', value });
const uint = (field: string, value: number): TypedParameter => ({ field, type: 'uint', value });

/** Memory, vCPUs, I/O threads, and every limit that can be set. */
export const domainTuningExercises = {
  getMaxMemory: async (call, t) => call(await t.stopped()),
  setMaxMemory: async (call, t) => call(await t.stopped(), 131072n),
  setMemory: async (call, t) => call(await t.running(), 16384n),
  async setMemoryFlags(call, t) {
    const dom = await t.stopped();
    await call(dom, 16384n, CONFIG);
    const info = await t.method('domain', 'getInfo')(dom);
    if (info.memoryKiB !== 16384n) throw new Error(`the memory is ${info.memoryKiB} KiB`);
  },
  setMemoryStatsPeriod: async (call, t) => call(await t.stopped(), 5, CONFIG),
  memoryStats: async (call, t) => call(await t.running()),
  memoryPeek: async (call, t) => call(await t.running(), 0n, 16, 1),
  getMemoryParameters: async (call, t) => call(await t.stopped()),
  setMemoryParameters: async (call, t) => call(await t.stopped(), [ullong('soft_limit', 65536n)], CONFIG),
  getNumaParameters: async (call, t) => call(await t.stopped()),
  setNumaParameters: async (call, t) => call(await t.stopped(), [{ field: 'numa_nodeset', type: 'string', value: '0' }], CONFIG),
  getBlkioParameters: async (call, t) => call(await t.stopped()),
  setBlkioParameters: async (call, t) => call(await t.stopped(), [uint('weight', 500)], CONFIG),
  getInterfaceParameters: async (call, t) => call(await t.stopped(), t.samples.net),
  setInterfaceParameters: async (call, t) => call(await t.stopped(), t.samples.net, [uint('inbound.average', 1000)], CONFIG),
  getBlockIoTune: async (call, t) => call(await t.stopped(), t.samples.disk),
  setBlockIoTune: async (call, t) => call(await t.stopped(), t.samples.disk, [ullong('total_bytes_sec', 0n)], CONFIG),
  getPerfEvents: async (call, t) => call(await t.stopped()),
  setPerfEvents: async (call, t) => call(await t.stopped(), [{ field: 'cpu_cycles', type: 'boolean', value: true }], CONFIG),
  getSchedulerType: async (call, t) => call(await t.stopped()),
  getSchedulerParameters: async (call, t) => call(await t.running()),
  getSchedulerParametersFlags: async (call, t) => call(await t.stopped(), 0),
  setSchedulerParameters: async (call, t) => call(await t.running(), []),
  setSchedulerParametersFlags: async (call, t) => call(await t.stopped(), [], 0),

  getMaxVcpus: async (call, t) => call(await t.running()),
  getVcpusFlags: async (call, t) => call(await t.stopped(), DomainVcpuFlags.MAXIMUM | DomainVcpuFlags.CONFIG),
  setVcpus: async (call, t) => call(await t.running(), 2),
  async setVcpusFlags(call, t) {
    const dom = await t.stopped();
    await call(dom, 2, CONFIG);
    const count = await t.method('domain', 'getVcpusFlags')(dom, CONFIG);
    if (count !== 2) throw new Error(`there are ${count} vCPUs`);
  },
  getVcpus: async (call, t) => call(await t.running()),
  pinVcpu: async (call, t) => call(await t.running(), 0, ONE_CPU),
  pinVcpuFlags: async (call, t) => call(await t.running(), 0, ONE_CPU, 0),
  getVcpuPinInfo: async (call, t) => call(await t.stopped()),
  pinEmulator: async (call, t) => call(await t.stopped(), ONE_CPU, CONFIG),
  getEmulatorPinInfo: async (call, t) => call(await t.stopped()),
  setVcpu: async (call, t) => call(await t.stopped(), '1', 1, CONFIG),
  getGuestVcpus: async (call, t) => call(await t.running()),
  setGuestVcpus: async (call, t) => call(await t.running(), '1', 1),
  getCPUStats: async (call, t) => call(await t.running(), -1, 1),

  getIOThreadInfo: async (call, t) => call(await t.stopped(), CONFIG),
  addIOThread: async (call, t) => call(await t.stopped(), 7, CONFIG),
  delIOThread: async (call, t) => call(await t.stopped(), 1, CONFIG),
  pinIOThread: async (call, t) => call(await t.stopped(), 1, ONE_CPU, CONFIG),
  async setIOThreadParams(call, t) {
    const dom = await t.running();
    await t.method('domain', 'addIOThread')(dom, 7, Impact.LIVE);
    await call(dom, 7, [ullong('poll_max_ns', 1000n)], Impact.LIVE);
  },
} satisfies Partial<Exercises<'domain'>>;
