import { copyCpu, newCpuDef, setFeature, takeModel } from '../../cpu/cpu-def.ts';
import type { CpuDef, HypervisorCpuModel } from '../../cpu/cpu-def.ts';
import { expandCpuFeatures, migratableCpu, vendorOfCpuModel } from '../../cpu/cpu.ts';
import { decodeX86 } from '../../cpu/x86/x86-decode.ts';
import { X86Data } from '../../cpu/x86/x86-data.ts';
import { vendorData, x86Map } from '../../cpu/x86/x86-map.ts';
import { findFeature } from '../../cpu/x86/x86-model.ts';
import { signatureData } from '../../cpu/x86/x86-signature.ts';
import { featureFromQemu, isX86, qemuKnowsFeature } from './cpu-names.ts';
import { accelerationOf } from './emulator.ts';
import type { CpuExpansion, Emulator, EmulatorCpu, VirtType } from './emulator.ts';

/** The models that an emulator offers; undefined where it does not say. */
export function hypervisorModels(emulator: Emulator, type: VirtType): HypervisorCpuModel[] | undefined {
  return accelerationOf(emulator, type).cpus?.map((cpu) => hypervisorModel(cpu, emulator.arch));
}

/** A model as CPUs are computed with it. */
export function hypervisorModel({ name, usable, blockers, deprecated }: EmulatorCpu, arch: string): HypervisorCpuModel {
  return { name, usable: usable ?? 'unknown', blockers, deprecated, vendor: vendorOfCpuModel(arch, name) };
}

/** The host's CPU as guests see it. */
export interface GuestHostCpu {
  /** What documents report as the host's model. */
  readonly reported: CpuDef;
  /** What `host-model` becomes, so that the guest can move. */
  readonly migratable: CpuDef;
  /** What QEMU and the processor itself say together; guests' CPUs are compared with it. */
  readonly full: CpuDef;
}

/** The bits that the expansion of a model has; `migratable` leaves out what does not let a guest move. */
export function x86DataOfExpansion(expansion: CpuExpansion, arch: string, migratable = false): X86Data {
  const data = new X86Data();
  const numbers = new Map<string, number>();
  for (const { name, value, migratable: canMove } of expansion.properties) {
    if (value === true) {
      const feature = migratable && canMove === false ? undefined : findFeature(featureFromQemu(arch, name));
      if (feature !== undefined) data.add(feature.data);
    } else if (typeof value === 'bigint') {
      numbers.set(name, Number(value));
    } else if (name === 'vendor' && typeof value === 'string') {
      data.add(vendorData(value));
    }
  }
  const number = (name: string): number => numbers.get(name) ?? 0;
  data.add(signatureData({ family: number('family'), model: number('model'), stepping: number('stepping') }));
  return data;
}

type Outcome = 'done' | 'ask-the-host' | 'unknown';

/** Puts into a CPU what QEMU says of the host's. */
export function hostCpuByQemu(emulator: Emulator, type: VirtType, cpu: CpuDef, migratable: boolean): Outcome {
  const { arch } = emulator;
  const { hostCpu } = accelerationOf(emulator, type);
  if (migratable && hostCpu !== undefined && !hostCpu.migratability) return 'ask-the-host';
  if (arch.startsWith('s390')) {
    if (hostCpu === undefined) return 'unknown';
    cpu.model = hostCpu.name;
    cpu.features = hostCpu.properties.flatMap(({ name, value, migratable: canMove }) =>
      typeof value === 'boolean' ? [{ name, policy: value && !(migratable && canMove === false) ? ('require' as const) : ('disable' as const) }] : [],
    );
  } else if (isX86(arch)) {
    if (hostCpu === undefined) return 'ask-the-host';
    decodeX86(cpu, x86DataOfExpansion(hostCpu, arch, migratable), { models: hypervisorModels(emulator, type) });
  } else {
    return arch.startsWith('arm') || arch === 'aarch64' ? 'unknown' : 'ask-the-host';
  }
  cpu.fallback = 'forbid';
  return 'done';
}

/** How the processor itself is asked, limited to some models or not; undefined where nobody can. */
export type HostCpuProbe = (models: readonly HypervisorCpuModel[] | undefined) => CpuDef | undefined;

/**
 * The host's CPU as guests of an emulator see it; undefined where the architectures differ, or nobody knows.
 *
 * @throws internal-error when no model of the emulator describes the host.
 */
export function guestHostCpu(emulator: Emulator, type: VirtType, hostArch: string, probe: HostCpuProbe): GuestHostCpu | undefined {
  const { arch } = emulator;
  if (!isNative(hostArch, arch)) return undefined;
  const reported = newCpuDef({ kind: 'guest' });
  const outcome = hostCpuByQemu(emulator, type, reported, false);
  if (outcome === 'unknown') return undefined;
  let full: CpuDef | undefined;
  if (outcome === 'ask-the-host') {
    const own = probe(hypervisorModels(emulator, type));
    if (own === undefined) return undefined;
    takeModel(reported, own);
    reported.features = reported.features.filter(({ name }) => qemuKnowsFeature(arch, name)).map(({ name, policy }) => ({ name, policy: policy ?? 'require' }));
  } else if (type !== 'qemu') {
    full = probe(undefined);
    const expanded = copyCpu(reported);
    expandCpuFeatures(arch, expanded);
    if (full !== undefined) for (const { name, policy } of expanded.features) if (policy === 'require') setFeature(full, name, 'require');
  }
  let migratable = newCpuDef({ kind: 'guest' });
  if (hostCpuByQemu(emulator, type, migratable, true) !== 'done') migratable = migratableCpu(arch, reported);
  if (isX86(arch) && !emulator.flags.has('cpu-unavailable-features')) for (const cpu of [reported, migratable, full]) dropMsrFeatures(cpu);
  return { reported, migratable, full: full ?? reported };
}

/** Old versions of QEMU cannot be asked which of these were turned off. */
function dropMsrFeatures(cpu: CpuDef | undefined): void {
  if (cpu !== undefined) cpu.features = cpu.features.filter(({ name }) => x86Map().features.get(name)?.isMsr !== true);
}

/** Whether guests of an architecture run on the host's own instructions. */
export function isNative(hostArch: string, guestArch: string): boolean {
  if (hostArch === guestArch) return true;
  return (hostArch === 'x86_64' && guestArch === 'i686') || (hostArch === 'aarch64' && guestArch === 'armv7l') || (hostArch.startsWith('ppc64') && guestArch.startsWith('ppc64'));
}
