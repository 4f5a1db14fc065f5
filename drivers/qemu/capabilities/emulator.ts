import type { X86Data } from '../../cpu/x86/x86-data.ts';

/** Who runs the guest's instructions: Linux's KVM, macOS's Hypervisor.framework, or QEMU itself (TCG; libvirt's `qemu`). */
export type VirtType = 'kvm' | 'hvf' | 'qemu';

/** A machine type. */
export interface EmulatorMachine {
  readonly name: string;
  readonly alias: string | undefined;
  readonly maxCpus: number;
  readonly hotplugCpus: boolean;
  /** QEMU takes it when nothing is said. */
  readonly isDefault: boolean;
  /** QEMU's type of its CPU. */
  readonly defaultCpu: string | undefined;
  readonly numaMemSupported: boolean;
  /** The id of the object that its memory is. */
  readonly defaultRamId: string | undefined;
  readonly deprecated: boolean;
}

/** A CPU model; blockers are features, by libvirt's names. */
export interface EmulatorCpu {
  readonly name: string;
  readonly typeName: string | undefined;
  /** Undefined where QEMU does not say. */
  readonly usable: 'yes' | 'no' | undefined;
  readonly deprecated: boolean;
  readonly blockers: readonly string[];
}

/** A property of a CPU, by QEMU's name. */
export interface CpuProperty {
  readonly name: string;
  value: boolean | bigint | string;
  /** Whether a guest with it can move; undefined where QEMU does not say. */
  migratable: boolean | undefined;
}

/** A CPU model with all that QEMU says of it. */
export interface CpuExpansion {
  readonly name: string;
  /** Whether the properties say which of them let a guest move. */
  migratability: boolean;
  readonly properties: readonly CpuProperty[];
}

/** What depends on who runs the guest's instructions. */
export interface Acceleration {
  hostCpu: CpuExpansion | undefined;
  /** Undefined where QEMU does not say. */
  cpus: readonly EmulatorCpu[] | undefined;
  machines: readonly EmulatorMachine[];
}

/** A version of Arm's interrupt controller. */
export interface GicVersion {
  readonly version: number;
  readonly kernel: boolean;
  readonly emulated: boolean;
}

/** AMD's encrypted guests. */
export interface SevCapabilities {
  readonly cBitPosition: number;
  readonly reducedPhysBits: number;
  readonly pdh: string;
  readonly certChain: string;
  readonly cpu0Id: string | undefined;
  /** Undefined where nobody counted. */
  readonly maxGuests?: number | undefined;
  readonly maxEncryptedStateGuests?: number | undefined;
}

/** Intel's enclaves. */
export interface SgxCapabilities {
  readonly flc: boolean;
  readonly sgx1: boolean;
  readonly sgx2: boolean;
  readonly sectionSizeKiB: bigint;
  readonly sections: readonly { readonly node: number; readonly sizeKiB: bigint }[];
}

/** What was looked at besides QEMU itself; when any of it changes, QEMU is asked anew. */
export interface ProbeCircumstances {
  /** When the program and its modules last changed, in seconds. */
  binaryTime: bigint;
  modulesTime: bigint;
  /** Who asked. */
  proberTime: bigint;
  proberVersion: number;
  microcodeVersion: number;
  hostCpuSignature: string | undefined;
  kernelVersion: string | undefined;
  cpuData: X86Data | undefined;
}

/** Everything that is known of an installed emulator. */
export interface Emulator {
  readonly binary: string;
  /** libvirt's word: `x86_64`, `i686`, `aarch64`, … */
  arch: string;
  /** 7002022 is 7.2.22. */
  version: number;
  /** The packager's words. */
  package: string | undefined;
  readonly flags: Set<string>;
  kvm: Acceleration;
  hvf: Acceleration;
  tcg: Acceleration;
  gic: readonly GicVersion[];
  sev: SevCapabilities | undefined;
  sgx: SgxCapabilities | undefined;
  /** Enlightenments that the host's CPU can give; undefined where QEMU does not say. */
  hyperv: readonly string[] | undefined;
  kvmSupportsNesting: boolean;
  kvmSupportsSecureGuest: boolean;
  circumstances: ProbeCircumstances;
}

/** An emulator of which nothing is known yet. */
export function newEmulator(binary: string): Emulator {
  const nothing = (): Acceleration => ({ hostCpu: undefined, cpus: undefined, machines: [] });
  return {
    binary, arch: '', version: 0, package: undefined, flags: new Set(), kvm: nothing(), hvf: nothing(), tcg: nothing(), gic: [], sev: undefined,
    sgx: undefined, hyperv: undefined, kvmSupportsNesting: false, kvmSupportsSecureGuest: false,
    circumstances: {
      binaryTime: 0n, modulesTime: 0n, proberTime: 0n, proberVersion: 0, microcodeVersion: 0, hostCpuSignature: undefined, kernelVersion: undefined,
      cpuData: undefined,
    },
  };
}

/** What depends on who runs the instructions. */
export function accelerationOf(emulator: Emulator, type: VirtType): Acceleration {
  return type === 'qemu' ? emulator.tcg : emulator[type];
}

/** Who runs the instructions if nothing is said; undefined where nobody can. */
export function bestVirtType(emulator: Emulator): VirtType | undefined {
  if (emulator.flags.has('kvm')) return 'kvm';
  if (emulator.flags.has('hvf')) return 'hvf';
  return emulator.flags.has('tcg') ? 'qemu' : undefined;
}

/** Everybody who can run instructions. */
export function virtTypesOf(emulator: Emulator): readonly VirtType[] {
  return (['kvm', 'hvf', 'qemu'] as const).filter((type) => emulator.flags.has(type === 'qemu' ? 'tcg' : type));
}

/** The real name behind an alias of a machine type. */
export function canonicalMachine(emulator: Emulator, type: VirtType, name: string): string {
  return accelerationOf(emulator, type).machines.find((machine) => machine.alias === name)?.name ?? name;
}

/** A machine type by its name or alias. */
export function machineOf(emulator: Emulator, type: VirtType, name: string): EmulatorMachine | undefined {
  const canonical = canonicalMachine(emulator, type, name);
  return accelerationOf(emulator, type).machines.find((machine) => machine.name === canonical);
}
