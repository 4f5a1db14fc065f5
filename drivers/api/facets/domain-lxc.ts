import type { CallOptions } from '../records.ts';
import type { DomainRef } from '../refs.ts';

/**
 * Every method of libvirt's DomainLxc object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface DomainLxcMethods {
  /** @libvirt virDomainLxcOpenNamespace */
  openNamespace: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly number[]>;
}

/** The part of {@link DomainLxcMethods} that one driver implements. */
export type DomainLxcFacet = Partial<DomainLxcMethods>;
