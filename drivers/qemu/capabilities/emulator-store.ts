import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CallOptions } from '../../api/records.ts';
import { formatPlainJson, isPlainObject, parsePlainJson } from '../../conf/json/plain-json.ts';
import type { CpuDef } from '../../cpu/cpu-def.ts';
import { VirError } from '../../core/vir-error.ts';
import { runCommand } from '../../transport/exec/run-command.ts';
import { findProgram, type Surroundings } from '../../transport/exec/surroundings.ts';
import { capabilitiesOfEmulator } from '../conf/qemu-capabilities.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import { formatEmulator, parseEmulator } from './capability-document.ts';
import { archForQemu } from './cpu-names.ts';
import { guestHostCpu, isNative } from './emulator-cpus.ts';
import type { GuestHostCpu } from './emulator-cpus.ts';
import type { Emulator, VirtType } from './emulator.ts';
import { GUEST_ARCHITECTURES } from './guests.ts';
import { probeHost } from './probe-host.ts';
import type { ProbedHost } from './probe-host.ts';
import { probeInstalled } from './probe-installed.ts';

/** Of how emulators are asked; when it changes, all are asked anew. */
const PROBER_VERSION = 1;

/** An emulator of a host, with what its guests depend on. */
export interface KnownEmulator {
  readonly emulator: Emulator;
  readonly caps: QemuCapabilities;
  /** The host's CPU for guests that are run so; undefined where nobody knows. */
  readonly hostCpu: (type: VirtType) => GuestHostCpu | undefined;
}

/** Where a store keeps what was found out, and how old a look at the host may be. */
export interface EmulatorStoreOptions {
  /** A folder of this host, made when needed; without it nothing is kept beyond this process. */
  readonly cacheDir?: string | undefined;
}

/**
 * The emulators of a host. Asking one takes a second or two, so what was found is kept, in memory and on disk, until the program, its
 * modules, the host's kernel or CPU, or the right to use KVM change.
 */
export class EmulatorStore {
  readonly #surroundings: Surroundings;
  readonly #cacheDir: string | undefined;
  readonly #known = new Map<string, { readonly key: string; readonly emulator: KnownEmulator }>();
  readonly #underWay = new Map<string, Promise<KnownEmulator>>();

  constructor(surroundings: Surroundings, options: EmulatorStoreOptions = {}) {
    this.#surroundings = surroundings;
    this.#cacheDir = options.cacheDir;
  }

