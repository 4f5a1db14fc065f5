// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { GraphicsAddress } from '../../api/events.ts';
import type { DiskError, DomainInterface, DomainStatsRecord, FSInfo, IOThreadInfo, IPAddress, MemoryStat, NetworkDHCPLease, NodeStat, TypedParameter } from '../../api/records.ts';
import type { DomainCheckpointRef, DomainRef, DomainSnapshotRef, InterfaceRef, NWFilterBindingRef, NWFilterRef, NetworkPortRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef, StorageVolRef, Uuid } from '../../api/refs.ts';
import type { GraphicsIdentity, RemoteErrorPayload, RemoteSecurityLabel, RemoteVcpuInfo } from './records.ts';
import type { EventMessage, Procedure } from './procedure.ts';
import { getList, putList, putOptional } from './lists.ts';
import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** The number of the remote program. */
export const REMOTE_PROGRAM = 0x20008086;

/** How long lists may be. */
export const LIMITS = {
  STRING_MAX: 4194304,
  CONNECT_IDENTITY_PARAMS_MAX: 20,
  DOMAIN_LIST_MAX: 16384,
  CPUMAP_MAX: 2048,
  VCPUINFO_MAX: 16384,
  CPUMAPS_MAX: 8388608,
  IOTHREAD_INFO_MAX: 16384,
  MIGRATE_COOKIE_MAX: 4194304,
  NETWORK_LIST_MAX: 16384,
  NETWORK_PORT_LIST_MAX: 16384,
  INTERFACE_LIST_MAX: 16384,
  STORAGE_POOL_LIST_MAX: 16384,
  STORAGE_VOL_LIST_MAX: 16384,
  NODE_DEVICE_LIST_MAX: 65536,
  NODE_DEVICE_CAPS_LIST_MAX: 65536,
  NWFILTER_LIST_MAX: 16384,
  NWFILTER_BINDING_LIST_MAX: 16384,
  DOMAIN_SCHEDULER_PARAMETERS_MAX: 16,
  DOMAIN_BLKIO_PARAMETERS_MAX: 16,
  DOMAIN_MEMORY_PARAMETERS_MAX: 16,
  DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX: 32,
  DOMAIN_NUMA_PARAMETERS_MAX: 16,
  DOMAIN_PERF_EVENTS_MAX: 64,
  DOMAIN_BLOCK_COPY_PARAMETERS_MAX: 16,
  NODE_CPU_STATS_MAX: 16,
  NODE_MEMORY_STATS_MAX: 16,
  DOMAIN_BLOCK_STATS_PARAMETERS_MAX: 16,
  NODE_MAX_CELLS: 1024,
  AUTH_SASL_DATA_MAX: 65536,
  AUTH_TYPE_LIST_MAX: 20,
  DOMAIN_MEMORY_STATS_MAX: 1024,
  DOMAIN_CHECKPOINT_LIST_MAX: 16384,
  DOMAIN_SNAPSHOT_LIST_MAX: 16384,
  DOMAIN_BLOCK_PEEK_BUFFER_MAX: 4194304,
  DOMAIN_MEMORY_PEEK_BUFFER_MAX: 4194304,
  SECURITY_MODEL_MAX: 257,
  SECURITY_LABEL_LIST_MAX: 64,
  SECURITY_LABEL_MAX: 4097,
  SECURITY_DOI_MAX: 257,
  SECRET_VALUE_MAX: 65536,
  SECRET_LIST_MAX: 16384,
  CPU_BASELINE_MAX: 256,
  DOMAIN_SEND_KEY_MAX: 16,
  DOMAIN_INTERFACE_PARAMETERS_MAX: 16,
  DOMAIN_GET_CPU_STATS_NCPUS_MAX: 128,
  DOMAIN_GET_CPU_STATS_MAX: 2048,
  DOMAIN_DISK_ERRORS_MAX: 256,
  NODE_MEMORY_PARAMETERS_MAX: 64,
  DOMAIN_MIGRATE_PARAM_LIST_MAX: 64,
  DOMAIN_SAVE_PARAMS_MAX: 64,
  DOMAIN_JOB_STATS_MAX: 64,
  CONNECT_CPU_MODELS_MAX: 8192,
  DOMAIN_FSFREEZE_MOUNTPOINTS_MAX: 256,
  NETWORK_DHCP_LEASES_MAX: 65536,
  CONNECT_GET_ALL_DOMAIN_STATS_MAX: 262144,
  DOMAIN_EVENT_TUNABLE_MAX: 2048,
  DOMAIN_FSINFO_MAX: 256,
  DOMAIN_FSINFO_DISKS_MAX: 256,
  DOMAIN_INTERFACE_MAX: 2048,
  DOMAIN_IP_ADDR_MAX: 2048,
  DOMAIN_GUEST_VCPU_PARAMS_MAX: 64,
  DOMAIN_IOTHREAD_PARAMS_MAX: 64,
  NODE_SEV_INFO_MAX: 64,
  DOMAIN_LAUNCH_SECURITY_INFO_PARAMS_MAX: 64,
  DOMAIN_LAUNCH_SECURITY_STATE_PARAMS_MAX: 64,
  DOMAIN_GUEST_INFO_PARAMS_MAX: 2048,
  NETWORK_PORT_PARAMETERS_MAX: 16,
  DOMAIN_AUTHORIZED_SSH_KEYS_MAX: 2048,
  DOMAIN_MESSAGES_MAX: 2048,
  DOMAIN_EVENT_GRAPHICS_IDENTITY_MAX: 20,
} as const;

export function getDomain(r: XdrReader): DomainRef {
  return { name: r.string(), uuid: r.uuid(), id: r.int() };
}
export function putDomain(w: XdrWriter, a: DomainRef): void {
  w.string(a.name);
  w.uuid(a.uuid);
  w.int(a.id);
}

export function getNetwork(r: XdrReader): NetworkRef {
  return { name: r.string(), uuid: r.uuid() };
}
export function putNetwork(w: XdrWriter, a: NetworkRef): void {
  w.string(a.name);
  w.uuid(a.uuid);
}

export function getNetworkPort(r: XdrReader): NetworkPortRef {
  return { net: getNetwork(r), uuid: r.uuid() };
}
export function putNetworkPort(w: XdrWriter, a: NetworkPortRef): void {
  putNetwork(w, a.net);
  w.uuid(a.uuid);
}

export function getNwfilter(r: XdrReader): NWFilterRef {
  return { name: r.string(), uuid: r.uuid() };
}
export function putNwfilter(w: XdrWriter, a: NWFilterRef): void {
  w.string(a.name);
  w.uuid(a.uuid);
}

export function getNwfilterBinding(r: XdrReader): NWFilterBindingRef {
  return { portDev: r.string(), filterName: r.string() };
}
export function putNwfilterBinding(w: XdrWriter, a: NWFilterBindingRef): void {
  w.string(a.portDev);
  w.string(a.filterName);
}

export function getInterface(r: XdrReader): InterfaceRef {
  return { name: r.string(), mac: r.string() };
}
export function putInterface(w: XdrWriter, a: InterfaceRef): void {
  w.string(a.name);
  w.string(a.mac);
}

export function getStoragePool(r: XdrReader): StoragePoolRef {
  return { name: r.string(), uuid: r.uuid() };
}
export function putStoragePool(w: XdrWriter, a: StoragePoolRef): void {
  w.string(a.name);
  w.uuid(a.uuid);
}

export function getStorageVol(r: XdrReader): StorageVolRef {
  return { pool: r.string(), name: r.string(), key: r.string() };
}
export function putStorageVol(w: XdrWriter, a: StorageVolRef): void {
  w.string(a.pool);
  w.string(a.name);
  w.string(a.key);
}

export function getNodeDevice(r: XdrReader): NodeDeviceRef {
  return { name: r.string() };
}
export function putNodeDevice(w: XdrWriter, a: NodeDeviceRef): void {
  w.string(a.name);
}

export function getSecret(r: XdrReader): SecretRef {
  return { uuid: r.uuid(), usageType: r.int(), usageID: r.string() };
}
export function putSecret(w: XdrWriter, a: SecretRef): void {
  w.uuid(a.uuid);
  w.int(a.usageType);
  w.string(a.usageID);
}

export function getCheckpoint(r: XdrReader): DomainCheckpointRef {
  return { name: r.string(), dom: getDomain(r) };
}
export function putCheckpoint(w: XdrWriter, a: DomainCheckpointRef): void {
  w.string(a.name);
  putDomain(w, a.dom);
}

export function getSnapshot(r: XdrReader): DomainSnapshotRef {
  return { name: r.string(), dom: getDomain(r) };
}
export function putSnapshot(w: XdrWriter, a: DomainSnapshotRef): void {
  w.string(a.name);
  putDomain(w, a.dom);
}

export function getError(r: XdrReader): RemoteErrorPayload {
  return { code: r.int(), domain: r.int(), message: r.optString(), level: r.int(), dom: r.present() ? getDomain(r) : undefined, str1: r.optString(), str2: r.optString(), str3: r.optString(), int1: r.int(), int2: r.int(), net: r.present() ? getNetwork(r) : undefined };
}
export function putError(w: XdrWriter, a: RemoteErrorPayload): void {
  w.int(a.code);
  w.int(a.domain);
  w.optString(a.message);
  w.int(a.level);
  putOptional(w, a.dom, putDomain);
  w.optString(a.str1);
  w.optString(a.str2);
  w.optString(a.str3);
  w.int(a.int1);
  w.int(a.int2);
  putOptional(w, a.net, putNetwork);
}

export function getVcpuInfo(r: XdrReader): RemoteVcpuInfo {
  return { number: r.uint(), state: r.int(), cpuTimeNs: r.uhyper(), cpu: r.int() };
}
export function putVcpuInfo(w: XdrWriter, a: RemoteVcpuInfo): void {
  w.uint(a.number);
  w.int(a.state);
  w.uhyper(a.cpuTimeNs);
  w.int(a.cpu);
}

export function getNodeStat(r: XdrReader): NodeStat {
  return { field: r.string(), value: r.uhyper() };
}
export function putNodeStat(w: XdrWriter, a: NodeStat): void {
  w.string(a.field);
  w.uhyper(a.value);
}

export function getDiskError(r: XdrReader): DiskError {
  return { disk: r.string(), error: r.int() };
}
export function putDiskError(w: XdrWriter, a: DiskError): void {
  w.string(a.disk);
  w.int(a.error);
}

export function getMemoryStat(r: XdrReader): MemoryStat {
  return { tag: r.int(), value: r.uhyper() };
}
export function putMemoryStat(w: XdrWriter, a: MemoryStat): void {
  w.int(a.tag);
  w.uhyper(a.value);
}

export function getIothreadInfo(r: XdrReader): IOThreadInfo {
  return { iothreadId: r.uint(), cpumap: r.opaque(LIMITS.CPUMAP_MAX) };
}
export function putIothreadInfo(w: XdrWriter, a: IOThreadInfo): void {
  w.uint(a.iothreadId);
  w.opaque(a.cpumap, LIMITS.CPUMAP_MAX);
}

export function getGraphicsAddress(r: XdrReader): GraphicsAddress {
  return { family: r.int(), node: r.string(), service: r.string() };
}
export function putGraphicsAddress(w: XdrWriter, a: GraphicsAddress): void {
  w.int(a.family);
  w.string(a.node);
  w.string(a.service);
}

export function getGraphicsIdentity(r: XdrReader): GraphicsIdentity {
  return { type: r.string(), name: r.string() };
}
export function putGraphicsIdentity(w: XdrWriter, a: GraphicsIdentity): void {
  w.string(a.type);
  w.string(a.name);
}

export function getDhcpLease(r: XdrReader): NetworkDHCPLease {
  return { iface: r.string(), expirytime: r.hyper(), type: r.int(), mac: r.optString(), iaid: r.optString(), ipaddr: r.string(), prefix: r.uint(), hostname: r.optString(), clientid: r.optString() };
}
export function putDhcpLease(w: XdrWriter, a: NetworkDHCPLease): void {
  w.string(a.iface);
  w.hyper(a.expirytime);
  w.int(a.type);
  w.optString(a.mac);
  w.optString(a.iaid);
  w.string(a.ipaddr);
  w.uint(a.prefix);
  w.optString(a.hostname);
  w.optString(a.clientid);
}

export function getDomainStats(r: XdrReader): DomainStatsRecord {
  return { dom: getDomain(r), params: r.params(LIMITS.CONNECT_GET_ALL_DOMAIN_STATS_MAX) };
}
export function putDomainStats(w: XdrWriter, a: DomainStatsRecord): void {
  putDomain(w, a.dom);
  w.params(a.params, LIMITS.CONNECT_GET_ALL_DOMAIN_STATS_MAX);
}

export function getFsInfo(r: XdrReader): FSInfo {
  return { mountpoint: r.string(), name: r.string(), fstype: r.string(), devAliases: r.strings(LIMITS.DOMAIN_FSINFO_DISKS_MAX) };
}
export function putFsInfo(w: XdrWriter, a: FSInfo): void {
  w.string(a.mountpoint);
  w.string(a.name);
  w.string(a.fstype);
  w.strings(a.devAliases, LIMITS.DOMAIN_FSINFO_DISKS_MAX);
}

export function getIpAddress(r: XdrReader): IPAddress {
  return { type: r.int(), addr: r.string(), prefix: r.uint() };
}
export function putIpAddress(w: XdrWriter, a: IPAddress): void {
  w.int(a.type);
  w.string(a.addr);
  w.uint(a.prefix);
}

export function getDomainInterface(r: XdrReader): DomainInterface {
  return { name: r.string(), hwaddr: r.optString(), addrs: getList(r, LIMITS.DOMAIN_IP_ADDR_MAX, 12, getIpAddress) };
}
export function putDomainInterface(w: XdrWriter, a: DomainInterface): void {
  w.string(a.name);
  w.optString(a.hwaddr);
  putList(w, a.addrs, LIMITS.DOMAIN_IP_ADDR_MAX, putIpAddress);
}

export function getSecurityLabel(r: XdrReader): RemoteSecurityLabel {
  return { label: r.chars(LIMITS.SECURITY_LABEL_MAX), enforcing: r.bool() };
}
export function putSecurityLabel(w: XdrWriter, a: RemoteSecurityLabel): void {
  w.chars(a.label, LIMITS.SECURITY_LABEL_MAX);
  w.bool(a.enforcing);
}

export interface ConnectOpenArgs {
  readonly name: string | undefined;
  readonly flags: number;
}
export const ConnectOpen: Procedure<ConnectOpenArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 1,
  name: 'CONNECT_OPEN',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.name);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export const ConnectClose: Procedure<undefined, undefined> = {
  program: REMOTE_PROGRAM,
  number: 2,
  name: 'CONNECT_CLOSE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: () => undefined,
};

export interface ConnectGetTypeRet {
  readonly type: string;
}
export const ConnectGetType: Procedure<undefined, ConnectGetTypeRet> = {
  program: REMOTE_PROGRAM,
  number: 3,
  name: 'CONNECT_GET_TYPE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ type: r.string() }),
};

export interface ConnectGetVersionRet {
  readonly hvVer: bigint;
}
export const ConnectGetVersion: Procedure<undefined, ConnectGetVersionRet> = {
  program: REMOTE_PROGRAM,
  number: 4,
  name: 'CONNECT_GET_VERSION',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ hvVer: r.uhyper() }),
};

export interface ConnectGetMaxVcpusArgs {
  readonly type: string | undefined;
}
export interface ConnectGetMaxVcpusRet {
  readonly maxVcpus: number;
}
export const ConnectGetMaxVcpus: Procedure<ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusRet> = {
  program: REMOTE_PROGRAM,
  number: 5,
  name: 'CONNECT_GET_MAX_VCPUS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.type);
  },
  get: (r) => ({ maxVcpus: r.int() }),
};

export interface NodeGetInfoRet {
  readonly model: Uint8Array;
  readonly memoryKiB: bigint;
  readonly cpus: number;
  readonly mhz: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}
export const NodeGetInfo: Procedure<undefined, NodeGetInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 6,
  name: 'NODE_GET_INFO',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ model: r.fixedChars(32), memoryKiB: r.uhyper(), cpus: r.int(), mhz: r.int(), nodes: r.int(), sockets: r.int(), cores: r.int(), threads: r.int() }),
};

export interface ConnectGetCapabilitiesRet {
  readonly capabilities: string;
}
export const ConnectGetCapabilities: Procedure<undefined, ConnectGetCapabilitiesRet> = {
  program: REMOTE_PROGRAM,
  number: 7,
  name: 'CONNECT_GET_CAPABILITIES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ capabilities: r.string() }),
};

export interface DomainAttachDeviceArgs {
  readonly dom: DomainRef;
  readonly xml: string;
}
export const DomainAttachDevice: Procedure<DomainAttachDeviceArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 8,
  name: 'DOMAIN_ATTACH_DEVICE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xml);
  },
  get: () => undefined,
};

export interface DomainCreateArgs {
  readonly dom: DomainRef;
}
export const DomainCreate: Procedure<DomainCreateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 9,
  name: 'DOMAIN_CREATE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface DomainCreateXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface DomainCreateXmlRet {
  readonly dom: DomainRef;
}
export const DomainCreateXml: Procedure<DomainCreateXmlArgs, DomainCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 10,
  name: 'DOMAIN_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainDefineXmlArgs {
  readonly xml: string;
}
export interface DomainDefineXmlRet {
  readonly dom: DomainRef;
}
export const DomainDefineXml: Procedure<DomainDefineXmlArgs, DomainDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 11,
  name: 'DOMAIN_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainDestroyArgs {
  readonly dom: DomainRef;
}
export const DomainDestroy: Procedure<DomainDestroyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 12,
  name: 'DOMAIN_DESTROY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface DomainDetachDeviceArgs {
  readonly dom: DomainRef;
  readonly xml: string;
}
export const DomainDetachDevice: Procedure<DomainDetachDeviceArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 13,
  name: 'DOMAIN_DETACH_DEVICE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xml);
  },
  get: () => undefined,
};

export interface DomainGetXmlDescArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetXmlDescRet {
  readonly xml: string;
}
export const DomainGetXmlDesc: Procedure<DomainGetXmlDescArgs, DomainGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 14,
  name: 'DOMAIN_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainGetAutostartArgs {
  readonly dom: DomainRef;
}
export interface DomainGetAutostartRet {
  readonly autostart: boolean;
}
export const DomainGetAutostart: Procedure<DomainGetAutostartArgs, DomainGetAutostartRet> = {
  program: REMOTE_PROGRAM,
  number: 15,
  name: 'DOMAIN_GET_AUTOSTART',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ autostart: r.bool() }),
};

export interface DomainGetInfoArgs {
  readonly dom: DomainRef;
}
export interface DomainGetInfoRet {
  readonly state: number;
  readonly maxMemKiB: bigint;
  readonly memoryKiB: bigint;
  readonly nrVirtCpu: number;
  readonly cpuTimeNs: bigint;
}
export const DomainGetInfo: Procedure<DomainGetInfoArgs, DomainGetInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 16,
  name: 'DOMAIN_GET_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ state: r.uint(), maxMemKiB: r.uhyper(), memoryKiB: r.uhyper(), nrVirtCpu: r.uint(), cpuTimeNs: r.uhyper() }),
};

export interface DomainGetMaxMemoryArgs {
  readonly dom: DomainRef;
}
export interface DomainGetMaxMemoryRet {
  readonly memory: bigint;
}
export const DomainGetMaxMemory: Procedure<DomainGetMaxMemoryArgs, DomainGetMaxMemoryRet> = {
  program: REMOTE_PROGRAM,
  number: 17,
  name: 'DOMAIN_GET_MAX_MEMORY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ memory: r.uhyper() }),
};

export interface DomainGetMaxVcpusArgs {
  readonly dom: DomainRef;
}
export interface DomainGetMaxVcpusRet {
  readonly num: number;
}
export const DomainGetMaxVcpus: Procedure<DomainGetMaxVcpusArgs, DomainGetMaxVcpusRet> = {
  program: REMOTE_PROGRAM,
  number: 18,
  name: 'DOMAIN_GET_MAX_VCPUS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ num: r.int() }),
};

export interface DomainGetOsTypeArgs {
  readonly dom: DomainRef;
}
export interface DomainGetOsTypeRet {
  readonly type: string;
}
export const DomainGetOsType: Procedure<DomainGetOsTypeArgs, DomainGetOsTypeRet> = {
  program: REMOTE_PROGRAM,
  number: 19,
  name: 'DOMAIN_GET_OS_TYPE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ type: r.string() }),
};

export interface DomainGetVcpusArgs {
  readonly dom: DomainRef;
  readonly maxinfo: number;
  readonly maplen: number;
}
export interface DomainGetVcpusRet {
  readonly info: readonly RemoteVcpuInfo[];
  readonly cpumaps: Uint8Array;
}
export const DomainGetVcpus: Procedure<DomainGetVcpusArgs, DomainGetVcpusRet> = {
  program: REMOTE_PROGRAM,
  number: 20,
  name: 'DOMAIN_GET_VCPUS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.maxinfo);
    w.int(a.maplen);
  },
  get: (r) => ({ info: getList(r, LIMITS.VCPUINFO_MAX, 20, getVcpuInfo), cpumaps: r.opaque(LIMITS.CPUMAPS_MAX) }),
};

export interface ConnectListDefinedDomainsArgs {
  readonly maxnames: number;
}
export interface ConnectListDefinedDomainsRet {
  readonly names: readonly string[];
}
export const ConnectListDefinedDomains: Procedure<ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsRet> = {
  program: REMOTE_PROGRAM,
  number: 21,
  name: 'CONNECT_LIST_DEFINED_DOMAINS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.DOMAIN_LIST_MAX) }),
};

export interface DomainLookupByIdArgs {
  readonly id: number;
}
export interface DomainLookupByIdRet {
  readonly dom: DomainRef;
}
export const DomainLookupById: Procedure<DomainLookupByIdArgs, DomainLookupByIdRet> = {
  program: REMOTE_PROGRAM,
  number: 22,
  name: 'DOMAIN_LOOKUP_BY_ID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.id);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainLookupByNameArgs {
  readonly name: string;
}
export interface DomainLookupByNameRet {
  readonly dom: DomainRef;
}
export const DomainLookupByName: Procedure<DomainLookupByNameArgs, DomainLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 23,
  name: 'DOMAIN_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainLookupByUuidArgs {
  readonly uuid: Uuid;
}
export interface DomainLookupByUuidRet {
  readonly dom: DomainRef;
}
export const DomainLookupByUuid: Procedure<DomainLookupByUuidArgs, DomainLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 24,
  name: 'DOMAIN_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uuid(a.uuid);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface ConnectNumOfDefinedDomainsRet {
  readonly num: number;
}
export const ConnectNumOfDefinedDomains: Procedure<undefined, ConnectNumOfDefinedDomainsRet> = {
  program: REMOTE_PROGRAM,
  number: 25,
  name: 'CONNECT_NUM_OF_DEFINED_DOMAINS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface DomainPinVcpuArgs {
  readonly dom: DomainRef;
  readonly vcpu: number;
  readonly cpumap: Uint8Array;
}
export const DomainPinVcpu: Procedure<DomainPinVcpuArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 26,
  name: 'DOMAIN_PIN_VCPU',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.vcpu);
    w.opaque(a.cpumap, LIMITS.CPUMAP_MAX);
  },
  get: () => undefined,
};

export interface DomainRebootArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainReboot: Procedure<DomainRebootArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 27,
  name: 'DOMAIN_REBOOT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainResumeArgs {
  readonly dom: DomainRef;
}
export const DomainResume: Procedure<DomainResumeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 28,
  name: 'DOMAIN_RESUME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface DomainSetAutostartArgs {
  readonly dom: DomainRef;
  readonly autostart: boolean;
}
export const DomainSetAutostart: Procedure<DomainSetAutostartArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 29,
  name: 'DOMAIN_SET_AUTOSTART',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.bool(a.autostart);
  },
  get: () => undefined,
};

export interface DomainSetMaxMemoryArgs {
  readonly dom: DomainRef;
  readonly memory: bigint;
}
export const DomainSetMaxMemory: Procedure<DomainSetMaxMemoryArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 30,
  name: 'DOMAIN_SET_MAX_MEMORY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.memory);
  },
  get: () => undefined,
};

export interface DomainSetMemoryArgs {
  readonly dom: DomainRef;
  readonly memory: bigint;
}
export const DomainSetMemory: Procedure<DomainSetMemoryArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 31,
  name: 'DOMAIN_SET_MEMORY',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.memory);
  },
  get: () => undefined,
};

export interface DomainSetVcpusArgs {
  readonly dom: DomainRef;
  readonly nvcpus: number;
}
export const DomainSetVcpus: Procedure<DomainSetVcpusArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 32,
  name: 'DOMAIN_SET_VCPUS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.nvcpus);
  },
  get: () => undefined,
};

export interface DomainShutdownArgs {
  readonly dom: DomainRef;
}
export const DomainShutdown: Procedure<DomainShutdownArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 33,
  name: 'DOMAIN_SHUTDOWN',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface DomainSuspendArgs {
  readonly dom: DomainRef;
}
export const DomainSuspend: Procedure<DomainSuspendArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 34,
  name: 'DOMAIN_SUSPEND',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface DomainUndefineArgs {
  readonly dom: DomainRef;
}
export const DomainUndefine: Procedure<DomainUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 35,
  name: 'DOMAIN_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface ConnectListDefinedNetworksArgs {
  readonly maxnames: number;
}
export interface ConnectListDefinedNetworksRet {
  readonly names: readonly string[];
}
export const ConnectListDefinedNetworks: Procedure<ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksRet> = {
  program: REMOTE_PROGRAM,
  number: 36,
  name: 'CONNECT_LIST_DEFINED_NETWORKS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.NETWORK_LIST_MAX) }),
};

