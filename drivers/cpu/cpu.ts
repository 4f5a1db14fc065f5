import { baselineArm, compareArm, updateArm, updateS390 } from './arm-cpu.ts';
import { copyCpu } from './cpu-def.ts';
import type { CpuComparison, CpuDef, HypervisorCpuModel } from './cpu-def.ts';
import { cpuError } from './cpu-error.ts';
import { baselinePpc64, comparePpc64, convertLegacyPpc64 } from './ppc64-cpu.ts';
import { isArmFeature, PPC64_MODELS } from './tables/other-models.ts';
import { compareX86 } from './x86/x86-compare.ts';
import type { Comparison } from './x86/x86-compare.ts';
import { x86Map } from './x86/x86-map.ts';
import { baselineX86, checkFeatureX86, expandX86, migratableX86, translateX86, updateX86 } from './x86/x86-update.ts';

/** What restricts a baseline: the hypervisor's models, the features that exist at all, and whether guests shall move. */
export interface BaselineOptions {
  readonly models?: readonly HypervisorCpuModel[] | undefined;
  readonly features?: readonly string[] | undefined;
  readonly migratable?: boolean | undefined;
}

/** What is known of the CPUs of a family of architectures; an absent key is what cannot be computed there. */
interface CpuArchitecture {
  readonly names: readonly string[];
  readonly models?: () => readonly string[];
  readonly vendorOfModel?: (name: string) => string | undefined;
  readonly compare: (host: CpuDef, cpu: CpuDef) => Comparison;
  readonly hostModelNeeded: boolean;
  readonly baseline?: (cpus: readonly CpuDef[], options: BaselineOptions) => CpuDef;
  readonly update: (guest: CpuDef, host: CpuDef | undefined, relative: boolean) => void;
  readonly translate?: (cpu: CpuDef, models: readonly HypervisorCpuModel[] | undefined) => void;
  readonly checkFeature?: (cpu: CpuDef, name: string) => boolean;
  readonly expand?: (cpu: CpuDef) => void;
  readonly migratable?: (cpu: CpuDef) => CpuDef;
  readonly convertLegacy?: (cpu: CpuDef) => void;
  readonly validateFeatures?: (cpu: CpuDef) => void;
}

const x86: CpuArchitecture = {
  names: ['i686', 'x86_64'],
  models: () => [...x86Map().models.keys()],
  vendorOfModel: (name) => x86Map().models.get(name)?.vendor,
  compare: compareX86,
  hostModelNeeded: true,
  baseline: baselineX86,
  update: updateX86,
  translate: translateX86,
  checkFeature: checkFeatureX86,
  expand: expandX86,
  migratable: migratableX86,
  validateFeatures(cpu) {
    for (const { name } of cpu.features) if (!x86Map().features.has(name)) throw cpuError('config-unsupported', `unknown CPU feature: ${name}`);
  },
};

const ppc64: CpuArchitecture = {
  names: ['ppc64', 'ppc64le'],
  models: () => PPC64_MODELS.map((model) => model.name),
  vendorOfModel: (name) => PPC64_MODELS.find((model) => model.name === name)?.vendor,
  compare: comparePpc64,
  hostModelNeeded: true,
  baseline: baselinePpc64,
  update(guest) {
    if (guest.mode === 'custom') guest.match = 'exact';
  },
  convertLegacy: convertLegacyPpc64,
};

const arm: CpuArchitecture = {
  names: ['armv6l', 'armv7b', 'armv7l', 'aarch64'],
  compare: compareArm,
  hostModelNeeded: true,
  baseline: baselineArm,
  update: updateArm,
  validateFeatures(cpu) {
    for (const { name } of cpu.features) if (!isArmFeature(name)) throw cpuError('config-unsupported', `unknown CPU feature: ${name}`);
  },
};

const s390: CpuArchitecture = {
  names: ['s390', 's390x'],
  compare: () => ({ result: 'identical' }),
  hostModelNeeded: false,
  update: updateS390,
  validateFeatures(cpu) {
    for (const { name, policy } of cpu.features) {
      if (policy === 'optional') throw cpuError('config-unsupported', `only cpu feature policies 'require' and 'disable' are supported for ${name}`);
    }
  },
};

const ARCHITECTURES: readonly CpuArchitecture[] = [x86, ppc64, s390, arm];

/** Whether CPUs of an architecture are known at all. */
export function isCpuArchitecture(arch: string): boolean {
  return ARCHITECTURES.some((one) => one.names.includes(arch));
}

function architectureOf(arch: string): CpuArchitecture {
  const found = ARCHITECTURES.find((one) => one.names.includes(arch));
  if (found === undefined) throw cpuError('no-support', `'${arch}' architecture is not supported by CPU driver`);
  return found;
}

