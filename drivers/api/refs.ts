/** A UUID in its text form: 36 characters, lower case. */
export type Uuid = string & { readonly __brand: 'Uuid' };

/** Names one machine. `id` is -1 while it is not running, as it was when the reference was made. */
export interface DomainRef {
  readonly name: string;
  readonly uuid: Uuid;
  readonly id: number;
}
/** Names one snapshot of a machine. */
export interface DomainSnapshotRef {
  readonly name: string;
  readonly dom: DomainRef;
}
/** Names one checkpoint of a machine. */
export interface DomainCheckpointRef {
  readonly name: string;
  readonly dom: DomainRef;
}
/** Names one virtual network. */
export interface NetworkRef {
  readonly name: string;
  readonly uuid: Uuid;
}
/** Names one port of a virtual network. */
export interface NetworkPortRef {
  readonly net: NetworkRef;
  readonly uuid: Uuid;
}
/** Names one host interface. */
export interface InterfaceRef {
  readonly name: string;
  readonly mac: string;
}
/** Names one storage pool. */
export interface StoragePoolRef {
  readonly name: string;
  readonly uuid: Uuid;
}
/** Names one storage volume. `key` is unique on the host. */
export interface StorageVolRef {
  readonly pool: string;
  readonly name: string;
  readonly key: string;
}
/** Names one device of the host. */
export interface NodeDeviceRef {
  readonly name: string;
}
/** Names one secret. `usageType` is libvirt's `virSecretUsageType`. */
export interface SecretRef {
  readonly uuid: Uuid;
  readonly usageType: number;
  readonly usageID: string;
}
/** Names one network filter. */
export interface NWFilterRef {
  readonly name: string;
  readonly uuid: Uuid;
}
/** Names one binding of a network filter to a port device. */
export interface NWFilterBindingRef {
  readonly portDev: string;
  readonly filterName: string;
}
