// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { ConnectMethods } from '../api/facets/connect.ts';
import type { DomainMethods } from '../api/facets/domain.ts';
import type { NetworkMethods } from '../api/facets/network.ts';
import type { StoragePoolMethods } from '../api/facets/storage-pool.ts';
import type { StorageVolMethods } from '../api/facets/storage-vol.ts';
import type { NodeMethods } from '../api/facets/node.ts';
import type { NodeDeviceMethods } from '../api/facets/node-device.ts';
import type { InterfaceMethods } from '../api/facets/interface.ts';
import type { SecretMethods } from '../api/facets/secret.ts';
import type { NWFilterMethods } from '../api/facets/nwfilter.ts';
import type { DomainSnapshotMethods } from '../api/facets/domain-snapshot.ts';
import type { NWFilterBindingMethods } from '../api/facets/nwfilter-binding.ts';
import type { NetworkPortMethods } from '../api/facets/network-port.ts';
import type { DomainCheckpointMethods } from '../api/facets/domain-checkpoint.ts';
import type { DomainQemuMethods } from '../api/facets/domain-qemu.ts';
import type { Caller } from './caller.ts';
import { TEXT_PARAMS_OKAY } from './caller.ts';
import * as P from './protocol/remote.gen.ts';
import * as Q from './protocol/qemu.gen.ts';

const { LIMITS } = P;

/** The calls of connect that need no adapting. */
export const connectMethods = (c: Caller) => ({
  getType: async (options) => (await c.call(P.ConnectGetType, undefined, options)).type,
  getVersion: async (options) => (await c.call(P.ConnectGetVersion, undefined, options)).hvVer,
  getMaxVcpus: async (type, options) => (await c.call(P.ConnectGetMaxVcpus, { type }, options)).maxVcpus,
  getCapabilities: async (options) => (await c.call(P.ConnectGetCapabilities, undefined, options)).capabilities,
  listDefinedDomains: async (options) => (await c.call(P.ConnectListDefinedDomains, { maxnames: LIMITS.DOMAIN_LIST_MAX }, options)).names,
  numOfDefinedDomains: async (options) => (await c.call(P.ConnectNumOfDefinedDomains, undefined, options)).num,
  listDefinedNetworks: async (options) => (await c.call(P.ConnectListDefinedNetworks, { maxnames: LIMITS.NETWORK_LIST_MAX }, options)).names,
  listDomains: async (options) => (await c.call(P.ConnectListDomains, { maxids: LIMITS.DOMAIN_LIST_MAX }, options)).ids,
  listNetworks: async (options) => (await c.call(P.ConnectListNetworks, { maxnames: LIMITS.NETWORK_LIST_MAX }, options)).names,
  numOfDefinedNetworks: async (options) => (await c.call(P.ConnectNumOfDefinedNetworks, undefined, options)).num,
  numOfDomains: async (options) => (await c.call(P.ConnectNumOfDomains, undefined, options)).num,
  numOfNetworks: async (options) => (await c.call(P.ConnectNumOfNetworks, undefined, options)).num,
  getHostname: async (options) => (await c.call(P.ConnectGetHostname, undefined, options)).hostname,
  supportsFeature: async (feature, options) => (await c.call(P.ConnectSupportsFeature, { feature }, options)).supported,
  numOfStoragePools: async (options) => (await c.call(P.ConnectNumOfStoragePools, undefined, options)).num,
  listStoragePools: async (options) => (await c.call(P.ConnectListStoragePools, { maxnames: LIMITS.STORAGE_POOL_LIST_MAX }, options)).names,
  numOfDefinedStoragePools: async (options) => (await c.call(P.ConnectNumOfDefinedStoragePools, undefined, options)).num,
  listDefinedStoragePools: async (options) => (await c.call(P.ConnectListDefinedStoragePools, { maxnames: LIMITS.STORAGE_POOL_LIST_MAX }, options)).names,
  findStoragePoolSources: async (type, srcSpec, flags = 0, options) => (await c.call(P.ConnectFindStoragePoolSources, { type, srcSpec, flags }, options)).xml,
  numOfInterfaces: async (options) => (await c.call(P.ConnectNumOfInterfaces, undefined, options)).num,
  listInterfaces: async (options) => (await c.call(P.ConnectListInterfaces, { maxnames: LIMITS.INTERFACE_LIST_MAX }, options)).names,
  domainXMLFromNative: async (nativeFormat, nativeConfig, flags = 0, options) => (await c.call(P.ConnectDomainXmlFromNative, { nativeFormat, nativeConfig, flags }, options)).domainXml,
  domainXMLToNative: async (nativeFormat, domainXml, flags = 0, options) => (await c.call(P.ConnectDomainXmlToNative, { nativeFormat, domainXml, flags }, options)).nativeConfig,
  numOfDefinedInterfaces: async (options) => (await c.call(P.ConnectNumOfDefinedInterfaces, undefined, options)).num,
  listDefinedInterfaces: async (options) => (await c.call(P.ConnectListDefinedInterfaces, { maxnames: LIMITS.INTERFACE_LIST_MAX }, options)).names,
  numOfSecrets: async (options) => (await c.call(P.ConnectNumOfSecrets, undefined, options)).num,
  listSecrets: async (options) => (await c.call(P.ConnectListSecrets, { maxuuids: LIMITS.SECRET_LIST_MAX }, options)).uuids,
  isSecure: async (options) => (await c.call(P.ConnectIsSecure, undefined, options)).secure,
  getLibVersion: async (options) => (await c.call(P.ConnectGetLibVersion, undefined, options)).libVer,
  compareCPU: async (xml, flags = 0, options) => (await c.call(P.ConnectCompareCpu, { xml, flags }, options)).result,
  baselineCPU: async (xmlCPUs, flags = 0, options) => (await c.call(P.ConnectBaselineCpu, { xmlCPUs, flags }, options)).cpu,
  numOfNWFilters: async (options) => (await c.call(P.ConnectNumOfNwfilters, undefined, options)).num,
  listNWFilters: async (options) => (await c.call(P.ConnectListNwfilters, { maxnames: LIMITS.NWFILTER_LIST_MAX }, options)).names,
  getSysinfo: async (flags = 0, options) => (await c.call(P.ConnectGetSysinfo, { flags }, options)).sysinfo,
  listAllDomains: async (flags = 0, options) => (await c.call(P.ConnectListAllDomains, { needResults: true, flags }, options)).domains,
  listAllStoragePools: async (flags = 0, options) => (await c.call(P.ConnectListAllStoragePools, { needResults: true, flags }, options)).pools,
  listAllNetworks: async (flags = 0, options) => (await c.call(P.ConnectListAllNetworks, { needResults: true, flags }, options)).nets,
  listAllInterfaces: async (flags = 0, options) => (await c.call(P.ConnectListAllInterfaces, { needResults: true, flags }, options)).ifaces,
  listAllNodeDevices: async (flags = 0, options) => (await c.call(P.ConnectListAllNodeDevices, { needResults: true, flags }, options)).devices,
  listAllNWFilters: async (flags = 0, options) => (await c.call(P.ConnectListAllNwfilters, { needResults: true, flags }, options)).filters,
  listAllSecrets: async (flags = 0, options) => (await c.call(P.ConnectListAllSecrets, { needResults: true, flags }, options)).secrets,
  getCPUModelNames: async (arch, flags = 0, options) => (await c.call(P.ConnectGetCpuModelNames, { arch, needResults: true, flags }, options)).models,
  getDomainCapabilities: async (emulatorbin, arch, machine, virttype, flags = 0, options) => (await c.call(P.ConnectGetDomainCapabilities, { emulatorbin, arch, machine, virttype, flags }, options)).capabilities,
  getAllDomainStats: async (doms, stats, flags = 0, options) => (await c.call(P.ConnectGetAllDomainStats, { doms, stats, flags }, options)).retStats,
  compareHypervisorCPU: async (emulator, arch, machine, virttype, xmlCPU, flags = 0, options) => (await c.call(P.ConnectCompareHypervisorCpu, { emulator, arch, machine, virttype, xmlCPU, flags }, options)).result,
  baselineHypervisorCPU: async (emulator, arch, machine, virttype, xmlCPUs, flags = 0, options) => (await c.call(P.ConnectBaselineHypervisorCpu, { emulator, arch, machine, virttype, xmlCPUs, flags }, options)).cpu,
  listAllNWFilterBindings: async (flags = 0, options) => (await c.call(P.ConnectListAllNwfilterBindings, { needResults: true, flags }, options)).bindings,
  getStoragePoolCapabilities: async (flags = 0, options) => (await c.call(P.ConnectGetStoragePoolCapabilities, { flags }, options)).capabilities,
  setIdentity: async (params, flags = 0, options) => {
    await c.call(P.ConnectSetIdentity, { params, flags }, options);
  },
}) satisfies Partial<ConnectMethods>;

