// Made by `npm run generate` from the descriptions (*.proto.txt). Do not edit.
import type { AuthListRet, AuthPolkitRet, AuthSaslInitRet, AuthSaslStartArgs, AuthSaslStartRet, AuthSaslStepArgs, AuthSaslStepRet, ConnectBaselineCpuArgs, ConnectBaselineCpuRet, ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuRet, ConnectCompareCpuArgs, ConnectCompareCpuRet, ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuRet, ConnectDomainEventCallbackDeregisterAnyArgs, ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet, ConnectDomainEventDeregisterAnyArgs, ConnectDomainEventDeregisterRet, ConnectDomainEventRegisterAnyArgs, ConnectDomainEventRegisterRet, ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeRet, ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeRet, ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesRet, ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet, ConnectGetCapabilitiesRet, ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesRet, ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesRet, ConnectGetHostnameRet, ConnectGetLibVersionRet, ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusRet, ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesRet, ConnectGetSysinfoArgs, ConnectGetSysinfoRet, ConnectGetTypeRet, ConnectGetUriRet, ConnectGetVersionRet, ConnectIsSecureRet, ConnectListAllDomainsArgs, ConnectListAllDomainsRet, ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet, ConnectListAllNetworksArgs, ConnectListAllNetworksRet, ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet, ConnectListAllNwfilterBindingsArgs, ConnectListAllNwfilterBindingsRet, ConnectListAllNwfiltersArgs, ConnectListAllNwfiltersRet, ConnectListAllSecretsArgs, ConnectListAllSecretsRet, ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsRet, ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsRet, ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesRet, ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksRet, ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsRet, ConnectListDomainsArgs, ConnectListDomainsRet, ConnectListInterfacesArgs, ConnectListInterfacesRet, ConnectListNetworksArgs, ConnectListNetworksRet, ConnectListNwfiltersArgs, ConnectListNwfiltersRet, ConnectListSecretsArgs, ConnectListSecretsRet, ConnectListStoragePoolsArgs, ConnectListStoragePoolsRet, ConnectNetworkEventDeregisterAnyArgs, ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyRet, ConnectNodeDeviceEventDeregisterAnyArgs, ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet, ConnectNumOfDefinedDomainsRet, ConnectNumOfDefinedInterfacesRet, ConnectNumOfDefinedNetworksRet, ConnectNumOfDefinedStoragePoolsRet, ConnectNumOfDomainsRet, ConnectNumOfInterfacesRet, ConnectNumOfNetworksRet, ConnectNumOfNwfiltersRet, ConnectNumOfSecretsRet, ConnectNumOfStoragePoolsRet, ConnectOpenArgs, ConnectSecretEventDeregisterAnyArgs, ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyRet, ConnectSetIdentityArgs, ConnectStoragePoolEventDeregisterAnyArgs, ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyRet, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet, DomainAbortJobArgs, DomainAbortJobFlagsArgs, DomainAddIothreadArgs, DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutRet, DomainAttachDeviceArgs, DomainAttachDeviceFlagsArgs, DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetRet, DomainAuthorizedSshKeysSetArgs, DomainBackupBeginArgs, DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescRet, DomainBlockCommitArgs, DomainBlockCopyArgs, DomainBlockJobAbortArgs, DomainBlockJobSetSpeedArgs, DomainBlockPeekArgs, DomainBlockPeekRet, DomainBlockPullArgs, DomainBlockRebaseArgs, DomainBlockResizeArgs, DomainBlockStatsArgs, DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsRet, DomainBlockStatsRet, DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlRet, DomainCheckpointDeleteArgs, DomainCheckpointGetParentArgs, DomainCheckpointGetParentRet, DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescRet, DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenRet, DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameRet, DomainCoreDumpArgs, DomainCoreDumpWithFormatArgs, DomainCreateArgs, DomainCreateWithFilesArgs, DomainCreateWithFilesRet, DomainCreateWithFlagsArgs, DomainCreateWithFlagsRet, DomainCreateXmlArgs, DomainCreateXmlRet, DomainCreateXmlWithFilesArgs, DomainCreateXmlWithFilesRet, DomainDefineXmlArgs, DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsRet, DomainDefineXmlRet, DomainDelIothreadArgs, DomainDestroyArgs, DomainDestroyFlagsArgs, DomainDetachDeviceAliasArgs, DomainDetachDeviceArgs, DomainDetachDeviceFlagsArgs, DomainFdAssociateArgs, DomainFsfreezeArgs, DomainFsfreezeRet, DomainFsthawArgs, DomainFsthawRet, DomainFstrimArgs, DomainGetAutostartArgs, DomainGetAutostartRet, DomainGetBlkioParametersArgs, DomainGetBlkioParametersRet, DomainGetBlockInfoArgs, DomainGetBlockInfoRet, DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneRet, DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoRet, DomainGetControlInfoArgs, DomainGetControlInfoRet, DomainGetCpuStatsArgs, DomainGetCpuStatsRet, DomainGetDiskErrorsArgs, DomainGetDiskErrorsRet, DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoRet, DomainGetFsinfoArgs, DomainGetFsinfoRet, DomainGetGuestInfoArgs, DomainGetGuestInfoRet, DomainGetGuestVcpusArgs, DomainGetGuestVcpusRet, DomainGetHostnameArgs, DomainGetHostnameRet, DomainGetInfoArgs, DomainGetInfoRet, DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersRet, DomainGetIothreadInfoArgs, DomainGetIothreadInfoRet, DomainGetJobInfoArgs, DomainGetJobInfoRet, DomainGetJobStatsArgs, DomainGetJobStatsRet, DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoRet, DomainGetMaxMemoryArgs, DomainGetMaxMemoryRet, DomainGetMaxVcpusArgs, DomainGetMaxVcpusRet, DomainGetMemoryParametersArgs, DomainGetMemoryParametersRet, DomainGetMessagesArgs, DomainGetMessagesRet, DomainGetMetadataArgs, DomainGetMetadataRet, DomainGetNumaParametersArgs, DomainGetNumaParametersRet, DomainGetOsTypeArgs, DomainGetOsTypeRet, DomainGetPerfEventsArgs, DomainGetPerfEventsRet, DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet, DomainGetSchedulerParametersRet, DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet, DomainGetSecurityLabelArgs, DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListRet, DomainGetSecurityLabelRet, DomainGetStateArgs, DomainGetStateRet, DomainGetTimeArgs, DomainGetTimeRet, DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoRet, DomainGetVcpusArgs, DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet, DomainGetVcpusRet, DomainGetXmlDescArgs, DomainGetXmlDescRet, DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotRet, DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageRet, DomainInjectNmiArgs, DomainInterfaceAddressesArgs, DomainInterfaceAddressesRet, DomainInterfaceStatsArgs, DomainInterfaceStatsRet, DomainIsActiveArgs, DomainIsActiveRet, DomainIsPersistentArgs, DomainIsPersistentRet, DomainIsUpdatedArgs, DomainIsUpdatedRet, DomainListAllCheckpointsArgs, DomainListAllCheckpointsRet, DomainListAllSnapshotsArgs, DomainListAllSnapshotsRet, DomainLookupByIdArgs, DomainLookupByIdRet, DomainLookupByNameArgs, DomainLookupByNameRet, DomainLookupByUuidArgs, DomainLookupByUuidRet, DomainManagedSaveArgs, DomainManagedSaveDefineXmlArgs, DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescRet, DomainManagedSaveRemoveArgs, DomainMemoryPeekArgs, DomainMemoryPeekRet, DomainMemoryStatsArgs, DomainMemoryStatsRet, DomainMigrateBegin3Args, DomainMigrateBegin3ParamsArgs, DomainMigrateBegin3ParamsRet, DomainMigrateBegin3Ret, DomainMigrateConfirm3Args, DomainMigrateConfirm3ParamsArgs, DomainMigrateFinish2Args, DomainMigrateFinish2Ret, DomainMigrateFinish3Args, DomainMigrateFinish3ParamsArgs, DomainMigrateFinish3ParamsRet, DomainMigrateFinish3Ret, DomainMigrateFinishArgs, DomainMigrateFinishRet, DomainMigrateGetCompressionCacheArgs, DomainMigrateGetCompressionCacheRet, DomainMigrateGetMaxDowntimeArgs, DomainMigrateGetMaxDowntimeRet, DomainMigrateGetMaxSpeedArgs, DomainMigrateGetMaxSpeedRet, DomainMigratePerform3Args, DomainMigratePerform3ParamsArgs, DomainMigratePerform3ParamsRet, DomainMigratePerform3Ret, DomainMigratePerformArgs, DomainMigratePrepare2Args, DomainMigratePrepare2Ret, DomainMigratePrepare3Args, DomainMigratePrepare3ParamsArgs, DomainMigratePrepare3ParamsRet, DomainMigratePrepare3Ret, DomainMigratePrepareArgs, DomainMigratePrepareRet, DomainMigratePrepareTunnel3Args, DomainMigratePrepareTunnel3ParamsArgs, DomainMigratePrepareTunnel3ParamsRet, DomainMigratePrepareTunnel3Ret, DomainMigratePrepareTunnelArgs, DomainMigrateSetCompressionCacheArgs, DomainMigrateSetMaxDowntimeArgs, DomainMigrateSetMaxSpeedArgs, DomainMigrateStartPostCopyArgs, DomainOpenChannelArgs, DomainOpenConsoleArgs, DomainOpenGraphicsArgs, DomainOpenGraphicsFdArgs, DomainPinEmulatorArgs, DomainPinIothreadArgs, DomainPinVcpuArgs, DomainPinVcpuFlagsArgs, DomainPmSuspendForDurationArgs, DomainPmWakeupArgs, DomainRebootArgs, DomainRenameArgs, DomainRenameRet, DomainResetArgs, DomainRestoreArgs, DomainRestoreFlagsArgs, DomainRestoreParamsArgs, DomainResumeArgs, DomainRevertToSnapshotArgs, DomainSaveArgs, DomainSaveFlagsArgs, DomainSaveImageDefineXmlArgs, DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescRet, DomainSaveParamsArgs, DomainScreenshotArgs, DomainScreenshotRet, DomainSendKeyArgs, DomainSendProcessSignalArgs, DomainSetAutostartArgs, DomainSetBlkioParametersArgs, DomainSetBlockIoTuneArgs, DomainSetBlockThresholdArgs, DomainSetGuestVcpusArgs, DomainSetInterfaceParametersArgs, DomainSetIothreadParamsArgs, DomainSetLaunchSecurityStateArgs, DomainSetLifecycleActionArgs, DomainSetMaxMemoryArgs, DomainSetMemoryArgs, DomainSetMemoryFlagsArgs, DomainSetMemoryParametersArgs, DomainSetMemoryStatsPeriodArgs, DomainSetMetadataArgs, DomainSetNumaParametersArgs, DomainSetPerfEventsArgs, DomainSetSchedulerParametersArgs, DomainSetSchedulerParametersFlagsArgs, DomainSetTimeArgs, DomainSetUserPasswordArgs, DomainSetVcpuArgs, DomainSetVcpusArgs, DomainSetVcpusFlagsArgs, DomainShutdownArgs, DomainShutdownFlagsArgs, DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlRet, DomainSnapshotCurrentArgs, DomainSnapshotCurrentRet, DomainSnapshotDeleteArgs, DomainSnapshotGetParentArgs, DomainSnapshotGetParentRet, DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescRet, DomainSnapshotHasMetadataArgs, DomainSnapshotHasMetadataRet, DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentRet, DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenRet, DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesRet, DomainSnapshotListNamesArgs, DomainSnapshotListNamesRet, DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameRet, DomainSnapshotNumArgs, DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenRet, DomainSnapshotNumRet, DomainStartDirtyRateCalcArgs, DomainSuspendArgs, DomainUndefineArgs, DomainUndefineFlagsArgs, DomainUpdateDeviceFlagsArgs, InterfaceChangeBeginArgs, InterfaceChangeCommitArgs, InterfaceChangeRollbackArgs, InterfaceCreateArgs, InterfaceDefineXmlArgs, InterfaceDefineXmlRet, InterfaceDestroyArgs, InterfaceGetXmlDescArgs, InterfaceGetXmlDescRet, InterfaceIsActiveArgs, InterfaceIsActiveRet, InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringRet, InterfaceLookupByNameArgs, InterfaceLookupByNameRet, InterfaceUndefineArgs, NetworkCreateArgs, NetworkCreateXmlArgs, NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsRet, NetworkCreateXmlRet, NetworkDefineXmlArgs, NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsRet, NetworkDefineXmlRet, NetworkDestroyArgs, NetworkGetAutostartArgs, NetworkGetAutostartRet, NetworkGetBridgeNameArgs, NetworkGetBridgeNameRet, NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesRet, NetworkGetXmlDescArgs, NetworkGetXmlDescRet, NetworkIsActiveArgs, NetworkIsActiveRet, NetworkIsPersistentArgs, NetworkIsPersistentRet, NetworkListAllPortsArgs, NetworkListAllPortsRet, NetworkLookupByNameArgs, NetworkLookupByNameRet, NetworkLookupByUuidArgs, NetworkLookupByUuidRet, NetworkPortCreateXmlArgs, NetworkPortCreateXmlRet, NetworkPortDeleteArgs, NetworkPortGetParametersArgs, NetworkPortGetParametersRet, NetworkPortGetXmlDescArgs, NetworkPortGetXmlDescRet, NetworkPortLookupByUuidArgs, NetworkPortLookupByUuidRet, NetworkPortSetParametersArgs, NetworkSetAutostartArgs, NetworkUndefineArgs, NetworkUpdateArgs, NodeAllocPagesArgs, NodeAllocPagesRet, NodeDeviceCreateArgs, NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlRet, NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlRet, NodeDeviceDestroyArgs, NodeDeviceDetachFlagsArgs, NodeDeviceDettachArgs, NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartRet, NodeDeviceGetParentArgs, NodeDeviceGetParentRet, NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet, NodeDeviceIsActiveArgs, NodeDeviceIsActiveRet, NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentRet, NodeDeviceListCapsArgs, NodeDeviceListCapsRet, NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet, NodeDeviceLookupScsiHostByWwnArgs, NodeDeviceLookupScsiHostByWwnRet, NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsRet, NodeDeviceReAttachArgs, NodeDeviceResetArgs, NodeDeviceSetAutostartArgs, NodeDeviceUndefineArgs, NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryRet, NodeGetCpuMapArgs, NodeGetCpuMapRet, NodeGetCpuStatsArgs, NodeGetCpuStatsRet, NodeGetFreeMemoryRet, NodeGetFreePagesArgs, NodeGetFreePagesRet, NodeGetInfoRet, NodeGetMemoryParametersArgs, NodeGetMemoryParametersRet, NodeGetMemoryStatsArgs, NodeGetMemoryStatsRet, NodeGetSecurityModelRet, NodeGetSevInfoArgs, NodeGetSevInfoRet, NodeListDevicesArgs, NodeListDevicesRet, NodeNumOfDevicesArgs, NodeNumOfDevicesRet, NodeSetMemoryParametersArgs, NodeSuspendForDurationArgs, NwfilterBindingCreateXmlArgs, NwfilterBindingCreateXmlRet, NwfilterBindingDeleteArgs, NwfilterBindingGetXmlDescArgs, NwfilterBindingGetXmlDescRet, NwfilterBindingLookupByPortDevArgs, NwfilterBindingLookupByPortDevRet, NwfilterDefineXmlArgs, NwfilterDefineXmlFlagsArgs, NwfilterDefineXmlFlagsRet, NwfilterDefineXmlRet, NwfilterGetXmlDescArgs, NwfilterGetXmlDescRet, NwfilterLookupByNameArgs, NwfilterLookupByNameRet, NwfilterLookupByUuidArgs, NwfilterLookupByUuidRet, NwfilterUndefineArgs, SecretDefineXmlArgs, SecretDefineXmlRet, SecretGetValueArgs, SecretGetValueRet, SecretGetXmlDescArgs, SecretGetXmlDescRet, SecretLookupByUsageArgs, SecretLookupByUsageRet, SecretLookupByUuidArgs, SecretLookupByUuidRet, SecretSetValueArgs, SecretUndefineArgs, StoragePoolBuildArgs, StoragePoolCreateArgs, StoragePoolCreateXmlArgs, StoragePoolCreateXmlRet, StoragePoolDefineXmlArgs, StoragePoolDefineXmlRet, StoragePoolDeleteArgs, StoragePoolDestroyArgs, StoragePoolGetAutostartArgs, StoragePoolGetAutostartRet, StoragePoolGetInfoArgs, StoragePoolGetInfoRet, StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescRet, StoragePoolIsActiveArgs, StoragePoolIsActiveRet, StoragePoolIsPersistentArgs, StoragePoolIsPersistentRet, StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesRet, StoragePoolListVolumesArgs, StoragePoolListVolumesRet, StoragePoolLookupByNameArgs, StoragePoolLookupByNameRet, StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathRet, StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidRet, StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeRet, StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesRet, StoragePoolRefreshArgs, StoragePoolSetAutostartArgs, StoragePoolUndefineArgs, StorageVolCreateXmlArgs, StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromRet, StorageVolCreateXmlRet, StorageVolDeleteArgs, StorageVolDownloadArgs, StorageVolGetInfoArgs, StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsRet, StorageVolGetInfoRet, StorageVolGetPathArgs, StorageVolGetPathRet, StorageVolGetXmlDescArgs, StorageVolGetXmlDescRet, StorageVolLookupByKeyArgs, StorageVolLookupByKeyRet, StorageVolLookupByNameArgs, StorageVolLookupByNameRet, StorageVolLookupByPathArgs, StorageVolLookupByPathRet, StorageVolResizeArgs, StorageVolUploadArgs, StorageVolWipeArgs, StorageVolWipePatternArgs } from './remote.gen.ts';
import * as P from './remote.gen.ts';
import type { ServedProcedure } from './procedure.ts';
import { getList, putList } from './lists.ts';
import { LIMITS, getDomain, putDomain, getNetwork, putNetwork, getNetworkPort, putNetworkPort, getNwfilter, putNwfilter, getNwfilterBinding, putNwfilterBinding, getInterface, putInterface, getStoragePool, putStoragePool, getStorageVol, putStorageVol, getNodeDevice, putNodeDevice, getSecret, putSecret, getCheckpoint, putCheckpoint, getSnapshot, putSnapshot, putVcpuInfo, putNodeStat, putDiskError, putMemoryStat, putIothreadInfo, putDhcpLease, putDomainStats, putFsInfo, putDomainInterface, putSecurityLabel } from './remote.gen.ts';

