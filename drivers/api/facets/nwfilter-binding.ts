import type { CallOptions } from '../records.ts';
import type { NWFilterBindingRef } from '../refs.ts';

/**
 * Every method of libvirt's NWFilterBinding object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NWFilterBindingMethods {
  /** @libvirt virNWFilterBindingLookupByPortDev */
  lookupByPortDev: (name: string, options?: CallOptions) => Promise<NWFilterBindingRef>;
  /** @libvirt virNWFilterBindingCreateXML */
  createXML: (xml: string, flags?: number, options?: CallOptions) => Promise<NWFilterBindingRef>;
  /** @libvirt virNWFilterBindingDelete */
  delete: (nwfilter: NWFilterBindingRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNWFilterBindingGetXMLDesc */
  getXMLDesc: (nwfilter: NWFilterBindingRef, flags?: number, options?: CallOptions) => Promise<string>;
}

/** The part of {@link NWFilterBindingMethods} that one driver implements. */
export type NWFilterBindingFacet = Partial<NWFilterBindingMethods>;
