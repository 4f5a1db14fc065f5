import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CallOptions } from '../../api/records.ts';
import { formatPlainJson, isPlainObject, parsePlainJson } from '../../conf/json/plain-json.ts';
import type { CpuDef } from '../../cpu/cpu-def.ts';
import { VirError } from '../../core/vir-error.ts';
import { runScript } from '../../transport/exec/run-command.ts';
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

const REDHAT_KVM = '/usr/libexec/qemu-kvm';
const LIST_PROGRAMS = 'IFS=:; for d in $PATH; do for f in "$d"/qemu-system-*; do [ -x "$f" ] && echo "$f"; done; done; [ -x "$1" ] && echo "$1"; exit 0';

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
  /** For so long nobody looks whether something has changed; a second without it. */
  readonly freshMs?: number | undefined;
}

/**
 * The emulators of a host. Asking one takes a second or two, so what was found is kept, in memory and on disk, until the program, its
 * modules, the host's kernel or CPU, or the right to use KVM change.
 */
export class EmulatorStore {
  readonly #surroundings: Surroundings;
  readonly #cacheDir: string | undefined;
  readonly #known = new Map<string, { readonly key: string; readonly emulator: KnownEmulator; lookedAtMs: number }>();
  readonly #underWay = new Map<string, Promise<KnownEmulator>>();
  readonly #freshMs: number;

  constructor(surroundings: Surroundings, options: EmulatorStoreOptions = {}) {
    this.#surroundings = surroundings;
    this.#cacheDir = options.cacheDir;
    this.#freshMs = options.freshMs ?? 1000;
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
    const known = this.#known.get(binary);
    if (known !== undefined && performance.now() - known.lookedAtMs < this.#freshMs) return Promise.resolve(known.emulator);
    const started = this.#find(binary, options).finally(() => {
      this.#underWay.delete(binary);
    });
    this.#underWay.set(binary, started);
    return started;
  }

  /** The emulator for guests of an architecture; undefined where none is installed. */
  async binaryFor(guestArch: string): Promise<string | undefined> {
    return binaryAmong(await this.#programs(), this.#surroundings.arch, guestArch);
  }

  /** Every architecture that has an emulator here, with what that can. One that does not answer is as if it were not installed. */
  async installed(options: CallOptions = {}): Promise<readonly { readonly arch: string; readonly emulator: Emulator }[]> {
    const programs = await this.#programs();
    const pairs = GUEST_ARCHITECTURES.flatMap((arch) => {
      const binary = binaryAmong(programs, this.#surroundings.arch, arch);
      return binary === undefined ? [] : [{ arch, binary }];
    });
    const found = await Promise.all(pairs.map(async ({ arch, binary }) => {
      try {
        return { arch, emulator: (await this.get(binary, options)).emulator };
      } catch (error) {
        if (!VirError.is(error) || error.code === 'operation-aborted') throw error;
        return undefined;
      }
    }));
    return found.filter((one) => one !== undefined);
  }

  /** The emulators in the path by their names, in one round trip, and the one that Red Hat keeps elsewhere. */
  async #programs(): Promise<ReadonlyMap<string, string>> {
    const { commands, isHere } = this.#surroundings;
    if (isHere) {
      const names = [...new Set(GUEST_ARCHITECTURES.map((arch) => `qemu-system-${archForQemu(arch)}`)), REDHAT_KVM];
      const found = await Promise.all(names.map(async (name): Promise<[string, string | undefined]> => [name, await findProgram(this.#surroundings, name)]));
      return new Map(found.flatMap(([name, file]) => (file === undefined ? [] : [[name, file]])));
    }
    const { bytes } = await runScript(commands, { text: LIST_PROGRAMS, args: [REDHAT_KVM] });
    const files = bytes.toString('utf8').split('\n').filter((file) => path.posix.isAbsolute(file));
    return new Map(files.reverse().map((file) => [file === REDHAT_KVM ? file : path.posix.basename(file), file]));
  }

  async #find(binary: string, options: CallOptions): Promise<KnownEmulator> {
    const [host, program, kept] = await Promise.all([this.host(), this.#programKey(binary), this.#kept(binary)]);
    const key = `${program} ${hostKey(host)}`;
    const known = this.#known.get(binary);
    if (known?.key === key) {
      known.lookedAtMs = performance.now();
      return known.emulator;
    }
    const emulator = emulatorIn(kept, key) ?? (await this.#probe(binary, key, host, options));
    const result = knownEmulator(emulator, host);
    this.#known.set(binary, { key, emulator: result, lookedAtMs: performance.now() });
    return result;
  }

  /** What tells that the program, or its modules, are others than they were. */
  async #programKey(binary: string): Promise<string> {
    const { files, arch } = this.#surroundings;
    const [program, ...folders] = await files.stat([binary, '/usr/lib/qemu', `/usr/lib/${arch}-linux-gnu/qemu`, '/usr/lib64/qemu', '/usr/lib64/qemu-kvm']);
    if (program === undefined) throw qemuError('system-error', `Cannot check QEMU binary ${binary}: No such file or directory`);
    const modules = folders.flatMap((folder) => folder?.modified.ns ?? []);
    return formatPlainJson({ prober: PROBER_VERSION, binary, size: program.sizeBytes, changed: program.changed.ns, modified: program.modified.ns, modules });
  }

  #fileOf(binary: string): string | undefined {
    if (this.#cacheDir === undefined) return undefined;
    return path.posix.join(this.#cacheDir, `${createHash('sha256').update(binary).digest('hex').slice(0, 32)}.json`);
  }

  /** What was kept of earlier answers; not looked at when there are later ones in memory. */
  async #kept(binary: string): Promise<Uint8Array | undefined> {
    const file = this.#known.has(binary) ? undefined : this.#fileOf(binary);
    if (file === undefined) return undefined;
    const [bytes] = await this.#surroundings.files.read([file]);
    return bytes;
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

/** What of the host decides. */
function hostKey({ kernelVersion, microcodeVersion, cpuSignature, kvmUsable, hvfUsable, kvmSupportsNesting, kvmSupportsSecureGuest }: ProbedHost): string {
  return formatPlainJson({ kernel: kernelVersion ?? null, microcode: microcodeVersion, cpu: cpuSignature ?? null, kvmUsable, hvfUsable, kvmSupportsNesting, kvmSupportsSecureGuest });
}

/** What was kept, if it is still true. */
function emulatorIn(bytes: Uint8Array | undefined, key: string): Emulator | undefined {
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

/** Which of a host's emulators runs guests of an architecture. */
function binaryAmong(programs: ReadonlyMap<string, string>, hostArch: string, guestArch: string): string | undefined {
  const native = isNative(hostArch, guestArch);
  const names = [
    // Only the wider program can use KVM for 32 bits.
    ...(hostArch === 'aarch64' && guestArch === 'armv7l' ? [`qemu-system-${hostArch}`] : []),
    `qemu-system-${archForQemu(guestArch)}`,
    ...(guestArch.startsWith('ppc64') ? ['qemu-system-ppc64'] : native ? [`qemu-system-${archForQemu(hostArch)}`] : []),
    ...(native ? [REDHAT_KVM] : []),
  ];
  return names.map((name) => programs.get(name)).find((file) => file !== undefined);
}

function knownEmulator(emulator: Emulator, host: ProbedHost): KnownEmulator {
  if (emulator.sev !== undefined && host.sevGuests !== undefined) emulator.sev = { ...emulator.sev, maxGuests: host.sevGuests.plain, maxEncryptedStateGuests: host.sevGuests.encryptedState };
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