export interface ConnectListDomainsArgs {
  readonly maxids: number;
}
export interface ConnectListDomainsRet {
  readonly ids: readonly number[];
}
export const ConnectListDomains: Procedure<ConnectListDomainsArgs, ConnectListDomainsRet> = {
  program: REMOTE_PROGRAM,
  number: 37,
  name: 'CONNECT_LIST_DOMAINS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxids);
  },
  get: (r) => ({ ids: r.ints(LIMITS.DOMAIN_LIST_MAX) }),
};

export interface ConnectListNetworksArgs {
  readonly maxnames: number;
}
export interface ConnectListNetworksRet {
  readonly names: readonly string[];
}
export const ConnectListNetworks: Procedure<ConnectListNetworksArgs, ConnectListNetworksRet> = {
  program: REMOTE_PROGRAM,
  number: 38,
  name: 'CONNECT_LIST_NETWORKS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.NETWORK_LIST_MAX) }),
};

export interface NetworkCreateArgs {
  readonly net: NetworkRef;
}
export const NetworkCreate: Procedure<NetworkCreateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 39,
  name: 'NETWORK_CREATE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: () => undefined,
};

export interface NetworkCreateXmlArgs {
  readonly xml: string;
}
export interface NetworkCreateXmlRet {
  readonly net: NetworkRef;
}
export const NetworkCreateXml: Procedure<NetworkCreateXmlArgs, NetworkCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 40,
  name: 'NETWORK_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface NetworkDefineXmlArgs {
  readonly xml: string;
}
export interface NetworkDefineXmlRet {
  readonly net: NetworkRef;
}
export const NetworkDefineXml: Procedure<NetworkDefineXmlArgs, NetworkDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 41,
  name: 'NETWORK_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface NetworkDestroyArgs {
  readonly net: NetworkRef;
}
export const NetworkDestroy: Procedure<NetworkDestroyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 42,
  name: 'NETWORK_DESTROY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: () => undefined,
};

export interface NetworkGetXmlDescArgs {
  readonly net: NetworkRef;
  readonly flags: number;
}
export interface NetworkGetXmlDescRet {
  readonly xml: string;
}
export const NetworkGetXmlDesc: Procedure<NetworkGetXmlDescArgs, NetworkGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 43,
  name: 'NETWORK_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface NetworkGetAutostartArgs {
  readonly net: NetworkRef;
}
export interface NetworkGetAutostartRet {
  readonly autostart: boolean;
}
export const NetworkGetAutostart: Procedure<NetworkGetAutostartArgs, NetworkGetAutostartRet> = {
  program: REMOTE_PROGRAM,
  number: 44,
  name: 'NETWORK_GET_AUTOSTART',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: (r) => ({ autostart: r.bool() }),
};

export interface NetworkGetBridgeNameArgs {
  readonly net: NetworkRef;
}
export interface NetworkGetBridgeNameRet {
  readonly name: string;
}
export const NetworkGetBridgeName: Procedure<NetworkGetBridgeNameArgs, NetworkGetBridgeNameRet> = {
  program: REMOTE_PROGRAM,
  number: 45,
  name: 'NETWORK_GET_BRIDGE_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: (r) => ({ name: r.string() }),
};

export interface NetworkLookupByNameArgs {
  readonly name: string;
}
export interface NetworkLookupByNameRet {
  readonly net: NetworkRef;
}
export const NetworkLookupByName: Procedure<NetworkLookupByNameArgs, NetworkLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 46,
  name: 'NETWORK_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface NetworkLookupByUuidArgs {
  readonly uuid: Uuid;
}
export interface NetworkLookupByUuidRet {
  readonly net: NetworkRef;
}
export const NetworkLookupByUuid: Procedure<NetworkLookupByUuidArgs, NetworkLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 47,
  name: 'NETWORK_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uuid(a.uuid);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface NetworkSetAutostartArgs {
  readonly net: NetworkRef;
  readonly autostart: boolean;
}
export const NetworkSetAutostart: Procedure<NetworkSetAutostartArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 48,
  name: 'NETWORK_SET_AUTOSTART',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
    w.bool(a.autostart);
  },
  get: () => undefined,
};

export interface NetworkUndefineArgs {
  readonly net: NetworkRef;
}
export const NetworkUndefine: Procedure<NetworkUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 49,
  name: 'NETWORK_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: () => undefined,
};

export interface ConnectNumOfDefinedNetworksRet {
  readonly num: number;
}
export const ConnectNumOfDefinedNetworks: Procedure<undefined, ConnectNumOfDefinedNetworksRet> = {
  program: REMOTE_PROGRAM,
  number: 50,
  name: 'CONNECT_NUM_OF_DEFINED_NETWORKS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectNumOfDomainsRet {
  readonly num: number;
}
export const ConnectNumOfDomains: Procedure<undefined, ConnectNumOfDomainsRet> = {
  program: REMOTE_PROGRAM,
  number: 51,
  name: 'CONNECT_NUM_OF_DOMAINS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectNumOfNetworksRet {
  readonly num: number;
}
export const ConnectNumOfNetworks: Procedure<undefined, ConnectNumOfNetworksRet> = {
  program: REMOTE_PROGRAM,
  number: 52,
  name: 'CONNECT_NUM_OF_NETWORKS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface DomainCoreDumpArgs {
  readonly dom: DomainRef;
  readonly to: string;
  readonly flags: number;
}
export const DomainCoreDump: Procedure<DomainCoreDumpArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 53,
  name: 'DOMAIN_CORE_DUMP',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.to);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainRestoreArgs {
  readonly from: string;
}
export const DomainRestore: Procedure<DomainRestoreArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 54,
  name: 'DOMAIN_RESTORE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.from);
  },
  get: () => undefined,
};

export interface DomainSaveArgs {
  readonly dom: DomainRef;
  readonly to: string;
}
export const DomainSave: Procedure<DomainSaveArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 55,
  name: 'DOMAIN_SAVE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.to);
  },
  get: () => undefined,
};

export interface DomainGetSchedulerTypeArgs {
  readonly dom: DomainRef;
}
export interface DomainGetSchedulerTypeRet {
  readonly type: string;
  readonly nparams: number;
}
export const DomainGetSchedulerType: Procedure<DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet> = {
  program: REMOTE_PROGRAM,
  number: 56,
  name: 'DOMAIN_GET_SCHEDULER_TYPE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ type: r.string(), nparams: r.int() }),
};

export interface DomainGetSchedulerParametersArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
}
export interface DomainGetSchedulerParametersRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetSchedulerParameters: Procedure<DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 57,
  name: 'DOMAIN_GET_SCHEDULER_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.nparams);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX) }),
};

export interface DomainSetSchedulerParametersArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
}
export const DomainSetSchedulerParameters: Procedure<DomainSetSchedulerParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 58,
  name: 'DOMAIN_SET_SCHEDULER_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX);
  },
  get: () => undefined,
};

export interface ConnectGetHostnameRet {
  readonly hostname: string;
}
export const ConnectGetHostname: Procedure<undefined, ConnectGetHostnameRet> = {
  program: REMOTE_PROGRAM,
  number: 59,
  name: 'CONNECT_GET_HOSTNAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ hostname: r.string() }),
};

export interface ConnectSupportsFeatureArgs {
  readonly feature: number;
}
export interface ConnectSupportsFeatureRet {
  readonly supported: boolean;
}
export const ConnectSupportsFeature: Procedure<ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet> = {
  program: REMOTE_PROGRAM,
  number: 60,
  name: 'CONNECT_SUPPORTS_FEATURE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.feature);
  },
  get: (r) => ({ supported: r.bool() }),
};

export interface DomainMigratePrepareArgs {
  readonly uriIn: string | undefined;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
}
export interface DomainMigratePrepareRet {
  readonly cookie: Uint8Array;
  readonly uriOut: string | undefined;
}
export const DomainMigratePrepare: Procedure<DomainMigratePrepareArgs, DomainMigratePrepareRet> = {
  program: REMOTE_PROGRAM,
  number: 61,
  name: 'DOMAIN_MIGRATE_PREPARE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.uriIn);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
  },
  get: (r) => ({ cookie: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uriOut: r.optString() }),
};

export interface DomainMigratePerformArgs {
  readonly dom: DomainRef;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
}
export const DomainMigratePerform: Procedure<DomainMigratePerformArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 62,
  name: 'DOMAIN_MIGRATE_PERFORM',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.opaque(a.cookie, LIMITS.MIGRATE_COOKIE_MAX);
    w.string(a.uri);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
  },
  get: () => undefined,
};

export interface DomainMigrateFinishArgs {
  readonly dname: string;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
}
export interface DomainMigrateFinishRet {
  readonly ddom: DomainRef;
}
export const DomainMigrateFinish: Procedure<DomainMigrateFinishArgs, DomainMigrateFinishRet> = {
  program: REMOTE_PROGRAM,
  number: 63,
  name: 'DOMAIN_MIGRATE_FINISH',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.dname);
    w.opaque(a.cookie, LIMITS.MIGRATE_COOKIE_MAX);
    w.string(a.uri);
    w.uhyper(a.flags);
  },
  get: (r) => ({ ddom: getDomain(r) }),
};

export interface DomainBlockStatsArgs {
  readonly dom: DomainRef;
  readonly path: string;
}
export interface DomainBlockStatsRet {
  readonly rdReq: bigint;
  readonly rdBytes: bigint;
  readonly wrReq: bigint;
  readonly wrBytes: bigint;
  readonly errs: bigint;
}
export const DomainBlockStats: Procedure<DomainBlockStatsArgs, DomainBlockStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 64,
  name: 'DOMAIN_BLOCK_STATS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
  },
  get: (r) => ({ rdReq: r.hyper(), rdBytes: r.hyper(), wrReq: r.hyper(), wrBytes: r.hyper(), errs: r.hyper() }),
};

export interface DomainInterfaceStatsArgs {
  readonly dom: DomainRef;
  readonly device: string;
}
export interface DomainInterfaceStatsRet {
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrs: bigint;
  readonly rxDrop: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrs: bigint;
  readonly txDrop: bigint;
}
export const DomainInterfaceStats: Procedure<DomainInterfaceStatsArgs, DomainInterfaceStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 65,
  name: 'DOMAIN_INTERFACE_STATS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.device);
  },
  get: (r) => ({ rxBytes: r.hyper(), rxPackets: r.hyper(), rxErrs: r.hyper(), rxDrop: r.hyper(), txBytes: r.hyper(), txPackets: r.hyper(), txErrs: r.hyper(), txDrop: r.hyper() }),
};

export interface AuthListRet {
  readonly types: readonly number[];
}
export const AuthList: Procedure<undefined, AuthListRet> = {
  program: REMOTE_PROGRAM,
  number: 66,
  name: 'AUTH_LIST',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ types: r.ints(LIMITS.AUTH_TYPE_LIST_MAX) }),
};

export interface AuthSaslInitRet {
  readonly mechlist: string;
}
export const AuthSaslInit: Procedure<undefined, AuthSaslInitRet> = {
  program: REMOTE_PROGRAM,
  number: 67,
  name: 'AUTH_SASL_INIT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ mechlist: r.string() }),
};

export interface AuthSaslStartArgs {
  readonly mech: string;
  readonly nil: boolean;
  readonly data: Uint8Array;
}
export interface AuthSaslStartRet {
  readonly complete: boolean;
  readonly nil: boolean;
  readonly data: Uint8Array;
}
export const AuthSaslStart: Procedure<AuthSaslStartArgs, AuthSaslStartRet> = {
  program: REMOTE_PROGRAM,
  number: 68,
  name: 'AUTH_SASL_START',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.mech);
    w.bool(a.nil);
    w.chars(a.data, LIMITS.AUTH_SASL_DATA_MAX);
  },
  get: (r) => ({ complete: r.bool(), nil: r.bool(), data: r.chars(LIMITS.AUTH_SASL_DATA_MAX) }),
};

export interface AuthSaslStepArgs {
  readonly nil: boolean;
  readonly data: Uint8Array;
}
export interface AuthSaslStepRet {
  readonly complete: boolean;
  readonly nil: boolean;
  readonly data: Uint8Array;
}
export const AuthSaslStep: Procedure<AuthSaslStepArgs, AuthSaslStepRet> = {
  program: REMOTE_PROGRAM,
  number: 69,
  name: 'AUTH_SASL_STEP',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.nil);
    w.chars(a.data, LIMITS.AUTH_SASL_DATA_MAX);
  },
  get: (r) => ({ complete: r.bool(), nil: r.bool(), data: r.chars(LIMITS.AUTH_SASL_DATA_MAX) }),
};

export interface AuthPolkitRet {
  readonly complete: boolean;
}
export const AuthPolkit: Procedure<undefined, AuthPolkitRet> = {
  program: REMOTE_PROGRAM,
  number: 70,
  name: 'AUTH_POLKIT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ complete: r.bool() }),
};

export interface ConnectNumOfStoragePoolsRet {
  readonly num: number;
}
export const ConnectNumOfStoragePools: Procedure<undefined, ConnectNumOfStoragePoolsRet> = {
  program: REMOTE_PROGRAM,
  number: 71,
  name: 'CONNECT_NUM_OF_STORAGE_POOLS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListStoragePoolsArgs {
  readonly maxnames: number;
}
export interface ConnectListStoragePoolsRet {
  readonly names: readonly string[];
}
export const ConnectListStoragePools: Procedure<ConnectListStoragePoolsArgs, ConnectListStoragePoolsRet> = {
  program: REMOTE_PROGRAM,
  number: 72,
  name: 'CONNECT_LIST_STORAGE_POOLS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.STORAGE_POOL_LIST_MAX) }),
};

export interface ConnectNumOfDefinedStoragePoolsRet {
  readonly num: number;
}
export const ConnectNumOfDefinedStoragePools: Procedure<undefined, ConnectNumOfDefinedStoragePoolsRet> = {
  program: REMOTE_PROGRAM,
  number: 73,
  name: 'CONNECT_NUM_OF_DEFINED_STORAGE_POOLS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListDefinedStoragePoolsArgs {
  readonly maxnames: number;
}
export interface ConnectListDefinedStoragePoolsRet {
  readonly names: readonly string[];
}
export const ConnectListDefinedStoragePools: Procedure<ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsRet> = {
  program: REMOTE_PROGRAM,
  number: 74,
  name: 'CONNECT_LIST_DEFINED_STORAGE_POOLS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.STORAGE_POOL_LIST_MAX) }),
};

export interface ConnectFindStoragePoolSourcesArgs {
  readonly type: string;
  readonly srcSpec: string | undefined;
  readonly flags: number;
}
export interface ConnectFindStoragePoolSourcesRet {
  readonly xml: string;
}
export const ConnectFindStoragePoolSources: Procedure<ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesRet> = {
  program: REMOTE_PROGRAM,
  number: 75,
  name: 'CONNECT_FIND_STORAGE_POOL_SOURCES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.type);
    w.optString(a.srcSpec);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface StoragePoolCreateXmlArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface StoragePoolCreateXmlRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolCreateXml: Procedure<StoragePoolCreateXmlArgs, StoragePoolCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 76,
  name: 'STORAGE_POOL_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface StoragePoolDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface StoragePoolDefineXmlRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolDefineXml: Procedure<StoragePoolDefineXmlArgs, StoragePoolDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 77,
  name: 'STORAGE_POOL_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface StoragePoolCreateArgs {
  readonly pool: StoragePoolRef;
  readonly flags: number;
}
export const StoragePoolCreate: Procedure<StoragePoolCreateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 78,
  name: 'STORAGE_POOL_CREATE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StoragePoolBuildArgs {
  readonly pool: StoragePoolRef;
  readonly flags: number;
}
export const StoragePoolBuild: Procedure<StoragePoolBuildArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 79,
  name: 'STORAGE_POOL_BUILD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StoragePoolDestroyArgs {
  readonly pool: StoragePoolRef;
}
export const StoragePoolDestroy: Procedure<StoragePoolDestroyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 80,
  name: 'STORAGE_POOL_DESTROY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: () => undefined,
};

export interface StoragePoolDeleteArgs {
  readonly pool: StoragePoolRef;
  readonly flags: number;
}
export const StoragePoolDelete: Procedure<StoragePoolDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 81,
  name: 'STORAGE_POOL_DELETE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StoragePoolUndefineArgs {
  readonly pool: StoragePoolRef;
}
export const StoragePoolUndefine: Procedure<StoragePoolUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 82,
  name: 'STORAGE_POOL_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: () => undefined,
};

export interface StoragePoolRefreshArgs {
  readonly pool: StoragePoolRef;
  readonly flags: number;
}
export const StoragePoolRefresh: Procedure<StoragePoolRefreshArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 83,
  name: 'STORAGE_POOL_REFRESH',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StoragePoolLookupByNameArgs {
  readonly name: string;
}
export interface StoragePoolLookupByNameRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolLookupByName: Procedure<StoragePoolLookupByNameArgs, StoragePoolLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 84,
  name: 'STORAGE_POOL_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface StoragePoolLookupByUuidArgs {
  readonly uuid: Uuid;
}
export interface StoragePoolLookupByUuidRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolLookupByUuid: Procedure<StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 85,
  name: 'STORAGE_POOL_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uuid(a.uuid);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface StoragePoolLookupByVolumeArgs {
  readonly vol: StorageVolRef;
}
export interface StoragePoolLookupByVolumeRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolLookupByVolume: Procedure<StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeRet> = {
  program: REMOTE_PROGRAM,
  number: 86,
  name: 'STORAGE_POOL_LOOKUP_BY_VOLUME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface StoragePoolGetInfoArgs {
  readonly pool: StoragePoolRef;
}
export interface StoragePoolGetInfoRet {
  readonly state: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}
export const StoragePoolGetInfo: Procedure<StoragePoolGetInfoArgs, StoragePoolGetInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 87,
  name: 'STORAGE_POOL_GET_INFO',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: (r) => ({ state: r.uint(), capacity: r.uhyper(), allocation: r.uhyper(), available: r.uhyper() }),
};

export interface StoragePoolGetXmlDescArgs {
  readonly pool: StoragePoolRef;
  readonly flags: number;
}
export interface StoragePoolGetXmlDescRet {
  readonly xml: string;
}
export const StoragePoolGetXmlDesc: Procedure<StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 88,
  name: 'STORAGE_POOL_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface StoragePoolGetAutostartArgs {
  readonly pool: StoragePoolRef;
}
export interface StoragePoolGetAutostartRet {
  readonly autostart: boolean;
}
export const StoragePoolGetAutostart: Procedure<StoragePoolGetAutostartArgs, StoragePoolGetAutostartRet> = {
  program: REMOTE_PROGRAM,
  number: 89,
  name: 'STORAGE_POOL_GET_AUTOSTART',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: (r) => ({ autostart: r.bool() }),
};

export interface StoragePoolSetAutostartArgs {
  readonly pool: StoragePoolRef;
  readonly autostart: boolean;
}
export const StoragePoolSetAutostart: Procedure<StoragePoolSetAutostartArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 90,
  name: 'STORAGE_POOL_SET_AUTOSTART',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.bool(a.autostart);
  },
  get: () => undefined,
};

export interface StoragePoolNumOfVolumesArgs {
  readonly pool: StoragePoolRef;
}
export interface StoragePoolNumOfVolumesRet {
  readonly num: number;
}
export const StoragePoolNumOfVolumes: Procedure<StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesRet> = {
  program: REMOTE_PROGRAM,
  number: 91,
  name: 'STORAGE_POOL_NUM_OF_VOLUMES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: (r) => ({ num: r.int() }),
};

export interface StoragePoolListVolumesArgs {
  readonly pool: StoragePoolRef;
  readonly maxnames: number;
}
export interface StoragePoolListVolumesRet {
  readonly names: readonly string[];
}
export const StoragePoolListVolumes: Procedure<StoragePoolListVolumesArgs, StoragePoolListVolumesRet> = {
  program: REMOTE_PROGRAM,
  number: 92,
  name: 'STORAGE_POOL_LIST_VOLUMES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.STORAGE_VOL_LIST_MAX) }),
};

export interface StorageVolCreateXmlArgs {
  readonly pool: StoragePoolRef;
  readonly xml: string;
  readonly flags: number;
}
export interface StorageVolCreateXmlRet {
  readonly vol: StorageVolRef;
}
export const StorageVolCreateXml: Procedure<StorageVolCreateXmlArgs, StorageVolCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 93,
  name: 'STORAGE_VOL_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ vol: getStorageVol(r) }),
};

export interface StorageVolDeleteArgs {
  readonly vol: StorageVolRef;
  readonly flags: number;
}
export const StorageVolDelete: Procedure<StorageVolDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 94,
  name: 'STORAGE_VOL_DELETE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StorageVolLookupByNameArgs {
  readonly pool: StoragePoolRef;
  readonly name: string;
}
export interface StorageVolLookupByNameRet {
  readonly vol: StorageVolRef;
}
export const StorageVolLookupByName: Procedure<StorageVolLookupByNameArgs, StorageVolLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 95,
  name: 'STORAGE_VOL_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.string(a.name);
  },
  get: (r) => ({ vol: getStorageVol(r) }),
};

export interface StorageVolLookupByKeyArgs {
  readonly key: string;
}
export interface StorageVolLookupByKeyRet {
  readonly vol: StorageVolRef;
}
export const StorageVolLookupByKey: Procedure<StorageVolLookupByKeyArgs, StorageVolLookupByKeyRet> = {
  program: REMOTE_PROGRAM,
  number: 96,
  name: 'STORAGE_VOL_LOOKUP_BY_KEY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.key);
  },
  get: (r) => ({ vol: getStorageVol(r) }),
};

export interface StorageVolLookupByPathArgs {
  readonly path: string;
}
export interface StorageVolLookupByPathRet {
  readonly vol: StorageVolRef;
}
export const StorageVolLookupByPath: Procedure<StorageVolLookupByPathArgs, StorageVolLookupByPathRet> = {
  program: REMOTE_PROGRAM,
  number: 97,
  name: 'STORAGE_VOL_LOOKUP_BY_PATH',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.path);
  },
  get: (r) => ({ vol: getStorageVol(r) }),
};

export interface StorageVolGetInfoArgs {
  readonly vol: StorageVolRef;
}
export interface StorageVolGetInfoRet {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}
export const StorageVolGetInfo: Procedure<StorageVolGetInfoArgs, StorageVolGetInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 98,
  name: 'STORAGE_VOL_GET_INFO',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
  },
  get: (r) => ({ type: r.int(), capacity: r.uhyper(), allocation: r.uhyper() }),
};

export interface StorageVolGetXmlDescArgs {
  readonly vol: StorageVolRef;
  readonly flags: number;
}
export interface StorageVolGetXmlDescRet {
  readonly xml: string;
}
export const StorageVolGetXmlDesc: Procedure<StorageVolGetXmlDescArgs, StorageVolGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 99,
  name: 'STORAGE_VOL_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface StorageVolGetPathArgs {
  readonly vol: StorageVolRef;
}
export interface StorageVolGetPathRet {
  readonly name: string;
}
export const StorageVolGetPath: Procedure<StorageVolGetPathArgs, StorageVolGetPathRet> = {
  program: REMOTE_PROGRAM,
  number: 100,
  name: 'STORAGE_VOL_GET_PATH',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
  },
  get: (r) => ({ name: r.string() }),
};

export interface NodeGetCellsFreeMemoryArgs {
  readonly startCell: number;
  readonly maxcells: number;
}
export interface NodeGetCellsFreeMemoryRet {
  readonly cells: readonly bigint[];
}
export const NodeGetCellsFreeMemory: Procedure<NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryRet> = {
  program: REMOTE_PROGRAM,
  number: 101,
  name: 'NODE_GET_CELLS_FREE_MEMORY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.startCell);
    w.int(a.maxcells);
  },
  get: (r) => ({ cells: r.uhypers(LIMITS.NODE_MAX_CELLS) }),
};

export interface NodeGetFreeMemoryRet {
  readonly freeMem: bigint;
}
export const NodeGetFreeMemory: Procedure<undefined, NodeGetFreeMemoryRet> = {
  program: REMOTE_PROGRAM,
  number: 102,
  name: 'NODE_GET_FREE_MEMORY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ freeMem: r.uhyper() }),
};

export interface DomainBlockPeekArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly offset: bigint;
  readonly size: number;
  readonly flags: number;
}
export interface DomainBlockPeekRet {
  readonly buffer: Uint8Array;
}
export const DomainBlockPeek: Procedure<DomainBlockPeekArgs, DomainBlockPeekRet> = {
  program: REMOTE_PROGRAM,
  number: 103,
  name: 'DOMAIN_BLOCK_PEEK',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uhyper(a.offset);
    w.uint(a.size);
    w.uint(a.flags);
  },
  get: (r) => ({ buffer: r.opaque(LIMITS.DOMAIN_BLOCK_PEEK_BUFFER_MAX) }),
};

export interface DomainMemoryPeekArgs {
  readonly dom: DomainRef;
  readonly offset: bigint;
  readonly size: number;
  readonly flags: number;
}
export interface DomainMemoryPeekRet {
  readonly buffer: Uint8Array;
}
export const DomainMemoryPeek: Procedure<DomainMemoryPeekArgs, DomainMemoryPeekRet> = {
  program: REMOTE_PROGRAM,
  number: 104,
  name: 'DOMAIN_MEMORY_PEEK',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.offset);
    w.uint(a.size);
    w.uint(a.flags);
  },
  get: (r) => ({ buffer: r.opaque(LIMITS.DOMAIN_MEMORY_PEEK_BUFFER_MAX) }),
};

export interface ConnectDomainEventRegisterRet {
  readonly cbRegistered: number;
}
export const ConnectDomainEventRegister: Procedure<undefined, ConnectDomainEventRegisterRet> = {
  program: REMOTE_PROGRAM,
  number: 105,
  name: 'CONNECT_DOMAIN_EVENT_REGISTER',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ cbRegistered: r.int() }),
};

export interface ConnectDomainEventDeregisterRet {
  readonly cbRegistered: number;
}
export const ConnectDomainEventDeregister: Procedure<undefined, ConnectDomainEventDeregisterRet> = {
  program: REMOTE_PROGRAM,
  number: 106,
  name: 'CONNECT_DOMAIN_EVENT_DEREGISTER',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ cbRegistered: r.int() }),
};

