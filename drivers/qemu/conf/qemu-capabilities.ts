import { parseXml } from '../../conf/xml/parse-xml.ts';

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
}

/** What an emulator can, as far as documents depend on it. */
export interface QemuCapabilities {
  /** Whether the flag is set; names as in libvirt's capability documents. */
  readonly has: (flag: string) => boolean;
  readonly machines: readonly QemuMachine[];
  /** The GIC versions usable with KVM (`2`, `3`). */
  readonly gicVersions: readonly string[];
  /** libvirt's name of each CPU type, by hypervisor. */
  readonly cpuModels: ReadonlyMap<string, string>;
}

/** Capabilities from a set of flags and a list of machines. */
export function qemuCapabilities(flags: ReadonlySet<string>, machines: readonly QemuMachine[], gicVersions: readonly string[] = [], cpuModels: ReadonlyMap<string, string> = new Map()): QemuCapabilities {
  return { has: (flag) => flags.has(flag), machines, gicVersions, cpuModels };
}

/** Reads libvirt's capability document (`<qemuCaps>`). */
export function parseQemuCapabilities(text: string): QemuCapabilities {
  const { root } = parseXml(text);
  const flags = new Set(root.elements('flag').map((flag) => flag.attribute('name') ?? ''));
  const machines = root.elements('machine').map((machine) => ({
    virtType: machine.attribute('type') === 'tcg' ? 'qemu' : (machine.attribute('type') ?? 'qemu'),
    name: machine.attribute('name') ?? '',
    alias: machine.attribute('alias'),
    isDefault: machine.attribute('default') === 'yes',
    defaultCpu: machine.attribute('defaultCPU'),
    defaultRamId: machine.attribute('defaultRAMid'),
    numaMemory: machine.attribute('numaMemSupported') === 'yes',
  }));
  const gic = root.elements('gic').filter((each) => each.attribute('kernel') === 'yes').map((each) => each.attribute('version') ?? '');
  const models = root.elements('cpu').map((cpu): [string, string] => {
    const virtType = cpu.attribute('type') === 'tcg' ? 'qemu' : (cpu.attribute('type') ?? '');
    return [`${virtType}/${cpu.attribute('typename') ?? ''}`, cpu.attribute('name') ?? ''];
  });
  return qemuCapabilities(flags, machines, gic, new Map(models.reverse()));
}

/** The CPU a machine has if nobody says otherwise, by libvirt's name. */
export function defaultCpuModel(machine: QemuMachine | undefined, caps: QemuCapabilities): string | undefined {
  return machine?.defaultCpu === undefined ? undefined : caps.cpuModels.get(`${machine.virtType}/${machine.defaultCpu}`);
}

/** The machine type that a definition names, for its kind of acceleration. */
export function machineOf(caps: QemuCapabilities, virtType: string, name: string | undefined): QemuMachine | undefined {
  return caps.machines.find((each) => each.virtType === (virtType === 'kvm' || virtType === 'hvf' ? virtType : 'qemu') && each.name === name);
}
