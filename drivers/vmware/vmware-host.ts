import { homedir, hostname } from 'node:os';
import path from 'node:path';
import type { CallOptions } from '../api/records.ts';
import type { OpenOptions } from '../api/connection.ts';
import { thisComputer } from '../transport/exec/local-process.ts';
import { filesHere, filesOf, type HostFiles } from '../transport/exec/host-files.ts';
import type { CommandHost } from '../transport/exec/process-channel.ts';
import { runCommand } from '../transport/exec/run-command.ts';
import { printable } from '../transport/printable.ts';
import { parseProductVersion, vmrunPlaces, type HostSystem, type Product } from './products.ts';
import { vmrunError, vmwareError } from './vmware-error.ts';

/** The computer that the product runs on: commands, files and facts. */
export interface Surroundings {
  readonly commands: CommandHost;
  readonly files: HostFiles;
  readonly system: HostSystem;
  readonly home: string;
  readonly appData: string | undefined;
  readonly hostName: string;
  /** `x86_64`, `aarch64`, … */
  readonly arch: string;
  /** Folders that programs are found in; of a far host, its shell knows. */
  readonly searchPath: readonly string[];
  readonly isHere: boolean;
  readonly dispose: () => void;
}

/** This computer. */
export function surroundingsHere(env: NodeJS.ProcessEnv = process.env): Surroundings {
  const system = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  return {
    commands: thisComputer,
    files: filesHere,
    system,
    home: env['HOME'] ?? env['USERPROFILE'] ?? homedir(),
    appData: env['APPDATA'],
    hostName: hostname(),
    arch: process.arch === 'arm64' ? 'aarch64' : 'x86_64',
    searchPath: (env['PATH'] ?? '').split(path.delimiter),
    isHere: true,
    dispose: () => undefined,
  };
}

/** Another computer with a Unix shell. @throws config-unsupported for a system without one. */
export async function surroundingsOf(commands: CommandHost, dispose: () => void, options: OpenOptions): Promise<Surroundings> {
  const { code, stdout } = await runCommand(commands, ['sh', '-c', 'uname -s; uname -m; printf "%s\\n" "$HOME"; hostname'], callOptions(options));
  const [systemName = '', machine = '', home = '', hostName = ''] = stdout.split('\n');
  const system = systemName === 'Linux' ? 'linux' : systemName === 'Darwin' ? 'darwin' : undefined;
  if (code !== 0 || system === undefined) {
    throw vmwareError('config-unsupported', `${commands.description} has no Unix shell; VMware's products on Windows can be managed on that computer itself`);
  }
  return { commands, files: filesOf(commands), system, home, appData: undefined, hostName: printable(hostName), arch: machine === 'arm64' ? 'aarch64' : machine, searchPath: [], isHere: false, dispose };
}

function callOptions({ signal, deadlineMs }: OpenOptions): CallOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(deadlineMs === undefined ? {} : { deadlineMs }) };
}

/** Commands may wait for a guest: starting and stopping get as long as libvirt's would, which is for ever; this is the end of patience. */
const DEADLINE_MS = 300_000;

/** One installed product on one computer. */
export class VmwareHost {
  readonly surroundings: Surroundings;
  readonly product: Product;
  readonly version: bigint;
  readonly #vmrun: string;

  private constructor(surroundings: Surroundings, product: Product, vmrun: string, version: bigint) {
    this.surroundings = surroundings;
    this.product = product;
    this.#vmrun = vmrun;
    this.version = version;
  }

  /** Finds vmrun and asks the product for its version. @throws internal-error in libvirt's words when there is none. */
  static async find(surroundings: Surroundings, product: Product, options: CallOptions = {}): Promise<VmwareHost> {
    const vmrun = await findVmrun(surroundings);
    if (vmrun === undefined) throw vmwareError('internal-error', 'vmrun utility is missing');
    const program = `${pathOf(surroundings).dirname(vmrun)}${surroundings.system === 'win32' ? '\\' : '/'}${product.versionProgram}`;
    const { stdout, stderr } = await runCommand(surroundings.commands, [program, '-v'], options);
    // Fusion's words begin on a new line.
    const version = parseProductVersion(product, `\n${stdout}${stderr}`);
    if (version === undefined) throw vmwareError('internal-error', `cannot find version pattern "${product.versionWords}"`);
    return new VmwareHost(surroundings, product, vmrun, version);
  }

  get paths(): path.PlatformPath {
    return pathOf(this.surroundings);
  }

  /** Runs one vmrun command and gives its output. `flags` stand in front of the command. */
  async vmrun(args: readonly string[], options: CallOptions = {}, flags: readonly string[] = []): Promise<string> {
    const argv = [this.#vmrun, '-T', this.product.flag, ...flags, ...args];
    const { code, stdout, stderr } = await runCommand(this.surroundings.commands, argv, { deadlineMs: DEADLINE_MS, ...options });
    if (code !== 0) throw vmrunError(args[0] ?? '', printable(`${stdout}${stderr}`), code);
    return stdout;
  }

  /** The .vmx files of machines that run. */
  async running(options: CallOptions = {}): Promise<readonly string[]> {
    const lines = (await this.vmrun(['list'], options)).split(/\r?\n/);
    return lines.filter((line) => this.paths.isAbsolute(line));
  }
}

function pathOf({ system }: Surroundings): path.PlatformPath {
  return system === 'win32' ? path.win32 : path.posix;
}

async function findVmrun({ commands, files, system, isHere, searchPath }: Surroundings): Promise<string | undefined> {
  const inPath = isHere ? await inOwnPath(files, system, searchPath) : await inFarPath(commands);
  if (inPath !== undefined) return inPath;
  for (const place of vmrunPlaces(system)) if (await files.exists(place)) return place;
  return undefined;
}

async function inOwnPath(files: HostFiles, system: HostSystem, searchPath: readonly string[]): Promise<string | undefined> {
  const name = system === 'win32' ? 'vmrun.exe' : 'vmrun';
  for (const folder of searchPath) {
    const candidate = path.join(folder, name);
    if (path.isAbsolute(folder) && (await files.exists(candidate))) return candidate;
  }
  return undefined;
}

async function inFarPath(commands: CommandHost): Promise<string | undefined> {
  const { code, stdout } = await runCommand(commands, ['sh', '-c', 'command -v vmrun']);
  const found = stdout.trim();
  return code === 0 && path.posix.isAbsolute(found) ? found : undefined;
}
