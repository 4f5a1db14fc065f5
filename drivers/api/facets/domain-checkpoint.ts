import type { CallOptions } from '../records.ts';
import type { DomainCheckpointRef, DomainRef } from '../refs.ts';

/**
 * Every method of libvirt's DomainCheckpoint object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface DomainCheckpointMethods {
  /** @libvirt virDomainCheckpointCreateXML */
  createXML: (dom: DomainRef, xmlDesc: string, flags?: number, options?: CallOptions) => Promise<DomainCheckpointRef>;
  /** @libvirt virDomainCheckpointGetXMLDesc */
  getXMLDesc: (checkpoint: DomainCheckpointRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainCheckpointListAllChildren */
  listAllChildren: (
    checkpoint: DomainCheckpointRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly DomainCheckpointRef[]>;
  /** @libvirt virDomainCheckpointLookupByName */
  lookupByName: (dom: DomainRef, name: string, flags?: number, options?: CallOptions) => Promise<DomainCheckpointRef>;
  /** @libvirt virDomainCheckpointGetParent */
  getParent: (checkpoint: DomainCheckpointRef, flags?: number, options?: CallOptions) => Promise<DomainCheckpointRef>;
  /** @libvirt virDomainCheckpointDelete */
  delete: (checkpoint: DomainCheckpointRef, flags?: number, options?: CallOptions) => Promise<void>;
}

/** The part of {@link DomainCheckpointMethods} that one driver implements. */
export type DomainCheckpointFacet = Partial<DomainCheckpointMethods>;
