import type { Connection } from '../../../drivers/api/connection.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { snapshotBytes } from '../../../drivers/storage/qcow2-snapshots.ts';
import { openMedia } from '../guest-systems/media-reader.ts';
import { devices, diskSource, diskTarget } from '../machines/domain-document.ts';
import type { ReadSnapshot } from './read-snapshot.ts';

/** By the snapshot's name, in bytes. */
type Costs = ReadonlyMap<string, number>;

/** The list does not wait longer for what adorns it: what was read last has to do, and the next list has the rest. */
const PATIENCE_MS = 1500;

interface Read {
  reading: Promise<Costs | undefined> | undefined;
  last: Costs | undefined;
}

/** What snapshots inside of images take: read out of the images, where this computer or the host's pools can read them. */
export class InternalCosts {
  readonly #read = new WeakMap<Connection, Map<string, Read>>();

  /** Adds to each snapshot what its disks inside of images take. */
  async add(connection: Connection, root: XmlElement, snapshots: readonly ReadSnapshot[]): Promise<readonly ReadSnapshot[]> {
    if (!snapshots.some(({ disks }) => disks.some(({ place }) => place === 'internal'))) return snapshots;
    const files = new Map(devices(root, 'disk').flatMap((disk) => (disk.child('driver')?.attribute('type') === 'qcow2' ? [[diskTarget(disk), diskSource(disk) ?? ''] as const] : [])));
    const costs = new Map(await Promise.all([...files].map(async ([target, file]) => [target, await this.#costsOf(connection, file)] as const)));
    return snapshots.map((snapshot) => ({
      ...snapshot,
      disks: snapshot.disks.map((disk) => (disk.place === 'internal' ? { ...disk, sizeBytes: costs.get(disk.target)?.get(snapshot.name) } : disk)),
    }));
  }

  async #costsOf(connection: Connection, file: string): Promise<Costs | undefined> {
    if (!file.startsWith('/')) return undefined;
    const files = this.#read.get(connection) ?? new Map<string, Read>();
    this.#read.set(connection, files);
    const read = files.get(file) ?? { reading: undefined, last: undefined };
    files.set(file, read);
    read.reading ??= readCosts(connection, file).then((costs) => (read.last = costs)).finally(() => { read.reading = undefined; });
    return Promise.race([read.reading, new Promise<Costs | undefined>((resolve) => { setTimeout(() => { resolve(read.last); }, PATIENCE_MS).unref(); })]);
  }
}

async function readCosts(connection: Connection, file: string): Promise<Costs | undefined> {
  const media = await openMedia(connection, file);
  if (media === undefined) return undefined;
  try {
    return await snapshotBytes(media.read);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // a disk that fails: the list is there all the same
    throw error;
  } finally {
    await media.dispose();
  }
}
