import { addFeatureIfMissing, copyCpu, copyWithoutModel, newCpuDef, setFeature, takeModel } from '../cpu-def.ts';
import type { CpuDef, HypervisorCpuModel } from '../cpu-def.ts';
import { cpuError } from '../cpu-error.ts';
import { X86Data } from './x86-data.ts';
import { decodeX86 } from './x86-decode.ts';
import { x86Map } from './x86-map.ts';
import { allBits, bitsWithPolicy, featureNames, findModel, hasFeature, isMigratable, takeFeatures } from './x86-model.ts';
import { signatureData } from './x86-signature.ts';

/** Says of each feature that the model has lost that it is off. */
function disableRemoved(cpu: CpuDef): void {
  for (const name of findModel(cpu.model ?? '').removed) addFeatureIfMissing(cpu, name, 'disable');
}

/** Settles what a guest's CPU leaves to the host: optional features, `host-model`, `match='minimum'`. */
export function updateX86(guest: CpuDef, host: CpuDef | undefined, relative: boolean): void {
  if (relative) {
    if (host === undefined) throw cpuError('config-unsupported', 'unknown host CPU model');
    const own = allBits(host);
    for (const feature of guest.features) {
      if (feature.policy === 'optional') feature.policy = hasFeature(own, feature.name) ? 'require' : 'disable';
    }
    if (guest.mode === 'host-model' || guest.match === 'minimum') useHostModel(guest, host);
  }
  disableRemoved(guest);
}

function useHostModel(guest: CpuDef, host: CpuDef): void {
  const updated = copyWithoutModel(host);
  updated.kind = 'guest';
  takeModel(updated, host);
  for (const feature of updated.features) feature.policy ??= 'require';
  updated.vendorId = guest.vendorId ?? host.vendorId;
  for (const { name, policy } of guest.features) setFeature(updated, name, policy);
  takeModel(guest, updated, { keepVendor: guest.mode === 'custom' });
  guest.mode = 'custom';
  guest.match = 'exact';
}

/** Replaces a model that the hypervisor does not offer by one that it does. */
export function translateX86(cpu: CpuDef, models: readonly HypervisorCpuModel[] | undefined): void {
  const data = allBits(cpu);
  const model = x86Map().models.get(cpu.model ?? '');
  const vendor = model?.vendor === undefined ? undefined : x86Map().vendors.get(model.vendor);
  if (vendor !== undefined) data.add(vendor);
  const [rule] = model?.signatures ?? [];
  if (rule !== undefined) data.add(signatureData({ family: rule.family, model: rule.model, stepping: rule.steppings?.[0] ?? 0 }));
  const translated = copyWithoutModel(cpu);
  decodeX86(translated, data, { models });
  for (const { name, policy } of cpu.features) setFeature(translated, name, policy);
  takeModel(cpu, translated, { keepVendor: true });
}

/** Lists all features of a CPU, those of its model too. */
export function expandX86(cpu: CpuDef): void {
  const model = x86Map().models.get(cpu.model ?? '');
  if (model === undefined) throw cpuError('internal-error', `unknown CPU model ${cpu.model ?? ''}`);
  const isHost = cpu.kind === 'host';
  const expanded = copyCpu(cpu);
  expanded.features = takeFeatures(model.data.copy()).map((name) => ({ name, policy: isHost ? undefined : 'require' }));
  for (const { name, policy } of cpu.features) {
    if (isHost || policy === 'require' || policy === 'disable') setFeature(expanded, name, policy);
  }
  if (!isHost) for (const name of model.removed) addFeatureIfMissing(expanded, name, 'disable');
  cpu.features = expanded.features;
}

/** Only what lets a guest move. */
export function migratableX86(cpu: CpuDef): CpuDef {
  const copy = copyCpu(cpu);
  copy.features = copy.features.filter((feature) => isMigratable(feature.name));
  return copy;
}

