import type { DeviceInfo } from '../../conf/domain/device-info.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import type { Props } from './props.ts';

/** What virtio devices of every kind take. */
export interface VirtioDriver {
  readonly iommu: boolean | undefined;
  readonly ats: boolean | undefined;
  readonly packed: boolean | undefined;
  readonly page_per_vq: boolean | undefined;
}

/** The name of a virtio device at its address: `virtio-rng-pci`. */
export function virtioDeviceName(base: string, info: Pick<DeviceInfo, 'address'>, model: string | undefined, caps: QemuCapabilities, busSuffix = true): string {
  const name = busSuffix ? `${base}-${busSuffixOf(base, info.address?.type)}` : base;
  if (model !== 'virtio-transitional' && model !== 'virtio-non-transitional') return name;
  if (info.address?.type !== 'pci') throw unsupported(`virtio (non-)transitional models are not supported for address type=${info.address?.type ?? 'none'}`, 'qemu');
  const known = caps.has('virtio-pci-non-transitional');
  if (known) return `${name}-${model.slice('virtio-'.length)}`;
  if (model === 'virtio-non-transitional') throw unsupported('virtio non-transitional model not supported for this qemu', 'qemu');
  return name;
}

function busSuffixOf(base: string, type: string | undefined): string {
  switch (type) {
    case 'pci':
      return 'pci';
    case 'virtio-mmio':
      return 'device';
    case 'ccw':
      return 'ccw';
    case undefined:
    case 'unassigned':
      throw confError('internal-error', `Unexpected enum value ${type === undefined ? 0 : 12} for virDomainDeviceAddressType`, 'qemu');
    default:
      throw confError('internal-error', `Unexpected address type for '${base}'`, 'qemu');
  }
}

/** The first properties of a virtio device: which one it is, and what all of them take. */
export function virtioProps(base: string, device: Pick<DeviceInfo, 'address'>, model: string | undefined, driver: VirtioDriver | undefined, caps: QemuCapabilities, busSuffix = true): Props {
  return {
    driver: virtioDeviceName(base, device, model, caps, busSuffix),
    iommu_platform: driver?.iommu,
    ats: driver?.ats,
    packed: driver?.packed,
    'page-per-vq': driver?.page_per_vq,
  };
}

/** What a PCI device's own firmware is. */
export function romProps({ rom, address }: { readonly rom: { readonly enabled: boolean | undefined; readonly bar: boolean | undefined; readonly file: string | undefined } | undefined; readonly address: DeviceInfo['address'] }): Props {
  if (rom === undefined || (rom.enabled === undefined && rom.bar === undefined && rom.file === undefined)) return {};
  if (address?.type !== 'pci') throw unsupported('ROM tuning is only supported for PCI devices', 'qemu');
  if (rom.enabled === false) return { romfile: '' };
  return { rombar: rom.bar === undefined ? undefined : Number(rom.bar), romfile: rom.file };
}

/** A number that is left out when it is zero. */
export function nonZeroProp<T extends number | bigint>(value: T | undefined): T | undefined {
  return value === undefined || Number(value) === 0 ? undefined : value;
}

/** Which device the machine tries to boot from first, second, …: as the devices say, or by their kinds. */
export function bootIndex(device: Pick<DeviceInfo, 'boot'>, def: DomainDef): number | undefined {
  const { boot } = def.os;
  if (boot.length === 0) return device.boot?.order;
  const order = (dev: string): number | undefined => (boot.some((each) => each.dev === dev) ? boot.findLastIndex((each) => each.dev === dev) + 1 : undefined);
  const { disks, interfaces, hostdevs } = def.devices;
  if (device === disks.find((each) => each.device === 'cdrom')) return order('cdrom');
  if (device === disks.find((each) => each.device === 'floppy')) return order('fd');
  if (device === disks.find((each) => each.device === 'disk' || each.device === 'lun')) return order('hd');
  const [firstNet] = interfaces;
  if (firstNet !== undefined && firstNet === device) return order('network');
  return disks.some((each) => each === device) || hostdevs.some((each) => each === device) ? undefined : device.boot?.order;
}
