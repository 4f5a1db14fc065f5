import type { ConnectFacet, ConnectMethods } from './connect.ts';
import type { DomainFacet, DomainMethods } from './domain.ts';
import type { DomainCheckpointFacet, DomainCheckpointMethods } from './domain-checkpoint.ts';
import type { DomainLxcFacet, DomainLxcMethods } from './domain-lxc.ts';
import type { DomainQemuFacet, DomainQemuMethods } from './domain-qemu.ts';
import type { DomainSnapshotFacet, DomainSnapshotMethods } from './domain-snapshot.ts';
import type { InterfaceFacet, InterfaceMethods } from './interface.ts';
import type { NetworkFacet, NetworkMethods } from './network.ts';
import type { NetworkPortFacet, NetworkPortMethods } from './network-port.ts';
import type { NodeFacet, NodeMethods } from './node.ts';
import type { NodeDeviceFacet, NodeDeviceMethods } from './node-device.ts';
import type { NWFilterFacet, NWFilterMethods } from './nwfilter.ts';
import type { NWFilterBindingFacet, NWFilterBindingMethods } from './nwfilter-binding.ts';
import type { SecretFacet, SecretMethods } from './secret.ts';
import type { StoragePoolFacet, StoragePoolMethods } from './storage-pool.ts';
import type { StorageVolFacet, StorageVolMethods } from './storage-vol.ts';

/** All method interfaces by facet name; `virDomainFooBar` is `domain.fooBar`. */
export interface FacetMethods {
  readonly connect: ConnectMethods;
  readonly node: NodeMethods;
  readonly domain: DomainMethods;
  readonly domainSnapshot: DomainSnapshotMethods;
  readonly domainCheckpoint: DomainCheckpointMethods;
  readonly domainQemu: DomainQemuMethods;
  readonly domainLxc: DomainLxcMethods;
  readonly network: NetworkMethods;
  readonly networkPort: NetworkPortMethods;
  readonly nodeDevice: NodeDeviceMethods;
  readonly interface: InterfaceMethods;
  readonly storagePool: StoragePoolMethods;
  readonly storageVol: StorageVolMethods;
  readonly secret: SecretMethods;
  readonly nwFilter: NWFilterMethods;
  readonly nwFilterBinding: NWFilterBindingMethods;
}

/** The facets of a connection: one method table for each libvirt object that the driver knows. */
export interface Facets {
  readonly connect?: ConnectFacet;
  readonly node?: NodeFacet;
  readonly domain?: DomainFacet;
  readonly domainSnapshot?: DomainSnapshotFacet;
  readonly domainCheckpoint?: DomainCheckpointFacet;
  readonly domainQemu?: DomainQemuFacet;
  readonly domainLxc?: DomainLxcFacet;
  readonly network?: NetworkFacet;
  readonly networkPort?: NetworkPortFacet;
  readonly nodeDevice?: NodeDeviceFacet;
  readonly interface?: InterfaceFacet;
  readonly storagePool?: StoragePoolFacet;
  readonly storageVol?: StorageVolFacet;
  readonly secret?: SecretFacet;
  readonly nwFilter?: NWFilterFacet;
  readonly nwFilterBinding?: NWFilterBindingFacet;
}

/** The name of a facet. */
export type FacetName = keyof FacetMethods;
