import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Connection } from '../../../drivers/api/connection.ts';
import type { LongCallOptions } from '../../../drivers/api/extras.ts';
import type { StoragePoolRef, StorageVolRef } from '../../../drivers/api/refs.ts';
import { escapeXml } from '../../../drivers/conf/xml/xml-escape.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { hasMethod, requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { findVolume, type FoundVolume } from '../appliance/volume-reader.ts';
import { adornment } from '../machines/facts.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import type { ClonedSource } from './clone-document.ts';

/** A disk's place as its document says. */
export interface OriginalDisk {
  readonly path: string;
  readonly pool: string | undefined;
  readonly format: string;
}

const FILE_POOLS = new Set(['dir', 'fs', 'netfs', 'vstorage']);
const BLOCK_POOLS = new Set(['logical', 'disk', 'iscsi', 'scsi', 'mpath', 'zfs']);
/** Copies take as long as they take. */
const COPY_MS = 24 * 3600_000;
const LOOK_EVERY_MS = 1000;
/** A host that still writes a copy does not let it be deleted. */
const UNDO_TRIES = 600;

/** Makes the volumes of a clone, and takes them back if it comes to nothing. */
export class CloneVolumes {
  readonly #connection: Connection;
  readonly #made: { readonly pool: StoragePoolRef; readonly name: string }[] = [];
  readonly #cleanups: (() => Promise<unknown>)[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  find(disk: OriginalDisk): Promise<FoundVolume> {
    return findVolume(this.#connection, disk, this.#cleanups);
  }