export interface DomainMigratePrepare2Args {
  readonly uriIn: string | undefined;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
  readonly domXml: string;
}
export interface DomainMigratePrepare2Ret {
  readonly cookie: Uint8Array;
  readonly uriOut: string | undefined;
}
export const DomainMigratePrepare2: Procedure<DomainMigratePrepare2Args, DomainMigratePrepare2Ret> = {
  program: REMOTE_PROGRAM,
  number: 108,
  name: 'DOMAIN_MIGRATE_PREPARE2',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.uriIn);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
    w.string(a.domXml);
  },
  get: (r) => ({ cookie: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uriOut: r.optString() }),
};

export interface DomainMigrateFinish2Args {
  readonly dname: string;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
  readonly retcode: number;
}
export interface DomainMigrateFinish2Ret {
  readonly ddom: DomainRef;
}
export const DomainMigrateFinish2: Procedure<DomainMigrateFinish2Args, DomainMigrateFinish2Ret> = {
  program: REMOTE_PROGRAM,
  number: 109,
  name: 'DOMAIN_MIGRATE_FINISH2',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.dname);
    w.opaque(a.cookie, LIMITS.MIGRATE_COOKIE_MAX);
    w.string(a.uri);
    w.uhyper(a.flags);
    w.int(a.retcode);
  },
  get: (r) => ({ ddom: getDomain(r) }),
};

export interface ConnectGetUriRet {
  readonly uri: string;
}
export const ConnectGetUri: Procedure<undefined, ConnectGetUriRet> = {
  program: REMOTE_PROGRAM,
  number: 110,
  name: 'CONNECT_GET_URI',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ uri: r.string() }),
};

export interface NodeNumOfDevicesArgs {
  readonly cap: string | undefined;
  readonly flags: number;
}
export interface NodeNumOfDevicesRet {
  readonly num: number;
}
export const NodeNumOfDevices: Procedure<NodeNumOfDevicesArgs, NodeNumOfDevicesRet> = {
  program: REMOTE_PROGRAM,
  number: 111,
  name: 'NODE_NUM_OF_DEVICES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.cap);
    w.uint(a.flags);
  },
  get: (r) => ({ num: r.int() }),
};

export interface NodeListDevicesArgs {
  readonly cap: string | undefined;
  readonly maxnames: number;
  readonly flags: number;
}
export interface NodeListDevicesRet {
  readonly names: readonly string[];
}
export const NodeListDevices: Procedure<NodeListDevicesArgs, NodeListDevicesRet> = {
  program: REMOTE_PROGRAM,
  number: 112,
  name: 'NODE_LIST_DEVICES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.cap);
    w.int(a.maxnames);
    w.uint(a.flags);
  },
  get: (r) => ({ names: r.strings(LIMITS.NODE_DEVICE_LIST_MAX) }),
};

export interface NodeDeviceLookupByNameArgs {
  readonly name: string;
}
export interface NodeDeviceLookupByNameRet {
  readonly dev: NodeDeviceRef;
}
export const NodeDeviceLookupByName: Procedure<NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 113,
  name: 'NODE_DEVICE_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ dev: getNodeDevice(r) }),
};

export interface NodeDeviceGetXmlDescArgs {
  readonly name: string;
  readonly flags: number;
}
export interface NodeDeviceGetXmlDescRet {
  readonly xml: string;
}
export const NodeDeviceGetXmlDesc: Procedure<NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 114,
  name: 'NODE_DEVICE_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface NodeDeviceGetParentArgs {
  readonly name: string;
}
export interface NodeDeviceGetParentRet {
  readonly parentName: string | undefined;
}
export const NodeDeviceGetParent: Procedure<NodeDeviceGetParentArgs, NodeDeviceGetParentRet> = {
  program: REMOTE_PROGRAM,
  number: 115,
  name: 'NODE_DEVICE_GET_PARENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ parentName: r.optString() }),
};

export interface NodeDeviceNumOfCapsArgs {
  readonly name: string;
}
export interface NodeDeviceNumOfCapsRet {
  readonly num: number;
}
export const NodeDeviceNumOfCaps: Procedure<NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsRet> = {
  program: REMOTE_PROGRAM,
  number: 116,
  name: 'NODE_DEVICE_NUM_OF_CAPS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ num: r.int() }),
};

export interface NodeDeviceListCapsArgs {
  readonly name: string;
  readonly maxnames: number;
}
export interface NodeDeviceListCapsRet {
  readonly names: readonly string[];
}
export const NodeDeviceListCaps: Procedure<NodeDeviceListCapsArgs, NodeDeviceListCapsRet> = {
  program: REMOTE_PROGRAM,
  number: 117,
  name: 'NODE_DEVICE_LIST_CAPS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.NODE_DEVICE_CAPS_LIST_MAX) }),
};

export interface NodeDeviceDettachArgs {
  readonly name: string;
}
export const NodeDeviceDettach: Procedure<NodeDeviceDettachArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 118,
  name: 'NODE_DEVICE_DETTACH',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: () => undefined,
};

export interface NodeDeviceReAttachArgs {
  readonly name: string;
}
export const NodeDeviceReAttach: Procedure<NodeDeviceReAttachArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 119,
  name: 'NODE_DEVICE_RE_ATTACH',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: () => undefined,
};

export interface NodeDeviceResetArgs {
  readonly name: string;
}
export const NodeDeviceReset: Procedure<NodeDeviceResetArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 120,
  name: 'NODE_DEVICE_RESET',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: () => undefined,
};

export interface DomainGetSecurityLabelArgs {
  readonly dom: DomainRef;
}
export interface DomainGetSecurityLabelRet {
  readonly label: Uint8Array;
  readonly enforcing: boolean;
}
export const DomainGetSecurityLabel: Procedure<DomainGetSecurityLabelArgs, DomainGetSecurityLabelRet> = {
  program: REMOTE_PROGRAM,
  number: 121,
  name: 'DOMAIN_GET_SECURITY_LABEL',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ label: r.chars(LIMITS.SECURITY_LABEL_MAX), enforcing: r.bool() }),
};

export interface NodeGetSecurityModelRet {
  readonly model: Uint8Array;
  readonly doi: Uint8Array;
}
export const NodeGetSecurityModel: Procedure<undefined, NodeGetSecurityModelRet> = {
  program: REMOTE_PROGRAM,
  number: 122,
  name: 'NODE_GET_SECURITY_MODEL',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ model: r.chars(LIMITS.SECURITY_MODEL_MAX), doi: r.chars(LIMITS.SECURITY_DOI_MAX) }),
};

export interface NodeDeviceCreateXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface NodeDeviceCreateXmlRet {
  readonly dev: NodeDeviceRef;
}
export const NodeDeviceCreateXml: Procedure<NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 123,
  name: 'NODE_DEVICE_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ dev: getNodeDevice(r) }),
};

export interface NodeDeviceDestroyArgs {
  readonly name: string;
}
export const NodeDeviceDestroy: Procedure<NodeDeviceDestroyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 124,
  name: 'NODE_DEVICE_DESTROY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: () => undefined,
};

export interface StorageVolCreateXmlFromArgs {
  readonly pool: StoragePoolRef;
  readonly xml: string;
  readonly clonevol: StorageVolRef;
  readonly flags: number;
}
export interface StorageVolCreateXmlFromRet {
  readonly vol: StorageVolRef;
}
export const StorageVolCreateXmlFrom: Procedure<StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromRet> = {
  program: REMOTE_PROGRAM,
  number: 125,
  name: 'STORAGE_VOL_CREATE_XML_FROM',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.string(a.xml);
    putStorageVol(w, a.clonevol);
    w.uint(a.flags);
  },
  get: (r) => ({ vol: getStorageVol(r) }),
};

export interface ConnectNumOfInterfacesRet {
  readonly num: number;
}
export const ConnectNumOfInterfaces: Procedure<undefined, ConnectNumOfInterfacesRet> = {
  program: REMOTE_PROGRAM,
  number: 126,
  name: 'CONNECT_NUM_OF_INTERFACES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListInterfacesArgs {
  readonly maxnames: number;
}
export interface ConnectListInterfacesRet {
  readonly names: readonly string[];
}
export const ConnectListInterfaces: Procedure<ConnectListInterfacesArgs, ConnectListInterfacesRet> = {
  program: REMOTE_PROGRAM,
  number: 127,
  name: 'CONNECT_LIST_INTERFACES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.INTERFACE_LIST_MAX) }),
};

export interface InterfaceLookupByNameArgs {
  readonly name: string;
}
export interface InterfaceLookupByNameRet {
  readonly iface: InterfaceRef;
}
export const InterfaceLookupByName: Procedure<InterfaceLookupByNameArgs, InterfaceLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 128,
  name: 'INTERFACE_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ iface: getInterface(r) }),
};

export interface InterfaceLookupByMacStringArgs {
  readonly mac: string;
}
export interface InterfaceLookupByMacStringRet {
  readonly iface: InterfaceRef;
}
export const InterfaceLookupByMacString: Procedure<InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringRet> = {
  program: REMOTE_PROGRAM,
  number: 129,
  name: 'INTERFACE_LOOKUP_BY_MAC_STRING',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.mac);
  },
  get: (r) => ({ iface: getInterface(r) }),
};

export interface InterfaceGetXmlDescArgs {
  readonly iface: InterfaceRef;
  readonly flags: number;
}
export interface InterfaceGetXmlDescRet {
  readonly xml: string;
}
export const InterfaceGetXmlDesc: Procedure<InterfaceGetXmlDescArgs, InterfaceGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 130,
  name: 'INTERFACE_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putInterface(w, a.iface);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface InterfaceDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface InterfaceDefineXmlRet {
  readonly iface: InterfaceRef;
}
export const InterfaceDefineXml: Procedure<InterfaceDefineXmlArgs, InterfaceDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 131,
  name: 'INTERFACE_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ iface: getInterface(r) }),
};

export interface InterfaceUndefineArgs {
  readonly iface: InterfaceRef;
}
export const InterfaceUndefine: Procedure<InterfaceUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 132,
  name: 'INTERFACE_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putInterface(w, a.iface);
  },
  get: () => undefined,
};

export interface InterfaceCreateArgs {
  readonly iface: InterfaceRef;
  readonly flags: number;
}
export const InterfaceCreate: Procedure<InterfaceCreateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 133,
  name: 'INTERFACE_CREATE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putInterface(w, a.iface);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface InterfaceDestroyArgs {
  readonly iface: InterfaceRef;
  readonly flags: number;
}
export const InterfaceDestroy: Procedure<InterfaceDestroyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 134,
  name: 'INTERFACE_DESTROY',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putInterface(w, a.iface);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectDomainXmlFromNativeArgs {
  readonly nativeFormat: string;
  readonly nativeConfig: string;
  readonly flags: number;
}
export interface ConnectDomainXmlFromNativeRet {
  readonly domainXml: string;
}
export const ConnectDomainXmlFromNative: Procedure<ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeRet> = {
  program: REMOTE_PROGRAM,
  number: 135,
  name: 'CONNECT_DOMAIN_XML_FROM_NATIVE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.nativeFormat);
    w.string(a.nativeConfig);
    w.uint(a.flags);
  },
  get: (r) => ({ domainXml: r.string() }),
};

export interface ConnectDomainXmlToNativeArgs {
  readonly nativeFormat: string;
  readonly domainXml: string;
  readonly flags: number;
}
export interface ConnectDomainXmlToNativeRet {
  readonly nativeConfig: string;
}
export const ConnectDomainXmlToNative: Procedure<ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeRet> = {
  program: REMOTE_PROGRAM,
  number: 136,
  name: 'CONNECT_DOMAIN_XML_TO_NATIVE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.nativeFormat);
    w.string(a.domainXml);
    w.uint(a.flags);
  },
  get: (r) => ({ nativeConfig: r.string() }),
};

export interface ConnectNumOfDefinedInterfacesRet {
  readonly num: number;
}
export const ConnectNumOfDefinedInterfaces: Procedure<undefined, ConnectNumOfDefinedInterfacesRet> = {
  program: REMOTE_PROGRAM,
  number: 137,
  name: 'CONNECT_NUM_OF_DEFINED_INTERFACES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListDefinedInterfacesArgs {
  readonly maxnames: number;
}
export interface ConnectListDefinedInterfacesRet {
  readonly names: readonly string[];
}
export const ConnectListDefinedInterfaces: Procedure<ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesRet> = {
  program: REMOTE_PROGRAM,
  number: 138,
  name: 'CONNECT_LIST_DEFINED_INTERFACES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.INTERFACE_LIST_MAX) }),
};

export interface ConnectNumOfSecretsRet {
  readonly num: number;
}
export const ConnectNumOfSecrets: Procedure<undefined, ConnectNumOfSecretsRet> = {
  program: REMOTE_PROGRAM,
  number: 139,
  name: 'CONNECT_NUM_OF_SECRETS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListSecretsArgs {
  readonly maxuuids: number;
}
export interface ConnectListSecretsRet {
  readonly uuids: readonly string[];
}
export const ConnectListSecrets: Procedure<ConnectListSecretsArgs, ConnectListSecretsRet> = {
  program: REMOTE_PROGRAM,
  number: 140,
  name: 'CONNECT_LIST_SECRETS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxuuids);
  },
  get: (r) => ({ uuids: r.strings(LIMITS.SECRET_LIST_MAX) }),
};

export interface SecretLookupByUuidArgs {
  readonly uuid: Uuid;
}
export interface SecretLookupByUuidRet {
  readonly secret: SecretRef;
}
export const SecretLookupByUuid: Procedure<SecretLookupByUuidArgs, SecretLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 141,
  name: 'SECRET_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uuid(a.uuid);
  },
  get: (r) => ({ secret: getSecret(r) }),
};

export interface SecretDefineXmlArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface SecretDefineXmlRet {
  readonly secret: SecretRef;
}
export const SecretDefineXml: Procedure<SecretDefineXmlArgs, SecretDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 142,
  name: 'SECRET_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ secret: getSecret(r) }),
};

export interface SecretGetXmlDescArgs {
  readonly secret: SecretRef;
  readonly flags: number;
}
export interface SecretGetXmlDescRet {
  readonly xml: string;
}
export const SecretGetXmlDesc: Procedure<SecretGetXmlDescArgs, SecretGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 143,
  name: 'SECRET_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSecret(w, a.secret);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface SecretSetValueArgs {
  readonly secret: SecretRef;
  readonly value: Uint8Array;
  readonly flags: number;
}
export const SecretSetValue: Procedure<SecretSetValueArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 144,
  name: 'SECRET_SET_VALUE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putSecret(w, a.secret);
    w.opaque(a.value, LIMITS.SECRET_VALUE_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface SecretGetValueArgs {
  readonly secret: SecretRef;
  readonly flags: number;
}
export interface SecretGetValueRet {
  readonly value: Uint8Array;
}
export const SecretGetValue: Procedure<SecretGetValueArgs, SecretGetValueRet> = {
  program: REMOTE_PROGRAM,
  number: 145,
  name: 'SECRET_GET_VALUE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putSecret(w, a.secret);
    w.uint(a.flags);
  },
  get: (r) => ({ value: r.opaque(LIMITS.SECRET_VALUE_MAX) }),
};

export interface SecretUndefineArgs {
  readonly secret: SecretRef;
}
export const SecretUndefine: Procedure<SecretUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 146,
  name: 'SECRET_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putSecret(w, a.secret);
  },
  get: () => undefined,
};

export interface SecretLookupByUsageArgs {
  readonly usageType: number;
  readonly usageID: string;
}
export interface SecretLookupByUsageRet {
  readonly secret: SecretRef;
}
export const SecretLookupByUsage: Procedure<SecretLookupByUsageArgs, SecretLookupByUsageRet> = {
  program: REMOTE_PROGRAM,
  number: 147,
  name: 'SECRET_LOOKUP_BY_USAGE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.usageType);
    w.string(a.usageID);
  },
  get: (r) => ({ secret: getSecret(r) }),
};

export interface DomainMigratePrepareTunnelArgs {
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
  readonly domXml: string;
}
export const DomainMigratePrepareTunnel: Procedure<DomainMigratePrepareTunnelArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 148,
  name: 'DOMAIN_MIGRATE_PREPARE_TUNNEL',
  priority: 'low',
  access: 'write',
  stream: 'writes',
  put: (w, a) => {
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
    w.string(a.domXml);
  },
  get: () => undefined,
};

export interface ConnectIsSecureRet {
  readonly secure: boolean;
}
export const ConnectIsSecure: Procedure<undefined, ConnectIsSecureRet> = {
  program: REMOTE_PROGRAM,
  number: 149,
  name: 'CONNECT_IS_SECURE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ secure: r.bool() }),
};

export interface DomainIsActiveArgs {
  readonly dom: DomainRef;
}
export interface DomainIsActiveRet {
  readonly active: boolean;
}
export const DomainIsActive: Procedure<DomainIsActiveArgs, DomainIsActiveRet> = {
  program: REMOTE_PROGRAM,
  number: 150,
  name: 'DOMAIN_IS_ACTIVE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ active: r.bool() }),
};

export interface DomainIsPersistentArgs {
  readonly dom: DomainRef;
}
export interface DomainIsPersistentRet {
  readonly persistent: boolean;
}
export const DomainIsPersistent: Procedure<DomainIsPersistentArgs, DomainIsPersistentRet> = {
  program: REMOTE_PROGRAM,
  number: 151,
  name: 'DOMAIN_IS_PERSISTENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ persistent: r.bool() }),
};

export interface NetworkIsActiveArgs {
  readonly net: NetworkRef;
}
export interface NetworkIsActiveRet {
  readonly active: boolean;
}
export const NetworkIsActive: Procedure<NetworkIsActiveArgs, NetworkIsActiveRet> = {
  program: REMOTE_PROGRAM,
  number: 152,
  name: 'NETWORK_IS_ACTIVE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: (r) => ({ active: r.bool() }),
};

export interface NetworkIsPersistentArgs {
  readonly net: NetworkRef;
}
export interface NetworkIsPersistentRet {
  readonly persistent: boolean;
}
export const NetworkIsPersistent: Procedure<NetworkIsPersistentArgs, NetworkIsPersistentRet> = {
  program: REMOTE_PROGRAM,
  number: 153,
  name: 'NETWORK_IS_PERSISTENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
  },
  get: (r) => ({ persistent: r.bool() }),
};

export interface StoragePoolIsActiveArgs {
  readonly pool: StoragePoolRef;
}
export interface StoragePoolIsActiveRet {
  readonly active: boolean;
}
export const StoragePoolIsActive: Procedure<StoragePoolIsActiveArgs, StoragePoolIsActiveRet> = {
  program: REMOTE_PROGRAM,
  number: 154,
  name: 'STORAGE_POOL_IS_ACTIVE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: (r) => ({ active: r.bool() }),
};

export interface StoragePoolIsPersistentArgs {
  readonly pool: StoragePoolRef;
}
export interface StoragePoolIsPersistentRet {
  readonly persistent: boolean;
}
export const StoragePoolIsPersistent: Procedure<StoragePoolIsPersistentArgs, StoragePoolIsPersistentRet> = {
  program: REMOTE_PROGRAM,
  number: 155,
  name: 'STORAGE_POOL_IS_PERSISTENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
  },
  get: (r) => ({ persistent: r.bool() }),
};

export interface InterfaceIsActiveArgs {
  readonly iface: InterfaceRef;
}
export interface InterfaceIsActiveRet {
  readonly active: boolean;
}
export const InterfaceIsActive: Procedure<InterfaceIsActiveArgs, InterfaceIsActiveRet> = {
  program: REMOTE_PROGRAM,
  number: 156,
  name: 'INTERFACE_IS_ACTIVE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putInterface(w, a.iface);
  },
  get: (r) => ({ active: r.bool() }),
};

export interface ConnectGetLibVersionRet {
  readonly libVer: bigint;
}
export const ConnectGetLibVersion: Procedure<undefined, ConnectGetLibVersionRet> = {
  program: REMOTE_PROGRAM,
  number: 157,
  name: 'CONNECT_GET_LIB_VERSION',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ libVer: r.uhyper() }),
};

export interface ConnectCompareCpuArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface ConnectCompareCpuRet {
  readonly result: number;
}
export const ConnectCompareCpu: Procedure<ConnectCompareCpuArgs, ConnectCompareCpuRet> = {
  program: REMOTE_PROGRAM,
  number: 158,
  name: 'CONNECT_COMPARE_CPU',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.int() }),
};

export interface DomainMemoryStatsArgs {
  readonly dom: DomainRef;
  readonly maxStats: number;
  readonly flags: number;
}
export interface DomainMemoryStatsRet {
  readonly stats: readonly MemoryStat[];
}
export const DomainMemoryStats: Procedure<DomainMemoryStatsArgs, DomainMemoryStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 159,
  name: 'DOMAIN_MEMORY_STATS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.maxStats);
    w.uint(a.flags);
  },
  get: (r) => ({ stats: getList(r, LIMITS.DOMAIN_MEMORY_STATS_MAX, 12, getMemoryStat) }),
};

export interface DomainAttachDeviceFlagsArgs {
  readonly dom: DomainRef;
  readonly xml: string;
  readonly flags: number;
}
export const DomainAttachDeviceFlags: Procedure<DomainAttachDeviceFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 160,
  name: 'DOMAIN_ATTACH_DEVICE_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainDetachDeviceFlagsArgs {
  readonly dom: DomainRef;
  readonly xml: string;
  readonly flags: number;
}
export const DomainDetachDeviceFlags: Procedure<DomainDetachDeviceFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 161,
  name: 'DOMAIN_DETACH_DEVICE_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectBaselineCpuArgs {
  readonly xmlCPUs: readonly string[];
  readonly flags: number;
}
export interface ConnectBaselineCpuRet {
  readonly cpu: string;
}
export const ConnectBaselineCpu: Procedure<ConnectBaselineCpuArgs, ConnectBaselineCpuRet> = {
  program: REMOTE_PROGRAM,
  number: 162,
  name: 'CONNECT_BASELINE_CPU',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.strings(a.xmlCPUs, LIMITS.CPU_BASELINE_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cpu: r.string() }),
};

export interface DomainGetJobInfoArgs {
  readonly dom: DomainRef;
}
export interface DomainGetJobInfoRet {
  readonly type: number;
  readonly timeElapsed: bigint;
  readonly timeRemaining: bigint;
  readonly dataTotal: bigint;
  readonly dataProcessed: bigint;
  readonly dataRemaining: bigint;
  readonly memTotal: bigint;
  readonly memProcessed: bigint;
  readonly memRemaining: bigint;
  readonly fileTotal: bigint;
  readonly fileProcessed: bigint;
  readonly fileRemaining: bigint;
}
export const DomainGetJobInfo: Procedure<DomainGetJobInfoArgs, DomainGetJobInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 163,
  name: 'DOMAIN_GET_JOB_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ type: r.int(), timeElapsed: r.uhyper(), timeRemaining: r.uhyper(), dataTotal: r.uhyper(), dataProcessed: r.uhyper(), dataRemaining: r.uhyper(), memTotal: r.uhyper(), memProcessed: r.uhyper(), memRemaining: r.uhyper(), fileTotal: r.uhyper(), fileProcessed: r.uhyper(), fileRemaining: r.uhyper() }),
};

export interface DomainAbortJobArgs {
  readonly dom: DomainRef;
}
export const DomainAbortJob: Procedure<DomainAbortJobArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 164,
  name: 'DOMAIN_ABORT_JOB',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: () => undefined,
};

export interface StorageVolWipeArgs {
  readonly vol: StorageVolRef;
  readonly flags: number;
}
export const StorageVolWipe: Procedure<StorageVolWipeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 165,
  name: 'STORAGE_VOL_WIPE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainMigrateSetMaxDowntimeArgs {
  readonly dom: DomainRef;
  readonly downtime: bigint;
  readonly flags: number;
}
export const DomainMigrateSetMaxDowntime: Procedure<DomainMigrateSetMaxDowntimeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 166,
  name: 'DOMAIN_MIGRATE_SET_MAX_DOWNTIME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.downtime);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectDomainEventRegisterAnyArgs {
  readonly eventID: number;
}
export const ConnectDomainEventRegisterAny: Procedure<ConnectDomainEventRegisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 167,
  name: 'CONNECT_DOMAIN_EVENT_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
  },
  get: () => undefined,
};

export interface ConnectDomainEventDeregisterAnyArgs {
  readonly eventID: number;
}
export const ConnectDomainEventDeregisterAny: Procedure<ConnectDomainEventDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 168,
  name: 'CONNECT_DOMAIN_EVENT_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
  },
  get: () => undefined,
};

export interface DomainUpdateDeviceFlagsArgs {
  readonly dom: DomainRef;
  readonly xml: string;
  readonly flags: number;
}
export const DomainUpdateDeviceFlags: Procedure<DomainUpdateDeviceFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 174,
  name: 'DOMAIN_UPDATE_DEVICE_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NwfilterLookupByNameArgs {
  readonly name: string;
}
export interface NwfilterLookupByNameRet {
  readonly nwfilter: NWFilterRef;
}
export const NwfilterLookupByName: Procedure<NwfilterLookupByNameArgs, NwfilterLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 175,
  name: 'NWFILTER_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ nwfilter: getNwfilter(r) }),
};

export interface NwfilterLookupByUuidArgs {
  readonly uuid: Uuid;
}
export interface NwfilterLookupByUuidRet {
  readonly nwfilter: NWFilterRef;
}
export const NwfilterLookupByUuid: Procedure<NwfilterLookupByUuidArgs, NwfilterLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 176,
  name: 'NWFILTER_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uuid(a.uuid);
  },
  get: (r) => ({ nwfilter: getNwfilter(r) }),
};

