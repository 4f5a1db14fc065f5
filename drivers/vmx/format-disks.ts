import type { Controller } from '../conf/domain/controller.ts';
import { diskIndex } from '../conf/domain/disk-names.ts';
import { diskPath } from '../conf/domain/disk.ts';
import type { Disk } from '../conf/domain/disk.ts';
import type { DomainDef } from '../conf/domain/domain-def.ts';
import { SCSI_DEVICES, isScsiModel } from './vmx-context.ts';
import type { ScsiModel, VmxFormatContext } from './vmx-context.ts';
import { vmxError, vmxUnsupported } from './vmx-error.ts';
import { vmxLine } from './vmx-edit.ts';

/** The controllers and drives of a machine as lines, and whether there is a SCSI controller. */
export function formatDisks(def: DomainDef, context: VmxFormatContext): { lines: string[]; hasScsi: boolean } {
  const { disks } = def.devices;
  const models = new Map(def.devices.controllers.map((each) => [each, each.model]));
  for (const disk of disks) {
    verifyAddress(disk);
    applyDriverName(disk, def.devices.controllers, models);
  }
  const controllers = scsiControllers(def, context, models);
  const lines = [...controllers].sort(([a], [b]) => a - b).flatMap(([index, model]) => {
    const present = vmxLine(`scsi${index}.present`, 'true');
    return model === undefined ? [present] : [present, vmxLine(`scsi${index}.virtualDev`, SCSI_DEVICES[model])];
  });
  lines.push(...sataControllers(disks));
  const floppies = new Set<number>();
  for (const disk of disks) {
    if (disk.device === 'floppy') lines.push(...formatFloppy(disk, context, floppies));
    else lines.push(...formatDrive(disk, context));
  }
  // Both floppy drives are there unless the file says they are not.
  for (const unit of [0, 1]) if (!floppies.has(unit)) lines.push(vmxLine(`floppy${unit}.present`, 'false'));
  return { lines, hasScsi: controllers.size > 0 };
}

// Addresses ------------------------------------------------------------------------------------------------------------

const SCSI_UNITS = 15;
const SATA_UNITS = 30;
const CONTROLLERS = 4;

/** Where the name of a disk puts it. VMware knows a disk by its place, so name and place must say the same. */
interface Place {
  readonly controller: number;
  readonly bus: number;
  readonly unit: number;
}

function placeOfName(disk: Disk): Place {
  const dev = disk.target?.dev ?? '';
  switch (disk.target?.bus) {
    case 'scsi': {
      const index = indexOf(dev, 'sd', 'SCSI disk', CONTROLLERS * SCSI_UNITS);
      const unit = index % SCSI_UNITS;
      return { controller: Math.floor(index / SCSI_UNITS), bus: 0, unit: unit >= 7 ? unit + 1 : unit };
    }
    case 'sata': {
      const index = indexOf(dev, 'sd', 'SATA disk', CONTROLLERS * SATA_UNITS);
      return { controller: Math.floor(index / 6), bus: 0, unit: index % 6 };
    }
    case 'ide': {
      const index = indexOf(dev, 'hd', 'IDE disk', 4);
      return { controller: 0, bus: Math.floor(index / 2), unit: index % 2 };
    }
    default:
      return { controller: 0, bus: 0, unit: indexOf(dev, 'fd', 'Floppy disk', 2) };
  }
}

function indexOf(dev: string, prefix: string, what: string, limit: number): number {
  if (!dev.startsWith(prefix)) throw vmxError(`Expecting domain XML attribute 'dev' of entry 'devices/disk/target' to start with '${prefix}'`);
  const index = diskIndex(dev);
  if (index < 0) throw vmxError(`Could not parse valid disk index from '${dev}'`);
  if (index >= limit) throw vmxError(`${what} index (parsed from '${dev}') is too large`);
  return index;
}

function verifyAddress(disk: Disk): void {
  const { address, target } = disk;
  if (address?.type !== 'drive') throw vmxUnsupported(`Unsupported disk address type '${address?.type ?? 'none'}'`);
  if (target?.bus !== 'scsi' && target?.bus !== 'ide' && target?.bus !== 'fdc' && target?.bus !== 'sata') {
    throw vmxUnsupported(`Unsupported bus type '${target?.bus ?? 'none'}'`);
  }
  if (target.bus === 'scsi') checkScsiRange(address);
  const place = placeOfName(disk);
  if (place.controller !== address.controller || place.bus !== address.bus || place.unit !== address.unit) {
    throw vmxError(`Disk address ${address.controller}:${address.bus}:${address.unit} doesn't match target device '${target.dev ?? ''}'`);
  }
}

