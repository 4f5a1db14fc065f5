/** What a guest's CPU says of a feature. */
export type FeaturePolicy = 'force' | 'require' | 'optional' | 'disable' | 'forbid';

/** A feature of a CPU; a host's features have no policy. */
export interface CpuFeature {
  readonly name: string;
  policy: FeaturePolicy | undefined;
}

/** A CPU: what a host's is, or what a guest's shall be (`virCPUDef`). */
export interface CpuDef {
  kind: 'host' | 'guest';
  /** The host's architecture; guests' CPUs do not name one. */
  arch: string | undefined;
  /** Undefined for what was read from a host's document. */
  mode: 'custom' | 'host-model' | 'host-passthrough' | 'maximum' | undefined;
  match: 'minimum' | 'exact' | 'strict';
  check: 'none' | 'partial' | 'full' | undefined;
  fallback: 'allow' | 'forbid';
  migratable: boolean | undefined;
  model: string | undefined;
  vendor: string | undefined;
  vendorId: string | undefined;
  microcode: number | undefined;
  signature: CpuSignature | undefined;
  tsc: { readonly frequencyHz: bigint; readonly scaling: boolean | undefined } | undefined;
  topology: { readonly sockets: number; readonly dies: number; readonly cores: number; readonly threads: number } | undefined;
  cache: { readonly level: number | undefined; readonly mode: string } | undefined;
  maxPhysAddr: { readonly mode: string; readonly bits: number | undefined } | undefined;
  features: CpuFeature[];
}

/** Family, model and stepping of an x86 processor. */
export interface CpuSignature {
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
}

/** A model that a hypervisor offers. */
export interface HypervisorCpuModel {
  readonly name: string;
  readonly usable: 'yes' | 'no' | 'unknown';
  /** Features of the hypervisor's version of the model that this host cannot give. */
  readonly blockers: readonly string[];
  readonly deprecated: boolean;
  readonly vendor?: string | undefined;
}

/** How two CPUs compare, seen from the host: `superset` when it has more than is wanted. */
export type CpuComparison = 'incompatible' | 'identical' | 'superset';

/** libvirt's numbers of these (`virCPUCompareResult`). */
export const CPU_COMPARISON_NUMBERS: Readonly<Record<CpuComparison, number>> = { incompatible: 0, identical: 1, superset: 2 };

/** A CPU of which nothing is said. */
export function newCpuDef(fields: Partial<CpuDef> & { readonly kind: CpuDef['kind'] }): CpuDef {
  return {
    arch: undefined, mode: 'custom', match: 'exact', check: undefined, fallback: 'allow', migratable: undefined, model: undefined, vendor: undefined,
    vendorId: undefined, microcode: undefined, signature: undefined, tsc: undefined, topology: undefined, cache: undefined, maxPhysAddr: undefined,
    features: [], ...fields,
  };
}

/** A copy; changing one does not change the other. */
export function copyCpu(cpu: CpuDef): CpuDef {
  return { ...cpu, features: cpu.features.map((feature) => ({ ...feature })) };
}

/** A copy without model, vendor and features. */
export function copyWithoutModel(cpu: CpuDef): CpuDef {
  return { ...cpu, model: undefined, vendor: undefined, vendorId: undefined, microcode: undefined, features: [] };
}

/** Gives a CPU the model, the vendor and the features of another; `asGuest` turns a host's features into required ones. */
export function takeModel(cpu: CpuDef, from: CpuDef, options: { readonly keepVendor?: boolean } = {}): void {
  cpu.model = from.model;
  cpu.microcode = from.microcode;
  cpu.features = from.features.map((feature) => ({ ...feature }));
  if (options.keepVendor === true) return;
  cpu.vendor = from.vendor;
  cpu.vendorId = from.vendorId;
}

/** The feature of that name, or undefined. */
export function featureOf(cpu: CpuDef, name: string): CpuFeature | undefined {
  return cpu.features.find((feature) => feature.name === name);
}

/** Says something of a feature, whether it is listed or not. */
export function setFeature(cpu: CpuDef, name: string, policy: FeaturePolicy | undefined): void {
  const stated = cpu.kind === 'host' ? undefined : policy;
  const found = featureOf(cpu, name);
  if (found === undefined) cpu.features.push({ name, policy: stated });
  else found.policy = stated;
}

/** Says something of a feature unless something is said already. */
export function addFeatureIfMissing(cpu: CpuDef, name: string, policy: FeaturePolicy | undefined): void {
  if (featureOf(cpu, name) === undefined) setFeature(cpu, name, policy);
}