export interface NwfilterGetXmlDescArgs {
  readonly nwfilter: NWFilterRef;
  readonly flags: number;
}
export interface NwfilterGetXmlDescRet {
  readonly xml: string;
}
export const NwfilterGetXmlDesc: Procedure<NwfilterGetXmlDescArgs, NwfilterGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 177,
  name: 'NWFILTER_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNwfilter(w, a.nwfilter);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface ConnectNumOfNwfiltersRet {
  readonly num: number;
}
export const ConnectNumOfNwfilters: Procedure<undefined, ConnectNumOfNwfiltersRet> = {
  program: REMOTE_PROGRAM,
  number: 178,
  name: 'CONNECT_NUM_OF_NWFILTERS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: (r) => ({ num: r.int() }),
};

export interface ConnectListNwfiltersArgs {
  readonly maxnames: number;
}
export interface ConnectListNwfiltersRet {
  readonly names: readonly string[];
}
export const ConnectListNwfilters: Procedure<ConnectListNwfiltersArgs, ConnectListNwfiltersRet> = {
  program: REMOTE_PROGRAM,
  number: 179,
  name: 'CONNECT_LIST_NWFILTERS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.maxnames);
  },
  get: (r) => ({ names: r.strings(LIMITS.NWFILTER_LIST_MAX) }),
};

export interface NwfilterDefineXmlArgs {
  readonly xml: string;
}
export interface NwfilterDefineXmlRet {
  readonly nwfilter: NWFilterRef;
}
export const NwfilterDefineXml: Procedure<NwfilterDefineXmlArgs, NwfilterDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 180,
  name: 'NWFILTER_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
  },
  get: (r) => ({ nwfilter: getNwfilter(r) }),
};

export interface NwfilterUndefineArgs {
  readonly nwfilter: NWFilterRef;
}
export const NwfilterUndefine: Procedure<NwfilterUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 181,
  name: 'NWFILTER_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNwfilter(w, a.nwfilter);
  },
  get: () => undefined,
};

export interface DomainManagedSaveArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainManagedSave: Procedure<DomainManagedSaveArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 182,
  name: 'DOMAIN_MANAGED_SAVE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainHasManagedSaveImageArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainHasManagedSaveImageRet {
  readonly result: boolean;
}
export const DomainHasManagedSaveImage: Procedure<DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageRet> = {
  program: REMOTE_PROGRAM,
  number: 183,
  name: 'DOMAIN_HAS_MANAGED_SAVE_IMAGE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.bool() }),
};

export interface DomainManagedSaveRemoveArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainManagedSaveRemove: Procedure<DomainManagedSaveRemoveArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 184,
  name: 'DOMAIN_MANAGED_SAVE_REMOVE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSnapshotCreateXmlArgs {
  readonly dom: DomainRef;
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface DomainSnapshotCreateXmlRet {
  readonly snap: DomainSnapshotRef;
}
export const DomainSnapshotCreateXml: Procedure<DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 185,
  name: 'DOMAIN_SNAPSHOT_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ snap: getSnapshot(r) }),
};

export interface DomainSnapshotGetXmlDescArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export interface DomainSnapshotGetXmlDescRet {
  readonly xml: string;
}
export const DomainSnapshotGetXmlDesc: Procedure<DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 186,
  name: 'DOMAIN_SNAPSHOT_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainSnapshotNumArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainSnapshotNumRet {
  readonly num: number;
}
export const DomainSnapshotNum: Procedure<DomainSnapshotNumArgs, DomainSnapshotNumRet> = {
  program: REMOTE_PROGRAM,
  number: 187,
  name: 'DOMAIN_SNAPSHOT_NUM',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ num: r.int() }),
};

export interface DomainSnapshotListNamesArgs {
  readonly dom: DomainRef;
  readonly maxnames: number;
  readonly flags: number;
}
export interface DomainSnapshotListNamesRet {
  readonly names: readonly string[];
}
export const DomainSnapshotListNames: Procedure<DomainSnapshotListNamesArgs, DomainSnapshotListNamesRet> = {
  program: REMOTE_PROGRAM,
  number: 188,
  name: 'DOMAIN_SNAPSHOT_LIST_NAMES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.maxnames);
    w.uint(a.flags);
  },
  get: (r) => ({ names: r.strings(LIMITS.DOMAIN_SNAPSHOT_LIST_MAX) }),
};

export interface DomainSnapshotLookupByNameArgs {
  readonly dom: DomainRef;
  readonly name: string;
  readonly flags: number;
}
export interface DomainSnapshotLookupByNameRet {
  readonly snap: DomainSnapshotRef;
}
export const DomainSnapshotLookupByName: Procedure<DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 189,
  name: 'DOMAIN_SNAPSHOT_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.name);
    w.uint(a.flags);
  },
  get: (r) => ({ snap: getSnapshot(r) }),
};

export interface DomainHasCurrentSnapshotArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainHasCurrentSnapshotRet {
  readonly result: boolean;
}
export const DomainHasCurrentSnapshot: Procedure<DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotRet> = {
  program: REMOTE_PROGRAM,
  number: 190,
  name: 'DOMAIN_HAS_CURRENT_SNAPSHOT',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.bool() }),
};

export interface DomainSnapshotCurrentArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainSnapshotCurrentRet {
  readonly snap: DomainSnapshotRef;
}
export const DomainSnapshotCurrent: Procedure<DomainSnapshotCurrentArgs, DomainSnapshotCurrentRet> = {
  program: REMOTE_PROGRAM,
  number: 191,
  name: 'DOMAIN_SNAPSHOT_CURRENT',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ snap: getSnapshot(r) }),
};

export interface DomainRevertToSnapshotArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export const DomainRevertToSnapshot: Procedure<DomainRevertToSnapshotArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 192,
  name: 'DOMAIN_REVERT_TO_SNAPSHOT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSnapshotDeleteArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export const DomainSnapshotDelete: Procedure<DomainSnapshotDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 193,
  name: 'DOMAIN_SNAPSHOT_DELETE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetBlockInfoArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly flags: number;
}
export interface DomainGetBlockInfoRet {
  readonly allocation: bigint;
  readonly capacity: bigint;
  readonly physical: bigint;
}
export const DomainGetBlockInfo: Procedure<DomainGetBlockInfoArgs, DomainGetBlockInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 194,
  name: 'DOMAIN_GET_BLOCK_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uint(a.flags);
  },
  get: (r) => ({ allocation: r.uhyper(), capacity: r.uhyper(), physical: r.uhyper() }),
};

export interface DomainCreateWithFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainCreateWithFlagsRet {
  readonly dom: DomainRef;
}
export const DomainCreateWithFlags: Procedure<DomainCreateWithFlagsArgs, DomainCreateWithFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 196,
  name: 'DOMAIN_CREATE_WITH_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainSetMemoryParametersArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetMemoryParameters: Procedure<DomainSetMemoryParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 197,
  name: 'DOMAIN_SET_MEMORY_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_MEMORY_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetMemoryParametersArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetMemoryParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetMemoryParameters: Procedure<DomainGetMemoryParametersArgs, DomainGetMemoryParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 198,
  name: 'DOMAIN_GET_MEMORY_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_MEMORY_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainSetVcpusFlagsArgs {
  readonly dom: DomainRef;
  readonly nvcpus: number;
  readonly flags: number;
}
export const DomainSetVcpusFlags: Procedure<DomainSetVcpusFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 199,
  name: 'DOMAIN_SET_VCPUS_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.nvcpus);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetVcpusFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetVcpusFlagsRet {
  readonly num: number;
}
export const DomainGetVcpusFlags: Procedure<DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 200,
  name: 'DOMAIN_GET_VCPUS_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ num: r.int() }),
};

export interface DomainOpenConsoleArgs {
  readonly dom: DomainRef;
  readonly devName: string | undefined;
  readonly flags: number;
}
export const DomainOpenConsole: Procedure<DomainOpenConsoleArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 201,
  name: 'DOMAIN_OPEN_CONSOLE',
  priority: 'low',
  access: 'write',
  stream: 'reads',
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.devName);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainIsUpdatedArgs {
  readonly dom: DomainRef;
}
export interface DomainIsUpdatedRet {
  readonly updated: boolean;
}
export const DomainIsUpdated: Procedure<DomainIsUpdatedArgs, DomainIsUpdatedRet> = {
  program: REMOTE_PROGRAM,
  number: 202,
  name: 'DOMAIN_IS_UPDATED',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ updated: r.bool() }),
};

export interface ConnectGetSysinfoArgs {
  readonly flags: number;
}
export interface ConnectGetSysinfoRet {
  readonly sysinfo: string;
}
export const ConnectGetSysinfo: Procedure<ConnectGetSysinfoArgs, ConnectGetSysinfoRet> = {
  program: REMOTE_PROGRAM,
  number: 203,
  name: 'CONNECT_GET_SYSINFO',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: (r) => ({ sysinfo: r.string() }),
};

export interface DomainSetMemoryFlagsArgs {
  readonly dom: DomainRef;
  readonly memory: bigint;
  readonly flags: number;
}
export const DomainSetMemoryFlags: Procedure<DomainSetMemoryFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 204,
  name: 'DOMAIN_SET_MEMORY_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.memory);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSetBlkioParametersArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetBlkioParameters: Procedure<DomainSetBlkioParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 205,
  name: 'DOMAIN_SET_BLKIO_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_BLKIO_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetBlkioParametersArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetBlkioParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetBlkioParameters: Procedure<DomainGetBlkioParametersArgs, DomainGetBlkioParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 206,
  name: 'DOMAIN_GET_BLKIO_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_BLKIO_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainMigrateSetMaxSpeedArgs {
  readonly dom: DomainRef;
  readonly bandwidth: bigint;
  readonly flags: number;
}
export const DomainMigrateSetMaxSpeed: Procedure<DomainMigrateSetMaxSpeedArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 207,
  name: 'DOMAIN_MIGRATE_SET_MAX_SPEED',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.bandwidth);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StorageVolUploadArgs {
  readonly vol: StorageVolRef;
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}
export const StorageVolUpload: Procedure<StorageVolUploadArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 208,
  name: 'STORAGE_VOL_UPLOAD',
  priority: 'low',
  access: 'write',
  stream: 'writes',
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uhyper(a.offset);
    w.uhyper(a.length);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StorageVolDownloadArgs {
  readonly vol: StorageVolRef;
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}
export const StorageVolDownload: Procedure<StorageVolDownloadArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 209,
  name: 'STORAGE_VOL_DOWNLOAD',
  priority: 'low',
  access: 'write',
  stream: 'reads',
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uhyper(a.offset);
    w.uhyper(a.length);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainInjectNmiArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainInjectNmi: Procedure<DomainInjectNmiArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 210,
  name: 'DOMAIN_INJECT_NMI',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainScreenshotArgs {
  readonly dom: DomainRef;
  readonly screen: number;
  readonly flags: number;
}
export interface DomainScreenshotRet {
  readonly mime: string | undefined;
}
export const DomainScreenshot: Procedure<DomainScreenshotArgs, DomainScreenshotRet> = {
  program: REMOTE_PROGRAM,
  number: 211,
  name: 'DOMAIN_SCREENSHOT',
  priority: 'low',
  access: 'write',
  stream: 'reads',
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.screen);
    w.uint(a.flags);
  },
  get: (r) => ({ mime: r.optString() }),
};

export interface DomainGetStateArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetStateRet {
  readonly state: number;
  readonly reason: number;
}
export const DomainGetState: Procedure<DomainGetStateArgs, DomainGetStateRet> = {
  program: REMOTE_PROGRAM,
  number: 212,
  name: 'DOMAIN_GET_STATE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ state: r.int(), reason: r.int() }),
};

export interface DomainMigrateBegin3Args {
  readonly dom: DomainRef;
  readonly xmlin: string | undefined;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
}
export interface DomainMigrateBegin3Ret {
  readonly cookieOut: Uint8Array;
  readonly xml: string;
}
export const DomainMigrateBegin3: Procedure<DomainMigrateBegin3Args, DomainMigrateBegin3Ret> = {
  program: REMOTE_PROGRAM,
  number: 213,
  name: 'DOMAIN_MIGRATE_BEGIN3',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.xmlin);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), xml: r.string() }),
};

export interface DomainMigratePrepare3Args {
  readonly cookieIn: Uint8Array;
  readonly uriIn: string | undefined;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
  readonly domXml: string;
}
export interface DomainMigratePrepare3Ret {
  readonly cookieOut: Uint8Array;
  readonly uriOut: string | undefined;
}
export const DomainMigratePrepare3: Procedure<DomainMigratePrepare3Args, DomainMigratePrepare3Ret> = {
  program: REMOTE_PROGRAM,
  number: 214,
  name: 'DOMAIN_MIGRATE_PREPARE3',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(a.uriIn);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
    w.string(a.domXml);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uriOut: r.optString() }),
};

export interface DomainMigratePrepareTunnel3Args {
  readonly cookieIn: Uint8Array;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
  readonly domXml: string;
}
export interface DomainMigratePrepareTunnel3Ret {
  readonly cookieOut: Uint8Array;
}
export const DomainMigratePrepareTunnel3: Procedure<DomainMigratePrepareTunnel3Args, DomainMigratePrepareTunnel3Ret> = {
  program: REMOTE_PROGRAM,
  number: 215,
  name: 'DOMAIN_MIGRATE_PREPARE_TUNNEL3',
  priority: 'low',
  access: 'write',
  stream: 'writes',
  put: (w, a) => {
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
    w.string(a.domXml);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigratePerform3Args {
  readonly dom: DomainRef;
  readonly xmlin: string | undefined;
  readonly cookieIn: Uint8Array;
  readonly dconnuri: string | undefined;
  readonly uri: string | undefined;
  readonly flags: bigint;
  readonly dname: string | undefined;
  readonly resource: bigint;
}
export interface DomainMigratePerform3Ret {
  readonly cookieOut: Uint8Array;
}
export const DomainMigratePerform3: Procedure<DomainMigratePerform3Args, DomainMigratePerform3Ret> = {
  program: REMOTE_PROGRAM,
  number: 216,
  name: 'DOMAIN_MIGRATE_PERFORM3',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.xmlin);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(a.dconnuri);
    w.optString(a.uri);
    w.uhyper(a.flags);
    w.optString(a.dname);
    w.uhyper(a.resource);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigrateFinish3Args {
  readonly dname: string;
  readonly cookieIn: Uint8Array;
  readonly dconnuri: string | undefined;
  readonly uri: string | undefined;
  readonly flags: bigint;
  readonly cancelled: boolean;
}
export interface DomainMigrateFinish3Ret {
  readonly dom: DomainRef;
  readonly cookieOut: Uint8Array;
}
export const DomainMigrateFinish3: Procedure<DomainMigrateFinish3Args, DomainMigrateFinish3Ret> = {
  program: REMOTE_PROGRAM,
  number: 217,
  name: 'DOMAIN_MIGRATE_FINISH3',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.dname);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(a.dconnuri);
    w.optString(a.uri);
    w.uhyper(a.flags);
    w.bool(a.cancelled);
  },
  get: (r) => ({ dom: getDomain(r), cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigrateConfirm3Args {
  readonly dom: DomainRef;
  readonly cookieIn: Uint8Array;
  readonly flags: bigint;
  readonly cancelled: boolean;
}
export const DomainMigrateConfirm3: Procedure<DomainMigrateConfirm3Args, undefined> = {
  program: REMOTE_PROGRAM,
  number: 218,
  name: 'DOMAIN_MIGRATE_CONFIRM3',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uhyper(a.flags);
    w.bool(a.cancelled);
  },
  get: () => undefined,
};

export interface DomainSetSchedulerParametersFlagsArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetSchedulerParametersFlags: Procedure<DomainSetSchedulerParametersFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 219,
  name: 'DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface InterfaceChangeBeginArgs {
  readonly flags: number;
}
export const InterfaceChangeBegin: Procedure<InterfaceChangeBeginArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 220,
  name: 'INTERFACE_CHANGE_BEGIN',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface InterfaceChangeCommitArgs {
  readonly flags: number;
}
export const InterfaceChangeCommit: Procedure<InterfaceChangeCommitArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 221,
  name: 'INTERFACE_CHANGE_COMMIT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface InterfaceChangeRollbackArgs {
  readonly flags: number;
}
export const InterfaceChangeRollback: Procedure<InterfaceChangeRollbackArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 222,
  name: 'INTERFACE_CHANGE_ROLLBACK',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetSchedulerParametersFlagsArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetSchedulerParametersFlagsRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetSchedulerParametersFlags: Procedure<DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 223,
  name: 'DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX) }),
};

export interface DomainPinVcpuFlagsArgs {
  readonly dom: DomainRef;
  readonly vcpu: number;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}
export const DomainPinVcpuFlags: Procedure<DomainPinVcpuFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 225,
  name: 'DOMAIN_PIN_VCPU_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.vcpu);
    w.opaque(a.cpumap, LIMITS.CPUMAP_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSendKeyArgs {
  readonly dom: DomainRef;
  readonly codeset: number;
  readonly holdtime: number;
  readonly keycodes: readonly number[];
  readonly flags: number;
}
export const DomainSendKey: Procedure<DomainSendKeyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 226,
  name: 'DOMAIN_SEND_KEY',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.codeset);
    w.uint(a.holdtime);
    w.uints(a.keycodes, LIMITS.DOMAIN_SEND_KEY_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeGetCpuStatsArgs {
  readonly cpuNum: number;
  readonly nparams: number;
  readonly flags: number;
}
export interface NodeGetCpuStatsRet {
  readonly params: readonly NodeStat[];
  readonly nparams: number;
}
export const NodeGetCpuStats: Procedure<NodeGetCpuStatsArgs, NodeGetCpuStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 227,
  name: 'NODE_GET_CPU_STATS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.cpuNum);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: getList(r, LIMITS.NODE_CPU_STATS_MAX, 12, getNodeStat), nparams: r.int() }),
};

export interface NodeGetMemoryStatsArgs {
  readonly nparams: number;
  readonly cellNum: number;
  readonly flags: number;
}
export interface NodeGetMemoryStatsRet {
  readonly params: readonly NodeStat[];
  readonly nparams: number;
}
export const NodeGetMemoryStats: Procedure<NodeGetMemoryStatsArgs, NodeGetMemoryStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 228,
  name: 'NODE_GET_MEMORY_STATS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.nparams);
    w.int(a.cellNum);
    w.uint(a.flags);
  },
  get: (r) => ({ params: getList(r, LIMITS.NODE_MEMORY_STATS_MAX, 12, getNodeStat), nparams: r.int() }),
};

export interface DomainGetControlInfoArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetControlInfoRet {
  readonly state: number;
  readonly details: number;
  readonly stateTimeMs: bigint;
}
export const DomainGetControlInfo: Procedure<DomainGetControlInfoArgs, DomainGetControlInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 229,
  name: 'DOMAIN_GET_CONTROL_INFO',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ state: r.uint(), details: r.uint(), stateTimeMs: r.uhyper() }),
};

export interface DomainGetVcpuPinInfoArgs {
  readonly dom: DomainRef;
  readonly ncpumaps: number;
  readonly maplen: number;
  readonly flags: number;
}
export interface DomainGetVcpuPinInfoRet {
  readonly cpumaps: Uint8Array;
  readonly num: number;
}
export const DomainGetVcpuPinInfo: Procedure<DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 230,
  name: 'DOMAIN_GET_VCPU_PIN_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.ncpumaps);
    w.int(a.maplen);
    w.uint(a.flags);
  },
  get: (r) => ({ cpumaps: r.opaque(LIMITS.CPUMAPS_MAX), num: r.int() }),
};

export interface DomainUndefineFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainUndefineFlags: Procedure<DomainUndefineFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 231,
  name: 'DOMAIN_UNDEFINE_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSaveFlagsArgs {
  readonly dom: DomainRef;
  readonly to: string;
  readonly dxml: string | undefined;
  readonly flags: number;
}
export const DomainSaveFlags: Procedure<DomainSaveFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 232,
  name: 'DOMAIN_SAVE_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.to);
    w.optString(a.dxml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainRestoreFlagsArgs {
  readonly from: string;
  readonly dxml: string | undefined;
  readonly flags: number;
}
export const DomainRestoreFlags: Procedure<DomainRestoreFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 233,
  name: 'DOMAIN_RESTORE_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.from);
    w.optString(a.dxml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainDestroyFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainDestroyFlags: Procedure<DomainDestroyFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 234,
  name: 'DOMAIN_DESTROY_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSaveImageGetXmlDescArgs {
  readonly file: string;
  readonly flags: number;
}
export interface DomainSaveImageGetXmlDescRet {
  readonly xml: string;
}
export const DomainSaveImageGetXmlDesc: Procedure<DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 235,
  name: 'DOMAIN_SAVE_IMAGE_GET_XML_DESC',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.file);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainSaveImageDefineXmlArgs {
  readonly file: string;
  readonly dxml: string;
  readonly flags: number;
}
export const DomainSaveImageDefineXml: Procedure<DomainSaveImageDefineXmlArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 236,
  name: 'DOMAIN_SAVE_IMAGE_DEFINE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.file);
    w.string(a.dxml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainBlockJobAbortArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly flags: number;
}
export const DomainBlockJobAbort: Procedure<DomainBlockJobAbortArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 237,
  name: 'DOMAIN_BLOCK_JOB_ABORT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetBlockJobInfoArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly flags: number;
}
export interface DomainGetBlockJobInfoRet {
  readonly found: boolean;
  readonly type: number;
  readonly bandwidth: bigint;
  readonly cur: bigint;
  readonly end: bigint;
}
export const DomainGetBlockJobInfo: Procedure<DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 238,
  name: 'DOMAIN_GET_BLOCK_JOB_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uint(a.flags);
  },
  get: (r) => ({ found: r.bool(), type: r.int(), bandwidth: r.uhyper(), cur: r.uhyper(), end: r.uhyper() }),
};

export interface DomainBlockJobSetSpeedArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly bandwidth: bigint;
  readonly flags: number;
}
export const DomainBlockJobSetSpeed: Procedure<DomainBlockJobSetSpeedArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 239,
  name: 'DOMAIN_BLOCK_JOB_SET_SPEED',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uhyper(a.bandwidth);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainBlockPullArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly bandwidth: bigint;
  readonly flags: number;
}
export const DomainBlockPull: Procedure<DomainBlockPullArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 240,
  name: 'DOMAIN_BLOCK_PULL',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.uhyper(a.bandwidth);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainMigrateGetMaxSpeedArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainMigrateGetMaxSpeedRet {
  readonly bandwidth: bigint;
}
export const DomainMigrateGetMaxSpeed: Procedure<DomainMigrateGetMaxSpeedArgs, DomainMigrateGetMaxSpeedRet> = {
  program: REMOTE_PROGRAM,
  number: 242,
  name: 'DOMAIN_MIGRATE_GET_MAX_SPEED',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ bandwidth: r.uhyper() }),
};

export interface DomainBlockStatsFlagsArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainBlockStatsFlagsRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainBlockStatsFlags: Procedure<DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 243,
  name: 'DOMAIN_BLOCK_STATS_FLAGS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_BLOCK_STATS_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainSnapshotGetParentArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export interface DomainSnapshotGetParentRet {
  readonly snap: DomainSnapshotRef;
}
export const DomainSnapshotGetParent: Procedure<DomainSnapshotGetParentArgs, DomainSnapshotGetParentRet> = {
  program: REMOTE_PROGRAM,
  number: 244,
  name: 'DOMAIN_SNAPSHOT_GET_PARENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: (r) => ({ snap: getSnapshot(r) }),
};

export interface DomainResetArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainReset: Procedure<DomainResetArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 245,
  name: 'DOMAIN_RESET',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSnapshotNumChildrenArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export interface DomainSnapshotNumChildrenRet {
  readonly num: number;
}
export const DomainSnapshotNumChildren: Procedure<DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenRet> = {
  program: REMOTE_PROGRAM,
  number: 246,
  name: 'DOMAIN_SNAPSHOT_NUM_CHILDREN',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: (r) => ({ num: r.int() }),
};

export interface DomainSnapshotListChildrenNamesArgs {
  readonly snap: DomainSnapshotRef;
  readonly maxnames: number;
  readonly flags: number;
}
export interface DomainSnapshotListChildrenNamesRet {
  readonly names: readonly string[];
}
export const DomainSnapshotListChildrenNames: Procedure<DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesRet> = {
  program: REMOTE_PROGRAM,
  number: 247,
  name: 'DOMAIN_SNAPSHOT_LIST_CHILDREN_NAMES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.int(a.maxnames);
    w.uint(a.flags);
  },
  get: (r) => ({ names: r.strings(LIMITS.DOMAIN_SNAPSHOT_LIST_MAX) }),
};

