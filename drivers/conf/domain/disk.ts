import { enumOf, onOff, string, u64, uint, uintOf, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, flag, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { bootInfo, nonZero, virtioOptions } from './device-info.ts';
import { STORAGE_FORMATS, backingStore, encryption, fileSource, metadataCacheField, mirror, storageAuth, storageSource } from './storage-source.ts';

/** What a disk looks like to the guest. */
export const DISK_DEVICES = ['disk', 'cdrom', 'floppy', 'lun'] as const;
/** What a disk is attached to. */
export const DISK_BUSES = ['ide', 'fdc', 'scsi', 'virtio', 'xen', 'usb', 'uml', 'sata', 'sd'] as const;
/** Models that exist in virtio's three flavours. */
export const VIRTIO_MODELS = ['virtio', 'virtio-transitional', 'virtio-non-transitional'] as const;

const driver = element(
  {
    name: attr(string),
    type: attr(enumOf(['auto', 'aio', ...STORAGE_FORMATS])),
    cache: attr(enumOf(['none', 'writethrough', 'writeback', 'directsync', 'unsafe']), { absent: 'default' }),
    error_policy: attr(enumOf(['stop', 'report', 'ignore', 'enospace']), { refused: 'default' }),
    rerror_policy: attr(enumOf(['stop', 'report', 'ignore', 'enospace']), { refused: 'default' }),
    io: attr(enumOf(['native', 'threads', 'io_uring']), { refused: 'default' }),
    ioeventfd: attr(onOff),
    event_idx: attr(onOff),
    copy_on_read: attr(onOff),
    discard: attr(enumOf(['unmap', 'ignore']), { refused: 'default' }),
    iothread: attr(uintOf({ positive: true })),
    detect_zeroes: attr(enumOf(['off', 'on', 'unmap']), { refused: 'default' }),
    queues: attr(uint, nonZero),
    queue_size: attr(uint, nonZero),
    ...virtioOptions,
    metadataCache: metadataCacheField,
  },
  {
    parsed(value) {
      if (value.rerror_policy === 'enospace') throw unsupported("Invalid disk read error policy: 'enospace'");
      // Xen's word for a raw image behind tap:aio.
      if (value.type === 'aio') value.type = 'raw';
      if (value.type === 'auto') value.type = undefined;
    },
  },
);

const target = element({
  dev: attr(string),
  bus: attr(enumOf(DISK_BUSES), { refused: 'none' }),
  tray: attr(enumOf(['closed', 'open']), { absent: 'closed' }),
  removable: attr(onOff),
  rotation_rate: attr(uint, nonZero),
});

const geometry = element(
  {
    cyls: attr(uintOf({ positive: true }), { required: true }),
    heads: attr(uintOf({ positive: true }), { required: true }),
    secs: attr(uintOf({ positive: true }), { required: true }),
    trans: attr(enumOf(['none', 'auto', 'lba']), { absent: 'default' }),
  },
);

const blockio = element({ logical_block_size: attr(uint, nonZero), physical_block_size: attr(uint, nonZero) });

const rate = { omit: (value: bigint): boolean => value === 0n } as const;

/** Limits on what a disk may do. Bytes, or operations, a second. */
export const iotune = element({
  total_bytes_sec: textChild(u64, rate),
  read_bytes_sec: textChild(u64, rate),
  write_bytes_sec: textChild(u64, rate),
  total_iops_sec: textChild(u64, rate),
  read_iops_sec: textChild(u64, rate),
  write_iops_sec: textChild(u64, rate),
  total_bytes_sec_max: textChild(u64, rate),
  read_bytes_sec_max: textChild(u64, rate),
  write_bytes_sec_max: textChild(u64, rate),
  total_iops_sec_max: textChild(u64, rate),
  read_iops_sec_max: textChild(u64, rate),
  write_iops_sec_max: textChild(u64, rate),
  size_iops_sec: textChild(u64, rate),
  group_name: textChild(string),
  total_bytes_sec_max_length: textChild(u64, rate),
  read_bytes_sec_max_length: textChild(u64, rate),
  write_bytes_sec_max_length: textChild(u64, rate),
  total_iops_sec_max_length: textChild(u64, rate),
  read_iops_sec_max_length: textChild(u64, rate),
  write_iops_sec_max_length: textChild(u64, rate),
});

const transient = element({ shareBacking: attr(yesNo) }, { keep: true, formatting: (value) => ({ shareBacking: value.shareBacking === true ? true : undefined }) });

/** Words for where a snapshot of a disk goes. */
export const SNAPSHOT_LOCATIONS = ['no', 'internal', 'external', 'manual'] as const;

/** A disk, CD-ROM or floppy drive. */
export const disk = element(
  {
    type: attr(enumOf(['file', 'block', 'dir', 'network', 'volume', 'nvme', 'vhostuser']), { default: 'file', refused: 'none' }),
    device: attr(enumOf(DISK_DEVICES), { default: 'disk' }),
    model: attr(enumOf(VIRTIO_MODELS), { absent: 'default' }),
    rawio: attr(yesNo),
    sgio: attr(enumOf(['filtered', 'unfiltered']), { refused: 'default' }),
    snapshot: attr(enumOf(SNAPSHOT_LOCATIONS), { refused: 'default' }),
    driver: child(driver),
    auth: child(storageAuth),
    source: child(storageSource),
    backingStore: child(backingStore),
    backenddomain: attrChild('name', string),
    geometry: child(geometry),
    blockio: child(blockio),
    mirror: child(mirror, { only: 'live' }),
    target: child(target),
    iotune: child(iotune),
    readonly: flag(),
    shareable: flag(),
    transient: child(transient),
    serial: textChild(string),
    wwn: textChild(string),
    vendor: textChild(string),
    product: textChild(string),
    encryption: child(encryption),
    ...bootInfo,
  },
  {
    keep: true,
    parsed(value, _xml, context) {
      if (context.inactive) value.mirror = undefined;
      // libvirt calls every disk without a source a file.
      if (value.source === undefined) value.type = 'file';
      if (value.auth !== undefined && value.source !== undefined && value.source.auth !== undefined) {
        throw unsupported('an <auth> definition already found for disk source');
      }
      if (value.encryption !== undefined && value.source?.encryption !== undefined) {
        throw unsupported('an <encryption> definition already found for disk source');
      }
      if (value.target === undefined) value.target = target.create();
      checkWwn(value.wwn);
    },
    formatting(value) {
      const hideSnapshot = value.snapshot === 'no' && value.readonly === true;
      const removable = value.device === 'floppy' || value.device === 'cdrom';
      if (!hideSnapshot && (removable || value.target?.tray === undefined) && (value.target?.bus === 'usb' || value.target?.removable === undefined)) return value;
      const shown = value.target === undefined ? undefined : { ...value.target, tray: removable ? value.target.tray : undefined };
      if (shown !== undefined && shown.bus !== 'usb') shown.removable = undefined;
      return { ...value, snapshot: hideSnapshot ? undefined : value.snapshot, target: shown };
    },
  },
);

/** A disk, CD-ROM or floppy drive. */
export type Disk = LensValue<typeof disk>;

function checkWwn(wwn: string | undefined): void {
  if (wwn === undefined) return;
  if (!/^(0x)?[0-9a-fA-F]{16}$/.test(wwn)) throw xmlError('malformed wwn: ' + wwn);
}

/** What a disk's image is called: a path, a device or a network name; undefined when the drive is empty. */
export function diskPath(value: Disk): string | undefined {
  const { source } = value;
  if (source === undefined) return undefined;
  switch (source.type) {
    case 'file':
      return source.file;
    case 'block':
      return source.dev;
    case 'dir':
      return source.dir;
    case 'network':
      return source.name;
    case 'volume':
      return source.volume;
    case 'vhostuser':
      return source.path;
    case 'nvme':
      return undefined;
  }
}

/** Whether a drive has nothing in it. */
export function isDiskEmpty(value: Disk): boolean {
  const { source } = value;
  if (source === undefined) return true;
  return (source.type === 'file' || source.type === 'block' || source.type === 'dir') && diskPath(value) === undefined;
}

/** Puts a file into a drive, or nothing. */
export function setDiskFile(value: Disk, file: string | undefined): void {
  value.type = 'file';
  value.source = file === undefined ? undefined : fileSource(file);
}

/** A disk's driver element with nothing said. */
export function newDiskDriver(fields: Partial<LensValue<typeof driver>> = {}): LensValue<typeof driver> {
  return driver.create(fields);
}