export const ServedConnectOpen: ServedProcedure<ConnectOpenArgs, undefined> = {
  procedure: P.ConnectOpen,
  getArgs: (r) => ({ name: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectClose: ServedProcedure<undefined, undefined> = {
  procedure: P.ConnectClose,
  getArgs: () => undefined,
  putRet: () => undefined,
};

export const ServedConnectGetType: ServedProcedure<undefined, ConnectGetTypeRet> = {
  procedure: P.ConnectGetType,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.string(ret.type);
  },
};

export const ServedConnectGetVersion: ServedProcedure<undefined, ConnectGetVersionRet> = {
  procedure: P.ConnectGetVersion,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.uhyper(ret.hvVer);
  },
};

export const ServedConnectGetMaxVcpus: ServedProcedure<ConnectGetMaxVcpusArgs, ConnectGetMaxVcpusRet> = {
  procedure: P.ConnectGetMaxVcpus,
  getArgs: (r) => ({ type: r.optString() }),
  putRet: (w, ret) => {
    w.int(ret.maxVcpus);
  },
};

export const ServedNodeGetInfo: ServedProcedure<undefined, NodeGetInfoRet> = {
  procedure: P.NodeGetInfo,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.fixedChars(ret.model, 32);
    w.uhyper(ret.memoryKiB);
    w.int(ret.cpus);
    w.int(ret.mhz);
    w.int(ret.nodes);
    w.int(ret.sockets);
    w.int(ret.cores);
    w.int(ret.threads);
  },
};

export const ServedConnectGetCapabilities: ServedProcedure<undefined, ConnectGetCapabilitiesRet> = {
  procedure: P.ConnectGetCapabilities,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.string(ret.capabilities);
  },
};

export const ServedDomainAttachDevice: ServedProcedure<DomainAttachDeviceArgs, undefined> = {
  procedure: P.DomainAttachDevice,
  getArgs: (r) => ({ dom: getDomain(r), xml: r.string() }),
  putRet: () => undefined,
};

