import { diskName } from '../../../conf/domain/disk-names.ts';
import type { CommandOption, CommandOptions } from './command-options.ts';
import { addressXml, bootXml } from './device-address.ts';
import type { OptionValue } from './option-value.ts';
import { xml, xmlText } from './xml-text.ts';

/** An image as a command names it. */
interface Image {
  readonly format: string | undefined;
  readonly source: { readonly type: string; readonly xml: string } | undefined;
  readonly readonly: boolean;
  readonly settings: OptionValue;
}

type Bus = 'ide' | 'sata' | 'scsi' | 'virtio' | 'usb' | 'fdc' | 'sd';

const PREFIXES: Readonly<Record<Bus, string>> = { ide: 'hd', sata: 'sd', scsi: 'sd', usb: 'sd', virtio: 'vd', fdc: 'fd', sd: 'sd' };
const FORMATS = new Set(['raw', 'qcow2', 'qcow', 'qed', 'vmdk', 'vdi', 'vpc', 'vhdx', 'luks', 'bochs', 'cloop', 'dmg', 'parallels']);

/** The block devices and drives of a command, found by name. */
export class CommandImages {
  readonly #nodes = new Map<string, { readonly option: CommandOption; readonly value: OptionValue }>();
  readonly #drives = new Map<string, { readonly option: CommandOption; readonly value: OptionValue }>();
  readonly #command: CommandOptions;

  constructor(command: CommandOptions) {
    this.#command = command;
    for (const each of command.values('blockdev')) this.#nodes.set(each.value.get('node-name') ?? '', each);
    for (const each of command.values('drive', 'file')) this.#drives.set(each.value.get('id') ?? '', each);
  }

  /** What a device's `drive` names. */
  image(name: string | undefined): Image | undefined {
    if (name === undefined) return undefined;
    const drive = this.#drives.get(name);
    if (drive !== undefined) {
      this.#command.say(drive.option);
      return driveImage(drive.value);
    }
    return this.#nodes.has(name) ? this.#nodeImage(name) : undefined;
  }

  #nodeImage(name: string): Image | undefined {
    const node = this.#nodes.get(name);
    if (node === undefined) return undefined;
    this.#command.say(node.option);
    const { value } = node;
    const driver = value.get('driver') ?? '';
    const file = value.get('file');
    if (driver === 'copy-on-read' || driver === 'throttle') return file === undefined ? undefined : this.#nodeImage(file);
    const readonly = value.get('read-only') === 'on';
    if (!FORMATS.has(driver)) return { format: undefined, source: sourceXml(value, ''), readonly, settings: value };
    const below = file === undefined ? sourceXml(value, 'file.') : this.#nodeImage(file)?.source;
    const backing = value.get('backing');
    if (backing !== undefined) this.#nodeImage(backing);
    return { format: driver, source: below, readonly, settings: value };
  }
}

function driveImage(value: OptionValue): Image {
  const file = value.get('file');
  const source = file === undefined || file === '' ? undefined : fileXml(file);
  return { format: value.get('format'), source, readonly: ['on', 'yes'].includes(value.get('readonly') ?? value.get('read-only') ?? ''), settings: value };
}

function fileXml(file: string): { type: string; xml: string } {
  const url = /^(https?|ftps?|nbd|ssh|iscsi|gluster|rbd):(?:\/\/)?(?:([^/@]*)@)?([^:/]*)(?::(\d+))?\/?(.*)$/.exec(file);
  if (url === null) return file.startsWith('/dev/') ? { type: 'block', xml: xml('source', { dev: file }) } : { type: 'file', xml: xml('source', { file }) };
  const [, protocol, , name, port, path] = url;
  return { type: 'network', xml: xml('source', { protocol, name: path }, xml('host', { name, port })) };
}

function sourceXml(value: OptionValue, prefix: string): { type: string; xml: string } | undefined {
  const get = (name: string): string | undefined => value.get(`${prefix}${name}`);
  const host = (name: string | undefined, port: string | undefined): string | undefined => (name === undefined ? undefined : xml('host', { name, port }));
  switch (get('driver')) {
    case 'file':
      return { type: 'file', xml: xml('source', { file: get('filename') }) };
    case 'host_device':
    case 'host_cdrom':
      return { type: 'block', xml: xml('source', { dev: get('filename') }) };
    case 'nbd': {
      const where = get('server.path') === undefined ? host(get('server.host'), get('server.port')) : xml('host', { transport: 'unix', socket: get('server.path') });
      return { type: 'network', xml: xml('source', { protocol: 'nbd', name: get('export') }, where) };
    }
    case 'rbd':
      return { type: 'network', xml: xml('source', { protocol: 'rbd', name: `${get('pool') ?? ''}/${get('image') ?? ''}` }, ...[0, 1, 2, 3].map((index) => host(get(`server.${index}.host`), get(`server.${index}.port`)))) };
    case 'iscsi': {
      const [name, port] = (get('portal') ?? '').split(/:(?=\d+$)/);
      return { type: 'network', xml: xml('source', { protocol: 'iscsi', name: `${get('target') ?? ''}/${get('lun') ?? '0'}` }, host(name, port)) };
    }
    case 'ssh':
      return { type: 'network', xml: xml('source', { protocol: 'ssh', name: get('path') }, host(get('server.host'), get('server.port'))) };
    case 'http':
    case 'https':
    case 'ftp':
    case 'ftps':
      return fileXml(get('url') ?? '');
    default:
      return undefined;
  }
}