/** The calls of domain that need no adapting. */
export const domainMethods = (c: Caller) => ({
  attachDevice: async (dom, xml, options) => {
    await c.call(P.DomainAttachDevice, { dom, xml }, options);
  },
  create: async (dom, options) => {
    await c.call(P.DomainCreate, { dom }, options);
  },
  createXML: async (xmlDesc, flags = 0, options) => (await c.call(P.DomainCreateXml, { xmlDesc, flags }, options)).dom,
  defineXML: async (xml, options) => (await c.call(P.DomainDefineXml, { xml }, options)).dom,
  destroy: async (dom, options) => {
    await c.call(P.DomainDestroy, { dom }, options);
  },
  detachDevice: async (dom, xml, options) => {
    await c.call(P.DomainDetachDevice, { dom, xml }, options);
  },
  getXMLDesc: async (dom, flags = 0, options) => (await c.call(P.DomainGetXmlDesc, { dom, flags }, options)).xml,
  getAutostart: async (dom, options) => (await c.call(P.DomainGetAutostart, { dom }, options)).autostart,
  getMaxMemory: async (dom, options) => (await c.call(P.DomainGetMaxMemory, { dom }, options)).memory,
  getMaxVcpus: async (dom, options) => (await c.call(P.DomainGetMaxVcpus, { dom }, options)).num,
  getOSType: async (dom, options) => (await c.call(P.DomainGetOsType, { dom }, options)).type,
  lookupByID: async (id, options) => (await c.call(P.DomainLookupById, { id }, options)).dom,
  lookupByName: async (name, options) => (await c.call(P.DomainLookupByName, { name }, options)).dom,
  lookupByUUID: async (uuid, options) => (await c.call(P.DomainLookupByUuid, { uuid }, options)).dom,
  pinVcpu: async (dom, vcpu, cpumap, options) => {
    await c.call(P.DomainPinVcpu, { dom, vcpu, cpumap }, options);
  },
  reboot: async (dom, flags = 0, options) => {
    await c.call(P.DomainReboot, { dom, flags }, options);
  },
  resume: async (dom, options) => {
    await c.call(P.DomainResume, { dom }, options);
  },
  setAutostart: async (dom, autostart, options) => {
    await c.call(P.DomainSetAutostart, { dom, autostart }, options);
  },
  setMaxMemory: async (dom, memory, options) => {
    await c.call(P.DomainSetMaxMemory, { dom, memory }, options);
  },
  setMemory: async (dom, memory, options) => {
    await c.call(P.DomainSetMemory, { dom, memory }, options);
  },
  setVcpus: async (dom, nvcpus, options) => {
    await c.call(P.DomainSetVcpus, { dom, nvcpus }, options);
  },
  shutdown: async (dom, options) => {
    await c.call(P.DomainShutdown, { dom }, options);
  },
  suspend: async (dom, options) => {
    await c.call(P.DomainSuspend, { dom }, options);
  },
  undefine: async (dom, options) => {
    await c.call(P.DomainUndefine, { dom }, options);
  },
  coreDump: async (dom, to, flags = 0, options) => {
    await c.call(P.DomainCoreDump, { dom, to, flags }, options);
  },
  restore: async (from, options) => {
    await c.call(P.DomainRestore, { from }, options);
  },
  save: async (dom, to, options) => {
    await c.call(P.DomainSave, { dom, to }, options);
  },
  getSchedulerType: (dom, options) => c.call(P.DomainGetSchedulerType, { dom }, options),
  setSchedulerParameters: async (dom, params, options) => {
    await c.call(P.DomainSetSchedulerParameters, { dom, params }, options);
  },
  migratePrepare: (uriIn, dname, resource, flags = 0, options) => c.call(P.DomainMigratePrepare, { uriIn, flags: BigInt(flags), dname, resource }, options),
  migratePerform: async (dom, cookie, uri, dname, resource, flags = 0, options) => {
    await c.call(P.DomainMigratePerform, { dom, cookie, uri, flags: BigInt(flags), dname, resource }, options);
  },
  migrateFinish: async (dname, cookie, uri, flags = 0, options) => (await c.call(P.DomainMigrateFinish, { dname, cookie, uri, flags: BigInt(flags) }, options)).ddom,
  blockStats: (dom, path, options) => c.call(P.DomainBlockStats, { dom, path }, options),
  interfaceStats: (dom, device, options) => c.call(P.DomainInterfaceStats, { dom, device }, options),
  blockPeek: async (dom, path, offset, size, flags = 0, options) => (await c.call(P.DomainBlockPeek, { dom, path, offset, size, flags }, options)).buffer,
  memoryPeek: async (dom, offset, size, flags = 0, options) => (await c.call(P.DomainMemoryPeek, { dom, offset, size, flags }, options)).buffer,
  migratePrepare2: (uriIn, dname, resource, domXml, flags = 0, options) => c.call(P.DomainMigratePrepare2, { uriIn, flags: BigInt(flags), dname, resource, domXml }, options),
  migrateFinish2: async (dname, cookie, uri, retcode, flags = 0, options) => (await c.call(P.DomainMigrateFinish2, { dname, cookie, uri, flags: BigInt(flags), retcode }, options)).ddom,
  isActive: async (dom, options) => (await c.call(P.DomainIsActive, { dom }, options)).active,
  isPersistent: async (dom, options) => (await c.call(P.DomainIsPersistent, { dom }, options)).persistent,
  attachDeviceFlags: async (dom, xml, flags = 0, options) => {
    await c.call(P.DomainAttachDeviceFlags, { dom, xml, flags }, options);
  },
  detachDeviceFlags: async (dom, xml, flags = 0, options) => {
    await c.call(P.DomainDetachDeviceFlags, { dom, xml, flags }, options);
  },
  getJobInfo: (dom, options) => c.call(P.DomainGetJobInfo, { dom }, options),
  abortJob: async (dom, options) => {
    await c.call(P.DomainAbortJob, { dom }, options);
  },
  migrateSetMaxDowntime: async (dom, downtime, flags = 0, options) => {
    await c.call(P.DomainMigrateSetMaxDowntime, { dom, downtime, flags }, options);
  },
  updateDeviceFlags: async (dom, xml, flags = 0, options) => {
    await c.call(P.DomainUpdateDeviceFlags, { dom, xml, flags }, options);
  },
  managedSave: async (dom, flags = 0, options) => {
    await c.call(P.DomainManagedSave, { dom, flags }, options);
  },
  hasManagedSaveImage: async (dom, flags = 0, options) => (await c.call(P.DomainHasManagedSaveImage, { dom, flags }, options)).result,
  managedSaveRemove: async (dom, flags = 0, options) => {
    await c.call(P.DomainManagedSaveRemove, { dom, flags }, options);
  },
  hasCurrentSnapshot: async (dom, flags = 0, options) => (await c.call(P.DomainHasCurrentSnapshot, { dom, flags }, options)).result,
  revertToSnapshot: async (snap, flags = 0, options) => {
    await c.call(P.DomainRevertToSnapshot, { snap, flags }, options);
  },
  getBlockInfo: (dom, path, flags = 0, options) => c.call(P.DomainGetBlockInfo, { dom, path, flags }, options),
  createWithFlags: async (dom, flags = 0, options) => (await c.call(P.DomainCreateWithFlags, { dom, flags }, options)).dom,
  setMemoryParameters: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetMemoryParameters, { dom, params, flags }, options);
  },
  getMemoryParameters: (dom, flags = 0, options) => c.countedParams(P.DomainGetMemoryParameters, (nparams) => ({ dom, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  setVcpusFlags: async (dom, nvcpus, flags = 0, options) => {
    await c.call(P.DomainSetVcpusFlags, { dom, nvcpus, flags }, options);
  },
  getVcpusFlags: async (dom, flags = 0, options) => (await c.call(P.DomainGetVcpusFlags, { dom, flags }, options)).num,
  isUpdated: async (dom, options) => (await c.call(P.DomainIsUpdated, { dom }, options)).updated,
  setMemoryFlags: async (dom, memory, flags = 0, options) => {
    await c.call(P.DomainSetMemoryFlags, { dom, memory, flags }, options);
  },
  setBlkioParameters: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetBlkioParameters, { dom, params, flags }, options);
  },
  getBlkioParameters: (dom, flags = 0, options) => c.countedParams(P.DomainGetBlkioParameters, (nparams) => ({ dom, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  migrateSetMaxSpeed: async (dom, bandwidth, flags = 0, options) => {
    await c.call(P.DomainMigrateSetMaxSpeed, { dom, bandwidth, flags }, options);
  },
  injectNMI: async (dom, flags = 0, options) => {
    await c.call(P.DomainInjectNmi, { dom, flags }, options);
  },
  migrateBegin3: (dom, xmlin, dname, resource, flags = 0, options) => c.call(P.DomainMigrateBegin3, { dom, xmlin, flags: BigInt(flags), dname, resource }, options),
  migratePrepare3: (cookieIn, uriIn, dname, resource, domXml, flags = 0, options) => c.call(P.DomainMigratePrepare3, { cookieIn, uriIn, flags: BigInt(flags), dname, resource, domXml }, options),
  migratePerform3: async (dom, xmlin, cookieIn, dconnuri, uri, dname, resource, flags = 0, options) => (await c.call(P.DomainMigratePerform3, { dom, xmlin, cookieIn, dconnuri, uri, flags: BigInt(flags), dname, resource }, options)).cookieOut,
  migrateFinish3: (dname, cookieIn, dconnuri, uri, cancelled, flags = 0, options) => c.call(P.DomainMigrateFinish3, { dname, cookieIn, dconnuri, uri, flags: BigInt(flags), cancelled }, options),
  migrateConfirm3: async (dom, cookieIn, cancelled, flags = 0, options) => {
    await c.call(P.DomainMigrateConfirm3, { dom, cookieIn, flags: BigInt(flags), cancelled }, options);
  },
  setSchedulerParametersFlags: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetSchedulerParametersFlags, { dom, params, flags }, options);
  },
  pinVcpuFlags: async (dom, vcpu, cpumap, flags = 0, options) => {
    await c.call(P.DomainPinVcpuFlags, { dom, vcpu, cpumap, flags }, options);
  },
  sendKey: async (dom, codeset, holdtime, keycodes, flags = 0, options) => {
    await c.call(P.DomainSendKey, { dom, codeset, holdtime, keycodes, flags }, options);
  },
  getControlInfo: (dom, flags = 0, options) => c.call(P.DomainGetControlInfo, { dom, flags }, options),
  undefineFlags: async (dom, flags = 0, options) => {
    await c.call(P.DomainUndefineFlags, { dom, flags }, options);
  },
  saveFlags: async (dom, to, dxml, flags = 0, options) => {
    await c.call(P.DomainSaveFlags, { dom, to, dxml, flags }, options);
  },
  restoreFlags: async (from, dxml, flags = 0, options) => {
    await c.call(P.DomainRestoreFlags, { from, dxml, flags }, options);
  },
  destroyFlags: async (dom, flags = 0, options) => {
    await c.call(P.DomainDestroyFlags, { dom, flags }, options);
  },
  saveImageGetXMLDesc: async (file, flags = 0, options) => (await c.call(P.DomainSaveImageGetXmlDesc, { file, flags }, options)).xml,
  saveImageDefineXML: async (file, dxml, flags = 0, options) => {
    await c.call(P.DomainSaveImageDefineXml, { file, dxml, flags }, options);
  },
  blockJobAbort: async (dom, path, flags = 0, options) => {
    await c.call(P.DomainBlockJobAbort, { dom, path, flags }, options);
  },
  blockJobSetSpeed: async (dom, path, bandwidth, flags = 0, options) => {
    await c.call(P.DomainBlockJobSetSpeed, { dom, path, bandwidth, flags }, options);
  },
  blockPull: async (dom, path, bandwidth, flags = 0, options) => {
    await c.call(P.DomainBlockPull, { dom, path, bandwidth, flags }, options);
  },
  migrateGetMaxSpeed: async (dom, flags = 0, options) => (await c.call(P.DomainMigrateGetMaxSpeed, { dom, flags }, options)).bandwidth,
  blockStatsFlags: (dom, path, flags = 0, options) => c.countedParams(P.DomainBlockStatsFlags, (nparams) => ({ dom, path, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  reset: async (dom, flags = 0, options) => {
    await c.call(P.DomainReset, { dom, flags }, options);
  },
  blockResize: async (dom, disk, size, flags = 0, options) => {
    await c.call(P.DomainBlockResize, { dom, disk, size, flags }, options);
  },
  setBlockIoTune: async (dom, disk, params, flags = 0, options) => {
    await c.call(P.DomainSetBlockIoTune, { dom, disk, params, flags }, options);
  },
  getBlockIoTune: (dom, disk, flags = 0, options) => c.countedParams(P.DomainGetBlockIoTune, (nparams) => ({ dom, disk, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  setNumaParameters: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetNumaParameters, { dom, params, flags }, options);
  },
  getNumaParameters: (dom, flags = 0, options) => c.countedParams(P.DomainGetNumaParameters, (nparams) => ({ dom, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  setInterfaceParameters: async (dom, device, params, flags = 0, options) => {
    await c.call(P.DomainSetInterfaceParameters, { dom, device, params, flags }, options);
  },
  getInterfaceParameters: (dom, device, flags = 0, options) => c.countedParams(P.DomainGetInterfaceParameters, (nparams) => ({ dom, device, nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  shutdownFlags: async (dom, flags = 0, options) => {
    await c.call(P.DomainShutdownFlags, { dom, flags }, options);
  },
  pmSuspendForDuration: async (dom, target, duration, flags = 0, options) => {
    await c.call(P.DomainPmSuspendForDuration, { dom, target, duration, flags }, options);
  },
  setMetadata: async (dom, type, metadata, key, uri, flags = 0, options) => {
    await c.call(P.DomainSetMetadata, { dom, type, metadata, key, uri, flags }, options);
  },
  getMetadata: async (dom, type, uri, flags = 0, options) => (await c.call(P.DomainGetMetadata, { dom, type, uri, flags }, options)).metadata,
  blockRebase: async (dom, path, base, bandwidth, flags = 0, options) => {
    await c.call(P.DomainBlockRebase, { dom, path, base, bandwidth, flags }, options);
  },
  pmWakeup: async (dom, flags = 0, options) => {
    await c.call(P.DomainPmWakeup, { dom, flags }, options);
  },
  listAllSnapshots: async (dom, flags = 0, options) => (await c.call(P.DomainListAllSnapshots, { dom, needResults: true, flags }, options)).snapshots,
  getHostname: async (dom, flags = 0, options) => (await c.call(P.DomainGetHostname, { dom, flags }, options)).hostname,
  pinEmulator: async (dom, cpumap, flags = 0, options) => {
    await c.call(P.DomainPinEmulator, { dom, cpumap, flags }, options);
  },
  blockCommit: async (dom, disk, base, top, bandwidth, flags = 0, options) => {
    await c.call(P.DomainBlockCommit, { dom, disk, base, top, bandwidth, flags }, options);
  },
  fsTrim: async (dom, mountPoint, minimum, flags = 0, options) => {
    await c.call(P.DomainFstrim, { dom, mountPoint, minimum, flags }, options);
  },
  sendProcessSignal: async (dom, pidValue, signum, flags = 0, options) => {
    await c.call(P.DomainSendProcessSignal, { dom, pidValue, signum, flags }, options);
  },
  getJobStats: (dom, flags = 0, options) => c.call(P.DomainGetJobStats, { dom, flags }, options),
  migrateGetCompressionCache: async (dom, flags = 0, options) => (await c.call(P.DomainMigrateGetCompressionCache, { dom, flags }, options)).cacheSize,
  migrateSetCompressionCache: async (dom, cacheSize, flags = 0, options) => {
    await c.call(P.DomainMigrateSetCompressionCache, { dom, cacheSize, flags }, options);
  },
  migrateBegin3Params: (dom, params, flags = 0, options) => c.call(P.DomainMigrateBegin3Params, { dom, params, flags }, options),
  migratePrepare3Params: (params, cookieIn, flags = 0, options) => c.call(P.DomainMigratePrepare3Params, { params, cookieIn, flags }, options),
  migratePerform3Params: async (dom, dconnuri, params, cookieIn, flags = 0, options) => (await c.call(P.DomainMigratePerform3Params, { dom, dconnuri, params, cookieIn, flags }, options)).cookieOut,
  migrateFinish3Params: (params, cookieIn, cancelled, flags = 0, options) => c.call(P.DomainMigrateFinish3Params, { params, cookieIn, flags, cancelled }, options),
  migrateConfirm3Params: async (dom, params, cookieIn, cancelled, flags = 0, options) => {
    await c.call(P.DomainMigrateConfirm3Params, { dom, params, cookieIn, flags, cancelled }, options);
  },
  setMemoryStatsPeriod: async (dom, period, flags = 0, options) => {
    await c.call(P.DomainSetMemoryStatsPeriod, { dom, period, flags }, options);
  },
  coreDumpWithFormat: async (dom, to, dumpformat, flags = 0, options) => {
    await c.call(P.DomainCoreDumpWithFormat, { dom, to, dumpformat, flags }, options);
  },
  fsFreeze: async (dom, mountpoints, flags = 0, options) => (await c.call(P.DomainFsfreeze, { dom, mountpoints, flags }, options)).filesystems,
  fsThaw: async (dom, mountpoints, flags = 0, options) => (await c.call(P.DomainFsthaw, { dom, mountpoints, flags }, options)).filesystems,
  getTime: (dom, flags = 0, options) => c.call(P.DomainGetTime, { dom, flags }, options),
  setTime: async (dom, seconds, nseconds, flags = 0, options) => {
    await c.call(P.DomainSetTime, { dom, seconds, nseconds, flags }, options);
  },
  blockCopy: async (dom, path, destxml, params, flags = 0, options) => {
    await c.call(P.DomainBlockCopy, { dom, path, destxml, params, flags }, options);
  },
  getFSInfo: async (dom, flags = 0, options) => (await c.call(P.DomainGetFsinfo, { dom, flags }, options)).info,
  defineXMLFlags: async (xml, flags = 0, options) => (await c.call(P.DomainDefineXmlFlags, { xml, flags }, options)).dom,
  getIOThreadInfo: async (dom, flags = 0, options) => (await c.call(P.DomainGetIothreadInfo, { dom, flags }, options)).info,
  pinIOThread: async (dom, iothreadsId, cpumap, flags = 0, options) => {
    await c.call(P.DomainPinIothread, { dom, iothreadsId, cpumap, flags }, options);
  },
  interfaceAddresses: async (dom, source, flags = 0, options) => (await c.call(P.DomainInterfaceAddresses, { dom, source, flags }, options)).ifaces,
  addIOThread: async (dom, iothreadId, flags = 0, options) => {
    await c.call(P.DomainAddIothread, { dom, iothreadId, flags }, options);
  },
  delIOThread: async (dom, iothreadId, flags = 0, options) => {
    await c.call(P.DomainDelIothread, { dom, iothreadId, flags }, options);
  },
  setUserPassword: async (dom, user, password, flags = 0, options) => {
    await c.call(P.DomainSetUserPassword, { dom, user, password, flags }, options);
  },
  migrateStartPostCopy: async (dom, flags = 0, options) => {
    await c.call(P.DomainMigrateStartPostCopy, { dom, flags }, options);
  },
  getPerfEvents: async (dom, flags = 0, options) => (await c.call(P.DomainGetPerfEvents, { dom, flags }, options)).params,
  setPerfEvents: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetPerfEvents, { dom, params, flags }, options);
  },
  getGuestVcpus: async (dom, flags = 0, options) => (await c.call(P.DomainGetGuestVcpus, { dom, flags }, options)).params,
  setGuestVcpus: async (dom, cpumap, state, flags = 0, options) => {
    await c.call(P.DomainSetGuestVcpus, { dom, cpumap, state, flags }, options);
  },
  setVcpu: async (dom, cpumap, state, flags = 0, options) => {
    await c.call(P.DomainSetVcpu, { dom, cpumap, state, flags }, options);
  },
  setBlockThreshold: async (dom, dev, threshold, flags = 0, options) => {
    await c.call(P.DomainSetBlockThreshold, { dom, dev, threshold, flags }, options);
  },
  migrateGetMaxDowntime: async (dom, flags = 0, options) => (await c.call(P.DomainMigrateGetMaxDowntime, { dom, flags }, options)).downtime,
  managedSaveGetXMLDesc: async (dom, flags = 0, options) => (await c.call(P.DomainManagedSaveGetXmlDesc, { dom, flags }, options)).xml,
  managedSaveDefineXML: async (dom, dxml, flags = 0, options) => {
    await c.call(P.DomainManagedSaveDefineXml, { dom, dxml, flags }, options);
  },
  setLifecycleAction: async (dom, type, action, flags = 0, options) => {
    await c.call(P.DomainSetLifecycleAction, { dom, type, action, flags }, options);
  },
  detachDeviceAlias: async (dom, alias, flags = 0, options) => {
    await c.call(P.DomainDetachDeviceAlias, { dom, alias, flags }, options);
  },
  getLaunchSecurityInfo: async (dom, flags = 0, options) => (await c.call(P.DomainGetLaunchSecurityInfo, { dom, flags }, options)).params,
  setIOThreadParams: async (dom, iothreadId, params, flags = 0, options) => {
    await c.call(P.DomainSetIothreadParams, { dom, iothreadId, params, flags }, options);
  },
  listAllCheckpoints: async (dom, flags = 0, options) => (await c.call(P.DomainListAllCheckpoints, { dom, needResults: true, flags }, options)).checkpoints,
  getGuestInfo: async (dom, types, flags = 0, options) => (await c.call(P.DomainGetGuestInfo, { dom, types, flags }, options)).params,
  agentSetResponseTimeout: async (dom, timeout, flags = 0, options) => (await c.call(P.DomainAgentSetResponseTimeout, { dom, timeout, flags }, options)).result,
  backupBegin: async (dom, backupXml, checkpointXml, flags = 0, options) => {
    await c.call(P.DomainBackupBegin, { dom, backupXml, checkpointXml, flags }, options);
  },
  backupGetXMLDesc: async (dom, flags = 0, options) => (await c.call(P.DomainBackupGetXmlDesc, { dom, flags }, options)).xml,
  authorizedSSHKeysGet: async (dom, user, flags = 0, options) => (await c.call(P.DomainAuthorizedSshKeysGet, { dom, user, flags }, options)).keys,
  authorizedSSHKeysSet: async (dom, user, keys, flags = 0, options) => {
    await c.call(P.DomainAuthorizedSshKeysSet, { dom, user, keys, flags }, options);
  },
  getMessages: async (dom, flags = 0, options) => (await c.call(P.DomainGetMessages, { dom, flags }, options)).msgs,
  startDirtyRateCalc: async (dom, seconds, flags = 0, options) => {
    await c.call(P.DomainStartDirtyRateCalc, { dom, seconds, flags }, options);
  },
  setLaunchSecurityState: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSetLaunchSecurityState, { dom, params, flags }, options);
  },
  saveParams: async (dom, params, flags = 0, options) => {
    await c.call(P.DomainSaveParams, { dom, params, flags }, options);
  },
  restoreParams: async (params, flags = 0, options) => {
    await c.call(P.DomainRestoreParams, { params, flags }, options);
  },
  abortJobFlags: async (dom, flags = 0, options) => {
    await c.call(P.DomainAbortJobFlags, { dom, flags }, options);
  },
}) satisfies Partial<DomainMethods>;

/** The calls of network that need no adapting. */
export const networkMethods = (c: Caller) => ({
  create: async (net, options) => {
    await c.call(P.NetworkCreate, { net }, options);
  },
  createXML: async (xml, options) => (await c.call(P.NetworkCreateXml, { xml }, options)).net,
  defineXML: async (xml, options) => (await c.call(P.NetworkDefineXml, { xml }, options)).net,
  destroy: async (net, options) => {
    await c.call(P.NetworkDestroy, { net }, options);
  },
  getXMLDesc: async (net, flags = 0, options) => (await c.call(P.NetworkGetXmlDesc, { net, flags }, options)).xml,
  getAutostart: async (net, options) => (await c.call(P.NetworkGetAutostart, { net }, options)).autostart,
  getBridgeName: async (net, options) => (await c.call(P.NetworkGetBridgeName, { net }, options)).name,
  lookupByName: async (name, options) => (await c.call(P.NetworkLookupByName, { name }, options)).net,
  lookupByUUID: async (uuid, options) => (await c.call(P.NetworkLookupByUuid, { uuid }, options)).net,
  setAutostart: async (net, autostart, options) => {
    await c.call(P.NetworkSetAutostart, { net, autostart }, options);
  },
  undefine: async (net, options) => {
    await c.call(P.NetworkUndefine, { net }, options);
  },
  isActive: async (net, options) => (await c.call(P.NetworkIsActive, { net }, options)).active,
  isPersistent: async (net, options) => (await c.call(P.NetworkIsPersistent, { net }, options)).persistent,
  update: async (net, command, section, parentIndex, xml, flags = 0, options) => {
    await c.call(P.NetworkUpdate, { net, command, section, parentIndex, xml, flags }, options);
  },
  getDHCPLeases: async (net, mac, flags = 0, options) => (await c.call(P.NetworkGetDhcpLeases, { net, mac, needResults: true, flags }, options)).leases,
  listAllPorts: async (network, flags = 0, options) => (await c.call(P.NetworkListAllPorts, { network, needResults: true, flags }, options)).ports,
  defineXMLFlags: async (xml, flags = 0, options) => (await c.call(P.NetworkDefineXmlFlags, { xml, flags }, options)).net,
  createXMLFlags: async (xml, flags = 0, options) => (await c.call(P.NetworkCreateXmlFlags, { xml, flags }, options)).net,
}) satisfies Partial<NetworkMethods>;

/** The calls of storagePool that need no adapting. */
export const storagePoolMethods = (c: Caller) => ({
  createXML: async (xml, flags = 0, options) => (await c.call(P.StoragePoolCreateXml, { xml, flags }, options)).pool,
  defineXML: async (xml, flags = 0, options) => (await c.call(P.StoragePoolDefineXml, { xml, flags }, options)).pool,
  create: async (pool, flags = 0, options) => {
    await c.call(P.StoragePoolCreate, { pool, flags }, options);
  },
  build: async (pool, flags = 0, options) => {
    await c.call(P.StoragePoolBuild, { pool, flags }, options);
  },
  destroy: async (pool, options) => {
    await c.call(P.StoragePoolDestroy, { pool }, options);
  },
  delete: async (pool, flags = 0, options) => {
    await c.call(P.StoragePoolDelete, { pool, flags }, options);
  },
  undefine: async (pool, options) => {
    await c.call(P.StoragePoolUndefine, { pool }, options);
  },
  refresh: async (pool, flags = 0, options) => {
    await c.call(P.StoragePoolRefresh, { pool, flags }, options);
  },
  lookupByName: async (name, options) => (await c.call(P.StoragePoolLookupByName, { name }, options)).pool,
  lookupByUUID: async (uuid, options) => (await c.call(P.StoragePoolLookupByUuid, { uuid }, options)).pool,
  lookupByVolume: async (vol, options) => (await c.call(P.StoragePoolLookupByVolume, { vol }, options)).pool,
  getInfo: (pool, options) => c.call(P.StoragePoolGetInfo, { pool }, options),
  getXMLDesc: async (pool, flags = 0, options) => (await c.call(P.StoragePoolGetXmlDesc, { pool, flags }, options)).xml,
  getAutostart: async (pool, options) => (await c.call(P.StoragePoolGetAutostart, { pool }, options)).autostart,
  setAutostart: async (pool, autostart, options) => {
    await c.call(P.StoragePoolSetAutostart, { pool, autostart }, options);
  },
  numOfVolumes: async (pool, options) => (await c.call(P.StoragePoolNumOfVolumes, { pool }, options)).num,
  listVolumes: async (pool, options) => (await c.call(P.StoragePoolListVolumes, { pool, maxnames: LIMITS.STORAGE_VOL_LIST_MAX }, options)).names,
  isActive: async (pool, options) => (await c.call(P.StoragePoolIsActive, { pool }, options)).active,
  isPersistent: async (pool, options) => (await c.call(P.StoragePoolIsPersistent, { pool }, options)).persistent,
  listAllVolumes: async (pool, flags = 0, options) => (await c.call(P.StoragePoolListAllVolumes, { pool, needResults: true, flags }, options)).vols,
  lookupByTargetPath: async (path, options) => (await c.call(P.StoragePoolLookupByTargetPath, { path }, options)).pool,
}) satisfies Partial<StoragePoolMethods>;

/** The calls of storageVol that need no adapting. */
export const storageVolMethods = (c: Caller) => ({
  createXML: async (pool, xml, flags = 0, options) => (await c.call(P.StorageVolCreateXml, { pool, xml, flags }, options)).vol,
  delete: async (vol, flags = 0, options) => {
    await c.call(P.StorageVolDelete, { vol, flags }, options);
  },
  lookupByName: async (pool, name, options) => (await c.call(P.StorageVolLookupByName, { pool, name }, options)).vol,
  lookupByKey: async (key, options) => (await c.call(P.StorageVolLookupByKey, { key }, options)).vol,
  lookupByPath: async (path, options) => (await c.call(P.StorageVolLookupByPath, { path }, options)).vol,
  getInfo: (vol, options) => c.call(P.StorageVolGetInfo, { vol }, options),
  getXMLDesc: async (vol, flags = 0, options) => (await c.call(P.StorageVolGetXmlDesc, { vol, flags }, options)).xml,
  getPath: async (vol, options) => (await c.call(P.StorageVolGetPath, { vol }, options)).name,
  createXMLFrom: async (pool, xml, clonevol, flags = 0, options) => (await c.call(P.StorageVolCreateXmlFrom, { pool, xml, clonevol, flags }, options)).vol,
  wipe: async (vol, flags = 0, options) => {
    await c.call(P.StorageVolWipe, { vol, flags }, options);
  },
  wipePattern: async (vol, algorithm, flags = 0, options) => {
    await c.call(P.StorageVolWipePattern, { vol, algorithm, flags }, options);
  },
  resize: async (vol, capacity, flags = 0, options) => {
    await c.call(P.StorageVolResize, { vol, capacity, flags }, options);
  },
  getInfoFlags: (vol, flags = 0, options) => c.call(P.StorageVolGetInfoFlags, { vol, flags }, options),
}) satisfies Partial<StorageVolMethods>;

/** The calls of node that need no adapting. */
export const nodeMethods = (c: Caller) => ({
  getCellsFreeMemory: async (startCell, maxcells, options) => (await c.call(P.NodeGetCellsFreeMemory, { startCell, maxcells }, options)).cells,
  getFreeMemory: async (options) => (await c.call(P.NodeGetFreeMemory, undefined, options)).freeMem,
  numOfDevices: async (cap, flags = 0, options) => (await c.call(P.NodeNumOfDevices, { cap, flags }, options)).num,
  listDevices: async (cap, flags = 0, options) => (await c.call(P.NodeListDevices, { cap, maxnames: LIMITS.NODE_DEVICE_LIST_MAX, flags }, options)).names,
  suspendForDuration: async (target, duration, flags = 0, options) => {
    await c.call(P.NodeSuspendForDuration, { target, duration, flags }, options);
  },
  setMemoryParameters: async (params, flags = 0, options) => {
    await c.call(P.NodeSetMemoryParameters, { params, flags }, options);
  },
  getMemoryParameters: (flags = 0, options) => c.countedParams(P.NodeGetMemoryParameters, (nparams) => ({ nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
  getFreePages: async (pages, startCell, cellCount, flags = 0, options) => (await c.call(P.NodeGetFreePages, { pages, startCell, cellCount, flags }, options)).counts,
  allocPages: async (pageSizes, pageCounts, startCell, cellCount, flags = 0, options) => (await c.call(P.NodeAllocPages, { pageSizes, pageCounts, startCell, cellCount, flags }, options)).ret,
  getSEVInfo: (flags = 0, options) => c.countedParams(P.NodeGetSevInfo, (nparams) => ({ nparams, flags: flags | TEXT_PARAMS_OKAY }), options),
}) satisfies Partial<NodeMethods>;

/** The calls of nodeDevice that need no adapting. */
export const nodeDeviceMethods = (c: Caller) => ({
  lookupByName: async (name, options) => (await c.call(P.NodeDeviceLookupByName, { name }, options)).dev,
  getXMLDesc: async (dev, flags = 0, options) => (await c.call(P.NodeDeviceGetXmlDesc, { name: dev.name, flags }, options)).xml,
  getParent: async (dev, options) => (await c.call(P.NodeDeviceGetParent, { name: dev.name }, options)).parentName,
  numOfCaps: async (dev, options) => (await c.call(P.NodeDeviceNumOfCaps, { name: dev.name }, options)).num,
  listCaps: async (dev, options) => (await c.call(P.NodeDeviceListCaps, { name: dev.name, maxnames: LIMITS.NODE_DEVICE_CAPS_LIST_MAX }, options)).names,
  dettach: async (dev, options) => {
    await c.call(P.NodeDeviceDettach, { name: dev.name }, options);
  },
  reAttach: async (dev, options) => {
    await c.call(P.NodeDeviceReAttach, { name: dev.name }, options);
  },
  reset: async (dev, options) => {
    await c.call(P.NodeDeviceReset, { name: dev.name }, options);
  },
  createXML: async (xmlDesc, flags = 0, options) => (await c.call(P.NodeDeviceCreateXml, { xmlDesc, flags }, options)).dev,
  destroy: async (dev, options) => {
    await c.call(P.NodeDeviceDestroy, { name: dev.name }, options);
  },
  lookupSCSIHostByWWN: async (wwnn, wwpn, flags = 0, options) => (await c.call(P.NodeDeviceLookupScsiHostByWwn, { wwnn, wwpn, flags }, options)).dev,
  detachFlags: async (dev, driverName, flags = 0, options) => {
    await c.call(P.NodeDeviceDetachFlags, { name: dev.name, driverName, flags }, options);
  },
  defineXML: async (xmlDesc, flags = 0, options) => (await c.call(P.NodeDeviceDefineXml, { xmlDesc, flags }, options)).dev,
  undefine: async (dev, flags = 0, options) => {
    await c.call(P.NodeDeviceUndefine, { name: dev.name, flags }, options);
  },
  create: async (dev, flags = 0, options) => {
    await c.call(P.NodeDeviceCreate, { name: dev.name, flags }, options);
  },
  getAutostart: async (dev, options) => (await c.call(P.NodeDeviceGetAutostart, { name: dev.name }, options)).autostart,
  setAutostart: async (dev, autostart, options) => {
    await c.call(P.NodeDeviceSetAutostart, { name: dev.name, autostart }, options);
  },
  isPersistent: async (dev, options) => (await c.call(P.NodeDeviceIsPersistent, { name: dev.name }, options)).persistent,
  isActive: async (dev, options) => (await c.call(P.NodeDeviceIsActive, { name: dev.name }, options)).active,
}) satisfies Partial<NodeDeviceMethods>;

/** The calls of interface that need no adapting. */
export const interfaceMethods = (c: Caller) => ({
  lookupByName: async (name, options) => (await c.call(P.InterfaceLookupByName, { name }, options)).iface,
  lookupByMACString: async (mac, options) => (await c.call(P.InterfaceLookupByMacString, { mac }, options)).iface,
  getXMLDesc: async (iface, flags = 0, options) => (await c.call(P.InterfaceGetXmlDesc, { iface, flags }, options)).xml,
  defineXML: async (xml, flags = 0, options) => (await c.call(P.InterfaceDefineXml, { xml, flags }, options)).iface,
  undefine: async (iface, options) => {
    await c.call(P.InterfaceUndefine, { iface }, options);
  },
  create: async (iface, flags = 0, options) => {
    await c.call(P.InterfaceCreate, { iface, flags }, options);
  },
  destroy: async (iface, flags = 0, options) => {
    await c.call(P.InterfaceDestroy, { iface, flags }, options);
  },
  isActive: async (iface, options) => (await c.call(P.InterfaceIsActive, { iface }, options)).active,
  changeBegin: async (flags = 0, options) => {
    await c.call(P.InterfaceChangeBegin, { flags }, options);
  },
  changeCommit: async (flags = 0, options) => {
    await c.call(P.InterfaceChangeCommit, { flags }, options);
  },
  changeRollback: async (flags = 0, options) => {
    await c.call(P.InterfaceChangeRollback, { flags }, options);
  },
}) satisfies Partial<InterfaceMethods>;

/** The calls of secret that need no adapting. */
export const secretMethods = (c: Caller) => ({
  lookupByUUID: async (uuid, options) => (await c.call(P.SecretLookupByUuid, { uuid }, options)).secret,
  defineXML: async (xml, flags = 0, options) => (await c.call(P.SecretDefineXml, { xml, flags }, options)).secret,
  getXMLDesc: async (secret, flags = 0, options) => (await c.call(P.SecretGetXmlDesc, { secret, flags }, options)).xml,
  setValue: async (secret, value, flags = 0, options) => {
    await c.call(P.SecretSetValue, { secret, value, flags }, options);
  },
  getValue: async (secret, flags = 0, options) => (await c.call(P.SecretGetValue, { secret, flags }, options)).value,
  undefine: async (secret, options) => {
    await c.call(P.SecretUndefine, { secret }, options);
  },
  lookupByUsage: async (usageType, usageID, options) => (await c.call(P.SecretLookupByUsage, { usageType, usageID }, options)).secret,
}) satisfies Partial<SecretMethods>;

/** The calls of nwFilter that need no adapting. */
export const nwFilterMethods = (c: Caller) => ({
  lookupByName: async (name, options) => (await c.call(P.NwfilterLookupByName, { name }, options)).nwfilter,
  lookupByUUID: async (uuid, options) => (await c.call(P.NwfilterLookupByUuid, { uuid }, options)).nwfilter,
  getXMLDesc: async (nwfilter, flags = 0, options) => (await c.call(P.NwfilterGetXmlDesc, { nwfilter, flags }, options)).xml,
  defineXML: async (xml, options) => (await c.call(P.NwfilterDefineXml, { xml }, options)).nwfilter,
  undefine: async (nwfilter, options) => {
    await c.call(P.NwfilterUndefine, { nwfilter }, options);
  },
  defineXMLFlags: async (xml, flags = 0, options) => (await c.call(P.NwfilterDefineXmlFlags, { xml, flags }, options)).nwfilter,
}) satisfies Partial<NWFilterMethods>;

/** The calls of domainSnapshot that need no adapting. */
export const domainSnapshotMethods = (c: Caller) => ({
  createXML: async (dom, xmlDesc, flags = 0, options) => (await c.call(P.DomainSnapshotCreateXml, { dom, xmlDesc, flags }, options)).snap,
  getXMLDesc: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotGetXmlDesc, { snap, flags }, options)).xml,
  num: async (dom, flags = 0, options) => (await c.call(P.DomainSnapshotNum, { dom, flags }, options)).num,
  listNames: async (dom, flags = 0, options) => (await c.call(P.DomainSnapshotListNames, { dom, maxnames: LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, flags }, options)).names,
  lookupByName: async (dom, name, flags = 0, options) => (await c.call(P.DomainSnapshotLookupByName, { dom, name, flags }, options)).snap,
  current: async (dom, flags = 0, options) => (await c.call(P.DomainSnapshotCurrent, { dom, flags }, options)).snap,
  delete: async (snap, flags = 0, options) => {
    await c.call(P.DomainSnapshotDelete, { snap, flags }, options);
  },
  getParent: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotGetParent, { snap, flags }, options)).snap,
  numChildren: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotNumChildren, { snap, flags }, options)).num,
  listChildrenNames: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotListChildrenNames, { snap, maxnames: LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, flags }, options)).names,
  isCurrent: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotIsCurrent, { snap, flags }, options)).current,
  hasMetadata: async (snap, flags = 0, options) => (await c.call(P.DomainSnapshotHasMetadata, { snap, flags }, options)).metadata,
  listAllChildren: async (snapshot, flags = 0, options) => (await c.call(P.DomainSnapshotListAllChildren, { snapshot, needResults: true, flags }, options)).snapshots,
}) satisfies Partial<DomainSnapshotMethods>;

