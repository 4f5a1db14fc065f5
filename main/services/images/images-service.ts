import type { Connection } from '../../../drivers/api/connection.ts';
import type { StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import type { ConnectionId } from '../../contract/ids.ts';
import type { ImagePool, ImageUse, PoolImage } from '../../contract/images.ts';
import type { ConnectionsService } from '../connections/connections-service.ts';
import type { InventoryService } from '../inventory/inventory-service.ts';
import { memoryKiB } from '../machines/domain-document.ts';
import { adornment } from '../machines/facts.ts';
import { inParallel, Pacer } from '../pacer.ts';

const PARALLEL = 64;
const ACTIVE = 2;
/** Pools whose images are files: what is made in them may be of any format. */
const FILES: ReadonlySet<string> = new Set(['dir', 'fs', 'netfs', 'gluster', 'vstorage', 'vmfs', 'vmfs6', 'nfs']);

/** The images of hosts: listed by pool, made, and who has them. */
export class ImagesService {
  readonly #connections: ConnectionsService;
  readonly #inventory: InventoryService;

  constructor({ connections, inventory }: { readonly connections: ConnectionsService; readonly inventory: InventoryService }) {
    this.#connections = connections;
    this.#inventory = inventory;
  }

  async pools(id: ConnectionId): Promise<readonly ImagePool[]> {
    const connection = this.#connections.require(id);
    if (!hasMethod(connection, 'connect', 'listAllStoragePools')) return [];
    const refs = await requireMethod(connection, 'connect', 'listAllStoragePools')(ACTIVE);
    const found = await Promise.all(refs.map((ref) => readPool(connection, ref)));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async list(id: ConnectionId, pool: string, refresh: boolean): Promise<readonly PoolImage[]> {
    const connection = this.#connections.require(id);
    const ref = await requireMethod(connection, 'storagePool', 'lookupByName')(pool);
    if (refresh && hasMethod(connection, 'storagePool', 'refresh')) await requireMethod(connection, 'storagePool', 'refresh')(ref, 0);
    const volumes = await requireMethod(connection, 'storagePool', 'listAllVolumes')(ref, 0);
    const found: PoolImage[] = [];
    const pacer = new Pacer();
    await inParallel(volumes, PARALLEL, async (volume) => {
      const image = await adornment(() => readImage(connection, volume));
      if (image !== undefined) found.push(image);
      await pacer.turn();
    });
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }

  async uses(id: ConnectionId): Promise<readonly ImageUse[]> {
    const connection = this.#connections.require(id);
    const users = new Map<string, Set<string>>();
    if (!hasMethod(connection, 'domain', 'getXMLDesc')) return [];
    const getXML = requireMethod(connection, 'domain', 'getXMLDesc');
    const pacer = new Pacer();
    await inParallel([...this.#inventory.of(id).values()], PARALLEL, async ({ ref }) => {
      const xml = await adornment(() => getXML(ref, 0));
      for (const path of xml === undefined ? [] : sourcesIn(xml)) users.set(path, (users.get(path) ?? new Set<string>()).add(ref.name));
      await pacer.turn();
    });
    return [...users].map(([path, machines]) => ({ path, machines: [...machines].sort() }));
  }

  async create(id: ConnectionId, wish: { readonly pool: string; readonly name: string; readonly format: string; readonly sizeBytes: number }): Promise<PoolImage> {
    const connection = this.#connections.require(id);
    const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(wish.pool);
    const { type } = await readPool(connection, pool);
    const format = FILES.has(type) ? `<target><format type='${wish.format}'/></target>` : '';
    const allocation = FILES.has(type) ? "<allocation unit='bytes'>0</allocation>" : '';
    const xml = `<volume><name>${escapeXml(wish.name)}</name><capacity unit='bytes'>${wish.sizeBytes}</capacity>${allocation}${format}</volume>`;
    return readImage(connection, await requireMethod(connection, 'storageVol', 'createXML')(pool, xml, 0));
  }
}

async function readPool(connection: Connection, ref: StoragePoolRef): Promise<ImagePool> {
  const [info, xml] = await Promise.all([
    adornment(() => requireMethod(connection, 'storagePool', 'getInfo')(ref)),
    hasMethod(connection, 'storagePool', 'getXMLDesc') ? adornment(() => requireMethod(connection, 'storagePool', 'getXMLDesc')(ref, 0)) : undefined,
  ]);
  const noNew = connection.readOnly ? 'reason.readOnly' : hasMethod(connection, 'storageVol', 'createXML') ? undefined : 'reason.notSupported';
  return { name: ref.name, type: xml === undefined ? '' : (parseXml(xml).root.attribute('type') ?? ''), availableBytes: Number(info?.available ?? 0n), noNew };
}

async function readImage(connection: Connection, volume: StorageVolRef): Promise<PoolImage> {
  const { root } = parseXml(await requireMethod(connection, 'storageVol', 'getXMLDesc')(volume, 0));
  return {
    name: volume.name,
    path: root.find('target', 'path')?.text ?? root.child('key')?.text ?? '',
    format: root.find('target', 'format')?.attribute('type'),
    capacityBytes: bytesOf(root.child('capacity')),
    allocationBytes: bytesOf(root.child('allocation')),
  };
}

/** Volumes say bytes where they say nothing. */
function bytesOf(element: XmlElement | undefined): number {
  const unit = element?.attribute('unit') ?? 'bytes';
  return unit === 'bytes' ? Number(element?.text ?? 0) : memoryKiB(element) * 1024;
}

/** What disks and drives of a document are made of, and what those are based on. */
function sourcesIn(xml: string): readonly string[] {
  return parseXml(xml).root.child('devices')?.elements('disk').flatMap((disk) => {
    const found: string[] = [];
    for (let at = disk as XmlElement | undefined; at !== undefined; at = at.child('backingStore')) {
      const source = at.child('source');
      const path = source?.attribute('file') ?? source?.attribute('dev');
      if (path !== undefined) found.push(path);
    }
    return found;
  }) ?? [];
}
