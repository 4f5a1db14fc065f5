import type { CallOptions } from '../records.ts';
import type { InterfaceRef } from '../refs.ts';

/**
 * Every method of libvirt's Interface object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface InterfaceMethods {
  /** @libvirt virInterfaceLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<InterfaceRef>;
  /** @libvirt virInterfaceLookupByMACString */
  lookupByMACString: (mac: string, options?: CallOptions) => Promise<InterfaceRef>;
  /** @libvirt virInterfaceGetXMLDesc */
  getXMLDesc: (iface: InterfaceRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virInterfaceDefineXML */
  defineXML: (xml: string, flags?: number, options?: CallOptions) => Promise<InterfaceRef>;
  /** @libvirt virInterfaceUndefine */
  undefine: (iface: InterfaceRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virInterfaceCreate */
  create: (iface: InterfaceRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virInterfaceDestroy */
  destroy: (iface: InterfaceRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virInterfaceIsActive */
  isActive: (iface: InterfaceRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virInterfaceChangeBegin */
  changeBegin: (flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virInterfaceChangeCommit */
  changeCommit: (flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virInterfaceChangeRollback */
  changeRollback: (flags?: number, options?: CallOptions) => Promise<void>;
}

/** The part of {@link InterfaceMethods} that one driver implements. */
export type InterfaceFacet = Partial<InterfaceMethods>;
