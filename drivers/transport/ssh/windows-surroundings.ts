import type { OpenOptions } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { DialBudget } from '../dial-budget.ts';
import type { CommandHost } from '../exec/process-channel.ts';
import { powershellLine, quoteWindows } from '../exec/quote-windows.ts';
import { runCommand } from '../exec/run-command.ts';
import type { FarWay, Surroundings } from '../exec/surroundings.ts';
import { printable } from '../printable.ts';
import { filesBySftp } from './files-sftp.ts';
import type { SshCarrier } from './ssh-carrier.ts';

const NAMES = ['OS', 'USERPROFILE', 'APPDATA', 'COMPUTERNAME', 'USERNAME', 'PROCESSOR_ARCHITECTURE'] as const;
const FACTS = `[Console]::OutputEncoding=New-Object Text.UTF8Encoding $false\n${NAMES.map((name) => `[Console]::Out.WriteLine($env:${name})`).join('\n')}`;
const ARCHES: Readonly<Record<string, string>> = { AMD64: 'x86_64', ARM64: 'aarch64', x86: 'i686' };

/** A Windows host with OpenSSH's server: commands by PowerShell, whatever its shell is, files by SFTP. Undefined: it is no Windows. */
export async function windowsSurroundings(host: SshCarrier, way: FarWay, options: OpenOptions, budget: DialBudget): Promise<Surroundings | undefined> {
  const { spawnLine, openSftp } = host;
  if (spawnLine === undefined) return undefined;
  const call = options.signal === undefined ? {} : { signal: options.signal };
  const asked = await runCommand({ description: host.description, spawn: () => spawnLine(powershellLine(FACTS), 'powershell') }, ['powershell'], call);
  const [system = '', home = '', appData = '', hostName = '', userName = '', machine = ''] = asked.stdout.split(/\r?\n/);
  if (asked.code !== 0 || system !== 'Windows_NT') return undefined;
  if (openSftp === undefined || !/^[A-Za-z]:\\/.test(home)) throw libvirtError('rpc', 'config-unsupported', `${host.description} gives no way to its files`);
  const sftp = await openSftp(budget);
  const commands: CommandHost = { description: host.description, spawn: (argv) => spawnLine(quoteWindows(argv), argv[0] ?? '') };
  return {
    commands,
    files: filesBySftp(sftp, host.description),
    system: 'win32',
    home,
    appData: appData === '' ? undefined : appData,
    dataHome: appData === '' ? home : appData,
    runtimeDirectory: undefined,
    uid: undefined,
    userName: printable(userName),
    hostName: printable(hostName),
    arch: ARCHES[machine] ?? machine,
    searchPath: [],
    isHere: false,
    connect: way.connect,
    listen: way.listen,
    dispose: () => {
      sftp.end();
      way.dispose();
    },
  };
}
