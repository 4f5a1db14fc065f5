import { copyCpu, newCpuDef } from './cpu-def.ts';
import type { CpuDef, HypervisorCpuModel } from './cpu-def.ts';
import { cpuError } from './cpu-error.ts';
import { PPC64_MODELS } from './tables/other-models.ts';
import type { Ppc64ModelFacts } from './tables/other-models.ts';
import type { Comparison } from './x86/x86-compare.ts';

/** Old documents name revisions of a processor; its generation is meant. */
export function convertLegacyPpc64(cpu: CpuDef): void {
  if (cpu.model !== undefined && ['POWER7_v2.1', 'POWER7_v2.3', 'POWER7+_v2.1', 'POWER8_v1.0'].includes(cpu.model)) cpu.model = cpu.model.slice(0, 6);
}

function findModel(name: string | undefined): Ppc64ModelFacts {
  if (name === undefined) throw cpuError('invalid-arg', 'no CPU model specified');
  const model = PPC64_MODELS.find((one) => one.name === name);
  if (model === undefined) throw cpuError('internal-error', `Unknown CPU model ${name}`);
  return model;
}

/** The model whose version register reads so. */
export function decodePpc64(cpu: CpuDef, pvr: number, models?: readonly HypervisorCpuModel[]): void {
  const found = PPC64_MODELS.find((model) => model.versions.includes(pvr >>> 16));
  if (found === undefined) throw cpuError('operation-failed', `Cannot find CPU model with PVR 0x${pvr.toString(16).padStart(8, '0')}`);
  if (models !== undefined && !models.some((one) => one.name === found.name)) {
    throw cpuError('config-unsupported', `CPU model ${found.name} is not supported by hypervisor`);
  }
  cpu.model = found.name;
  cpu.vendor = found.vendor;
}

/** Guests need the host's very generation, or a compatibility mode that it has. */
export function comparePpc64(host: CpuDef, other: CpuDef): Comparison {
  const cpu = copyCpu(other);
  convertLegacyPpc64(cpu);
  if (cpu.arch !== undefined && cpu.arch !== 'ppc64' && cpu.arch !== 'ppc64le') return no(`CPU arch ${cpu.arch} does not match host arch`);
  if (cpu.vendor !== undefined && cpu.vendor !== host.vendor) return no(`host CPU vendor does not match required CPU vendor ${cpu.vendor}`);
  const own = findModel(host.model);
  if (cpu.kind === 'guest' && cpu.mode !== 'custom') {
    if (cpu.mode === 'host-model' && !canBe(host.model ?? '', cpu.model)) return { result: 'incompatible' };
    return { result: 'identical' };
  }
  const wanted = findModel(cpu.model);
  return wanted.name === own.name ? { result: 'identical' } : no(`host CPU model does not match required CPU model ${wanted.name}`);
}

/** Compatibility modes are `power6` to `power10`, not above the host's own. */
function canBe(host: string, mode: string | undefined): boolean {
  if (mode === undefined) return true;
  const own = generation(host, 'POWER');
  if (own === undefined) throw cpuError('internal-error', 'Host CPU does not support compatibility modes');
  const wanted = generation(mode, 'power');
  if (wanted === undefined) throw cpuError('internal-error', `Unknown compatibility mode ${mode}`);
  return wanted <= own;
}

function generation(name: string, prefix: string): number | undefined {
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  const value = /^[0-9]+$/.test(digits) ? Number(digits) : 0;
  return value >= 6 && value <= 10 ? value : undefined;
}

function no(reason: string): Comparison {
  return { result: 'incompatible', reason };
}

/** The one model that all of them are. */
export function baselinePpc64(cpus: readonly CpuDef[]): CpuDef {
  const model = findModel(cpus[0]?.model);
  for (const cpu of cpus) {
    if (cpu.model !== model.name) throw cpuError('operation-failed', 'CPUs are incompatible');
    if (cpu.vendor === undefined) continue;
    if (!PPC64_MODELS.some((one) => one.vendor === cpu.vendor)) throw cpuError('operation-failed', `Unknown CPU vendor ${cpu.vendor}`);
    if (cpu.vendor !== model.vendor) throw cpuError('operation-failed', `CPU vendor ${model.vendor} of model ${model.name} differs from vendor ${cpu.vendor}`);
  }
  return newCpuDef({ kind: 'guest', model: model.name, fallback: 'forbid' });
}