/** The calls of nwFilterBinding that need no adapting. */
export const nwFilterBindingMethods = (c: Caller) => ({
  lookupByPortDev: async (name, options) => (await c.call(P.NwfilterBindingLookupByPortDev, { name }, options)).nwfilter,
  getXMLDesc: async (nwfilter, flags = 0, options) => (await c.call(P.NwfilterBindingGetXmlDesc, { nwfilter, flags }, options)).xml,
  createXML: async (xml, flags = 0, options) => (await c.call(P.NwfilterBindingCreateXml, { xml, flags }, options)).nwfilter,
  delete: async (nwfilter, options) => {
    await c.call(P.NwfilterBindingDelete, { nwfilter }, options);
  },
}) satisfies Partial<NWFilterBindingMethods>;

/** The calls of networkPort that need no adapting. */
export const networkPortMethods = (c: Caller) => ({
  lookupByUUID: async (network, uuid, options) => (await c.call(P.NetworkPortLookupByUuid, { network, uuid }, options)).port,
  createXML: async (network, xml, flags = 0, options) => (await c.call(P.NetworkPortCreateXml, { network, xml, flags }, options)).port,
  getParameters: (port, flags = 0, options) => c.countedParams(P.NetworkPortGetParameters, (nparams) => ({ port, nparams, flags }), options),
  setParameters: async (port, params, flags = 0, options) => {
    await c.call(P.NetworkPortSetParameters, { port, params, flags }, options);
  },
  getXMLDesc: async (port, flags = 0, options) => (await c.call(P.NetworkPortGetXmlDesc, { port, flags }, options)).xml,
  delete: async (port, flags = 0, options) => {
    await c.call(P.NetworkPortDelete, { port, flags }, options);
  },
}) satisfies Partial<NetworkPortMethods>;

