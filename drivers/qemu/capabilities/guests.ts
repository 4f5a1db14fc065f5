import type { Capabilities, NamedFlag } from '../../conf/capabilities/capabilities.ts';
import { isX86 } from './cpu-names.ts';
import { accelerationOf, bestVirtType } from './emulator.ts';
import type { Emulator } from './emulator.ts';

/** Architectures in libvirt's order, with the bits of their words. */
const WORD_SIZES: Readonly<Record<string, 32 | 64>> = {
  alpha: 64, armv6l: 32, armv7l: 32, armv7b: 32, aarch64: 64, cris: 32, i686: 32, ia64: 64, lm32: 32, m68k: 32, microblaze: 32, microblazeel: 32, mips: 32, mipsel: 32,
  mips64: 64, mips64el: 64, openrisc: 32, parisc: 32, parisc64: 64, ppc: 32, ppcle: 32, ppc64: 64, ppc64le: 64, ppcemb: 32, riscv32: 32, riscv64: 64, s390: 32, s390x: 64,
  sh4: 32, sh4eb: 64, sparc: 32, sparc64: 64, unicore32: 32, x86_64: 64, xtensa: 32, xtensaeb: 32,
};

/** All architectures that a guest may have, in libvirt's order. */
export const GUEST_ARCHITECTURES: readonly string[] = Object.keys(WORD_SIZES);

type Guest = Capabilities['guests'][number];
type Machine = NonNullable<Guest['arch']>['machines'][number];

/** The `<guest>` elements of a capability document: one for each architecture that has an emulator, in libvirt's order. */
export function guestsOf(emulators: readonly { readonly arch: string; readonly emulator: Emulator }[]): Guest[] {
  return GUEST_ARCHITECTURES.flatMap((arch) => emulators.filter((one) => one.arch === arch)).map(({ arch, emulator }) => guestOf(arch, emulator));
}

function guestOf(arch: string, emulator: Emulator): Guest {
  const domains = (['qemu', 'kvm', 'hvf'] as const).filter((type) => emulator.flags.has(type === 'qemu' ? 'tcg' : type));
  return {
    osType: 'hvm',
    arch: {
      name: arch,
      wordSize: String(WORD_SIZES[arch] ?? 64),
      emulator: emulator.binary,
      loader: undefined,
      machines: machinesOf(emulator),
      domains: domains.map((type) => ({ type, emulator: undefined, loader: undefined, machines: [] })),
    },
    features: featuresOf(arch),
  };
}

/** A machine type with an alias is there twice: by its alias, and by its own name just before. */
function machinesOf(emulator: Emulator): Machine[] {
  const { machines } = accelerationOf(emulator, bestVirtType(emulator) ?? 'qemu');
  const names = new Set(machines.map((machine) => machine.alias ?? machine.name));
  return machines.flatMap(({ name, alias, maxCpus, deprecated }): Machine[] => {
    const entry = { maxCpus: maxCpus === 0 ? undefined : String(maxCpus), deprecated: deprecated ? 'yes' : undefined };
    const own: Machine = { ...entry, canonical: undefined, name };
    if (alias === undefined) return [own];
    return [...(names.has(name) ? [] : [own]), { ...entry, canonical: name, name: alias }];
  });
}

function featuresOf(arch: string): NamedFlag[] {
  const toggle = (name: string, value: string, canChange: string): NamedFlag => ({ name, default: value, toggle: canChange });
  const plain = (name: string): NamedFlag => ({ name, default: undefined, toggle: undefined });
  return [
    ...(arch === 'i686' ? [plain('pae'), plain('nonpae')] : []),
    ...(isX86(arch) || arch === 'aarch64' ? [toggle('acpi', 'on', 'yes')] : []),
    ...(isX86(arch) ? [toggle('apic', 'on', 'no')] : []),
    plain('cpuselection'),
    plain('deviceboot'),
    toggle('disksnapshot', 'on', 'no'),
  ];
}