export interface DomainOpenGraphicsArgs {
  readonly dom: DomainRef;
  readonly idx: number;
  readonly flags: number;
}
export const DomainOpenGraphics: Procedure<DomainOpenGraphicsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 249,
  name: 'DOMAIN_OPEN_GRAPHICS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.idx);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeSuspendForDurationArgs {
  readonly target: number;
  readonly duration: bigint;
  readonly flags: number;
}
export const NodeSuspendForDuration: Procedure<NodeSuspendForDurationArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 250,
  name: 'NODE_SUSPEND_FOR_DURATION',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.target);
    w.uhyper(a.duration);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainBlockResizeArgs {
  readonly dom: DomainRef;
  readonly disk: string;
  readonly size: bigint;
  readonly flags: number;
}
export const DomainBlockResize: Procedure<DomainBlockResizeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 251,
  name: 'DOMAIN_BLOCK_RESIZE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.disk);
    w.uhyper(a.size);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSetBlockIoTuneArgs {
  readonly dom: DomainRef;
  readonly disk: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetBlockIoTune: Procedure<DomainSetBlockIoTuneArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 252,
  name: 'DOMAIN_SET_BLOCK_IO_TUNE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.disk);
    w.params(a.params, LIMITS.DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetBlockIoTuneArgs {
  readonly dom: DomainRef;
  readonly disk: string | undefined;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetBlockIoTuneRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetBlockIoTune: Procedure<DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneRet> = {
  program: REMOTE_PROGRAM,
  number: 253,
  name: 'DOMAIN_GET_BLOCK_IO_TUNE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.disk);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainSetNumaParametersArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetNumaParameters: Procedure<DomainSetNumaParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 254,
  name: 'DOMAIN_SET_NUMA_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_NUMA_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetNumaParametersArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetNumaParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetNumaParameters: Procedure<DomainGetNumaParametersArgs, DomainGetNumaParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 255,
  name: 'DOMAIN_GET_NUMA_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_NUMA_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainSetInterfaceParametersArgs {
  readonly dom: DomainRef;
  readonly device: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetInterfaceParameters: Procedure<DomainSetInterfaceParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 256,
  name: 'DOMAIN_SET_INTERFACE_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.device);
    w.params(a.params, LIMITS.DOMAIN_INTERFACE_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetInterfaceParametersArgs {
  readonly dom: DomainRef;
  readonly device: string;
  readonly nparams: number;
  readonly flags: number;
}
export interface DomainGetInterfaceParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetInterfaceParameters: Procedure<DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 257,
  name: 'DOMAIN_GET_INTERFACE_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.device);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_INTERFACE_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainShutdownFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainShutdownFlags: Procedure<DomainShutdownFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 258,
  name: 'DOMAIN_SHUTDOWN_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StorageVolWipePatternArgs {
  readonly vol: StorageVolRef;
  readonly algorithm: number;
  readonly flags: number;
}
export const StorageVolWipePattern: Procedure<StorageVolWipePatternArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 259,
  name: 'STORAGE_VOL_WIPE_PATTERN',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uint(a.algorithm);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StorageVolResizeArgs {
  readonly vol: StorageVolRef;
  readonly capacity: bigint;
  readonly flags: number;
}
export const StorageVolResize: Procedure<StorageVolResizeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 260,
  name: 'STORAGE_VOL_RESIZE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uhyper(a.capacity);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainPmSuspendForDurationArgs {
  readonly dom: DomainRef;
  readonly target: number;
  readonly duration: bigint;
  readonly flags: number;
}
export const DomainPmSuspendForDuration: Procedure<DomainPmSuspendForDurationArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 261,
  name: 'DOMAIN_PM_SUSPEND_FOR_DURATION',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.target);
    w.uhyper(a.duration);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetCpuStatsArgs {
  readonly dom: DomainRef;
  readonly nparams: number;
  readonly startCpu: number;
  readonly ncpus: number;
  readonly flags: number;
}
export interface DomainGetCpuStatsRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const DomainGetCpuStats: Procedure<DomainGetCpuStatsArgs, DomainGetCpuStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 262,
  name: 'DOMAIN_GET_CPU_STATS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.nparams);
    w.int(a.startCpu);
    w.uint(a.ncpus);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_GET_CPU_STATS_MAX), nparams: r.int() }),
};

export interface DomainGetDiskErrorsArgs {
  readonly dom: DomainRef;
  readonly maxerrors: number;
  readonly flags: number;
}
export interface DomainGetDiskErrorsRet {
  readonly errors: readonly DiskError[];
  readonly nerrors: number;
}
export const DomainGetDiskErrors: Procedure<DomainGetDiskErrorsArgs, DomainGetDiskErrorsRet> = {
  program: REMOTE_PROGRAM,
  number: 263,
  name: 'DOMAIN_GET_DISK_ERRORS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.maxerrors);
    w.uint(a.flags);
  },
  get: (r) => ({ errors: getList(r, LIMITS.DOMAIN_DISK_ERRORS_MAX, 8, getDiskError), nerrors: r.int() }),
};

export interface DomainSetMetadataArgs {
  readonly dom: DomainRef;
  readonly type: number;
  readonly metadata: string | undefined;
  readonly key: string | undefined;
  readonly uri: string | undefined;
  readonly flags: number;
}
export const DomainSetMetadata: Procedure<DomainSetMetadataArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 264,
  name: 'DOMAIN_SET_METADATA',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.type);
    w.optString(a.metadata);
    w.optString(a.key);
    w.optString(a.uri);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetMetadataArgs {
  readonly dom: DomainRef;
  readonly type: number;
  readonly uri: string | undefined;
  readonly flags: number;
}
export interface DomainGetMetadataRet {
  readonly metadata: string;
}
export const DomainGetMetadata: Procedure<DomainGetMetadataArgs, DomainGetMetadataRet> = {
  program: REMOTE_PROGRAM,
  number: 265,
  name: 'DOMAIN_GET_METADATA',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.type);
    w.optString(a.uri);
    w.uint(a.flags);
  },
  get: (r) => ({ metadata: r.string() }),
};

export interface DomainBlockRebaseArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly base: string | undefined;
  readonly bandwidth: bigint;
  readonly flags: number;
}
export const DomainBlockRebase: Procedure<DomainBlockRebaseArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 266,
  name: 'DOMAIN_BLOCK_REBASE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.optString(a.base);
    w.uhyper(a.bandwidth);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainPmWakeupArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainPmWakeup: Procedure<DomainPmWakeupArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 267,
  name: 'DOMAIN_PM_WAKEUP',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSnapshotIsCurrentArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export interface DomainSnapshotIsCurrentRet {
  readonly current: boolean;
}
export const DomainSnapshotIsCurrent: Procedure<DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentRet> = {
  program: REMOTE_PROGRAM,
  number: 271,
  name: 'DOMAIN_SNAPSHOT_IS_CURRENT',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: (r) => ({ current: r.bool() }),
};

export interface DomainSnapshotHasMetadataArgs {
  readonly snap: DomainSnapshotRef;
  readonly flags: number;
}
export interface DomainSnapshotHasMetadataRet {
  readonly metadata: boolean;
}
export const DomainSnapshotHasMetadata: Procedure<DomainSnapshotHasMetadataArgs, DomainSnapshotHasMetadataRet> = {
  program: REMOTE_PROGRAM,
  number: 272,
  name: 'DOMAIN_SNAPSHOT_HAS_METADATA',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snap);
    w.uint(a.flags);
  },
  get: (r) => ({ metadata: r.bool() }),
};

export interface ConnectListAllDomainsArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllDomainsRet {
  readonly domains: readonly DomainRef[];
  readonly ret: number;
}
export const ConnectListAllDomains: Procedure<ConnectListAllDomainsArgs, ConnectListAllDomainsRet> = {
  program: REMOTE_PROGRAM,
  number: 273,
  name: 'CONNECT_LIST_ALL_DOMAINS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ domains: getList(r, LIMITS.DOMAIN_LIST_MAX, 24, getDomain), ret: r.uint() }),
};

export interface DomainListAllSnapshotsArgs {
  readonly dom: DomainRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface DomainListAllSnapshotsRet {
  readonly snapshots: readonly DomainSnapshotRef[];
  readonly ret: number;
}
export const DomainListAllSnapshots: Procedure<DomainListAllSnapshotsArgs, DomainListAllSnapshotsRet> = {
  program: REMOTE_PROGRAM,
  number: 274,
  name: 'DOMAIN_LIST_ALL_SNAPSHOTS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ snapshots: getList(r, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, 28, getSnapshot), ret: r.int() }),
};

export interface DomainSnapshotListAllChildrenArgs {
  readonly snapshot: DomainSnapshotRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface DomainSnapshotListAllChildrenRet {
  readonly snapshots: readonly DomainSnapshotRef[];
  readonly ret: number;
}
export const DomainSnapshotListAllChildren: Procedure<DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenRet> = {
  program: REMOTE_PROGRAM,
  number: 275,
  name: 'DOMAIN_SNAPSHOT_LIST_ALL_CHILDREN',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putSnapshot(w, a.snapshot);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ snapshots: getList(r, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, 28, getSnapshot), ret: r.int() }),
};

export interface DomainGetHostnameArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetHostnameRet {
  readonly hostname: string;
}
export const DomainGetHostname: Procedure<DomainGetHostnameArgs, DomainGetHostnameRet> = {
  program: REMOTE_PROGRAM,
  number: 277,
  name: 'DOMAIN_GET_HOSTNAME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ hostname: r.string() }),
};

export interface DomainGetSecurityLabelListArgs {
  readonly dom: DomainRef;
}
export interface DomainGetSecurityLabelListRet {
  readonly labels: readonly RemoteSecurityLabel[];
  readonly ret: number;
}
export const DomainGetSecurityLabelList: Procedure<DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListRet> = {
  program: REMOTE_PROGRAM,
  number: 278,
  name: 'DOMAIN_GET_SECURITY_LABEL_LIST',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
  },
  get: (r) => ({ labels: getList(r, LIMITS.SECURITY_LABEL_LIST_MAX, 8, getSecurityLabel), ret: r.int() }),
};

export interface DomainPinEmulatorArgs {
  readonly dom: DomainRef;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}
export const DomainPinEmulator: Procedure<DomainPinEmulatorArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 279,
  name: 'DOMAIN_PIN_EMULATOR',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.opaque(a.cpumap, LIMITS.CPUMAP_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetEmulatorPinInfoArgs {
  readonly dom: DomainRef;
  readonly maplen: number;
  readonly flags: number;
}
export interface DomainGetEmulatorPinInfoRet {
  readonly cpumaps: Uint8Array;
  readonly ret: number;
}
export const DomainGetEmulatorPinInfo: Procedure<DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 280,
  name: 'DOMAIN_GET_EMULATOR_PIN_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.maplen);
    w.uint(a.flags);
  },
  get: (r) => ({ cpumaps: r.opaque(LIMITS.CPUMAPS_MAX), ret: r.int() }),
};

export interface ConnectListAllStoragePoolsArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllStoragePoolsRet {
  readonly pools: readonly StoragePoolRef[];
  readonly ret: number;
}
export const ConnectListAllStoragePools: Procedure<ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsRet> = {
  program: REMOTE_PROGRAM,
  number: 281,
  name: 'CONNECT_LIST_ALL_STORAGE_POOLS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ pools: getList(r, LIMITS.STORAGE_POOL_LIST_MAX, 20, getStoragePool), ret: r.uint() }),
};

export interface StoragePoolListAllVolumesArgs {
  readonly pool: StoragePoolRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface StoragePoolListAllVolumesRet {
  readonly vols: readonly StorageVolRef[];
  readonly ret: number;
}
export const StoragePoolListAllVolumes: Procedure<StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesRet> = {
  program: REMOTE_PROGRAM,
  number: 282,
  name: 'STORAGE_POOL_LIST_ALL_VOLUMES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStoragePool(w, a.pool);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ vols: getList(r, LIMITS.STORAGE_VOL_LIST_MAX, 12, getStorageVol), ret: r.uint() }),
};

export interface ConnectListAllNetworksArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllNetworksRet {
  readonly nets: readonly NetworkRef[];
  readonly ret: number;
}
export const ConnectListAllNetworks: Procedure<ConnectListAllNetworksArgs, ConnectListAllNetworksRet> = {
  program: REMOTE_PROGRAM,
  number: 283,
  name: 'CONNECT_LIST_ALL_NETWORKS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ nets: getList(r, LIMITS.NETWORK_LIST_MAX, 20, getNetwork), ret: r.uint() }),
};

export interface ConnectListAllInterfacesArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllInterfacesRet {
  readonly ifaces: readonly InterfaceRef[];
  readonly ret: number;
}
export const ConnectListAllInterfaces: Procedure<ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet> = {
  program: REMOTE_PROGRAM,
  number: 284,
  name: 'CONNECT_LIST_ALL_INTERFACES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ ifaces: getList(r, LIMITS.INTERFACE_LIST_MAX, 8, getInterface), ret: r.uint() }),
};

export interface ConnectListAllNodeDevicesArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllNodeDevicesRet {
  readonly devices: readonly NodeDeviceRef[];
  readonly ret: number;
}
export const ConnectListAllNodeDevices: Procedure<ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet> = {
  program: REMOTE_PROGRAM,
  number: 285,
  name: 'CONNECT_LIST_ALL_NODE_DEVICES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ devices: getList(r, LIMITS.NODE_DEVICE_LIST_MAX, 4, getNodeDevice), ret: r.uint() }),
};

export interface ConnectListAllNwfiltersArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllNwfiltersRet {
  readonly filters: readonly NWFilterRef[];
  readonly ret: number;
}
export const ConnectListAllNwfilters: Procedure<ConnectListAllNwfiltersArgs, ConnectListAllNwfiltersRet> = {
  program: REMOTE_PROGRAM,
  number: 286,
  name: 'CONNECT_LIST_ALL_NWFILTERS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ filters: getList(r, LIMITS.NWFILTER_LIST_MAX, 20, getNwfilter), ret: r.uint() }),
};

export interface ConnectListAllSecretsArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllSecretsRet {
  readonly secrets: readonly SecretRef[];
  readonly ret: number;
}
export const ConnectListAllSecrets: Procedure<ConnectListAllSecretsArgs, ConnectListAllSecretsRet> = {
  program: REMOTE_PROGRAM,
  number: 287,
  name: 'CONNECT_LIST_ALL_SECRETS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ secrets: getList(r, LIMITS.SECRET_LIST_MAX, 24, getSecret), ret: r.uint() }),
};

export interface NodeSetMemoryParametersArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const NodeSetMemoryParameters: Procedure<NodeSetMemoryParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 288,
  name: 'NODE_SET_MEMORY_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.NODE_MEMORY_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeGetMemoryParametersArgs {
  readonly nparams: number;
  readonly flags: number;
}
export interface NodeGetMemoryParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const NodeGetMemoryParameters: Procedure<NodeGetMemoryParametersArgs, NodeGetMemoryParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 289,
  name: 'NODE_GET_MEMORY_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.NODE_MEMORY_PARAMETERS_MAX), nparams: r.int() }),
};

export interface DomainBlockCommitArgs {
  readonly dom: DomainRef;
  readonly disk: string;
  readonly base: string | undefined;
  readonly top: string | undefined;
  readonly bandwidth: bigint;
  readonly flags: number;
}
export const DomainBlockCommit: Procedure<DomainBlockCommitArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 290,
  name: 'DOMAIN_BLOCK_COMMIT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.disk);
    w.optString(a.base);
    w.optString(a.top);
    w.uhyper(a.bandwidth);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NetworkUpdateArgs {
  readonly net: NetworkRef;
  readonly command: number;
  readonly section: number;
  readonly parentIndex: number;
  readonly xml: string;
  readonly flags: number;
}
export const NetworkUpdate: Procedure<NetworkUpdateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 291,
  name: 'NETWORK_UPDATE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
    w.uint(a.command);
    w.uint(a.section);
    w.int(a.parentIndex);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeGetCpuMapArgs {
  readonly needMap: number;
  readonly needOnline: number;
  readonly flags: number;
}
export interface NodeGetCpuMapRet {
  readonly cpumap: Uint8Array;
  readonly online: number;
  readonly ret: number;
}
export const NodeGetCpuMap: Procedure<NodeGetCpuMapArgs, NodeGetCpuMapRet> = {
  program: REMOTE_PROGRAM,
  number: 293,
  name: 'NODE_GET_CPU_MAP',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.needMap);
    w.int(a.needOnline);
    w.uint(a.flags);
  },
  get: (r) => ({ cpumap: r.opaque(LIMITS.CPUMAP_MAX), online: r.uint(), ret: r.int() }),
};

export interface DomainFstrimArgs {
  readonly dom: DomainRef;
  readonly mountPoint: string | undefined;
  readonly minimum: bigint;
  readonly flags: number;
}
export const DomainFstrim: Procedure<DomainFstrimArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 294,
  name: 'DOMAIN_FSTRIM',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.mountPoint);
    w.uhyper(a.minimum);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSendProcessSignalArgs {
  readonly dom: DomainRef;
  readonly pidValue: bigint;
  readonly signum: number;
  readonly flags: number;
}
export const DomainSendProcessSignal: Procedure<DomainSendProcessSignalArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 295,
  name: 'DOMAIN_SEND_PROCESS_SIGNAL',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.hyper(a.pidValue);
    w.uint(a.signum);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainOpenChannelArgs {
  readonly dom: DomainRef;
  readonly name: string | undefined;
  readonly flags: number;
}
export const DomainOpenChannel: Procedure<DomainOpenChannelArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 296,
  name: 'DOMAIN_OPEN_CHANNEL',
  priority: 'low',
  access: 'write',
  stream: 'reads',
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.name);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeDeviceLookupScsiHostByWwnArgs {
  readonly wwnn: string;
  readonly wwpn: string;
  readonly flags: number;
}
export interface NodeDeviceLookupScsiHostByWwnRet {
  readonly dev: NodeDeviceRef;
}
export const NodeDeviceLookupScsiHostByWwn: Procedure<NodeDeviceLookupScsiHostByWwnArgs, NodeDeviceLookupScsiHostByWwnRet> = {
  program: REMOTE_PROGRAM,
  number: 297,
  name: 'NODE_DEVICE_LOOKUP_SCSI_HOST_BY_WWN',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.wwnn);
    w.string(a.wwpn);
    w.uint(a.flags);
  },
  get: (r) => ({ dev: getNodeDevice(r) }),
};

export interface DomainGetJobStatsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetJobStatsRet {
  readonly type: number;
  readonly params: readonly TypedParameter[];
}
export const DomainGetJobStats: Procedure<DomainGetJobStatsArgs, DomainGetJobStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 298,
  name: 'DOMAIN_GET_JOB_STATS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ type: r.int(), params: r.params(LIMITS.DOMAIN_JOB_STATS_MAX) }),
};

export interface DomainMigrateGetCompressionCacheArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainMigrateGetCompressionCacheRet {
  readonly cacheSize: bigint;
}
export const DomainMigrateGetCompressionCache: Procedure<DomainMigrateGetCompressionCacheArgs, DomainMigrateGetCompressionCacheRet> = {
  program: REMOTE_PROGRAM,
  number: 299,
  name: 'DOMAIN_MIGRATE_GET_COMPRESSION_CACHE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ cacheSize: r.uhyper() }),
};

export interface DomainMigrateSetCompressionCacheArgs {
  readonly dom: DomainRef;
  readonly cacheSize: bigint;
  readonly flags: number;
}
export const DomainMigrateSetCompressionCache: Procedure<DomainMigrateSetCompressionCacheArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 300,
  name: 'DOMAIN_MIGRATE_SET_COMPRESSION_CACHE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.cacheSize);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeDeviceDetachFlagsArgs {
  readonly name: string;
  readonly driverName: string | undefined;
  readonly flags: number;
}
export const NodeDeviceDetachFlags: Procedure<NodeDeviceDetachFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 301,
  name: 'NODE_DEVICE_DETACH_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.optString(a.driverName);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainMigrateBegin3ParamsArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export interface DomainMigrateBegin3ParamsRet {
  readonly cookieOut: Uint8Array;
  readonly xml: string;
}
export const DomainMigrateBegin3Params: Procedure<DomainMigrateBegin3ParamsArgs, DomainMigrateBegin3ParamsRet> = {
  program: REMOTE_PROGRAM,
  number: 302,
  name: 'DOMAIN_MIGRATE_BEGIN3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), xml: r.string() }),
};

export interface DomainMigratePrepare3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}
export interface DomainMigratePrepare3ParamsRet {
  readonly cookieOut: Uint8Array;
  readonly uriOut: string | undefined;
}
export const DomainMigratePrepare3Params: Procedure<DomainMigratePrepare3ParamsArgs, DomainMigratePrepare3ParamsRet> = {
  program: REMOTE_PROGRAM,
  number: 303,
  name: 'DOMAIN_MIGRATE_PREPARE3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uriOut: r.optString() }),
};

export interface DomainMigratePrepareTunnel3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}
export interface DomainMigratePrepareTunnel3ParamsRet {
  readonly cookieOut: Uint8Array;
}
export const DomainMigratePrepareTunnel3Params: Procedure<DomainMigratePrepareTunnel3ParamsArgs, DomainMigratePrepareTunnel3ParamsRet> = {
  program: REMOTE_PROGRAM,
  number: 304,
  name: 'DOMAIN_MIGRATE_PREPARE_TUNNEL3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigratePerform3ParamsArgs {
  readonly dom: DomainRef;
  readonly dconnuri: string | undefined;
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}
export interface DomainMigratePerform3ParamsRet {
  readonly cookieOut: Uint8Array;
}
export const DomainMigratePerform3Params: Procedure<DomainMigratePerform3ParamsArgs, DomainMigratePerform3ParamsRet> = {
  program: REMOTE_PROGRAM,
  number: 305,
  name: 'DOMAIN_MIGRATE_PERFORM3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.dconnuri);
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigrateFinish3ParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
  readonly cancelled: boolean;
}
export interface DomainMigrateFinish3ParamsRet {
  readonly dom: DomainRef;
  readonly cookieOut: Uint8Array;
}
export const DomainMigrateFinish3Params: Procedure<DomainMigrateFinish3ParamsArgs, DomainMigrateFinish3ParamsRet> = {
  program: REMOTE_PROGRAM,
  number: 306,
  name: 'DOMAIN_MIGRATE_FINISH3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uint(a.flags);
    w.bool(a.cancelled);
  },
  get: (r) => ({ dom: getDomain(r), cookieOut: r.opaque(LIMITS.MIGRATE_COOKIE_MAX) }),
};

export interface DomainMigrateConfirm3ParamsArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly cookieIn: Uint8Array;
  readonly flags: number;
  readonly cancelled: boolean;
}
export const DomainMigrateConfirm3Params: Procedure<DomainMigrateConfirm3ParamsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 307,
  name: 'DOMAIN_MIGRATE_CONFIRM3_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX);
    w.opaque(a.cookieIn, LIMITS.MIGRATE_COOKIE_MAX);
    w.uint(a.flags);
    w.bool(a.cancelled);
  },
  get: () => undefined,
};

export interface DomainSetMemoryStatsPeriodArgs {
  readonly dom: DomainRef;
  readonly period: number;
  readonly flags: number;
}
export const DomainSetMemoryStatsPeriod: Procedure<DomainSetMemoryStatsPeriodArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 308,
  name: 'DOMAIN_SET_MEMORY_STATS_PERIOD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.period);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainCreateXmlWithFilesArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface DomainCreateXmlWithFilesRet {
  readonly dom: DomainRef;
}
export const DomainCreateXmlWithFiles: Procedure<DomainCreateXmlWithFilesArgs, DomainCreateXmlWithFilesRet> = {
  program: REMOTE_PROGRAM,
  number: 309,
  name: 'DOMAIN_CREATE_XML_WITH_FILES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainCreateWithFilesArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainCreateWithFilesRet {
  readonly dom: DomainRef;
}
export const DomainCreateWithFiles: Procedure<DomainCreateWithFilesArgs, DomainCreateWithFilesRet> = {
  program: REMOTE_PROGRAM,
  number: 310,
  name: 'DOMAIN_CREATE_WITH_FILES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface ConnectGetCpuModelNamesArgs {
  readonly arch: string;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectGetCpuModelNamesRet {
  readonly models: readonly string[];
  readonly ret: number;
}
export const ConnectGetCpuModelNames: Procedure<ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesRet> = {
  program: REMOTE_PROGRAM,
  number: 312,
  name: 'CONNECT_GET_CPU_MODEL_NAMES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.arch);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ models: r.strings(LIMITS.CONNECT_CPU_MODELS_MAX), ret: r.int() }),
};

export interface ConnectNetworkEventRegisterAnyArgs {
  readonly eventID: number;
  readonly net: NetworkRef | undefined;
}
export interface ConnectNetworkEventRegisterAnyRet {
  readonly callbackID: number;
}
export const ConnectNetworkEventRegisterAny: Procedure<ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyRet> = {
  program: REMOTE_PROGRAM,
  number: 313,
  name: 'CONNECT_NETWORK_EVENT_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
    putOptional(w, a.net, putNetwork);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectNetworkEventDeregisterAnyArgs {
  readonly callbackID: number;
}
export const ConnectNetworkEventDeregisterAny: Procedure<ConnectNetworkEventDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 314,
  name: 'CONNECT_NETWORK_EVENT_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface ConnectDomainEventCallbackRegisterAnyArgs {
  readonly eventID: number;
  readonly dom: DomainRef | undefined;
}
export interface ConnectDomainEventCallbackRegisterAnyRet {
  readonly callbackID: number;
}
export const ConnectDomainEventCallbackRegisterAny: Procedure<ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet> = {
  program: REMOTE_PROGRAM,
  number: 316,
  name: 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
    putOptional(w, a.dom, putDomain);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectDomainEventCallbackDeregisterAnyArgs {
  readonly callbackID: number;
}
export const ConnectDomainEventCallbackDeregisterAny: Procedure<ConnectDomainEventCallbackDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 317,
  name: 'CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface DomainCoreDumpWithFormatArgs {
  readonly dom: DomainRef;
  readonly to: string;
  readonly dumpformat: number;
  readonly flags: number;
}
export const DomainCoreDumpWithFormat: Procedure<DomainCoreDumpWithFormatArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 334,
  name: 'DOMAIN_CORE_DUMP_WITH_FORMAT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.to);
    w.uint(a.dumpformat);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainFsfreezeArgs {
  readonly dom: DomainRef;
  readonly mountpoints: readonly string[];
  readonly flags: number;
}
export interface DomainFsfreezeRet {
  readonly filesystems: number;
}
export const DomainFsfreeze: Procedure<DomainFsfreezeArgs, DomainFsfreezeRet> = {
  program: REMOTE_PROGRAM,
  number: 335,
  name: 'DOMAIN_FSFREEZE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.strings(a.mountpoints, LIMITS.DOMAIN_FSFREEZE_MOUNTPOINTS_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ filesystems: r.int() }),
};

export interface DomainFsthawArgs {
  readonly dom: DomainRef;
  readonly mountpoints: readonly string[];
  readonly flags: number;
}
export interface DomainFsthawRet {
  readonly filesystems: number;
}
export const DomainFsthaw: Procedure<DomainFsthawArgs, DomainFsthawRet> = {
  program: REMOTE_PROGRAM,
  number: 336,
  name: 'DOMAIN_FSTHAW',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.strings(a.mountpoints, LIMITS.DOMAIN_FSFREEZE_MOUNTPOINTS_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ filesystems: r.int() }),
};

