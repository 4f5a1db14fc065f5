import { describe, expect, it } from 'vitest';
import { parseNodeDeviceXml } from '../../conf/node-device/node-device-def.ts';
import { HostTree } from '../host-tree.ts';
import { pieceText } from './device-text.ts';
import { devicesOf } from './find-devices.ts';

const PCI = '/sys/bus/pci/devices';
const USB = '/sys/bus/usb/devices';

const texts = new Map([
  [`${PCI}/0000:01:00.0/class`, '0x030000'], [`${PCI}/0000:01:00.0/vendor`, '0x10de'], [`${PCI}/0000:01:00.0/device`, '0x1b38'], [`${PCI}/0000:01:00.0/numa_node`, '1'],
  [`${PCI}/0000:01:00.0/sriov_totalvfs`, '4'],
  ['/run/udev/data/+pci:0000:01:00.0', 'E:ID_VENDOR_FROM_DATABASE=Maker & Sons\nE:ID_MODEL_FROM_DATABASE=Card <b>'],
  ['/sys/class/mdev_bus/0000:01:00.0/mdev_supported_types/nvidia-46/name', 'GRID P40-1Q'],
  ['/sys/class/mdev_bus/0000:01:00.0/mdev_supported_types/nvidia-46/device_api', 'vfio-pci'],
  ['/sys/class/mdev_bus/0000:01:00.0/mdev_supported_types/nvidia-46/available_instances', '24'],
  [`${USB}/1-2/busnum`, '1'], [`${USB}/1-2/devnum`, '5'], [`${USB}/1-2/idVendor`, '0951'], [`${USB}/1-2/idProduct`, '1666'], [`${USB}/1-2/manufacturer`, 'Kingston'],
  [`${USB}/1-2:1.0/bInterfaceNumber`, '00'], [`${USB}/1-2:1.0/bInterfaceClass`, '08'], [`${USB}/1-2:1.0/bInterfaceSubClass`, '06'], [`${USB}/1-2:1.0/bInterfaceProtocol`, '50'],
  ['/sys/bus/scsi/devices/0:0:0:0/type', '5'],
  ['/sys/class/block/sr0/size', '100'], ['/sys/class/block/sr0/removable', '1'], ['/sys/class/block/sr0/dev', '11:0'], ['/run/udev/data/b11:0', 'E:ID_TYPE=cd\nE:ID_BUS=ata\nE:ID_SERIAL=QEMU_DVD-ROM'],
  ['/sys/class/block/sda1/partition', '1'], ['/sys/class/block/loop0/size', '0'],
]);
const DEVICES = '../../../devices/pci0000:00';
const links = new Map([
  [`${PCI}/0000:01:00.0`, `${DEVICES}/0000:00:01.0/0000:01:00.0`], [`${PCI}/0000:01:00.0/driver`, '../../../../bus/pci/drivers/nvidia'],
  [`${PCI}/0000:01:00.0/iommu_group`, '../../../../kernel/iommu_groups/7'], [`${PCI}/0000:01:00.0/virtfn0`, '../0000:01:00.4'],
  [`${PCI}/0000:00:01.0`, `${DEVICES}/0000:00:01.0`], [`${PCI}/0000:00:01.0/iommu_group`, '../../../kernel/iommu_groups/7'],
  [`${USB}/1-2`, `${DEVICES}/0000:00:14.0/usb1/1-2`], [`${USB}/1-2:1.0`, `${DEVICES}/0000:00:14.0/usb1/1-2/1-2:1.0`], [`${USB}/1-2/driver`, '../../../../bus/usb/drivers/usb'],
  ['/sys/bus/scsi/devices/0:0:0:0', `${DEVICES}/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0`], ['/sys/bus/scsi/devices/target0:0:0', `${DEVICES}/0000:00:1f.2/ata1/host0/target0:0:0`],
  ['/sys/class/block/sr0', '../../devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sr0'],
  ['/sys/class/block/sda1', '../../devices/x/block/sda/sda1'], ['/sys/class/block/loop0', '../../devices/virtual/block/loop0'],
  ['/sys/bus/mdev/devices/d069d019-36ea-4111-8f0a-8c9a70e21366', `${DEVICES}/0000:00:01.0/0000:01:00.0/d069d019-36ea-4111-8f0a-8c9a70e21366`],
  ['/sys/bus/mdev/devices/d069d019-36ea-4111-8f0a-8c9a70e21366/mdev_type', '../mdev_supported_types/nvidia-46'],
]);

