import type { CallOptions, NodeCPUMap, NodeInfo, NodeStat, SecurityModel, TypedParameter } from '../records.ts';

/**
 * Every method of libvirt's Node object that a driver may implement.
 *
 * An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface NodeMethods {
  /** @libvirt virNodeGetInfo */
  getInfo: (options?: CallOptions) => Promise<NodeInfo>;
  /** @libvirt virNodeGetSecurityModel */
  getSecurityModel: (options?: CallOptions) => Promise<SecurityModel>;
  /** @libvirt virNodeGetCPUStats */
  getCPUStats: (cpuNum: number, flags?: number, options?: CallOptions) => Promise<readonly NodeStat[]>;
  /** @libvirt virNodeGetMemoryStats */
  getMemoryStats: (cellNum: number, flags?: number, options?: CallOptions) => Promise<readonly NodeStat[]>;
  /** @libvirt virNodeGetCellsFreeMemory */
  getCellsFreeMemory: (startCell: number, maxcells: number, options?: CallOptions) => Promise<readonly bigint[]>;
  /** @libvirt virNodeGetFreeMemory */
  getFreeMemory: (options?: CallOptions) => Promise<bigint>;
  /** @libvirt virNodeSuspendForDuration */
  suspendForDuration: (target: number, duration: bigint, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeGetMemoryParameters */
  getMemoryParameters: (flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virNodeSetMemoryParameters */
  setMemoryParameters: (params: readonly TypedParameter[], flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virNodeGetCPUMap */
  getCPUMap: (flags?: number, options?: CallOptions) => Promise<NodeCPUMap>;
  /** @libvirt virNodeGetFreePages */
  getFreePages: (
    pages: readonly number[],
    startCell: number,
    cellCount: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly bigint[]>;
  /** @libvirt virNodeAllocPages */
  allocPages: (
    pageSizes: readonly number[],
    pageCounts: readonly bigint[],
    startCell: number,
    cellCount: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virNodeGetSEVInfo */
  getSEVInfo: (flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virNodeNumOfDevices */
  numOfDevices: (cap: string | undefined, flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virNodeListDevices */
  listDevices: (cap: string | undefined, flags?: number, options?: CallOptions) => Promise<readonly string[]>;
}

/** The part of {@link NodeMethods} that one driver implements. */
export type NodeFacet = Partial<NodeMethods>;
