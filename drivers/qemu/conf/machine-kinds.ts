import type { DomainDef } from '../../conf/domain/domain-def.ts';

const starts = (machine: string | undefined, ...prefixes: readonly string[]): boolean => prefixes.some((prefix) => machine?.startsWith(prefix) === true);

export const isX86 = (arch: string): boolean => arch === 'x86_64' || arch === 'i686';
export const isPpc64 = (arch: string): boolean => arch === 'ppc64' || arch === 'ppc64le';
export const isS390 = (arch: string): boolean => arch === 's390' || arch === 's390x';
export const isArm = (arch: string): boolean => arch === 'armv6l' || arch === 'armv7l' || arch === 'aarch64';
export const isRiscv = (arch: string): boolean => arch === 'riscv32' || arch === 'riscv64';

type HasOs = Pick<DomainDef, 'os'>;

/** Which family of machine types a definition belongs to. */
export const machineIs = {
  q35: ({ os: { type } }: HasOs): boolean => isX86(type.arch) && (type.machine === 'q35' || starts(type.machine, 'pc-q35-')),
  i440fx: ({ os: { type } }: HasOs): boolean => isX86(type.arch) && (type.machine === 'pc' || starts(type.machine, 'pc-0.', 'pc-1.', 'pc-i440fx-', 'rhel')),
  armVirt: ({ os: { type } }: HasOs): boolean => isArm(type.arch) && (type.machine === 'virt' || starts(type.machine, 'virt-')),
  riscvVirt: ({ os: { type } }: HasOs): boolean => isRiscv(type.arch) && (type.machine === 'virt' || starts(type.machine, 'virt-')),
  pSeries: ({ os: { type } }: HasOs): boolean => isPpc64(type.arch) && (type.machine === 'pseries' || starts(type.machine, 'pseries-')),
  s390Ccw: ({ os: { type } }: HasOs): boolean => isS390(type.arch) && starts(type.machine, 's390-ccw'),
  builtinEsp: ({ os: { type } }: HasOs): boolean => type.arch === 'sparc',
} as const;

/** Whether a machine type has an IDE controller of its own. */
export function hasBuiltinIde(def: HasOs): boolean {
  const { machine } = def.os.type;
  return machineIs.i440fx(def) || machine === 'malta' || machine === 'sun4u' || machine === 'g3beige';
}

/** Whether PCI devices of a machine may sit on more than one bus. */
export function hasPciMultiBus(def: HasOs): boolean {
  const { arch } = def.os.type;
  return isX86(arch) || arch === 'ppc' || isPpc64(arch) || isS390(arch) || machineIs.armVirt(def) || machineIs.riscvVirt(def);
}