/**
 * How a CPU compares to the host's. `failIncompatible` makes an error, with the reason, of what the host cannot give.
 *
 * @libvirt virConnectCompareCPU
 */
export function compareCpu(arch: string, host: CpuDef | undefined, cpu: CpuDef, options: { readonly failIncompatible?: boolean } = {}): CpuComparison {
  const architecture = architectureOf(arch);
  const guestOnArm = architecture === arm && cpu.kind !== 'host';
  const unknown = architecture.hostModelNeeded && !guestOnArm && host?.model === undefined;
  const found: Comparison = unknown || host === undefined ? { result: unknown ? 'incompatible' : 'identical', reason: 'unknown host CPU' } : architecture.compare(host, cpu);
  if (found.result === 'incompatible' && options.failIncompatible === true) throw cpuError('cpu-incompatible', found.reason);
  return found.result;
}

/**
 * The CPU that guests can have on each of several hosts.
 *
 * @libvirt virConnectBaselineCPU
 */
export function baselineCpu(arch: string | undefined, cpus: readonly CpuDef[], options: BaselineOptions = {}): CpuDef {
  const [first] = cpus;
  if (first === undefined) throw cpuError('invalid-arg', 'no CPUs given');
  const nameless = cpus.findIndex((cpu) => cpu.model === undefined);
  if (nameless !== -1) throw cpuError('invalid-arg', `no CPU model specified at index ${nameless}`);
  const family = arch ?? first.arch ?? '';
  const { baseline } = architectureOf(family);
  if (baseline === undefined) throw cpuError('no-support', `cannot compute baseline CPU of ${family} architecture`);
  return baseline(cpus, options);
}

/** Settles what a guest's CPU leaves to the host: `host-model`, `match='minimum'`, optional features. The guest's CPU is changed. */
export function updateCpu(arch: string, guest: CpuDef, host: CpuDef | undefined): void {
  const architecture = architectureOf(arch);
  if (guest.mode === 'host-passthrough' || guest.mode === 'maximum') return;
  const relative = guest.mode === 'host-model' || guest.match === 'minimum' || guest.features.some((feature) => feature.policy === 'optional');
  architecture.update(guest, host, relative);
}

/** Replaces a model that the hypervisor does not offer by one that it does, if the guest allows that. The guest's CPU is changed. */
export function translateCpu(arch: string, cpu: CpuDef, models: readonly HypervisorCpuModel[] | undefined): void {
  const { translate } = architectureOf(arch);
  if (cpu.mode !== 'custom') return;
  if (models === undefined || models.some((one) => one.name === cpu.model)) return;
  const name = cpu.model ?? '';
  if (cpu.fallback !== 'allow') throw cpuError('config-unsupported', `CPU model ${name} is not supported by hypervisor`);
  if (translate === undefined) throw cpuError('no-support', `cannot translate CPU model ${name} to a supported model`);
  translate(cpu, models);
}

/** Whether a CPU has a feature. */
export function checkCpuFeature(arch: string, cpu: CpuDef, name: string): boolean {
  const { checkFeature } = architectureOf(arch);
  if (checkFeature === undefined) throw cpuError('no-support', `cannot check guest CPU feature for ${arch} architecture`);
  return checkFeature(cpu, name);
}

/** Lists all features of a CPU, those of its model too, in the order of their names. The CPU is changed. */
export function expandCpuFeatures(arch: string, cpu: CpuDef): void {
  architectureOf(arch).expand?.(cpu);
  cpu.features.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

/** A copy without what would keep a guest on its host. */
export function migratableCpu(arch: string, cpu: CpuDef): CpuDef {
  return architectureOf(arch).migratable?.(cpu) ?? copyCpu(cpu);
}

/** Replaces names of models that were used once. The CPU is changed. */
export function convertLegacyCpu(arch: string, cpu: CpuDef): void {
  architectureOf(arch).convertLegacy?.(cpu);
}

/** Refuses features that nobody knows. */
export function validateCpuFeatures(arch: string, cpu: CpuDef): void {
  architectureOf(arch).validateFeatures?.(cpu);
}

/**
 * The models of an architecture; none where the hypervisor alone knows them.
 *
 * @libvirt virConnectGetCPUModelNames
 */
export function cpuModels(arch: string): readonly string[] {
  return architectureOf(arch).models?.() ?? [];
}

/** The maker of a model. */
export function vendorOfCpuModel(arch: string, name: string): string | undefined {
  return ARCHITECTURES.find((one) => one.names.includes(arch))?.vendorOfModel?.(name);
}
