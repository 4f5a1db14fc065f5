import type { CallOptions, TypedParameter } from '../records.ts';
import type { NetworkPortRef, NetworkRef, Uuid } from '../refs.ts';

/**
 * Every method of libvirt's NetworkPort object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NetworkPortMethods {
  /** @libvirt virNetworkPortLookupByUUID */
  lookupByUUID: (network: NetworkRef, uuid: Uuid, options?: CallOptions) => Promise<NetworkPortRef>;
  /** @libvirt virNetworkPortCreateXML */
  createXML: (network: NetworkRef, xml: string, flags?: number, options?: CallOptions) => Promise<NetworkPortRef>;
  /** @libvirt virNetworkPortGetXMLDesc */
  getXMLDesc: (port: NetworkPortRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virNetworkPortSetParameters */
  setParameters: (
    port: NetworkPortRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virNetworkPortGetParameters */
  getParameters: (port: NetworkPortRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virNetworkPortDelete */
  delete: (port: NetworkPortRef, flags?: number, options?: CallOptions) => Promise<void>;
}

/** The part of {@link NetworkPortMethods} that one driver implements. */
export type NetworkPortFacet = Partial<NetworkPortMethods>;
