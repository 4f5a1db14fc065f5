import type { DomainRef } from './refs.ts';
import type { VirStream } from './stream.ts';

/** A named value with libvirt's own type. `llong` and `ullong` are bigint, the other numbers are number. */
export type TypedParameter =
  | { readonly field: string; readonly type: 'int' | 'uint' | 'double'; readonly value: number }
  | { readonly field: string; readonly type: 'llong' | 'ullong'; readonly value: bigint }
  | { readonly field: string; readonly type: 'boolean'; readonly value: boolean }
  | { readonly field: string; readonly type: 'string'; readonly value: string };

/** What every call takes besides its arguments. */
export interface CallOptions {
  /** Ends the wait. The host may still carry the call out. */
  readonly signal?: CancelSignal;
  /** Longest wait in milliseconds; the driver's own default without it. */
  readonly deadlineMs?: number;
}

/** The part of `AbortSignal` that drivers use, so that no DOM types are needed here. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** The state of a machine, as libvirt words it (`virDomainState`). */
export type DomainState =
  'nostate' | 'running' | 'blocked' | 'paused' | 'shutdown' | 'shutoff' | 'crashed' | 'pmsuspended';

/** @libvirt virDomainInfo */
export interface DomainInfo {
  readonly state: DomainState;
  readonly maxMemKiB: bigint;
  readonly memoryKiB: bigint;
  readonly nrVirtCpu: number;
  readonly cpuTimeNs: bigint;
}
/** State with its reason (`virDomainRunningReason` and the like, by state). */
export interface DomainStateInfo {
  readonly state: DomainState;
  readonly reason: number;
}
/** @libvirt virDomainControlInfo */
export interface DomainControlInfo {
  readonly state: number;
  readonly details: number;
  readonly stateTimeMs: bigint;
}
/** Statistics of one machine: its state and whatever counters the host gave, by libvirt's field names. */
export interface DomainStatsRecord {
  readonly dom: DomainRef;
  readonly params: readonly TypedParameter[];
}
/** A picture of a machine's screen, as a stream. */
export interface Screenshot {
  /** For example `image/png` or `image/x-portable-pixmap`. */
  readonly mime: string;
  readonly stream: VirStream;
}
/** @libvirt virNodeInfo */
export interface NodeInfo {
  readonly model: string;
  readonly memoryKiB: bigint;
  readonly cpus: number;
  readonly mhz: number;
  readonly nodes: number;
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}
/** @libvirt virSecurityModel */
export interface SecurityModel {
  readonly model: string;
  readonly doi: string;
}
/** One counter of the host: CPU times in ns, memory in KiB. */
export interface NodeStat {
  readonly field: string;
  readonly value: bigint;
}
/** Which CPUs the host has (`present`) and which are on (bit n of `map`). */
export interface NodeCPUMap {
  readonly present: number;
  readonly online: number;
  readonly map: Uint8Array;
}
/** @libvirt virVcpuInfo */
export interface VcpuInfo {
  readonly number: number;
  /** 0 offline, 1 running, 2 blocked. */
  readonly state: number;
  readonly cpuTimeNs: bigint;
  /** Host CPU it runs on; -1 when unknown. */
  readonly cpu: number;
  readonly cpumap: Uint8Array;
}
/** @libvirt virDomainIOThreadInfo */
export interface IOThreadInfo {
  readonly iothreadId: number;
  readonly cpumap: Uint8Array;
}
/** @libvirt virSecurityLabel */
export interface SecurityLabel {
  readonly label: string;
  readonly enforcing: boolean;
}
/** @libvirt virDomainBlockStatsStruct; -1 where the host does not count. */
export interface BlockStats {
  readonly rdReq: bigint;
  readonly rdBytes: bigint;
  readonly wrReq: bigint;
  readonly wrBytes: bigint;
  readonly errs: bigint;
}
/** @libvirt virDomainInterfaceStatsStruct; -1 where the host does not count. */
export interface InterfaceStats {
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrs: bigint;
  readonly rxDrop: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrs: bigint;
  readonly txDrop: bigint;
}
/** One memory counter (`virDomainMemoryStatTags`), KiB unless the tag says otherwise. */
export interface MemoryStat {
  readonly tag: number;
  readonly value: bigint;
}
/** @libvirt virDomainBlockInfo; bytes. */
export interface BlockInfo {
  readonly allocation: bigint;
  readonly capacity: bigint;
  readonly physical: bigint;
}
/** @libvirt virDomainJobInfo; times in ms, sizes in bytes. */
export interface DomainJobInfo {
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
/** The job's `virDomainJobType` and its counters. */
export interface DomainJobStats {
  readonly type: number;
  readonly params: readonly TypedParameter[];
}
/** @libvirt virDomainBlockJobInfo */
export interface BlockJobInfo {
  readonly type: number;
  readonly bandwidth: bigint;
  readonly cur: bigint;
  readonly end: bigint;
}
/** @libvirt virDomainDiskError */
export interface DiskError {
  readonly disk: string;
  readonly error: number;
}
/** @libvirt virDomainFSInfo */
export interface FSInfo {
  readonly mountpoint: string;
  readonly name: string;
  readonly fstype: string;
  readonly devAliases: readonly string[];
}
/** An address: `type` 0 is IPv4, 1 is IPv6. */
export interface IPAddress {
  readonly type: number;
  readonly addr: string;
  readonly prefix: number;
}
/** @libvirt virDomainInterface */
export interface DomainInterface {
  readonly name: string;
  readonly hwaddr: string | undefined;
  readonly addrs: readonly IPAddress[];
}
/** @libvirt virNetworkDHCPLease; expiry in seconds since 1970. */
export interface NetworkDHCPLease {
  readonly iface: string;
  readonly expirytime: bigint;
  readonly type: number;
  readonly mac: string | undefined;
  readonly iaid: string | undefined;
  readonly ipaddr: string;
  readonly prefix: number;
  readonly hostname: string | undefined;
  readonly clientid: string | undefined;
}
/** @libvirt virStoragePoolInfo; `state` is virStoragePoolState, sizes in bytes. */
export interface StoragePoolInfo {
  readonly state: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
  readonly available: bigint;
}
/** @libvirt virStorageVolInfo; `type` is virStorageVolType, sizes in bytes. */
export interface StorageVolInfo {
  readonly type: number;
  readonly capacity: bigint;
  readonly allocation: bigint;
}
