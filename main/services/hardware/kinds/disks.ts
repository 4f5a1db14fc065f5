import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import { diskDevice, diskSource } from '../../machines/domain-document.ts';
import { readPath, setAttribute, writePath } from '../element-paths.ts';
import { field, note, number, option, select, text, toggle, type FieldSpec, type Place } from '../field-spec.ts';
import { isMissing, wordsFor } from '../host-offer.ts';
import { device, words, type KindSpec, type TemplateSpec } from '../kind-spec.ts';

const MIB = 1024 ** 2;
const isRemovable = (disk: XmlElement): boolean => disk.attribute('device') === 'cdrom' || disk.attribute('device') === 'floppy';
const PREFIX: Readonly<Record<string, string>> = { virtio: 'vd', ide: 'hd', fdc: 'fd', xen: 'xvd', nvme: 'nvme' };

/** The first target of a bus that no disk has. */
export function freeTarget(root: XmlElement, bus: string): string {
  const taken = new Set((root.child('devices')?.elements('disk') ?? []).map((disk) => readPath(disk, 'target@dev')));
  const prefix = PREFIX[bus] ?? 'sd';
  for (let at = 0; ; at++) {
    const name = `${prefix}${letters(at)}`;
    if (!taken.has(name)) return name;
  }
}

function letters(at: number): string {
  const last = String.fromCharCode(97 + (at % 26));
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last;
}

/** The path or volume that a disk is of, written so that its type fits. */
function writeSource({ element, root }: Place, value: string): void {
  const backing = element.child('backingStore');
  if (backing !== undefined) element.children.splice(element.children.indexOf(backing), 1);
  const type = element.attribute('type') ?? 'file';
  if (value === '') {
    const source = element.child('source');
    if (source !== undefined) for (const { name } of [...source.attributes]) writePath(root, element, `source@${name}`, '');
    return;
  }
  if (type === 'network' || type === 'volume') return; // their sources have several parts: by their text
  const now = value.startsWith('/dev/') ? 'block' : 'file';
  if (now !== type) {
    writePath(root, element, type === 'block' ? 'source@dev' : 'source@file', '');
    setAttribute(element, 'type', now);
  }
  writePath(root, element, now === 'block' ? 'source@dev' : 'source@file', value);
}

const limit = (name: string, label: Parameters<typeof number>[1], scale: number, unit: string): FieldSpec => number(`iotune/${name}`, label, { scale, unit, group: 'hw.group.limits', live: ({ element }) => (isRemovable(element) ? undefined : 'iotune') });

const fields: readonly FieldSpec[] = [
  field('text', 'source', 'hw.disk.source', {
    read: ({ element }) => diskSource(element) ?? '',
    write: writeSource,
    live: ({ element }) => (isRemovable(element) ? 'update' : undefined),
    off: ({ element }) => (['network', 'volume', 'nvme', 'vhostuser', 'dir'].includes(element.attribute('type') ?? '') ? 'hw.reason.sourceXml' : undefined),
  }),
  number('vireo-new@size', 'hw.disk.newSize', { unit: 'GiB', shown: ({ element }) => element.child('vireo-new') !== undefined, write: ({ element, root }, value) => { writePath(root, element, 'vireo-new@size', String(Math.max(0.001, Number(value) || 1))); } }),
  field('select', 'pool', 'hw.disk.pool', {
    shown: ({ element }) => element.child('vireo-new') !== undefined,
    read: ({ element }) => readPath(element, 'vireo-new@pool'),
    options: ({ host }) => host.pools.map(({ name }) => option(name)),
    write: (place, value) => {
      const pool = place.host.pools.find(({ name }) => name === value);
      if (pool === undefined) return;
      const file = readPath(place.element, 'source@file').split('/').at(-1) ?? '';
      writePath(place.root, place.element, 'vireo-new@pool', value);
      writePath(place.root, place.element, 'source@file', `${pool.path}/${file}`);
    },
  }),
  field('number', 'grow', 'hw.disk.grow', {
    unit: 'GiB',
    help: 'hw.disk.growHelp',
    live: 'resize',
    shown: ({ element }) => diskDevice(element) === 'disk' && element.child('vireo-new') === undefined && diskSource(element) !== undefined,
    read: ({ element, host }) => readPath(element, 'vireo-grow@size') || (host.sizesGiB.get(readPath(element, 'target@dev')) ?? ''),
    write: ({ element, root }, value) => { writePath(root, element, 'vireo-grow@size', value); },
  }),
  select('@device', 'hw.disk.device', ['disk', 'cdrom', 'floppy', 'lun']),
  field('select', 'bus', 'hw.disk.bus', {
    read: ({ element }) => readPath(element, 'target@bus'),
    options: ({ element, host }) => [...new Set([...wordsFor(host, 'disk', 'bus', ['virtio', 'sata', 'scsi', 'usb', 'ide']), readPath(element, 'target@bus')])].filter((bus) => bus !== '').map((bus) => option(bus)),
    write: ({ element, root }, value) => {
      writePath(root, element, 'target@dev', '');
      writePath(root, element, 'target@bus', value);
      writePath(root, element, 'target@dev', freeTarget(root, value));
      const address = element.child('address');
      if (address !== undefined) element.children.splice(element.children.indexOf(address), 1);
    },
  }),
  select('driver@type', 'hw.disk.format', ['qcow2', 'raw', 'vmdk', 'vdi', 'vpc', 'qed'], { isVolatile: true }),
  text('serial', 'hw.disk.serial', { help: 'hw.disk.serialHelp' }),
  select('driver@cache', 'hw.disk.cache', ['none', 'writeback', 'writethrough', 'directsync', 'unsafe'], { group: 'hw.group.performance' }),
  select('driver@io', 'hw.disk.io', ['native', 'threads', 'io_uring'], { group: 'hw.group.performance' }),
  select('driver@discard', 'hw.disk.discard', ['unmap', 'ignore'], { group: 'hw.group.performance' }),
  select('driver@detect_zeroes', 'hw.disk.detectZeroes', ['off', 'on', 'unmap'], { group: 'hw.group.performance' }),
  number('driver@iothread', 'hw.disk.iothread', { group: 'hw.group.performance', shown: ({ element }) => readPath(element, 'target@bus') === 'virtio', help: 'hw.disk.iothreadHelp' }),
  number('driver@queues', 'hw.disk.queues', { group: 'hw.group.performance', shown: ({ element }) => readPath(element, 'target@bus') === 'virtio' }),
  toggle('readonly?', 'hw.disk.readonly'),
  toggle('shareable?', 'hw.disk.shareable'),
  toggle('target@removable', 'hw.disk.removable', { on: 'on', shown: ({ element }) => readPath(element, 'target@bus') === 'usb' }),
  limit('read_bytes_sec', 'hw.disk.readBytes', MIB, 'MiB/s'),
  limit('read_iops_sec', 'hw.disk.readIops', 1, 'IOPS'),
  limit('write_bytes_sec', 'hw.disk.writeBytes', MIB, 'MiB/s'),
  limit('write_iops_sec', 'hw.disk.writeIops', 1, 'IOPS'),
  limit('total_bytes_sec', 'hw.disk.totalBytes', MIB, 'MiB/s'),
  limit('total_iops_sec', 'hw.disk.totalIops', 1, 'IOPS'),
  note('backing', 'hw.disk.backing', ({ element }) => readPath(element, 'backingStore/source@file'), { shown: ({ element }) => readPath(element, 'backingStore/source@file') !== '' }),
];

