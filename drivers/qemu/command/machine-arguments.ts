import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { machineIs } from '../conf/machine-kinds.ts';
import { machineOf } from '../conf/qemu-capabilities.ts';
import { onOffText } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { pflashNodes } from './firmware-arguments.ts';
import { hasHmat } from './numa-backends.ts';

/** `-machine`. */
export function machineArguments(def: DomainDef, context: CommandContext): string[] {
  const { caps } = context;
  const options = [
    def.os.type.machine ?? '',
    'usb=off',
    ...keyWrap(def, context),
    ...featureOptions(def, context),
    ...(def.devices.iommus.some((each) => each.model === 'smmuv3') ? ['iommu=smmuv3'] : []),
    ...memoryOptions(def, context),
    ...(def.cpu?.mode === 'host-model' && def.cpu.model?.name !== undefined && machineIs.pSeries(def) ? [`max-cpu-compat=${def.cpu.model.name}`] : []),
    ...(caps.has('loadparm') ? loadParameter(def) : []),
    ...securityOptions(def, context),
    ...pflashOptions(def),
    ...(hasHmat(def) ? ['hmat=on'] : []),
    ...(def.os.bios?.useserial === true ? ['graphics=off'] : []),
    ...def.clock.timers.flatMap((each) => (each.name === 'hpet' && each.present !== undefined && caps.has('machine-hpet') ? [`hpet=${onOffText(each.present) ?? ''}`] : [])),
  ];
  return ['-machine', options.join(',')];
}

function keyWrap({ keywrap }: DomainDef, { caps }: CommandContext): string[] {
  return (['aes', 'dea'] as const).flatMap((name) => {
    const own = keywrap?.ciphers.find((each) => each.name === name);
    if (own === undefined) return [];
    if (!caps.has(`${name}-key-wrap`)) throw unsupported(`${name}-key-wrap is not available with this QEMU binary`, 'qemu');
    return [`${name}-key-wrap=${own.state}`];
  });
}

function featureOptions({ features }: DomainDef, context: CommandContext): string[] {
  if (features === undefined) return [];
  const flag = (name: string, value: boolean | undefined): string[] => (value === undefined ? [] : [`${name}=${value ? 'on' : 'off'}`]);
  const word = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name}=${value}`]);
  const { hpt, ioapic } = features;
  return [
    ...flag('vmport', features.vmport),
    ...flag('smm', features.smm?.state),
    ...gicOption(features.gic?.version, context),
    ...word('kernel_irqchip', ioapic === undefined ? undefined : ioapic === 'qemu' ? 'split' : 'on'),
    ...word('resize-hpt', hpt?.resizing),
    ...((hpt?.maxpagesizeKiB ?? 0) > 0 ? [`cap-hpt-max-page-size=${hpt?.maxpagesizeKiB ?? 0}k`] : []),
    ...flag('cap-htm', features.htm),
    ...flag('cap-nested-hv', features['nested-hv']),
    ...flag('cap-ccf-assist', features['ccf-assist']),
    ...word('cap-cfpc', features.cfpc),
    ...word('cap-sbbc', features.sbbc),
    ...word('cap-ibs', features.ibs),
  ];
}

function gicOption(version: string | undefined, { caps }: CommandContext): string[] {
  if (version === undefined) return [];
  if (caps.has('gic-version')) return [`gic-version=${version}`];
  // QEMU without the option has a GICv2 anyway.
  if (version === '2') return [];
  throw unsupported('gic-version option is not available with this QEMU binary', 'qemu');
}

function memoryOptions(def: DomainDef, { settings, caps }: CommandContext): string[] {
  const enclaves = def.devices.memories.filter((each) => each.model === 'sgx-epc');
  const ramId = def.cpu?.numa === undefined ? machineOf(caps, def.type, def.os.type.machine)?.defaultRamId : undefined;
  return [
    `dump-guest-core=${onOffText(def.memory.dumpCore ?? settings.dumpGuestCore) ?? ''}`,
    ...(def.memoryBacking?.nosharepages === true ? ['mem-merge=off'] : []),
    ...(def.devices.memories.some((each) => each.model === 'nvdimm') ? ['nvdimm=on'] : []),
    ...enclaves.map((each, index) => `sgx-epc.${index}.memdev=mem${each.alias ?? ''},sgx-epc.${index}.node=${each.target.node ?? 0}`),
    ...(ramId === undefined ? [] : [`memory-backend=${ramId}`]),
  ];
}

function loadParameter({ devices: { disks, interfaces } }: DomainDef): string[] {
  const first = [...disks, ...interfaces].find((each) => each.boot?.order === 1 && each.boot.loadparm !== undefined);
  return first?.boot?.loadparm === undefined ? [] : [`loadparm=${first.boot.loadparm}`];
}

function securityOptions({ launchSecurity }: DomainDef, { caps }: CommandContext): string[] {
  if (launchSecurity === undefined) return [];
  return launchSecurity.type === 's390-pv' || caps.has('confidential-guest-support') ? ['confidential-guest-support=lsec0'] : ['memory-encryption=lsec0'];
}

function pflashOptions(def: DomainDef): string[] {
  const { code, variables } = pflashNodes(def);
  return [...(code === undefined ? [] : [`pflash0=${code}`]), ...(variables === undefined ? [] : [`pflash1=${variables}`])];
}

/** The memory that only the firmware's system management mode sees. */
export function tsegArguments({ features }: DomainDef): string[] {
  const tseg = features?.smm?.tseg;
  return tseg === undefined ? [] : ['-global', `mch.extended-tseg-mbytes=${tseg >> 20n}`];
}
