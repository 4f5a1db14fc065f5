/** A model of a Power processor: the values of the Processor Version Register that tell it. */
export interface Ppc64ModelFacts {
  readonly name: string;
  readonly vendor: string;
  /** The register's upper halves. */
  readonly versions: readonly number[];
}

/** Power processors. Source: the Power ISA's PVR values. Data table. */
export const PPC64_MODELS: readonly Ppc64ModelFacts[] = [
  { name: 'POWER6', vendor: 'IBM', versions: [0x003e] },
  { name: 'POWER7', vendor: 'IBM', versions: [0x003f, 0x004a] },
  { name: 'POWER8', vendor: 'IBM', versions: [0x004b, 0x004c, 0x004d] },
  { name: 'POWER9', vendor: 'IBM', versions: [0x004e] },
  { name: 'POWER10', vendor: 'IBM', versions: [0x0080] },
  { name: 'POWERPC_e5500', vendor: 'Freescale', versions: [0x8024] },
  { name: 'POWERPC_e6500', vendor: 'Freescale', versions: [0x8040] },
];

/** Arm implementers, by the upper byte of MIDR_EL1 (CPU implementer in /proc/cpuinfo). Data table. */
export const ARM_VENDORS: ReadonlyMap<number, string> = new Map([
  [0x41, 'ARM'], [0x42, 'Broadcom'], [0x43, 'Cavium'], [0x44, 'DigitalEquipment'], [0x46, 'Fujitsu'], [0x48, 'HiSilicon'], [0x49, 'Infineon'],
  [0x4d, 'Freescale'], [0x4e, 'NVIDIA'], [0x50, 'APM'], [0x51, 'Qualcomm'], [0x56, 'Marvell'], [0x69, 'Intel'], [0x70, 'Phytium'],
]);

/** Arm cores, by their part number in MIDR_EL1. Data table. */
export const ARM_MODELS: ReadonlyMap<number, string> = new Map([
  [0xd03, 'cortex-a53'], [0xd07, 'cortex-a57'], [0xd08, 'cortex-a72'], [0xd0c, 'Neoverse-N1'], [0xd49, 'Neoverse-N2'], [0xd40, 'Neoverse-V1'],
  [0xc00, 'Falkor'], [0x0af, 'ThunderX2 99xx'], [0x001, 'a64fx'], [0xd01, 'Kunpeng-920'], [0x662, 'FT-2000+'], [0x663, 'Tengyun-S2500'],
]);

/** Whether a guest's CPU may name this feature on Arm: the lengths of SVE vectors, 128 to 2048 bits. */
export function isArmFeature(name: string): boolean {
  if (name === 'sve') return true;
  const bits = /^sve([1-9][0-9]*)$/.exec(name)?.[1];
  return bits !== undefined && Number(bits) <= 2048 && Number(bits) % 128 === 0;
}
