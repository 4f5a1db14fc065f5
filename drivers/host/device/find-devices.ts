import type { CallOptions } from '../../api/records.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { readHostTree, type HostTree } from '../host-tree.ts';
import { BLOCK, DEVICE_QUERY, DMI, MDEV, NET, PCI, SCSI, SCSI_GENERIC, SCSI_HOST, USB } from './device-query.ts';
import { deviceFolder, hex, hexNumber, nameOf, optional, udevProperties, type Piece } from './device-text.ts';
import type { FoundDevice } from './found-device.ts';
import { pciDevice, type PciConfig } from './pci-device.ts';

const CONFIG_BYTES = 256;

/** Finds a Linux host's devices, in two round trips. */
export async function findDevices(surroundings: Surroundings, options: CallOptions = {}): Promise<readonly FoundDevice[]> {
  const tree = await readHostTree(surroundings, DEVICE_QUERY, options);
  const ids = tree.below(PCI);
  const files = ids.map((id) => `${PCI}/${id}/config`);
  const [starts, infos] = await Promise.all([surroundings.files.readStarts(files, CONFIG_BYTES), surroundings.files.stat(files)]);
  return devicesOf(tree, new Map(ids.map((id, index) => [id, { bytes: starts[index], sizeBytes: infos[index]?.sizeBytes ?? 0n }])));
}

