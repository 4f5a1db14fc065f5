import { copyWithoutModel, newCpuDef, setFeature, takeModel } from './cpu-def.ts';
import type { CpuDef } from './cpu-def.ts';
import { cpuError } from './cpu-error.ts';
import { ARM_MODELS, ARM_VENDORS } from './tables/other-models.ts';
import type { Comparison } from './x86/x86-compare.ts';

/** Only hosts are compared; what a guest may have is the hypervisor's to say. */
export function compareArm(host: CpuDef, cpu: CpuDef): Comparison {
  if (cpu.kind !== 'host' || (host.vendor === cpu.vendor && host.model === cpu.model)) return { result: 'identical' };
  return { result: 'incompatible', reason: `Host CPU model does not match required CPU vendor ${cpu.vendor ?? '<null>'} or(and) model ${cpu.model ?? '<null>'}` };
}

/** Gives `host-model` the host's model. */
export function updateArm(guest: CpuDef, host: CpuDef | undefined, relative: boolean): void {
  if (!relative || guest.mode !== 'host-model') return;
  useHostModel(guest, host);
}

/** The first one's model: Arm has no common ground to compute. */
export function baselineArm(cpus: readonly CpuDef[]): CpuDef {
  return newCpuDef({ kind: 'guest', model: cpus[0]?.model });
}

/** What MIDR_EL1 and the kernel's list of features say, as /proc/cpuinfo has them. */
export function decodeArm(cpu: CpuDef, implementer: number, part: number, features: readonly string[]): void {
  const model = ARM_MODELS.get(part);
  if (model === undefined) throw cpuError('operation-failed', `Cannot find CPU model with PVR 0x${part.toString(16).padStart(3, '0')}`);
  const vendor = ARM_VENDORS.get(implementer);
  if (vendor === undefined && implementer !== 0) throw cpuError('operation-failed', `Cannot find CPU vendor with vendor id 0x${implementer.toString(16).padStart(2, '0')}`);
  cpu.model = model;
  cpu.vendor = vendor;
  cpu.features = features.map((name) => ({ name, policy: 'require' }));
}

/** On s390 the hypervisor alone decides; `host-model` becomes the host's model with the guest's features. */
export function updateS390(guest: CpuDef, host: CpuDef | undefined, relative: boolean): void {
  if (!relative) return;
  if (guest.mode === 'custom') {
    throw cpuError('config-unsupported', guest.match === 'minimum' ? `match mode ${guest.match} not supported` : 'optional CPU features are not supported');
  }
  const own = guest.features;
  useHostModel(guest, host);
  for (const { name, policy } of own) setFeature(guest, name, policy);
}

function useHostModel(guest: CpuDef, host: CpuDef | undefined): void {
  if (host === undefined) throw cpuError('config-unsupported', 'unknown host CPU model');
  const updated = copyWithoutModel(guest);
  takeModel(updated, host);
  for (const feature of updated.features) feature.policy ??= 'require';
  takeModel(guest, updated);
  guest.mode = 'custom';
  guest.match = 'exact';
}
