import type { CallOptions } from '../records.ts';
import type { NWFilterRef, Uuid } from '../refs.ts';

/**
 * Every method of libvirt's NWFilter object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NWFilterMethods {
  /** @libvirt virNWFilterLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<NWFilterRef>;
  /** @libvirt virNWFilterLookupByUUID */
  lookupByUUID: (uuid: Uuid, options?: CallOptions) => Promise<NWFilterRef>;
  /** @libvirt virNWFilterDefineXML */
  defineXML: (xml: string, options?: CallOptions) => Promise<NWFilterRef>;
  /** @libvirt virNWFilterDefineXMLFlags */
  defineXMLFlags: (xml: string, flags?: number, options?: CallOptions) => Promise<NWFilterRef>;
  /** @libvirt virNWFilterUndefine */
  undefine: (nwfilter: NWFilterRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNWFilterGetXMLDesc */
  getXMLDesc: (nwfilter: NWFilterRef, flags?: number, options?: CallOptions) => Promise<string>;
}

/** The part of {@link NWFilterMethods} that one driver implements. */
export type NWFilterFacet = Partial<NWFilterMethods>;
