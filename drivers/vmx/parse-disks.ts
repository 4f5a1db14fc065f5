import { controller } from '../conf/domain/controller.ts';
import type { Controller } from '../conf/domain/controller.ts';
import { diskName } from '../conf/domain/disk-names.ts';
import { disk as diskLens, newDiskDriver } from '../conf/domain/disk.ts';
import type { Disk } from '../conf/domain/disk.ts';
import { fileSource } from '../conf/domain/storage-source.ts';
import type { StorageSource } from '../conf/domain/storage-source.ts';
import { SCSI_DEVICES, isScsiModel } from './vmx-context.ts';
import type { ScsiModel, VmxParseContext } from './vmx-context.ts';
import { vmxError } from './vmx-error.ts';
import type { VmxEntries } from './vmx-text.ts';

type DriveBus = 'scsi' | 'sata' | 'ide' | 'fdc';

/** One place a drive may be at: the prefix of its entries, and what stands for it in the document. */
interface Place {
  readonly prefix: string;
  readonly bus: DriveBus;
  readonly dev: string;
  readonly controller: number;
  readonly busNumber: number;
  readonly unit: number;
}

/** A controller of the bus itself sits here. */
const SCSI_SELF = 7;
/** Units of a SCSI controller, by the machine's hardware: narrow ones have 16, since version 13 it may be 64. */
const scsiUnits = (hardware: number): number => (hardware >= 13 ? 64 : 16);
const SATA_UNITS = 30;
const CONTROLLERS = 4;

/** The drives of a machine and the controllers they need. */
export function parseDisks(entries: VmxEntries, context: VmxParseContext, hardware: number): { disks: Disk[]; controllers: Controller[] } {
  const controllers: Controller[] = [];
  const disks: Disk[] = [];
  const models = scsiControllers(entries);
  const scsi = scsiPlaces(models, hardware).flatMap((place) => readDrive(entries, context, place));
  addControllers(controllers, 'scsi', scsi, models);
  const sata = sataPlaces(entries).flatMap((place) => readDrive(entries, context, place));
  addControllers(controllers, 'sata', sata, []);
  disks.push(...scsi, ...sata);
  for (const place of [...idePlaces(), ...floppyPlaces()]) disks.push(...readDrive(entries, context, place));
  return { disks, controllers };
}

/** All controllers up to the last one that is used, so that each keeps its number. */
function addControllers(controllers: Controller[], type: 'scsi' | 'sata', disks: readonly Disk[], models: readonly (ScsiModel | 'auto' | undefined)[]): void {
  const last = disks.at(-1)?.address;
  if (last?.type !== 'drive') return;
  for (let index = 0; index <= last.controller; index++) {
    const model = models[index];
    controllers.push(controller.create({ type, index, model: model === 'auto' ? undefined : model }));
  }
}

/** The model of each SCSI controller: `auto` where none is named, undefined where there is none. */
function scsiControllers(entries: VmxEntries): (ScsiModel | 'auto' | undefined)[] {
  return Array.from({ length: CONTROLLERS }, (_, index) => {
    if (!entries.boolean(`scsi${index}.present`, false)) return undefined;
    const name = `scsi${index}.virtualDev`;
    const device = entries.string(name)?.toLowerCase();
    if (device === undefined) return 'auto';
    const model = device === 'pvscsi' ? 'vmpvscsi' : device;
    if (!isScsiModel(model) || SCSI_DEVICES[model] !== device) {
      throw vmxError(`Expecting VMX entry '${name}' to be 'buslogic' or 'lsilogic' or 'lsisas1068' or 'pvscsi' but found '${device}'`);
    }
    return model;
  });
}

function scsiPlaces(models: readonly (string | undefined)[], hardware: number): Place[] {
  return models.flatMap((model, index) => {
    if (model === undefined) return [];
    const units = Array.from({ length: scsiUnits(hardware) }, (_, unit) => unit).filter((unit) => unit !== SCSI_SELF);
    return units.map((unit): Place => ({
      prefix: `scsi${index}:${unit}`, bus: 'scsi', dev: diskName('sd', index * 15 + (unit < SCSI_SELF ? unit : unit - 1)), controller: index, busNumber: 0, unit,
    }));
  });
}

function sataPlaces(entries: VmxEntries): Place[] {
  return Array.from({ length: CONTROLLERS }, (_, index) => index).flatMap((index) => {
    if (!entries.boolean(`sata${index}.present`, false)) return [];
    return Array.from({ length: SATA_UNITS }, (_, unit): Place => {
      const position = index * SATA_UNITS + unit;
      // libvirt's names put six disks on a SATA controller, VMware's controllers have thirty.
      return { prefix: `sata${index}:${unit}`, bus: 'sata', dev: diskName('sd', position), controller: Math.floor(position / 6), busNumber: 0, unit: position % 6 };
    });
  });
}

function idePlaces(): Place[] {
  return [0, 1, 2, 3].map((index) => {
    const busNumber = Math.floor(index / 2);
    const unit = index % 2;
    return { prefix: `ide${busNumber}:${unit}`, bus: 'ide', dev: diskName('hd', index), controller: 0, busNumber, unit };
  });
}

function floppyPlaces(): Place[] {
  return [0, 1].map((unit) => ({ prefix: `floppy${unit}`, bus: 'fdc', dev: diskName('fd', unit), controller: 0, busNumber: 0, unit }));
}

/** What the entries of one drive say. */
interface DriveEntries {
  readonly place: Place;
  readonly deviceType: string | undefined;
  readonly deviceTypeWord: string | undefined;
  readonly fileName: string | undefined;
  readonly fileType: string | undefined;
  readonly writeThrough: boolean;
  readonly mode: string | undefined;
}