function checkScsiRange({ controller, bus, unit }: Place): void {
  if (controller >= CONTROLLERS) throw vmxError(`SCSI controller index ${controller} out of [0..3] range`);
  if (bus !== 0) throw vmxError(`SCSI bus index ${bus} out of [0] range`);
  if (unit > 15 || unit === 7) throw vmxError(`SCSI unit index ${unit} out of [0..6,8..15] range`);
}

// Controllers ----------------------------------------------------------------------------------------------------------

type Models = Map<Controller, string | undefined>;

/** Old documents name the controller's model as the driver of its disks. */
function applyDriverName(disk: Disk, controllers: readonly Controller[], models: Models): void {
  const driver = disk.driver?.name;
  if (disk.target?.bus !== 'scsi' || driver === undefined || disk.address?.type !== 'drive') return;
  const model = driver.toLowerCase();
  if (!isScsiModel(model)) throw vmxError(`Unknown driver name '${driver}'`);
  const { controller: index } = disk.address;
  const own = controllers.find((each) => each.type === 'scsi' && each.index === index);
  if (own === undefined) throw vmxError(`Missing SCSI controller for index ${index}`);
  const before = models.get(own);
  if (before !== undefined && before !== model) {
    throw vmxError(`Inconsistent SCSI controller model ('${driver}' is not '${before}') for SCSI controller index ${index}`);
  }
  models.set(own, model);
}

function scsiControllers(def: DomainDef, context: VmxFormatContext, models: Models): Map<number, ScsiModel | undefined> {
  const found = new Map<number, ScsiModel | undefined>();
  for (const each of def.devices.controllers) {
    if (each.type !== 'scsi') continue;
    const disks = def.devices.disks.filter(({ target, address }) => target?.bus === 'scsi' && address?.type === 'drive' && address.controller === each.index);
    if (disks.length === 0) continue;
    let model = models.get(each);
    if (model === 'auto') model = autodetect(each, disks, context);
    if (model !== undefined && !isScsiModel(model)) {
      throw vmxError(
        `Expecting domain XML attribute 'model' of entry 'controller' to be 'buslogic' or 'lsilogic' or 'lsisas1068' or 'vmpvscsi' but found '${model}'`,
      );
    }
    found.set(each.index, model);
  }
  return found;
}

function autodetect(own: Controller, disks: readonly Disk[], context: VmxFormatContext): string | undefined {
  const models = new Set(disks.map((disk) => context.autodetectScsiModel?.(disk) ?? 'auto'));
  const [model, ...others] = models;
  if (others.length > 0) throw vmxError(`Disks on SCSI controller ${own.index} have inconsistent controller models, cannot autodetect model`);
  return model;
}

function sataControllers(disks: readonly Disk[]): string[] {
  const used = new Set(disks.filter((disk) => disk.target?.bus === 'sata').map((disk) => Math.floor(diskIndex(disk.target?.dev) / SATA_UNITS)));
  return [...used].sort((a, b) => a - b).map((index) => vmxLine(`sata${index}.present`, 'true'));
}

// Drives ---------------------------------------------------------------------------------------------------------------

function prefixOf(disk: Disk): string {
  const index = diskIndex(disk.target?.dev);
  const place = placeOfName(disk);
  switch (disk.target?.bus) {
    case 'sata':
      return `sata${Math.floor(index / SATA_UNITS)}:${index % SATA_UNITS}`;
    case 'ide':
      return `ide${place.bus}:${place.unit}`;
    case 'scsi':
      return `scsi${place.controller}:${place.unit}`;
    default:
      throw vmxUnsupported(`Unsupported bus type '${disk.target?.bus ?? 'none'}' for ${disk.device}`);
  }
}

