import type { Connection } from '../../../drivers/api/connection.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { answer } from '../say.ts';
import type { CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { optional } from '../shell/values.ts';
import { commandsOf, type Run } from '../shell/words.ts';
import { readDocument } from '../xml-query.ts';
import { cpuBaseline, cpuCompare, cpuModels, hypervisorCpuBaseline, hypervisorCpuCompare } from './host-cpu.ts';
import { allocpages, freecell, freepages } from './host-memory.ts';
import { nodeCpuMap, nodeCpuStats, nodeMemStats, nodeMemoryTune, nodeSevInfo, nodeSuspend } from './host-node.ts';
import { HOST_WORDS } from './host-words.ts';

/** The release whose API and output these commands follow. */
const LIBVIRT_VERSION = '9.0.0';

/** A command that asks one thing of the connection and prints it. */
function question<T>(failed: string, ask: (connection: Connection) => Promise<T>, text: (answer: T) => string): Run {
  return async (shell) => {
    const connection = await shell.connection();
    const told = await explaining(shell, failed, () => ask(connection));
    if (shell.options.json) shell.printJson(told);
    else shell.print(text(told));
    return true;
  };
}

const line = (label: string, value: string | number | bigint): string => `${label.padEnd(20)} ${value}\n`;

function release(version: bigint): string {
  return `${version / 1_000_000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
}

async function printVersion(shell: Shell, withDaemon: boolean): Promise<boolean> {
  const connection = await shell.connection();
  const type = await explaining(shell, 'failed to get hypervisor type', async () => requireMethod(connection, 'connect', 'getType')());
  if (shell.options.json) return printVersionJson(shell, connection, type);
  shell.print(`Compiled against library: libvirt ${LIBVIRT_VERSION}\n`);
  shell.print(`Using library: libvirt ${LIBVIRT_VERSION}\n`);
  shell.print(`Using API: ${type} ${LIBVIRT_VERSION}\n`);
  const version = await explaining(shell, 'failed to get the hypervisor version', async () => requireMethod(connection, 'connect', 'getVersion')());
  if (version === 0n) shell.print(`Cannot extract running ${type} hypervisor version\n`);
  else shell.print(`Running hypervisor: ${type} ${release(version)}\n`);
  if (!withDaemon) return true;
  const daemon = await attempt(async () => requireMethod(connection, 'connect', 'getLibVersion')());
  if (VirError.is(daemon)) shell.print(`Running against daemon: ${LIBVIRT_VERSION}\n`);
  else shell.print(`Running against daemon: ${release(daemon)}\n`);
  return true;
}

async function printVersionJson(shell: Shell, connection: Connection, type: string): Promise<boolean> {
  const version = await requireMethod(connection, 'connect', 'getVersion')();
  const daemon = await attempt(async () => requireMethod(connection, 'connect', 'getLibVersion')());
  shell.printJson({
    library: LIBVIRT_VERSION,
    hypervisor: type,
    running: version === 0n ? null : release(version),
    daemon: VirError.is(daemon) ? LIBVIRT_VERSION : release(daemon),
  });
  return true;
}

const domcapabilities: Run = async (shell, args) => {
  const [virtType, emulator, arch, machine] = ['virttype', 'emulatorbin', 'arch', 'machine'].map((name) => optional(args, name));
  const connection = await shell.connection();
  const xml = await explaining(shell, 'failed to get emulator capabilities', async () =>
    requireMethod(connection, 'connect', 'getDomainCapabilities')(emulator, arch, machine, virtType, 0),
  );
  if (shell.options.json) shell.printJson({ xml });
  else shell.print(`${xml}\n`);
  return true;
};

const maxvcpus: Run = async (shell, args) => {
  const type = optional(args, 'type');
  const connection = await shell.connection();
  const xml = await attempt(async () => requireMethod(connection, 'connect', 'getDomainCapabilities')(undefined, undefined, undefined, type, 0));
  const max = VirError.is(xml) ? undefined : readDocument(xml).child('vcpu')?.attribute('max');
  return answer(shell, max === undefined ? await requireMethod(connection, 'connect', 'getMaxVcpus')(type) : Number(max));
};

/** Commands about the connection and its host. */
export const general: CommandGroup = {
  name: 'Host and Hypervisor',
  keyword: 'host',
  commands: commandsOf(HOST_WORDS, {
    allocpages,
    capabilities: question('failed to get capabilities', async (connection) => requireMethod(connection, 'connect', 'getCapabilities')(), (xml) => `${xml}\n`),
    'cpu-baseline': cpuBaseline,
    'cpu-compare': cpuCompare,
    'cpu-models': cpuModels,
    domcapabilities,
    freecell,
    freepages,
    hostname: question('failed to get hostname', async (connection) => requireMethod(connection, 'connect', 'getHostname')(), (name) => `${name}\n`),
    'hypervisor-cpu-baseline': hypervisorCpuBaseline,
    'hypervisor-cpu-compare': hypervisorCpuCompare,
    maxvcpus,
    'node-memory-tune': nodeMemoryTune,
    nodecpumap: nodeCpuMap,
    nodecpustats: nodeCpuStats,
    nodeinfo: question(
      'failed to get node information',
      async (connection) => requireMethod(connection, 'node', 'getInfo')(),
      (info) =>
        line('CPU model:', info.model) +
        line('CPU(s):', info.cpus) +
        (info.mhz === 0 ? '' : line('CPU frequency:', `${info.mhz} MHz`)) +
        line('CPU socket(s):', info.sockets) +
        line('Core(s) per socket:', info.cores) +
        line('Thread(s) per core:', info.threads) +
        line('NUMA cell(s):', info.nodes) +
        line('Memory size:', `${info.memoryKiB} KiB`),
    ),
    nodememstats: nodeMemStats,
    nodesevinfo: nodeSevInfo,
    nodesuspend: nodeSuspend,
    sysinfo: question('failed to get sysinfo', async (connection) => requireMethod(connection, 'connect', 'getSysinfo')(0), (xml) => xml),
    uri: question('failed to get URI', (connection) => Promise.resolve(connection.uri), (uri) => `${uri}\n`),
    version: (shell, args) => printVersion(shell, args.has('daemon')),
  }),
};
