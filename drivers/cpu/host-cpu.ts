import { decodeArm } from './arm-cpu.ts';
import { newCpuDef } from './cpu-def.ts';
import type { CpuDef, HypervisorCpuModel } from './cpu-def.ts';
import { isCpuArchitecture } from './cpu.ts';
import { decodePpc64 } from './ppc64-cpu.ts';
import { decodeX86 } from './x86/x86-decode.ts';
import { x86DataOfCpuinfo, x86HostOfCpuinfo } from './x86/x86-host.ts';

/**
 * A Linux host's CPU by its /proc/cpuinfo; of IBM Z only the architecture is known. Undefined for architectures whose CPUs nobody
 * describes.
 *
 * @throws operation-failed, internal-error for a processor that no model describes.
 */
export function hostOfCpuinfo(cpuinfo: string, arch: string): CpuDef | undefined {
  if (arch === 'x86_64' || arch === 'i686') return x86HostOfCpuinfo(cpuinfo, arch);
  if (!isCpuArchitecture(arch)) return undefined;
  const cpu = newCpuDef({ kind: 'host', mode: undefined, arch });
  decodeOther(cpu, cpuinfo, arch, undefined);
  for (const feature of cpu.features) feature.policy = undefined;
  return cpu.model === undefined ? undefined : cpu;
}

/** The same as a guest's CPU, by one of these models; undefined where that cannot be told. */
export function guestOfCpuinfo(cpuinfo: string, arch: string, models: readonly HypervisorCpuModel[] | undefined): CpuDef | undefined {
  const cpu = newCpuDef({ kind: 'guest' });
  if (arch === 'x86_64' || arch === 'i686') decodeX86(cpu, x86DataOfCpuinfo(cpuinfo), { models });
  else decodeOther(cpu, cpuinfo, arch, models);
  return cpu.model === undefined ? undefined : cpu;
}

/**
 * Arm: `CPU implementer : 0x41`, `CPU part : 0xd0c`, `Features : fp asimd …`; Power: `revision : 2.2 (pvr 004e 1202)`.
 */
function decodeOther(cpu: CpuDef, cpuinfo: string, arch: string, models: readonly HypervisorCpuModel[] | undefined): void {
  const field = (name: string): string | undefined => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(cpuinfo)?.[1]?.trim();
  if (arch.startsWith('ppc64')) {
    const [, upper, lower] = /\(pvr ([0-9a-f]{4}) ([0-9a-f]{4})\)/.exec(field('revision') ?? '') ?? [];
    if (upper !== undefined && lower !== undefined) decodePpc64(cpu, Number.parseInt(upper + lower, 16), models);
  } else if (arch === 'aarch64') {
    const part = field('CPU part');
    if (part !== undefined) decodeArm(cpu, Number(field('CPU implementer') ?? 0), Number(part), (field('Features') ?? '').split(' ').filter((name) => name !== ''));
  }
}