  /** A copy of its own, by the host; where the host cannot, through this computer. */
  async copy(disk: OriginalDisk, wanted: { readonly pool: string | undefined; readonly name: string; readonly allocation?: bigint }, context: TaskContext, onProgress: (bytes: number) => void): Promise<ClonedSource> {
    const { volume, pool: own } = await this.find(disk);
    const pool = wanted.pool === undefined ? own : await requireMethod(this.#connection, 'storagePool', 'lookupByName')(wanted.pool);
    const type = await this.#poolType(pool);
    const format = FILE_POOLS.has(type) && disk.format !== 'raw' ? 'qcow2' : 'raw';
    const { capacity } = await requireMethod(this.#connection, 'storageVol', 'getInfo')(volume);
    const name = FILE_POOLS.has(type) ? `${wanted.name}${extensionOf(disk.path, format)}` : wanted.name;
    const xml = volumeXml(name, { capacity, format, allocation: FILE_POOLS.has(type) ? 0n : capacity });
    await this.#refuseTaken(pool, name);
    this.#made.push({ pool, name });
    const watching = new AbortController();
    const watched = this.#watch(pool, name, watching.signal, onProgress);
    try {
      const made = await this.#make(pool, xml, volume, { disk, format, context, capacity });
      return await this.#sourceOf(made, pool, type, format);
    } finally {
      watching.abort();
      await watched;
    }
  }

  /** A layer that holds only what differs from the original. */
  async link(disk: OriginalDisk, wanted: { readonly pool: string | undefined; readonly name: string }): Promise<ClonedSource> {
    const { volume, pool: own } = await this.find(disk);
    const pool = wanted.pool === undefined ? own : await requireMethod(this.#connection, 'storagePool', 'lookupByName')(wanted.pool);
    const type = await this.#poolType(pool);
    if (!FILE_POOLS.has(type)) throw new VirError({ code: 'operation-unsupported', domain: 'none', message: `pool '${pool.name}' is no folder: a linked disk is a file` });
    const { capacity } = await requireMethod(this.#connection, 'storageVol', 'getInfo')(volume);
    const backing = await requireMethod(this.#connection, 'storageVol', 'getPath')(volume);
    const name = `${wanted.name}.qcow2`;
    await this.#refuseTaken(pool, name);
    this.#made.push({ pool, name });
    const made = await requireMethod(this.#connection, 'storageVol', 'createXML')(pool, volumeXml(name, { capacity, format: 'qcow2', allocation: 0n, backing: { path: backing, format: disk.format } }), 0);
    return this.#sourceOf(made, pool, type, 'qcow2');
  }

  /** The file of a firmware's variables, beside the original. Undefined: this host does not let it be copied. */
  async copyNvram(file: string, format: string, name: string): Promise<string | undefined> {
    const found = await adornment(() => this.find({ path: file, pool: undefined, format }));
    if (found === undefined || !hasMethod(this.#connection, 'storageVol', 'createXMLFrom')) return undefined;
    const { capacity } = await requireMethod(this.#connection, 'storageVol', 'getInfo')(found.volume);
    await this.#refuseTaken(found.pool, name);
    this.#made.push({ pool: found.pool, name });
    const made = await requireMethod(this.#connection, 'storageVol', 'createXMLFrom')(found.pool, volumeXml(name, { capacity, format, allocation: capacity }), found.volume, 0);
    return requireMethod(this.#connection, 'storageVol', 'getPath')(made);
  }

  /** Deletes what was made, also what the host still writes. */
  async undo(): Promise<void> {
    for (const { pool, name } of this.#made.splice(0).reverse()) await this.#delete(pool, name);
  }

  /** Lets go of what was needed meanwhile. */
  async dispose(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }

  async #delete(pool: StoragePoolRef, name: string): Promise<void> {
    for (let tries = 0; tries < UNDO_TRIES; tries++) {
      try {
        const volume = await requireMethod(this.#connection, 'storageVol', 'lookupByName')(pool, name);
        await requireMethod(this.#connection, 'storageVol', 'delete')(volume, 0);
        return;
      } catch (error) {
        if (VirError.is(error, 'no-storage-vol')) return;
        if (!VirError.is(error, 'operation-invalid')) throw error;
        await setTimeout(LOOK_EVERY_MS);
      }
    }
  }

  async #make(pool: StoragePoolRef, xml: string, from: StorageVolRef, { disk, format, context, capacity }: { readonly disk: OriginalDisk; readonly format: string; readonly context: TaskContext; readonly capacity: bigint }): Promise<StorageVolRef> {
    const { signal } = context;
    const options: LongCallOptions = { signal, deadlineMs: COPY_MS };
    if (hasMethod(this.#connection, 'storageVol', 'createXMLFrom')) {
      try {
        return await requireMethod(this.#connection, 'storageVol', 'createXMLFrom')(pool, xml, from, 0, options);
      } catch (error) {
        if (!VirError.is(error, 'no-support') && !VirError.is(error, 'operation-unsupported')) throw error;
      }
    }
    if (format !== disk.format) throw new VirError({ code: 'operation-unsupported', domain: 'none', message: `this host cannot turn '${disk.format}' into '${format}'`, subject: disk.path });
    const made = await requireMethod(this.#connection, 'storageVol', 'createXML')(pool, xml, 0);
    await this.#pump(from, made, capacity, signal);
    return made;
  }

  /** Down from the host and up again, piece by piece. */
  async #pump(from: StorageVolRef, to: StorageVolRef, capacity: bigint, signal: AbortSignal): Promise<void> {
    const down = await requireMethod(this.#connection, 'storageVol', 'download')(from, 0n, 0n, 0);
    const up = await requireMethod(this.#connection, 'storageVol', 'upload')(to, 0n, capacity, 0);
    try {
      for (let piece = await down.recv(); piece !== undefined; piece = await down.recv()) {
        signal.throwIfAborted();
        if (!('holeBytes' in piece)) await up.send(piece);
      }
      await up.finish();
      await down.finish();
    } catch (error) {
      await Promise.all([down.abort(), up.abort()]);
      throw error;
    }
  }

  async #refuseTaken(pool: StoragePoolRef, name: string): Promise<void> {
    if (hasMethod(this.#connection, 'storagePool', 'refresh')) await adornment(() => requireMethod(this.#connection, 'storagePool', 'refresh')(pool, 0));
    const taken = await adornment(() => requireMethod(this.#connection, 'storageVol', 'lookupByName')(pool, name));
    if (taken !== undefined) throw new VirError({ code: 'storage-vol-exist', domain: 'storage', message: `storage volume '${name}' exists already`, subject: name });
  }

  /** Hosts do not tell how far a copy is: its size does. */
  async #watch(pool: StoragePoolRef, name: string, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<void> {
    const stopped = (): undefined => undefined;
    const waited = (): true => true;
    while (await setTimeout(LOOK_EVERY_MS, undefined, { signal }).then(waited, stopped) === true) {
      const info = await adornment(async () => requireMethod(this.#connection, 'storageVol', 'getInfo')(await requireMethod(this.#connection, 'storageVol', 'lookupByName')(pool, name)));
      if (info !== undefined) onProgress(Number(info.allocation));
    }
  }

  async #poolType(pool: StoragePoolRef): Promise<string> {
    if (!hasMethod(this.#connection, 'storagePool', 'getXMLDesc')) return 'dir';
    return parseXml(await requireMethod(this.#connection, 'storagePool', 'getXMLDesc')(pool, 0)).root.attribute('type') ?? 'dir';
  }

  async #sourceOf(volume: StorageVolRef, pool: StoragePoolRef, type: string, format: string): Promise<ClonedSource> {
    if (!FILE_POOLS.has(type) && !BLOCK_POOLS.has(type)) return { type: 'volume', path: volume.name, pool: pool.name, format };
    return { type: FILE_POOLS.has(type) ? 'file' : 'block', path: await requireMethod(this.#connection, 'storageVol', 'getPath')(volume), format };
  }
}

function extensionOf(file: string, format: string): string {
  const own = path.posix.extname(file);
  return format === 'qcow2' ? (/^\.(qcow2|img|qcow)$/.test(own) ? own : '.qcow2') : /^\.(img|raw)$/.test(own) ? own : '.img';
}

function volumeXml(name: string, { capacity, allocation, format, backing }: { readonly capacity: bigint; readonly allocation: bigint; readonly format: string; readonly backing?: { readonly path: string; readonly format: string } }): string {
  const below = backing === undefined ? '' : `<backingStore><path>${escapeXml(backing.path)}</path><format type='${escapeXml(backing.format)}'/></backingStore>`;
  return `<volume><name>${escapeXml(name)}</name><capacity unit='bytes'>${capacity}</capacity><allocation unit='bytes'>${allocation}</allocation><target><format type='${escapeXml(format)}'/></target>${below}</volume>`;
}
