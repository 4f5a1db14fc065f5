import type { CapabilityItem, DomainCapabilities } from '../../conf/domain-capabilities/domain-capabilities.ts';
import type { CpuDef } from '../../cpu/cpu-def.ts';
import { cpuModels, isCpuArchitecture } from '../../cpu/cpu.ts';
import type { SupportedFirmware } from '../firmware/installed-firmware.ts';
import { deviceCapabilities, item, unsupportedItem } from './device-capabilities.ts';
import type { DeviceFacts } from './device-capabilities.ts';
import { hypervisorModels, isNative } from './emulator-cpus.ts';
import { machineOf } from './emulator.ts';
import type { Emulator, VirtType } from './emulator.ts';

/** Which machines are asked about, and what of the host counts. */
export interface DomainCapabilitiesInput extends DeviceFacts {
  readonly emulator: Emulator;
  readonly type: VirtType;
  /** The machine type's real name. */
  readonly machine: string;
  /** The guest's architecture, and the host's. */
  readonly arch: string;
  readonly hostArch: string;
  readonly firmware: SupportedFirmware;
  /** Images that are there. */
  readonly loaders: readonly string[];
  /** The most virtual CPUs that KVM has here. */
  readonly kvmMaxVcpus: number | undefined;
  /** What `host-model` is. */
  readonly hostModel: CpuDef | undefined;
}

/**
 * What machines of one kind can have on a host.
 *
 * @libvirt virConnectGetDomainCapabilities
 */
export function domainCapabilities(input: DomainCapabilitiesInput): DomainCapabilities {
  const { emulator, type, machine, arch, kvmMaxVcpus } = input;
  const most = machineOf(emulator, type, machine)?.maxCpus ?? 0;
  const maxVcpus = type === 'kvm' && kvmMaxVcpus !== undefined ? Math.min(most, kvmMaxVcpus) : most;
  return {
    path: emulator.binary,
    domain: type,
    machine,
    arch,
    maxVcpus: maxVcpus === 0 ? undefined : String(maxVcpus),
    iothreads: flag(emulator.flags.has('iothread')),
    os: osCapabilities(input),
    cpu: { modes: cpuModes(input) },
    memoryBacking: item({ sourceType: ['file', 'anonymous', ...(emulator.flags.has('memory-backend-memfd') ? ['memfd'] : [])] }),
    devices: deviceCapabilities(input),
    features: featureCapabilities(input),
  };
}

function flag(supported: boolean): CapabilityItem {
  return { supported, values: [], choices: [] };
}

function osCapabilities({ firmware, loaders }: DomainCapabilitiesInput): DomainCapabilities['os'] {
  const { choices } = item({ firmware: [...(firmware.hasBios ? ['bios'] : []), ...(firmware.hasUefi ? ['efi'] : [])] });
  const loader = item({ type: ['rom', 'pflash'], readonly: ['yes', 'no'], secure: firmware.isSecure ? ['yes', 'no'] : ['no'] });
  return { supported: true, choices, loader: { ...loader, values: [...loaders] } };
}

type Mode = NonNullable<DomainCapabilities['cpu']>['modes'][number];
/** KVM runs old machine types of s390 with the host's CPU only. */
const PASSTHROUGH_ONLY = ['s390-ccw-virtio-2.4', 's390-ccw-virtio-2.5', 's390-ccw-virtio-2.6', 's390-ccw-virtio-2.7'];

function cpuModes(input: DomainCapabilitiesInput): Mode[] {
  const { emulator, type, machine, arch, hostArch, hostModel } = input;
  const restricted = emulator.arch.startsWith('s390') && type === 'kvm' && PASSTHROUGH_ONLY.includes(machine);
  const passthrough = type !== 'qemu' && isNative(hostArch, emulator.arch);
  const known = isCpuArchitecture(arch) ? cpuModels(arch) : [];
  const all = isCpuArchitecture(arch) && known.length === 0;
  const models = (hypervisorModels(emulator, type) ?? []).filter((model) => !restricted && isCpuArchitecture(arch) && model.name !== 'host' && (all || known.includes(model.name)));
  return [
    mode('host-passthrough', passthrough, { choices: item({ hostPassthroughMigratable: [...(emulator.flags.has('cpu.migratable') ? ['on'] : []), 'off'] }).choices }),
    mode('maximum', emulator.flags.has('cpu-max') && !restricted, { choices: item({ maximumMigratable: ['on', 'off'] }).choices }),
    mode('host-model', hostModel !== undefined && !restricted, hostModel === undefined ? {} : hostModelFields(hostModel)),
    mode('custom', models.length > 0, {
      models: models.map(({ name, usable, deprecated, vendor }) => ({ fallback: undefined, vendorId: undefined, usable, deprecated: deprecated || undefined, vendor: vendor ?? 'unknown', name })),
    }),
  ];
}

