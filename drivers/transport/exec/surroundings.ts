import { homedir, hostname, userInfo } from 'node:os';
import path from 'node:path';
import type { DialTarget, Disposable, OpenOptions } from '../../api/connection.ts';
import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { channelHere } from '../dial-here.ts';
import { listenHere } from '../listen-here.ts';
import { printable } from '../printable.ts';
import { filesOf } from './files-far.ts';
import { filesHere } from './files-here.ts';
import type { HostFiles } from './host-files.ts';
import { KeptShells } from './kept-shell.ts';
import { thisComputer } from './local-process.ts';
import type { CommandHost } from './process-channel.ts';
import { runCommand, runScript } from './run-command.ts';

/** The systems that drivers without a daemon know their way on. */
export type HostSystem = 'linux' | 'darwin' | 'win32';

/** A computer that a hypervisor runs on, this one or one behind SSH: commands, files, sockets and facts. */
export interface Surroundings {
  readonly commands: CommandHost;
  readonly files: HostFiles;
  readonly system: HostSystem;
  /** Home of the user that commands run as. */
  readonly home: string;
  readonly appData: string | undefined;
  /** `$XDG_DATA_HOME`, or what it usually is. */
  readonly dataHome: string;
  /** `$XDG_RUNTIME_DIR`; undefined where there is none. */
  readonly runtimeDirectory: string | undefined;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
  readonly userName: string;
  readonly hostName: string;
  /** libvirt's word for it: `x86_64`, `aarch64`, … */
  readonly arch: string;
  /** Folders that programs are found in; of a far host, its shell knows. */
  readonly searchPath: readonly string[];
  readonly isHere: boolean;
  /** A channel to a socket or port there. @throws system-error when nobody listens. */
  readonly connect: (target: DialTarget, options?: CallOptions) => Promise<ByteChannel>;
  /** Makes a unix socket there and takes whoever connects to it. @throws operation-unsupported where the way to that host cannot. */
  readonly listen: (path: string, take: (channel: ByteChannel) => void) => Promise<Disposable>;
  readonly dispose: () => void;
}

/** This computer. */
export function surroundingsHere(env: NodeJS.ProcessEnv = process.env): Surroundings {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  return {
    commands: thisComputer,
    files: filesHere,
    system: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
    home,
    appData: env['APPDATA'],
    dataHome: absolute(env['XDG_DATA_HOME']) ?? path.join(home, '.local/share'),
    runtimeDirectory: absolute(env['XDG_RUNTIME_DIR']),
    uid: process.getuid?.(),
    userName: nameOfUser(),
    hostName: hostname(),
    arch: ARCHES[process.arch] ?? process.arch,
    searchPath: (env['PATH'] ?? '').split(path.delimiter),
    isHere: true,
    connect: channelHere,
    listen: listenHere,
    dispose: () => undefined,
  };
}

/** Node's words and uname's, as libvirt has them. */
const ARCHES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686', ppc64: 'ppc64le', arm: 'armv7l', amd64: 'x86_64', i386: 'i686' };

/** How another computer is reached, besides its commands. */
export interface FarWay {
  readonly connect: Surroundings['connect'];
  readonly listen: Surroundings['listen'];
  readonly dispose: () => void;
}

const FACTS = 'uname -s; uname -m; printf "%s\\n" "$HOME"; hostname; printf "%s\\n" "$XDG_DATA_HOME"; id -u; id -un; r=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}; if [ -d "$r" ] && [ -w "$r" ]; then printf "%s\\n" "$r"; fi';

/** Another computer with a Unix shell. @throws config-unsupported for a system without one. */
export async function surroundingsOf(host: CommandHost, way: FarWay, options: OpenOptions): Promise<Surroundings> {
  const shells = new KeptShells(host);
  const commands: CommandHost = { description: host.description, spawn: (argv) => host.spawn(argv), script: shells.run };
  const { code, bytes } = await shells.run({ text: FACTS, args: [] }, callOptions(options)).catch((error: unknown) => {
    shells.dispose();
    throw error;
  });
  const [systemName = '', machine = '', home = '', hostName = '', dataHome = '', uid = '', userName = '', runtime = ''] = bytes.toString('utf8').split('\n');
  const system = systemName === 'Linux' ? 'linux' : systemName === 'Darwin' ? 'darwin' : undefined;
  if (code !== 0 || system === undefined) {
    shells.dispose();
    throw libvirtError('rpc', 'config-unsupported', `${commands.description} has no Unix shell, and no OpenSSH server of Windows`);
  }
  return {
    commands,
    files: filesOf(commands),
    system,
    home,
    appData: undefined,
    dataHome: absolute(dataHome) ?? `${home}/.local/share`,
    runtimeDirectory: absolute(runtime),
    uid: /^\d+$/.test(uid) ? Number(uid) : undefined,
    userName: printable(userName),
    hostName: printable(hostName),
    arch: ARCHES[machine] ?? machine,
    searchPath: [],
    isHere: false,
    connect: way.connect,
    listen: way.listen,
    dispose: () => {
      shells.dispose();
      way.dispose();
    },
  };
}

/** Where a program is; undefined where it is not installed. A path is looked at as it is. */
export async function findProgram({ commands, files, system, isHere, searchPath }: Surroundings, name: string): Promise<string | undefined> {
  if (name.includes('/')) return (await files.exists(name)) ? name : undefined;
  if (!isHere && system === 'win32') {
    const { code, stdout } = await runCommand(commands, ['where.exe', name]);
    const [found = ''] = stdout.split(/\r?\n/);
    return code === 0 && path.win32.isAbsolute(found) ? found : undefined;
  }
  if (!isHere) {
    const { code, bytes } = await runScript(commands, { text: 'command -v -- "$1"', args: [name] });
    const found = bytes.toString('utf8').trim();
    return code === 0 && path.posix.isAbsolute(found) ? found : undefined;
  }
  const fileName = system === 'win32' ? `${name}.exe` : name;
  for (const folder of searchPath) {
    const candidate = path.join(folder, fileName);
    if (path.isAbsolute(folder) && (await files.exists(candidate))) return candidate;
  }
  return undefined;
}

function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // a user id without an entry in the user database has no name
  }
}

function callOptions({ signal, deadlineMs }: OpenOptions): CallOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}
