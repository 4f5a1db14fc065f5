import type { Connection } from '../../../drivers/api/connection.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import type { CommandDef, CommandGroup } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';

/** The release whose API and output these commands follow. */
const LIBVIRT_VERSION = '9.0.0';

/** A command that asks one thing of the connection and prints it. */
function question<T>(
  names: Pick<CommandDef, 'name' | 'help' | 'description'>,
  failed: string,
  ask: (connection: Connection) => Promise<T>,
  text: (answer: T) => string,
): CommandDef {
  return {
    ...names,
    options: [],
    run: async (shell) => {
      const connection = await shell.connection();
      const answer = await explaining(shell, failed, () => ask(connection));
      if (shell.options.json) shell.printJson(answer);
      else shell.print(text(answer));
      return true;
    },
  };
}

const line = (label: string, value: string | number | bigint): string => `${label.padEnd(20)} ${value}\n`;

function release(version: bigint): string {
  return `${version / 1_000_000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
}

async function printVersion(shell: Shell, withDaemon: boolean): Promise<boolean> {
  const connection = await shell.connection();
  const type = await explaining(shell, 'failed to get hypervisor type', () => requireMethod(connection, 'connect', 'getType')());
  if (shell.options.json) return printVersionJson(shell, connection, type);
  shell.print(`Compiled against library: libvirt ${LIBVIRT_VERSION}\n`);
  shell.print(`Using library: libvirt ${LIBVIRT_VERSION}\n`);
  shell.print(`Using API: ${type} ${LIBVIRT_VERSION}\n`);
  const version = await explaining(shell, 'failed to get the hypervisor version', () => requireMethod(connection, 'connect', 'getVersion')());
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

/** Commands about the connection and its host. */
export const general: CommandGroup = {
  name: 'Host and Hypervisor',
  keyword: 'host',
  commands: [
    question(
      { name: 'capabilities', help: 'capabilities', description: 'Returns capabilities of hypervisor/driver.' },
      'failed to get capabilities',
      (connection) => requireMethod(connection, 'connect', 'getCapabilities')(),
      (xml) => `${xml}\n`,
    ),
    {
      name: 'domcapabilities',
      help: 'domain capabilities',
      description: 'Returns capabilities of emulator with respect to host and libvirt.',
      options: [
        { name: 'virttype', type: 'string', help: 'virtualization type (/domain/@type)' },
        { name: 'emulatorbin', type: 'string', help: 'path to emulator binary (/domain/devices/emulator)' },
        { name: 'arch', type: 'string', help: 'domain architecture (/domain/os/type/@arch)' },
        { name: 'machine', type: 'string', help: 'machine type (/domain/os/type/@machine)' },
      ],
      run: async (shell, args) => {
        const connection = await shell.connection();
        const [emulator, arch, machine, virtType] = ['emulatorbin', 'arch', 'machine', 'virttype'].map((name) => args.text(name));
        const xml = await explaining(shell, 'failed to get emulator capabilities', async () =>
          requireMethod(connection, 'connect', 'getDomainCapabilities')(emulator, arch, machine, virtType, 0),
        );
        if (shell.options.json) shell.printJson({ xml });
        else shell.print(`${xml}\n`);
        return true;
      },
    },
    question(
      { name: 'hostname', help: 'print the hypervisor hostname', description: '' },
      'failed to get hostname',
      (connection) => requireMethod(connection, 'connect', 'getHostname')(),
      (name) => `${name}\n`,
    ),
    question(
      { name: 'nodeinfo', help: 'node information', description: 'Returns basic information about the node.' },
      'failed to get node information',
      (connection) => requireMethod(connection, 'node', 'getInfo')(),
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
    question(
      { name: 'uri', help: 'print the hypervisor canonical URI', description: '' },
      'failed to get URI',
      (connection) => Promise.resolve(connection.uri),
      (uri) => `${uri}\n`,
    ),
    {
      name: 'version',
      help: 'show version',
      description: 'Display the system version information.',
      options: [{ name: 'daemon', type: 'bool', help: 'report daemon version too' }],
      run: (shell, args) => printVersion(shell, args.has('daemon')),
    },
  ],
};
