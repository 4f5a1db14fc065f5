import { HelpIndex } from '../lens/help-index.ts';
import type { HelpTexts } from '../lens/help-index.ts';
import { pool } from './storage-pool-def.ts';

/** A data table: one line each for what a storage pool's document may hold. */
const TEXTS: HelpTexts = {
  '': 'A storage pool: where volumes are',
  '@type': 'Kind',
  '@unit': 'Unit of the number: bytes, KB, KiB, MiB, GiB, …',
  name: 'Name, unique on the host',
  uuid: 'Identity that never changes; made up when left out',
  capacity: 'Size; reported, never read',
  allocation: 'What volumes take; reported, never read',
  available: 'What is free; reported, never read',
  features: 'Features of the pool',
  'features/cow': 'Copy on write of the file system, for new volumes',
  source: 'What the pool is made of',
  'source/host': 'Server it is on',
  'source/device': 'Disk or partition it is on',
  'source/dir': 'Folder or exported path it is on',
  'source/adapter': 'SCSI host adapter',
  'source/name': 'Name on the source: a volume group, a data set, a pool of Ceph',
  'source/initiator': 'Who asks for iSCSI targets',
  'source/initiator/iqn': 'Name of the initiator',
  'source/format': 'Format of the source',
  'source/auth': 'How to log in',
  'source/auth/secret': 'Secret with the password',
  'source/protocol': 'Version of NFS',
  'source/vendor': 'Maker of the storage',
  'source/product': 'Model of the storage',
  target: 'Where volumes appear on the host',
  'target/path': 'Folder on the host',
  permissions: 'Permissions of the folder when it is made',
  refresh: 'How volumes are looked at',
  'refresh/volume': 'How the allocation of volumes is found',
  'fs:mount_opts': 'Options for mounting, as they are',
  'fs:mount_opts/fs:option': 'One such option',
  'rbd:config_opts': 'Options for Ceph, as they are',
  'rbd:config_opts/rbd:option': 'One such option',
};

/** What may stand in a storage pool's document. */
export const storagePoolHelp = new HelpIndex('pool', pool.describe(), TEXTS);