function readDrive(entries: VmxEntries, context: VmxParseContext, place: Place): Disk[] {
  const { prefix } = place;
  const present = entries.boolean(`${prefix}.present`, false);
  entries.boolean(`${prefix}.startConnected`, true);
  // A drive of the client's computer: nothing here stands for it.
  if (!present || entries.boolean(`${prefix}.clientDevice`, false)) return [];
  const deviceType = entries.string(`${prefix}.deviceType`);
  const drive: DriveEntries = {
    place,
    deviceType,
    deviceTypeWord: deviceType?.toLowerCase(),
    fileName: entries.string(`${prefix}.fileName`),
    fileType: entries.string(`${prefix}.fileType`)?.toLowerCase(),
    writeThrough: entries.boolean(`${prefix}.writeThrough`, false),
    mode: entries.string(`${prefix}.mode`)?.toLowerCase(),
  };
  if (place.bus === 'fdc') return [floppy(drive, context)];
  const found = isForCdrom(drive) ? cdrom(drive, context) : hardDisk(drive, context);
  return found === undefined ? [] : [found];
}

const CDROM_TYPES = ['atapi-cdrom', 'cdrom-raw', 'cdrom-image'];

function isForCdrom({ deviceTypeWord, fileName }: DriveEntries): boolean {
  if (fileName === undefined || endsWith(fileName, '.iso') || fileName === 'emptyBackingString') return true;
  if (deviceTypeWord === undefined) return false;
  return CDROM_TYPES.includes(deviceTypeWord) || (deviceTypeWord === 'scsi-passthru' && fileName.startsWith('/vmfs/devices/cdrom/'));
}

function hardDisk(drive: DriveEntries, context: VmxParseContext): Disk {
  const { place, deviceType, deviceTypeWord, fileName } = drive;
  if (fileName === undefined || !endsWith(fileName, '.vmdk')) throw notHandled(drive);
  const wanted = place.bus === 'ide' ? 'ata-hardDisk' : 'scsi-hardDisk';
  if (deviceType !== undefined && place.bus !== 'sata' && deviceTypeWord !== wanted.toLowerCase() && deviceTypeWord !== 'disk') {
    throw vmxError(`Expecting VMX entry '${place.prefix}.deviceType' to be '${wanted}' or 'disk' but found '${deviceType}'`);
  }
  const source = fileSource(context.parseFileName(fileName, false));
  return newDisk(drive, 'disk', source, {
    driver: drive.writeThrough ? newDiskDriver({ cache: 'writethrough' }) : undefined,
    transient: drive.mode === 'independent-nonpersistent' ? { shareBacking: undefined } : undefined,
  });
}

function cdrom(drive: DriveEntries, context: VmxParseContext): Disk | undefined {
  const { place, deviceType, deviceTypeWord, fileName } = drive;
  // A machine's disk with the device type of a CD-ROM drive is neither.
  if (fileName !== undefined && endsWith(fileName, '.vmdk')) return undefined;
  const image = (source: StorageSource | undefined): Disk => {
    if (deviceType !== undefined && deviceTypeWord !== 'cdrom-image') {
      throw vmxError(`Expecting VMX entry '${place.prefix}.deviceType' to be 'cdrom-image' but found '${deviceType}'`);
    }
    return newDisk(drive, 'cdrom', source, { readonly: true });
  };
  if (fileName !== undefined && endsWith(fileName, '.iso')) {
    const file = context.parseFileName(fileName, true);
    return image(file === undefined ? undefined : fileSource(file));
  }
  if (deviceTypeWord === 'atapi-cdrom' || deviceTypeWord === 'cdrom-raw') {
    const found = fileName?.toLowerCase() === 'auto detect' ? blockSource(undefined, 'optional') : blockSource(fileName);
    return newDisk(drive, deviceTypeWord === 'cdrom-raw' ? 'lun' : 'cdrom', found, { readonly: true });
  }
  if (place.bus === 'scsi' && deviceTypeWord === 'scsi-passthru') {
    return fileName?.startsWith('/vmfs/devices/cdrom/') === true ? newDisk(drive, 'lun', blockSource(fileName), { readonly: true }) : undefined;
  }
  if (fileName === 'emptyBackingString') return image(undefined);
  throw notHandled(drive);
}

function floppy(drive: DriveEntries, context: VmxParseContext): Disk {
  const { fileType, fileName } = drive;
  if (fileType === 'device') return newDisk(drive, 'floppy', blockSource(fileName));
  if (fileType === 'file') return newDisk(drive, 'floppy', fileName === undefined ? undefined : fileSource(context.parseFileName(fileName, false)));
  throw notHandled(drive);
}

function notHandled({ place, fileName, deviceType }: DriveEntries): Error {
  return vmxError(`Invalid or not yet handled value '${fileName ?? '(null)'}' for VMX entry '${place.prefix}.fileName' for device type '${deviceType ?? 'unknown'}'`);
}

function newDisk({ place }: DriveEntries, device: Disk['device'], source: StorageSource | undefined, more: Partial<Disk> = {}): Disk {
  return diskLens.create({
    type: source?.type === 'block' ? 'block' : 'file',
    device,
    source,
    target: { dev: place.dev, bus: place.bus, tray: undefined, removable: undefined, rotation_rate: undefined },
    address: { type: 'drive', controller: place.controller, bus: place.busNumber, target: 0, unit: place.unit },
    ...more,
  });
}

function blockSource(dev: string | undefined, startupPolicy?: 'optional'): StorageSource {
  return {
    type: 'block', dev, startupPolicy, index: undefined, slices: undefined, seclabels: [], auth: undefined, encryption: undefined, reservations: undefined,
  };
}

function endsWith(text: string, end: string): boolean {
  return text.toLowerCase().endsWith(end);
}
