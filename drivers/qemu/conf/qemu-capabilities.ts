import { parseXml } from '../../conf/xml/parse-xml.ts';

/** A machine type an emulator knows. */
export interface QemuMachine {
  /** `kvm`, `qemu` (TCG) or `hvf`. */
  readonly virtType: string;
  readonly name: string;
  readonly alias: string | undefined;
  readonly isDefault: boolean;
  readonly defaultCpu: string | undefined;
}

/** What an emulator can, as far as documents depend on it. */
export interface QemuCapabilities {
  /** Whether the flag is set; names as in libvirt's capability documents. */
  readonly has: (flag: string) => boolean;
  readonly machines: readonly QemuMachine[];
  /** The GIC versions usable with KVM (`2`, `3`). */
  readonly gicVersions: readonly string[];
}

/** Capabilities from a set of flags and a list of machines. */
export function qemuCapabilities(flags: ReadonlySet<string>, machines: readonly QemuMachine[], gicVersions: readonly string[] = []): QemuCapabilities {
  return { has: (flag) => flags.has(flag), machines, gicVersions };
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
  }));
  const gic = root.elements('gic').filter((each) => each.attribute('kernel') === 'yes').map((each) => each.attribute('version') ?? '');
  return qemuCapabilities(flags, machines, gic);
}

/** The models QEMU's CPU type names stand for; libvirt knows them without the suffix. */
export function defaultCpuModel(machine: QemuMachine | undefined, arch: string): string | undefined {
  const type = machine?.defaultCpu;
  if (type === undefined) return undefined;
  const model = type.replace(new RegExp(`-(${arch.replace(/^ppc64le$/, 'ppc64')}|[a-z0-9_]+)-cpu$`), '');
  return model;
}
