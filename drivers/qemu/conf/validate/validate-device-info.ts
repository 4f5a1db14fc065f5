import type { Device } from '../../../conf/domain/device-list.ts';
import { deviceInfoOf } from '../../../conf/domain/device-list.ts';
import type { PciAddress } from '../../../conf/domain/device-info.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported, xmlError } from '../../../conf/lens/conf-error.ts';
import { machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const MOST_UID = 0xffff;
const MOST_REG = 0xffff_ffffn;

/** What QEMU's driver refuses in what all devices have; drives are looked at with the disks. */
export function validateDeviceInfo(each: Device, def: DomainDef, caps: QemuCapabilities): void {
  const info = deviceInfoOf(each);
  if (info === undefined) return;
  const { address } = info;
  switch (address?.type) {
    case 'pci':
      validateZpci(address, caps);
      break;
    case 'spapr-vio':
      if ((address.reg ?? 0n) > MOST_REG) throw unsupported(`spapr-vio reg='0x${(address.reg ?? 0n).toString(16)}' exceeds maximum possible value (0xffffffff)`, 'qemu');
      break;
    case 'virtio-s390':
      throw unsupported("'virtio-s390' addresses are no longer supported", 'qemu');
    case 'ccw':
      if (!machineIs.s390Ccw(def)) throw unsupported(`cannot use CCW address type for device '${info.alias ?? '(null)'}' using machine type '${def.os.type.machine ?? ''}'`, 'qemu');
      break;
    default:
      break;
  }
  if (info.acpi !== undefined && info.acpi !== 0) {
    if (!caps.has('acpi-index')) throw unsupported('ACPI index is not supported with this QEMU', 'qemu');
    if (address !== undefined && address.type !== 'pci') throw unsupported('ACPI index is only supported for PCI devices', 'qemu');
  }
  const rom = 'rom' in each.device ? each.device.rom : undefined;
  const tuned = rom !== undefined && (rom.enabled !== undefined || rom.bar !== undefined || rom.file !== undefined);
  if (tuned && address !== undefined && address.type !== 'pci' && address.type !== 'unassigned') throw unsupported('ROM tuning is only supported for PCI devices', 'qemu');
}

function validateZpci({ zpci }: PciAddress, caps: QemuCapabilities): void {
  if (zpci === undefined) return;
  if (!caps.has('zpci')) throw unsupported("This QEMU binary doesn't support zPCI", 'qemu');
  const { uid } = zpci;
  if (uid !== undefined && (uid === 0 || uid > MOST_UID)) throw xmlError(`Invalid PCI address uid='0x${uid.toString(16).padStart(4, '0')}', must be > 0x0000 and <= 0xffff`, 'qemu');
}
