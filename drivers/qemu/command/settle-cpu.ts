import type { CpuDef } from '../../cpu/cpu-def.ts';
import { checkCpuFeature, compareCpu, convertLegacyCpu, isCpuArchitecture, translateCpu, updateCpu } from '../../cpu/cpu.ts';
import { cpuIntoDomain, cpuOfDomain } from '../../cpu/cpu-xml.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { featureFromQemu, isX86, qemuKnowsFeature } from '../capabilities/cpu-names.ts';
import { hypervisorModels, isNative, type GuestHostCpu } from '../capabilities/emulator-cpus.ts';
import { accelerationOf, type VirtType } from '../capabilities/emulator.ts';
import type { CommandContext } from './command-context.ts';

/**
 * Makes of a CPU that depends on the host the one that the machine gets: `host-model` becomes a model with features, what
 * QEMU does not have is replaced if that is allowed. Changes the definition.
 *
 * @throws VirError `config-unsupported`, `cpu-incompatible`.
 * @libvirt qemuProcessUpdateGuestCPU
 */
export function settleCpu(def: DomainDef, context: CommandContext): void {
  const { arch } = def.os.type;
  if (def.cpu === undefined || ((def.cpu.mode ?? 'custom') === 'custom' && def.cpu.model?.name === undefined)) return;
  const cpu = cpuOfDomain(def.cpu);
  const type = virtTypeOf(def);
  // A machine that moves here was a host model once, and is what it was then.
  if (context.incoming !== undefined && isX86(arch) && cpu.mode === 'host-model' && cpu.model !== undefined) cpu.mode = 'custom';
  const host = context.host.cpuOf?.(type);
  checkMode(cpu, def, context, host);
  if (isCpuArchitecture(context.host.arch)) convertLegacyCpu(context.host.arch, cpu);
  if (cpu.check !== 'none' && host !== undefined) checkForbidden(cpu, host.full, context);
  if (cpu.mode !== 'host-passthrough' && cpu.mode !== 'maximum') {
    // Where nobody has looked at the host, QEMU says what it cannot give.
    if (cpu.check === 'partial' && context.host.cpuOf !== undefined) compareCpu(context.host.arch, host?.full, cpu, { failIncompatible: true });
    updateCpu(arch, cpu, host?.migratable);
    translateCpu(arch, cpu, hypervisorModels(context.caps.emulator, type));
    cpu.fallback = 'forbid';
  }
  cpu.features = cpu.features.filter(({ name }) => qemuKnowsFeature(arch, name));
  if (isX86(arch)) dropUnknown(cpu, arch, type, context);
  def.cpu = cpuIntoDomain(cpu, def.cpu);
}

function virtTypeOf({ type }: DomainDef): VirtType {
  return type === 'kvm' || type === 'hvf' ? type : 'qemu';
}

/** Machine types of IBM Z so old that they have no CPU but the host's. */
const S390_HOST_ONLY = ['s390-ccw-virtio-2.4', 's390-ccw-virtio-2.5', 's390-ccw-virtio-2.6', 's390-ccw-virtio-2.7'];

function checkMode(cpu: CpuDef, def: DomainDef, { caps, host: { arch: hostArch } }: CommandContext, host: GuestHostCpu | undefined): void {
  const { arch, machine } = def.os.type;
  const mode = cpu.mode ?? 'custom';
  const type = virtTypeOf(def);
  const oldS390 = arch.startsWith('s390') && type === 'kvm' && mode !== 'host-passthrough' && S390_HOST_ONLY.includes(machine ?? '');
  const possible = {
    'host-passthrough': type !== 'qemu' && isNative(hostArch, caps.emulator.arch === '' ? arch : caps.emulator.arch),
    'host-model': host !== undefined,
    custom: (accelerationOf(caps.emulator, type).cpus?.length ?? 0) > 0,
    maximum: caps.has('cpu-max'),
  }[mode];
  if (oldS390 || !possible) throw unsupported(`CPU mode '${mode}' for ${arch} ${def.type} domain on ${hostArch} host is not supported by hypervisor`, 'qemu');
}

function checkForbidden(cpu: CpuDef, host: CpuDef, context: CommandContext): void {
  for (const { name, policy } of cpu.features) {
    if (policy === 'forbid' && checkCpuFeature(context.host.arch, host, name)) throw confError('cpu-incompatible', `Host CPU provides forbidden feature '${name}'`, 'cpu');
  }
}

/** What QEMU does not know it has turned off anyway. */
function dropUnknown(cpu: CpuDef, arch: string, type: VirtType, { caps }: CommandContext): void {
  const known = accelerationOf(caps.emulator, type).hostCpu?.properties.map(({ name }) => featureFromQemu(arch, name));
  if (known === undefined) return;
  cpu.features = cpu.features.filter(({ name, policy }) => (policy !== 'disable' && policy !== 'forbid') || known.includes(name));
}
