import type { CloseReason } from '../connection.ts';
import type { DomainEvent, DomainEventKind, DomainEventOf, NetworkEvent, NetworkEventKind, NodeDeviceEvent, NodeDeviceEventKind, QemuMonitorEvent, SecretEvent, SecretEventKind, StoragePoolEvent, StoragePoolEventKind } from '../events.ts';
import type { CallOptions, DomainStatsRecord, TypedParameter } from '../records.ts';
import type { DomainRef, InterfaceRef, NWFilterBindingRef, NWFilterRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef } from '../refs.ts';

/**
 * Every method of libvirt's Connect object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface ConnectMethods {
  /** @libvirt virConnectClose */
  close: (options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectSetIdentity */
  setIdentity: (params: readonly TypedParameter[], flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectSupportsFeature */
  supportsFeature: (feature: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virConnectGetType */
  getType: (options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectGetVersion */
  getVersion: (options?: CallOptions) => Promise<bigint>;
  /** @libvirt virConnectGetLibVersion */
  getLibVersion: (options?: CallOptions) => Promise<bigint>;
  /** @libvirt virConnectGetHostname */
  getHostname: (options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectGetSysinfo */
  getSysinfo: (flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectGetMaxVcpus */
  getMaxVcpus: (type: string | undefined, options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectGetCapabilities */
  getCapabilities: (options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectListDomains */
  listDomains: (options?: CallOptions) => Promise<readonly number[]>;
  /** @libvirt virConnectNumOfDomains */
  numOfDomains: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListAllDomains */
  listAllDomains: (flags?: number, options?: CallOptions) => Promise<readonly DomainRef[]>;
  /** @libvirt virConnectDomainXMLFromNative */
  domainXMLFromNative: (
    nativeFormat: string,
    nativeConfig: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virConnectDomainXMLToNative */
  domainXMLToNative: (
    nativeFormat: string,
    domainXml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virConnectListDefinedDomains */
  listDefinedDomains: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectNumOfDefinedDomains */
  numOfDefinedDomains: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectDomainEventRegister */
  domainEventRegister: (
    listener: (event: DomainEventOf<"lifecycle">) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectDomainEventDeregister */
  domainEventDeregister: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectIsEncrypted */
  isEncrypted: (options?: CallOptions) => Promise<boolean>;
  /** @libvirt virConnectIsSecure */
  isSecure: (options?: CallOptions) => Promise<boolean>;
  /** @libvirt virConnectCompareCPU */
  compareCPU: (xml: string, flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectBaselineCPU */
  baselineCPU: (xmlCPUs: readonly string[], flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectDomainEventRegisterAny */
  domainEventRegisterAny: (
    kind: DomainEventKind,
    dom: DomainRef | undefined,
    listener: (event: DomainEvent) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectDomainEventDeregisterAny */
  domainEventDeregisterAny: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectDomainQemuMonitorEventRegister */
  domainQemuMonitorEventRegister: (
    dom: DomainRef | undefined,
    event: string | undefined,
    listener: (event: QemuMonitorEvent) => void,
    flags?: number,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectDomainQemuMonitorEventDeregister */
  domainQemuMonitorEventDeregister: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectSetKeepAlive */
  setKeepAlive: (intervalS: number, count: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virConnectIsAlive */
  isAlive: (options?: CallOptions) => Promise<boolean>;
  /** @libvirt virConnectGetCPUModelNames */
  getCPUModelNames: (arch: string, flags?: number, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectGetDomainCapabilities */
  getDomainCapabilities: (
    emulatorbin: string | undefined,
    arch: string | undefined,
    machine: string | undefined,
    virttype: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virConnectGetAllDomainStats */
  getAllDomainStats: (
    doms: readonly DomainRef[],
    stats: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly DomainStatsRecord[]>;
  /** @libvirt virConnectRegisterCloseCallback */
  registerCloseCallback: (listener: (reason: CloseReason) => void, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectUnregisterCloseCallback */
  unregisterCloseCallback: (options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectCompareHypervisorCPU */
  compareHypervisorCPU: (
    emulator: string | undefined,
    arch: string | undefined,
    machine: string | undefined,
    virttype: string | undefined,
    xmlCPU: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectBaselineHypervisorCPU */
  baselineHypervisorCPU: (
    emulator: string | undefined,
    arch: string | undefined,
    machine: string | undefined,
    virttype: string | undefined,
    xmlCPUs: readonly string[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virConnectNumOfNetworks */
  numOfNetworks: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListNetworks */
  listNetworks: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectNumOfDefinedNetworks */
  numOfDefinedNetworks: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListDefinedNetworks */
  listDefinedNetworks: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectListAllNetworks */
  listAllNetworks: (flags?: number, options?: CallOptions) => Promise<readonly NetworkRef[]>;
  /** @libvirt virConnectNetworkEventRegisterAny */
  networkEventRegisterAny: (
    kind: NetworkEventKind,
    net: NetworkRef | undefined,
    listener: (event: NetworkEvent) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectNetworkEventDeregisterAny */
  networkEventDeregisterAny: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectNumOfInterfaces */
  numOfInterfaces: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListInterfaces */
  listInterfaces: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectNumOfDefinedInterfaces */
  numOfDefinedInterfaces: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListDefinedInterfaces */
  listDefinedInterfaces: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectListAllInterfaces */
  listAllInterfaces: (flags?: number, options?: CallOptions) => Promise<readonly InterfaceRef[]>;
  /** @libvirt virConnectListAllNodeDevices */
  listAllNodeDevices: (flags?: number, options?: CallOptions) => Promise<readonly NodeDeviceRef[]>;
  /** @libvirt virConnectNodeDeviceEventRegisterAny */
  nodeDeviceEventRegisterAny: (
    kind: NodeDeviceEventKind,
    dev: NodeDeviceRef | undefined,
    listener: (event: NodeDeviceEvent) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectNodeDeviceEventDeregisterAny */
  nodeDeviceEventDeregisterAny: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectNumOfStoragePools */
  numOfStoragePools: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListStoragePools */
  listStoragePools: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectNumOfDefinedStoragePools */
  numOfDefinedStoragePools: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListDefinedStoragePools */
  listDefinedStoragePools: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectListAllStoragePools */
  listAllStoragePools: (flags?: number, options?: CallOptions) => Promise<readonly StoragePoolRef[]>;
  /** @libvirt virConnectFindStoragePoolSources */
  findStoragePoolSources: (
    type: string,
    srcSpec: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virConnectStoragePoolEventRegisterAny */
  storagePoolEventRegisterAny: (
    kind: StoragePoolEventKind,
    pool: StoragePoolRef | undefined,
    listener: (event: StoragePoolEvent) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectStoragePoolEventDeregisterAny */
  storagePoolEventDeregisterAny: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectGetStoragePoolCapabilities */
  getStoragePoolCapabilities: (flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virConnectNumOfSecrets */
  numOfSecrets: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListSecrets */
  listSecrets: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectListAllSecrets */
  listAllSecrets: (flags?: number, options?: CallOptions) => Promise<readonly SecretRef[]>;
  /** @libvirt virConnectSecretEventRegisterAny */
  secretEventRegisterAny: (
    kind: SecretEventKind,
    secret: SecretRef | undefined,
    listener: (event: SecretEvent) => void,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virConnectSecretEventDeregisterAny */
  secretEventDeregisterAny: (callbackID: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virConnectNumOfNWFilters */
  numOfNWFilters: (options?: CallOptions) => Promise<number>;
  /** @libvirt virConnectListNWFilters */
  listNWFilters: (options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virConnectListAllNWFilters */
  listAllNWFilters: (flags?: number, options?: CallOptions) => Promise<readonly NWFilterRef[]>;
  /** @libvirt virConnectListAllNWFilterBindings */
  listAllNWFilterBindings: (flags?: number, options?: CallOptions) => Promise<readonly NWFilterBindingRef[]>;
}

/** The part of {@link ConnectMethods} that one driver implements. */
export type ConnectFacet = Partial<ConnectMethods>;