/** The disks of a command: devices with their images, and the older options. */
export function disksXml(command: CommandOptions, images: CommandImages, machine: string): string[] {
  const taken = new Map<string, number>();
  const nextTarget = (bus: Bus): string => {
    const prefix = PREFIXES[bus];
    const index = taken.get(prefix) ?? 0;
    taken.set(prefix, index + 1);
    return diskName(prefix, index);
  };
  const byDevice = command.values('device').flatMap(({ option, value }) => {
    const bus = busOf(value.get('driver') ?? '', machine);
    if (bus === undefined) return [];
    command.say(option);
    return [diskXml(value, images.image(value.get('drive')), bus, nextTarget(bus))];
  });
  return [...byDevice, ...olderDisks(command, machine, nextTarget)];
}

function busOf(driver: string, machine: string): Bus | undefined {
  if (/^virtio-blk(-|$)/.test(driver)) return 'virtio';
  if (/^ide-(hd|cd|drive)$/.test(driver)) return machine.includes('q35') ? 'sata' : 'ide';
  if (/^scsi-(hd|cd|disk|block)$/.test(driver)) return 'scsi';
  if (driver === 'usb-storage') return 'usb';
  return driver === 'floppy' ? 'fdc' : undefined;
}

function diskXml(device: OptionValue, image: Image | undefined, bus: Bus, target: string): string {
  const driver = device.get('driver') ?? '';
  const kind = driver.endsWith('-cd') ? 'cdrom' : driver === 'floppy' ? 'floppy' : driver === 'scsi-block' ? 'lun' : 'disk';
  const at = bus === 'virtio' || bus === 'usb' || bus === 'sd' ? undefined : bus;
  return diskElement(kind, bus, target, image, {
    inner: [bootXml(device), xmlText('serial', device.get('serial')), addressXml(device, at)].join(''),
    iothread: /^iothread(\d+)$/.exec(device.get('iothread') ?? '')?.[1],
    queues: device.get('num-queues'),
  });
}

function diskElement(kind: string, bus: Bus, dev: string, image: Image | undefined, more: { readonly inner: string; readonly iothread?: string | undefined; readonly queues?: string | undefined }): string {
  const { settings } = image ?? {};
  const direct = settings?.get('cache.direct') === 'on';
  const cache = settings?.get('cache') ?? (settings?.get('cache.no-flush') === 'on' ? 'unsafe' : direct ? 'none' : undefined);
  const driver = xml('driver', {
    name: 'qemu', type: image?.format ?? (image?.source === undefined ? undefined : 'raw'), cache, io: settings?.get('aio'), discard: settings?.get('discard') === 'unmap' ? 'unmap' : undefined,
    iothread: more.iothread, queues: more.queues,
  });
  const readonly = image?.readonly === true || kind === 'cdrom' ? xml('readonly') : undefined;
  return xml('disk', { type: image?.source?.type ?? 'file', device: kind }, driver, image?.source?.xml, xml('target', { dev, bus }), readonly, more.inner);
}

const OLDER: Readonly<Record<string, string>> = { hda: 'disk', hdb: 'disk', hdc: 'disk', hdd: 'disk', cdrom: 'cdrom', fda: 'floppy', fdb: 'floppy', sd: 'disk' };

function olderDisks(command: CommandOptions, machine: string, nextTarget: (bus: Bus) => string): string[] {
  const usual: Bus = machine.includes('q35') ? 'sata' : 'ide';
  const found: string[] = [];
  for (const option of command.options) {
    const kind = OLDER[option.name];
    if (kind === undefined) continue;
    command.say(option);
    const bus: Bus = kind === 'floppy' ? 'fdc' : option.name === 'sd' ? 'sd' : usual;
    found.push(diskElement(kind, bus, nextTarget(bus), { format: undefined, source: fileXml(option.value ?? ''), readonly: false, settings: new Map() }, { inner: '' }));
  }
  for (const { option, value } of command.values('drive', 'file')) {
    const kind = value.get('if');
    if (kind === 'none' || kind === 'pflash') continue;
    command.say(option);
    const bus: Bus = kind === 'virtio' || kind === 'scsi' || kind === 'sd' ? kind : kind === 'floppy' ? 'fdc' : usual;
    const device = kind === 'floppy' ? 'floppy' : value.get('media') === 'cdrom' ? 'cdrom' : 'disk';
    found.push(diskElement(device, bus, nextTarget(bus), driveImage(value), { inner: '' }));
  }
  return found;
}

/** Firmware in flash memory: where its code and its variables are. */
export function flashXml(command: CommandOptions, images: CommandImages, machine: OptionValue): string {
  const named = [machine.get('pflash0'), machine.get('pflash1')].map((name) => images.image(name));
  const drives = command.values('drive', 'file').filter(({ value }) => value.get('if') === 'pflash');
  for (const { option } of drives) command.say(option);
  const [code, variables] = named[0] === undefined ? drives.map(({ value }) => driveImage(value)) : named;
  const file = (image: Image | undefined): string | undefined => /file='([^']*)'/.exec(image?.source?.xml ?? '')?.[1];
  const path = file(code);
  if (path === undefined) return '';
  return `<loader readonly='${code?.readonly === true ? 'yes' : 'no'}' type='pflash'>${path}</loader>${file(variables) === undefined ? '' : `<nvram>${file(variables) ?? ''}</nvram>`}`;
}
