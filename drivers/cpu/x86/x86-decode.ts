import { addFeatureIfMissing, newCpuDef } from '../cpu-def.ts';
import type { CpuDef, CpuSignature, HypervisorCpuModel } from '../cpu-def.ts';
import { cpuError } from '../cpu-error.ts';
import type { X86Data } from './x86-data.ts';
import { x86Map } from './x86-map.ts';
import type { X86Model } from './x86-map.ts';
import { isMigratable, takeFeatures, vendorOf } from './x86-model.ts';
import { matchesSignature, signatureOf } from './x86-signature.ts';

/** What restricts the choice of a model. */
export interface DecodeOptions {
  /** The models that the hypervisor offers; all without it. */
  readonly models?: readonly HypervisorCpuModel[] | undefined;
  /** Models that are taken where they serve; a single one is taken whatever it costs. */
  readonly preferred?: readonly string[] | undefined;
  /** Whether features that keep a guest on its host are left out. */
  readonly migratable?: boolean | undefined;
}

interface Candidate {
  readonly model: X86Model;
  readonly cpu: CpuDef;
}

/** Puts the model that describes the bits best into a CPU, with the features that make the difference. */
export function decodeX86(cpu: CpuDef, bits: X86Data, options: DecodeOptions = {}): void {
  const data = bits.copy();
  const vendor = vendorOf(data);
  if (vendor !== undefined) subtractVendor(data, vendor);
  const signature = signatureOf(data);
  if (vendor === 'Intel') dropBrokenTsx(data, signature);
  const best = bestModel(cpu, data, vendor, signature, options);
  if (best === undefined) throw cpuError('internal-error', 'Cannot find suitable CPU model for given data');
  if (vendor !== undefined) cpu.vendor = vendor;
  cpu.model = best.cpu.model;
  cpu.features = options.migratable === true ? best.cpu.features.filter((feature) => isMigratable(feature.name)) : best.cpu.features;
  cpu.signature = signature.family === 0 ? undefined : signature;
}

function subtractVendor(data: X86Data, vendor: string): void {
  const bits = x86Map().vendors.get(vendor);
  if (bits !== undefined) data.subtract(bits);
}

/** Transactional memory is there, but does not work, in the first Haswells. */
function dropBrokenTsx(data: X86Data, { family, model, stepping }: CpuSignature): void {
  const broken = family === 6 && ((model === 63 && stepping < 4) || model === 60 || model === 69 || model === 70);
  if (!broken) return;
  for (const name of ['hle', 'rtm']) {
    const feature = x86Map().features.get(name);
    if (feature !== undefined) data.subtract(feature.data);
  }
}

/** Newest models first, so that of models that fit equally the newest is taken. */
function bestModel(cpu: CpuDef, data: X86Data, vendor: string | undefined, signature: CpuSignature, options: DecodeOptions): Candidate | undefined {
  const preferred = options.preferred?.length === 0 ? undefined : options.preferred;
  let best: Candidate | undefined;
  for (const model of [...x86Map().models.values()].reverse()) {
    const offered = options.models?.find((one) => one.name === model.name);
    if (options.models !== undefined && offered === undefined) {
      const only = preferred?.length === 1 ? preferred[0] : undefined;
      if (only === model.name && cpu.fallback !== 'allow') throw cpuError('config-unsupported', `CPU model ${only} is not supported by hypervisor`);
      continue;
    }
    if (vendor !== undefined && model.vendor !== undefined && vendor !== model.vendor) continue;
    const candidate = { model, cpu: describe(data, model, offered, cpu.kind) };
    const choice = judge(best, candidate, signature, preferred);
    if (choice !== 'worse') best = candidate;
    if (choice === 'best') break;
  }
  return best;
}

/** The bits as that model, plus features, minus features. */
function describe(data: X86Data, model: X86Model, offered: HypervisorCpuModel | undefined, kind: CpuDef['kind']): CpuDef {
  const extra = data.copy();
  extra.subtract(model.data);
  const missing = model.data.copy();
  missing.subtract(data);
  for (const blocker of offered?.blockers ?? []) {
    const feature = x86Map().features.get(blocker);
    if (feature !== undefined && !extra.contains(feature.data)) missing.add(feature.data);
  }
  const cpu = newCpuDef({ kind, model: model.name });
  cpu.features = [
    ...takeFeatures(extra).map((name) => ({ name, policy: 'require' as const })),
    ...takeFeatures(missing).map((name) => ({ name, policy: 'disable' as const })),
  ];
  if (kind === 'guest') for (const name of model.removed) addFeatureIfMissing(cpu, name, 'disable');
  return cpu;
}

function judge(current: Candidate | undefined, candidate: Candidate, signature: CpuSignature, preferred: readonly string[] | undefined): 'worse' | 'better' | 'best' {
  const { model, cpu } = candidate;
  if (cpu.kind === 'host') {
    if (!model.describesHosts || cpu.features.some((feature) => feature.policy === 'disable')) return 'worse';
    for (const feature of cpu.features) feature.policy = undefined;
  } else if (!model.describesGuests) {
    return 'worse';
  }
  const isPreferred = preferred?.includes(model.name) === true;
  if (isPreferred && preferred.length === 1) return 'best';
  if (current === undefined) return 'better';
  if (signature.family !== 0 || signature.model !== 0 || signature.stepping !== 0) {
    const now = matchesSignature(current.model.signatures, signature);
    const then = matchesSignature(model.signatures, signature);
    if (now !== then) return then ? 'better' : 'worse';
  }
  return fewerFeatures(current.cpu, cpu, isPreferred) ? 'better' : 'worse';
}

/** The shorter list wins; a disabled feature counts more with every further one. */
function fewerFeatures(current: CpuDef, candidate: CpuDef, isPreferred: boolean): boolean {
  const now = costOf(current, candidate.kind);
  const then = costOf(candidate, candidate.kind);
  if (then.total < now.total || (then.total === now.total && then.disabled < now.disabled)) return true;
  return isPreferred && then.disabled < now.disabled;
}

/**
 * libvirt's measure, to the letter: its walk ends as many features early as it has met disabled ones, and documents of today depend on
 * the choices that come of it.
 */
function costOf(cpu: CpuDef, kind: CpuDef['kind']): { readonly total: number; readonly disabled: number } {
  let enabled = cpu.features.length;
  if (kind === 'host') return { total: enabled, disabled: 0 };
  let disabled = 0;
  let penalty = 2;
  for (let at = 0; at < enabled; at++) {
    if (cpu.features[at]?.policy !== 'disable') continue;
    enabled--;
    disabled += penalty++;
  }
  return { total: enabled + disabled, disabled };
}