export interface DomainGetTimeArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetTimeRet {
  readonly seconds: bigint;
  readonly nseconds: number;
}
export const DomainGetTime: Procedure<DomainGetTimeArgs, DomainGetTimeRet> = {
  program: REMOTE_PROGRAM,
  number: 337,
  name: 'DOMAIN_GET_TIME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ seconds: r.hyper(), nseconds: r.uint() }),
};

export interface DomainSetTimeArgs {
  readonly dom: DomainRef;
  readonly seconds: bigint;
  readonly nseconds: number;
  readonly flags: number;
}
export const DomainSetTime: Procedure<DomainSetTimeArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 338,
  name: 'DOMAIN_SET_TIME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.hyper(a.seconds);
    w.uint(a.nseconds);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeGetFreePagesArgs {
  readonly pages: readonly number[];
  readonly startCell: number;
  readonly cellCount: number;
  readonly flags: number;
}
export interface NodeGetFreePagesRet {
  readonly counts: readonly bigint[];
}
export const NodeGetFreePages: Procedure<NodeGetFreePagesArgs, NodeGetFreePagesRet> = {
  program: REMOTE_PROGRAM,
  number: 340,
  name: 'NODE_GET_FREE_PAGES',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uints(a.pages, LIMITS.NODE_MAX_CELLS);
    w.int(a.startCell);
    w.uint(a.cellCount);
    w.uint(a.flags);
  },
  get: (r) => ({ counts: r.uhypers(LIMITS.NODE_MAX_CELLS) }),
};

export interface NetworkGetDhcpLeasesArgs {
  readonly net: NetworkRef;
  readonly mac: string | undefined;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface NetworkGetDhcpLeasesRet {
  readonly leases: readonly NetworkDHCPLease[];
  readonly ret: number;
}
export const NetworkGetDhcpLeases: Procedure<NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesRet> = {
  program: REMOTE_PROGRAM,
  number: 341,
  name: 'NETWORK_GET_DHCP_LEASES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.net);
    w.optString(a.mac);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ leases: getList(r, LIMITS.NETWORK_DHCP_LEASES_MAX, 40, getDhcpLease), ret: r.uint() }),
};

export interface ConnectGetDomainCapabilitiesArgs {
  readonly emulatorbin: string | undefined;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly virttype: string | undefined;
  readonly flags: number;
}
export interface ConnectGetDomainCapabilitiesRet {
  readonly capabilities: string;
}
export const ConnectGetDomainCapabilities: Procedure<ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesRet> = {
  program: REMOTE_PROGRAM,
  number: 342,
  name: 'CONNECT_GET_DOMAIN_CAPABILITIES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.emulatorbin);
    w.optString(a.arch);
    w.optString(a.machine);
    w.optString(a.virttype);
    w.uint(a.flags);
  },
  get: (r) => ({ capabilities: r.string() }),
};

export interface DomainOpenGraphicsFdArgs {
  readonly dom: DomainRef;
  readonly idx: number;
  readonly flags: number;
}
export const DomainOpenGraphicsFd: Procedure<DomainOpenGraphicsFdArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 343,
  name: 'DOMAIN_OPEN_GRAPHICS_FD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.idx);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectGetAllDomainStatsArgs {
  readonly doms: readonly DomainRef[];
  readonly stats: number;
  readonly flags: number;
}
export interface ConnectGetAllDomainStatsRet {
  readonly retStats: readonly DomainStatsRecord[];
}
export const ConnectGetAllDomainStats: Procedure<ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet> = {
  program: REMOTE_PROGRAM,
  number: 344,
  name: 'CONNECT_GET_ALL_DOMAIN_STATS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putList(w, a.doms, LIMITS.DOMAIN_LIST_MAX, putDomain);
    w.uint(a.stats);
    w.uint(a.flags);
  },
  get: (r) => ({ retStats: getList(r, LIMITS.DOMAIN_LIST_MAX, 28, getDomainStats) }),
};

export interface DomainBlockCopyArgs {
  readonly dom: DomainRef;
  readonly path: string;
  readonly destxml: string;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainBlockCopy: Procedure<DomainBlockCopyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 345,
  name: 'DOMAIN_BLOCK_COPY',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.path);
    w.string(a.destxml);
    w.params(a.params, LIMITS.DOMAIN_BLOCK_COPY_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeAllocPagesArgs {
  readonly pageSizes: readonly number[];
  readonly pageCounts: readonly bigint[];
  readonly startCell: number;
  readonly cellCount: number;
  readonly flags: number;
}
export interface NodeAllocPagesRet {
  readonly ret: number;
}
export const NodeAllocPages: Procedure<NodeAllocPagesArgs, NodeAllocPagesRet> = {
  program: REMOTE_PROGRAM,
  number: 347,
  name: 'NODE_ALLOC_PAGES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.uints(a.pageSizes, LIMITS.NODE_MAX_CELLS);
    w.uhypers(a.pageCounts, LIMITS.NODE_MAX_CELLS);
    w.int(a.startCell);
    w.uint(a.cellCount);
    w.uint(a.flags);
  },
  get: (r) => ({ ret: r.int() }),
};

export interface DomainGetFsinfoArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetFsinfoRet {
  readonly info: readonly FSInfo[];
  readonly ret: number;
}
export const DomainGetFsinfo: Procedure<DomainGetFsinfoArgs, DomainGetFsinfoRet> = {
  program: REMOTE_PROGRAM,
  number: 349,
  name: 'DOMAIN_GET_FSINFO',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ info: getList(r, LIMITS.DOMAIN_FSINFO_MAX, 16, getFsInfo), ret: r.uint() }),
};

export interface DomainDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface DomainDefineXmlFlagsRet {
  readonly dom: DomainRef;
}
export const DomainDefineXmlFlags: Procedure<DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 350,
  name: 'DOMAIN_DEFINE_XML_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ dom: getDomain(r) }),
};

export interface DomainGetIothreadInfoArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetIothreadInfoRet {
  readonly info: readonly IOThreadInfo[];
  readonly ret: number;
}
export const DomainGetIothreadInfo: Procedure<DomainGetIothreadInfoArgs, DomainGetIothreadInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 351,
  name: 'DOMAIN_GET_IOTHREAD_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ info: getList(r, LIMITS.IOTHREAD_INFO_MAX, 8, getIothreadInfo), ret: r.uint() }),
};

export interface DomainPinIothreadArgs {
  readonly dom: DomainRef;
  readonly iothreadsId: number;
  readonly cpumap: Uint8Array;
  readonly flags: number;
}
export const DomainPinIothread: Procedure<DomainPinIothreadArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 352,
  name: 'DOMAIN_PIN_IOTHREAD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.iothreadsId);
    w.opaque(a.cpumap, LIMITS.CPUMAP_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainInterfaceAddressesArgs {
  readonly dom: DomainRef;
  readonly source: number;
  readonly flags: number;
}
export interface DomainInterfaceAddressesRet {
  readonly ifaces: readonly DomainInterface[];
}
export const DomainInterfaceAddresses: Procedure<DomainInterfaceAddressesArgs, DomainInterfaceAddressesRet> = {
  program: REMOTE_PROGRAM,
  number: 353,
  name: 'DOMAIN_INTERFACE_ADDRESSES',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.source);
    w.uint(a.flags);
  },
  get: (r) => ({ ifaces: getList(r, LIMITS.DOMAIN_INTERFACE_MAX, 12, getDomainInterface) }),
};

export interface DomainAddIothreadArgs {
  readonly dom: DomainRef;
  readonly iothreadId: number;
  readonly flags: number;
}
export const DomainAddIothread: Procedure<DomainAddIothreadArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 355,
  name: 'DOMAIN_ADD_IOTHREAD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.iothreadId);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainDelIothreadArgs {
  readonly dom: DomainRef;
  readonly iothreadId: number;
  readonly flags: number;
}
export const DomainDelIothread: Procedure<DomainDelIothreadArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 356,
  name: 'DOMAIN_DEL_IOTHREAD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.iothreadId);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSetUserPasswordArgs {
  readonly dom: DomainRef;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly flags: number;
}
export const DomainSetUserPassword: Procedure<DomainSetUserPasswordArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 357,
  name: 'DOMAIN_SET_USER_PASSWORD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.user);
    w.optString(a.password);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainRenameArgs {
  readonly dom: DomainRef;
  readonly newName: string | undefined;
  readonly flags: number;
}
export interface DomainRenameRet {
  readonly retcode: number;
}
export const DomainRename: Procedure<DomainRenameArgs, DomainRenameRet> = {
  program: REMOTE_PROGRAM,
  number: 358,
  name: 'DOMAIN_RENAME',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.newName);
    w.uint(a.flags);
  },
  get: (r) => ({ retcode: r.int() }),
};

export const ConnectRegisterCloseCallback: Procedure<undefined, undefined> = {
  program: REMOTE_PROGRAM,
  number: 360,
  name: 'CONNECT_REGISTER_CLOSE_CALLBACK',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: () => undefined,
};

export const ConnectUnregisterCloseCallback: Procedure<undefined, undefined> = {
  program: REMOTE_PROGRAM,
  number: 361,
  name: 'CONNECT_UNREGISTER_CLOSE_CALLBACK',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: () => undefined,
  get: () => undefined,
};

export interface DomainMigrateStartPostCopyArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainMigrateStartPostCopy: Procedure<DomainMigrateStartPostCopyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 364,
  name: 'DOMAIN_MIGRATE_START_POST_COPY',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetPerfEventsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetPerfEventsRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetPerfEvents: Procedure<DomainGetPerfEventsArgs, DomainGetPerfEventsRet> = {
  program: REMOTE_PROGRAM,
  number: 365,
  name: 'DOMAIN_GET_PERF_EVENTS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_PERF_EVENTS_MAX) }),
};

export interface DomainSetPerfEventsArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetPerfEvents: Procedure<DomainSetPerfEventsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 366,
  name: 'DOMAIN_SET_PERF_EVENTS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_PERF_EVENTS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectStoragePoolEventRegisterAnyArgs {
  readonly eventID: number;
  readonly pool: StoragePoolRef | undefined;
}
export interface ConnectStoragePoolEventRegisterAnyRet {
  readonly callbackID: number;
}
export const ConnectStoragePoolEventRegisterAny: Procedure<ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyRet> = {
  program: REMOTE_PROGRAM,
  number: 368,
  name: 'CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
    putOptional(w, a.pool, putStoragePool);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectStoragePoolEventDeregisterAnyArgs {
  readonly callbackID: number;
}
export const ConnectStoragePoolEventDeregisterAny: Procedure<ConnectStoragePoolEventDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 369,
  name: 'CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface DomainGetGuestVcpusArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetGuestVcpusRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetGuestVcpus: Procedure<DomainGetGuestVcpusArgs, DomainGetGuestVcpusRet> = {
  program: REMOTE_PROGRAM,
  number: 371,
  name: 'DOMAIN_GET_GUEST_VCPUS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_GUEST_VCPU_PARAMS_MAX) }),
};

export interface DomainSetGuestVcpusArgs {
  readonly dom: DomainRef;
  readonly cpumap: string;
  readonly state: number;
  readonly flags: number;
}
export const DomainSetGuestVcpus: Procedure<DomainSetGuestVcpusArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 372,
  name: 'DOMAIN_SET_GUEST_VCPUS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.cpumap);
    w.int(a.state);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectNodeDeviceEventRegisterAnyArgs {
  readonly eventID: number;
  readonly dev: NodeDeviceRef | undefined;
}
export interface ConnectNodeDeviceEventRegisterAnyRet {
  readonly callbackID: number;
}
export const ConnectNodeDeviceEventRegisterAny: Procedure<ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet> = {
  program: REMOTE_PROGRAM,
  number: 374,
  name: 'CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
    putOptional(w, a.dev, putNodeDevice);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectNodeDeviceEventDeregisterAnyArgs {
  readonly callbackID: number;
}
export const ConnectNodeDeviceEventDeregisterAny: Procedure<ConnectNodeDeviceEventDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 375,
  name: 'CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface StorageVolGetInfoFlagsArgs {
  readonly vol: StorageVolRef;
  readonly flags: number;
}
export interface StorageVolGetInfoFlagsRet {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}
export const StorageVolGetInfoFlags: Procedure<StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 378,
  name: 'STORAGE_VOL_GET_INFO_FLAGS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putStorageVol(w, a.vol);
    w.uint(a.flags);
  },
  get: (r) => ({ type: r.int(), capacity: r.uhyper(), allocation: r.uhyper() }),
};

export interface ConnectSecretEventRegisterAnyArgs {
  readonly eventID: number;
  readonly secret: SecretRef | undefined;
}
export interface ConnectSecretEventRegisterAnyRet {
  readonly callbackID: number;
}
export const ConnectSecretEventRegisterAny: Procedure<ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyRet> = {
  program: REMOTE_PROGRAM,
  number: 380,
  name: 'CONNECT_SECRET_EVENT_REGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.eventID);
    putOptional(w, a.secret, putSecret);
  },
  get: (r) => ({ callbackID: r.int() }),
};

export interface ConnectSecretEventDeregisterAnyArgs {
  readonly callbackID: number;
}
export const ConnectSecretEventDeregisterAny: Procedure<ConnectSecretEventDeregisterAnyArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 381,
  name: 'CONNECT_SECRET_EVENT_DEREGISTER_ANY',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.int(a.callbackID);
  },
  get: () => undefined,
};

export interface DomainSetVcpuArgs {
  readonly dom: DomainRef;
  readonly cpumap: string;
  readonly state: number;
  readonly flags: number;
}
export const DomainSetVcpu: Procedure<DomainSetVcpuArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 384,
  name: 'DOMAIN_SET_VCPU',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.cpumap);
    w.int(a.state);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSetBlockThresholdArgs {
  readonly dom: DomainRef;
  readonly dev: string;
  readonly threshold: bigint;
  readonly flags: number;
}
export const DomainSetBlockThreshold: Procedure<DomainSetBlockThresholdArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 386,
  name: 'DOMAIN_SET_BLOCK_THRESHOLD',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.dev);
    w.uhyper(a.threshold);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainMigrateGetMaxDowntimeArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainMigrateGetMaxDowntimeRet {
  readonly downtime: bigint;
}
export const DomainMigrateGetMaxDowntime: Procedure<DomainMigrateGetMaxDowntimeArgs, DomainMigrateGetMaxDowntimeRet> = {
  program: REMOTE_PROGRAM,
  number: 387,
  name: 'DOMAIN_MIGRATE_GET_MAX_DOWNTIME',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ downtime: r.uhyper() }),
};

export interface DomainManagedSaveGetXmlDescArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainManagedSaveGetXmlDescRet {
  readonly xml: string;
}
export const DomainManagedSaveGetXmlDesc: Procedure<DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 388,
  name: 'DOMAIN_MANAGED_SAVE_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainManagedSaveDefineXmlArgs {
  readonly dom: DomainRef;
  readonly dxml: string | undefined;
  readonly flags: number;
}
export const DomainManagedSaveDefineXml: Procedure<DomainManagedSaveDefineXmlArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 389,
  name: 'DOMAIN_MANAGED_SAVE_DEFINE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.dxml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSetLifecycleActionArgs {
  readonly dom: DomainRef;
  readonly type: number;
  readonly action: number;
  readonly flags: number;
}
export const DomainSetLifecycleAction: Procedure<DomainSetLifecycleActionArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 390,
  name: 'DOMAIN_SET_LIFECYCLE_ACTION',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.type);
    w.uint(a.action);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface StoragePoolLookupByTargetPathArgs {
  readonly path: string;
}
export interface StoragePoolLookupByTargetPathRet {
  readonly pool: StoragePoolRef;
}
export const StoragePoolLookupByTargetPath: Procedure<StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathRet> = {
  program: REMOTE_PROGRAM,
  number: 391,
  name: 'STORAGE_POOL_LOOKUP_BY_TARGET_PATH',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.path);
  },
  get: (r) => ({ pool: getStoragePool(r) }),
};

export interface DomainDetachDeviceAliasArgs {
  readonly dom: DomainRef;
  readonly alias: string;
  readonly flags: number;
}
export const DomainDetachDeviceAlias: Procedure<DomainDetachDeviceAliasArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 392,
  name: 'DOMAIN_DETACH_DEVICE_ALIAS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.alias);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectCompareHypervisorCpuArgs {
  readonly emulator: string | undefined;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly virttype: string | undefined;
  readonly xmlCPU: string;
  readonly flags: number;
}
export interface ConnectCompareHypervisorCpuRet {
  readonly result: number;
}
export const ConnectCompareHypervisorCpu: Procedure<ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuRet> = {
  program: REMOTE_PROGRAM,
  number: 393,
  name: 'CONNECT_COMPARE_HYPERVISOR_CPU',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.emulator);
    w.optString(a.arch);
    w.optString(a.machine);
    w.optString(a.virttype);
    w.string(a.xmlCPU);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.int() }),
};

export interface ConnectBaselineHypervisorCpuArgs {
  readonly emulator: string | undefined;
  readonly arch: string | undefined;
  readonly machine: string | undefined;
  readonly virttype: string | undefined;
  readonly xmlCPUs: readonly string[];
  readonly flags: number;
}
export interface ConnectBaselineHypervisorCpuRet {
  readonly cpu: string;
}
export const ConnectBaselineHypervisorCpu: Procedure<ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuRet> = {
  program: REMOTE_PROGRAM,
  number: 394,
  name: 'CONNECT_BASELINE_HYPERVISOR_CPU',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.optString(a.emulator);
    w.optString(a.arch);
    w.optString(a.machine);
    w.optString(a.virttype);
    w.strings(a.xmlCPUs, LIMITS.CPU_BASELINE_MAX);
    w.uint(a.flags);
  },
  get: (r) => ({ cpu: r.string() }),
};

export interface NodeGetSevInfoArgs {
  readonly nparams: number;
  readonly flags: number;
}
export interface NodeGetSevInfoRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const NodeGetSevInfo: Procedure<NodeGetSevInfoArgs, NodeGetSevInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 395,
  name: 'NODE_GET_SEV_INFO',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.NODE_SEV_INFO_MAX), nparams: r.int() }),
};

export interface DomainGetLaunchSecurityInfoArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetLaunchSecurityInfoRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetLaunchSecurityInfo: Procedure<DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 396,
  name: 'DOMAIN_GET_LAUNCH_SECURITY_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_LAUNCH_SECURITY_INFO_PARAMS_MAX) }),
};

export interface NwfilterBindingLookupByPortDevArgs {
  readonly name: string;
}
export interface NwfilterBindingLookupByPortDevRet {
  readonly nwfilter: NWFilterBindingRef;
}
export const NwfilterBindingLookupByPortDev: Procedure<NwfilterBindingLookupByPortDevArgs, NwfilterBindingLookupByPortDevRet> = {
  program: REMOTE_PROGRAM,
  number: 397,
  name: 'NWFILTER_BINDING_LOOKUP_BY_PORT_DEV',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ nwfilter: getNwfilterBinding(r) }),
};

export interface NwfilterBindingGetXmlDescArgs {
  readonly nwfilter: NWFilterBindingRef;
  readonly flags: number;
}
export interface NwfilterBindingGetXmlDescRet {
  readonly xml: string;
}
export const NwfilterBindingGetXmlDesc: Procedure<NwfilterBindingGetXmlDescArgs, NwfilterBindingGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 398,
  name: 'NWFILTER_BINDING_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNwfilterBinding(w, a.nwfilter);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface NwfilterBindingCreateXmlArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface NwfilterBindingCreateXmlRet {
  readonly nwfilter: NWFilterBindingRef;
}
export const NwfilterBindingCreateXml: Procedure<NwfilterBindingCreateXmlArgs, NwfilterBindingCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 399,
  name: 'NWFILTER_BINDING_CREATE_XML',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ nwfilter: getNwfilterBinding(r) }),
};

export interface NwfilterBindingDeleteArgs {
  readonly nwfilter: NWFilterBindingRef;
}
export const NwfilterBindingDelete: Procedure<NwfilterBindingDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 400,
  name: 'NWFILTER_BINDING_DELETE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNwfilterBinding(w, a.nwfilter);
  },
  get: () => undefined,
};

export interface ConnectListAllNwfilterBindingsArgs {
  readonly needResults: boolean;
  readonly flags: number;
}
export interface ConnectListAllNwfilterBindingsRet {
  readonly bindings: readonly NWFilterBindingRef[];
  readonly ret: number;
}
export const ConnectListAllNwfilterBindings: Procedure<ConnectListAllNwfilterBindingsArgs, ConnectListAllNwfilterBindingsRet> = {
  program: REMOTE_PROGRAM,
  number: 401,
  name: 'CONNECT_LIST_ALL_NWFILTER_BINDINGS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ bindings: getList(r, LIMITS.NWFILTER_BINDING_LIST_MAX, 8, getNwfilterBinding), ret: r.uint() }),
};

export interface DomainSetIothreadParamsArgs {
  readonly dom: DomainRef;
  readonly iothreadId: number;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetIothreadParams: Procedure<DomainSetIothreadParamsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 402,
  name: 'DOMAIN_SET_IOTHREAD_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.iothreadId);
    w.params(a.params, LIMITS.DOMAIN_IOTHREAD_PARAMS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface ConnectGetStoragePoolCapabilitiesArgs {
  readonly flags: number;
}
export interface ConnectGetStoragePoolCapabilitiesRet {
  readonly capabilities: string;
}
export const ConnectGetStoragePoolCapabilities: Procedure<ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesRet> = {
  program: REMOTE_PROGRAM,
  number: 403,
  name: 'CONNECT_GET_STORAGE_POOL_CAPABILITIES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.uint(a.flags);
  },
  get: (r) => ({ capabilities: r.string() }),
};

export interface NetworkListAllPortsArgs {
  readonly network: NetworkRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface NetworkListAllPortsRet {
  readonly ports: readonly NetworkPortRef[];
  readonly ret: number;
}
export const NetworkListAllPorts: Procedure<NetworkListAllPortsArgs, NetworkListAllPortsRet> = {
  program: REMOTE_PROGRAM,
  number: 404,
  name: 'NETWORK_LIST_ALL_PORTS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.network);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ ports: getList(r, LIMITS.NETWORK_PORT_LIST_MAX, 36, getNetworkPort), ret: r.uint() }),
};

export interface NetworkPortLookupByUuidArgs {
  readonly network: NetworkRef;
  readonly uuid: Uuid;
}
export interface NetworkPortLookupByUuidRet {
  readonly port: NetworkPortRef;
}
export const NetworkPortLookupByUuid: Procedure<NetworkPortLookupByUuidArgs, NetworkPortLookupByUuidRet> = {
  program: REMOTE_PROGRAM,
  number: 405,
  name: 'NETWORK_PORT_LOOKUP_BY_UUID',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.network);
    w.uuid(a.uuid);
  },
  get: (r) => ({ port: getNetworkPort(r) }),
};

export interface NetworkPortCreateXmlArgs {
  readonly network: NetworkRef;
  readonly xml: string;
  readonly flags: number;
}
export interface NetworkPortCreateXmlRet {
  readonly port: NetworkPortRef;
}
export const NetworkPortCreateXml: Procedure<NetworkPortCreateXmlArgs, NetworkPortCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 406,
  name: 'NETWORK_PORT_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetwork(w, a.network);
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ port: getNetworkPort(r) }),
};

export interface NetworkPortGetParametersArgs {
  readonly port: NetworkPortRef;
  readonly nparams: number;
  readonly flags: number;
}
export interface NetworkPortGetParametersRet {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}
export const NetworkPortGetParameters: Procedure<NetworkPortGetParametersArgs, NetworkPortGetParametersRet> = {
  program: REMOTE_PROGRAM,
  number: 407,
  name: 'NETWORK_PORT_GET_PARAMETERS',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetworkPort(w, a.port);
    w.int(a.nparams);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.NETWORK_PORT_PARAMETERS_MAX), nparams: r.int() }),
};

export interface NetworkPortSetParametersArgs {
  readonly port: NetworkPortRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const NetworkPortSetParameters: Procedure<NetworkPortSetParametersArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 408,
  name: 'NETWORK_PORT_SET_PARAMETERS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetworkPort(w, a.port);
    w.params(a.params, LIMITS.NETWORK_PORT_PARAMETERS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NetworkPortGetXmlDescArgs {
  readonly port: NetworkPortRef;
  readonly flags: number;
}
export interface NetworkPortGetXmlDescRet {
  readonly xml: string;
}
export const NetworkPortGetXmlDesc: Procedure<NetworkPortGetXmlDescArgs, NetworkPortGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 409,
  name: 'NETWORK_PORT_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putNetworkPort(w, a.port);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface NetworkPortDeleteArgs {
  readonly port: NetworkPortRef;
  readonly flags: number;
}
export const NetworkPortDelete: Procedure<NetworkPortDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 410,
  name: 'NETWORK_PORT_DELETE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putNetworkPort(w, a.port);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainCheckpointCreateXmlArgs {
  readonly dom: DomainRef;
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface DomainCheckpointCreateXmlRet {
  readonly checkpoint: DomainCheckpointRef;
}
export const DomainCheckpointCreateXml: Procedure<DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 411,
  name: 'DOMAIN_CHECKPOINT_CREATE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ checkpoint: getCheckpoint(r) }),
};

