import type { Connection } from '../../../drivers/api/connection.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { snapshotBytes } from '../../../drivers/storage/qcow2-snapshots.ts';
import { openMedia } from '../guest-systems/media-reader.ts';
import { devices, diskSource, diskTarget } from '../machines/domain-document.ts';
import type { ReadSnapshot } from './read-snapshot.ts';

/** By the snapshot's name, in bytes. */
type Costs = ReadonlyMap<string, number>;

/** The list does not wait longer for what adorns it: the next one has it. */
const PATIENCE_MS = 1500;
/** Tables that were read are good for so long. */
const FRESH_MS = 5000;

/** What snapshots inside of images take: read out of the images, where this computer or the host's pools can read them. */
export class InternalCosts {
  readonly #read = new WeakMap<Connection, Map<string, { readonly costs: Promise<Costs | undefined>; endedMs: number }>>();

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
    const known = this.#read.get(connection) ?? new Map<string, { readonly costs: Promise<Costs | undefined>; endedMs: number }>();
    this.#read.set(connection, known);
    let reading = known.get(file);
    if (reading === undefined || performance.now() - reading.endedMs > FRESH_MS) {
      const begun = { costs: readCosts(connection, file), endedMs: Number.POSITIVE_INFINITY };
      void begun.costs.finally(() => { begun.endedMs = performance.now(); }).catch(() => undefined); // who waits for it hears of it
      known.set(file, begun);
      reading = begun;
    }
    return Promise.race([reading.costs, new Promise<undefined>((resolve) => { setTimeout(resolve, PATIENCE_MS, undefined).unref(); })]);
  }
}

async function readCosts(connection: Connection, file: string): Promise<Costs | undefined> {
  const media = await openMedia(connection, file);
  if (media === undefined) return undefined;
  try {
    return await snapshotBytes(media.read);
  } finally {
    await media.dispose();
  }
}