  /** The host, as far as emulators depend on it; looked at each time. */
  host(): Promise<ProbedHost> {
    return probeHost(this.#surroundings);
  }

  /**
   * What an emulator can; it is asked only if nothing is known, or something has changed.
   *
   * @throws system-error when there is no such program, internal-error when it does not answer as QEMU does.
   */
  get(binary: string, options: CallOptions = {}): Promise<KnownEmulator> {
    const running = this.#underWay.get(binary);
    if (running !== undefined) return running;
    const started = this.#find(binary, options).finally(() => {
      this.#underWay.delete(binary);
    });
    this.#underWay.set(binary, started);
    return started;
  }

  /** The emulator for guests of an architecture; undefined where none is installed. */
  async binaryFor(guestArch: string): Promise<string | undefined> {
    const { arch } = this.#surroundings;
    const native = isNative(arch, guestArch);
    const names = [
      // Only the wider program can use KVM for 32 bits.
      ...(arch === 'aarch64' && guestArch === 'armv7l' ? [`qemu-system-${arch}`] : []),
      `qemu-system-${archForQemu(guestArch)}`,
      ...(native ? [`qemu-system-${archForQemu(arch.startsWith('ppc64') ? 'ppc64' : arch)}`] : guestArch.startsWith('ppc64') ? ['qemu-system-ppc64'] : []),
      ...(native ? ['/usr/libexec/qemu-kvm'] : []),
    ];
    for (const name of names) {
      const found = await findProgram(this.#surroundings, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Every architecture that has an emulator here, with what that can. One that does not answer is as if it were not installed. */
  async installed(options: CallOptions = {}): Promise<readonly { readonly arch: string; readonly emulator: Emulator }[]> {
    const found: { readonly arch: string; readonly emulator: Emulator }[] = [];
    const names = await this.#programs();
    for (const arch of GUEST_ARCHITECTURES) {
      const maybe = isNative(this.#surroundings.arch, arch) || arch.startsWith('ppc64') || names.has(`qemu-system-${archForQemu(arch)}`);
      const binary = maybe ? await this.binaryFor(arch) : undefined;
      if (binary === undefined) continue;
      try {
        found.push({ arch, emulator: (await this.get(binary, options)).emulator });
      } catch (error) {
        if (!VirError.is(error) || error.code === 'operation-aborted') throw error;
      }
    }
    return found;
  }

  /** Names of emulators in the path, in one round trip. */
  async #programs(): Promise<ReadonlySet<string>> {
    const { commands, isHere, searchPath, files } = this.#surroundings;
    if (isHere) return new Set((await Promise.all(searchPath.map((folder) => files.list(folder)))).flatMap((entries) => (entries ?? []).map((entry) => entry.name)));
    const { stdout } = await runCommand(commands, ['sh', '-c', 'IFS=:; for d in $PATH; do ls "$d" 2>/dev/null | grep ^qemu-system-; done; exit 0']);
    return new Set(stdout.split('\n'));
  }

  async #find(binary: string, options: CallOptions): Promise<KnownEmulator> {
    const host = await this.host();
    const key = await this.#keyOf(binary, host);
    const known = this.#known.get(binary);
    if (known?.key === key) return known.emulator;
    const emulator = (await this.#load(binary, key)) ?? (await this.#probe(binary, key, host, options));
    const result = knownEmulator(emulator, host);
    this.#known.set(binary, { key, emulator: result });
    return result;
  }

  /** Everything whose change makes old answers worthless. */
  async #keyOf(binary: string, host: ProbedHost): Promise<string> {
    const { files } = this.#surroundings;
    const real = await files.resolve(binary);
    const modules = (await Promise.all(['/usr/lib/qemu', `/usr/lib/${host.arch}-linux-gnu/qemu`, '/usr/lib64/qemu', '/usr/lib64/qemu-kvm'].map((folder) => files.resolve(folder)))).flatMap((folder) => folder ?? []);
    const [program, ...folders] = await files.stat([real ?? binary, ...new Set(modules)]);
    if (program === undefined) throw qemuError('system-error', `Cannot check QEMU binary ${binary}: No such file or directory`);
    const { kernelVersion, microcodeVersion, cpuSignature, kvmUsable, hvfUsable, kvmSupportsNesting, kvmSupportsSecureGuest } = host;
    return formatPlainJson({
      prober: PROBER_VERSION, binary, real: real ?? binary, size: program.sizeBytes, changed: program.changed.ns, modified: program.modified.ns,
      modules: folders.flatMap((folder) => folder?.modified.ns ?? []), kernel: kernelVersion ?? null, microcode: microcodeVersion, cpu: cpuSignature ?? null, kvmUsable,
      hvfUsable, kvmSupportsNesting, kvmSupportsSecureGuest,
    });
  }

  #fileOf(binary: string): string | undefined {
    if (this.#cacheDir === undefined) return undefined;
    return path.posix.join(this.#cacheDir, `${createHash('sha256').update(binary).digest('hex').slice(0, 32)}.json`);
  }

  async #load(binary: string, key: string): Promise<Emulator | undefined> {
    const file = this.#fileOf(binary);
    const [bytes] = file === undefined ? [] : await this.#surroundings.files.read([file]);
    if (bytes === undefined) return undefined;
    try {
      const kept = parsePlainJson(Buffer.from(bytes).toString('utf8'));
      if (!isPlainObject(kept) || kept['key'] !== key || typeof kept['document'] !== 'string') return undefined;
      return parseEmulator(kept['document']);
    } catch (error) {
      if (VirError.is(error)) return undefined; // a damaged file is as good as none: the emulator is asked again
      throw error;
    }
  }

  async #probe(binary: string, key: string, host: ProbedHost, options: CallOptions): Promise<Emulator> {
    const emulator = await probeInstalled(this.#surroundings, binary, host, options);
    const [program] = await this.#surroundings.files.stat([binary]);
    emulator.circumstances.binaryTime = (program?.changed.ns ?? 0n) / 1_000_000_000n;
    const file = this.#fileOf(binary);
    if (file !== undefined) await this.#surroundings.files.write(file, Buffer.from(formatPlainJson({ key, document: formatEmulator(emulator) })));
    return emulator;
  }
}

function knownEmulator(emulator: Emulator, host: ProbedHost): KnownEmulator {
  const cpus = new Map<VirtType, GuestHostCpu | undefined>();
  const copyOf = (cpu: CpuDef | undefined): CpuDef | undefined => (cpu === undefined ? undefined : structuredClone(cpu));
  return {
    emulator,
    caps: capabilitiesOfEmulator(emulator),
    hostCpu(type) {
      if (!cpus.has(type)) cpus.set(type, hostCpuOrNothing(emulator, type, host));
      const found = cpus.get(type);
      const [reported, migratable, full] = [copyOf(found?.reported), copyOf(found?.migratable), copyOf(found?.full)];
      return reported === undefined || migratable === undefined || full === undefined ? undefined : { reported, migratable, full };
    },
  };
}

/** No model of the emulator may describe the host; then there is no host model, and all else works. */
function hostCpuOrNothing(emulator: Emulator, type: VirtType, host: ProbedHost): GuestHostCpu | undefined {
  try {
    return guestHostCpu(emulator, type, host.arch, host.probeCpu);
  } catch (error) {
    if (VirError.is(error)) return undefined;
    throw error;
  }
}
