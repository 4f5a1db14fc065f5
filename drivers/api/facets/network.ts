import type { CallOptions, NetworkDHCPLease } from '../records.ts';
import type { NetworkPortRef, NetworkRef, Uuid } from '../refs.ts';

/**
 * Every method of libvirt's Network object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NetworkMethods {
  /** @libvirt virNetworkLookupByUUID */
  lookupByUUID: (uuid: Uuid, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkCreateXML */
  createXML: (xml: string, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkCreateXMLFlags */
  createXMLFlags: (xml: string, flags?: number, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkDefineXML */
  defineXML: (xml: string, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkDefineXMLFlags */
  defineXMLFlags: (xml: string, flags?: number, options?: CallOptions) => Promise<NetworkRef>;
  /** @libvirt virNetworkUndefine */
  undefine: (net: NetworkRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNetworkUpdate */
  update: (
    net: NetworkRef,
    command: number,
    section: number,
    parentIndex: number,
    xml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virNetworkCreate */
  create: (net: NetworkRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNetworkDestroy */
  destroy: (net: NetworkRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNetworkGetXMLDesc */
  getXMLDesc: (net: NetworkRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virNetworkGetBridgeName */
  getBridgeName: (net: NetworkRef, options?: CallOptions) => Promise<string>;
  /** @libvirt virNetworkGetAutostart */
  getAutostart: (net: NetworkRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virNetworkSetAutostart */
  setAutostart: (net: NetworkRef, autostart: boolean, options?: CallOptions) => Promise<void>;
  /** @libvirt virNetworkIsActive */
  isActive: (net: NetworkRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virNetworkIsPersistent */
  isPersistent: (net: NetworkRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virNetworkGetDHCPLeases */
  getDHCPLeases: (
    net: NetworkRef,
    mac: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly NetworkDHCPLease[]>;
  /** @libvirt virNetworkListAllPorts */
  listAllPorts: (network: NetworkRef, flags?: number, options?: CallOptions) => Promise<readonly NetworkPortRef[]>;
}

/** The part of {@link NetworkMethods} that one driver implements. */
export type NetworkFacet = Partial<NetworkMethods>;
