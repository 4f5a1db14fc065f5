import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported, xmlError } from '../../../conf/lens/conf-error.ts';
import { isX86, machineIs } from '../machine-kinds.ts';
import { machineOf } from '../qemu-capabilities.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';
import { validateClock } from './validate-clock.ts';
import { validateCpu, validateCpuCount } from './validate-cpu.ts';
import { validateFeatures } from './validate-features.ts';
import { validateMemory, validateMemoryHotplug } from './validate-memory.ts';

/** What the checks of a machine need to know of its host. */
export interface MachineHost {
  readonly arch: string | undefined;
}

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/**
 * What QEMU's driver refuses in a machine as a whole.
 *
 * @throws VirError with libvirt's code and words.
 * @libvirt qemuValidateDomainDef
 */
export function validateMachine(def: DomainDef, caps: QemuCapabilities, host: MachineHost): void {
  checkEmulator(def, caps);
  if (def.memtune?.minGuaranteeKiB !== undefined && def.memtune.minGuaranteeKiB !== 0) throw refuse("Parameter 'min_guarantee' not supported by QEMU.");
  checkFirmware(def);
  if (def.genid.length > 0 && !caps.has('vmgenid')) throw refuse("this QEMU does not support the 'genid' capability");
  checkBiosSerial(def);
  checkActions(def);
  validateCpu(def, caps, host);
  validateMemoryHotplug(def);
  checkIothreads(def, caps);
  validateClock(def, caps);
  checkSleep(def, caps);
  checkBoot(def);
  validateCpuCount(def, caps);
  if (((def.cputune?.cachetune.length ?? 0) > 0 || (def.cputune?.memorytune.length ?? 0) > 0) && def.type !== 'kvm') throw refuse('cachetune is only supported for KVM domains');
  validateFeatures(def, caps);
  validateMemory(def, caps);
  checkNuma(def, caps);
  checkSecurity(def, caps);
}

/** The architectures an emulator also runs. */
const ALSO_RUNS: Readonly<Record<string, string>> = { x86_64: 'i686', aarch64: 'armv7l', armv7l: 'armv6l', ppc64: 'ppc64le' };

function checkEmulator({ os, type, devices: { emulator = '' } }: DomainDef, caps: QemuCapabilities): void {
  const own = caps.emulator.arch;
  const { arch, machine, name } = os.type;
  if (name !== 'hvm') throw refuse(`Emulator '${emulator}' does not support os type '${name}'`);
  if (own !== '' && own !== arch && ALSO_RUNS[own] !== arch) throw refuse(`Emulator '${emulator}' does not support arch '${arch}'`);
  const ofType = caps.machines.filter((each) => each.virtType === type);
  if (caps.machines.length > 0 && ofType.length === 0) throw refuse(`Emulator '${emulator}' does not support virt type '${type}'`);
  if (ofType.length > 0 && machine !== undefined && machineOf(caps, type, machine) === undefined) throw refuse(`Emulator '${emulator}' does not support machine type '${machine}'`);
}

function checkFirmware({ os, features }: DomainDef): void {
  const uefi = os.firmware === 'efi' || os.loader?.type === 'pflash';
  if (uefi && isX86(os.type.arch) && features?.acpi !== true) throw refuse('UEFI requires ACPI on this architecture');
  if (features?.acpi === true && os.type.arch === 'aarch64' && !uefi) throw refuse('ACPI requires UEFI on this architecture');
}

function checkBiosSerial({ os, devices }: DomainDef): void {
  if (os.bios?.useserial !== true) return;
  if (!isX86(os.type.arch)) throw refuse('BIOS serial console only supported on x86 architectures');
  if (devices.serials.length === 0) throw xmlError('need at least one serial port to use BIOS serial output', 'qemu');
}

function checkActions({ on_poweroff: off, on_reboot: reboot, on_crash: crash }: DomainDef): void {
  if ([off, reboot, crash].includes('rename-restart')) throw refuse("qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'");
  if (off === 'preserve' || reboot === 'preserve') throw refuse("qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
  if (off === 'restart' && reboot === 'destroy') throw refuse("qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'");
}

function checkIothreads({ iothreadids, defaultiothread }: DomainDef, caps: QemuCapabilities): void {
  const pools = [...(iothreadids?.iothread ?? []), ...(defaultiothread === undefined ? [] : [defaultiothread])];
  const sized = pools.some((each) => each.thread_pool_min !== undefined || each.thread_pool_max !== undefined);
  if (sized && !caps.has('iothread.thread-pool-max')) throw refuse('thread_pool_min and thread_pool_max is not supported by this QEMU binary');
}

function checkSleep(def: DomainDef, caps: QemuCapabilities): void {
  const check = (name: 'S3' | 'S4', wanted: boolean | undefined): void => {
    const flag = `disable-${name.toLowerCase()}`;
    if (wanted !== undefined && !(machineIs.q35(def) && caps.has(`ich9-${flag}`)) && !caps.has(flag)) throw refuse(`setting ACPI ${name} not supported`);
  };
  check('S3', def.pm?.['suspend-to-mem']);
  check('S4', def.pm?.['suspend-to-disk']);
}

function checkBoot(def: DomainDef): void {
  const { loader, nvram, firmware, type } = def.os;
  if (loader?.secure === true) {
    if (!machineIs.q35(def)) throw refuse('Secure boot is supported with q35 machine types only');
    if (type.arch !== 'x86_64') throw refuse('Secure boot is supported for x86_64 architecture only');
    if (firmware === undefined && def.features?.smm?.state !== true) throw refuse('Secure boot requires SMM feature enabled');
  }
  const source = nvram?.source;
  if (source === undefined) return;
  if (source.type !== 'file' && source.type !== 'block' && source.type !== 'network') throw refuse(`unsupported nvram disk type '${source.type}'`);
  if (source.slices !== undefined) throw refuse('slices are not supported with NVRAM');
  if (source.reservations !== undefined) throw refuse('persistent reservations are not supported with NVRAM');
}

function checkNuma({ cpu }: DomainDef, caps: QemuCapabilities): void {
  const numa = cpu?.numa;
  const told = numa !== undefined && ((numa.interconnects?.links.length ?? 0) > 0 || numa.cells.some((each) => each.caches.length > 0));
  if (told && !caps.has('numa.hmat')) throw refuse('HMAT is not supported with this QEMU');
}

function checkSecurity({ launchSecurity }: DomainDef, caps: QemuCapabilities): void {
  if (launchSecurity?.type === 'sev') {
    if (!caps.has('sev-guest')) throw refuse('SEV launch security is not supported with this QEMU binary');
    if (launchSecurity.kernelHashes !== undefined && !caps.has('sev-guest-kernel-hashes')) throw refuse('SEV measured direct kernel boot is not supported with this QEMU binary');
  }
  if (launchSecurity?.type === 's390-pv' && !(caps.has('confidential-guest-support') && caps.has('s390-pv-guest'))) {
    throw refuse('S390 PV launch security is not supported with this QEMU binary');
  }
}