/** As {@link findDevices}, of what was read. */
export function devicesOf(tree: HostTree, configs: ReadonlyMap<string, PciConfig>): readonly FoundDevice[] {
  const kinds: readonly FoundDevice[][] = [
    [computer(tree)],
    each(tree, PCI, (id, path) => {
      const found = pciDevice(tree, id, configs.get(id));
      return found && { name: nameOf('pci', id), path, ...found };
    }),
    each(tree, USB, (id, path) => (id.includes(':') ? usbInterface(tree, id, path) : usbDevice(tree, id, path))),
    each(tree, NET, (id, path) => netDevice(tree, id, path)),
    each(tree, BLOCK, (id, path) => disk(tree, id, path)),
    each(tree, SCSI_HOST, (id, path) => scsiHost(tree, id, path)),
    each(tree, SCSI, (id, path) => scsiDevice(tree, id, path)),
    each(tree, SCSI_GENERIC, (id, path) => ({ name: nameOf('scsi_generic', id), path, driver: undefined, devnode: `/dev/${id}`, capabilities: ['scsi_generic'], piece: ['capability', { type: 'scsi_generic' }, [['char', {}, `/dev/${id}`]]] })),
    each(tree, MDEV, (id, path) => mdev(tree, id, path)),
  ];
  return kinds.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

function each(tree: HostTree, folder: string, describe: (id: string, path: string) => FoundDevice | undefined): FoundDevice[] {
  return tree.below(folder).flatMap((id) => {
    const path = deviceFolder(tree, `${folder}/${id}`);
    const found = path === undefined ? undefined : describe(id, path);
    return found === undefined ? [] : [found];
  });
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';

function computer(tree: HostTree): FoundDevice {
  const dmi = (name: string): string | undefined => tree.text(`${DMI}/${name}`);
  const uuid = dmi('product_uuid')?.toLowerCase();
  const hardware: Piece = ['hardware', {}, [optional('vendor', dmi('sys_vendor')), optional('version', dmi('product_version')), optional('serial', dmi('product_serial')), ['uuid', {}, uuid !== undefined && /^[\da-f-]{36}$/.test(uuid) ? uuid : NO_UUID]]];
  const firmware: Piece = ['firmware', {}, [optional('vendor', dmi('bios_vendor')), optional('version', dmi('bios_version')), optional('release_date', dmi('bios_date'))]];
  return { name: 'computer', path: '', driver: undefined, capabilities: ['system'], piece: ['capability', { type: 'system' }, [optional('product', dmi('product_name')), hardware, firmware]] };
}

function usbDevice(tree: HostTree, id: string, path: string): FoundDevice | undefined {
  const text = (name: string): string | undefined => tree.text(`${USB}/${id}/${name}`);
  const [bus, device, vendor, product] = [text('busnum'), text('devnum'), hexNumber(text('idVendor')), hexNumber(text('idProduct'))];
  if (bus === undefined || device === undefined || vendor === undefined || product === undefined) return undefined;
  const udev = udevProperties(tree, `c${text('dev') ?? ''}`);
  const piece: Piece = ['capability', { type: 'usb_device' }, [
    ['bus', {}, bus], ['device', {}, device],
    ['product', { id: hex(product, 4) }, udev.get('ID_MODEL_FROM_DATABASE') ?? text('product')],
    ['vendor', { id: hex(vendor, 4) }, udev.get('ID_VENDOR_FROM_DATABASE') ?? text('manufacturer')],
  ]];
  const devnode = `/dev/bus/usb/${bus.padStart(3, '0')}/${device.padStart(3, '0')}`;
  return { name: nameOf('usb', id), path, driver: tree.linkName(`${USB}/${id}/driver`), devnode, capabilities: ['usb_device'], piece };
}

function usbInterface(tree: HostTree, id: string, path: string): FoundDevice | undefined {
  const number = (name: string): string => String(hexNumber(tree.text(`${USB}/${id}/${name}`)) ?? 0);
  if (tree.text(`${USB}/${id}/bInterfaceNumber`) === undefined) return undefined;
  const piece: Piece = ['capability', { type: 'usb' }, [
    ['number', {}, number('bInterfaceNumber')], ['class', {}, number('bInterfaceClass')], ['subclass', {}, number('bInterfaceSubClass')], ['protocol', {}, number('bInterfaceProtocol')],
    optional('description', tree.text(`${USB}/${id}/interface`)),
  ]];
  return { name: nameOf('usb', id), path, driver: tree.linkName(`${USB}/${id}/driver`), capabilities: ['usb'], piece };
}

/** Speeds beyond what 32 bits hold are "nobody knows". */
const UNKNOWN_SPEED = 4_294_967_295;

function netDevice(tree: HostTree, id: string, path: string): FoundDevice {
  const at = `${NET}/${id}`;
  const address = tree.text(`${at}/address`);
  const state = tree.text(`${at}/operstate`);
  const speed = tree.number(`${at}/speed`);
  const shown = state !== 'up' || speed === undefined ? undefined : speed < 0 ? UNKNOWN_SPEED : speed;
  const inner = tree.has(`${at}/phy80211`) ? '80211' : '80203';
  const piece: Piece = ['capability', { type: 'net' }, [['interface', {}, id], optional('address', address), state === undefined ? undefined : ['link', { speed: shown, state }], ['capability', { type: inner }]]];
  return { name: nameOf('net', id, address), path, driver: undefined, capabilities: ['net', inner], piece };
}

/** What names tell where nothing else does. */
const DISK_NAMES = /^(vd|nvme|pmem|xvd|dasd|ubd)/;

function disk(tree: HostTree, id: string, path: string): FoundDevice | undefined {
  const at = `${BLOCK}/${id}`;
  if (tree.text(`${at}/partition`) !== undefined) return undefined;
  const udev = udevProperties(tree, `b${tree.text(`${at}/dev`) ?? ''}`);
  const type = udev.get('ID_TYPE') ?? (DISK_NAMES.test(id) || (/^sd/.test(id) && tree.text(`${at}/device/model`) !== undefined) ? 'disk' : undefined);
  if (type === undefined || type === 'generic') return undefined;
  const bytes = BigInt(tree.text(`${at}/size`) ?? 0) * 512n;
  const blockBytes = BigInt(tree.number(`${at}/queue/logical_block_size`) ?? 512);
  const sizes: Piece[] = [['logical_block_size', {}, String(blockBytes)], ['num_blocks', {}, String(bytes / blockBytes)]];
  const removable = tree.text(`${at}/removable`) === '1' || type === 'cd';
  const size: readonly Piece[] = removable
    ? [['capability', { type: 'removable' }, [['media_available', {}, bytes > 0n ? '1' : '0'], ['media_size', {}, String(bytes)], ...(bytes > 0n ? sizes : [])]]]
    : [['size', {}, String(bytes)], ...sizes];
  const device = `/dev/${id.replaceAll('!', '/')}`;
  const serial = udev.get('ID_SERIAL');
  const piece: Piece = ['capability', { type: 'storage' }, [
    ['block', {}, device], optional('bus', udev.get('ID_BUS')), ['drive_type', {}, type === 'cd' ? 'cdrom' : type],
    optional('model', tree.text(`${at}/device/model`)), optional('vendor', tree.text(`${at}/device/vendor`)), optional('serial', serial), ...size,
  ]];
  return { name: nameOf('block', id, serial), path, driver: undefined, devnode: device, capabilities: ['storage'], piece };
}

function scsiHost(tree: HostTree, id: string, path: string): FoundDevice | undefined {
  const number = /^host(\d+)$/.exec(id)?.[1];
  if (number === undefined) return undefined;
  return { name: `scsi_host${number}`, path, driver: undefined, capabilities: ['scsi_host'], piece: ['capability', { type: 'scsi_host' }, [['host', {}, number], optional('unique_id', tree.text(`${SCSI_HOST}/${id}/unique_id`))]] };
}

/** Kinds of SCSI devices by their numbers (SPC-4, peripheral device types). */
const SCSI_TYPES: Readonly<Record<string, string>> = { 0: 'disk', 1: 'tape', 2: 'printer', 3: 'processor', 4: 'worm', 5: 'cdrom', 7: 'optical', 8: 'changer', 12: 'raid', 13: 'enclosure', 17: 'osd' };

function scsiDevice(tree: HostTree, id: string, path: string): FoundDevice | undefined {
  const target = /^target(\d+:\d+:\d+)$/.exec(id)?.[1];
  if (target !== undefined) return { name: nameOf('scsi_target' + target), path, driver: undefined, capabilities: ['scsi_target'], piece: ['capability', { type: 'scsi_target' }, [['target', {}, id]]] };
  const [host, bus, unit, lun] = /^\d+:\d+:\d+:\d+$/.test(id) ? id.split(':') : [];
  if (host === undefined || bus === undefined || unit === undefined || lun === undefined) return undefined;
  const type = SCSI_TYPES[tree.text(`${SCSI}/${id}/type`) ?? ''] ?? 'disk';
  const piece: Piece = ['capability', { type: 'scsi' }, [['host', {}, host], ['bus', {}, bus], ['target', {}, unit], ['lun', {}, lun], ['type', {}, type]]];
  return { name: nameOf('scsi', id), path, driver: tree.linkName(`${SCSI}/${id}/driver`), capabilities: ['scsi'], piece };
}

function mdev(tree: HostTree, id: string, path: string): FoundDevice {
  const parent = path.split('/').at(-2) ?? '';
  const group = tree.linkName(`${MDEV}/${id}/iommu_group`);
  const piece: Piece = ['capability', { type: 'mdev' }, [['type', { id: tree.linkName(`${MDEV}/${id}/mdev_type`) ?? '' }], ['uuid', {}, id], ['parent_addr', {}, parent], group === undefined ? undefined : ['iommuGroup', { number: group }]]];
  return { name: nameOf('mdev', id, parent), path, driver: undefined, capabilities: ['mdev'], piece };
}
