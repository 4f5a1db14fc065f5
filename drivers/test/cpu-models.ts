import { libvirtError } from '../core/error-text.ts';

/** The CPU models that libvirt's map knows, by family of architectures, in the map's order. Data table. */
const X86_MODELS = [
  '486', 'pentium', 'pentium2', 'pentium3', 'pentiumpro', 'coreduo', 'n270', 'core2duo', 'qemu32', 'kvm32', 'cpu64-rhel5', 'cpu64-rhel6',
  'qemu64', 'kvm64', 'Conroe', 'Penryn', 'Nehalem', 'Nehalem-IBRS', 'Westmere', 'Westmere-IBRS', 'SandyBridge', 'SandyBridge-IBRS',
  'IvyBridge', 'IvyBridge-IBRS', 'Haswell-noTSX', 'Haswell-noTSX-IBRS', 'Haswell', 'Haswell-IBRS', 'Broadwell-noTSX',
  'Broadwell-noTSX-IBRS', 'Broadwell', 'Broadwell-IBRS', 'Skylake-Client', 'Skylake-Client-IBRS', 'Skylake-Client-noTSX-IBRS',
  'Skylake-Server', 'Skylake-Server-IBRS', 'Skylake-Server-noTSX-IBRS', 'Cascadelake-Server', 'Cascadelake-Server-noTSX', 'Icelake-Client',
  'Icelake-Client-noTSX', 'Icelake-Server', 'Icelake-Server-noTSX', 'Cooperlake', 'Snowridge', 'athlon', 'phenom', 'Opteron_G1',
  'Opteron_G2', 'Opteron_G3', 'Opteron_G4', 'Opteron_G5', 'EPYC', 'EPYC-IBPB', 'EPYC-Rome', 'EPYC-Milan', 'Dhyana',
] as const;
const PPC64_MODELS = [
  'POWER6', 'POWER7', 'POWER8', 'POWER9', 'POWER10', 'POWERPC_e5500', 'POWERPC_e6500',
] as const;

/** Architectures whose models go to the hypervisor as they are. */
const ANY_MODEL = [
  'armv6l', 'armv7l', 'armv7b', 'aarch64', 's390', 's390x',
];
/** Architectures that are known, but whose CPUs are not. */
const NO_CPU_DRIVER = [
  'alpha', 'cris', 'ia64', 'lm32', 'm68k', 'microblaze', 'microblazeel', 'mips', 'mipsel', 'mips64', 'mips64el', 'parisc', 'parisc64',
  'ppc', 'ppcemb', 'riscv32', 'riscv64', 'sh4', 'sh4eb', 'sparc', 'sparc64', 'unicore32', 'xtensa', 'xtensaeb',
];

/**
 * The CPU models of an architecture; none where every name is accepted.
 *
 * @throws invalid-arg for an unknown architecture, no-support for one without CPU models.
 */
export function cpuModelNames(arch: string): readonly string[] {
  if (arch === 'x86_64' || arch === 'i686') return X86_MODELS;
  if (arch === 'ppc64' || arch === 'ppc64le') return PPC64_MODELS;
  if (ANY_MODEL.includes(arch)) return [];
  if (NO_CPU_DRIVER.includes(arch)) throw libvirtError('cpu', 'no-support', `'${arch}' architecture is not supported by CPU driver`);
  throw libvirtError('test', 'invalid-arg', `cannot find architecture ${arch}`);
}
