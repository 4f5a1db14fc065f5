import { parseEmulator } from '../capabilities/capability-document.ts';
import { newEmulator } from '../capabilities/emulator.ts';
import type { Emulator, VirtType } from '../capabilities/emulator.ts';

/** A machine type an emulator knows. */
export interface QemuMachine {
  /** `kvm`, `qemu` (TCG) or `hvf`. */
  readonly virtType: string;
  readonly name: string;
  readonly alias: string | undefined;
  readonly isDefault: boolean;
  /** QEMU's name for the type of its CPU. */
  readonly defaultCpu: string | undefined;
  /** QEMU's name for the machine's memory, where it may be made of an object. */
  readonly defaultRamId?: string | undefined;
  /** Whether nodes may have memory without an object behind it (`-numa node,mem=`). */
  readonly numaMemory?: boolean | undefined;
  readonly maxCpus?: number | undefined;
  readonly hotplugCpus?: boolean | undefined;
  readonly deprecated?: boolean | undefined;
}

/** What an emulator can, as far as documents and command lines depend on it. */
export interface QemuCapabilities {
  /** Whether the flag is set; names as in libvirt's capability documents. */
  readonly has: (flag: string) => boolean;
  readonly machines: readonly QemuMachine[];
  /** The GIC versions usable with KVM (`2`, `3`). */
  readonly gicVersions: readonly string[];
  /** libvirt's name of each CPU type, by hypervisor. */
  readonly cpuModels: ReadonlyMap<string, string>;
  /** Everything that was found out; of made-up capabilities, next to nothing. */
  readonly emulator: Emulator;
}

/** Capabilities from a set of flags and a list of machines. */
export function qemuCapabilities(flags: ReadonlySet<string>, machines: readonly QemuMachine[], gicVersions: readonly string[] = [], cpuModels: ReadonlyMap<string, string> = new Map()): QemuCapabilities {
  const emulator = newEmulator('');
  for (const flag of flags) emulator.flags.add(flag);
  return { has: (flag) => flags.has(flag), machines, gicVersions, cpuModels, emulator };
}

/** What was found out about an emulator, as documents and command lines want it. */
export function capabilitiesOfEmulator(emulator: Emulator): QemuCapabilities {
  const types: readonly (readonly [VirtType, Emulator['tcg']])[] = [['kvm', emulator.kvm], ['hvf', emulator.hvf], ['qemu', emulator.tcg]];
  const machines = types.flatMap(([virtType, one]) => one.machines.map(({ numaMemSupported, ...machine }): QemuMachine => ({ ...machine, virtType, numaMemory: numaMemSupported })));
  const models = types.flatMap(([virtType, one]) => (one.cpus ?? []).map((cpu): [string, string] => [`${virtType}/${cpu.typeName ?? ''}`, cpu.name]));
  const gic = emulator.gic.filter((each) => each.kernel).map((each) => String(each.version));
  return { ...qemuCapabilities(emulator.flags, machines, gic, new Map(models.reverse())), emulator };
}

/** Reads libvirt's capability document (`<qemuCaps>`). */
export function parseQemuCapabilities(text: string): QemuCapabilities {
  return capabilitiesOfEmulator(parseEmulator(text));
}

/** The CPU a machine has if nobody says otherwise, by libvirt's name. */
export function defaultCpuModel(machine: QemuMachine | undefined, caps: QemuCapabilities): string | undefined {
  return machine?.defaultCpu === undefined ? undefined : caps.cpuModels.get(`${machine.virtType}/${machine.defaultCpu}`);
}

/** The machine type that a definition names, for its kind of acceleration. */
export function machineOf(caps: QemuCapabilities, virtType: string, name: string | undefined): QemuMachine | undefined {
  return caps.machines.find((each) => each.virtType === (virtType === 'kvm' || virtType === 'hvf' ? virtType : 'qemu') && each.name === name);
}