export const ServedDomainCreate: ServedProcedure<DomainCreateArgs, undefined> = {
  procedure: P.DomainCreate,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedDomainCreateXml: ServedProcedure<DomainCreateXmlArgs, DomainCreateXmlRet> = {
  procedure: P.DomainCreateXml,
  getArgs: (r) => ({ xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainDefineXml: ServedProcedure<DomainDefineXmlArgs, DomainDefineXmlRet> = {
  procedure: P.DomainDefineXml,
  getArgs: (r) => ({ xml: r.string() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainDestroy: ServedProcedure<DomainDestroyArgs, undefined> = {
  procedure: P.DomainDestroy,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedDomainDetachDevice: ServedProcedure<DomainDetachDeviceArgs, undefined> = {
  procedure: P.DomainDetachDevice,
  getArgs: (r) => ({ dom: getDomain(r), xml: r.string() }),
  putRet: () => undefined,
};

export const ServedDomainGetXmlDesc: ServedProcedure<DomainGetXmlDescArgs, DomainGetXmlDescRet> = {
  procedure: P.DomainGetXmlDesc,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainGetAutostart: ServedProcedure<DomainGetAutostartArgs, DomainGetAutostartRet> = {
  procedure: P.DomainGetAutostart,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.bool(ret.autostart);
  },
};

export const ServedDomainGetInfo: ServedProcedure<DomainGetInfoArgs, DomainGetInfoRet> = {
  procedure: P.DomainGetInfo,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.uint(ret.state);
    w.uhyper(ret.maxMemKiB);
    w.uhyper(ret.memoryKiB);
    w.uint(ret.nrVirtCpu);
    w.uhyper(ret.cpuTimeNs);
  },
};

export const ServedDomainGetMaxMemory: ServedProcedure<DomainGetMaxMemoryArgs, DomainGetMaxMemoryRet> = {
  procedure: P.DomainGetMaxMemory,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.uhyper(ret.memory);
  },
};

export const ServedDomainGetMaxVcpus: ServedProcedure<DomainGetMaxVcpusArgs, DomainGetMaxVcpusRet> = {
  procedure: P.DomainGetMaxVcpus,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainGetOsType: ServedProcedure<DomainGetOsTypeArgs, DomainGetOsTypeRet> = {
  procedure: P.DomainGetOsType,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.string(ret.type);
  },
};

export const ServedDomainGetVcpus: ServedProcedure<DomainGetVcpusArgs, DomainGetVcpusRet> = {
  procedure: P.DomainGetVcpus,
  getArgs: (r) => ({ dom: getDomain(r), maxinfo: r.int(), maplen: r.int() }),
  putRet: (w, ret) => {
    putList(w, ret.info, LIMITS.VCPUINFO_MAX, putVcpuInfo);
    w.opaque(ret.cpumaps, LIMITS.CPUMAPS_MAX);
  },
};

export const ServedConnectListDefinedDomains: ServedProcedure<ConnectListDefinedDomainsArgs, ConnectListDefinedDomainsRet> = {
  procedure: P.ConnectListDefinedDomains,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.DOMAIN_LIST_MAX);
  },
};

export const ServedDomainLookupById: ServedProcedure<DomainLookupByIdArgs, DomainLookupByIdRet> = {
  procedure: P.DomainLookupById,
  getArgs: (r) => ({ id: r.int() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainLookupByName: ServedProcedure<DomainLookupByNameArgs, DomainLookupByNameRet> = {
  procedure: P.DomainLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainLookupByUuid: ServedProcedure<DomainLookupByUuidArgs, DomainLookupByUuidRet> = {
  procedure: P.DomainLookupByUuid,
  getArgs: (r) => ({ uuid: r.uuid() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedConnectNumOfDefinedDomains: ServedProcedure<undefined, ConnectNumOfDefinedDomainsRet> = {
  procedure: P.ConnectNumOfDefinedDomains,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainPinVcpu: ServedProcedure<DomainPinVcpuArgs, undefined> = {
  procedure: P.DomainPinVcpu,
  getArgs: (r) => ({ dom: getDomain(r), vcpu: r.uint(), cpumap: r.opaque(LIMITS.CPUMAP_MAX) }),
  putRet: () => undefined,
};

export const ServedDomainReboot: ServedProcedure<DomainRebootArgs, undefined> = {
  procedure: P.DomainReboot,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainResume: ServedProcedure<DomainResumeArgs, undefined> = {
  procedure: P.DomainResume,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedDomainSetAutostart: ServedProcedure<DomainSetAutostartArgs, undefined> = {
  procedure: P.DomainSetAutostart,
  getArgs: (r) => ({ dom: getDomain(r), autostart: r.bool() }),
  putRet: () => undefined,
};

export const ServedDomainSetMaxMemory: ServedProcedure<DomainSetMaxMemoryArgs, undefined> = {
  procedure: P.DomainSetMaxMemory,
  getArgs: (r) => ({ dom: getDomain(r), memory: r.uhyper() }),
  putRet: () => undefined,
};

export const ServedDomainSetMemory: ServedProcedure<DomainSetMemoryArgs, undefined> = {
  procedure: P.DomainSetMemory,
  getArgs: (r) => ({ dom: getDomain(r), memory: r.uhyper() }),
  putRet: () => undefined,
};

export const ServedDomainSetVcpus: ServedProcedure<DomainSetVcpusArgs, undefined> = {
  procedure: P.DomainSetVcpus,
  getArgs: (r) => ({ dom: getDomain(r), nvcpus: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainShutdown: ServedProcedure<DomainShutdownArgs, undefined> = {
  procedure: P.DomainShutdown,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedDomainSuspend: ServedProcedure<DomainSuspendArgs, undefined> = {
  procedure: P.DomainSuspend,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedDomainUndefine: ServedProcedure<DomainUndefineArgs, undefined> = {
  procedure: P.DomainUndefine,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedConnectListDefinedNetworks: ServedProcedure<ConnectListDefinedNetworksArgs, ConnectListDefinedNetworksRet> = {
  procedure: P.ConnectListDefinedNetworks,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.NETWORK_LIST_MAX);
  },
};

export const ServedConnectListDomains: ServedProcedure<ConnectListDomainsArgs, ConnectListDomainsRet> = {
  procedure: P.ConnectListDomains,
  getArgs: (r) => ({ maxids: r.int() }),
  putRet: (w, ret) => {
    w.ints(ret.ids, LIMITS.DOMAIN_LIST_MAX);
  },
};

export const ServedConnectListNetworks: ServedProcedure<ConnectListNetworksArgs, ConnectListNetworksRet> = {
  procedure: P.ConnectListNetworks,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.NETWORK_LIST_MAX);
  },
};

export const ServedNetworkCreate: ServedProcedure<NetworkCreateArgs, undefined> = {
  procedure: P.NetworkCreate,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: () => undefined,
};

export const ServedNetworkCreateXml: ServedProcedure<NetworkCreateXmlArgs, NetworkCreateXmlRet> = {
  procedure: P.NetworkCreateXml,
  getArgs: (r) => ({ xml: r.string() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedNetworkDefineXml: ServedProcedure<NetworkDefineXmlArgs, NetworkDefineXmlRet> = {
  procedure: P.NetworkDefineXml,
  getArgs: (r) => ({ xml: r.string() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedNetworkDestroy: ServedProcedure<NetworkDestroyArgs, undefined> = {
  procedure: P.NetworkDestroy,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: () => undefined,
};

export const ServedNetworkGetXmlDesc: ServedProcedure<NetworkGetXmlDescArgs, NetworkGetXmlDescRet> = {
  procedure: P.NetworkGetXmlDesc,
  getArgs: (r) => ({ net: getNetwork(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedNetworkGetAutostart: ServedProcedure<NetworkGetAutostartArgs, NetworkGetAutostartRet> = {
  procedure: P.NetworkGetAutostart,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: (w, ret) => {
    w.bool(ret.autostart);
  },
};

export const ServedNetworkGetBridgeName: ServedProcedure<NetworkGetBridgeNameArgs, NetworkGetBridgeNameRet> = {
  procedure: P.NetworkGetBridgeName,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: (w, ret) => {
    w.string(ret.name);
  },
};

export const ServedNetworkLookupByName: ServedProcedure<NetworkLookupByNameArgs, NetworkLookupByNameRet> = {
  procedure: P.NetworkLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedNetworkLookupByUuid: ServedProcedure<NetworkLookupByUuidArgs, NetworkLookupByUuidRet> = {
  procedure: P.NetworkLookupByUuid,
  getArgs: (r) => ({ uuid: r.uuid() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedNetworkSetAutostart: ServedProcedure<NetworkSetAutostartArgs, undefined> = {
  procedure: P.NetworkSetAutostart,
  getArgs: (r) => ({ net: getNetwork(r), autostart: r.bool() }),
  putRet: () => undefined,
};

export const ServedNetworkUndefine: ServedProcedure<NetworkUndefineArgs, undefined> = {
  procedure: P.NetworkUndefine,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: () => undefined,
};

export const ServedConnectNumOfDefinedNetworks: ServedProcedure<undefined, ConnectNumOfDefinedNetworksRet> = {
  procedure: P.ConnectNumOfDefinedNetworks,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectNumOfDomains: ServedProcedure<undefined, ConnectNumOfDomainsRet> = {
  procedure: P.ConnectNumOfDomains,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectNumOfNetworks: ServedProcedure<undefined, ConnectNumOfNetworksRet> = {
  procedure: P.ConnectNumOfNetworks,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainCoreDump: ServedProcedure<DomainCoreDumpArgs, undefined> = {
  procedure: P.DomainCoreDump,
  getArgs: (r) => ({ dom: getDomain(r), to: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainRestore: ServedProcedure<DomainRestoreArgs, undefined> = {
  procedure: P.DomainRestore,
  getArgs: (r) => ({ from: r.string() }),
  putRet: () => undefined,
};

export const ServedDomainSave: ServedProcedure<DomainSaveArgs, undefined> = {
  procedure: P.DomainSave,
  getArgs: (r) => ({ dom: getDomain(r), to: r.string() }),
  putRet: () => undefined,
};

export const ServedDomainGetSchedulerType: ServedProcedure<DomainGetSchedulerTypeArgs, DomainGetSchedulerTypeRet> = {
  procedure: P.DomainGetSchedulerType,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.string(ret.type);
    w.int(ret.nparams);
  },
};

export const ServedDomainGetSchedulerParameters: ServedProcedure<DomainGetSchedulerParametersArgs, DomainGetSchedulerParametersRet> = {
  procedure: P.DomainGetSchedulerParameters,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.int() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX);
  },
};

export const ServedDomainSetSchedulerParameters: ServedProcedure<DomainSetSchedulerParametersArgs, undefined> = {
  procedure: P.DomainSetSchedulerParameters,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX) }),
  putRet: () => undefined,
};

export const ServedConnectGetHostname: ServedProcedure<undefined, ConnectGetHostnameRet> = {
  procedure: P.ConnectGetHostname,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.string(ret.hostname);
  },
};

export const ServedConnectSupportsFeature: ServedProcedure<ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet> = {
  procedure: P.ConnectSupportsFeature,
  getArgs: (r) => ({ feature: r.int() }),
  putRet: (w, ret) => {
    w.bool(ret.supported);
  },
};

export const ServedDomainMigratePrepare: ServedProcedure<DomainMigratePrepareArgs, DomainMigratePrepareRet> = {
  procedure: P.DomainMigratePrepare,
  getArgs: (r) => ({ uriIn: r.optString(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookie, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(ret.uriOut);
  },
};

export const ServedDomainMigratePerform: ServedProcedure<DomainMigratePerformArgs, undefined> = {
  procedure: P.DomainMigratePerform,
  getArgs: (r) => ({ dom: getDomain(r), cookie: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uri: r.string(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper() }),
  putRet: () => undefined,
};

export const ServedDomainMigrateFinish: ServedProcedure<DomainMigrateFinishArgs, DomainMigrateFinishRet> = {
  procedure: P.DomainMigrateFinish,
  getArgs: (r) => ({ dname: r.string(), cookie: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uri: r.string(), flags: r.uhyper() }),
  putRet: (w, ret) => {
    putDomain(w, ret.ddom);
  },
};

export const ServedDomainBlockStats: ServedProcedure<DomainBlockStatsArgs, DomainBlockStatsRet> = {
  procedure: P.DomainBlockStats,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string() }),
  putRet: (w, ret) => {
    w.hyper(ret.rdReq);
    w.hyper(ret.rdBytes);
    w.hyper(ret.wrReq);
    w.hyper(ret.wrBytes);
    w.hyper(ret.errs);
  },
};

export const ServedDomainInterfaceStats: ServedProcedure<DomainInterfaceStatsArgs, DomainInterfaceStatsRet> = {
  procedure: P.DomainInterfaceStats,
  getArgs: (r) => ({ dom: getDomain(r), device: r.string() }),
  putRet: (w, ret) => {
    w.hyper(ret.rxBytes);
    w.hyper(ret.rxPackets);
    w.hyper(ret.rxErrs);
    w.hyper(ret.rxDrop);
    w.hyper(ret.txBytes);
    w.hyper(ret.txPackets);
    w.hyper(ret.txErrs);
    w.hyper(ret.txDrop);
  },
};

export const ServedAuthList: ServedProcedure<undefined, AuthListRet> = {
  procedure: P.AuthList,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.ints(ret.types, LIMITS.AUTH_TYPE_LIST_MAX);
  },
};

export const ServedAuthSaslInit: ServedProcedure<undefined, AuthSaslInitRet> = {
  procedure: P.AuthSaslInit,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.string(ret.mechlist);
  },
};

export const ServedAuthSaslStart: ServedProcedure<AuthSaslStartArgs, AuthSaslStartRet> = {
  procedure: P.AuthSaslStart,
  getArgs: (r) => ({ mech: r.string(), nil: r.bool(), data: r.chars(LIMITS.AUTH_SASL_DATA_MAX) }),
  putRet: (w, ret) => {
    w.bool(ret.complete);
    w.bool(ret.nil);
    w.chars(ret.data, LIMITS.AUTH_SASL_DATA_MAX);
  },
};

export const ServedAuthSaslStep: ServedProcedure<AuthSaslStepArgs, AuthSaslStepRet> = {
  procedure: P.AuthSaslStep,
  getArgs: (r) => ({ nil: r.bool(), data: r.chars(LIMITS.AUTH_SASL_DATA_MAX) }),
  putRet: (w, ret) => {
    w.bool(ret.complete);
    w.bool(ret.nil);
    w.chars(ret.data, LIMITS.AUTH_SASL_DATA_MAX);
  },
};

export const ServedAuthPolkit: ServedProcedure<undefined, AuthPolkitRet> = {
  procedure: P.AuthPolkit,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.bool(ret.complete);
  },
};

export const ServedConnectNumOfStoragePools: ServedProcedure<undefined, ConnectNumOfStoragePoolsRet> = {
  procedure: P.ConnectNumOfStoragePools,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListStoragePools: ServedProcedure<ConnectListStoragePoolsArgs, ConnectListStoragePoolsRet> = {
  procedure: P.ConnectListStoragePools,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.STORAGE_POOL_LIST_MAX);
  },
};

export const ServedConnectNumOfDefinedStoragePools: ServedProcedure<undefined, ConnectNumOfDefinedStoragePoolsRet> = {
  procedure: P.ConnectNumOfDefinedStoragePools,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListDefinedStoragePools: ServedProcedure<ConnectListDefinedStoragePoolsArgs, ConnectListDefinedStoragePoolsRet> = {
  procedure: P.ConnectListDefinedStoragePools,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.STORAGE_POOL_LIST_MAX);
  },
};

export const ServedConnectFindStoragePoolSources: ServedProcedure<ConnectFindStoragePoolSourcesArgs, ConnectFindStoragePoolSourcesRet> = {
  procedure: P.ConnectFindStoragePoolSources,
  getArgs: (r) => ({ type: r.string(), srcSpec: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedStoragePoolCreateXml: ServedProcedure<StoragePoolCreateXmlArgs, StoragePoolCreateXmlRet> = {
  procedure: P.StoragePoolCreateXml,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedStoragePoolDefineXml: ServedProcedure<StoragePoolDefineXmlArgs, StoragePoolDefineXmlRet> = {
  procedure: P.StoragePoolDefineXml,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedStoragePoolCreate: ServedProcedure<StoragePoolCreateArgs, undefined> = {
  procedure: P.StoragePoolCreate,
  getArgs: (r) => ({ pool: getStoragePool(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStoragePoolBuild: ServedProcedure<StoragePoolBuildArgs, undefined> = {
  procedure: P.StoragePoolBuild,
  getArgs: (r) => ({ pool: getStoragePool(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStoragePoolDestroy: ServedProcedure<StoragePoolDestroyArgs, undefined> = {
  procedure: P.StoragePoolDestroy,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: () => undefined,
};

export const ServedStoragePoolDelete: ServedProcedure<StoragePoolDeleteArgs, undefined> = {
  procedure: P.StoragePoolDelete,
  getArgs: (r) => ({ pool: getStoragePool(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStoragePoolUndefine: ServedProcedure<StoragePoolUndefineArgs, undefined> = {
  procedure: P.StoragePoolUndefine,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: () => undefined,
};

export const ServedStoragePoolRefresh: ServedProcedure<StoragePoolRefreshArgs, undefined> = {
  procedure: P.StoragePoolRefresh,
  getArgs: (r) => ({ pool: getStoragePool(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStoragePoolLookupByName: ServedProcedure<StoragePoolLookupByNameArgs, StoragePoolLookupByNameRet> = {
  procedure: P.StoragePoolLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedStoragePoolLookupByUuid: ServedProcedure<StoragePoolLookupByUuidArgs, StoragePoolLookupByUuidRet> = {
  procedure: P.StoragePoolLookupByUuid,
  getArgs: (r) => ({ uuid: r.uuid() }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedStoragePoolLookupByVolume: ServedProcedure<StoragePoolLookupByVolumeArgs, StoragePoolLookupByVolumeRet> = {
  procedure: P.StoragePoolLookupByVolume,
  getArgs: (r) => ({ vol: getStorageVol(r) }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedStoragePoolGetInfo: ServedProcedure<StoragePoolGetInfoArgs, StoragePoolGetInfoRet> = {
  procedure: P.StoragePoolGetInfo,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: (w, ret) => {
    w.uint(ret.state);
    w.uhyper(ret.capacity);
    w.uhyper(ret.allocation);
    w.uhyper(ret.available);
  },
};

export const ServedStoragePoolGetXmlDesc: ServedProcedure<StoragePoolGetXmlDescArgs, StoragePoolGetXmlDescRet> = {
  procedure: P.StoragePoolGetXmlDesc,
  getArgs: (r) => ({ pool: getStoragePool(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedStoragePoolGetAutostart: ServedProcedure<StoragePoolGetAutostartArgs, StoragePoolGetAutostartRet> = {
  procedure: P.StoragePoolGetAutostart,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: (w, ret) => {
    w.bool(ret.autostart);
  },
};

export const ServedStoragePoolSetAutostart: ServedProcedure<StoragePoolSetAutostartArgs, undefined> = {
  procedure: P.StoragePoolSetAutostart,
  getArgs: (r) => ({ pool: getStoragePool(r), autostart: r.bool() }),
  putRet: () => undefined,
};

export const ServedStoragePoolNumOfVolumes: ServedProcedure<StoragePoolNumOfVolumesArgs, StoragePoolNumOfVolumesRet> = {
  procedure: P.StoragePoolNumOfVolumes,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedStoragePoolListVolumes: ServedProcedure<StoragePoolListVolumesArgs, StoragePoolListVolumesRet> = {
  procedure: P.StoragePoolListVolumes,
  getArgs: (r) => ({ pool: getStoragePool(r), maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.STORAGE_VOL_LIST_MAX);
  },
};

export const ServedStorageVolCreateXml: ServedProcedure<StorageVolCreateXmlArgs, StorageVolCreateXmlRet> = {
  procedure: P.StorageVolCreateXml,
  getArgs: (r) => ({ pool: getStoragePool(r), xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putStorageVol(w, ret.vol);
  },
};

export const ServedStorageVolDelete: ServedProcedure<StorageVolDeleteArgs, undefined> = {
  procedure: P.StorageVolDelete,
  getArgs: (r) => ({ vol: getStorageVol(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStorageVolLookupByName: ServedProcedure<StorageVolLookupByNameArgs, StorageVolLookupByNameRet> = {
  procedure: P.StorageVolLookupByName,
  getArgs: (r) => ({ pool: getStoragePool(r), name: r.string() }),
  putRet: (w, ret) => {
    putStorageVol(w, ret.vol);
  },
};

export const ServedStorageVolLookupByKey: ServedProcedure<StorageVolLookupByKeyArgs, StorageVolLookupByKeyRet> = {
  procedure: P.StorageVolLookupByKey,
  getArgs: (r) => ({ key: r.string() }),
  putRet: (w, ret) => {
    putStorageVol(w, ret.vol);
  },
};

export const ServedStorageVolLookupByPath: ServedProcedure<StorageVolLookupByPathArgs, StorageVolLookupByPathRet> = {
  procedure: P.StorageVolLookupByPath,
  getArgs: (r) => ({ path: r.string() }),
  putRet: (w, ret) => {
    putStorageVol(w, ret.vol);
  },
};

export const ServedStorageVolGetInfo: ServedProcedure<StorageVolGetInfoArgs, StorageVolGetInfoRet> = {
  procedure: P.StorageVolGetInfo,
  getArgs: (r) => ({ vol: getStorageVol(r) }),
  putRet: (w, ret) => {
    w.int(ret.type);
    w.uhyper(ret.capacity);
    w.uhyper(ret.allocation);
  },
};

export const ServedStorageVolGetXmlDesc: ServedProcedure<StorageVolGetXmlDescArgs, StorageVolGetXmlDescRet> = {
  procedure: P.StorageVolGetXmlDesc,
  getArgs: (r) => ({ vol: getStorageVol(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedStorageVolGetPath: ServedProcedure<StorageVolGetPathArgs, StorageVolGetPathRet> = {
  procedure: P.StorageVolGetPath,
  getArgs: (r) => ({ vol: getStorageVol(r) }),
  putRet: (w, ret) => {
    w.string(ret.name);
  },
};

export const ServedNodeGetCellsFreeMemory: ServedProcedure<NodeGetCellsFreeMemoryArgs, NodeGetCellsFreeMemoryRet> = {
  procedure: P.NodeGetCellsFreeMemory,
  getArgs: (r) => ({ startCell: r.int(), maxcells: r.int() }),
  putRet: (w, ret) => {
    w.uhypers(ret.cells, LIMITS.NODE_MAX_CELLS);
  },
};

export const ServedNodeGetFreeMemory: ServedProcedure<undefined, NodeGetFreeMemoryRet> = {
  procedure: P.NodeGetFreeMemory,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.uhyper(ret.freeMem);
  },
};

export const ServedDomainBlockPeek: ServedProcedure<DomainBlockPeekArgs, DomainBlockPeekRet> = {
  procedure: P.DomainBlockPeek,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), offset: r.uhyper(), size: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.buffer, LIMITS.DOMAIN_BLOCK_PEEK_BUFFER_MAX);
  },
};

export const ServedDomainMemoryPeek: ServedProcedure<DomainMemoryPeekArgs, DomainMemoryPeekRet> = {
  procedure: P.DomainMemoryPeek,
  getArgs: (r) => ({ dom: getDomain(r), offset: r.uhyper(), size: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.buffer, LIMITS.DOMAIN_MEMORY_PEEK_BUFFER_MAX);
  },
};

export const ServedConnectDomainEventRegister: ServedProcedure<undefined, ConnectDomainEventRegisterRet> = {
  procedure: P.ConnectDomainEventRegister,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.cbRegistered);
  },
};

export const ServedConnectDomainEventDeregister: ServedProcedure<undefined, ConnectDomainEventDeregisterRet> = {
  procedure: P.ConnectDomainEventDeregister,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.cbRegistered);
  },
};

export const ServedDomainMigratePrepare2: ServedProcedure<DomainMigratePrepare2Args, DomainMigratePrepare2Ret> = {
  procedure: P.DomainMigratePrepare2,
  getArgs: (r) => ({ uriIn: r.optString(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper(), domXml: r.string() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookie, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(ret.uriOut);
  },
};

export const ServedDomainMigrateFinish2: ServedProcedure<DomainMigrateFinish2Args, DomainMigrateFinish2Ret> = {
  procedure: P.DomainMigrateFinish2,
  getArgs: (r) => ({ dname: r.string(), cookie: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uri: r.string(), flags: r.uhyper(), retcode: r.int() }),
  putRet: (w, ret) => {
    putDomain(w, ret.ddom);
  },
};

export const ServedConnectGetUri: ServedProcedure<undefined, ConnectGetUriRet> = {
  procedure: P.ConnectGetUri,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.string(ret.uri);
  },
};

export const ServedNodeNumOfDevices: ServedProcedure<NodeNumOfDevicesArgs, NodeNumOfDevicesRet> = {
  procedure: P.NodeNumOfDevices,
  getArgs: (r) => ({ cap: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedNodeListDevices: ServedProcedure<NodeListDevicesArgs, NodeListDevicesRet> = {
  procedure: P.NodeListDevices,
  getArgs: (r) => ({ cap: r.optString(), maxnames: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.NODE_DEVICE_LIST_MAX);
  },
};

export const ServedNodeDeviceLookupByName: ServedProcedure<NodeDeviceLookupByNameArgs, NodeDeviceLookupByNameRet> = {
  procedure: P.NodeDeviceLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putNodeDevice(w, ret.dev);
  },
};

export const ServedNodeDeviceGetXmlDesc: ServedProcedure<NodeDeviceGetXmlDescArgs, NodeDeviceGetXmlDescRet> = {
  procedure: P.NodeDeviceGetXmlDesc,
  getArgs: (r) => ({ name: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedNodeDeviceGetParent: ServedProcedure<NodeDeviceGetParentArgs, NodeDeviceGetParentRet> = {
  procedure: P.NodeDeviceGetParent,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    w.optString(ret.parentName);
  },
};

export const ServedNodeDeviceNumOfCaps: ServedProcedure<NodeDeviceNumOfCapsArgs, NodeDeviceNumOfCapsRet> = {
  procedure: P.NodeDeviceNumOfCaps,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedNodeDeviceListCaps: ServedProcedure<NodeDeviceListCapsArgs, NodeDeviceListCapsRet> = {
  procedure: P.NodeDeviceListCaps,
  getArgs: (r) => ({ name: r.string(), maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.NODE_DEVICE_CAPS_LIST_MAX);
  },
};

export const ServedNodeDeviceDettach: ServedProcedure<NodeDeviceDettachArgs, undefined> = {
  procedure: P.NodeDeviceDettach,
  getArgs: (r) => ({ name: r.string() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceReAttach: ServedProcedure<NodeDeviceReAttachArgs, undefined> = {
  procedure: P.NodeDeviceReAttach,
  getArgs: (r) => ({ name: r.string() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceReset: ServedProcedure<NodeDeviceResetArgs, undefined> = {
  procedure: P.NodeDeviceReset,
  getArgs: (r) => ({ name: r.string() }),
  putRet: () => undefined,
};

export const ServedDomainGetSecurityLabel: ServedProcedure<DomainGetSecurityLabelArgs, DomainGetSecurityLabelRet> = {
  procedure: P.DomainGetSecurityLabel,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.chars(ret.label, LIMITS.SECURITY_LABEL_MAX);
    w.bool(ret.enforcing);
  },
};

export const ServedNodeGetSecurityModel: ServedProcedure<undefined, NodeGetSecurityModelRet> = {
  procedure: P.NodeGetSecurityModel,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.chars(ret.model, LIMITS.SECURITY_MODEL_MAX);
    w.chars(ret.doi, LIMITS.SECURITY_DOI_MAX);
  },
};

export const ServedNodeDeviceCreateXml: ServedProcedure<NodeDeviceCreateXmlArgs, NodeDeviceCreateXmlRet> = {
  procedure: P.NodeDeviceCreateXml,
  getArgs: (r) => ({ xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNodeDevice(w, ret.dev);
  },
};

export const ServedNodeDeviceDestroy: ServedProcedure<NodeDeviceDestroyArgs, undefined> = {
  procedure: P.NodeDeviceDestroy,
  getArgs: (r) => ({ name: r.string() }),
  putRet: () => undefined,
};

export const ServedStorageVolCreateXmlFrom: ServedProcedure<StorageVolCreateXmlFromArgs, StorageVolCreateXmlFromRet> = {
  procedure: P.StorageVolCreateXmlFrom,
  getArgs: (r) => ({ pool: getStoragePool(r), xml: r.string(), clonevol: getStorageVol(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putStorageVol(w, ret.vol);
  },
};

export const ServedConnectNumOfInterfaces: ServedProcedure<undefined, ConnectNumOfInterfacesRet> = {
  procedure: P.ConnectNumOfInterfaces,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListInterfaces: ServedProcedure<ConnectListInterfacesArgs, ConnectListInterfacesRet> = {
  procedure: P.ConnectListInterfaces,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.INTERFACE_LIST_MAX);
  },
};

export const ServedInterfaceLookupByName: ServedProcedure<InterfaceLookupByNameArgs, InterfaceLookupByNameRet> = {
  procedure: P.InterfaceLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putInterface(w, ret.iface);
  },
};

export const ServedInterfaceLookupByMacString: ServedProcedure<InterfaceLookupByMacStringArgs, InterfaceLookupByMacStringRet> = {
  procedure: P.InterfaceLookupByMacString,
  getArgs: (r) => ({ mac: r.string() }),
  putRet: (w, ret) => {
    putInterface(w, ret.iface);
  },
};

export const ServedInterfaceGetXmlDesc: ServedProcedure<InterfaceGetXmlDescArgs, InterfaceGetXmlDescRet> = {
  procedure: P.InterfaceGetXmlDesc,
  getArgs: (r) => ({ iface: getInterface(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedInterfaceDefineXml: ServedProcedure<InterfaceDefineXmlArgs, InterfaceDefineXmlRet> = {
  procedure: P.InterfaceDefineXml,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putInterface(w, ret.iface);
  },
};

export const ServedInterfaceUndefine: ServedProcedure<InterfaceUndefineArgs, undefined> = {
  procedure: P.InterfaceUndefine,
  getArgs: (r) => ({ iface: getInterface(r) }),
  putRet: () => undefined,
};

export const ServedInterfaceCreate: ServedProcedure<InterfaceCreateArgs, undefined> = {
  procedure: P.InterfaceCreate,
  getArgs: (r) => ({ iface: getInterface(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedInterfaceDestroy: ServedProcedure<InterfaceDestroyArgs, undefined> = {
  procedure: P.InterfaceDestroy,
  getArgs: (r) => ({ iface: getInterface(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectDomainXmlFromNative: ServedProcedure<ConnectDomainXmlFromNativeArgs, ConnectDomainXmlFromNativeRet> = {
  procedure: P.ConnectDomainXmlFromNative,
  getArgs: (r) => ({ nativeFormat: r.string(), nativeConfig: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.domainXml);
  },
};

export const ServedConnectDomainXmlToNative: ServedProcedure<ConnectDomainXmlToNativeArgs, ConnectDomainXmlToNativeRet> = {
  procedure: P.ConnectDomainXmlToNative,
  getArgs: (r) => ({ nativeFormat: r.string(), domainXml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.nativeConfig);
  },
};

export const ServedConnectNumOfDefinedInterfaces: ServedProcedure<undefined, ConnectNumOfDefinedInterfacesRet> = {
  procedure: P.ConnectNumOfDefinedInterfaces,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListDefinedInterfaces: ServedProcedure<ConnectListDefinedInterfacesArgs, ConnectListDefinedInterfacesRet> = {
  procedure: P.ConnectListDefinedInterfaces,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.INTERFACE_LIST_MAX);
  },
};

export const ServedConnectNumOfSecrets: ServedProcedure<undefined, ConnectNumOfSecretsRet> = {
  procedure: P.ConnectNumOfSecrets,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListSecrets: ServedProcedure<ConnectListSecretsArgs, ConnectListSecretsRet> = {
  procedure: P.ConnectListSecrets,
  getArgs: (r) => ({ maxuuids: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.uuids, LIMITS.SECRET_LIST_MAX);
  },
};

export const ServedSecretLookupByUuid: ServedProcedure<SecretLookupByUuidArgs, SecretLookupByUuidRet> = {
  procedure: P.SecretLookupByUuid,
  getArgs: (r) => ({ uuid: r.uuid() }),
  putRet: (w, ret) => {
    putSecret(w, ret.secret);
  },
};

export const ServedSecretDefineXml: ServedProcedure<SecretDefineXmlArgs, SecretDefineXmlRet> = {
  procedure: P.SecretDefineXml,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putSecret(w, ret.secret);
  },
};

export const ServedSecretGetXmlDesc: ServedProcedure<SecretGetXmlDescArgs, SecretGetXmlDescRet> = {
  procedure: P.SecretGetXmlDesc,
  getArgs: (r) => ({ secret: getSecret(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedSecretSetValue: ServedProcedure<SecretSetValueArgs, undefined> = {
  procedure: P.SecretSetValue,
  getArgs: (r) => ({ secret: getSecret(r), value: r.opaque(LIMITS.SECRET_VALUE_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedSecretGetValue: ServedProcedure<SecretGetValueArgs, SecretGetValueRet> = {
  procedure: P.SecretGetValue,
  getArgs: (r) => ({ secret: getSecret(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.value, LIMITS.SECRET_VALUE_MAX);
  },
};

export const ServedSecretUndefine: ServedProcedure<SecretUndefineArgs, undefined> = {
  procedure: P.SecretUndefine,
  getArgs: (r) => ({ secret: getSecret(r) }),
  putRet: () => undefined,
};

export const ServedSecretLookupByUsage: ServedProcedure<SecretLookupByUsageArgs, SecretLookupByUsageRet> = {
  procedure: P.SecretLookupByUsage,
  getArgs: (r) => ({ usageType: r.int(), usageID: r.string() }),
  putRet: (w, ret) => {
    putSecret(w, ret.secret);
  },
};

export const ServedDomainMigratePrepareTunnel: ServedProcedure<DomainMigratePrepareTunnelArgs, undefined> = {
  procedure: P.DomainMigratePrepareTunnel,
  getArgs: (r) => ({ flags: r.uhyper(), dname: r.optString(), resource: r.uhyper(), domXml: r.string() }),
  putRet: () => undefined,
};

export const ServedConnectIsSecure: ServedProcedure<undefined, ConnectIsSecureRet> = {
  procedure: P.ConnectIsSecure,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.bool(ret.secure);
  },
};

export const ServedDomainIsActive: ServedProcedure<DomainIsActiveArgs, DomainIsActiveRet> = {
  procedure: P.DomainIsActive,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.bool(ret.active);
  },
};

export const ServedDomainIsPersistent: ServedProcedure<DomainIsPersistentArgs, DomainIsPersistentRet> = {
  procedure: P.DomainIsPersistent,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.bool(ret.persistent);
  },
};

export const ServedNetworkIsActive: ServedProcedure<NetworkIsActiveArgs, NetworkIsActiveRet> = {
  procedure: P.NetworkIsActive,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: (w, ret) => {
    w.bool(ret.active);
  },
};

export const ServedNetworkIsPersistent: ServedProcedure<NetworkIsPersistentArgs, NetworkIsPersistentRet> = {
  procedure: P.NetworkIsPersistent,
  getArgs: (r) => ({ net: getNetwork(r) }),
  putRet: (w, ret) => {
    w.bool(ret.persistent);
  },
};

export const ServedStoragePoolIsActive: ServedProcedure<StoragePoolIsActiveArgs, StoragePoolIsActiveRet> = {
  procedure: P.StoragePoolIsActive,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: (w, ret) => {
    w.bool(ret.active);
  },
};

export const ServedStoragePoolIsPersistent: ServedProcedure<StoragePoolIsPersistentArgs, StoragePoolIsPersistentRet> = {
  procedure: P.StoragePoolIsPersistent,
  getArgs: (r) => ({ pool: getStoragePool(r) }),
  putRet: (w, ret) => {
    w.bool(ret.persistent);
  },
};

export const ServedInterfaceIsActive: ServedProcedure<InterfaceIsActiveArgs, InterfaceIsActiveRet> = {
  procedure: P.InterfaceIsActive,
  getArgs: (r) => ({ iface: getInterface(r) }),
  putRet: (w, ret) => {
    w.bool(ret.active);
  },
};

export const ServedConnectGetLibVersion: ServedProcedure<undefined, ConnectGetLibVersionRet> = {
  procedure: P.ConnectGetLibVersion,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.uhyper(ret.libVer);
  },
};

export const ServedConnectCompareCpu: ServedProcedure<ConnectCompareCpuArgs, ConnectCompareCpuRet> = {
  procedure: P.ConnectCompareCpu,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.result);
  },
};

export const ServedDomainMemoryStats: ServedProcedure<DomainMemoryStatsArgs, DomainMemoryStatsRet> = {
  procedure: P.DomainMemoryStats,
  getArgs: (r) => ({ dom: getDomain(r), maxStats: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.stats, LIMITS.DOMAIN_MEMORY_STATS_MAX, putMemoryStat);
  },
};

export const ServedDomainAttachDeviceFlags: ServedProcedure<DomainAttachDeviceFlagsArgs, undefined> = {
  procedure: P.DomainAttachDeviceFlags,
  getArgs: (r) => ({ dom: getDomain(r), xml: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainDetachDeviceFlags: ServedProcedure<DomainDetachDeviceFlagsArgs, undefined> = {
  procedure: P.DomainDetachDeviceFlags,
  getArgs: (r) => ({ dom: getDomain(r), xml: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectBaselineCpu: ServedProcedure<ConnectBaselineCpuArgs, ConnectBaselineCpuRet> = {
  procedure: P.ConnectBaselineCpu,
  getArgs: (r) => ({ xmlCPUs: r.strings(LIMITS.CPU_BASELINE_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.cpu);
  },
};

export const ServedDomainGetJobInfo: ServedProcedure<DomainGetJobInfoArgs, DomainGetJobInfoRet> = {
  procedure: P.DomainGetJobInfo,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.int(ret.type);
    w.uhyper(ret.timeElapsed);
    w.uhyper(ret.timeRemaining);
    w.uhyper(ret.dataTotal);
    w.uhyper(ret.dataProcessed);
    w.uhyper(ret.dataRemaining);
    w.uhyper(ret.memTotal);
    w.uhyper(ret.memProcessed);
    w.uhyper(ret.memRemaining);
    w.uhyper(ret.fileTotal);
    w.uhyper(ret.fileProcessed);
    w.uhyper(ret.fileRemaining);
  },
};

export const ServedDomainAbortJob: ServedProcedure<DomainAbortJobArgs, undefined> = {
  procedure: P.DomainAbortJob,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: () => undefined,
};

export const ServedStorageVolWipe: ServedProcedure<StorageVolWipeArgs, undefined> = {
  procedure: P.StorageVolWipe,
  getArgs: (r) => ({ vol: getStorageVol(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainMigrateSetMaxDowntime: ServedProcedure<DomainMigrateSetMaxDowntimeArgs, undefined> = {
  procedure: P.DomainMigrateSetMaxDowntime,
  getArgs: (r) => ({ dom: getDomain(r), downtime: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectDomainEventRegisterAny: ServedProcedure<ConnectDomainEventRegisterAnyArgs, undefined> = {
  procedure: P.ConnectDomainEventRegisterAny,
  getArgs: (r) => ({ eventID: r.int() }),
  putRet: () => undefined,
};

export const ServedConnectDomainEventDeregisterAny: ServedProcedure<ConnectDomainEventDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectDomainEventDeregisterAny,
  getArgs: (r) => ({ eventID: r.int() }),
  putRet: () => undefined,
};

export const ServedDomainUpdateDeviceFlags: ServedProcedure<DomainUpdateDeviceFlagsArgs, undefined> = {
  procedure: P.DomainUpdateDeviceFlags,
  getArgs: (r) => ({ dom: getDomain(r), xml: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNwfilterLookupByName: ServedProcedure<NwfilterLookupByNameArgs, NwfilterLookupByNameRet> = {
  procedure: P.NwfilterLookupByName,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putNwfilter(w, ret.nwfilter);
  },
};

export const ServedNwfilterLookupByUuid: ServedProcedure<NwfilterLookupByUuidArgs, NwfilterLookupByUuidRet> = {
  procedure: P.NwfilterLookupByUuid,
  getArgs: (r) => ({ uuid: r.uuid() }),
  putRet: (w, ret) => {
    putNwfilter(w, ret.nwfilter);
  },
};

export const ServedNwfilterGetXmlDesc: ServedProcedure<NwfilterGetXmlDescArgs, NwfilterGetXmlDescRet> = {
  procedure: P.NwfilterGetXmlDesc,
  getArgs: (r) => ({ nwfilter: getNwfilter(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedConnectNumOfNwfilters: ServedProcedure<undefined, ConnectNumOfNwfiltersRet> = {
  procedure: P.ConnectNumOfNwfilters,
  getArgs: () => undefined,
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedConnectListNwfilters: ServedProcedure<ConnectListNwfiltersArgs, ConnectListNwfiltersRet> = {
  procedure: P.ConnectListNwfilters,
  getArgs: (r) => ({ maxnames: r.int() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.NWFILTER_LIST_MAX);
  },
};

export const ServedNwfilterDefineXml: ServedProcedure<NwfilterDefineXmlArgs, NwfilterDefineXmlRet> = {
  procedure: P.NwfilterDefineXml,
  getArgs: (r) => ({ xml: r.string() }),
  putRet: (w, ret) => {
    putNwfilter(w, ret.nwfilter);
  },
};

export const ServedNwfilterUndefine: ServedProcedure<NwfilterUndefineArgs, undefined> = {
  procedure: P.NwfilterUndefine,
  getArgs: (r) => ({ nwfilter: getNwfilter(r) }),
  putRet: () => undefined,
};

export const ServedDomainManagedSave: ServedProcedure<DomainManagedSaveArgs, undefined> = {
  procedure: P.DomainManagedSave,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainHasManagedSaveImage: ServedProcedure<DomainHasManagedSaveImageArgs, DomainHasManagedSaveImageRet> = {
  procedure: P.DomainHasManagedSaveImage,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.bool(ret.result);
  },
};

export const ServedDomainManagedSaveRemove: ServedProcedure<DomainManagedSaveRemoveArgs, undefined> = {
  procedure: P.DomainManagedSaveRemove,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSnapshotCreateXml: ServedProcedure<DomainSnapshotCreateXmlArgs, DomainSnapshotCreateXmlRet> = {
  procedure: P.DomainSnapshotCreateXml,
  getArgs: (r) => ({ dom: getDomain(r), xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putSnapshot(w, ret.snap);
  },
};

export const ServedDomainSnapshotGetXmlDesc: ServedProcedure<DomainSnapshotGetXmlDescArgs, DomainSnapshotGetXmlDescRet> = {
  procedure: P.DomainSnapshotGetXmlDesc,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainSnapshotNum: ServedProcedure<DomainSnapshotNumArgs, DomainSnapshotNumRet> = {
  procedure: P.DomainSnapshotNum,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainSnapshotListNames: ServedProcedure<DomainSnapshotListNamesArgs, DomainSnapshotListNamesRet> = {
  procedure: P.DomainSnapshotListNames,
  getArgs: (r) => ({ dom: getDomain(r), maxnames: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX);
  },
};

export const ServedDomainSnapshotLookupByName: ServedProcedure<DomainSnapshotLookupByNameArgs, DomainSnapshotLookupByNameRet> = {
  procedure: P.DomainSnapshotLookupByName,
  getArgs: (r) => ({ dom: getDomain(r), name: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putSnapshot(w, ret.snap);
  },
};

export const ServedDomainHasCurrentSnapshot: ServedProcedure<DomainHasCurrentSnapshotArgs, DomainHasCurrentSnapshotRet> = {
  procedure: P.DomainHasCurrentSnapshot,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.bool(ret.result);
  },
};

export const ServedDomainSnapshotCurrent: ServedProcedure<DomainSnapshotCurrentArgs, DomainSnapshotCurrentRet> = {
  procedure: P.DomainSnapshotCurrent,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putSnapshot(w, ret.snap);
  },
};

export const ServedDomainRevertToSnapshot: ServedProcedure<DomainRevertToSnapshotArgs, undefined> = {
  procedure: P.DomainRevertToSnapshot,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSnapshotDelete: ServedProcedure<DomainSnapshotDeleteArgs, undefined> = {
  procedure: P.DomainSnapshotDelete,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetBlockInfo: ServedProcedure<DomainGetBlockInfoArgs, DomainGetBlockInfoRet> = {
  procedure: P.DomainGetBlockInfo,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uhyper(ret.allocation);
    w.uhyper(ret.capacity);
    w.uhyper(ret.physical);
  },
};

export const ServedDomainCreateWithFlags: ServedProcedure<DomainCreateWithFlagsArgs, DomainCreateWithFlagsRet> = {
  procedure: P.DomainCreateWithFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainSetMemoryParameters: ServedProcedure<DomainSetMemoryParametersArgs, undefined> = {
  procedure: P.DomainSetMemoryParameters,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_MEMORY_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetMemoryParameters: ServedProcedure<DomainGetMemoryParametersArgs, DomainGetMemoryParametersRet> = {
  procedure: P.DomainGetMemoryParameters,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_MEMORY_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainSetVcpusFlags: ServedProcedure<DomainSetVcpusFlagsArgs, undefined> = {
  procedure: P.DomainSetVcpusFlags,
  getArgs: (r) => ({ dom: getDomain(r), nvcpus: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetVcpusFlags: ServedProcedure<DomainGetVcpusFlagsArgs, DomainGetVcpusFlagsRet> = {
  procedure: P.DomainGetVcpusFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainOpenConsole: ServedProcedure<DomainOpenConsoleArgs, undefined> = {
  procedure: P.DomainOpenConsole,
  getArgs: (r) => ({ dom: getDomain(r), devName: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainIsUpdated: ServedProcedure<DomainIsUpdatedArgs, DomainIsUpdatedRet> = {
  procedure: P.DomainIsUpdated,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    w.bool(ret.updated);
  },
};

export const ServedConnectGetSysinfo: ServedProcedure<ConnectGetSysinfoArgs, ConnectGetSysinfoRet> = {
  procedure: P.ConnectGetSysinfo,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.sysinfo);
  },
};

export const ServedDomainSetMemoryFlags: ServedProcedure<DomainSetMemoryFlagsArgs, undefined> = {
  procedure: P.DomainSetMemoryFlags,
  getArgs: (r) => ({ dom: getDomain(r), memory: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSetBlkioParameters: ServedProcedure<DomainSetBlkioParametersArgs, undefined> = {
  procedure: P.DomainSetBlkioParameters,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_BLKIO_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetBlkioParameters: ServedProcedure<DomainGetBlkioParametersArgs, DomainGetBlkioParametersRet> = {
  procedure: P.DomainGetBlkioParameters,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_BLKIO_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainMigrateSetMaxSpeed: ServedProcedure<DomainMigrateSetMaxSpeedArgs, undefined> = {
  procedure: P.DomainMigrateSetMaxSpeed,
  getArgs: (r) => ({ dom: getDomain(r), bandwidth: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStorageVolUpload: ServedProcedure<StorageVolUploadArgs, undefined> = {
  procedure: P.StorageVolUpload,
  getArgs: (r) => ({ vol: getStorageVol(r), offset: r.uhyper(), length: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStorageVolDownload: ServedProcedure<StorageVolDownloadArgs, undefined> = {
  procedure: P.StorageVolDownload,
  getArgs: (r) => ({ vol: getStorageVol(r), offset: r.uhyper(), length: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainInjectNmi: ServedProcedure<DomainInjectNmiArgs, undefined> = {
  procedure: P.DomainInjectNmi,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainScreenshot: ServedProcedure<DomainScreenshotArgs, DomainScreenshotRet> = {
  procedure: P.DomainScreenshot,
  getArgs: (r) => ({ dom: getDomain(r), screen: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.optString(ret.mime);
  },
};

export const ServedDomainGetState: ServedProcedure<DomainGetStateArgs, DomainGetStateRet> = {
  procedure: P.DomainGetState,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.state);
    w.int(ret.reason);
  },
};

export const ServedDomainMigrateBegin3: ServedProcedure<DomainMigrateBegin3Args, DomainMigrateBegin3Ret> = {
  procedure: P.DomainMigrateBegin3,
  getArgs: (r) => ({ dom: getDomain(r), xmlin: r.optString(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
    w.string(ret.xml);
  },
};

export const ServedDomainMigratePrepare3: ServedProcedure<DomainMigratePrepare3Args, DomainMigratePrepare3Ret> = {
  procedure: P.DomainMigratePrepare3,
  getArgs: (r) => ({ cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), uriIn: r.optString(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper(), domXml: r.string() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(ret.uriOut);
  },
};

export const ServedDomainMigratePrepareTunnel3: ServedProcedure<DomainMigratePrepareTunnel3Args, DomainMigratePrepareTunnel3Ret> = {
  procedure: P.DomainMigratePrepareTunnel3,
  getArgs: (r) => ({ cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper(), domXml: r.string() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigratePerform3: ServedProcedure<DomainMigratePerform3Args, DomainMigratePerform3Ret> = {
  procedure: P.DomainMigratePerform3,
  getArgs: (r) => ({ dom: getDomain(r), xmlin: r.optString(), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), dconnuri: r.optString(), uri: r.optString(), flags: r.uhyper(), dname: r.optString(), resource: r.uhyper() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigrateFinish3: ServedProcedure<DomainMigrateFinish3Args, DomainMigrateFinish3Ret> = {
  procedure: P.DomainMigrateFinish3,
  getArgs: (r) => ({ dname: r.string(), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), dconnuri: r.optString(), uri: r.optString(), flags: r.uhyper(), cancelled: r.bool() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigrateConfirm3: ServedProcedure<DomainMigrateConfirm3Args, undefined> = {
  procedure: P.DomainMigrateConfirm3,
  getArgs: (r) => ({ dom: getDomain(r), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uhyper(), cancelled: r.bool() }),
  putRet: () => undefined,
};

export const ServedDomainSetSchedulerParametersFlags: ServedProcedure<DomainSetSchedulerParametersFlagsArgs, undefined> = {
  procedure: P.DomainSetSchedulerParametersFlags,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedInterfaceChangeBegin: ServedProcedure<InterfaceChangeBeginArgs, undefined> = {
  procedure: P.InterfaceChangeBegin,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedInterfaceChangeCommit: ServedProcedure<InterfaceChangeCommitArgs, undefined> = {
  procedure: P.InterfaceChangeCommit,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedInterfaceChangeRollback: ServedProcedure<InterfaceChangeRollbackArgs, undefined> = {
  procedure: P.InterfaceChangeRollback,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetSchedulerParametersFlags: ServedProcedure<DomainGetSchedulerParametersFlagsArgs, DomainGetSchedulerParametersFlagsRet> = {
  procedure: P.DomainGetSchedulerParametersFlags,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_SCHEDULER_PARAMETERS_MAX);
  },
};

export const ServedDomainPinVcpuFlags: ServedProcedure<DomainPinVcpuFlagsArgs, undefined> = {
  procedure: P.DomainPinVcpuFlags,
  getArgs: (r) => ({ dom: getDomain(r), vcpu: r.uint(), cpumap: r.opaque(LIMITS.CPUMAP_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSendKey: ServedProcedure<DomainSendKeyArgs, undefined> = {
  procedure: P.DomainSendKey,
  getArgs: (r) => ({ dom: getDomain(r), codeset: r.uint(), holdtime: r.uint(), keycodes: r.uints(LIMITS.DOMAIN_SEND_KEY_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeGetCpuStats: ServedProcedure<NodeGetCpuStatsArgs, NodeGetCpuStatsRet> = {
  procedure: P.NodeGetCpuStats,
  getArgs: (r) => ({ cpuNum: r.int(), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.params, LIMITS.NODE_CPU_STATS_MAX, putNodeStat);
    w.int(ret.nparams);
  },
};

export const ServedNodeGetMemoryStats: ServedProcedure<NodeGetMemoryStatsArgs, NodeGetMemoryStatsRet> = {
  procedure: P.NodeGetMemoryStats,
  getArgs: (r) => ({ nparams: r.int(), cellNum: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.params, LIMITS.NODE_MEMORY_STATS_MAX, putNodeStat);
    w.int(ret.nparams);
  },
};

export const ServedDomainGetControlInfo: ServedProcedure<DomainGetControlInfoArgs, DomainGetControlInfoRet> = {
  procedure: P.DomainGetControlInfo,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uint(ret.state);
    w.uint(ret.details);
    w.uhyper(ret.stateTimeMs);
  },
};

export const ServedDomainGetVcpuPinInfo: ServedProcedure<DomainGetVcpuPinInfoArgs, DomainGetVcpuPinInfoRet> = {
  procedure: P.DomainGetVcpuPinInfo,
  getArgs: (r) => ({ dom: getDomain(r), ncpumaps: r.int(), maplen: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cpumaps, LIMITS.CPUMAPS_MAX);
    w.int(ret.num);
  },
};

export const ServedDomainUndefineFlags: ServedProcedure<DomainUndefineFlagsArgs, undefined> = {
  procedure: P.DomainUndefineFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSaveFlags: ServedProcedure<DomainSaveFlagsArgs, undefined> = {
  procedure: P.DomainSaveFlags,
  getArgs: (r) => ({ dom: getDomain(r), to: r.string(), dxml: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainRestoreFlags: ServedProcedure<DomainRestoreFlagsArgs, undefined> = {
  procedure: P.DomainRestoreFlags,
  getArgs: (r) => ({ from: r.string(), dxml: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainDestroyFlags: ServedProcedure<DomainDestroyFlagsArgs, undefined> = {
  procedure: P.DomainDestroyFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSaveImageGetXmlDesc: ServedProcedure<DomainSaveImageGetXmlDescArgs, DomainSaveImageGetXmlDescRet> = {
  procedure: P.DomainSaveImageGetXmlDesc,
  getArgs: (r) => ({ file: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainSaveImageDefineXml: ServedProcedure<DomainSaveImageDefineXmlArgs, undefined> = {
  procedure: P.DomainSaveImageDefineXml,
  getArgs: (r) => ({ file: r.string(), dxml: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainBlockJobAbort: ServedProcedure<DomainBlockJobAbortArgs, undefined> = {
  procedure: P.DomainBlockJobAbort,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetBlockJobInfo: ServedProcedure<DomainGetBlockJobInfoArgs, DomainGetBlockJobInfoRet> = {
  procedure: P.DomainGetBlockJobInfo,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.bool(ret.found);
    w.int(ret.type);
    w.uhyper(ret.bandwidth);
    w.uhyper(ret.cur);
    w.uhyper(ret.end);
  },
};

export const ServedDomainBlockJobSetSpeed: ServedProcedure<DomainBlockJobSetSpeedArgs, undefined> = {
  procedure: P.DomainBlockJobSetSpeed,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), bandwidth: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainBlockPull: ServedProcedure<DomainBlockPullArgs, undefined> = {
  procedure: P.DomainBlockPull,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), bandwidth: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainMigrateGetMaxSpeed: ServedProcedure<DomainMigrateGetMaxSpeedArgs, DomainMigrateGetMaxSpeedRet> = {
  procedure: P.DomainMigrateGetMaxSpeed,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uhyper(ret.bandwidth);
  },
};

export const ServedDomainBlockStatsFlags: ServedProcedure<DomainBlockStatsFlagsArgs, DomainBlockStatsFlagsRet> = {
  procedure: P.DomainBlockStatsFlags,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_BLOCK_STATS_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainSnapshotGetParent: ServedProcedure<DomainSnapshotGetParentArgs, DomainSnapshotGetParentRet> = {
  procedure: P.DomainSnapshotGetParent,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putSnapshot(w, ret.snap);
  },
};

export const ServedDomainReset: ServedProcedure<DomainResetArgs, undefined> = {
  procedure: P.DomainReset,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSnapshotNumChildren: ServedProcedure<DomainSnapshotNumChildrenArgs, DomainSnapshotNumChildrenRet> = {
  procedure: P.DomainSnapshotNumChildren,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.num);
  },
};

export const ServedDomainSnapshotListChildrenNames: ServedProcedure<DomainSnapshotListChildrenNamesArgs, DomainSnapshotListChildrenNamesRet> = {
  procedure: P.DomainSnapshotListChildrenNames,
  getArgs: (r) => ({ snap: getSnapshot(r), maxnames: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.names, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX);
  },
};

export const ServedDomainOpenGraphics: ServedProcedure<DomainOpenGraphicsArgs, undefined> = {
  procedure: P.DomainOpenGraphics,
  getArgs: (r) => ({ dom: getDomain(r), idx: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeSuspendForDuration: ServedProcedure<NodeSuspendForDurationArgs, undefined> = {
  procedure: P.NodeSuspendForDuration,
  getArgs: (r) => ({ target: r.uint(), duration: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainBlockResize: ServedProcedure<DomainBlockResizeArgs, undefined> = {
  procedure: P.DomainBlockResize,
  getArgs: (r) => ({ dom: getDomain(r), disk: r.string(), size: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSetBlockIoTune: ServedProcedure<DomainSetBlockIoTuneArgs, undefined> = {
  procedure: P.DomainSetBlockIoTune,
  getArgs: (r) => ({ dom: getDomain(r), disk: r.string(), params: r.params(LIMITS.DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetBlockIoTune: ServedProcedure<DomainGetBlockIoTuneArgs, DomainGetBlockIoTuneRet> = {
  procedure: P.DomainGetBlockIoTune,
  getArgs: (r) => ({ dom: getDomain(r), disk: r.optString(), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainSetNumaParameters: ServedProcedure<DomainSetNumaParametersArgs, undefined> = {
  procedure: P.DomainSetNumaParameters,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_NUMA_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetNumaParameters: ServedProcedure<DomainGetNumaParametersArgs, DomainGetNumaParametersRet> = {
  procedure: P.DomainGetNumaParameters,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_NUMA_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainSetInterfaceParameters: ServedProcedure<DomainSetInterfaceParametersArgs, undefined> = {
  procedure: P.DomainSetInterfaceParameters,
  getArgs: (r) => ({ dom: getDomain(r), device: r.string(), params: r.params(LIMITS.DOMAIN_INTERFACE_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetInterfaceParameters: ServedProcedure<DomainGetInterfaceParametersArgs, DomainGetInterfaceParametersRet> = {
  procedure: P.DomainGetInterfaceParameters,
  getArgs: (r) => ({ dom: getDomain(r), device: r.string(), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_INTERFACE_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainShutdownFlags: ServedProcedure<DomainShutdownFlagsArgs, undefined> = {
  procedure: P.DomainShutdownFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStorageVolWipePattern: ServedProcedure<StorageVolWipePatternArgs, undefined> = {
  procedure: P.StorageVolWipePattern,
  getArgs: (r) => ({ vol: getStorageVol(r), algorithm: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStorageVolResize: ServedProcedure<StorageVolResizeArgs, undefined> = {
  procedure: P.StorageVolResize,
  getArgs: (r) => ({ vol: getStorageVol(r), capacity: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainPmSuspendForDuration: ServedProcedure<DomainPmSuspendForDurationArgs, undefined> = {
  procedure: P.DomainPmSuspendForDuration,
  getArgs: (r) => ({ dom: getDomain(r), target: r.uint(), duration: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetCpuStats: ServedProcedure<DomainGetCpuStatsArgs, DomainGetCpuStatsRet> = {
  procedure: P.DomainGetCpuStats,
  getArgs: (r) => ({ dom: getDomain(r), nparams: r.uint(), startCpu: r.int(), ncpus: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_GET_CPU_STATS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainGetDiskErrors: ServedProcedure<DomainGetDiskErrorsArgs, DomainGetDiskErrorsRet> = {
  procedure: P.DomainGetDiskErrors,
  getArgs: (r) => ({ dom: getDomain(r), maxerrors: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.errors, LIMITS.DOMAIN_DISK_ERRORS_MAX, putDiskError);
    w.int(ret.nerrors);
  },
};

export const ServedDomainSetMetadata: ServedProcedure<DomainSetMetadataArgs, undefined> = {
  procedure: P.DomainSetMetadata,
  getArgs: (r) => ({ dom: getDomain(r), type: r.int(), metadata: r.optString(), key: r.optString(), uri: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetMetadata: ServedProcedure<DomainGetMetadataArgs, DomainGetMetadataRet> = {
  procedure: P.DomainGetMetadata,
  getArgs: (r) => ({ dom: getDomain(r), type: r.int(), uri: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.metadata);
  },
};

export const ServedDomainBlockRebase: ServedProcedure<DomainBlockRebaseArgs, undefined> = {
  procedure: P.DomainBlockRebase,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), base: r.optString(), bandwidth: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainPmWakeup: ServedProcedure<DomainPmWakeupArgs, undefined> = {
  procedure: P.DomainPmWakeup,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSnapshotIsCurrent: ServedProcedure<DomainSnapshotIsCurrentArgs, DomainSnapshotIsCurrentRet> = {
  procedure: P.DomainSnapshotIsCurrent,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.bool(ret.current);
  },
};

export const ServedDomainSnapshotHasMetadata: ServedProcedure<DomainSnapshotHasMetadataArgs, DomainSnapshotHasMetadataRet> = {
  procedure: P.DomainSnapshotHasMetadata,
  getArgs: (r) => ({ snap: getSnapshot(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.bool(ret.metadata);
  },
};

export const ServedConnectListAllDomains: ServedProcedure<ConnectListAllDomainsArgs, ConnectListAllDomainsRet> = {
  procedure: P.ConnectListAllDomains,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.domains, LIMITS.DOMAIN_LIST_MAX, putDomain);
    w.uint(ret.ret);
  },
};

export const ServedDomainListAllSnapshots: ServedProcedure<DomainListAllSnapshotsArgs, DomainListAllSnapshotsRet> = {
  procedure: P.DomainListAllSnapshots,
  getArgs: (r) => ({ dom: getDomain(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.snapshots, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, putSnapshot);
    w.int(ret.ret);
  },
};

export const ServedDomainSnapshotListAllChildren: ServedProcedure<DomainSnapshotListAllChildrenArgs, DomainSnapshotListAllChildrenRet> = {
  procedure: P.DomainSnapshotListAllChildren,
  getArgs: (r) => ({ snapshot: getSnapshot(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.snapshots, LIMITS.DOMAIN_SNAPSHOT_LIST_MAX, putSnapshot);
    w.int(ret.ret);
  },
};

export const ServedDomainGetHostname: ServedProcedure<DomainGetHostnameArgs, DomainGetHostnameRet> = {
  procedure: P.DomainGetHostname,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.hostname);
  },
};

export const ServedDomainGetSecurityLabelList: ServedProcedure<DomainGetSecurityLabelListArgs, DomainGetSecurityLabelListRet> = {
  procedure: P.DomainGetSecurityLabelList,
  getArgs: (r) => ({ dom: getDomain(r) }),
  putRet: (w, ret) => {
    putList(w, ret.labels, LIMITS.SECURITY_LABEL_LIST_MAX, putSecurityLabel);
    w.int(ret.ret);
  },
};

export const ServedDomainPinEmulator: ServedProcedure<DomainPinEmulatorArgs, undefined> = {
  procedure: P.DomainPinEmulator,
  getArgs: (r) => ({ dom: getDomain(r), cpumap: r.opaque(LIMITS.CPUMAP_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetEmulatorPinInfo: ServedProcedure<DomainGetEmulatorPinInfoArgs, DomainGetEmulatorPinInfoRet> = {
  procedure: P.DomainGetEmulatorPinInfo,
  getArgs: (r) => ({ dom: getDomain(r), maplen: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cpumaps, LIMITS.CPUMAPS_MAX);
    w.int(ret.ret);
  },
};

export const ServedConnectListAllStoragePools: ServedProcedure<ConnectListAllStoragePoolsArgs, ConnectListAllStoragePoolsRet> = {
  procedure: P.ConnectListAllStoragePools,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.pools, LIMITS.STORAGE_POOL_LIST_MAX, putStoragePool);
    w.uint(ret.ret);
  },
};

export const ServedStoragePoolListAllVolumes: ServedProcedure<StoragePoolListAllVolumesArgs, StoragePoolListAllVolumesRet> = {
  procedure: P.StoragePoolListAllVolumes,
  getArgs: (r) => ({ pool: getStoragePool(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.vols, LIMITS.STORAGE_VOL_LIST_MAX, putStorageVol);
    w.uint(ret.ret);
  },
};

export const ServedConnectListAllNetworks: ServedProcedure<ConnectListAllNetworksArgs, ConnectListAllNetworksRet> = {
  procedure: P.ConnectListAllNetworks,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.nets, LIMITS.NETWORK_LIST_MAX, putNetwork);
    w.uint(ret.ret);
  },
};

export const ServedConnectListAllInterfaces: ServedProcedure<ConnectListAllInterfacesArgs, ConnectListAllInterfacesRet> = {
  procedure: P.ConnectListAllInterfaces,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.ifaces, LIMITS.INTERFACE_LIST_MAX, putInterface);
    w.uint(ret.ret);
  },
};

export const ServedConnectListAllNodeDevices: ServedProcedure<ConnectListAllNodeDevicesArgs, ConnectListAllNodeDevicesRet> = {
  procedure: P.ConnectListAllNodeDevices,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.devices, LIMITS.NODE_DEVICE_LIST_MAX, putNodeDevice);
    w.uint(ret.ret);
  },
};

export const ServedConnectListAllNwfilters: ServedProcedure<ConnectListAllNwfiltersArgs, ConnectListAllNwfiltersRet> = {
  procedure: P.ConnectListAllNwfilters,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.filters, LIMITS.NWFILTER_LIST_MAX, putNwfilter);
    w.uint(ret.ret);
  },
};

export const ServedConnectListAllSecrets: ServedProcedure<ConnectListAllSecretsArgs, ConnectListAllSecretsRet> = {
  procedure: P.ConnectListAllSecrets,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.secrets, LIMITS.SECRET_LIST_MAX, putSecret);
    w.uint(ret.ret);
  },
};

export const ServedNodeSetMemoryParameters: ServedProcedure<NodeSetMemoryParametersArgs, undefined> = {
  procedure: P.NodeSetMemoryParameters,
  getArgs: (r) => ({ params: r.params(LIMITS.NODE_MEMORY_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeGetMemoryParameters: ServedProcedure<NodeGetMemoryParametersArgs, NodeGetMemoryParametersRet> = {
  procedure: P.NodeGetMemoryParameters,
  getArgs: (r) => ({ nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.NODE_MEMORY_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainBlockCommit: ServedProcedure<DomainBlockCommitArgs, undefined> = {
  procedure: P.DomainBlockCommit,
  getArgs: (r) => ({ dom: getDomain(r), disk: r.string(), base: r.optString(), top: r.optString(), bandwidth: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNetworkUpdate: ServedProcedure<NetworkUpdateArgs, undefined> = {
  procedure: P.NetworkUpdate,
  getArgs: (r) => ({ net: getNetwork(r), command: r.uint(), section: r.uint(), parentIndex: r.int(), xml: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeGetCpuMap: ServedProcedure<NodeGetCpuMapArgs, NodeGetCpuMapRet> = {
  procedure: P.NodeGetCpuMap,
  getArgs: (r) => ({ needMap: r.int(), needOnline: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cpumap, LIMITS.CPUMAP_MAX);
    w.uint(ret.online);
    w.int(ret.ret);
  },
};

export const ServedDomainFstrim: ServedProcedure<DomainFstrimArgs, undefined> = {
  procedure: P.DomainFstrim,
  getArgs: (r) => ({ dom: getDomain(r), mountPoint: r.optString(), minimum: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSendProcessSignal: ServedProcedure<DomainSendProcessSignalArgs, undefined> = {
  procedure: P.DomainSendProcessSignal,
  getArgs: (r) => ({ dom: getDomain(r), pidValue: r.hyper(), signum: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainOpenChannel: ServedProcedure<DomainOpenChannelArgs, undefined> = {
  procedure: P.DomainOpenChannel,
  getArgs: (r) => ({ dom: getDomain(r), name: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceLookupScsiHostByWwn: ServedProcedure<NodeDeviceLookupScsiHostByWwnArgs, NodeDeviceLookupScsiHostByWwnRet> = {
  procedure: P.NodeDeviceLookupScsiHostByWwn,
  getArgs: (r) => ({ wwnn: r.string(), wwpn: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNodeDevice(w, ret.dev);
  },
};

export const ServedDomainGetJobStats: ServedProcedure<DomainGetJobStatsArgs, DomainGetJobStatsRet> = {
  procedure: P.DomainGetJobStats,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.type);
    w.params(ret.params, LIMITS.DOMAIN_JOB_STATS_MAX);
  },
};

export const ServedDomainMigrateGetCompressionCache: ServedProcedure<DomainMigrateGetCompressionCacheArgs, DomainMigrateGetCompressionCacheRet> = {
  procedure: P.DomainMigrateGetCompressionCache,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uhyper(ret.cacheSize);
  },
};

export const ServedDomainMigrateSetCompressionCache: ServedProcedure<DomainMigrateSetCompressionCacheArgs, undefined> = {
  procedure: P.DomainMigrateSetCompressionCache,
  getArgs: (r) => ({ dom: getDomain(r), cacheSize: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceDetachFlags: ServedProcedure<NodeDeviceDetachFlagsArgs, undefined> = {
  procedure: P.NodeDeviceDetachFlags,
  getArgs: (r) => ({ name: r.string(), driverName: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainMigrateBegin3Params: ServedProcedure<DomainMigrateBegin3ParamsArgs, DomainMigrateBegin3ParamsRet> = {
  procedure: P.DomainMigrateBegin3Params,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
    w.string(ret.xml);
  },
};

export const ServedDomainMigratePrepare3Params: ServedProcedure<DomainMigratePrepare3ParamsArgs, DomainMigratePrepare3ParamsRet> = {
  procedure: P.DomainMigratePrepare3Params,
  getArgs: (r) => ({ params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
    w.optString(ret.uriOut);
  },
};

export const ServedDomainMigratePrepareTunnel3Params: ServedProcedure<DomainMigratePrepareTunnel3ParamsArgs, DomainMigratePrepareTunnel3ParamsRet> = {
  procedure: P.DomainMigratePrepareTunnel3Params,
  getArgs: (r) => ({ params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigratePerform3Params: ServedProcedure<DomainMigratePerform3ParamsArgs, DomainMigratePerform3ParamsRet> = {
  procedure: P.DomainMigratePerform3Params,
  getArgs: (r) => ({ dom: getDomain(r), dconnuri: r.optString(), params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigrateFinish3Params: ServedProcedure<DomainMigrateFinish3ParamsArgs, DomainMigrateFinish3ParamsRet> = {
  procedure: P.DomainMigrateFinish3Params,
  getArgs: (r) => ({ params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uint(), cancelled: r.bool() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
    w.opaque(ret.cookieOut, LIMITS.MIGRATE_COOKIE_MAX);
  },
};

export const ServedDomainMigrateConfirm3Params: ServedProcedure<DomainMigrateConfirm3ParamsArgs, undefined> = {
  procedure: P.DomainMigrateConfirm3Params,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_MIGRATE_PARAM_LIST_MAX), cookieIn: r.opaque(LIMITS.MIGRATE_COOKIE_MAX), flags: r.uint(), cancelled: r.bool() }),
  putRet: () => undefined,
};

export const ServedDomainSetMemoryStatsPeriod: ServedProcedure<DomainSetMemoryStatsPeriodArgs, undefined> = {
  procedure: P.DomainSetMemoryStatsPeriod,
  getArgs: (r) => ({ dom: getDomain(r), period: r.int(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainCreateXmlWithFiles: ServedProcedure<DomainCreateXmlWithFilesArgs, DomainCreateXmlWithFilesRet> = {
  procedure: P.DomainCreateXmlWithFiles,
  getArgs: (r) => ({ xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainCreateWithFiles: ServedProcedure<DomainCreateWithFilesArgs, DomainCreateWithFilesRet> = {
  procedure: P.DomainCreateWithFiles,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedConnectGetCpuModelNames: ServedProcedure<ConnectGetCpuModelNamesArgs, ConnectGetCpuModelNamesRet> = {
  procedure: P.ConnectGetCpuModelNames,
  getArgs: (r) => ({ arch: r.string(), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.models, LIMITS.CONNECT_CPU_MODELS_MAX);
    w.int(ret.ret);
  },
};

export const ServedConnectNetworkEventRegisterAny: ServedProcedure<ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyRet> = {
  procedure: P.ConnectNetworkEventRegisterAny,
  getArgs: (r) => ({ eventID: r.int(), net: r.present() ? getNetwork(r) : undefined }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectNetworkEventDeregisterAny: ServedProcedure<ConnectNetworkEventDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectNetworkEventDeregisterAny,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedConnectDomainEventCallbackRegisterAny: ServedProcedure<ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet> = {
  procedure: P.ConnectDomainEventCallbackRegisterAny,
  getArgs: (r) => ({ eventID: r.int(), dom: r.present() ? getDomain(r) : undefined }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectDomainEventCallbackDeregisterAny: ServedProcedure<ConnectDomainEventCallbackDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectDomainEventCallbackDeregisterAny,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedDomainCoreDumpWithFormat: ServedProcedure<DomainCoreDumpWithFormatArgs, undefined> = {
  procedure: P.DomainCoreDumpWithFormat,
  getArgs: (r) => ({ dom: getDomain(r), to: r.string(), dumpformat: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainFsfreeze: ServedProcedure<DomainFsfreezeArgs, DomainFsfreezeRet> = {
  procedure: P.DomainFsfreeze,
  getArgs: (r) => ({ dom: getDomain(r), mountpoints: r.strings(LIMITS.DOMAIN_FSFREEZE_MOUNTPOINTS_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.filesystems);
  },
};

export const ServedDomainFsthaw: ServedProcedure<DomainFsthawArgs, DomainFsthawRet> = {
  procedure: P.DomainFsthaw,
  getArgs: (r) => ({ dom: getDomain(r), mountpoints: r.strings(LIMITS.DOMAIN_FSFREEZE_MOUNTPOINTS_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.filesystems);
  },
};

export const ServedDomainGetTime: ServedProcedure<DomainGetTimeArgs, DomainGetTimeRet> = {
  procedure: P.DomainGetTime,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.hyper(ret.seconds);
    w.uint(ret.nseconds);
  },
};

export const ServedDomainSetTime: ServedProcedure<DomainSetTimeArgs, undefined> = {
  procedure: P.DomainSetTime,
  getArgs: (r) => ({ dom: getDomain(r), seconds: r.hyper(), nseconds: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeGetFreePages: ServedProcedure<NodeGetFreePagesArgs, NodeGetFreePagesRet> = {
  procedure: P.NodeGetFreePages,
  getArgs: (r) => ({ pages: r.uints(LIMITS.NODE_MAX_CELLS), startCell: r.int(), cellCount: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uhypers(ret.counts, LIMITS.NODE_MAX_CELLS);
  },
};

export const ServedNetworkGetDhcpLeases: ServedProcedure<NetworkGetDhcpLeasesArgs, NetworkGetDhcpLeasesRet> = {
  procedure: P.NetworkGetDhcpLeases,
  getArgs: (r) => ({ net: getNetwork(r), mac: r.optString(), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.leases, LIMITS.NETWORK_DHCP_LEASES_MAX, putDhcpLease);
    w.uint(ret.ret);
  },
};

export const ServedConnectGetDomainCapabilities: ServedProcedure<ConnectGetDomainCapabilitiesArgs, ConnectGetDomainCapabilitiesRet> = {
  procedure: P.ConnectGetDomainCapabilities,
  getArgs: (r) => ({ emulatorbin: r.optString(), arch: r.optString(), machine: r.optString(), virttype: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.capabilities);
  },
};

export const ServedDomainOpenGraphicsFd: ServedProcedure<DomainOpenGraphicsFdArgs, undefined> = {
  procedure: P.DomainOpenGraphicsFd,
  getArgs: (r) => ({ dom: getDomain(r), idx: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectGetAllDomainStats: ServedProcedure<ConnectGetAllDomainStatsArgs, ConnectGetAllDomainStatsRet> = {
  procedure: P.ConnectGetAllDomainStats,
  getArgs: (r) => ({ doms: getList(r, LIMITS.DOMAIN_LIST_MAX, 24, getDomain), stats: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.retStats, LIMITS.DOMAIN_LIST_MAX, putDomainStats);
  },
};

export const ServedDomainBlockCopy: ServedProcedure<DomainBlockCopyArgs, undefined> = {
  procedure: P.DomainBlockCopy,
  getArgs: (r) => ({ dom: getDomain(r), path: r.string(), destxml: r.string(), params: r.params(LIMITS.DOMAIN_BLOCK_COPY_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeAllocPages: ServedProcedure<NodeAllocPagesArgs, NodeAllocPagesRet> = {
  procedure: P.NodeAllocPages,
  getArgs: (r) => ({ pageSizes: r.uints(LIMITS.NODE_MAX_CELLS), pageCounts: r.uhypers(LIMITS.NODE_MAX_CELLS), startCell: r.int(), cellCount: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.ret);
  },
};

export const ServedDomainGetFsinfo: ServedProcedure<DomainGetFsinfoArgs, DomainGetFsinfoRet> = {
  procedure: P.DomainGetFsinfo,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.info, LIMITS.DOMAIN_FSINFO_MAX, putFsInfo);
    w.uint(ret.ret);
  },
};

export const ServedDomainDefineXmlFlags: ServedProcedure<DomainDefineXmlFlagsArgs, DomainDefineXmlFlagsRet> = {
  procedure: P.DomainDefineXmlFlags,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putDomain(w, ret.dom);
  },
};

export const ServedDomainGetIothreadInfo: ServedProcedure<DomainGetIothreadInfoArgs, DomainGetIothreadInfoRet> = {
  procedure: P.DomainGetIothreadInfo,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.info, LIMITS.IOTHREAD_INFO_MAX, putIothreadInfo);
    w.uint(ret.ret);
  },
};

export const ServedDomainPinIothread: ServedProcedure<DomainPinIothreadArgs, undefined> = {
  procedure: P.DomainPinIothread,
  getArgs: (r) => ({ dom: getDomain(r), iothreadsId: r.uint(), cpumap: r.opaque(LIMITS.CPUMAP_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainInterfaceAddresses: ServedProcedure<DomainInterfaceAddressesArgs, DomainInterfaceAddressesRet> = {
  procedure: P.DomainInterfaceAddresses,
  getArgs: (r) => ({ dom: getDomain(r), source: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.ifaces, LIMITS.DOMAIN_INTERFACE_MAX, putDomainInterface);
  },
};

export const ServedDomainAddIothread: ServedProcedure<DomainAddIothreadArgs, undefined> = {
  procedure: P.DomainAddIothread,
  getArgs: (r) => ({ dom: getDomain(r), iothreadId: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainDelIothread: ServedProcedure<DomainDelIothreadArgs, undefined> = {
  procedure: P.DomainDelIothread,
  getArgs: (r) => ({ dom: getDomain(r), iothreadId: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSetUserPassword: ServedProcedure<DomainSetUserPasswordArgs, undefined> = {
  procedure: P.DomainSetUserPassword,
  getArgs: (r) => ({ dom: getDomain(r), user: r.optString(), password: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainRename: ServedProcedure<DomainRenameArgs, DomainRenameRet> = {
  procedure: P.DomainRename,
  getArgs: (r) => ({ dom: getDomain(r), newName: r.optString(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.retcode);
  },
};

export const ServedConnectRegisterCloseCallback: ServedProcedure<undefined, undefined> = {
  procedure: P.ConnectRegisterCloseCallback,
  getArgs: () => undefined,
  putRet: () => undefined,
};

export const ServedConnectUnregisterCloseCallback: ServedProcedure<undefined, undefined> = {
  procedure: P.ConnectUnregisterCloseCallback,
  getArgs: () => undefined,
  putRet: () => undefined,
};

export const ServedDomainMigrateStartPostCopy: ServedProcedure<DomainMigrateStartPostCopyArgs, undefined> = {
  procedure: P.DomainMigrateStartPostCopy,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetPerfEvents: ServedProcedure<DomainGetPerfEventsArgs, DomainGetPerfEventsRet> = {
  procedure: P.DomainGetPerfEvents,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_PERF_EVENTS_MAX);
  },
};

export const ServedDomainSetPerfEvents: ServedProcedure<DomainSetPerfEventsArgs, undefined> = {
  procedure: P.DomainSetPerfEvents,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_PERF_EVENTS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectStoragePoolEventRegisterAny: ServedProcedure<ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyRet> = {
  procedure: P.ConnectStoragePoolEventRegisterAny,
  getArgs: (r) => ({ eventID: r.int(), pool: r.present() ? getStoragePool(r) : undefined }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectStoragePoolEventDeregisterAny: ServedProcedure<ConnectStoragePoolEventDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectStoragePoolEventDeregisterAny,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedDomainGetGuestVcpus: ServedProcedure<DomainGetGuestVcpusArgs, DomainGetGuestVcpusRet> = {
  procedure: P.DomainGetGuestVcpus,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_GUEST_VCPU_PARAMS_MAX);
  },
};

export const ServedDomainSetGuestVcpus: ServedProcedure<DomainSetGuestVcpusArgs, undefined> = {
  procedure: P.DomainSetGuestVcpus,
  getArgs: (r) => ({ dom: getDomain(r), cpumap: r.string(), state: r.int(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectNodeDeviceEventRegisterAny: ServedProcedure<ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet> = {
  procedure: P.ConnectNodeDeviceEventRegisterAny,
  getArgs: (r) => ({ eventID: r.int(), dev: r.present() ? getNodeDevice(r) : undefined }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectNodeDeviceEventDeregisterAny: ServedProcedure<ConnectNodeDeviceEventDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectNodeDeviceEventDeregisterAny,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedStorageVolGetInfoFlags: ServedProcedure<StorageVolGetInfoFlagsArgs, StorageVolGetInfoFlagsRet> = {
  procedure: P.StorageVolGetInfoFlags,
  getArgs: (r) => ({ vol: getStorageVol(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.type);
    w.uhyper(ret.capacity);
    w.uhyper(ret.allocation);
  },
};

export const ServedConnectSecretEventRegisterAny: ServedProcedure<ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyRet> = {
  procedure: P.ConnectSecretEventRegisterAny,
  getArgs: (r) => ({ eventID: r.int(), secret: r.present() ? getSecret(r) : undefined }),
  putRet: (w, ret) => {
    w.int(ret.callbackID);
  },
};

export const ServedConnectSecretEventDeregisterAny: ServedProcedure<ConnectSecretEventDeregisterAnyArgs, undefined> = {
  procedure: P.ConnectSecretEventDeregisterAny,
  getArgs: (r) => ({ callbackID: r.int() }),
  putRet: () => undefined,
};

export const ServedDomainSetVcpu: ServedProcedure<DomainSetVcpuArgs, undefined> = {
  procedure: P.DomainSetVcpu,
  getArgs: (r) => ({ dom: getDomain(r), cpumap: r.string(), state: r.int(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSetBlockThreshold: ServedProcedure<DomainSetBlockThresholdArgs, undefined> = {
  procedure: P.DomainSetBlockThreshold,
  getArgs: (r) => ({ dom: getDomain(r), dev: r.string(), threshold: r.uhyper(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainMigrateGetMaxDowntime: ServedProcedure<DomainMigrateGetMaxDowntimeArgs, DomainMigrateGetMaxDowntimeRet> = {
  procedure: P.DomainMigrateGetMaxDowntime,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.uhyper(ret.downtime);
  },
};

export const ServedDomainManagedSaveGetXmlDesc: ServedProcedure<DomainManagedSaveGetXmlDescArgs, DomainManagedSaveGetXmlDescRet> = {
  procedure: P.DomainManagedSaveGetXmlDesc,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainManagedSaveDefineXml: ServedProcedure<DomainManagedSaveDefineXmlArgs, undefined> = {
  procedure: P.DomainManagedSaveDefineXml,
  getArgs: (r) => ({ dom: getDomain(r), dxml: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSetLifecycleAction: ServedProcedure<DomainSetLifecycleActionArgs, undefined> = {
  procedure: P.DomainSetLifecycleAction,
  getArgs: (r) => ({ dom: getDomain(r), type: r.uint(), action: r.uint(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedStoragePoolLookupByTargetPath: ServedProcedure<StoragePoolLookupByTargetPathArgs, StoragePoolLookupByTargetPathRet> = {
  procedure: P.StoragePoolLookupByTargetPath,
  getArgs: (r) => ({ path: r.string() }),
  putRet: (w, ret) => {
    putStoragePool(w, ret.pool);
  },
};

export const ServedDomainDetachDeviceAlias: ServedProcedure<DomainDetachDeviceAliasArgs, undefined> = {
  procedure: P.DomainDetachDeviceAlias,
  getArgs: (r) => ({ dom: getDomain(r), alias: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectCompareHypervisorCpu: ServedProcedure<ConnectCompareHypervisorCpuArgs, ConnectCompareHypervisorCpuRet> = {
  procedure: P.ConnectCompareHypervisorCpu,
  getArgs: (r) => ({ emulator: r.optString(), arch: r.optString(), machine: r.optString(), virttype: r.optString(), xmlCPU: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.result);
  },
};

export const ServedConnectBaselineHypervisorCpu: ServedProcedure<ConnectBaselineHypervisorCpuArgs, ConnectBaselineHypervisorCpuRet> = {
  procedure: P.ConnectBaselineHypervisorCpu,
  getArgs: (r) => ({ emulator: r.optString(), arch: r.optString(), machine: r.optString(), virttype: r.optString(), xmlCPUs: r.strings(LIMITS.CPU_BASELINE_MAX), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.cpu);
  },
};

export const ServedNodeGetSevInfo: ServedProcedure<NodeGetSevInfoArgs, NodeGetSevInfoRet> = {
  procedure: P.NodeGetSevInfo,
  getArgs: (r) => ({ nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.NODE_SEV_INFO_MAX);
    w.int(ret.nparams);
  },
};

export const ServedDomainGetLaunchSecurityInfo: ServedProcedure<DomainGetLaunchSecurityInfoArgs, DomainGetLaunchSecurityInfoRet> = {
  procedure: P.DomainGetLaunchSecurityInfo,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_LAUNCH_SECURITY_INFO_PARAMS_MAX);
  },
};

export const ServedNwfilterBindingLookupByPortDev: ServedProcedure<NwfilterBindingLookupByPortDevArgs, NwfilterBindingLookupByPortDevRet> = {
  procedure: P.NwfilterBindingLookupByPortDev,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    putNwfilterBinding(w, ret.nwfilter);
  },
};

export const ServedNwfilterBindingGetXmlDesc: ServedProcedure<NwfilterBindingGetXmlDescArgs, NwfilterBindingGetXmlDescRet> = {
  procedure: P.NwfilterBindingGetXmlDesc,
  getArgs: (r) => ({ nwfilter: getNwfilterBinding(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedNwfilterBindingCreateXml: ServedProcedure<NwfilterBindingCreateXmlArgs, NwfilterBindingCreateXmlRet> = {
  procedure: P.NwfilterBindingCreateXml,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNwfilterBinding(w, ret.nwfilter);
  },
};

export const ServedNwfilterBindingDelete: ServedProcedure<NwfilterBindingDeleteArgs, undefined> = {
  procedure: P.NwfilterBindingDelete,
  getArgs: (r) => ({ nwfilter: getNwfilterBinding(r) }),
  putRet: () => undefined,
};

export const ServedConnectListAllNwfilterBindings: ServedProcedure<ConnectListAllNwfilterBindingsArgs, ConnectListAllNwfilterBindingsRet> = {
  procedure: P.ConnectListAllNwfilterBindings,
  getArgs: (r) => ({ needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.bindings, LIMITS.NWFILTER_BINDING_LIST_MAX, putNwfilterBinding);
    w.uint(ret.ret);
  },
};

export const ServedDomainSetIothreadParams: ServedProcedure<DomainSetIothreadParamsArgs, undefined> = {
  procedure: P.DomainSetIothreadParams,
  getArgs: (r) => ({ dom: getDomain(r), iothreadId: r.uint(), params: r.params(LIMITS.DOMAIN_IOTHREAD_PARAMS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedConnectGetStoragePoolCapabilities: ServedProcedure<ConnectGetStoragePoolCapabilitiesArgs, ConnectGetStoragePoolCapabilitiesRet> = {
  procedure: P.ConnectGetStoragePoolCapabilities,
  getArgs: (r) => ({ flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.capabilities);
  },
};

export const ServedNetworkListAllPorts: ServedProcedure<NetworkListAllPortsArgs, NetworkListAllPortsRet> = {
  procedure: P.NetworkListAllPorts,
  getArgs: (r) => ({ network: getNetwork(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.ports, LIMITS.NETWORK_PORT_LIST_MAX, putNetworkPort);
    w.uint(ret.ret);
  },
};

export const ServedNetworkPortLookupByUuid: ServedProcedure<NetworkPortLookupByUuidArgs, NetworkPortLookupByUuidRet> = {
  procedure: P.NetworkPortLookupByUuid,
  getArgs: (r) => ({ network: getNetwork(r), uuid: r.uuid() }),
  putRet: (w, ret) => {
    putNetworkPort(w, ret.port);
  },
};

export const ServedNetworkPortCreateXml: ServedProcedure<NetworkPortCreateXmlArgs, NetworkPortCreateXmlRet> = {
  procedure: P.NetworkPortCreateXml,
  getArgs: (r) => ({ network: getNetwork(r), xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNetworkPort(w, ret.port);
  },
};

export const ServedNetworkPortGetParameters: ServedProcedure<NetworkPortGetParametersArgs, NetworkPortGetParametersRet> = {
  procedure: P.NetworkPortGetParameters,
  getArgs: (r) => ({ port: getNetworkPort(r), nparams: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.NETWORK_PORT_PARAMETERS_MAX);
    w.int(ret.nparams);
  },
};

export const ServedNetworkPortSetParameters: ServedProcedure<NetworkPortSetParametersArgs, undefined> = {
  procedure: P.NetworkPortSetParameters,
  getArgs: (r) => ({ port: getNetworkPort(r), params: r.params(LIMITS.NETWORK_PORT_PARAMETERS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNetworkPortGetXmlDesc: ServedProcedure<NetworkPortGetXmlDescArgs, NetworkPortGetXmlDescRet> = {
  procedure: P.NetworkPortGetXmlDesc,
  getArgs: (r) => ({ port: getNetworkPort(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedNetworkPortDelete: ServedProcedure<NetworkPortDeleteArgs, undefined> = {
  procedure: P.NetworkPortDelete,
  getArgs: (r) => ({ port: getNetworkPort(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainCheckpointCreateXml: ServedProcedure<DomainCheckpointCreateXmlArgs, DomainCheckpointCreateXmlRet> = {
  procedure: P.DomainCheckpointCreateXml,
  getArgs: (r) => ({ dom: getDomain(r), xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putCheckpoint(w, ret.checkpoint);
  },
};

export const ServedDomainCheckpointGetXmlDesc: ServedProcedure<DomainCheckpointGetXmlDescArgs, DomainCheckpointGetXmlDescRet> = {
  procedure: P.DomainCheckpointGetXmlDesc,
  getArgs: (r) => ({ checkpoint: getCheckpoint(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainListAllCheckpoints: ServedProcedure<DomainListAllCheckpointsArgs, DomainListAllCheckpointsRet> = {
  procedure: P.DomainListAllCheckpoints,
  getArgs: (r) => ({ dom: getDomain(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.checkpoints, LIMITS.DOMAIN_CHECKPOINT_LIST_MAX, putCheckpoint);
    w.int(ret.ret);
  },
};

export const ServedDomainCheckpointListAllChildren: ServedProcedure<DomainCheckpointListAllChildrenArgs, DomainCheckpointListAllChildrenRet> = {
  procedure: P.DomainCheckpointListAllChildren,
  getArgs: (r) => ({ checkpoint: getCheckpoint(r), needResults: r.bool(), flags: r.uint() }),
  putRet: (w, ret) => {
    putList(w, ret.checkpoints, LIMITS.DOMAIN_CHECKPOINT_LIST_MAX, putCheckpoint);
    w.int(ret.ret);
  },
};

export const ServedDomainCheckpointLookupByName: ServedProcedure<DomainCheckpointLookupByNameArgs, DomainCheckpointLookupByNameRet> = {
  procedure: P.DomainCheckpointLookupByName,
  getArgs: (r) => ({ dom: getDomain(r), name: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putCheckpoint(w, ret.checkpoint);
  },
};

export const ServedDomainCheckpointGetParent: ServedProcedure<DomainCheckpointGetParentArgs, DomainCheckpointGetParentRet> = {
  procedure: P.DomainCheckpointGetParent,
  getArgs: (r) => ({ checkpoint: getCheckpoint(r), flags: r.uint() }),
  putRet: (w, ret) => {
    putCheckpoint(w, ret.parent);
  },
};

export const ServedDomainCheckpointDelete: ServedProcedure<DomainCheckpointDeleteArgs, undefined> = {
  procedure: P.DomainCheckpointDelete,
  getArgs: (r) => ({ checkpoint: getCheckpoint(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetGuestInfo: ServedProcedure<DomainGetGuestInfoArgs, DomainGetGuestInfoRet> = {
  procedure: P.DomainGetGuestInfo,
  getArgs: (r) => ({ dom: getDomain(r), types: r.uint(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.params(ret.params, LIMITS.DOMAIN_GUEST_INFO_PARAMS_MAX);
  },
};

export const ServedConnectSetIdentity: ServedProcedure<ConnectSetIdentityArgs, undefined> = {
  procedure: P.ConnectSetIdentity,
  getArgs: (r) => ({ params: r.params(LIMITS.CONNECT_IDENTITY_PARAMS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainAgentSetResponseTimeout: ServedProcedure<DomainAgentSetResponseTimeoutArgs, DomainAgentSetResponseTimeoutRet> = {
  procedure: P.DomainAgentSetResponseTimeout,
  getArgs: (r) => ({ dom: getDomain(r), timeout: r.int(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.int(ret.result);
  },
};

export const ServedDomainBackupBegin: ServedProcedure<DomainBackupBeginArgs, undefined> = {
  procedure: P.DomainBackupBegin,
  getArgs: (r) => ({ dom: getDomain(r), backupXml: r.string(), checkpointXml: r.optString(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainBackupGetXmlDesc: ServedProcedure<DomainBackupGetXmlDescArgs, DomainBackupGetXmlDescRet> = {
  procedure: P.DomainBackupGetXmlDesc,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.string(ret.xml);
  },
};

export const ServedDomainAuthorizedSshKeysGet: ServedProcedure<DomainAuthorizedSshKeysGetArgs, DomainAuthorizedSshKeysGetRet> = {
  procedure: P.DomainAuthorizedSshKeysGet,
  getArgs: (r) => ({ dom: getDomain(r), user: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.keys, LIMITS.DOMAIN_AUTHORIZED_SSH_KEYS_MAX);
  },
};

export const ServedDomainAuthorizedSshKeysSet: ServedProcedure<DomainAuthorizedSshKeysSetArgs, undefined> = {
  procedure: P.DomainAuthorizedSshKeysSet,
  getArgs: (r) => ({ dom: getDomain(r), user: r.string(), keys: r.strings(LIMITS.DOMAIN_AUTHORIZED_SSH_KEYS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainGetMessages: ServedProcedure<DomainGetMessagesArgs, DomainGetMessagesRet> = {
  procedure: P.DomainGetMessages,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: (w, ret) => {
    w.strings(ret.msgs, LIMITS.DOMAIN_MESSAGES_MAX);
  },
};

export const ServedDomainStartDirtyRateCalc: ServedProcedure<DomainStartDirtyRateCalcArgs, undefined> = {
  procedure: P.DomainStartDirtyRateCalc,
  getArgs: (r) => ({ dom: getDomain(r), seconds: r.int(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceDefineXml: ServedProcedure<NodeDeviceDefineXmlArgs, NodeDeviceDefineXmlRet> = {
  procedure: P.NodeDeviceDefineXml,
  getArgs: (r) => ({ xmlDesc: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNodeDevice(w, ret.dev);
  },
};

export const ServedNodeDeviceUndefine: ServedProcedure<NodeDeviceUndefineArgs, undefined> = {
  procedure: P.NodeDeviceUndefine,
  getArgs: (r) => ({ name: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceCreate: ServedProcedure<NodeDeviceCreateArgs, undefined> = {
  procedure: P.NodeDeviceCreate,
  getArgs: (r) => ({ name: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedNwfilterDefineXmlFlags: ServedProcedure<NwfilterDefineXmlFlagsArgs, NwfilterDefineXmlFlagsRet> = {
  procedure: P.NwfilterDefineXmlFlags,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNwfilter(w, ret.nwfilter);
  },
};

export const ServedNetworkDefineXmlFlags: ServedProcedure<NetworkDefineXmlFlagsArgs, NetworkDefineXmlFlagsRet> = {
  procedure: P.NetworkDefineXmlFlags,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedNodeDeviceGetAutostart: ServedProcedure<NodeDeviceGetAutostartArgs, NodeDeviceGetAutostartRet> = {
  procedure: P.NodeDeviceGetAutostart,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    w.bool(ret.autostart);
  },
};

export const ServedNodeDeviceSetAutostart: ServedProcedure<NodeDeviceSetAutostartArgs, undefined> = {
  procedure: P.NodeDeviceSetAutostart,
  getArgs: (r) => ({ name: r.string(), autostart: r.bool() }),
  putRet: () => undefined,
};

export const ServedNodeDeviceIsPersistent: ServedProcedure<NodeDeviceIsPersistentArgs, NodeDeviceIsPersistentRet> = {
  procedure: P.NodeDeviceIsPersistent,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    w.bool(ret.persistent);
  },
};

export const ServedNodeDeviceIsActive: ServedProcedure<NodeDeviceIsActiveArgs, NodeDeviceIsActiveRet> = {
  procedure: P.NodeDeviceIsActive,
  getArgs: (r) => ({ name: r.string() }),
  putRet: (w, ret) => {
    w.bool(ret.active);
  },
};

export const ServedNetworkCreateXmlFlags: ServedProcedure<NetworkCreateXmlFlagsArgs, NetworkCreateXmlFlagsRet> = {
  procedure: P.NetworkCreateXmlFlags,
  getArgs: (r) => ({ xml: r.string(), flags: r.uint() }),
  putRet: (w, ret) => {
    putNetwork(w, ret.net);
  },
};

export const ServedDomainSetLaunchSecurityState: ServedProcedure<DomainSetLaunchSecurityStateArgs, undefined> = {
  procedure: P.DomainSetLaunchSecurityState,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_LAUNCH_SECURITY_STATE_PARAMS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainSaveParams: ServedProcedure<DomainSaveParamsArgs, undefined> = {
  procedure: P.DomainSaveParams,
  getArgs: (r) => ({ dom: getDomain(r), params: r.params(LIMITS.DOMAIN_SAVE_PARAMS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainRestoreParams: ServedProcedure<DomainRestoreParamsArgs, undefined> = {
  procedure: P.DomainRestoreParams,
  getArgs: (r) => ({ params: r.params(LIMITS.DOMAIN_SAVE_PARAMS_MAX), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainAbortJobFlags: ServedProcedure<DomainAbortJobFlagsArgs, undefined> = {
  procedure: P.DomainAbortJobFlags,
  getArgs: (r) => ({ dom: getDomain(r), flags: r.uint() }),
  putRet: () => undefined,
};

export const ServedDomainFdAssociate: ServedProcedure<DomainFdAssociateArgs, undefined> = {
  procedure: P.DomainFdAssociate,
  getArgs: (r) => ({ dom: getDomain(r), name: r.string(), flags: r.uint() }),
  putRet: () => undefined,
};
