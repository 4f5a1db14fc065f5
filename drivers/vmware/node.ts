import { cpus, freemem, totalmem } from 'node:os';
import type { NodeMethods } from '../api/facets/node.ts';
import type { NodeInfo } from '../api/records.ts';
import { runCommand } from '../transport/exec/run-command.ts';
import { methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareSession } from './vmware-session.ts';

/** What the host is made of: asked of Node here, by a command elsewhere. */
export const node = methodsOf<NodeMethods>()({
  async getInfo(session) {
    const { arch } = session.host.surroundings;
    const { count, mhz, memoryKiB } = await factsOf(session);
    return { model: arch, memoryKiB, cpus: count, mhz, nodes: 1, sockets: 1, cores: count, threads: 1 } satisfies NodeInfo;
  },
  getFreeMemory: async (session) => (await factsOf(session)).freeKiB * 1024n,
});

interface HostFacts {
  readonly count: number;
  readonly mhz: number;
  readonly memoryKiB: bigint;
  readonly freeKiB: bigint;
}

/** The first processor's speed; sizes in KiB. */
const WINDOWS = '$o=Get-CimInstance Win32_OperatingSystem; $env:NUMBER_OF_PROCESSORS; @(Get-CimInstance Win32_Processor)[0].MaxClockSpeed; $o.TotalVisibleMemorySize; $o.FreePhysicalMemory';
const LINUX = 'nproc; sed -n "s/^cpu MHz[^0-9]*//p" /proc/cpuinfo | head -n 1; sed -n "s/^MemTotal:[^0-9]*//p; s/^MemAvailable:[^0-9]*//p" /proc/meminfo';
const DARWIN = 'sysctl -n hw.ncpu; echo; echo $(( $(sysctl -n hw.memsize) / 1024 )); echo $(( $(sysctl -n vm.page_free_count) * $(sysctl -n hw.pagesize) / 1024 ))';

async function factsOf({ host: { surroundings } }: VmwareSession): Promise<HostFacts> {
  if (surroundings.isHere) {
    const all = cpus();
    return { count: Math.max(all.length, 1), mhz: all[0]?.speed ?? 0, memoryKiB: BigInt(Math.floor(totalmem() / 1024)), freeKiB: BigInt(Math.floor(freemem() / 1024)) };
  }
  const argv = surroundings.system === 'win32' ? ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', WINDOWS] : ['sh', '-c', surroundings.system === 'darwin' ? DARWIN : LINUX];
  const { code, stdout } = await runCommand(surroundings.commands, argv);
  const [count = '', mhz = '', memory = '', free = ''] = stdout.split(/\r?\n/);
  const number = (text: string): number => Number.parseFloat(text) || 0;
  if (code !== 0 || number(memory) === 0) throw vmwareError('operation-failed', `${surroundings.commands.description} does not say what it is made of`);
  return { count: number(count), mhz: Math.round(number(mhz)), memoryKiB: BigInt(Math.round(number(memory))), freeKiB: BigInt(Math.round(number(free))) };
}
