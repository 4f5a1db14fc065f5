import { cpuModels, isCpuArchitecture } from '../cpu/cpu.ts';
import { libvirtError } from '../core/error-text.ts';

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
  if (isCpuArchitecture(arch)) return cpuModels(arch);
  if (NO_CPU_DRIVER.includes(arch)) throw libvirtError('cpu', 'no-support', `'${arch}' architecture is not supported by CPU driver`);
  throw libvirtError('test', 'invalid-arg', `cannot find architecture ${arch}`);
}