export interface DomainCheckpointGetXmlDescArgs {
  readonly checkpoint: DomainCheckpointRef;
  readonly flags: number;
}
export interface DomainCheckpointGetXmlDescRet {
  readonly xml: string;
}
export const DomainCheckpointGetXmlDesc: Procedure<DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 412,
  name: 'DOMAIN_CHECKPOINT_GET_XML_DESC',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putCheckpoint(w, a.checkpoint);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainListAllCheckpointsArgs {
  readonly dom: DomainRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface DomainListAllCheckpointsRet {
  readonly checkpoints: readonly DomainCheckpointRef[];
  readonly ret: number;
}
export const DomainListAllCheckpoints: Procedure<DomainListAllCheckpointsArgs, DomainListAllCheckpointsRet> = {
  program: REMOTE_PROGRAM,
  number: 413,
  name: 'DOMAIN_LIST_ALL_CHECKPOINTS',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ checkpoints: getList(r, LIMITS.DOMAIN_CHECKPOINT_LIST_MAX, 28, getCheckpoint), ret: r.int() }),
};

export interface DomainCheckpointListAllChildrenArgs {
  readonly checkpoint: DomainCheckpointRef;
  readonly needResults: boolean;
  readonly flags: number;
}
export interface DomainCheckpointListAllChildrenRet {
  readonly checkpoints: readonly DomainCheckpointRef[];
  readonly ret: number;
}
export const DomainCheckpointListAllChildren: Procedure<DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenRet> = {
  program: REMOTE_PROGRAM,
  number: 414,
  name: 'DOMAIN_CHECKPOINT_LIST_ALL_CHILDREN',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putCheckpoint(w, a.checkpoint);
    w.bool(a.needResults);
    w.uint(a.flags);
  },
  get: (r) => ({ checkpoints: getList(r, LIMITS.DOMAIN_CHECKPOINT_LIST_MAX, 28, getCheckpoint), ret: r.int() }),
};

export interface DomainCheckpointLookupByNameArgs {
  readonly dom: DomainRef;
  readonly name: string;
  readonly flags: number;
}
export interface DomainCheckpointLookupByNameRet {
  readonly checkpoint: DomainCheckpointRef;
}
export const DomainCheckpointLookupByName: Procedure<DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameRet> = {
  program: REMOTE_PROGRAM,
  number: 415,
  name: 'DOMAIN_CHECKPOINT_LOOKUP_BY_NAME',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.name);
    w.uint(a.flags);
  },
  get: (r) => ({ checkpoint: getCheckpoint(r) }),
};

export interface DomainCheckpointGetParentArgs {
  readonly checkpoint: DomainCheckpointRef;
  readonly flags: number;
}
export interface DomainCheckpointGetParentRet {
  readonly parent: DomainCheckpointRef;
}
export const DomainCheckpointGetParent: Procedure<DomainCheckpointGetParentArgs, DomainCheckpointGetParentRet> = {
  program: REMOTE_PROGRAM,
  number: 416,
  name: 'DOMAIN_CHECKPOINT_GET_PARENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putCheckpoint(w, a.checkpoint);
    w.uint(a.flags);
  },
  get: (r) => ({ parent: getCheckpoint(r) }),
};

export interface DomainCheckpointDeleteArgs {
  readonly checkpoint: DomainCheckpointRef;
  readonly flags: number;
}
export const DomainCheckpointDelete: Procedure<DomainCheckpointDeleteArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 417,
  name: 'DOMAIN_CHECKPOINT_DELETE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putCheckpoint(w, a.checkpoint);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetGuestInfoArgs {
  readonly dom: DomainRef;
  readonly types: number;
  readonly flags: number;
}
export interface DomainGetGuestInfoRet {
  readonly params: readonly TypedParameter[];
}
export const DomainGetGuestInfo: Procedure<DomainGetGuestInfoArgs, DomainGetGuestInfoRet> = {
  program: REMOTE_PROGRAM,
  number: 418,
  name: 'DOMAIN_GET_GUEST_INFO',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.types);
    w.uint(a.flags);
  },
  get: (r) => ({ params: r.params(LIMITS.DOMAIN_GUEST_INFO_PARAMS_MAX) }),
};

export interface ConnectSetIdentityArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const ConnectSetIdentity: Procedure<ConnectSetIdentityArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 419,
  name: 'CONNECT_SET_IDENTITY',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.CONNECT_IDENTITY_PARAMS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainAgentSetResponseTimeoutArgs {
  readonly dom: DomainRef;
  readonly timeout: number;
  readonly flags: number;
}
export interface DomainAgentSetResponseTimeoutRet {
  readonly result: number;
}
export const DomainAgentSetResponseTimeout: Procedure<DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutRet> = {
  program: REMOTE_PROGRAM,
  number: 420,
  name: 'DOMAIN_AGENT_SET_RESPONSE_TIMEOUT',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.timeout);
    w.uint(a.flags);
  },
  get: (r) => ({ result: r.int() }),
};

export interface DomainBackupBeginArgs {
  readonly dom: DomainRef;
  readonly backupXml: string;
  readonly checkpointXml: string | undefined;
  readonly flags: number;
}
export const DomainBackupBegin: Procedure<DomainBackupBeginArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 421,
  name: 'DOMAIN_BACKUP_BEGIN',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.backupXml);
    w.optString(a.checkpointXml);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainBackupGetXmlDescArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainBackupGetXmlDescRet {
  readonly xml: string;
}
export const DomainBackupGetXmlDesc: Procedure<DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescRet> = {
  program: REMOTE_PROGRAM,
  number: 422,
  name: 'DOMAIN_BACKUP_GET_XML_DESC',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ xml: r.string() }),
};

export interface DomainAuthorizedSshKeysGetArgs {
  readonly dom: DomainRef;
  readonly user: string;
  readonly flags: number;
}
export interface DomainAuthorizedSshKeysGetRet {
  readonly keys: readonly string[];
}
export const DomainAuthorizedSshKeysGet: Procedure<DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetRet> = {
  program: REMOTE_PROGRAM,
  number: 424,
  name: 'DOMAIN_AUTHORIZED_SSH_KEYS_GET',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.user);
    w.uint(a.flags);
  },
  get: (r) => ({ keys: r.strings(LIMITS.DOMAIN_AUTHORIZED_SSH_KEYS_MAX) }),
};

export interface DomainAuthorizedSshKeysSetArgs {
  readonly dom: DomainRef;
  readonly user: string;
  readonly keys: readonly string[];
  readonly flags: number;
}
export const DomainAuthorizedSshKeysSet: Procedure<DomainAuthorizedSshKeysSetArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 425,
  name: 'DOMAIN_AUTHORIZED_SSH_KEYS_SET',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.user);
    w.strings(a.keys, LIMITS.DOMAIN_AUTHORIZED_SSH_KEYS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainGetMessagesArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export interface DomainGetMessagesRet {
  readonly msgs: readonly string[];
}
export const DomainGetMessages: Procedure<DomainGetMessagesArgs, DomainGetMessagesRet> = {
  program: REMOTE_PROGRAM,
  number: 426,
  name: 'DOMAIN_GET_MESSAGES',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: (r) => ({ msgs: r.strings(LIMITS.DOMAIN_MESSAGES_MAX) }),
};

export interface DomainStartDirtyRateCalcArgs {
  readonly dom: DomainRef;
  readonly seconds: number;
  readonly flags: number;
}
export const DomainStartDirtyRateCalc: Procedure<DomainStartDirtyRateCalcArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 427,
  name: 'DOMAIN_START_DIRTY_RATE_CALC',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.seconds);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeDeviceDefineXmlArgs {
  readonly xmlDesc: string;
  readonly flags: number;
}
export interface NodeDeviceDefineXmlRet {
  readonly dev: NodeDeviceRef;
}
export const NodeDeviceDefineXml: Procedure<NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlRet> = {
  program: REMOTE_PROGRAM,
  number: 428,
  name: 'NODE_DEVICE_DEFINE_XML',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xmlDesc);
    w.uint(a.flags);
  },
  get: (r) => ({ dev: getNodeDevice(r) }),
};

export interface NodeDeviceUndefineArgs {
  readonly name: string;
  readonly flags: number;
}
export const NodeDeviceUndefine: Procedure<NodeDeviceUndefineArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 429,
  name: 'NODE_DEVICE_UNDEFINE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NodeDeviceCreateArgs {
  readonly name: string;
  readonly flags: number;
}
export const NodeDeviceCreate: Procedure<NodeDeviceCreateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 430,
  name: 'NODE_DEVICE_CREATE',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface NwfilterDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface NwfilterDefineXmlFlagsRet {
  readonly nwfilter: NWFilterRef;
}
export const NwfilterDefineXmlFlags: Procedure<NwfilterDefineXmlFlagsArgs, NwfilterDefineXmlFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 431,
  name: 'NWFILTER_DEFINE_XML_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ nwfilter: getNwfilter(r) }),
};

export interface NetworkDefineXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface NetworkDefineXmlFlagsRet {
  readonly net: NetworkRef;
}
export const NetworkDefineXmlFlags: Procedure<NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 432,
  name: 'NETWORK_DEFINE_XML_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface NodeDeviceGetAutostartArgs {
  readonly name: string;
}
export interface NodeDeviceGetAutostartRet {
  readonly autostart: boolean;
}
export const NodeDeviceGetAutostart: Procedure<NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartRet> = {
  program: REMOTE_PROGRAM,
  number: 433,
  name: 'NODE_DEVICE_GET_AUTOSTART',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ autostart: r.bool() }),
};

export interface NodeDeviceSetAutostartArgs {
  readonly name: string;
  readonly autostart: boolean;
}
export const NodeDeviceSetAutostart: Procedure<NodeDeviceSetAutostartArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 434,
  name: 'NODE_DEVICE_SET_AUTOSTART',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
    w.bool(a.autostart);
  },
  get: () => undefined,
};

export interface NodeDeviceIsPersistentArgs {
  readonly name: string;
}
export interface NodeDeviceIsPersistentRet {
  readonly persistent: boolean;
}
export const NodeDeviceIsPersistent: Procedure<NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentRet> = {
  program: REMOTE_PROGRAM,
  number: 435,
  name: 'NODE_DEVICE_IS_PERSISTENT',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ persistent: r.bool() }),
};

export interface NodeDeviceIsActiveArgs {
  readonly name: string;
}
export interface NodeDeviceIsActiveRet {
  readonly active: boolean;
}
export const NodeDeviceIsActive: Procedure<NodeDeviceIsActiveArgs, NodeDeviceIsActiveRet> = {
  program: REMOTE_PROGRAM,
  number: 436,
  name: 'NODE_DEVICE_IS_ACTIVE',
  priority: 'high',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    w.string(a.name);
  },
  get: (r) => ({ active: r.bool() }),
};

export interface NetworkCreateXmlFlagsArgs {
  readonly xml: string;
  readonly flags: number;
}
export interface NetworkCreateXmlFlagsRet {
  readonly net: NetworkRef;
}
export const NetworkCreateXmlFlags: Procedure<NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsRet> = {
  program: REMOTE_PROGRAM,
  number: 437,
  name: 'NETWORK_CREATE_XML_FLAGS',
  priority: 'high',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.string(a.xml);
    w.uint(a.flags);
  },
  get: (r) => ({ net: getNetwork(r) }),
};

export interface DomainSetLaunchSecurityStateArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSetLaunchSecurityState: Procedure<DomainSetLaunchSecurityStateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 439,
  name: 'DOMAIN_SET_LAUNCH_SECURITY_STATE',
  priority: 'low',
  access: 'read',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_LAUNCH_SECURITY_STATE_PARAMS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainSaveParamsArgs {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainSaveParams: Procedure<DomainSaveParamsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 440,
  name: 'DOMAIN_SAVE_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_SAVE_PARAMS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainRestoreParamsArgs {
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}
export const DomainRestoreParams: Procedure<DomainRestoreParamsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 441,
  name: 'DOMAIN_RESTORE_PARAMS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    w.params(a.params, LIMITS.DOMAIN_SAVE_PARAMS_MAX);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainAbortJobFlagsArgs {
  readonly dom: DomainRef;
  readonly flags: number;
}
export const DomainAbortJobFlags: Procedure<DomainAbortJobFlagsArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 442,
  name: 'DOMAIN_ABORT_JOB_FLAGS',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainFdAssociateArgs {
  readonly dom: DomainRef;
  readonly name: string;
  readonly flags: number;
}
export const DomainFdAssociate: Procedure<DomainFdAssociateArgs, undefined> = {
  program: REMOTE_PROGRAM,
  number: 443,
  name: 'DOMAIN_FD_ASSOCIATE',
  priority: 'low',
  access: 'write',
  stream: undefined,
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.name);
    w.uint(a.flags);
  },
  get: () => undefined,
};

export interface DomainEventLifecycleMessage {
  readonly dom: DomainRef;
  readonly event: number;
  readonly detail: number;
}
export const DomainEventLifecycle: EventMessage<DomainEventLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 107,
  name: 'DOMAIN_EVENT_LIFECYCLE',
  get: (r) => ({ dom: getDomain(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface DomainEventRebootMessage {
  readonly dom: DomainRef;
}
export const DomainEventReboot: EventMessage<DomainEventRebootMessage> = {
  program: REMOTE_PROGRAM,
  number: 169,
  name: 'DOMAIN_EVENT_REBOOT',
  get: (r) => ({ dom: getDomain(r) }),
  put: (w, a) => {
    putDomain(w, a.dom);
  },
};

export interface DomainEventRtcChangeMessage {
  readonly dom: DomainRef;
  readonly offsetS: bigint;
}
export const DomainEventRtcChange: EventMessage<DomainEventRtcChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 170,
  name: 'DOMAIN_EVENT_RTC_CHANGE',
  get: (r) => ({ dom: getDomain(r), offsetS: r.hyper() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.hyper(a.offsetS);
  },
};

export interface DomainEventWatchdogMessage {
  readonly dom: DomainRef;
  readonly action: number;
}
export const DomainEventWatchdog: EventMessage<DomainEventWatchdogMessage> = {
  program: REMOTE_PROGRAM,
  number: 171,
  name: 'DOMAIN_EVENT_WATCHDOG',
  get: (r) => ({ dom: getDomain(r), action: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.action);
  },
};

export interface DomainEventIoErrorMessage {
  readonly dom: DomainRef;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
}
export const DomainEventIoError: EventMessage<DomainEventIoErrorMessage> = {
  program: REMOTE_PROGRAM,
  number: 172,
  name: 'DOMAIN_EVENT_IO_ERROR',
  get: (r) => ({ dom: getDomain(r), srcPath: r.string(), devAlias: r.string(), action: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.srcPath);
    w.string(a.devAlias);
    w.int(a.action);
  },
};

export interface DomainEventGraphicsMessage {
  readonly dom: DomainRef;
  readonly phase: number;
  readonly local: GraphicsAddress;
  readonly remote: GraphicsAddress;
  readonly authScheme: string;
  readonly subject: readonly GraphicsIdentity[];
}
export const DomainEventGraphics: EventMessage<DomainEventGraphicsMessage> = {
  program: REMOTE_PROGRAM,
  number: 173,
  name: 'DOMAIN_EVENT_GRAPHICS',
  get: (r) => ({ dom: getDomain(r), phase: r.int(), local: getGraphicsAddress(r), remote: getGraphicsAddress(r), authScheme: r.string(), subject: getList(r, LIMITS.DOMAIN_EVENT_GRAPHICS_IDENTITY_MAX, 8, getGraphicsIdentity) }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.int(a.phase);
    putGraphicsAddress(w, a.local);
    putGraphicsAddress(w, a.remote);
    w.string(a.authScheme);
    putList(w, a.subject, LIMITS.DOMAIN_EVENT_GRAPHICS_IDENTITY_MAX, putGraphicsIdentity);
  },
};

export interface DomainEventIoErrorReasonMessage {
  readonly dom: DomainRef;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
  readonly reason: string;
}
export const DomainEventIoErrorReason: EventMessage<DomainEventIoErrorReasonMessage> = {
  program: REMOTE_PROGRAM,
  number: 195,
  name: 'DOMAIN_EVENT_IO_ERROR_REASON',
  get: (r) => ({ dom: getDomain(r), srcPath: r.string(), devAlias: r.string(), action: r.int(), reason: r.string() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.srcPath);
    w.string(a.devAlias);
    w.int(a.action);
    w.string(a.reason);
  },
};

export interface DomainEventControlErrorMessage {
  readonly dom: DomainRef;
}
export const DomainEventControlError: EventMessage<DomainEventControlErrorMessage> = {
  program: REMOTE_PROGRAM,
  number: 224,
  name: 'DOMAIN_EVENT_CONTROL_ERROR',
  get: (r) => ({ dom: getDomain(r) }),
  put: (w, a) => {
    putDomain(w, a.dom);
  },
};

export interface DomainEventBlockJobMessage {
  readonly dom: DomainRef;
  readonly disk: string;
  readonly type: number;
  readonly status: number;
}
export const DomainEventBlockJob: EventMessage<DomainEventBlockJobMessage> = {
  program: REMOTE_PROGRAM,
  number: 241,
  name: 'DOMAIN_EVENT_BLOCK_JOB',
  get: (r) => ({ dom: getDomain(r), disk: r.string(), type: r.int(), status: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.disk);
    w.int(a.type);
    w.int(a.status);
  },
};

export interface DomainEventDiskChangeMessage {
  readonly dom: DomainRef;
  readonly oldSrcPath: string | undefined;
  readonly newSrcPath: string | undefined;
  readonly devAlias: string;
  readonly reason: number;
}
export const DomainEventDiskChange: EventMessage<DomainEventDiskChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 248,
  name: 'DOMAIN_EVENT_DISK_CHANGE',
  get: (r) => ({ dom: getDomain(r), oldSrcPath: r.optString(), newSrcPath: r.optString(), devAlias: r.string(), reason: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.optString(a.oldSrcPath);
    w.optString(a.newSrcPath);
    w.string(a.devAlias);
    w.int(a.reason);
  },
};

export interface DomainEventTrayChangeMessage {
  readonly dom: DomainRef;
  readonly devAlias: string;
  readonly reason: number;
}
export const DomainEventTrayChange: EventMessage<DomainEventTrayChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 268,
  name: 'DOMAIN_EVENT_TRAY_CHANGE',
  get: (r) => ({ dom: getDomain(r), devAlias: r.string(), reason: r.int() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.devAlias);
    w.int(a.reason);
  },
};

export interface DomainEventPmwakeupMessage {
  readonly dom: DomainRef;
}
export const DomainEventPmwakeup: EventMessage<DomainEventPmwakeupMessage> = {
  program: REMOTE_PROGRAM,
  number: 269,
  name: 'DOMAIN_EVENT_PMWAKEUP',
  get: (r) => ({ dom: getDomain(r) }),
  put: (w, a) => {
    putDomain(w, a.dom);
  },
};

export interface DomainEventPmsuspendMessage {
  readonly dom: DomainRef;
}
export const DomainEventPmsuspend: EventMessage<DomainEventPmsuspendMessage> = {
  program: REMOTE_PROGRAM,
  number: 270,
  name: 'DOMAIN_EVENT_PMSUSPEND',
  get: (r) => ({ dom: getDomain(r) }),
  put: (w, a) => {
    putDomain(w, a.dom);
  },
};

export interface DomainEventBalloonChangeMessage {
  readonly dom: DomainRef;
  readonly actualKiB: bigint;
}
export const DomainEventBalloonChange: EventMessage<DomainEventBalloonChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 276,
  name: 'DOMAIN_EVENT_BALLOON_CHANGE',
  get: (r) => ({ dom: getDomain(r), actualKiB: r.uhyper() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.uhyper(a.actualKiB);
  },
};

export interface DomainEventPmsuspendDiskMessage {
  readonly dom: DomainRef;
}
export const DomainEventPmsuspendDisk: EventMessage<DomainEventPmsuspendDiskMessage> = {
  program: REMOTE_PROGRAM,
  number: 292,
  name: 'DOMAIN_EVENT_PMSUSPEND_DISK',
  get: (r) => ({ dom: getDomain(r) }),
  put: (w, a) => {
    putDomain(w, a.dom);
  },
};

export interface DomainEventDeviceRemovedMessage {
  readonly dom: DomainRef;
  readonly devAlias: string;
}
export const DomainEventDeviceRemoved: EventMessage<DomainEventDeviceRemovedMessage> = {
  program: REMOTE_PROGRAM,
  number: 311,
  name: 'DOMAIN_EVENT_DEVICE_REMOVED',
  get: (r) => ({ dom: getDomain(r), devAlias: r.string() }),
  put: (w, a) => {
    putDomain(w, a.dom);
    w.string(a.devAlias);
  },
};

export interface NetworkEventLifecycleMessage {
  readonly callbackID: number;
  readonly net: NetworkRef;
  readonly event: number;
  readonly detail: number;
}
export const NetworkEventLifecycle: EventMessage<NetworkEventLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 315,
  name: 'NETWORK_EVENT_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), net: getNetwork(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putNetwork(w, a.net);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface DomainEventCallbackLifecycleMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly event: number;
  readonly detail: number;
}
export const DomainEventCallbackLifecycle: EventMessage<DomainEventCallbackLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 318,
  name: 'DOMAIN_EVENT_CALLBACK_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface DomainEventCallbackRebootMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
}
export const DomainEventCallbackReboot: EventMessage<DomainEventCallbackRebootMessage> = {
  program: REMOTE_PROGRAM,
  number: 319,
  name: 'DOMAIN_EVENT_CALLBACK_REBOOT',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
  },
};

export interface DomainEventCallbackRtcChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly offsetS: bigint;
}
export const DomainEventCallbackRtcChange: EventMessage<DomainEventCallbackRtcChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 320,
  name: 'DOMAIN_EVENT_CALLBACK_RTC_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), offsetS: r.hyper() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.hyper(a.offsetS);
  },
};

export interface DomainEventCallbackWatchdogMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly action: number;
}
export const DomainEventCallbackWatchdog: EventMessage<DomainEventCallbackWatchdogMessage> = {
  program: REMOTE_PROGRAM,
  number: 321,
  name: 'DOMAIN_EVENT_CALLBACK_WATCHDOG',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), action: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.action);
  },
};

export interface DomainEventCallbackIoErrorMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
}
export const DomainEventCallbackIoError: EventMessage<DomainEventCallbackIoErrorMessage> = {
  program: REMOTE_PROGRAM,
  number: 322,
  name: 'DOMAIN_EVENT_CALLBACK_IO_ERROR',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), srcPath: r.string(), devAlias: r.string(), action: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.srcPath);
    w.string(a.devAlias);
    w.int(a.action);
  },
};

export interface DomainEventCallbackGraphicsMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly phase: number;
  readonly local: GraphicsAddress;
  readonly remote: GraphicsAddress;
  readonly authScheme: string;
  readonly subject: readonly GraphicsIdentity[];
}
export const DomainEventCallbackGraphics: EventMessage<DomainEventCallbackGraphicsMessage> = {
  program: REMOTE_PROGRAM,
  number: 323,
  name: 'DOMAIN_EVENT_CALLBACK_GRAPHICS',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), phase: r.int(), local: getGraphicsAddress(r), remote: getGraphicsAddress(r), authScheme: r.string(), subject: getList(r, LIMITS.DOMAIN_EVENT_GRAPHICS_IDENTITY_MAX, 8, getGraphicsIdentity) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.phase);
    putGraphicsAddress(w, a.local);
    putGraphicsAddress(w, a.remote);
    w.string(a.authScheme);
    putList(w, a.subject, LIMITS.DOMAIN_EVENT_GRAPHICS_IDENTITY_MAX, putGraphicsIdentity);
  },
};

export interface DomainEventCallbackIoErrorReasonMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly srcPath: string;
  readonly devAlias: string;
  readonly action: number;
  readonly reason: string;
}
export const DomainEventCallbackIoErrorReason: EventMessage<DomainEventCallbackIoErrorReasonMessage> = {
  program: REMOTE_PROGRAM,
  number: 324,
  name: 'DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), srcPath: r.string(), devAlias: r.string(), action: r.int(), reason: r.string() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.srcPath);
    w.string(a.devAlias);
    w.int(a.action);
    w.string(a.reason);
  },
};

export interface DomainEventCallbackControlErrorMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
}
export const DomainEventCallbackControlError: EventMessage<DomainEventCallbackControlErrorMessage> = {
  program: REMOTE_PROGRAM,
  number: 325,
  name: 'DOMAIN_EVENT_CALLBACK_CONTROL_ERROR',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
  },
};

export interface DomainEventCallbackBlockJobMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly disk: string;
  readonly type: number;
  readonly status: number;
}
export const DomainEventCallbackBlockJob: EventMessage<DomainEventCallbackBlockJobMessage> = {
  program: REMOTE_PROGRAM,
  number: 326,
  name: 'DOMAIN_EVENT_CALLBACK_BLOCK_JOB',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), disk: r.string(), type: r.int(), status: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.disk);
    w.int(a.type);
    w.int(a.status);
  },
};

export interface DomainEventCallbackDiskChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly oldSrcPath: string | undefined;
  readonly newSrcPath: string | undefined;
  readonly devAlias: string;
  readonly reason: number;
}
export const DomainEventCallbackDiskChange: EventMessage<DomainEventCallbackDiskChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 327,
  name: 'DOMAIN_EVENT_CALLBACK_DISK_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), oldSrcPath: r.optString(), newSrcPath: r.optString(), devAlias: r.string(), reason: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.optString(a.oldSrcPath);
    w.optString(a.newSrcPath);
    w.string(a.devAlias);
    w.int(a.reason);
  },
};

export interface DomainEventCallbackTrayChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly devAlias: string;
  readonly reason: number;
}
export const DomainEventCallbackTrayChange: EventMessage<DomainEventCallbackTrayChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 328,
  name: 'DOMAIN_EVENT_CALLBACK_TRAY_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), devAlias: r.string(), reason: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.devAlias);
    w.int(a.reason);
  },
};

