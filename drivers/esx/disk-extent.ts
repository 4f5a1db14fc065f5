import { libvirtError } from '../core/error-text.ts';
import { formatDatastorePath } from '../vmx/datastore-path.ts';
import { fileAddress, type Datastore } from './datastores.ts';
import type { EsxSession } from './esx-session.ts';
import { readHead } from './http-stream.ts';

/** Where the bytes of a volume are. */
export interface VolumeContents {
  /** The address of the file, as it is asked for. */
  readonly address: string;
  /** A disk's size: its file must have just so many bytes. Undefined: any other file. */
  readonly capacityBytes: bigint | undefined;
}

/** Descriptors are texts of about 500 bytes. */
const HEAD_BYTES = 64 * 1024;
const SECTOR = 512n;
/** Kinds of extents that hold the bytes of a disk, one after the other. */
const FLAT = ['VMFS', 'FLAT'];

/**
 * A disk is a descriptor and, in a file beside it, its bytes: those count as the volume's contents, as everywhere. A file that only
 * ends like a disk's descriptor, or that is not there yet, is itself what is read or written.
 *
 * @throws operation-unsupported for disks whose bytes are not in one file: snapshots, linked clones, raw devices.
 */
export async function contentsOf(session: EsxSession, store: Datastore, name: string): Promise<VolumeContents> {
  const itself = { address: fileAddress(store, name), capacityBytes: undefined };
  if (!/\.vmdk$/i.test(name)) return itself;
  if ((await session.volumes.find(formatDatastorePath({ datastore: store.name, path: name }))) === undefined) return itself;
  const extent = extentOf((await readHead(session.client.http, itself.address, HEAD_BYTES)).toString('utf8'), name);
  if (extent === undefined) return itself;
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  return { address: fileAddress(store, `${folder}${extent.file}`), capacityBytes: extent.bytes };
}

/**
 * The one flat extent that a descriptor names: `RW 2048 VMFS "disk-flat.vmdk"`. Undefined: the text is no descriptor.
 *
 * @throws operation-unsupported when the disk's bytes are elsewhere, too.
 */
export function extentOf(text: string, name: string): { readonly file: string; readonly bytes: bigint } | undefined {
  if (!/^\s*# Disk DescriptorFile/i.test(text)) return undefined;
  const extents = [...text.matchAll(/^\s*(?:RW|RDONLY|NOACCESS)\s+(\d+)\s+(\w+)(?:\s+"([^"]*)")?/gm)];
  const [, sectors = '0', kind = '', file = ''] = extents[0] ?? [];
  const parent = /^\s*parentCID\s*=\s*([0-9a-f]+)/im.exec(text)?.[1]?.toLowerCase() ?? 'ffffffff';
  if (extents.length !== 1 || !FLAT.includes(kind.toUpperCase()) || parent !== 'ffffffff') {
    throw libvirtError('esx', 'operation-unsupported', `the bytes of '${name}' are not in one file: consolidate its snapshots, or clone the disk`, { subject: name });
  }
  if (file === '' || /[/\\]/.test(file)) throw libvirtError('esx', 'operation-unsupported', `the bytes of '${name}' are not in a file beside it`, { subject: name });
  return { file, bytes: BigInt(sectors) * SECTOR };
}
