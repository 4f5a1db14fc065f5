import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import { featureForQemu } from '../capabilities/cpu-names.ts';
import { isArm, isPpc64, isS390 } from '../conf/machine-kinds.ts';
import type { CommandContext } from './command-context.ts';

/** `-cpu`. The CPU is the one that the machine really gets: a host model was resolved before. */
export function cpuArguments(def: DomainDef, context: CommandContext): string[] {
  const flags = [...timerFlags(def), ...paravirtualFlags(def), ...hypervFlags(def), ...kvmFlags(def), ...pmuFlags(def), ...cacheFlags(def, context), ...addressFlags(def)];
  const model = modelText(def, context) ?? (flags.length === 0 ? undefined : defaultModel(def.os.type.arch));
  return model === undefined ? [] : ['-cpu', [model, ...flags].join(',')];
}

function defaultModel(arch: string): string {
  if (arch === 'i686') return 'qemu32';
  if (arch === 'x86_64') return 'qemu64';
  throw unsupported(`CPU flags requested but can't determine default CPU for arch ${arch}`, 'qemu');
}

function modelText(def: DomainDef, context: CommandContext): string | undefined {
  const { cpu, os: { type: { arch } }, devices: { emulator = '' } } = def;
  if (cpu === undefined || ((cpu.mode ?? 'custom') === 'custom' && cpu.model?.name === undefined)) {
    const narrow = arch === 'i686' && ((context.host.arch === 'x86_64' && emulator.includes('kvm')) || emulator.includes('x86_64'));
    return narrow ? 'qemu32' : undefined;
  }
  const parts = [...modelName(def, context)];
  if ((isS390(arch) || isArm(arch)) && cpu.features.length > 0 && !context.caps.has('query-cpu-model-expansion')) {
    throw confError('internal-error', `CPU features not supported by hypervisor for ${arch} architecture`, 'qemu');
  }
  if (cpu.model?.vendor_id !== undefined) parts.push(`vendor=${cpu.model.vendor_id}`);
  for (const { name = '', policy } of cpu.features) {
    if (policy === 'force' || policy === 'require') parts.push(`${featureForQemu(arch, name)}=on`);
    else if (policy === 'disable' || policy === 'forbid') parts.push(`${featureForQemu(arch, name)}=off`);
  }
  return parts.join(',');
}

function modelName({ cpu, os: { type: { arch } } }: DomainDef, { host, caps }: CommandContext): string[] {
  switch (cpu?.mode) {
    case 'host-passthrough':
    case 'maximum': {
      const migratable = cpu.migratable !== undefined && caps.has('cpu.migratable') ? [`migratable=${cpu.migratable ? 'on' : 'off'}`] : [];
      return [cpu.mode === 'maximum' ? 'max' : 'host', ...(arch === 'armv7l' && host.arch === 'aarch64' ? ['aarch64=off'] : []), ...migratable];
    }
    case 'host-model':
      if (isPpc64(arch)) return ['host'];
      throw confError('internal-error', `unexpected host-model CPU for ${arch} architecture`, 'qemu');
    default:
      return [cpu?.model?.name ?? ''];
  }
}

function timerFlags({ clock }: DomainDef): string[] {
  return clock.timers.flatMap((timer): string[] => {
    switch (timer.name) {
      case 'kvmclock':
        return timer.present === undefined ? [] : [`kvmclock=${timer.present ? 'on' : 'off'}`];
      case 'hypervclock':
        return timer.present === true ? ['hv-time=on'] : [];
      case 'tsc':
        return (timer.frequency ?? 0n) > 0n ? [`tsc-frequency=${timer.frequency ?? 0n}`] : [];
      case 'armvtimer':
        if (timer.tickpolicy === 'delay') return ['kvm-no-adjvtime=off'];
        return timer.tickpolicy === 'discard' ? ['kvm-no-adjvtime=on'] : [];
      default:
        return [];
    }
  });
}

function paravirtualFlags({ features }: DomainDef): string[] {
  const flag = (name: string, state: boolean | undefined): string[] => (state === undefined ? [] : [`${name}=${state ? 'on' : 'off'}`]);
  return [...flag('kvm-pv-eoi', features?.apic?.eoi), ...flag('kvm-pv-unhalt', features?.pvspinlock)];
}

/** Hyper-V's enlightenments in libvirt's order, with QEMU's names. */
const HYPERV_FLAGS = ['relaxed', 'vapic', 'spinlocks', 'vpindex', 'runtime', 'synic', 'stimer', 'reset', 'vendor_id', 'frequencies', 'reenlightenment', 'tlbflush', 'ipi', 'evmcs', 'avic'] as const;

function hypervFlags({ features, devices }: DomainDef): string[] {
  const hyperv = features?.hyperv;
  const flags = hyperv === undefined ? [] : HYPERV_FLAGS.flatMap((name): string[] => {
    const value = hyperv[name];
    if (value === undefined || value === false) return [];
    if (value === true) return [`hv-${name}=on`];
    if (!value.state) return [];
    if ('retries' in value) return [`hv-spinlocks=0x${(value.retries ?? 0).toString(16)}`];
    if ('value' in value) return [`hv-vendor-id=${value.value ?? ''}`];
    return ['hv-stimer=on', ...('direct' in value && value.direct === true ? ['hv-stimer-direct=on'] : [])];
  });
  const passthrough = hyperv?.mode === 'passthrough' ? ['hv-passthrough=on'] : [];
  return [...passthrough, ...flags, ...(devices.panics.some((each) => each.model === 'hyperv') ? ['hv-crash'] : [])];
}

function kvmFlags({ features }: DomainDef): string[] {
  const kvm = features?.kvm;
  return [
    ...(kvm?.hidden === true ? ['kvm=off'] : []),
    ...(kvm?.['hint-dedicated'] === true ? ['kvm-hint-dedicated=on'] : []),
    ...(kvm?.['poll-control'] === true ? ['kvm-poll-control=on'] : []),
    ...(kvm?.['pv-ipi'] === false ? ['kvm-pv-ipi=off'] : []),
  ];
}

function pmuFlags({ features, os: { type: { arch } } }: DomainDef): string[] {
  return features?.pmu === undefined || isPpc64(arch) ? [] : [`pmu=${features.pmu ? 'on' : 'off'}`];
}

function cacheFlags({ cpu }: DomainDef, { caps }: CommandContext): string[] {
  const mode = cpu?.cache?.mode;
  if (mode === undefined) return [];
  const host = cpu?.mode === 'host-passthrough' || cpu?.mode === 'maximum';
  return [
    ...(mode === 'emulate' ? ['l3-cache=on'] : []),
    ...(mode === 'passthrough' ? ['host-cache-info=on'] : []),
    ...(mode !== 'passthrough' && host && caps.has('cpu-cache') ? ['host-cache-info=off'] : []),
    ...(mode !== 'emulate' && caps.has('cpu-cache') ? ['l3-cache=off'] : []),
  ];
}

function addressFlags({ cpu }: DomainDef): string[] {
  const own = cpu?.maxphysaddr;
  if (own === undefined) return [];
  return own.mode === 'passthrough' ? ['host-phys-bits=on'] : [`phys-bits=${own.bits ?? 0}`];
}
