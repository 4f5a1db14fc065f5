import type { CallOptions } from '../records.ts';
import type { DomainRef, DomainSnapshotRef } from '../refs.ts';

/**
 * Every method of libvirt's DomainSnapshot object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface DomainSnapshotMethods {
  /** @libvirt virDomainSnapshotCreateXML */
  createXML: (dom: DomainRef, xmlDesc: string, flags?: number, options?: CallOptions) => Promise<DomainSnapshotRef>;
  /** @libvirt virDomainSnapshotGetXMLDesc */
  getXMLDesc: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainSnapshotNum */
  num: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virDomainSnapshotListNames */
  listNames: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virDomainSnapshotNumChildren */
  numChildren: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virDomainSnapshotListChildrenNames */
  listChildrenNames: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virDomainSnapshotListAllChildren */
  listAllChildren: (
    snapshot: DomainSnapshotRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly DomainSnapshotRef[]>;
  /** @libvirt virDomainSnapshotLookupByName */
  lookupByName: (dom: DomainRef, name: string, flags?: number, options?: CallOptions) => Promise<DomainSnapshotRef>;
  /** @libvirt virDomainSnapshotGetParent */
  getParent: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<DomainSnapshotRef>;
  /** @libvirt virDomainSnapshotCurrent */
  current: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<DomainSnapshotRef>;
  /** @libvirt virDomainSnapshotIsCurrent */
  isCurrent: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainSnapshotHasMetadata */
  hasMetadata: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainSnapshotDelete */
  delete: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<void>;
}

/** The part of {@link DomainSnapshotMethods} that one driver implements. */
export type DomainSnapshotFacet = Partial<DomainSnapshotMethods>;