/** The CPU that guests can have on each of several hosts. */
export function baselineX86(cpus: readonly CpuDef[], options: { readonly models?: readonly HypervisorCpuModel[] | undefined; readonly features?: readonly string[] | undefined; readonly migratable?: boolean | undefined }): CpuDef {
  const data = new X86Data();
  cpus.forEach((cpu, index) => {
    const bits = allBits(cpu);
    if (index === 0) data.add(bits);
    else data.intersect(bits);
  });
  const vendor = commonVendor(cpus);
  if (options.features !== undefined) {
    const known = new X86Data();
    for (const name of options.features) {
      const feature = x86Map().features.get(name);
      if (feature !== undefined) known.add(feature.data);
    }
    data.intersect(known);
  }
  if (data.isEmpty()) throw cpuError('operation-failed', 'CPUs are incompatible');
  const vendorBits = vendor === undefined ? undefined : x86Map().vendors.get(vendor);
  if (vendorBits !== undefined) data.add(vendorBits);
  const names = [...new Set(cpus.flatMap((cpu) => cpu.model ?? []))];
  const cpu = newCpuDef({ kind: 'guest' });
  decodeX86(cpu, data, { models: options.models, preferred: names, migratable: options.migratable });
  if (names.length === 1 && cpu.model === names[0]) cpu.fallback = 'forbid';
  if (cpus.some((one) => one.vendor === undefined)) cpu.vendor = undefined;
  return cpu;
}

/** The maker of all of them: their own word, else their model's (not the first one's). */
function commonVendor(cpus: readonly CpuDef[]): string | undefined {
  let common: string | undefined;
  cpus.forEach((cpu, index) => {
    const ofModel = index === 0 ? undefined : x86Map().models.get(cpu.model ?? '')?.vendor;
    if (cpu.vendor !== undefined && ofModel !== undefined && cpu.vendor !== ofModel) {
      throw cpuError('operation-failed', `CPU vendor ${ofModel} of model ${cpu.model ?? ''} differs from vendor ${cpu.vendor}`);
    }
    const vendor = cpu.vendor ?? ofModel;
    if (vendor === undefined) return;
    if (common !== undefined && common !== vendor) throw cpuError('operation-failed', 'CPU vendors do not match');
    if (!x86Map().vendors.has(vendor)) throw cpuError('operation-failed', `Unknown CPU vendor ${vendor}`);
    common = vendor;
  });
  return common;
}

/** Corrects a running guest's CPU by what the hypervisor really turned on and off; with `check='full'` any difference is an error. */
export function updateLiveX86(cpu: CpuDef, enabled: X86Data, disabled: X86Data): void {
  const passthrough = cpu.mode === 'host-passthrough' || cpu.mode === 'maximum';
  const own = allBits(cpu);
  const off = passthrough ? bitsWithPolicy(cpu, 'disable') : undefined;
  const added: string[] = [];
  const lost: string[] = [];
  for (const { name, data } of x86Map().features.values()) {
    const expected = own.contains(data) ? 'on' : off === undefined || off.contains(data) ? 'off' : 'any';
    if (expected === 'off' && enabled.contains(data)) added.push(name);
    if (disabled.contains(data) || (expected === 'on' && !enabled.contains(data))) lost.push(name);
  }
  if (cpu.check !== 'full') {
    for (const name of added) setFeature(cpu, name, 'require');
    for (const name of lost) setFeature(cpu, name, 'disable');
  }
  if (cpu.model !== undefined) disableRemoved(cpu);
  if (cpu.check === 'full') refuseDifferences(added, lost, disabled);
}

function refuseDifferences(added: readonly string[], lost: readonly string[], disabled: X86Data): void {
  const parts = [
    ...(added.length === 0 ? [] : [`extra features: ${added.join(',')}`]),
    ...(lost.length === 0 ? [] : [`missing features: ${lost.join(',')}`]),
  ];
  if (parts.length > 0) throw cpuError('operation-failed', `guest CPU doesn't match specification: ${parts.join(', ')}`);
  if (!disabled.isEmpty()) throw cpuError('operation-failed', "guest CPU doesn't match specification");
}

/** Whether a CPU has a feature. */
export function checkFeatureX86(cpu: CpuDef, name: string): boolean {
  return hasFeature(allBits(cpu), name);
}

/** Names of all features of a CPU. */
export function featuresX86(cpu: CpuDef): string[] {
  return featureNames(allBits(cpu));
}