/** Disks and drives. */
export const disk: KindSpec = device('disk', {
  label: (element) => (element.attribute('device') === 'cdrom' ? 'hw.cdrom' : element.attribute('device') === 'floppy' ? 'hw.floppy' : 'hw.disk'),
  icon: (element) => (element.attribute('device') === 'cdrom' ? 'disc' : element.attribute('device') === 'floppy' ? 'save' : 'drive'),
  hotplug: true,
  key: (element) => readPath(element, 'target@dev'),
  name: (element) => readPath(element, 'target@dev'),
  summary: (element) => words(readPath(element, 'target@bus'), isRemovable(element) ? diskSource(element)?.split('/').at(-1) : readPath(element, 'driver@type')),
  fields,
});

/** The stem of a new image's name. */
const stem = (root: XmlElement): string => readPath(root, 'name').replaceAll(/[/\\\0]/g, '-').replace(/^\.+/, '-');

const busFor = ({ host, root }: Place): string => {
  const [first] = (root.child('devices')?.elements('disk') ?? []).filter((each) => diskDevice(each) === 'disk').map((each) => readPath(each, 'target@bus'));
  return first ?? wordsFor(host, 'disk', 'bus', ['virtio'])[0] ?? 'virtio';
};
const driveBus = ({ root }: Place): string => (/q35|virt/.test(readPath(root, 'os/type@machine')) ? 'sata' : 'ide');

/** Disks that can be added. */
export const diskTemplates: readonly TemplateSpec[] = [
  {
    id: 'disk-new',
    kind: 'disk',
    label: 'hw.add.newDisk',
    icon: 'drive',
    off: ({ host }) => (host.pools.length === 0 ? 'hw.reason.noPool' : undefined),
    make: (place) => {
      const bus = busFor(place);
      const dev = freeTarget(place.root, bus);
      const pool = place.host.pools.find(({ name }) => name === 'default') ?? place.host.pools[0];
      const file = `${pool?.path ?? ''}/${stem(place.root)}-${dev}.qcow2`;
      return `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${escapeXml(file)}'/><target dev='${dev}' bus='${bus}'/><vireo-new pool='${escapeXml(pool?.name ?? '')}' size='20'/></disk>`;
    },
  },
  { id: 'disk', kind: 'disk', label: 'hw.add.disk', icon: 'drive', make: (place) => `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><target dev='${freeTarget(place.root, busFor(place))}' bus='${busFor(place)}'/></disk>` },
  { id: 'cdrom', kind: 'disk', label: 'hw.add.cdrom', icon: 'disc', make: (place) => `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='${freeTarget(place.root, driveBus(place))}' bus='${driveBus(place)}'/><readonly/></disk>` },
  { id: 'floppy', kind: 'disk', label: 'hw.add.floppy', icon: 'save', off: ({ host }) => (isMissing(host, 'disk') || !wordsFor(host, 'disk', 'diskDevice', ['floppy']).includes('floppy') ? 'reason.notSupported' : undefined), make: ({ root }) => `<disk type='file' device='floppy'><driver name='qemu' type='raw'/><target dev='${freeTarget(root, 'fdc')}' bus='fdc'/></disk>` },
];
