import type { TreeQuery } from '../host-tree.ts';

const of = (folder: string, names: readonly string[]): string[] => names.map((name) => `${folder}/${name}`);

export const PCI = '/sys/bus/pci/devices';
export const USB = '/sys/bus/usb/devices';
export const NET = '/sys/class/net';
export const BLOCK = '/sys/class/block';
export const SCSI = '/sys/bus/scsi/devices';
export const SCSI_HOST = '/sys/class/scsi_host';
export const SCSI_GENERIC = '/sys/class/scsi_generic';
export const MDEV = '/sys/bus/mdev/devices';
export const MDEV_BUS = '/sys/class/mdev_bus';
export const DMI = '/sys/class/dmi/id';
/** What udev knows of devices: `+pci:0000:00:02.0`, `b8:0`, `c189:1`. */
export const UDEV = '/run/udev/data';

/** All that descriptions of a host's devices are made of, in one round trip. */
export const DEVICE_QUERY: TreeQuery = {
  texts: [
    ...of(`${PCI}/*`, ['class', 'vendor', 'device', 'numa_node', 'sriov_totalvfs']),
    ...of(`${USB}/*`, ['busnum', 'devnum', 'dev', 'idVendor', 'idProduct', 'manufacturer', 'product', 'bInterfaceNumber', 'bInterfaceClass', 'bInterfaceSubClass', 'bInterfaceProtocol', 'interface']),
    ...of(`${NET}/*`, ['address', 'operstate', 'speed', 'type']),
    ...of(`${BLOCK}/*`, ['size', 'removable', 'queue/logical_block_size', 'device/vendor', 'device/model', 'dev', 'partition']),
    ...of(`${SCSI}/*`, ['type']), ...of(`${SCSI_HOST}/*`, ['unique_id']), ...of(`${SCSI_GENERIC}/*`, ['dev']),
    ...of(`${MDEV_BUS}/*/mdev_supported_types/*`, ['name', 'device_api', 'available_instances']),
    ...of(DMI, ['product_name', 'sys_vendor', 'product_version', 'product_serial', 'product_uuid', 'bios_vendor', 'bios_version', 'bios_date']),
    `${UDEV}/*`,
  ],
  links: [
    `${PCI}/*`, ...of(`${PCI}/*`, ['driver', 'iommu_group', 'physfn', 'virtfn*']), `${USB}/*`, `${USB}/*/driver`, `${NET}/*`, `${BLOCK}/*`,
    `${SCSI}/*`, `${SCSI}/*/driver`, `${SCSI_HOST}/*`, `${SCSI_GENERIC}/*`, `${MDEV}/*`, ...of(`${MDEV}/*`, ['mdev_type', 'iommu_group']),
  ],
  names: [`${NET}/*/phy80211`],
};