function mode(name: string, supported: boolean, fields: Partial<Mode>): Mode {
  const bare: Mode = {
    name, supported, choices: [], models: [], vendor: undefined, microcode: undefined, topology: undefined, cache: undefined, maxPhysAddr: undefined, features: [],
  };
  return supported ? { ...bare, ...fields } : bare;
}

function hostModelFields({ model, fallback, vendor, features, maxPhysAddr }: CpuDef): Partial<Mode> {
  return {
    models: [{ fallback, vendorId: undefined, usable: undefined, deprecated: undefined, vendor: undefined, name: model }],
    vendor,
    maxPhysAddr: maxPhysAddr === undefined ? undefined : { mode: maxPhysAddr.mode, bits: maxPhysAddr.bits === undefined ? undefined : String(maxPhysAddr.bits), limit: undefined },
    features: features.map(({ name, policy }) => ({ name, policy: policy ?? 'require' })),
  };
}

type Feature = NonNullable<DomainCapabilities['features']>[number];
const NO_FIELDS = {
  cBitPosition: undefined, reducedPhysBits: undefined, maxGuests: undefined, maxEncryptedStateGuests: undefined, cpu0Id: undefined, flc: undefined, sgx1: undefined,
  sgx2: undefined, sectionSize: undefined, sections: undefined,
};

function featureCapabilities(input: DomainCapabilitiesInput): Feature[] {
  const { emulator, type, machine, arch } = input;
  const { flags } = emulator;
  const isVirt = (arch === 'aarch64' || arch.startsWith('armv')) && (machine === 'virt' || machine.startsWith('virt-'));
  const gic = emulator.gic.filter((each) => isVirt && (type === 'kvm' ? each.kernel : type === 'qemu' && each.emulated)).map((each) => String(each.version));
  const simple = (name: string, supported: boolean): Feature => ({ name, value: { ...NO_FIELDS, ...flag(supported) } });
  const encrypted = flags.has('confidential-guest-support') && flags.has('s390-pv-guest') && emulator.kvmSupportsSecureGuest;
  return [
    { name: 'gic', value: { ...NO_FIELDS, ...(gic.length > 0 ? item({ version: gic.sort() }) : unsupportedItem()) } },
    simple('vmcoreinfo', flags.has('vmcoreinfo')),
    simple('genid', flags.has('vmgenid')),
    simple('backingStoreInput', true),
    simple('backup', flags.has('incremental-backup')),
    ...(emulator.arch.startsWith('s390') ? [simple('s390-pv', encrypted)] : []),
    sevFeature(emulator),
    sgxFeature(emulator),
    ...(emulator.hyperv === undefined ? [] : [{ name: 'hyperv', value: { ...NO_FIELDS, ...item({ features: emulator.hyperv }) } }]),
  ];
}

function sevFeature({ sev }: Emulator): Feature {
  if (sev === undefined) return { name: 'sev', value: { ...NO_FIELDS, ...unsupportedItem() } };
  return {
    name: 'sev',
    value: {
      ...NO_FIELDS,
      ...flag(true),
      cBitPosition: String(sev.cBitPosition),
      reducedPhysBits: String(sev.reducedPhysBits),
      maxGuests: String(sev.maxGuests ?? 0),
      maxEncryptedStateGuests: String(sev.maxEncryptedStateGuests ?? 0),
      cpu0Id: sev.cpu0Id,
    },
  };
}

function sgxFeature({ sgx }: Emulator): Feature {
  if (sgx === undefined) return { name: 'sgx', value: { ...NO_FIELDS, ...unsupportedItem() } };
  const word = (value: boolean): string => (value ? 'yes' : 'no');
  return {
    name: 'sgx',
    value: {
      ...NO_FIELDS,
      ...flag(true),
      flc: word(sgx.flc),
      sgx1: word(sgx.sgx1),
      sgx2: word(sgx.sgx2),
      sectionSize: { unit: 'KiB', value: String(sgx.sectionSizeKiB) },
      sections: sgx.sections.length === 0 ? undefined : { sections: sgx.sections.map(({ node, sizeKiB }) => ({ node: String(node), size: String(sizeKiB), unit: 'KiB' })) },
    },
  };
}
