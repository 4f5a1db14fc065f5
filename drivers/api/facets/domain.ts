import type { BlockInfo, BlockJobInfo, BlockStats, CallOptions, DiskError, DomainControlInfo, DomainInfo, DomainInterface, DomainJobInfo, DomainJobStats, DomainStateInfo, FSInfo, IOThreadInfo, InterfaceStats, MemoryStat, Screenshot, SecurityLabel, TypedParameter, VcpuInfo } from '../records.ts';
import type { DomainCheckpointRef, DomainRef, DomainSnapshotRef, Uuid } from '../refs.ts';
import type { VirStream } from '../stream.ts';

/**
 * Every method of libvirt's Domain object that a driver may implement.
 *
 * Data table: one entry a method. An absent key is libvirt's NULL slot: the driver cannot do it.
 * Flags are libvirt's bits for that call (see `drivers/core/constants.ts`); 64-bit quantities are bigint.
 */
export interface DomainMethods {
  /** @libvirt virDomainCreateXML */
  createXML: (xmlDesc: string, flags?: number, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainCreateXMLWithFiles */
  createXMLWithFiles: (
    xml: string,
    files: readonly number[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<DomainRef>;
  /** @libvirt virDomainLookupByID */
  lookupByID: (id: number, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainLookupByUUID */
  lookupByUUID: (uuid: Uuid, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainLookupByName */
  lookupByName: (name: string, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainSuspend */
  suspend: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainResume */
  resume: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainPMSuspendForDuration */
  pmSuspendForDuration: (
    dom: DomainRef,
    target: number,
    duration: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainPMWakeup */
  pmWakeup: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainShutdown */
  shutdown: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainShutdownFlags */
  shutdownFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainReboot */
  reboot: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainReset */
  reset: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDestroy */
  destroy: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDestroyFlags */
  destroyFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetOSType */
  getOSType: (dom: DomainRef, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainGetHostname */
  getHostname: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainGetMaxMemory */
  getMaxMemory: (dom: DomainRef, options?: CallOptions) => Promise<bigint>;
  /** @libvirt virDomainSetMaxMemory */
  setMaxMemory: (dom: DomainRef, memory: bigint, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetMemory */
  setMemory: (dom: DomainRef, memory: bigint, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetMemoryFlags */
  setMemoryFlags: (dom: DomainRef, memory: bigint, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetMemoryStatsPeriod */
  setMemoryStatsPeriod: (dom: DomainRef, period: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetMemoryParameters */
  setMemoryParameters: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetMemoryParameters */
  getMemoryParameters: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetNumaParameters */
  setNumaParameters: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetNumaParameters */
  getNumaParameters: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetBlkioParameters */
  setBlkioParameters: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetBlkioParameters */
  getBlkioParameters: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainGetInfo */
  getInfo: (dom: DomainRef, options?: CallOptions) => Promise<DomainInfo>;
  /** @libvirt virDomainGetState */
  getState: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<DomainStateInfo>;
  /** @libvirt virDomainGetControlInfo */
  getControlInfo: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<DomainControlInfo>;
  /** @libvirt virDomainSave */
  save: (dom: DomainRef, to: string, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSaveFlags */
  saveFlags: (
    dom: DomainRef,
    to: string,
    dxml: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSaveParams */
  saveParams: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainRestore */
  restore: (from: string, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainRestoreFlags */
  restoreFlags: (from: string, dxml: string | undefined, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainRestoreParams */
  restoreParams: (params: readonly TypedParameter[], flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSaveImageGetXMLDesc */
  saveImageGetXMLDesc: (file: string, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainSaveImageDefineXML */
  saveImageDefineXML: (file: string, dxml: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainCoreDump */
  coreDump: (dom: DomainRef, to: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainCoreDumpWithFormat */
  coreDumpWithFormat: (
    dom: DomainRef,
    to: string,
    dumpformat: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainScreenshot */
  screenshot: (dom: DomainRef, screen: number, flags?: number, options?: CallOptions) => Promise<Screenshot>;
  /** @libvirt virDomainSetVcpus */
  setVcpus: (dom: DomainRef, nvcpus: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetVcpusFlags */
  setVcpusFlags: (dom: DomainRef, nvcpus: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetVcpusFlags */
  getVcpusFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virDomainPinVcpu */
  pinVcpu: (dom: DomainRef, vcpu: number, cpumap: Uint8Array, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainPinVcpuFlags */
  pinVcpuFlags: (
    dom: DomainRef,
    vcpu: number,
    cpumap: Uint8Array,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetVcpuPinInfo */
  getVcpuPinInfo: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly Uint8Array[]>;
  /** @libvirt virDomainPinEmulator */
  pinEmulator: (dom: DomainRef, cpumap: Uint8Array, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetEmulatorPinInfo */
  getEmulatorPinInfo: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<Uint8Array>;
  /** @libvirt virDomainGetVcpus */
  getVcpus: (dom: DomainRef, options?: CallOptions) => Promise<readonly VcpuInfo[]>;
  /** @libvirt virDomainGetMaxVcpus */
  getMaxVcpus: (dom: DomainRef, options?: CallOptions) => Promise<number>;
  /** @libvirt virDomainGetIOThreadInfo */
  getIOThreadInfo: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly IOThreadInfo[]>;
  /** @libvirt virDomainPinIOThread */
  pinIOThread: (
    dom: DomainRef,
    iothreadsId: number,
    cpumap: Uint8Array,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainAddIOThread */
  addIOThread: (dom: DomainRef, iothreadId: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDelIOThread */
  delIOThread: (dom: DomainRef, iothreadId: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetIOThreadParams */
  setIOThreadParams: (
    dom: DomainRef,
    iothreadId: number,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetSecurityLabel */
  getSecurityLabel: (dom: DomainRef, options?: CallOptions) => Promise<SecurityLabel>;
  /** @libvirt virDomainGetSecurityLabelList */
  getSecurityLabelList: (dom: DomainRef, options?: CallOptions) => Promise<readonly SecurityLabel[]>;
  /** @libvirt virDomainGetXMLDesc */
  getXMLDesc: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainCreate */
  create: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainCreateWithFlags */
  createWithFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainCreateWithFiles */
  createWithFiles: (
    dom: DomainRef,
    files: readonly number[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<DomainRef>;
  /** @libvirt virDomainDefineXML */
  defineXML: (xml: string, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainDefineXMLFlags */
  defineXMLFlags: (xml: string, flags?: number, options?: CallOptions) => Promise<DomainRef>;
  /** @libvirt virDomainUndefine */
  undefine: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainUndefineFlags */
  undefineFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainAttachDevice */
  attachDevice: (dom: DomainRef, xml: string, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainAttachDeviceFlags */
  attachDeviceFlags: (dom: DomainRef, xml: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDetachDevice */
  detachDevice: (dom: DomainRef, xml: string, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDetachDeviceFlags */
  detachDeviceFlags: (dom: DomainRef, xml: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainUpdateDeviceFlags */
  updateDeviceFlags: (dom: DomainRef, xml: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainDetachDeviceAlias */
  detachDeviceAlias: (dom: DomainRef, alias: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetAutostart */
  getAutostart: (dom: DomainRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainSetAutostart */
  setAutostart: (dom: DomainRef, autostart: boolean, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetSchedulerType */
  getSchedulerType: (
    dom: DomainRef,
    options?: CallOptions,
  ) => Promise<{ readonly type: string; readonly nparams: number }>;
  /** @libvirt virDomainGetSchedulerParameters */
  getSchedulerParameters: (dom: DomainRef, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainGetSchedulerParametersFlags */
  getSchedulerParametersFlags: (
    dom: DomainRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetSchedulerParameters */
  setSchedulerParameters: (dom: DomainRef, params: readonly TypedParameter[], options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetSchedulerParametersFlags */
  setSchedulerParametersFlags: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainMigratePrepare */
  migratePrepare: (
    uriIn: string | undefined,
    dname: string | undefined,
    resource: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookie: Uint8Array; readonly uriOut: string | undefined }>;
  /** @libvirt virDomainMigratePerform */
  migratePerform: (
    dom: DomainRef,
    cookie: Uint8Array,
    uri: string,
    dname: string | undefined,
    resource: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainMigrateFinish */
  migrateFinish: (
    dname: string,
    cookie: Uint8Array,
    uri: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<DomainRef>;
  /** @libvirt virDomainBlockResize */
  blockResize: (dom: DomainRef, disk: string, size: bigint, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainBlockStats */
  blockStats: (dom: DomainRef, path: string, options?: CallOptions) => Promise<BlockStats>;
  /** @libvirt virDomainBlockStatsFlags */
  blockStatsFlags: (
    dom: DomainRef,
    path: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainInterfaceStats */
  interfaceStats: (dom: DomainRef, device: string, options?: CallOptions) => Promise<InterfaceStats>;
  /** @libvirt virDomainSetInterfaceParameters */
  setInterfaceParameters: (
    dom: DomainRef,
    device: string,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetInterfaceParameters */
  getInterfaceParameters: (
    dom: DomainRef,
    device: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainMemoryStats */
  memoryStats: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly MemoryStat[]>;
  /** @libvirt virDomainBlockPeek */
  blockPeek: (
    dom: DomainRef,
    path: string,
    offset: bigint,
    size: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainMemoryPeek */
  memoryPeek: (
    dom: DomainRef,
    offset: bigint,
    size: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainGetBlockInfo */
  getBlockInfo: (dom: DomainRef, path: string, flags?: number, options?: CallOptions) => Promise<BlockInfo>;
  /** @libvirt virDomainMigratePrepare2 */
  migratePrepare2: (
    uriIn: string | undefined,
    dname: string | undefined,
    resource: bigint,
    domXml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookie: Uint8Array; readonly uriOut: string | undefined }>;
  /** @libvirt virDomainMigrateFinish2 */
  migrateFinish2: (
    dname: string,
    cookie: Uint8Array,
    uri: string,
    retcode: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<DomainRef>;
  /** @libvirt virDomainMigratePrepareTunnel */
  migratePrepareTunnel: (
    stream: VirStream,
    dname: string | undefined,
    resource: bigint,
    domXml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainIsActive */
  isActive: (dom: DomainRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainRename */
  rename: (dom: DomainRef, newName: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainIsPersistent */
  isPersistent: (dom: DomainRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainIsUpdated */
  isUpdated: (dom: DomainRef, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainGetJobInfo */
  getJobInfo: (dom: DomainRef, options?: CallOptions) => Promise<DomainJobInfo>;
  /** @libvirt virDomainGetJobStats */
  getJobStats: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<DomainJobStats>;
  /** @libvirt virDomainAbortJob */
  abortJob: (dom: DomainRef, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainAbortJobFlags */
  abortJobFlags: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainMigrateGetMaxDowntime */
  migrateGetMaxDowntime: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<bigint>;
  /** @libvirt virDomainMigrateSetMaxDowntime */
  migrateSetMaxDowntime: (dom: DomainRef, downtime: bigint, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainMigrateGetCompressionCache */
  migrateGetCompressionCache: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<bigint>;
  /** @libvirt virDomainMigrateSetCompressionCache */
  migrateSetCompressionCache: (
    dom: DomainRef,
    cacheSize: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainMigrateGetMaxSpeed */
  migrateGetMaxSpeed: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<bigint>;
  /** @libvirt virDomainMigrateSetMaxSpeed */
  migrateSetMaxSpeed: (dom: DomainRef, bandwidth: bigint, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainManagedSave */
  managedSave: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainHasManagedSaveImage */
  hasManagedSaveImage: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainManagedSaveRemove */
  managedSaveRemove: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainManagedSaveGetXMLDesc */
  managedSaveGetXMLDesc: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainManagedSaveDefineXML */
  managedSaveDefineXML: (
    dom: DomainRef,
    dxml: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainListAllSnapshots */
  listAllSnapshots: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly DomainSnapshotRef[]>;
  /** @libvirt virDomainHasCurrentSnapshot */
  hasCurrentSnapshot: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<boolean>;
  /** @libvirt virDomainRevertToSnapshot */
  revertToSnapshot: (snap: DomainSnapshotRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainOpenConsole */
  openConsole: (
    dom: DomainRef,
    devName: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<VirStream>;
  /** @libvirt virDomainOpenChannel */
  openChannel: (
    dom: DomainRef,
    name: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<VirStream>;
  /** @libvirt virDomainOpenGraphics */
  openGraphics: (dom: DomainRef, idx: number, flags?: number, options?: CallOptions) => Promise<VirStream>;
  /** @libvirt virDomainOpenGraphicsFD */
  openGraphicsFD: (dom: DomainRef, idx: number, flags?: number, options?: CallOptions) => Promise<VirStream>;
  /** @libvirt virDomainInjectNMI */
  injectNMI: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainMigrateBegin3 */
  migrateBegin3: (
    dom: DomainRef,
    xmlin: string | undefined,
    dname: string | undefined,
    resource: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookieOut: Uint8Array; readonly xml: string }>;
  /** @libvirt virDomainMigratePrepare3 */
  migratePrepare3: (
    cookieIn: Uint8Array,
    uriIn: string | undefined,
    dname: string | undefined,
    resource: bigint,
    domXml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookieOut: Uint8Array; readonly uriOut: string | undefined }>;
  /** @libvirt virDomainMigratePrepareTunnel3 */
  migratePrepareTunnel3: (
    stream: VirStream,
    cookieIn: Uint8Array,
    dname: string | undefined,
    resource: bigint,
    domXml: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainMigratePerform3 */
  migratePerform3: (
    dom: DomainRef,
    xmlin: string | undefined,
    cookieIn: Uint8Array,
    dconnuri: string | undefined,
    uri: string | undefined,
    dname: string | undefined,
    resource: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainMigrateFinish3 */
  migrateFinish3: (
    dname: string,
    cookieIn: Uint8Array,
    dconnuri: string | undefined,
    uri: string | undefined,
    cancelled: boolean,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly dom: DomainRef | undefined; readonly cookieOut: Uint8Array }>;
  /** @libvirt virDomainMigrateConfirm3 */
  migrateConfirm3: (
    dom: DomainRef,
    cookieIn: Uint8Array,
    cancelled: boolean,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSendKey */
  sendKey: (
    dom: DomainRef,
    codeset: number,
    holdtime: number,
    keycodes: readonly number[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBlockJobAbort */
  blockJobAbort: (dom: DomainRef, path: string, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetBlockJobInfo */
  getBlockJobInfo: (
    dom: DomainRef,
    path: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<BlockJobInfo | undefined>;
  /** @libvirt virDomainBlockJobSetSpeed */
  blockJobSetSpeed: (
    dom: DomainRef,
    path: string,
    bandwidth: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBlockPull */
  blockPull: (
    dom: DomainRef,
    path: string,
    bandwidth: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBlockRebase */
  blockRebase: (
    dom: DomainRef,
    path: string,
    base: string | undefined,
    bandwidth: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBlockCopy */
  blockCopy: (
    dom: DomainRef,
    path: string,
    destxml: string,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBlockCommit */
  blockCommit: (
    dom: DomainRef,
    disk: string,
    base: string | undefined,
    top: string | undefined,
    bandwidth: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetPerfEvents */
  getPerfEvents: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetPerfEvents */
  setPerfEvents: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSetBlockIoTune */
  setBlockIoTune: (
    dom: DomainRef,
    disk: string,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetBlockIoTune */
  getBlockIoTune: (
    dom: DomainRef,
    disk: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainGetCPUStats */
  getCPUStats: (
    dom: DomainRef,
    startCpu: number,
    ncpus: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly (readonly TypedParameter[])[]>;
  /** @libvirt virDomainGetDiskErrors */
  getDiskErrors: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly DiskError[]>;
  /** @libvirt virDomainSetMetadata */
  setMetadata: (
    dom: DomainRef,
    type: number,
    metadata: string | undefined,
    key: string | undefined,
    uri: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetMetadata */
  getMetadata: (
    dom: DomainRef,
    type: number,
    uri: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<string>;
  /** @libvirt virDomainFSTrim */
  fsTrim: (
    dom: DomainRef,
    mountPoint: string | undefined,
    minimum: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSendProcessSignal */
  sendProcessSignal: (
    dom: DomainRef,
    pidValue: bigint,
    signum: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainMigrateBegin3Params */
  migrateBegin3Params: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookieOut: Uint8Array; readonly xml: string }>;
  /** @libvirt virDomainMigratePrepare3Params */
  migratePrepare3Params: (
    params: readonly TypedParameter[],
    cookieIn: Uint8Array,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly cookieOut: Uint8Array; readonly uriOut: string | undefined }>;
  /** @libvirt virDomainMigratePrepareTunnel3Params */
  migratePrepareTunnel3Params: (
    stream: VirStream,
    params: readonly TypedParameter[],
    cookieIn: Uint8Array,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainMigratePerform3Params */
  migratePerform3Params: (
    dom: DomainRef,
    dconnuri: string | undefined,
    params: readonly TypedParameter[],
    cookieIn: Uint8Array,
    flags?: number,
    options?: CallOptions,
  ) => Promise<Uint8Array>;
  /** @libvirt virDomainMigrateFinish3Params */
  migrateFinish3Params: (
    params: readonly TypedParameter[],
    cookieIn: Uint8Array,
    cancelled: boolean,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly dom: DomainRef; readonly cookieOut: Uint8Array }>;
  /** @libvirt virDomainMigrateConfirm3Params */
  migrateConfirm3Params: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    cookieIn: Uint8Array,
    cancelled: boolean,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainFSFreeze */
  fsFreeze: (
    dom: DomainRef,
    mountpoints: readonly string[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virDomainFSThaw */
  fsThaw: (dom: DomainRef, mountpoints: readonly string[], flags?: number, options?: CallOptions) => Promise<number>;
  /** @libvirt virDomainGetTime */
  getTime: (
    dom: DomainRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<{ readonly seconds: bigint; readonly nseconds: number }>;
  /** @libvirt virDomainSetTime */
  setTime: (
    dom: DomainRef,
    seconds: bigint,
    nseconds: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetFSInfo */
  getFSInfo: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly FSInfo[]>;
  /** @libvirt virDomainInterfaceAddresses */
  interfaceAddresses: (
    dom: DomainRef,
    source: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly DomainInterface[]>;
  /** @libvirt virDomainSetUserPassword */
  setUserPassword: (
    dom: DomainRef,
    user: string | undefined,
    password: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainMigrateStartPostCopy */
  migrateStartPostCopy: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainGetGuestVcpus */
  getGuestVcpus: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetGuestVcpus */
  setGuestVcpus: (
    dom: DomainRef,
    cpumap: string,
    state: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSetVcpu */
  setVcpu: (dom: DomainRef, cpumap: string, state: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainSetBlockThreshold */
  setBlockThreshold: (
    dom: DomainRef,
    dev: string,
    threshold: bigint,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainSetLifecycleAction */
  setLifecycleAction: (
    dom: DomainRef,
    type: number,
    action: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetLaunchSecurityInfo */
  getLaunchSecurityInfo: (
    dom: DomainRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainSetLaunchSecurityState */
  setLaunchSecurityState: (
    dom: DomainRef,
    params: readonly TypedParameter[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainListAllCheckpoints */
  listAllCheckpoints: (
    dom: DomainRef,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly DomainCheckpointRef[]>;
  /** @libvirt virDomainGetGuestInfo */
  getGuestInfo: (
    dom: DomainRef,
    types: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** @libvirt virDomainAgentSetResponseTimeout */
  agentSetResponseTimeout: (
    dom: DomainRef,
    timeout: number,
    flags?: number,
    options?: CallOptions,
  ) => Promise<number>;
  /** @libvirt virDomainBackupBegin */
  backupBegin: (
    dom: DomainRef,
    backupXml: string,
    checkpointXml: string | undefined,
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainBackupGetXMLDesc */
  backupGetXMLDesc: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<string>;
  /** @libvirt virDomainAuthorizedSSHKeysGet */
  authorizedSSHKeysGet: (
    dom: DomainRef,
    user: string,
    flags?: number,
    options?: CallOptions,
  ) => Promise<readonly string[]>;
  /** @libvirt virDomainAuthorizedSSHKeysSet */
  authorizedSSHKeysSet: (
    dom: DomainRef,
    user: string,
    keys: readonly string[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
  /** @libvirt virDomainGetMessages */
  getMessages: (dom: DomainRef, flags?: number, options?: CallOptions) => Promise<readonly string[]>;
  /** @libvirt virDomainStartDirtyRateCalc */
  startDirtyRateCalc: (dom: DomainRef, seconds: number, flags?: number, options?: CallOptions) => Promise<void>;
  /** @libvirt virDomainFDAssociate */
  fdAssociate: (
    dom: DomainRef,
    name: string,
    files: readonly number[],
    flags?: number,
    options?: CallOptions,
  ) => Promise<void>;
}

/** The part of {@link DomainMethods} that one driver implements. */
export type DomainFacet = Partial<DomainMethods>;
