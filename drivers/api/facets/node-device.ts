import type { CallOptions } from '../records.ts';
import type { NodeDeviceRef } from '../refs.ts';

/**
 * Every method of libvirt's NodeDevice object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NodeDeviceMethods {
  /** @libvirt virNodeDeviceDettach */
  dettach: (dev: NodeDeviceRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceDetachFlags */
  detachFlags: (
    dev: NodeDeviceRef,
    driverName: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virNodeDeviceReAttach */
  reAttach: (dev: NodeDeviceRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceReset */
  reset: (dev: NodeDeviceRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<NodeDeviceRef>;
  /** @libvirt virNodeDeviceLookupSCSIHostByWWN */
  lookupSCSIHostByWWN: (wwnn: string, wwpn: string, flags?: number, options?: CallOptions) => Promise<NodeDeviceRef>;
  /** @libvirt virNodeDeviceGetXMLDesc */
  getXMLDesc: (dev: NodeDeviceRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virNodeDeviceGetParent */
  getParent: (dev: NodeDeviceRef, options?: CallOptions) => Promise<string | undefined>;
  /** @libvirt virNodeDeviceNumOfCaps */
  numOfCaps: (dev: NodeDeviceRef, options?: CallOptions) => Promise<number>;
  /** @libvirt virNodeDeviceListCaps */
  listCaps: (dev: NodeDeviceRef, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virNodeDeviceCreateXML */
  createXML: (xmlDesc: string, flags?: number, options?: CallOptions) => Promise<NodeDeviceRef>;
  /** @libvirt virNodeDeviceDestroy */
  destroy: (dev: NodeDeviceRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceDefineXML */
  defineXML: (xmlDesc: string, flags?: number, options?: CallOptions) => Promise<NodeDeviceRef>;
  /** @libvirt virNodeDeviceUndefine */
  undefine: (dev: NodeDeviceRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceCreate */
  create: (dev: NodeDeviceRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceSetAutostart */
  setAutostart: (dev: NodeDeviceRef, autostart: boolean, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeDeviceGetAutostart */
  getAutostart: (dev: NodeDeviceRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virNodeDeviceIsPersistent */
  isPersistent: (dev: NodeDeviceRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virNodeDeviceIsActive */
  isActive: (dev: NodeDeviceRef, options?: CallOptions) => Promise<boolean>;
}

/** The part of {@link NodeDeviceMethods} that one driver implements. */
export type NodeDeviceFacet = Partial<NodeDeviceMethods>;