function formatDrive(disk: Disk, context: VmxFormatContext): string[] {
  const bus = disk.target?.bus ?? 'none';
  const dev = disk.target?.dev ?? '';
  if (disk.type !== 'file' && disk.type !== 'block') {
    throw vmxUnsupported(`${bus} ${disk.device} '${dev}' has unsupported type '${disk.type}', expecting 'file' or 'block'`);
  }
  const prefix = prefixOf(disk);
  const lines = [
    vmxLine(`${prefix}.present`, 'true'),
    vmxLine(`${prefix}.deviceType`, deviceType(disk)),
    ...(disk.type === 'file' ? fileLines(disk, prefix, context) : blockLines(disk, prefix)),
  ];
  const cache = disk.driver?.cache;
  if (disk.target?.bus === 'scsi' && cache !== undefined) {
    if (cache !== 'writethrough') throw vmxUnsupported(`${bus} harddisk '${dev}' has unsupported cache mode '${cache}'`);
    lines.push(vmxLine(`${prefix}.writeThrough`, 'true'));
  }
  if (disk.transient !== undefined) lines.push(vmxLine(`${prefix}.mode`, 'independent-nonpersistent'));
  return lines;
}

function deviceType(disk: Disk): string {
  const isScsi = disk.target?.bus === 'scsi';
  const isFile = disk.type === 'file';
  switch (disk.device) {
    case 'disk':
      if (!isFile) throw vmxUnsupported(`${disk.target?.bus ?? ''} disk '${disk.target?.dev ?? ''}' has an unsupported type '${disk.type}'`);
      return isScsi || disk.target?.bus === 'sata' ? 'scsi-hardDisk' : 'ata-hardDisk';
    case 'cdrom':
      return isFile ? 'cdrom-image' : 'atapi-cdrom';
    case 'lun':
      return isScsi && diskPath(disk)?.startsWith('/vmfs/devices/cdrom/') === true ? 'scsi-passthru' : 'cdrom-raw';
    case 'floppy':
      throw vmxError('Invalid device type supplied: floppy');
  }
}

function fileLines(disk: Disk, prefix: string, context: VmxFormatContext): string[] {
  const source = diskPath(disk);
  if (source === undefined) {
    if (disk.device === 'cdrom') return [vmxLine(`${prefix}.fileName`, 'emptyBackingString')];
    throw vmxError(`${disk.target?.bus ?? ''} ${disk.device} '${disk.target?.dev ?? ''}' has no image file`);
  }
  const end = disk.device === 'disk' ? '.vmdk' : '.iso';
  if (!source.toLowerCase().endsWith(end)) {
    throw vmxError(`Image file for ${disk.target?.bus ?? ''} ${disk.device} '${disk.target?.dev ?? ''}' has unsupported suffix, expecting '${end}'`);
  }
  return [vmxLine(`${prefix}.fileName`, context.formatFileName(source))];
}

function blockLines(disk: Disk, prefix: string): string[] {
  const source = diskPath(disk);
  const policy = disk.source?.type === 'block' ? disk.source.startupPolicy : undefined;
  if (source === undefined && policy === 'optional') return [vmxLine(`${prefix}.autodetect`, 'true'), vmxLine(`${prefix}.fileName`, 'auto detect')];
  if (source === undefined) throw vmxError(`${disk.target?.bus ?? ''} ${disk.device} '${disk.target?.dev ?? ''}' has no device of the host`);
  return [vmxLine(`${prefix}.fileName`, source)];
}

function formatFloppy(disk: Disk, context: VmxFormatContext, present: Set<number>): string[] {
  const { unit } = placeOfName(disk);
  const prefix = `floppy${unit}`;
  const source = diskPath(disk);
  present.add(unit);
  const lines = [vmxLine(`${prefix}.present`, 'true')];
  switch (disk.type) {
    case 'file':
      lines.push(vmxLine(`${prefix}.fileType`, 'file'));
      if (source !== undefined) lines.push(vmxLine(`${prefix}.fileName`, context.formatFileName(source)));
      return lines;
    case 'block':
      lines.push(vmxLine(`${prefix}.fileType`, 'device'));
      if (source !== undefined) lines.push(vmxLine(`${prefix}.fileName`, source));
      return lines;
    default:
      throw vmxUnsupported(`Floppy '${disk.target?.dev ?? ''}' has unsupported type '${disk.type}', expecting 'file' or 'block'`);
  }
}
