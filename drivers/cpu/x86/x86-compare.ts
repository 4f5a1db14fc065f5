import type { CpuComparison, CpuDef } from '../cpu-def.ts';
import type { X86Data } from './x86-data.ts';
import { allBits, bitsWithPolicy, featureNames } from './x86-model.ts';

/** How a CPU compares to the host's, and why it cannot be had there. */
export interface Comparison {
  readonly result: CpuComparison;
  readonly reason?: string;
}

/** Compares a CPU with the host's. */
export function compareX86(host: CpuDef, cpu: CpuDef): Comparison {
  if (cpu.arch !== undefined && cpu.arch !== 'x86_64' && cpu.arch !== 'i686') return no(`CPU arch ${cpu.arch} does not match host arch`);
  if (cpu.vendor !== undefined && cpu.vendor !== host.vendor) return no(`host CPU vendor does not match required CPU vendor ${cpu.vendor}`);
  const own = allBits(host);
  const forced = bitsWithPolicy(cpu, 'force');
  const required = bitsWithPolicy(cpu, 'require');
  const optional = bitsWithPolicy(cpu, 'optional');
  const disabled = bitsWithPolicy(cpu, 'disable');
  const forbidden = bitsWithPolicy(cpu, 'forbid');

  forbidden.intersect(own);
  if (!forbidden.isEmpty()) return no('Host CPU provides forbidden features', forbidden);
  for (const bits of [forced, optional, disabled]) required.subtract(bits);
  if (!own.contains(required)) {
    required.subtract(own);
    return no('Host CPU does not provide required features', required);
  }
  const extra = own.copy();
  for (const bits of [optional, required, disabled, forced]) extra.subtract(bits);
  if (extra.isEmpty()) return { result: 'identical' };
  if (cpu.kind === 'guest' && cpu.match === 'strict') return no('Host CPU does not strictly match guest CPU: Extra features', extra);
  return { result: 'superset' };
}

function no(reason: string, bits?: X86Data): Comparison {
  return { result: 'incompatible', reason: bits === undefined ? reason : `${reason}: ${featureNames(bits).join(', ')}` };
}