export interface DomainEventCallbackPmwakeupMessage {
  readonly callbackID: number;
  readonly reason: number;
  readonly dom: DomainRef;
}
export const DomainEventCallbackPmwakeup: EventMessage<DomainEventCallbackPmwakeupMessage> = {
  program: REMOTE_PROGRAM,
  number: 329,
  name: 'DOMAIN_EVENT_CALLBACK_PMWAKEUP',
  get: (r) => ({ callbackID: r.int(), reason: r.int(), dom: getDomain(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    w.int(a.reason);
    putDomain(w, a.dom);
  },
};

export interface DomainEventCallbackPmsuspendMessage {
  readonly callbackID: number;
  readonly reason: number;
  readonly dom: DomainRef;
}
export const DomainEventCallbackPmsuspend: EventMessage<DomainEventCallbackPmsuspendMessage> = {
  program: REMOTE_PROGRAM,
  number: 330,
  name: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND',
  get: (r) => ({ callbackID: r.int(), reason: r.int(), dom: getDomain(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    w.int(a.reason);
    putDomain(w, a.dom);
  },
};

export interface DomainEventCallbackBalloonChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly actualKiB: bigint;
}
export const DomainEventCallbackBalloonChange: EventMessage<DomainEventCallbackBalloonChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 331,
  name: 'DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), actualKiB: r.uhyper() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.uhyper(a.actualKiB);
  },
};

export interface DomainEventCallbackPmsuspendDiskMessage {
  readonly callbackID: number;
  readonly reason: number;
  readonly dom: DomainRef;
}
export const DomainEventCallbackPmsuspendDisk: EventMessage<DomainEventCallbackPmsuspendDiskMessage> = {
  program: REMOTE_PROGRAM,
  number: 332,
  name: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK',
  get: (r) => ({ callbackID: r.int(), reason: r.int(), dom: getDomain(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    w.int(a.reason);
    putDomain(w, a.dom);
  },
};

export interface DomainEventCallbackDeviceRemovedMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly devAlias: string;
}
export const DomainEventCallbackDeviceRemoved: EventMessage<DomainEventCallbackDeviceRemovedMessage> = {
  program: REMOTE_PROGRAM,
  number: 333,
  name: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), devAlias: r.string() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.devAlias);
  },
};

export interface DomainEventBlockJob2Message {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly disk: string;
  readonly type: number;
  readonly status: number;
}
export const DomainEventBlockJob2: EventMessage<DomainEventBlockJob2Message> = {
  program: REMOTE_PROGRAM,
  number: 339,
  name: 'DOMAIN_EVENT_BLOCK_JOB_2',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), disk: r.string(), type: r.int(), status: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.disk);
    w.int(a.type);
    w.int(a.status);
  },
};

export interface DomainEventCallbackTunableMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
}
export const DomainEventCallbackTunable: EventMessage<DomainEventCallbackTunableMessage> = {
  program: REMOTE_PROGRAM,
  number: 346,
  name: 'DOMAIN_EVENT_CALLBACK_TUNABLE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), params: r.params(LIMITS.DOMAIN_EVENT_TUNABLE_MAX) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_EVENT_TUNABLE_MAX);
  },
};

export interface DomainEventCallbackAgentLifecycleMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly state: number;
  readonly reason: number;
}
export const DomainEventCallbackAgentLifecycle: EventMessage<DomainEventCallbackAgentLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 348,
  name: 'DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), state: r.int(), reason: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.state);
    w.int(a.reason);
  },
};

export interface DomainEventCallbackDeviceAddedMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly devAlias: string;
}
export const DomainEventCallbackDeviceAdded: EventMessage<DomainEventCallbackDeviceAddedMessage> = {
  program: REMOTE_PROGRAM,
  number: 354,
  name: 'DOMAIN_EVENT_CALLBACK_DEVICE_ADDED',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), devAlias: r.string() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.devAlias);
  },
};

export interface DomainEventCallbackMigrationIterationMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly iteration: number;
}
export const DomainEventCallbackMigrationIteration: EventMessage<DomainEventCallbackMigrationIterationMessage> = {
  program: REMOTE_PROGRAM,
  number: 359,
  name: 'DOMAIN_EVENT_CALLBACK_MIGRATION_ITERATION',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), iteration: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.iteration);
  },
};

export interface ConnectEventConnectionClosedMessage {
  readonly reason: number;
}
export const ConnectEventConnectionClosed: EventMessage<ConnectEventConnectionClosedMessage> = {
  program: REMOTE_PROGRAM,
  number: 362,
  name: 'CONNECT_EVENT_CONNECTION_CLOSED',
  get: (r) => ({ reason: r.int() }),
  put: (w, a) => {
    w.int(a.reason);
  },
};

export interface DomainEventCallbackJobCompletedMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
}
export const DomainEventCallbackJobCompleted: EventMessage<DomainEventCallbackJobCompletedMessage> = {
  program: REMOTE_PROGRAM,
  number: 363,
  name: 'DOMAIN_EVENT_CALLBACK_JOB_COMPLETED',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), params: r.params(LIMITS.DOMAIN_JOB_STATS_MAX) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.params(a.params, LIMITS.DOMAIN_JOB_STATS_MAX);
  },
};

export interface DomainEventCallbackDeviceRemovalFailedMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly devAlias: string;
}
export const DomainEventCallbackDeviceRemovalFailed: EventMessage<DomainEventCallbackDeviceRemovalFailedMessage> = {
  program: REMOTE_PROGRAM,
  number: 367,
  name: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), devAlias: r.string() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.devAlias);
  },
};

export interface StoragePoolEventLifecycleMessage {
  readonly callbackID: number;
  readonly pool: StoragePoolRef;
  readonly event: number;
  readonly detail: number;
}
export const StoragePoolEventLifecycle: EventMessage<StoragePoolEventLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 370,
  name: 'STORAGE_POOL_EVENT_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), pool: getStoragePool(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putStoragePool(w, a.pool);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface StoragePoolEventRefreshMessage {
  readonly callbackID: number;
  readonly pool: StoragePoolRef;
}
export const StoragePoolEventRefresh: EventMessage<StoragePoolEventRefreshMessage> = {
  program: REMOTE_PROGRAM,
  number: 373,
  name: 'STORAGE_POOL_EVENT_REFRESH',
  get: (r) => ({ callbackID: r.int(), pool: getStoragePool(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putStoragePool(w, a.pool);
  },
};

export interface NodeDeviceEventLifecycleMessage {
  readonly callbackID: number;
  readonly dev: NodeDeviceRef;
  readonly event: number;
  readonly detail: number;
}
export const NodeDeviceEventLifecycle: EventMessage<NodeDeviceEventLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 376,
  name: 'NODE_DEVICE_EVENT_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), dev: getNodeDevice(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putNodeDevice(w, a.dev);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface NodeDeviceEventUpdateMessage {
  readonly callbackID: number;
  readonly dev: NodeDeviceRef;
}
export const NodeDeviceEventUpdate: EventMessage<NodeDeviceEventUpdateMessage> = {
  program: REMOTE_PROGRAM,
  number: 377,
  name: 'NODE_DEVICE_EVENT_UPDATE',
  get: (r) => ({ callbackID: r.int(), dev: getNodeDevice(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putNodeDevice(w, a.dev);
  },
};

export interface DomainEventCallbackMetadataChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly type: number;
  readonly nsuri: string | undefined;
}
export const DomainEventCallbackMetadataChange: EventMessage<DomainEventCallbackMetadataChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 379,
  name: 'DOMAIN_EVENT_CALLBACK_METADATA_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), type: r.int(), nsuri: r.optString() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.type);
    w.optString(a.nsuri);
  },
};

export interface SecretEventLifecycleMessage {
  readonly callbackID: number;
  readonly secret: SecretRef;
  readonly event: number;
  readonly detail: number;
}
export const SecretEventLifecycle: EventMessage<SecretEventLifecycleMessage> = {
  program: REMOTE_PROGRAM,
  number: 382,
  name: 'SECRET_EVENT_LIFECYCLE',
  get: (r) => ({ callbackID: r.int(), secret: getSecret(r), event: r.int(), detail: r.int() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putSecret(w, a.secret);
    w.int(a.event);
    w.int(a.detail);
  },
};

export interface SecretEventValueChangedMessage {
  readonly callbackID: number;
  readonly secret: SecretRef;
}
export const SecretEventValueChanged: EventMessage<SecretEventValueChangedMessage> = {
  program: REMOTE_PROGRAM,
  number: 383,
  name: 'SECRET_EVENT_VALUE_CHANGED',
  get: (r) => ({ callbackID: r.int(), secret: getSecret(r) }),
  put: (w, a) => {
    w.int(a.callbackID);
    putSecret(w, a.secret);
  },
};

export interface DomainEventBlockThresholdMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly dev: string;
  readonly path: string | undefined;
  readonly thresholdBytes: bigint;
  readonly excessBytes: bigint;
}
export const DomainEventBlockThreshold: EventMessage<DomainEventBlockThresholdMessage> = {
  program: REMOTE_PROGRAM,
  number: 385,
  name: 'DOMAIN_EVENT_BLOCK_THRESHOLD',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), dev: r.string(), path: r.optString(), thresholdBytes: r.uhyper(), excessBytes: r.uhyper() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.dev);
    w.optString(a.path);
    w.uhyper(a.thresholdBytes);
    w.uhyper(a.excessBytes);
  },
};

export interface DomainEventMemoryFailureMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly recipient: number;
  readonly action: number;
  readonly flags: number;
}
export const DomainEventMemoryFailure: EventMessage<DomainEventMemoryFailureMessage> = {
  program: REMOTE_PROGRAM,
  number: 423,
  name: 'DOMAIN_EVENT_MEMORY_FAILURE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), recipient: r.int(), action: r.int(), flags: r.uint() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.int(a.recipient);
    w.int(a.action);
    w.uint(a.flags);
  },
};

export interface DomainEventMemoryDeviceSizeChangeMessage {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly alias: string;
  readonly sizeKiB: bigint;
}
export const DomainEventMemoryDeviceSizeChange: EventMessage<DomainEventMemoryDeviceSizeChangeMessage> = {
  program: REMOTE_PROGRAM,
  number: 438,
  name: 'DOMAIN_EVENT_MEMORY_DEVICE_SIZE_CHANGE',
  get: (r) => ({ callbackID: r.int(), dom: getDomain(r), alias: r.string(), sizeKiB: r.uhyper() }),
  put: (w, a) => {
    w.int(a.callbackID);
    putDomain(w, a.dom);
    w.string(a.alias);
    w.uhyper(a.sizeKiB);
  },
};

export const REMOTE_PROCEDURES: readonly Procedure<never, unknown>[] = [
  ConnectOpen,
  ConnectClose,
  ConnectGetType,
  ConnectGetVersion,
  ConnectGetMaxVcpus,
  NodeGetInfo,
  ConnectGetCapabilities,
  DomainAttachDevice,
  DomainCreate,
  DomainCreateXml,
  DomainDefineXml,
  DomainDestroy,
  DomainDetachDevice,
  DomainGetXmlDesc,
  DomainGetAutostart,
  DomainGetInfo,
  DomainGetMaxMemory,
  DomainGetMaxVcpus,
  DomainGetOsType,
  DomainGetVcpus,
  ConnectListDefinedDomains,
  DomainLookupById,
  DomainLookupByName,
  DomainLookupByUuid,
  ConnectNumOfDefinedDomains,
  DomainPinVcpu,
  DomainReboot,
  DomainResume,
  DomainSetAutostart,
  DomainSetMaxMemory,
  DomainSetMemory,
  DomainSetVcpus,
  DomainShutdown,
  DomainSuspend,
  DomainUndefine,
  ConnectListDefinedNetworks,
  ConnectListDomains,
  ConnectListNetworks,
  NetworkCreate,
  NetworkCreateXml,
  NetworkDefineXml,
  NetworkDestroy,
  NetworkGetXmlDesc,
  NetworkGetAutostart,
  NetworkGetBridgeName,
  NetworkLookupByName,
  NetworkLookupByUuid,
  NetworkSetAutostart,
  NetworkUndefine,
  ConnectNumOfDefinedNetworks,
  ConnectNumOfDomains,
  ConnectNumOfNetworks,
  DomainCoreDump,
  DomainRestore,
  DomainSave,
  DomainGetSchedulerType,
  DomainGetSchedulerParameters,
  DomainSetSchedulerParameters,
  ConnectGetHostname,
  ConnectSupportsFeature,
  DomainMigratePrepare,
  DomainMigratePerform,
  DomainMigrateFinish,
  DomainBlockStats,
  DomainInterfaceStats,
  AuthList,
  AuthSaslInit,
  AuthSaslStart,
  AuthSaslStep,
  AuthPolkit,
  ConnectNumOfStoragePools,
  ConnectListStoragePools,
  ConnectNumOfDefinedStoragePools,
  ConnectListDefinedStoragePools,
  ConnectFindStoragePoolSources,
  StoragePoolCreateXml,
  StoragePoolDefineXml,
  StoragePoolCreate,
  StoragePoolBuild,
  StoragePoolDestroy,
  StoragePoolDelete,
  StoragePoolUndefine,
  StoragePoolRefresh,
  StoragePoolLookupByName,
  StoragePoolLookupByUuid,
  StoragePoolLookupByVolume,
  StoragePoolGetInfo,
  StoragePoolGetXmlDesc,
  StoragePoolGetAutostart,
  StoragePoolSetAutostart,
  StoragePoolNumOfVolumes,
  StoragePoolListVolumes,
  StorageVolCreateXml,
  StorageVolDelete,
  StorageVolLookupByName,
  StorageVolLookupByKey,
  StorageVolLookupByPath,
  StorageVolGetInfo,
  StorageVolGetXmlDesc,
  StorageVolGetPath,
  NodeGetCellsFreeMemory,
  NodeGetFreeMemory,
  DomainBlockPeek,
  DomainMemoryPeek,
  ConnectDomainEventRegister,
  ConnectDomainEventDeregister,
  DomainMigratePrepare2,
  DomainMigrateFinish2,
  ConnectGetUri,
  NodeNumOfDevices,
  NodeListDevices,
  NodeDeviceLookupByName,
  NodeDeviceGetXmlDesc,
  NodeDeviceGetParent,
  NodeDeviceNumOfCaps,
  NodeDeviceListCaps,
  NodeDeviceDettach,
  NodeDeviceReAttach,
  NodeDeviceReset,
  DomainGetSecurityLabel,
  NodeGetSecurityModel,
  NodeDeviceCreateXml,
  NodeDeviceDestroy,
  StorageVolCreateXmlFrom,
  ConnectNumOfInterfaces,
  ConnectListInterfaces,
  InterfaceLookupByName,
  InterfaceLookupByMacString,
  InterfaceGetXmlDesc,
  InterfaceDefineXml,
  InterfaceUndefine,
  InterfaceCreate,
  InterfaceDestroy,
  ConnectDomainXmlFromNative,
  ConnectDomainXmlToNative,
  ConnectNumOfDefinedInterfaces,
  ConnectListDefinedInterfaces,
  ConnectNumOfSecrets,
  ConnectListSecrets,
  SecretLookupByUuid,
  SecretDefineXml,
  SecretGetXmlDesc,
  SecretSetValue,
  SecretGetValue,
  SecretUndefine,
  SecretLookupByUsage,
  DomainMigratePrepareTunnel,
  ConnectIsSecure,
  DomainIsActive,
  DomainIsPersistent,
  NetworkIsActive,
  NetworkIsPersistent,
  StoragePoolIsActive,
  StoragePoolIsPersistent,
  InterfaceIsActive,
  ConnectGetLibVersion,
  ConnectCompareCpu,
  DomainMemoryStats,
  DomainAttachDeviceFlags,
  DomainDetachDeviceFlags,
  ConnectBaselineCpu,
  DomainGetJobInfo,
  DomainAbortJob,
  StorageVolWipe,
  DomainMigrateSetMaxDowntime,
  ConnectDomainEventRegisterAny,
  ConnectDomainEventDeregisterAny,
  DomainUpdateDeviceFlags,
  NwfilterLookupByName,
  NwfilterLookupByUuid,
  NwfilterGetXmlDesc,
  ConnectNumOfNwfilters,
  ConnectListNwfilters,
  NwfilterDefineXml,
  NwfilterUndefine,
  DomainManagedSave,
  DomainHasManagedSaveImage,
  DomainManagedSaveRemove,
  DomainSnapshotCreateXml,
  DomainSnapshotGetXmlDesc,
  DomainSnapshotNum,
  DomainSnapshotListNames,
  DomainSnapshotLookupByName,
  DomainHasCurrentSnapshot,
  DomainSnapshotCurrent,
  DomainRevertToSnapshot,
  DomainSnapshotDelete,
  DomainGetBlockInfo,
  DomainCreateWithFlags,
  DomainSetMemoryParameters,
  DomainGetMemoryParameters,
  DomainSetVcpusFlags,
  DomainGetVcpusFlags,
  DomainOpenConsole,
  DomainIsUpdated,
  ConnectGetSysinfo,
  DomainSetMemoryFlags,
  DomainSetBlkioParameters,
  DomainGetBlkioParameters,
  DomainMigrateSetMaxSpeed,
  StorageVolUpload,
  StorageVolDownload,
  DomainInjectNmi,
  DomainScreenshot,
  DomainGetState,
  DomainMigrateBegin3,
  DomainMigratePrepare3,
  DomainMigratePrepareTunnel3,
  DomainMigratePerform3,
  DomainMigrateFinish3,
  DomainMigrateConfirm3,
  DomainSetSchedulerParametersFlags,
  InterfaceChangeBegin,
  InterfaceChangeCommit,
  InterfaceChangeRollback,
  DomainGetSchedulerParametersFlags,
  DomainPinVcpuFlags,
  DomainSendKey,
  NodeGetCpuStats,
  NodeGetMemoryStats,
  DomainGetControlInfo,
  DomainGetVcpuPinInfo,
  DomainUndefineFlags,
  DomainSaveFlags,
  DomainRestoreFlags,
  DomainDestroyFlags,
  DomainSaveImageGetXmlDesc,
  DomainSaveImageDefineXml,
  DomainBlockJobAbort,
  DomainGetBlockJobInfo,
  DomainBlockJobSetSpeed,
  DomainBlockPull,
  DomainMigrateGetMaxSpeed,
  DomainBlockStatsFlags,
  DomainSnapshotGetParent,
  DomainReset,
  DomainSnapshotNumChildren,
  DomainSnapshotListChildrenNames,
  DomainOpenGraphics,
  NodeSuspendForDuration,
  DomainBlockResize,
  DomainSetBlockIoTune,
  DomainGetBlockIoTune,
  DomainSetNumaParameters,
  DomainGetNumaParameters,
  DomainSetInterfaceParameters,
  DomainGetInterfaceParameters,
  DomainShutdownFlags,
  StorageVolWipePattern,
  StorageVolResize,
  DomainPmSuspendForDuration,
  DomainGetCpuStats,
  DomainGetDiskErrors,
  DomainSetMetadata,
  DomainGetMetadata,
  DomainBlockRebase,
  DomainPmWakeup,
  DomainSnapshotIsCurrent,
  DomainSnapshotHasMetadata,
  ConnectListAllDomains,
  DomainListAllSnapshots,
  DomainSnapshotListAllChildren,
  DomainGetHostname,
  DomainGetSecurityLabelList,
  DomainPinEmulator,
  DomainGetEmulatorPinInfo,
  ConnectListAllStoragePools,
  StoragePoolListAllVolumes,
  ConnectListAllNetworks,
  ConnectListAllInterfaces,
  ConnectListAllNodeDevices,
  ConnectListAllNwfilters,
  ConnectListAllSecrets,
  NodeSetMemoryParameters,
  NodeGetMemoryParameters,
  DomainBlockCommit,
  NetworkUpdate,
  NodeGetCpuMap,
  DomainFstrim,
  DomainSendProcessSignal,
  DomainOpenChannel,
  NodeDeviceLookupScsiHostByWwn,
  DomainGetJobStats,
  DomainMigrateGetCompressionCache,
  DomainMigrateSetCompressionCache,
  NodeDeviceDetachFlags,
  DomainMigrateBegin3Params,
  DomainMigratePrepare3Params,
  DomainMigratePrepareTunnel3Params,
  DomainMigratePerform3Params,
  DomainMigrateFinish3Params,
  DomainMigrateConfirm3Params,
  DomainSetMemoryStatsPeriod,
  DomainCreateXmlWithFiles,
  DomainCreateWithFiles,
  ConnectGetCpuModelNames,
  ConnectNetworkEventRegisterAny,
  ConnectNetworkEventDeregisterAny,
  ConnectDomainEventCallbackRegisterAny,
  ConnectDomainEventCallbackDeregisterAny,
  DomainCoreDumpWithFormat,
  DomainFsfreeze,
  DomainFsthaw,
  DomainGetTime,
  DomainSetTime,
  NodeGetFreePages,
  NetworkGetDhcpLeases,
  ConnectGetDomainCapabilities,
  DomainOpenGraphicsFd,
  ConnectGetAllDomainStats,
  DomainBlockCopy,
  NodeAllocPages,
  DomainGetFsinfo,
  DomainDefineXmlFlags,
  DomainGetIothreadInfo,
  DomainPinIothread,
  DomainInterfaceAddresses,
  DomainAddIothread,
  DomainDelIothread,
  DomainSetUserPassword,
  DomainRename,
  ConnectRegisterCloseCallback,
  ConnectUnregisterCloseCallback,
  DomainMigrateStartPostCopy,
  DomainGetPerfEvents,
  DomainSetPerfEvents,
  ConnectStoragePoolEventRegisterAny,
  ConnectStoragePoolEventDeregisterAny,
  DomainGetGuestVcpus,
  DomainSetGuestVcpus,
  ConnectNodeDeviceEventRegisterAny,
  ConnectNodeDeviceEventDeregisterAny,
  StorageVolGetInfoFlags,
  ConnectSecretEventRegisterAny,
  ConnectSecretEventDeregisterAny,
  DomainSetVcpu,
  DomainSetBlockThreshold,
  DomainMigrateGetMaxDowntime,
  DomainManagedSaveGetXmlDesc,
  DomainManagedSaveDefineXml,
  DomainSetLifecycleAction,
  StoragePoolLookupByTargetPath,
  DomainDetachDeviceAlias,
  ConnectCompareHypervisorCpu,
  ConnectBaselineHypervisorCpu,
  NodeGetSevInfo,
  DomainGetLaunchSecurityInfo,
  NwfilterBindingLookupByPortDev,
  NwfilterBindingGetXmlDesc,
  NwfilterBindingCreateXml,
  NwfilterBindingDelete,
  ConnectListAllNwfilterBindings,
  DomainSetIothreadParams,
  ConnectGetStoragePoolCapabilities,
  NetworkListAllPorts,
  NetworkPortLookupByUuid,
  NetworkPortCreateXml,
  NetworkPortGetParameters,
  NetworkPortSetParameters,
  NetworkPortGetXmlDesc,
  NetworkPortDelete,
  DomainCheckpointCreateXml,
  DomainCheckpointGetXmlDesc,
  DomainListAllCheckpoints,
  DomainCheckpointListAllChildren,
  DomainCheckpointLookupByName,
  DomainCheckpointGetParent,
  DomainCheckpointDelete,
  DomainGetGuestInfo,
  ConnectSetIdentity,
  DomainAgentSetResponseTimeout,
  DomainBackupBegin,
  DomainBackupGetXmlDesc,
  DomainAuthorizedSshKeysGet,
  DomainAuthorizedSshKeysSet,
  DomainGetMessages,
  DomainStartDirtyRateCalc,
  NodeDeviceDefineXml,
  NodeDeviceUndefine,
  NodeDeviceCreate,
  NwfilterDefineXmlFlags,
  NetworkDefineXmlFlags,
  NodeDeviceGetAutostart,
  NodeDeviceSetAutostart,
  NodeDeviceIsPersistent,
  NodeDeviceIsActive,
  NetworkCreateXmlFlags,
  DomainSetLaunchSecurityState,
  DomainSaveParams,
  DomainRestoreParams,
  DomainAbortJobFlags,
  DomainFdAssociate,
];

export const REMOTE_EVENTS: readonly Pick<EventMessage<unknown>, 'program' | 'number' | 'name' | 'get'>[] = [
  DomainEventLifecycle,
  DomainEventReboot,
  DomainEventRtcChange,
  DomainEventWatchdog,
  DomainEventIoError,
  DomainEventGraphics,
  DomainEventIoErrorReason,
  DomainEventControlError,
  DomainEventBlockJob,
  DomainEventDiskChange,
  DomainEventTrayChange,
  DomainEventPmwakeup,
  DomainEventPmsuspend,
  DomainEventBalloonChange,
  DomainEventPmsuspendDisk,
  DomainEventDeviceRemoved,
  NetworkEventLifecycle,
  DomainEventCallbackLifecycle,
  DomainEventCallbackReboot,
  DomainEventCallbackRtcChange,
  DomainEventCallbackWatchdog,
  DomainEventCallbackIoError,
  DomainEventCallbackGraphics,
  DomainEventCallbackIoErrorReason,
  DomainEventCallbackControlError,
  DomainEventCallbackBlockJob,
  DomainEventCallbackDiskChange,
  DomainEventCallbackTrayChange,
  DomainEventCallbackPmwakeup,
  DomainEventCallbackPmsuspend,
  DomainEventCallbackBalloonChange,
  DomainEventCallbackPmsuspendDisk,
  DomainEventCallbackDeviceRemoved,
  DomainEventBlockJob2,
  DomainEventCallbackTunable,
  DomainEventCallbackAgentLifecycle,
  DomainEventCallbackDeviceAdded,
  DomainEventCallbackMigrationIteration,
  ConnectEventConnectionClosed,
  DomainEventCallbackJobCompleted,
  DomainEventCallbackDeviceRemovalFailed,
  StoragePoolEventLifecycle,
  StoragePoolEventRefresh,
  NodeDeviceEventLifecycle,
  NodeDeviceEventUpdate,
  DomainEventCallbackMetadataChange,
  SecretEventLifecycle,
  SecretEventValueChanged,
  DomainEventBlockThreshold,
  DomainEventMemoryFailure,
  DomainEventMemoryDeviceSizeChange,
];
