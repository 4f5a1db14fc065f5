import type { CallOptions, StoragePoolInfo } from '../records.ts';
import type { StoragePoolRef, StorageVolRef, Uuid } from '../refs.ts';

/**
 * Every method of libvirt's StoragePool object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface StoragePoolMethods {
  /** @libvirt virStoragePoolLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolLookupByUUID */
  lookupByUUID: (uuid: Uuid, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolLookupByVolume */
  lookupByVolume: (vol: StorageVolRef, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolLookupByTargetPath */
  lookupByTargetPath: (path: string, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolCreateXML */
  createXML: (xml: string, flags?: number, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolDefineXML */
  defineXML: (xml: string, flags?: number, options?: CallOptions) => Promise<StoragePoolRef>;
  /** @libvirt virStoragePoolBuild */
  build: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolUndefine */
  undefine: (pool: StoragePoolRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolCreate */
  create: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolDestroy */
  destroy: (pool: StoragePoolRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolDelete */
  delete: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolRefresh */
  refresh: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolGetInfo */
  getInfo: (pool: StoragePoolRef, options?: CallOptions) => Promise<StoragePoolInfo>;
  /** @libvirt virStoragePoolGetXMLDesc */
  getXMLDesc: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virStoragePoolGetAutostart */
  getAutostart: (pool: StoragePoolRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virStoragePoolSetAutostart */
  setAutostart: (pool: StoragePoolRef, autostart: boolean, options?: CallOptions) => Promise<void>;
  /** @libvirt virStoragePoolNumOfVolumes */
  numOfVolumes: (pool: StoragePoolRef, options?: CallOptions) => Promise<number>;
  /** @libvirt virStoragePoolListVolumes */
  listVolumes: (pool: StoragePoolRef, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virStoragePoolListAllVolumes */
  listAllVolumes: (pool: StoragePoolRef, flags?: number, options?: CallOptions) => Promise<readonly StorageVolRef[]>;
  /** @libvirt virStoragePoolIsActive */
  isActive: (pool: StoragePoolRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virStoragePoolIsPersistent */
  isPersistent: (pool: StoragePoolRef, options?: CallOptions) => Promise<boolean>;
}

/** The part of {@link StoragePoolMethods} that one driver implements. */
export type StoragePoolFacet = Partial<StoragePoolMethods>;
