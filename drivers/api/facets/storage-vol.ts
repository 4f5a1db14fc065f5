import type { CallOptions, StorageVolInfo } from '../records.ts';
import type { StoragePoolRef, StorageVolRef } from '../refs.ts';
import type { VirStream } from '../stream.ts';

/**
 * Every method of libvirt's StorageVol object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface StorageVolMethods {
  /** @libvirt virStorageVolLookupByName */
  lookupByName: (pool: StoragePoolRef, name: string, options?: CallOptions) => Promise<StorageVolRef>;
  /** @libvirt virStorageVolLookupByKey */
  lookupByKey: (key: string, options?: CallOptions) => Promise<StorageVolRef>;
  /** @libvirt virStorageVolLookupByPath */
  lookupByPath: (path: string, options?: CallOptions) => Promise<StorageVolRef>;
  /** @libvirt virStorageVolCreateXML */
  createXML: (pool: StoragePoolRef, xml: string, flags?: number, options?: CallOptions) => Promise<StorageVolRef>;
  /** @libvirt virStorageVolCreateXMLFrom */
  createXMLFrom: (
    pool: StoragePoolRef,
    xml: string,
    clonevol: StorageVolRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<StorageVolRef>;
  /** @libvirt virStorageVolDownload */
  download: (
    vol: StorageVolRef,
    offset: bigint,
    length: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<VirStream>;
  /** @libvirt virStorageVolUpload */
  upload: (
    vol: StorageVolRef,
    offset: bigint,
    length: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<VirStream>;
  /** @libvirt virStorageVolDelete */
  delete: (vol: StorageVolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStorageVolWipe */
  wipe: (vol: StorageVolRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStorageVolWipePattern */
  wipePattern: (vol: StorageVolRef, algorithm: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virStorageVolGetInfo */
  getInfo: (vol: StorageVolRef, options?: CallOptions) => Promise<StorageVolInfo>;
  /** @libvirt virStorageVolGetInfoFlags */
  getInfoFlags: (vol: StorageVolRef, flags?: number, options?: CallOptions) => Promise<StorageVolInfo>;
  /** @libvirt virStorageVolGetXMLDesc */
  getXMLDesc: (vol: StorageVolRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virStorageVolGetPath */
  getPath: (vol: StorageVolRef, options?: CallOptions) => Promise<string>;
  /** @libvirt virStorageVolResize */
  resize: (vol: StorageVolRef, capacity: bigint, flags?: number, options?: CallOptions) => Promise<void>;
}

/** The part of {@link StorageVolMethods} that one driver implements. */
export type StorageVolFacet = Partial<StorageVolMethods>;