function config(express: boolean): { readonly sizeBytes: bigint; readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(256);
  bytes[6] = 0x10;
  bytes[14] = express ? 0 : 1;
  bytes[0x34] = 0x40;
  bytes.set([0x01, 0x50], 0x40);
  bytes.set([0x10, 0x00, 0x02, 0x00], 0x50);
  bytes.set([0x03, 0x01, 0x00, 0x02], 0x5c); // 8 GT/s, 16 lanes, port 2
  bytes.set([0x41, 0x00], 0x62); // 2.5 GT/s, 4 lanes
  return { sizeBytes: express ? 4096n : 256n, bytes };
}

const found = new Map(devicesOf(new HostTree(texts, links), new Map([['0000:01:00.0', config(true)], ['0000:00:01.0', config(false)]])).map((each) => [each.name, each]));
const xmlOf = (name: string): string => {
  const device = found.get(name);
  return device === undefined ? '' : pieceText(device.piece);
};

describe('devices of a host', () => {
  it('are named as libvirt names them', () => {
    expect([...found.keys()]).toEqual([
      'block_sr0_QEMU_DVD_ROM', 'computer', 'mdev_d069d019_36ea_4111_8f0a_8c9a70e21366_0000_01_00_0', 'pci_0000_00_01_0', 'pci_0000_01_00_0',
      'scsi_0_0_0_0', 'scsi_target0_0_0', 'usb_1_2', 'usb_1_2_1_0',
    ]);
  });

  it('tell of a graphics card what can be done with it', () => {
    const xml = xmlOf('pci_0000_01_00_0');
    expect(xml).toContain("<product id='0x1b38'>Card &lt;b&gt;</product>\n  <vendor id='0x10de'>Maker &amp; Sons</vendor>");
    expect(xml).toContain("<capability type='virt_functions' maxCount='4'>\n    <address domain='0x0000' bus='0x01' slot='0x00' function='0x4'/>");
    expect(xml).toContain("<type id='nvidia-46'>\n      <name>GRID P40-1Q</name>\n      <deviceAPI>vfio-pci</deviceAPI>\n      <availableInstances>24</availableInstances>");
    expect(xml).toContain("<iommuGroup number='7'>\n    <address domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>\n    <address domain='0x0000' bus='0x01'");
    expect(xml).toContain("<numa node='1'/>\n  <pci-express>\n    <link validity='cap' port='2' speed='8' width='16'/>\n    <link validity='sta' speed='2.5' width='4'/>");
    expect(found.get('pci_0000_01_00_0')?.capabilities).toEqual(['pci', 'mdev_types', 'virt_functions']);
    expect(xmlOf('pci_0000_00_01_0')).toContain("<capability type='pci-bridge'/>");
    expect(xmlOf('pci_0000_00_01_0')).not.toContain('pci-express');
  });

  it('tell of USB, SCSI, drives and mediated devices', () => {
    expect(xmlOf('usb_1_2')).toContain("<bus>1</bus>\n  <device>5</device>\n  <product id='0x1666'/>\n  <vendor id='0x0951'>Kingston</vendor>");
    expect(xmlOf('usb_1_2_1_0')).toContain('<class>8</class>\n  <subclass>6</subclass>\n  <protocol>80</protocol>');
    expect(xmlOf('scsi_0_0_0_0')).toContain('<type>cdrom</type>');
    expect(xmlOf('block_sr0_QEMU_DVD_ROM')).toContain("<drive_type>cdrom</drive_type>\n  <serial>QEMU_DVD-ROM</serial>\n  <capability type='removable'>\n    <media_available>1</media_available>\n    <media_size>51200</media_size>");
    expect(xmlOf('mdev_d069d019_36ea_4111_8f0a_8c9a70e21366_0000_01_00_0')).toContain("<type id='nvidia-46'/>\n  <uuid>d069d019-36ea-4111-8f0a-8c9a70e21366</uuid>\n  <parent_addr>0000:01:00.0</parent_addr>");
  });

  it('are documents that can be read', () => {
    for (const device of found.values()) expect(parseNodeDeviceXml(pieceText(['device', {}, [['name', {}, device.name], device.piece]])).name).toBe(device.name);
  });
});
