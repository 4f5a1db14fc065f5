import { HelpIndex } from '../lens/help-index.ts';
import type { HelpTexts } from '../lens/help-index.ts';
import { volume } from './storage-vol-def.ts';

/** A data table: one line each for what a storage volume's document may hold. */
const TEXTS: HelpTexts = {
  '': 'A storage volume: an image, a device, a folder',
  '@type': 'Kind',
  '@unit': 'Unit of the number: bytes, KB, KiB, MiB, GiB, …',
  name: 'Name, unique in the pool',
  key: 'Identity on the host; reported',
  source: 'Where it lies in the pool; reported',
  'source/device': 'A device it lies on',
  'source/device/extent': 'From where to where on the device',
  capacity: 'Size the guest sees',
  allocation: 'What it takes now; less than the capacity grows as needed',
  physical: 'What it takes on its host; reported',
  target: 'How it appears on the host',
  'target/path': 'Path on the host; reported',
  'target/format': 'Image format: raw, qcow2, …',
  permissions: 'Owner and permissions',
  'target/timestamps': 'When it was used and changed; reported',
  'target/encryption': 'How its data is encrypted',
  'target/encryption/secret': 'Secret with the passphrase',
  'target/nocow': 'No copy on write for this file',
  'target/clusterSize': 'Size of a qcow2 cluster',
  'target/features': 'Features of the image format',
  'target/features/lazy_refcounts': 'Update reference counts late: faster, but checked after a crash',
  'target/features/extended_l2': 'Allocate parts of a cluster',
  backingStore: 'The image beneath it',
  'backingStore/path': 'Path of that image',
  'backingStore/format': 'Format of that image',
};

/** What may stand in a storage volume's document. */
export const storageVolHelp = new HelpIndex('volume', volume.describe(), TEXTS);
