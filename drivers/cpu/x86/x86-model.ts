import { cpuError } from '../cpu-error.ts';
import type { CpuDef, FeaturePolicy } from '../cpu-def.ts';
import { X86Data } from './x86-data.ts';
import { x86Map } from './x86-map.ts';
import type { X86Feature, X86Model } from './x86-map.ts';

/** The model of that name. */
export function findModel(name: string): X86Model {
  const model = x86Map().models.get(name);
  if (model === undefined) throw cpuError('internal-error', `Unknown CPU model ${name}`);
  return model;
}

/** The feature of that name, also one that only hypervisors have. */
export function findFeature(name: string): X86Feature | undefined {
  return x86Map().features.get(name) ?? x86Map().internal.get(name);
}

/** All bits a CPU has: of its model, with what is required and forced, without what is disabled and forbidden. */
export function allBits(cpu: CpuDef): X86Data {
  const data = cpu.model === undefined ? new X86Data() : findModel(cpu.model).data.copy();
  for (const { name, policy } of cpu.features) {
    if (policy === 'optional') continue;
    const feature = knownFeature(name);
    if (policy === 'disable' || policy === 'forbid') data.subtract(feature.data);
    else data.add(feature.data);
  }
  return data;
}

/** The bits of the features with one policy; of `require` those of the model too. A host's features are all required. */
export function bitsWithPolicy(cpu: CpuDef, policy: FeaturePolicy): X86Data {
  if (cpu.kind === 'host' && policy !== 'require') return new X86Data();
  const data = cpu.model === undefined || policy !== 'require' ? new X86Data() : findModel(cpu.model).data.copy();
  for (const feature of cpu.features) if ((feature.policy ?? 'require') === policy) data.add(knownFeature(feature.name).data);
  return data;
}

function knownFeature(name: string): X86Feature {
  const feature = x86Map().features.get(name);
  if (feature === undefined) throw cpuError('internal-error', `Unknown CPU feature ${name}`);
  return feature;
}

/** Names of the features whose bits are all there, in the map's order. */
export function featureNames(data: X86Data): string[] {
  return [...x86Map().features.values()].filter((feature) => data.contains(feature.data)).map((feature) => feature.name);
}

/** Like {@link featureNames}, and takes the bits out of the set, so that none is counted twice. */
export function takeFeatures(data: X86Data): string[] {
  return [...x86Map().features.values()].flatMap((feature) => {
    if (!data.contains(feature.data)) return [];
    data.subtract(feature.data);
    return [feature.name];
  });
}

/** Whether a feature is among the bits. */
export function hasFeature(data: X86Data, name: string): boolean {
  const feature = findFeature(name);
  if (feature === undefined) throw cpuError('internal-error', `unknown CPU feature ${name}`);
  return data.contains(feature.data);
}

/** The maker whose name is among the bits. */
export function vendorOf(data: X86Data): string | undefined {
  for (const [name, bits] of x86Map().vendors) if (data.contains(bits)) return name;
  return undefined;
}

/** Whether a guest with this feature can move to another host. */
export function isMigratable(name: string): boolean {
  return x86Map().features.get(name)?.migratable !== false;
}
