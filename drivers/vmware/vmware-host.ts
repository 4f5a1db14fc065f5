import path from 'node:path';
import type { CallOptions } from '../api/records.ts';
import { runCommand } from '../transport/exec/run-command.ts';
import { findProgram, type Surroundings } from '../transport/exec/surroundings.ts';
import { printable } from '../transport/printable.ts';
import { parseProductVersion, vmrunPlaces, type Product } from './products.ts';
import { vmrunError, vmwareError } from './vmware-error.ts';

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

async function findVmrun(surroundings: Surroundings): Promise<string | undefined> {
  const inPath = await findProgram(surroundings, 'vmrun');
  if (inPath !== undefined) return inPath;
  for (const place of vmrunPlaces(surroundings.system)) if (await surroundings.files.exists(place)) return place;
  return undefined;
}