/** The calls of domainCheckpoint that need no adapting. */
export const domainCheckpointMethods = (c: Caller) => ({
  createXML: async (dom, xmlDesc, flags = 0, options) => (await c.call(P.DomainCheckpointCreateXml, { dom, xmlDesc, flags }, options)).checkpoint,
  getXMLDesc: async (checkpoint, flags = 0, options) => (await c.call(P.DomainCheckpointGetXmlDesc, { checkpoint, flags }, options)).xml,
  listAllChildren: async (checkpoint, flags = 0, options) => (await c.call(P.DomainCheckpointListAllChildren, { checkpoint, needResults: true, flags }, options)).checkpoints,
  lookupByName: async (dom, name, flags = 0, options) => (await c.call(P.DomainCheckpointLookupByName, { dom, name, flags }, options)).checkpoint,
  getParent: async (checkpoint, flags = 0, options) => (await c.call(P.DomainCheckpointGetParent, { checkpoint, flags }, options)).parent,
  delete: async (checkpoint, flags = 0, options) => {
    await c.call(P.DomainCheckpointDelete, { checkpoint, flags }, options);
  },
}) satisfies Partial<DomainCheckpointMethods>;

/** The calls of domainQemu that need no adapting. */
export const domainQemuMethods = (c: Caller) => ({
  monitorCommand: async (dom, cmd, flags = 0, options) => (await c.call(Q.DomainMonitorCommand, { dom, cmd, flags }, options)).result,
  attach: async (pidValue, flags = 0, options) => (await c.call(Q.DomainAttach, { pidValue, flags }, options)).dom,
}) satisfies Partial<DomainQemuMethods>;
