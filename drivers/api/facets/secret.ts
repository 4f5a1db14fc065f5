import type { CallOptions } from '../records.ts';
import type { SecretRef, Uuid } from '../refs.ts';

/**
 * Every method of libvirt's Secret object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface SecretMethods {
  /** @libvirt virSecretLookupByUUID */
  lookupByUUID: (uuid: Uuid, options?: CallOptions) => Promise<SecretRef>;
  /** @libvirt virSecretLookupByUsage */
  lookupByUsage: (usageType: number, usageID: string, options?: CallOptions) => Promise<SecretRef>;
  /** @libvirt virSecretDefineXML */
  defineXML: (xml: string, flags?: number, options?: CallOptions) => Promise<SecretRef>;
  /** @libvirt virSecretGetXMLDesc */
  getXMLDesc: (secret: SecretRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virSecretSetValue */
  setValue: (secret: SecretRef, value: Uint8Array, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virSecretGetValue */
  getValue: (secret: SecretRef, flags?: number, options?: CallOptions) => Promise<Uint8Array>;
  /** @libvirt virSecretUndefine */
  undefine: (secret: SecretRef, options?: CallOptions) => Promise<void>;
}

/** The part of {@link SecretMethods} that one driver implements. */
export type SecretFacet = Partial<SecretMethods>;
