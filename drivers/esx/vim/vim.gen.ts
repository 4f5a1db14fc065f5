// Made by `npm run generate` from vim.schema.txt. Do not edit.
import type { AnyValue, FieldTable, MethodTable, MoRef, TypeTable } from './vim-value.ts';

export interface AboutInfo {
  readonly name: string;
  readonly fullName: string;
  readonly vendor: string;
  readonly version: string;
  readonly build: string;
  readonly productLineId: string;
  readonly apiType: string;
  readonly apiVersion: string;
  readonly instanceUuid?: string;
  readonly licenseProductName?: string;
}

export interface ServiceContent {
  readonly rootFolder: MoRef;
  readonly propertyCollector: MoRef;
  readonly viewManager?: MoRef;
  readonly about: AboutInfo;
  readonly setting?: MoRef;
  readonly sessionManager?: MoRef;
  readonly perfManager?: MoRef;
  readonly eventManager?: MoRef;
  readonly taskManager?: MoRef;
  readonly customFieldsManager?: MoRef;
  readonly searchIndex?: MoRef;
  readonly fileManager?: MoRef;
  readonly virtualDiskManager?: MoRef;
}

export interface UserSession {
  readonly key: string;
  readonly userName: string;
}

export interface LocalizedMethodFault {
  readonly fault: AnyMethodFault;
  readonly localizedMessage?: string;
}

export interface MethodFault {
  readonly _type: 'MethodFault';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}
export type AnyMethodFault = MethodFault | RuntimeFault;

export interface RuntimeFault {
  readonly _type: 'RuntimeFault';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}

export interface LocalizableMessage {
  readonly key: string;
  readonly message?: string;
}

export interface PropertySpec {
  readonly type: string;
  readonly all?: boolean;
  readonly pathSet?: readonly string[];
}

export interface SelectionSpec {
  readonly _type: 'SelectionSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name?: string;
}
export type AnySelectionSpec = SelectionSpec | TraversalSpec;

export interface TraversalSpec {
  readonly _type: 'TraversalSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name?: string;
  readonly type: string;
  readonly path: string;
  readonly skip?: boolean;
  readonly selectSet?: readonly AnySelectionSpec[];
}

export interface ObjectSpec {
  readonly obj: MoRef;
  readonly skip?: boolean;
  readonly selectSet?: readonly AnySelectionSpec[];
}

export interface PropertyFilterSpec {
  readonly propSet?: readonly PropertySpec[];
  readonly objectSet?: readonly ObjectSpec[];
}

export interface RetrieveOptions {
  readonly maxObjects?: number;
}

export interface DynamicProperty {
  readonly name: string;
  readonly val: AnyValue;
}

export interface MissingProperty {
  readonly path: string;
  readonly fault: LocalizedMethodFault;
}

export interface ObjectContent {
  readonly obj: MoRef;
  readonly propSet?: readonly DynamicProperty[];
  readonly missingSet?: readonly MissingProperty[];
}

export interface RetrieveResult {
  readonly token?: string;
  readonly objects?: readonly ObjectContent[];
}

export interface WaitOptions {
  readonly maxWaitSeconds?: number;
  readonly maxObjectUpdates?: number;
}

export interface PropertyChange {
  readonly name: string;
  readonly op: string;
  readonly val: AnyValue;
}

export interface ObjectUpdate {
  readonly kind: string;
  readonly obj: MoRef;
  readonly changeSet?: readonly PropertyChange[];
  readonly missingSet?: readonly MissingProperty[];
}

export interface PropertyFilterUpdate {
  readonly filter: MoRef;
  readonly objectSet?: readonly ObjectUpdate[];
}

export interface UpdateSet {
  readonly version: string;
  readonly filterSet?: readonly PropertyFilterUpdate[];
  readonly truncated?: boolean;
}

export interface TaskInfo {
  readonly key: string;
  readonly task: MoRef;
  readonly name?: string;
  readonly descriptionId: string;
  readonly entity?: MoRef;
  readonly entityName?: string;
  readonly state: string;
  readonly cancelled: boolean;
  readonly cancelable: boolean;
  readonly error?: LocalizedMethodFault;
  readonly result?: AnyValue;
  readonly progress?: number;
}

export interface Description {
  readonly _type: 'Description';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly label: string;
  readonly summary: string;
}
export type AnyDescription = Description | ElementDescription;

export interface ElementDescription {
  readonly _type: 'ElementDescription';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly label: string;
  readonly summary: string;
  readonly key: string;
}

export interface OptionType {
  readonly _type: 'OptionType';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly valueIsReadonly?: boolean;
}
export type AnyOptionType = OptionType | ChoiceOption;

export interface ChoiceOption {
  readonly _type: 'ChoiceOption';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly valueIsReadonly?: boolean;
  readonly choiceInfo?: readonly ElementDescription[];
  readonly defaultIndex?: number;
}

export interface VirtualMachineQuestionInfo {
  readonly id: string;
  readonly text: string;
  readonly choice: ChoiceOption;
}

export interface OptionValue {
  readonly _type: 'OptionValue';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: string;
  readonly value: AnyValue;
}
export type AnyOptionValue = OptionValue | HostInternetScsiHbaParamValue;

export interface HostInternetScsiHbaParamValue {
  readonly _type: 'HostInternetScsiHbaParamValue';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: string;
  readonly value: AnyValue;
  readonly isInherited?: boolean;
}

export interface SharesInfo {
  readonly shares: number;
  readonly level: string;
}

export interface ResourceAllocationInfo {
  readonly reservation?: number;
  readonly expandableReservation?: boolean;
  readonly limit?: number;
  readonly shares?: SharesInfo;
  readonly overheadLimit?: number;
}

export interface VirtualMachineAffinityInfo {
  readonly affinitySet?: readonly number[];
}

export interface VirtualMachineFileInfo {
  readonly vmPathName?: string;
  readonly snapshotDirectory?: string;
  readonly suspendDirectory?: string;
  readonly logDirectory?: string;
}

export interface VirtualMachineBootOptions {
  readonly bootDelay?: number;
  readonly enterBIOSSetup?: boolean;
  readonly efiSecureBootEnabled?: boolean;
}

export interface VirtualDeviceConnectInfo {
  readonly migrateConnect?: string;
  readonly startConnected: boolean;
  readonly allowGuestControl: boolean;
  readonly connected: boolean;
  readonly status?: string;
}

export interface VirtualDeviceBackingInfo {
  readonly _type: 'VirtualDeviceBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}
export type AnyVirtualDeviceBackingInfo = VirtualDeviceBackingInfo | VirtualDeviceFileBackingInfo | VirtualDiskFlatVer2BackingInfo | VirtualCdromIsoBackingInfo | VirtualFloppyImageBackingInfo | VirtualDeviceDeviceBackingInfo | VirtualCdromAtapiBackingInfo | VirtualEthernetCardNetworkBackingInfo | VirtualDeviceRemoteDeviceBackingInfo | VirtualCdromRemotePassthroughBackingInfo | VirtualCdromRemoteAtapiBackingInfo | VirtualFloppyRemoteDeviceBackingInfo | VirtualEthernetCardDistributedVirtualPortBackingInfo;

export interface VirtualDeviceFileBackingInfo {
  readonly _type: 'VirtualDeviceFileBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly fileName: string;
  readonly datastore?: MoRef;
  readonly backingObjectId?: string;
}
export type AnyVirtualDeviceFileBackingInfo = VirtualDeviceFileBackingInfo | VirtualDiskFlatVer2BackingInfo | VirtualCdromIsoBackingInfo | VirtualFloppyImageBackingInfo;

export interface VirtualDeviceDeviceBackingInfo {
  readonly _type: 'VirtualDeviceDeviceBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
}
export type AnyVirtualDeviceDeviceBackingInfo = VirtualDeviceDeviceBackingInfo | VirtualCdromAtapiBackingInfo | VirtualEthernetCardNetworkBackingInfo;

export interface VirtualDeviceRemoteDeviceBackingInfo {
  readonly _type: 'VirtualDeviceRemoteDeviceBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
}
export type AnyVirtualDeviceRemoteDeviceBackingInfo = VirtualDeviceRemoteDeviceBackingInfo | VirtualCdromRemotePassthroughBackingInfo | VirtualCdromRemoteAtapiBackingInfo | VirtualFloppyRemoteDeviceBackingInfo;

export interface VirtualDevice {
  readonly _type: 'VirtualDevice';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
}
export type AnyVirtualDevice = VirtualDevice | VirtualController | VirtualSCSIController | VirtualLsiLogicController | VirtualLsiLogicSASController | VirtualBusLogicController | ParaVirtualSCSIController | VirtualIDEController | VirtualSATAController | VirtualAHCIController | VirtualNVMEController | VirtualDisk | VirtualCdrom | VirtualFloppy | VirtualEthernetCard | VirtualE1000 | VirtualE1000e | VirtualPCNet32 | VirtualVmxnet | VirtualVmxnet2 | VirtualVmxnet3 | VirtualMachineVideoCard;

export interface VirtualController {
  readonly _type: 'VirtualController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
}
export type AnyVirtualController = VirtualController | VirtualSCSIController | VirtualLsiLogicController | VirtualLsiLogicSASController | VirtualBusLogicController | ParaVirtualSCSIController | VirtualIDEController | VirtualSATAController | VirtualAHCIController | VirtualNVMEController;

export interface VirtualDisk {
  readonly _type: 'VirtualDisk';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly capacityInKB: number;
  readonly capacityInBytes?: number;
}

export interface VirtualDiskFlatVer2BackingInfo {
  readonly _type: 'VirtualDiskFlatVer2BackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly fileName: string;
  readonly datastore?: MoRef;
  readonly backingObjectId?: string;
  readonly diskMode: string;
  readonly split?: boolean;
  readonly writeThrough?: boolean;
  readonly thinProvisioned?: boolean;
  readonly eagerlyScrub?: boolean;
}

export interface VirtualCdrom {
  readonly _type: 'VirtualCdrom';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
}

export interface VirtualCdromIsoBackingInfo {
  readonly _type: 'VirtualCdromIsoBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly fileName: string;
  readonly datastore?: MoRef;
  readonly backingObjectId?: string;
}

export interface VirtualCdromRemotePassthroughBackingInfo {
  readonly _type: 'VirtualCdromRemotePassthroughBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
  readonly exclusive: boolean;
}

export interface VirtualCdromRemoteAtapiBackingInfo {
  readonly _type: 'VirtualCdromRemoteAtapiBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
}

export interface VirtualCdromAtapiBackingInfo {
  readonly _type: 'VirtualCdromAtapiBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
}

export interface VirtualFloppy {
  readonly _type: 'VirtualFloppy';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
}

export interface VirtualFloppyImageBackingInfo {
  readonly _type: 'VirtualFloppyImageBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly fileName: string;
  readonly datastore?: MoRef;
  readonly backingObjectId?: string;
}

export interface VirtualFloppyRemoteDeviceBackingInfo {
  readonly _type: 'VirtualFloppyRemoteDeviceBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
}

export interface VirtualEthernetCard {
  readonly _type: 'VirtualEthernetCard';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}
export type AnyVirtualEthernetCard = VirtualEthernetCard | VirtualE1000 | VirtualE1000e | VirtualPCNet32 | VirtualVmxnet | VirtualVmxnet2 | VirtualVmxnet3;

export interface VirtualE1000 {
  readonly _type: 'VirtualE1000';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}

export interface VirtualE1000e {
  readonly _type: 'VirtualE1000e';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}

export interface VirtualPCNet32 {
  readonly _type: 'VirtualPCNet32';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}

export interface VirtualVmxnet {
  readonly _type: 'VirtualVmxnet';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}
export type AnyVirtualVmxnet = VirtualVmxnet | VirtualVmxnet2 | VirtualVmxnet3;

export interface VirtualVmxnet2 {
  readonly _type: 'VirtualVmxnet2';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}

export interface VirtualVmxnet3 {
  readonly _type: 'VirtualVmxnet3';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly addressType?: string;
  readonly macAddress?: string;
  readonly wakeOnLanEnabled?: boolean;
}

export interface VirtualEthernetCardNetworkBackingInfo {
  readonly _type: 'VirtualEthernetCardNetworkBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly useAutoDetect?: boolean;
  readonly network?: MoRef;
  readonly inPassthroughMode?: boolean;
}

export interface DistributedVirtualSwitchPortConnection {
  readonly switchUuid: string;
  readonly portgroupKey?: string;
  readonly portKey?: string;
}

export interface VirtualEthernetCardDistributedVirtualPortBackingInfo {
  readonly _type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly port: DistributedVirtualSwitchPortConnection;
}

export interface VirtualSCSIController {
  readonly _type: 'VirtualSCSIController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
  readonly hotAddRemove?: boolean;
  readonly sharedBus: string;
  readonly scsiCtlrUnitNumber?: number;
}
export type AnyVirtualSCSIController = VirtualSCSIController | VirtualLsiLogicController | VirtualLsiLogicSASController | VirtualBusLogicController | ParaVirtualSCSIController;

export interface VirtualLsiLogicController {
  readonly _type: 'VirtualLsiLogicController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
  readonly hotAddRemove?: boolean;
  readonly sharedBus: string;
  readonly scsiCtlrUnitNumber?: number;
}

export interface VirtualLsiLogicSASController {
  readonly _type: 'VirtualLsiLogicSASController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
  readonly hotAddRemove?: boolean;
  readonly sharedBus: string;
  readonly scsiCtlrUnitNumber?: number;
}

export interface VirtualBusLogicController {
  readonly _type: 'VirtualBusLogicController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
  readonly hotAddRemove?: boolean;
  readonly sharedBus: string;
  readonly scsiCtlrUnitNumber?: number;
}

export interface ParaVirtualSCSIController {
  readonly _type: 'ParaVirtualSCSIController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
  readonly hotAddRemove?: boolean;
  readonly sharedBus: string;
  readonly scsiCtlrUnitNumber?: number;
}

export interface VirtualIDEController {
  readonly _type: 'VirtualIDEController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
}

export interface VirtualSATAController {
  readonly _type: 'VirtualSATAController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
}
export type AnyVirtualSATAController = VirtualSATAController | VirtualAHCIController;

export interface VirtualAHCIController {
  readonly _type: 'VirtualAHCIController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
}

export interface VirtualNVMEController {
  readonly _type: 'VirtualNVMEController';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly busNumber: number;
  readonly device?: readonly number[];
}

export interface VirtualMachineVideoCard {
  readonly _type: 'VirtualMachineVideoCard';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly deviceInfo?: AnyDescription;
  readonly backing?: AnyVirtualDeviceBackingInfo;
  readonly connectable?: VirtualDeviceConnectInfo;
  readonly controllerKey?: number;
  readonly unitNumber?: number;
  readonly videoRamSizeInKB?: number;
  readonly numDisplays?: number;
}

export interface VirtualHardware {
  readonly numCPU: number;
  readonly numCoresPerSocket?: number;
  readonly memoryMB: number;
  readonly device?: readonly AnyVirtualDevice[];
}

export interface VirtualDeviceConfigSpec {
  readonly _type: 'VirtualDeviceConfigSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly operation?: string;
  readonly fileOperation?: string;
  readonly device: AnyVirtualDevice;
}
export type AnyVirtualDeviceConfigSpec = VirtualDeviceConfigSpec | VirtualDiskConfigSpec;

export interface VirtualDiskConfigSpec {
  readonly _type: 'VirtualDiskConfigSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly operation?: string;
  readonly fileOperation?: string;
  readonly device: AnyVirtualDevice;
  readonly diskMoveType?: string;
}

export interface VirtualMachineConfigSpec {
  readonly changeVersion?: string;
  readonly name?: string;
  readonly version?: string;
  readonly uuid?: string;
  readonly instanceUuid?: string;
  readonly guestId?: string;
  readonly annotation?: string;
  readonly files?: VirtualMachineFileInfo;
  readonly numCPUs?: number;
  readonly numCoresPerSocket?: number;
  readonly memoryMB?: number;
  readonly memoryHotAddEnabled?: boolean;
  readonly cpuHotAddEnabled?: boolean;
  readonly deviceChange?: readonly AnyVirtualDeviceConfigSpec[];
  readonly cpuAllocation?: ResourceAllocationInfo;
  readonly memoryAllocation?: ResourceAllocationInfo;
  readonly cpuAffinity?: VirtualMachineAffinityInfo;
  readonly extraConfig?: readonly AnyOptionValue[];
  readonly bootOptions?: VirtualMachineBootOptions;
}

export interface VirtualMachineRelocateSpec {
  readonly datastore?: MoRef;
  readonly diskMoveType?: string;
  readonly pool?: MoRef;
  readonly host?: MoRef;
  readonly transform?: string;
}

export interface VirtualMachineCloneSpec {
  readonly location: VirtualMachineRelocateSpec;
  readonly template: boolean;
  readonly config?: VirtualMachineConfigSpec;
  readonly powerOn: boolean;
  readonly snapshot?: MoRef;
  readonly memory?: boolean;
}

export interface VirtualMachineSnapshotTree {
  readonly snapshot: MoRef;
  readonly vm: MoRef;
  readonly name: string;
  readonly description: string;
  readonly id?: number;
  readonly createTime: string;
  readonly state: string;
  readonly quiesced: boolean;
  readonly backupManifest?: string;
  readonly childSnapshotList?: readonly VirtualMachineSnapshotTree[];
  readonly replaySupported?: boolean;
}

export interface VirtualMachineSnapshotInfo {
  readonly currentSnapshot?: MoRef;
  readonly rootSnapshotList?: readonly VirtualMachineSnapshotTree[];
}

export interface VirtualMachineTicket {
  readonly ticket: string;
  readonly cfgFile: string;
  readonly host?: string;
  readonly port?: number;
  readonly sslThumbprint?: string;
  readonly url?: string;
}

export interface GuestNicInfo {
  readonly network?: string;
  readonly ipAddress?: readonly string[];
  readonly macAddress?: string;
  readonly connected: boolean;
  readonly deviceConfigId: number;
  readonly ipConfig?: NetIpConfigInfo;
}

export interface NetIpConfigInfo {
  readonly ipAddress?: readonly NetIpConfigInfoIpAddress[];
}

export interface NetIpConfigInfoIpAddress {
  readonly ipAddress: string;
  readonly prefixLength: number;
  readonly state?: string;
}

export interface GuestDiskInfo {
  readonly diskPath?: string;
  readonly capacity?: number;
  readonly freeSpace?: number;
  readonly filesystemType?: string;
}

export interface PerfMetricId {
  readonly counterId: number;
  readonly instance: string;
}

export interface PerfCounterInfo {
  readonly key: number;
  readonly nameInfo: ElementDescription;
  readonly groupInfo: ElementDescription;
  readonly unitInfo: ElementDescription;
  readonly rollupType: string;
  readonly statsType: string;
}

export interface PerfQuerySpec {
  readonly entity: MoRef;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly maxSample?: number;
  readonly metricId?: readonly PerfMetricId[];
  readonly intervalId?: number;
  readonly format?: string;
}

export interface PerfSampleInfo {
  readonly timestamp: string;
  readonly interval: number;
}

export interface PerfMetricSeries {
  readonly _type: 'PerfMetricSeries';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly id: PerfMetricId;
}
export type AnyPerfMetricSeries = PerfMetricSeries | PerfMetricIntSeries;

export interface PerfMetricIntSeries {
  readonly _type: 'PerfMetricIntSeries';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly id: PerfMetricId;
  readonly value?: readonly number[];
}

export interface PerfEntityMetricBase {
  readonly _type: 'PerfEntityMetricBase';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly entity: MoRef;
}
export type AnyPerfEntityMetricBase = PerfEntityMetricBase | PerfEntityMetric;

export interface PerfEntityMetric {
  readonly _type: 'PerfEntityMetric';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly entity: MoRef;
  readonly sampleInfo?: readonly PerfSampleInfo[];
  readonly value?: readonly AnyPerfMetricSeries[];
}

export interface PerfProviderSummary {
  readonly entity: MoRef;
  readonly currentSupported: boolean;
  readonly summarySupported: boolean;
  readonly refreshRate?: number;
}

export interface FileQueryFlags {
  readonly fileType: boolean;
  readonly fileSize: boolean;
  readonly modification: boolean;
  readonly fileOwner?: boolean;
}

export interface FileQuery {
  readonly _type: 'FileQuery';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}
export type AnyFileQuery = FileQuery | FolderFileQuery | IsoImageFileQuery | FloppyImageFileQuery | VmDiskFileQuery;

export interface FileInfo {
  readonly _type: 'FileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}
export type AnyFileInfo = FileInfo | FolderFileInfo | IsoImageFileInfo | FloppyImageFileInfo | VmDiskFileInfo | VmConfigFileInfo | VmLogFileInfo;

export interface FolderFileInfo {
  readonly _type: 'FolderFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}

export interface FolderFileQuery {
  readonly _type: 'FolderFileQuery';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}

export interface IsoImageFileInfo {
  readonly _type: 'IsoImageFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}

export interface IsoImageFileQuery {
  readonly _type: 'IsoImageFileQuery';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}

export interface FloppyImageFileInfo {
  readonly _type: 'FloppyImageFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}

export interface FloppyImageFileQuery {
  readonly _type: 'FloppyImageFileQuery';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}

export interface VmDiskFileInfo {
  readonly _type: 'VmDiskFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
  readonly diskType?: string;
  readonly capacityKb?: number;
  readonly thin?: boolean;
}

export interface VmDiskFileQueryFlags {
  readonly diskType: boolean;
  readonly capacityKb: boolean;
  readonly hardwareVersion: boolean;
  readonly controllerType?: boolean;
  readonly diskExtents?: boolean;
  readonly thin?: boolean;
  readonly encryption?: boolean;
}

export interface VmDiskFileQuery {
  readonly _type: 'VmDiskFileQuery';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly details?: VmDiskFileQueryFlags;
}

export interface VmConfigFileInfo {
  readonly _type: 'VmConfigFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}

export interface VmLogFileInfo {
  readonly _type: 'VmLogFileInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly path: string;
  readonly friendlyName?: string;
  readonly fileSize?: number;
  readonly modification?: string;
  readonly owner?: string;
}

export interface HostDatastoreBrowserSearchSpec {
  readonly query?: readonly AnyFileQuery[];
  readonly details?: FileQueryFlags;
  readonly searchCaseInsensitive?: boolean;
  readonly matchPattern?: readonly string[];
  readonly sortFoldersFirst?: boolean;
}

export interface HostDatastoreBrowserSearchResults {
  readonly datastore?: MoRef;
  readonly folderPath?: string;
  readonly file?: readonly AnyFileInfo[];
}

export interface VirtualDiskSpec {
  readonly _type: 'VirtualDiskSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly diskType: string;
  readonly adapterType: string;
}
export type AnyVirtualDiskSpec = VirtualDiskSpec | FileBackedVirtualDiskSpec;

export interface FileBackedVirtualDiskSpec {
  readonly _type: 'FileBackedVirtualDiskSpec';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly diskType: string;
  readonly adapterType: string;
  readonly capacityKb: number;
}

export interface DatastoreSummary {
  readonly datastore?: MoRef;
  readonly name: string;
  readonly url: string;
  readonly capacity: number;
  readonly freeSpace: number;
  readonly accessible: boolean;
  readonly multipleHostAccess?: boolean;
  readonly type: string;
  readonly maintenanceMode?: string;
}

export interface DatastoreInfo {
  readonly _type: 'DatastoreInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly url: string;
  readonly freeSpace: number;
  readonly maxFileSize: number;
}
export type AnyDatastoreInfo = DatastoreInfo | LocalDatastoreInfo | VmfsDatastoreInfo | NasDatastoreInfo;

export interface LocalDatastoreInfo {
  readonly _type: 'LocalDatastoreInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly url: string;
  readonly freeSpace: number;
  readonly maxFileSize: number;
  readonly path?: string;
}

export interface HostFileSystemVolume {
  readonly _type: 'HostFileSystemVolume';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly type: string;
  readonly name: string;
  readonly capacity: number;
}
export type AnyHostFileSystemVolume = HostFileSystemVolume | HostVmfsVolume | HostNasVolume;

export interface HostVmfsVolume {
  readonly _type: 'HostVmfsVolume';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly type: string;
  readonly name: string;
  readonly capacity: number;
  readonly blockSizeMb: number;
  readonly majorVersion: number;
  readonly version: string;
  readonly uuid: string;
  readonly extent?: readonly HostScsiDiskPartition[];
}

export interface HostScsiDiskPartition {
  readonly diskName: string;
  readonly partition: number;
}

export interface HostNasVolume {
  readonly _type: 'HostNasVolume';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly type: string;
  readonly name: string;
  readonly capacity: number;
  readonly remoteHost: string;
  readonly remotePath: string;
  readonly userName?: string;
}

export interface VmfsDatastoreInfo {
  readonly _type: 'VmfsDatastoreInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly url: string;
  readonly freeSpace: number;
  readonly maxFileSize: number;
  readonly vmfs?: HostVmfsVolume;
}

export interface NasDatastoreInfo {
  readonly _type: 'NasDatastoreInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly url: string;
  readonly freeSpace: number;
  readonly maxFileSize: number;
  readonly nas?: HostNasVolume;
}

export interface HostMountInfo {
  readonly path?: string;
  readonly accessMode: string;
  readonly accessible?: boolean;
}

export interface DatastoreHostMount {
  readonly key: MoRef;
  readonly mountInfo: HostMountInfo;
}

export interface HostVirtualSwitch {
  readonly name: string;
  readonly key: string;
  readonly numPorts: number;
  readonly numPortsAvailable: number;
  readonly mtu?: number;
  readonly portgroup?: readonly string[];
  readonly pnic?: readonly string[];
  readonly spec: HostVirtualSwitchSpec;
}

export interface HostVirtualSwitchBridge {
  readonly _type: 'HostVirtualSwitchBridge';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}
export type AnyHostVirtualSwitchBridge = HostVirtualSwitchBridge | HostVirtualSwitchBondBridge | HostVirtualSwitchSimpleBridge;

export interface HostVirtualSwitchBondBridge {
  readonly _type: 'HostVirtualSwitchBondBridge';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly nicDevice?: readonly string[];
}

export interface HostVirtualSwitchSimpleBridge {
  readonly _type: 'HostVirtualSwitchSimpleBridge';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly nicDevice: string;
}

export interface HostVirtualSwitchSpec {
  readonly numPorts: number;
  readonly bridge?: AnyHostVirtualSwitchBridge;
  readonly policy?: HostNetworkPolicy;
  readonly mtu?: number;
}

export interface HostNetworkPolicy {
  readonly security?: HostNetworkSecurityPolicy;
  readonly shapingPolicy?: HostNetworkTrafficShapingPolicy;
}

export interface HostNetworkSecurityPolicy {
  readonly allowPromiscuous?: boolean;
  readonly macChanges?: boolean;
  readonly forgedTransmits?: boolean;
}

export interface HostNetworkTrafficShapingPolicy {
  readonly enabled?: boolean;
  readonly averageBandwidth?: number;
  readonly peakBandwidth?: number;
  readonly burstSize?: number;
}

export interface HostPortGroupSpec {
  readonly name: string;
  readonly vlanId: number;
  readonly vswitchName: string;
  readonly policy: HostNetworkPolicy;
}

export interface HostPortGroupPort {
  readonly key?: string;
  readonly mac?: readonly string[];
  readonly type: string;
}

export interface HostPortGroup {
  readonly key?: string;
  readonly port?: readonly HostPortGroupPort[];
  readonly vswitch?: string;
  readonly computedPolicy: HostNetworkPolicy;
  readonly spec: HostPortGroupSpec;
}

export interface PhysicalNicLinkInfo {
  readonly speedMb: number;
  readonly duplex: boolean;
}

export interface PhysicalNic {
  readonly key?: string;
  readonly device: string;
  readonly pci: string;
  readonly driver?: string;
  readonly linkSpeed?: PhysicalNicLinkInfo;
  readonly mac: string;
}

export interface HostIpConfig {
  readonly dhcp: boolean;
  readonly ipAddress?: string;
  readonly subnetMask?: string;
}

export interface HostVirtualNicSpec {
  readonly ip?: HostIpConfig;
  readonly mac?: string;
  readonly mtu?: number;
}

export interface HostVirtualNic {
  readonly device: string;
  readonly key: string;
  readonly portgroup: string;
  readonly spec: HostVirtualNicSpec;
  readonly port?: string;
}

export interface HostCpuIdInfo {
  readonly level: number;
  readonly vendor?: string;
  readonly eax?: string;
  readonly ebx?: string;
  readonly ecx?: string;
  readonly edx?: string;
}

export interface HostHostBusAdapter {
  readonly _type: 'HostHostBusAdapter';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key?: string;
  readonly device: string;
  readonly bus: number;
  readonly status: string;
  readonly model: string;
  readonly driver?: string;
  readonly pci?: string;
}
export type AnyHostHostBusAdapter = HostHostBusAdapter | HostInternetScsiHba | HostFibreChannelHba | HostBlockHba | HostParallelScsiHba;

export interface HostInternetScsiHba {
  readonly _type: 'HostInternetScsiHba';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key?: string;
  readonly device: string;
  readonly bus: number;
  readonly status: string;
  readonly model: string;
  readonly driver?: string;
  readonly pci?: string;
  readonly isSoftwareBased: boolean;
  readonly iScsiName: string;
  readonly iScsiAlias?: string;
  readonly configuredSendTarget?: readonly HostInternetScsiHbaSendTarget[];
  readonly configuredStaticTarget?: readonly HostInternetScsiHbaStaticTarget[];
}

export interface HostInternetScsiHbaSendTarget {
  readonly address: string;
  readonly port?: number;
}

export interface HostInternetScsiHbaStaticTarget {
  readonly address: string;
  readonly port?: number;
  readonly iScsiName: string;
}

export interface HostFibreChannelHba {
  readonly _type: 'HostFibreChannelHba';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key?: string;
  readonly device: string;
  readonly bus: number;
  readonly status: string;
  readonly model: string;
  readonly driver?: string;
  readonly pci?: string;
  readonly portWorldWideName: number;
  readonly nodeWorldWideName: number;
  readonly portType: string;
  readonly speed: number;
}

export interface HostBlockHba {
  readonly _type: 'HostBlockHba';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key?: string;
  readonly device: string;
  readonly bus: number;
  readonly status: string;
  readonly model: string;
  readonly driver?: string;
  readonly pci?: string;
}

export interface HostParallelScsiHba {
  readonly _type: 'HostParallelScsiHba';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key?: string;
  readonly device: string;
  readonly bus: number;
  readonly status: string;
  readonly model: string;
  readonly driver?: string;
  readonly pci?: string;
}

export interface HostDevice {
  readonly _type: 'HostDevice';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly deviceType: string;
}
export type AnyHostDevice = HostDevice | ScsiLun | HostScsiDisk;

export interface ScsiLun {
  readonly _type: 'ScsiLun';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly deviceType: string;
  readonly key?: string;
  readonly uuid: string;
  readonly canonicalName?: string;
  readonly displayName?: string;
  readonly lunType: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly serialNumber?: string;
}
export type AnyScsiLun = ScsiLun | HostScsiDisk;

export interface HostScsiDisk {
  readonly _type: 'HostScsiDisk';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly deviceName: string;
  readonly deviceType: string;
  readonly key?: string;
  readonly uuid: string;
  readonly canonicalName?: string;
  readonly displayName?: string;
  readonly lunType: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly capacity: HostDiskDimensionsLba;
  readonly devicePath: string;
}

export interface HostDiskDimensionsLba {
  readonly blockSize: number;
  readonly block: number;
}

export interface HostScsiTopology {
  readonly adapter?: readonly HostScsiTopologyInterface[];
}

export interface HostScsiTopologyInterface {
  readonly key: string;
  readonly adapter: string;
  readonly target?: readonly HostScsiTopologyTarget[];
}

export interface HostScsiTopologyTarget {
  readonly key: string;
  readonly target: number;
  readonly lun?: readonly HostScsiTopologyLun[];
  readonly transport?: AnyHostTargetTransport;
}

export interface HostScsiTopologyLun {
  readonly key: string;
  readonly lun: number;
  readonly scsiLun: string;
}

export interface HostTargetTransport {
  readonly _type: 'HostTargetTransport';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
}
export type AnyHostTargetTransport = HostTargetTransport | HostInternetScsiTargetTransport;

export interface HostInternetScsiTargetTransport {
  readonly _type: 'HostInternetScsiTargetTransport';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly iScsiName: string;
  readonly iScsiAlias: string;
  readonly address?: readonly string[];
}

export interface AutoStartDefaults {
  readonly enabled?: boolean;
  readonly startDelay?: number;
  readonly stopDelay?: number;
  readonly waitForHeartbeat?: boolean;
  readonly stopAction?: string;
}

export interface AutoStartPowerInfo {
  readonly key: MoRef;
  readonly startOrder: number;
  readonly startDelay: number;
  readonly waitForHeartbeat: string;
  readonly startAction: string;
  readonly stopDelay: number;
  readonly stopAction: string;
}

export interface HostAutoStartManagerConfig {
  readonly defaults?: AutoStartDefaults;
  readonly powerInfo?: readonly AutoStartPowerInfo[];
}

export interface HostListSummaryQuickStats {
  readonly overallCpuUsage?: number;
  readonly overallMemoryUsage?: number;
  readonly uptime?: number;
}

export interface CustomFieldDef {
  readonly key: number;
  readonly name: string;
  readonly type: string;
  readonly managedObjectType?: string;
}

export interface CustomFieldValue {
  readonly _type: 'CustomFieldValue';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
}
export type AnyCustomFieldValue = CustomFieldValue | CustomFieldStringValue;

export interface CustomFieldStringValue {
  readonly _type: 'CustomFieldStringValue';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly key: number;
  readonly value: string;
}

export interface Tag {
  readonly key: string;
}

export interface HostNumericSensorInfo {
  readonly name: string;
  readonly healthState?: ElementDescription;
  readonly currentReading: number;
  readonly unitModifier: number;
  readonly baseUnits: string;
  readonly sensorType: string;
}

export interface HostSystemHealthInfo {
  readonly numericSensorInfo?: readonly HostNumericSensorInfo[];
}

export interface HostHardwareElementInfo {
  readonly _type: 'HostHardwareElementInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly status: ElementDescription;
}
export type AnyHostHardwareElementInfo = HostHardwareElementInfo | HostStorageElementInfo;

export interface HostStorageElementInfo {
  readonly _type: 'HostStorageElementInfo';
  /** The type as the host named it, where it is none of ours. */
  readonly _xsi?: string;
  readonly name: string;
  readonly status: ElementDescription;
}

export interface HostHardwareStatusInfo {
  readonly memoryStatusInfo?: readonly AnyHostHardwareElementInfo[];
  readonly cpuStatusInfo?: readonly AnyHostHardwareElementInfo[];
  readonly storageStatusInfo?: readonly HostStorageElementInfo[];
}

export interface HealthSystemRuntime {
  readonly systemHealthInfo?: HostSystemHealthInfo;
  readonly hardwareStatusInfo?: HostHardwareStatusInfo;
}

export interface HostSystemIdentificationInfo {
  readonly identifierValue: string;
  readonly identifierType: ElementDescription;
}

export interface PerfInterval {
  readonly key: number;
  readonly samplingPeriod: number;
  readonly name: string;
  readonly length: number;
  readonly level?: number;
  readonly enabled: boolean;
}

export interface HostNumaNode {
  readonly typeId: number;
  readonly cpuID?: readonly number[];
  readonly memoryRangeBegin: number;
  readonly memoryRangeLength: number;
}

export interface HostPciDevice {
  readonly id: string;
  readonly classId: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly vendorId: number;
  readonly subVendorId: number;
  readonly vendorName: string;
  readonly deviceId: number;
  readonly subDeviceId: number;
  readonly parentBridge?: string;
  readonly deviceName: string;
}

export interface Event {
  readonly key: number;
  readonly createdTime: string;
  readonly userName: string;
  readonly fullFormattedMessage?: string;
}

/** Every data object by its name. */
export interface VimTypes {
  readonly AboutInfo: AboutInfo;
  readonly ServiceContent: ServiceContent;
  readonly UserSession: UserSession;
  readonly LocalizedMethodFault: LocalizedMethodFault;
  readonly MethodFault: AnyMethodFault;
  readonly RuntimeFault: RuntimeFault;
  readonly LocalizableMessage: LocalizableMessage;
  readonly PropertySpec: PropertySpec;
  readonly SelectionSpec: AnySelectionSpec;
  readonly TraversalSpec: TraversalSpec;
  readonly ObjectSpec: ObjectSpec;
  readonly PropertyFilterSpec: PropertyFilterSpec;
  readonly RetrieveOptions: RetrieveOptions;
  readonly DynamicProperty: DynamicProperty;
  readonly MissingProperty: MissingProperty;
  readonly ObjectContent: ObjectContent;
  readonly RetrieveResult: RetrieveResult;
  readonly WaitOptions: WaitOptions;
  readonly PropertyChange: PropertyChange;
  readonly ObjectUpdate: ObjectUpdate;
  readonly PropertyFilterUpdate: PropertyFilterUpdate;
  readonly UpdateSet: UpdateSet;
  readonly TaskInfo: TaskInfo;
  readonly Description: AnyDescription;
  readonly ElementDescription: ElementDescription;
  readonly OptionType: AnyOptionType;
  readonly ChoiceOption: ChoiceOption;
  readonly VirtualMachineQuestionInfo: VirtualMachineQuestionInfo;
  readonly OptionValue: AnyOptionValue;
  readonly HostInternetScsiHbaParamValue: HostInternetScsiHbaParamValue;
  readonly SharesInfo: SharesInfo;
  readonly ResourceAllocationInfo: ResourceAllocationInfo;
  readonly VirtualMachineAffinityInfo: VirtualMachineAffinityInfo;
  readonly VirtualMachineFileInfo: VirtualMachineFileInfo;
  readonly VirtualMachineBootOptions: VirtualMachineBootOptions;
  readonly VirtualDeviceConnectInfo: VirtualDeviceConnectInfo;
  readonly VirtualDeviceBackingInfo: AnyVirtualDeviceBackingInfo;
  readonly VirtualDeviceFileBackingInfo: AnyVirtualDeviceFileBackingInfo;
  readonly VirtualDeviceDeviceBackingInfo: AnyVirtualDeviceDeviceBackingInfo;
  readonly VirtualDeviceRemoteDeviceBackingInfo: AnyVirtualDeviceRemoteDeviceBackingInfo;
  readonly VirtualDevice: AnyVirtualDevice;
  readonly VirtualController: AnyVirtualController;
  readonly VirtualDisk: VirtualDisk;
  readonly VirtualDiskFlatVer2BackingInfo: VirtualDiskFlatVer2BackingInfo;
  readonly VirtualCdrom: VirtualCdrom;
  readonly VirtualCdromIsoBackingInfo: VirtualCdromIsoBackingInfo;
  readonly VirtualCdromRemotePassthroughBackingInfo: VirtualCdromRemotePassthroughBackingInfo;
  readonly VirtualCdromRemoteAtapiBackingInfo: VirtualCdromRemoteAtapiBackingInfo;
  readonly VirtualCdromAtapiBackingInfo: VirtualCdromAtapiBackingInfo;
  readonly VirtualFloppy: VirtualFloppy;
  readonly VirtualFloppyImageBackingInfo: VirtualFloppyImageBackingInfo;
  readonly VirtualFloppyRemoteDeviceBackingInfo: VirtualFloppyRemoteDeviceBackingInfo;
  readonly VirtualEthernetCard: AnyVirtualEthernetCard;
  readonly VirtualE1000: VirtualE1000;
  readonly VirtualE1000e: VirtualE1000e;
  readonly VirtualPCNet32: VirtualPCNet32;
  readonly VirtualVmxnet: AnyVirtualVmxnet;
  readonly VirtualVmxnet2: VirtualVmxnet2;
  readonly VirtualVmxnet3: VirtualVmxnet3;
  readonly VirtualEthernetCardNetworkBackingInfo: VirtualEthernetCardNetworkBackingInfo;
  readonly DistributedVirtualSwitchPortConnection: DistributedVirtualSwitchPortConnection;
  readonly VirtualEthernetCardDistributedVirtualPortBackingInfo: VirtualEthernetCardDistributedVirtualPortBackingInfo;
  readonly VirtualSCSIController: AnyVirtualSCSIController;
  readonly VirtualLsiLogicController: VirtualLsiLogicController;
  readonly VirtualLsiLogicSASController: VirtualLsiLogicSASController;
  readonly VirtualBusLogicController: VirtualBusLogicController;
  readonly ParaVirtualSCSIController: ParaVirtualSCSIController;
  readonly VirtualIDEController: VirtualIDEController;
  readonly VirtualSATAController: AnyVirtualSATAController;
  readonly VirtualAHCIController: VirtualAHCIController;
  readonly VirtualNVMEController: VirtualNVMEController;
  readonly VirtualMachineVideoCard: VirtualMachineVideoCard;
  readonly VirtualHardware: VirtualHardware;
  readonly VirtualDeviceConfigSpec: AnyVirtualDeviceConfigSpec;
  readonly VirtualDiskConfigSpec: VirtualDiskConfigSpec;
  readonly VirtualMachineConfigSpec: VirtualMachineConfigSpec;
  readonly VirtualMachineRelocateSpec: VirtualMachineRelocateSpec;
  readonly VirtualMachineCloneSpec: VirtualMachineCloneSpec;
  readonly VirtualMachineSnapshotTree: VirtualMachineSnapshotTree;
  readonly VirtualMachineSnapshotInfo: VirtualMachineSnapshotInfo;
  readonly VirtualMachineTicket: VirtualMachineTicket;
  readonly GuestNicInfo: GuestNicInfo;
  readonly NetIpConfigInfo: NetIpConfigInfo;
  readonly NetIpConfigInfoIpAddress: NetIpConfigInfoIpAddress;
  readonly GuestDiskInfo: GuestDiskInfo;
  readonly PerfMetricId: PerfMetricId;
  readonly PerfCounterInfo: PerfCounterInfo;
  readonly PerfQuerySpec: PerfQuerySpec;
  readonly PerfSampleInfo: PerfSampleInfo;
  readonly PerfMetricSeries: AnyPerfMetricSeries;
  readonly PerfMetricIntSeries: PerfMetricIntSeries;
  readonly PerfEntityMetricBase: AnyPerfEntityMetricBase;
  readonly PerfEntityMetric: PerfEntityMetric;
  readonly PerfProviderSummary: PerfProviderSummary;
  readonly FileQueryFlags: FileQueryFlags;
  readonly FileQuery: AnyFileQuery;
  readonly FileInfo: AnyFileInfo;
  readonly FolderFileInfo: FolderFileInfo;
  readonly FolderFileQuery: FolderFileQuery;
  readonly IsoImageFileInfo: IsoImageFileInfo;
  readonly IsoImageFileQuery: IsoImageFileQuery;
  readonly FloppyImageFileInfo: FloppyImageFileInfo;
  readonly FloppyImageFileQuery: FloppyImageFileQuery;
  readonly VmDiskFileInfo: VmDiskFileInfo;
  readonly VmDiskFileQueryFlags: VmDiskFileQueryFlags;
  readonly VmDiskFileQuery: VmDiskFileQuery;
  readonly VmConfigFileInfo: VmConfigFileInfo;
  readonly VmLogFileInfo: VmLogFileInfo;
  readonly HostDatastoreBrowserSearchSpec: HostDatastoreBrowserSearchSpec;
  readonly HostDatastoreBrowserSearchResults: HostDatastoreBrowserSearchResults;
  readonly VirtualDiskSpec: AnyVirtualDiskSpec;
  readonly FileBackedVirtualDiskSpec: FileBackedVirtualDiskSpec;
  readonly DatastoreSummary: DatastoreSummary;
  readonly DatastoreInfo: AnyDatastoreInfo;
  readonly LocalDatastoreInfo: LocalDatastoreInfo;
  readonly HostFileSystemVolume: AnyHostFileSystemVolume;
  readonly HostVmfsVolume: HostVmfsVolume;
  readonly HostScsiDiskPartition: HostScsiDiskPartition;
  readonly HostNasVolume: HostNasVolume;
  readonly VmfsDatastoreInfo: VmfsDatastoreInfo;
  readonly NasDatastoreInfo: NasDatastoreInfo;
  readonly HostMountInfo: HostMountInfo;
  readonly DatastoreHostMount: DatastoreHostMount;
  readonly HostVirtualSwitch: HostVirtualSwitch;
  readonly HostVirtualSwitchBridge: AnyHostVirtualSwitchBridge;
  readonly HostVirtualSwitchBondBridge: HostVirtualSwitchBondBridge;
  readonly HostVirtualSwitchSimpleBridge: HostVirtualSwitchSimpleBridge;
  readonly HostVirtualSwitchSpec: HostVirtualSwitchSpec;
  readonly HostNetworkPolicy: HostNetworkPolicy;
  readonly HostNetworkSecurityPolicy: HostNetworkSecurityPolicy;
  readonly HostNetworkTrafficShapingPolicy: HostNetworkTrafficShapingPolicy;
  readonly HostPortGroupSpec: HostPortGroupSpec;
  readonly HostPortGroupPort: HostPortGroupPort;
  readonly HostPortGroup: HostPortGroup;
  readonly PhysicalNicLinkInfo: PhysicalNicLinkInfo;
  readonly PhysicalNic: PhysicalNic;
  readonly HostIpConfig: HostIpConfig;
  readonly HostVirtualNicSpec: HostVirtualNicSpec;
  readonly HostVirtualNic: HostVirtualNic;
  readonly HostCpuIdInfo: HostCpuIdInfo;
  readonly HostHostBusAdapter: AnyHostHostBusAdapter;
  readonly HostInternetScsiHba: HostInternetScsiHba;
  readonly HostInternetScsiHbaSendTarget: HostInternetScsiHbaSendTarget;
  readonly HostInternetScsiHbaStaticTarget: HostInternetScsiHbaStaticTarget;
  readonly HostFibreChannelHba: HostFibreChannelHba;
  readonly HostBlockHba: HostBlockHba;
  readonly HostParallelScsiHba: HostParallelScsiHba;
  readonly HostDevice: AnyHostDevice;
  readonly ScsiLun: AnyScsiLun;
  readonly HostScsiDisk: HostScsiDisk;
  readonly HostDiskDimensionsLba: HostDiskDimensionsLba;
  readonly HostScsiTopology: HostScsiTopology;
  readonly HostScsiTopologyInterface: HostScsiTopologyInterface;
  readonly HostScsiTopologyTarget: HostScsiTopologyTarget;
  readonly HostScsiTopologyLun: HostScsiTopologyLun;
  readonly HostTargetTransport: AnyHostTargetTransport;
  readonly HostInternetScsiTargetTransport: HostInternetScsiTargetTransport;
  readonly AutoStartDefaults: AutoStartDefaults;
  readonly AutoStartPowerInfo: AutoStartPowerInfo;
  readonly HostAutoStartManagerConfig: HostAutoStartManagerConfig;
  readonly HostListSummaryQuickStats: HostListSummaryQuickStats;
  readonly CustomFieldDef: CustomFieldDef;
  readonly CustomFieldValue: AnyCustomFieldValue;
  readonly CustomFieldStringValue: CustomFieldStringValue;
  readonly Tag: Tag;
  readonly HostNumericSensorInfo: HostNumericSensorInfo;
  readonly HostSystemHealthInfo: HostSystemHealthInfo;
  readonly HostHardwareElementInfo: AnyHostHardwareElementInfo;
  readonly HostStorageElementInfo: HostStorageElementInfo;
  readonly HostHardwareStatusInfo: HostHardwareStatusInfo;
  readonly HealthSystemRuntime: HealthSystemRuntime;
  readonly HostSystemIdentificationInfo: HostSystemIdentificationInfo;
  readonly PerfInterval: PerfInterval;
  readonly HostNumaNode: HostNumaNode;
  readonly HostPciDevice: HostPciDevice;
  readonly Event: Event;
}

/** What each method takes and gives. */
export interface VimMethods {
  RetrieveServiceContent: { readonly args: Readonly<Record<string, never>>; readonly result: ServiceContent };
  CurrentTime: { readonly args: Readonly<Record<string, never>>; readonly result: string };
  Login: { readonly args: {
    readonly userName: string;
    readonly password: string;
    readonly locale?: string;
  }; readonly result: UserSession };
  Logout: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  SessionIsActive: { readonly args: {
    readonly sessionID: string;
    readonly userName: string;
  }; readonly result: boolean };
  CreatePropertyCollector: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  DestroyPropertyCollector: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  CreateFilter: { readonly args: {
    readonly spec: PropertyFilterSpec;
    readonly partialUpdates: boolean;
  }; readonly result: MoRef };
  DestroyPropertyFilter: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  RetrievePropertiesEx: { readonly args: {
    readonly specSet?: readonly PropertyFilterSpec[];
    readonly options: RetrieveOptions;
  }; readonly result: RetrieveResult | undefined };
  ContinueRetrievePropertiesEx: { readonly args: {
    readonly token: string;
  }; readonly result: RetrieveResult };
  CancelRetrievePropertiesEx: { readonly args: {
    readonly token: string;
  }; readonly result: undefined };
  WaitForUpdatesEx: { readonly args: {
    readonly version?: string;
    readonly options?: WaitOptions;
  }; readonly result: UpdateSet | undefined };
  CancelWaitForUpdates: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  CreateContainerView: { readonly args: {
    readonly container: MoRef;
    readonly type?: readonly string[];
    readonly recursive: boolean;
  }; readonly result: MoRef };
  DestroyView: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  CancelTask: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  FindByUuid: { readonly args: {
    readonly datacenter?: MoRef;
    readonly uuid: string;
    readonly vmSearch: boolean;
    readonly instanceUuid?: boolean;
  }; readonly result: MoRef | undefined };
  FindAllByUuid: { readonly args: {
    readonly datacenter?: MoRef;
    readonly uuid: string;
    readonly vmSearch: boolean;
    readonly instanceUuid?: boolean;
  }; readonly result: readonly MoRef[] | undefined };
  FindByIp: { readonly args: {
    readonly datacenter?: MoRef;
    readonly ip: string;
    readonly vmSearch: boolean;
  }; readonly result: MoRef | undefined };
  FindByInventoryPath: { readonly args: {
    readonly inventoryPath: string;
  }; readonly result: MoRef | undefined };
  PowerOnVM_Task: { readonly args: {
    readonly host?: MoRef;
  }; readonly result: MoRef };
  PowerOffVM_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  SuspendVM_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  ResetVM_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  ShutdownGuest: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  RebootGuest: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  StandbyGuest: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  ReconfigVM_Task: { readonly args: {
    readonly spec: VirtualMachineConfigSpec;
  }; readonly result: MoRef };
  Rename_Task: { readonly args: {
    readonly newName: string;
  }; readonly result: MoRef };
  RegisterVM_Task: { readonly args: {
    readonly path: string;
    readonly name?: string;
    readonly asTemplate: boolean;
    readonly pool?: MoRef;
    readonly host?: MoRef;
  }; readonly result: MoRef };
  UnregisterVM: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  CreateVM_Task: { readonly args: {
    readonly config: VirtualMachineConfigSpec;
    readonly pool: MoRef;
    readonly host?: MoRef;
  }; readonly result: MoRef };
  Destroy_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  CloneVM_Task: { readonly args: {
    readonly folder: MoRef;
    readonly name: string;
    readonly spec: VirtualMachineCloneSpec;
  }; readonly result: MoRef };
  MarkAsTemplate: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  MarkAsVirtualMachine: { readonly args: {
    readonly pool: MoRef;
    readonly host?: MoRef;
  }; readonly result: undefined };
  MigrateVM_Task: { readonly args: {
    readonly pool?: MoRef;
    readonly host?: MoRef;
    readonly priority: string;
    readonly state?: string;
  }; readonly result: MoRef };
  RelocateVM_Task: { readonly args: {
    readonly spec: VirtualMachineRelocateSpec;
    readonly priority?: string;
  }; readonly result: MoRef };
  ValidateMigration: { readonly args: {
    readonly vm?: readonly MoRef[];
    readonly state?: string;
    readonly testType?: readonly string[];
    readonly pool?: MoRef;
    readonly host?: MoRef;
  }; readonly result: readonly Event[] | undefined };
  AnswerVM: { readonly args: {
    readonly questionId: string;
    readonly answerChoice: string;
  }; readonly result: undefined };
  CreateSnapshot_Task: { readonly args: {
    readonly name: string;
    readonly description?: string;
    readonly memory: boolean;
    readonly quiesce: boolean;
  }; readonly result: MoRef };
  RevertToSnapshot_Task: { readonly args: {
    readonly host?: MoRef;
    readonly suppressPowerOn?: boolean;
  }; readonly result: MoRef };
  RevertToCurrentSnapshot_Task: { readonly args: {
    readonly host?: MoRef;
    readonly suppressPowerOn?: boolean;
  }; readonly result: MoRef };
  RemoveSnapshot_Task: { readonly args: {
    readonly removeChildren: boolean;
    readonly consolidate?: boolean;
  }; readonly result: MoRef };
  RemoveAllSnapshots_Task: { readonly args: {
    readonly consolidate?: boolean;
  }; readonly result: MoRef };
  RenameSnapshot: { readonly args: {
    readonly name?: string;
    readonly description?: string;
  }; readonly result: undefined };
  ConsolidateVMDisks_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  CreateScreenshot_Task: { readonly args: Readonly<Record<string, never>>; readonly result: MoRef };
  AcquireTicket: { readonly args: {
    readonly ticketType: string;
  }; readonly result: VirtualMachineTicket };
  MountToolsInstaller: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  QueryPerfProviderSummary: { readonly args: {
    readonly entity: MoRef;
  }; readonly result: PerfProviderSummary };
  QueryAvailablePerfMetric: { readonly args: {
    readonly entity: MoRef;
    readonly beginTime?: string;
    readonly endTime?: string;
    readonly intervalId?: number;
  }; readonly result: readonly PerfMetricId[] | undefined };
  QueryPerfCounter: { readonly args: {
    readonly counterId?: readonly number[];
  }; readonly result: readonly PerfCounterInfo[] | undefined };
  QueryPerf: { readonly args: {
    readonly querySpec?: readonly PerfQuerySpec[];
  }; readonly result: readonly AnyPerfEntityMetricBase[] | undefined };
  SearchDatastore_Task: { readonly args: {
    readonly datastorePath: string;
    readonly searchSpec?: HostDatastoreBrowserSearchSpec;
  }; readonly result: MoRef };
  SearchDatastoreSubFolders_Task: { readonly args: {
    readonly datastorePath: string;
    readonly searchSpec?: HostDatastoreBrowserSearchSpec;
  }; readonly result: MoRef };
  RefreshDatastore: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  MakeDirectory: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
    readonly createParentDirectories?: boolean;
  }; readonly result: undefined };
  DeleteDatastoreFile_Task: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
  }; readonly result: MoRef };
  MoveDatastoreFile_Task: { readonly args: {
    readonly sourceName: string;
    readonly sourceDatacenter?: MoRef;
    readonly destinationName: string;
    readonly destinationDatacenter?: MoRef;
    readonly force?: boolean;
  }; readonly result: MoRef };
  CreateVirtualDisk_Task: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
    readonly spec: AnyVirtualDiskSpec;
  }; readonly result: MoRef };
  DeleteVirtualDisk_Task: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
  }; readonly result: MoRef };
  CopyVirtualDisk_Task: { readonly args: {
    readonly sourceName: string;
    readonly sourceDatacenter?: MoRef;
    readonly destName: string;
    readonly destDatacenter?: MoRef;
    readonly destSpec?: AnyVirtualDiskSpec;
    readonly force?: boolean;
  }; readonly result: MoRef };
  ExtendVirtualDisk_Task: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
    readonly newCapacityKb: number;
    readonly eagerZero?: boolean;
  }; readonly result: MoRef };
  ZeroFillVirtualDisk_Task: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
  }; readonly result: MoRef };
  QueryVirtualDiskUuid: { readonly args: {
    readonly name: string;
    readonly datacenter?: MoRef;
  }; readonly result: string };
  AddVirtualSwitch: { readonly args: {
    readonly vswitchName: string;
    readonly spec?: HostVirtualSwitchSpec;
  }; readonly result: undefined };
  RemoveVirtualSwitch: { readonly args: {
    readonly vswitchName: string;
  }; readonly result: undefined };
  UpdateVirtualSwitch: { readonly args: {
    readonly vswitchName: string;
    readonly spec: HostVirtualSwitchSpec;
  }; readonly result: undefined };
  AddPortGroup: { readonly args: {
    readonly portgrp: HostPortGroupSpec;
  }; readonly result: undefined };
  RemovePortGroup: { readonly args: {
    readonly pgName: string;
  }; readonly result: undefined };
  UpdatePortGroup: { readonly args: {
    readonly pgName: string;
    readonly portgrp: HostPortGroupSpec;
  }; readonly result: undefined };
  RescanHba: { readonly args: {
    readonly hbaDevice: string;
  }; readonly result: undefined };
  RescanAllHba: { readonly args: Readonly<Record<string, never>>; readonly result: undefined };
  ReconfigureAutostart: { readonly args: {
    readonly spec: HostAutoStartManagerConfig;
  }; readonly result: undefined };
  EnterMaintenanceMode_Task: { readonly args: {
    readonly timeout: number;
    readonly evacuatePoweredOffVms?: boolean;
  }; readonly result: MoRef };
  ExitMaintenanceMode_Task: { readonly args: {
    readonly timeout: number;
  }; readonly result: MoRef };
  SetCustomValue: { readonly args: {
    readonly key: string;
    readonly value: string;
  }; readonly result: undefined };
  setCustomValue: { readonly args: {
    readonly key: string;
    readonly value: string;
  }; readonly result: undefined };
  AddCustomFieldDef: { readonly args: {
    readonly name: string;
    readonly moType?: string;
  }; readonly result: CustomFieldDef };
  SetField: { readonly args: {
    readonly entity: MoRef;
    readonly key: number;
    readonly value: string;
  }; readonly result: undefined };
  CreateFolder: { readonly args: {
    readonly name: string;
  }; readonly result: MoRef };
  MoveIntoFolder_Task: { readonly args: {
    readonly list?: readonly MoRef[];
  }; readonly result: MoRef };
  SetScreenResolution: { readonly args: {
    readonly width: number;
    readonly height: number;
  }; readonly result: undefined };
  PutUsbScanCodes: { readonly args: Readonly<Record<string, never>>; readonly result: number };
}

const f = (name: string, kind: string, isList = false): FieldTable => ({ name, kind, isList });

export const VIM_TYPES: Readonly<Record<keyof VimTypes, TypeTable>> = {
  AboutInfo: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('fullName', 'string'), f('vendor', 'string'), f('version', 'string'), f('build', 'string'), f('productLineId', 'string'), f('apiType', 'string'), f('apiVersion', 'string'), f('instanceUuid', 'string'), f('licenseProductName', 'string')] },
  ServiceContent: { base: undefined, isFamily: false, fields: [f('rootFolder', 'ref'), f('propertyCollector', 'ref'), f('viewManager', 'ref'), f('about', 'AboutInfo'), f('setting', 'ref'), f('sessionManager', 'ref'), f('perfManager', 'ref'), f('eventManager', 'ref'), f('taskManager', 'ref'), f('customFieldsManager', 'ref'), f('searchIndex', 'ref'), f('fileManager', 'ref'), f('virtualDiskManager', 'ref')] },
  UserSession: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('userName', 'string')] },
  LocalizedMethodFault: { base: undefined, isFamily: false, fields: [f('fault', 'MethodFault'), f('localizedMessage', 'string')] },
  MethodFault: { base: undefined, isFamily: true, fields: [] },
  RuntimeFault: { base: 'MethodFault', isFamily: true, fields: [] },
  LocalizableMessage: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('message', 'string')] },
  PropertySpec: { base: undefined, isFamily: false, fields: [f('type', 'string'), f('all', 'bool'), f('pathSet', 'string', true)] },
  SelectionSpec: { base: undefined, isFamily: true, fields: [f('name', 'string')] },
  TraversalSpec: { base: 'SelectionSpec', isFamily: true, fields: [f('name', 'string'), f('type', 'string'), f('path', 'string'), f('skip', 'bool'), f('selectSet', 'SelectionSpec', true)] },
  ObjectSpec: { base: undefined, isFamily: false, fields: [f('obj', 'ref'), f('skip', 'bool'), f('selectSet', 'SelectionSpec', true)] },
  PropertyFilterSpec: { base: undefined, isFamily: false, fields: [f('propSet', 'PropertySpec', true), f('objectSet', 'ObjectSpec', true)] },
  RetrieveOptions: { base: undefined, isFamily: false, fields: [f('maxObjects', 'int')] },
  DynamicProperty: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('val', 'any')] },
  MissingProperty: { base: undefined, isFamily: false, fields: [f('path', 'string'), f('fault', 'LocalizedMethodFault')] },
  ObjectContent: { base: undefined, isFamily: false, fields: [f('obj', 'ref'), f('propSet', 'DynamicProperty', true), f('missingSet', 'MissingProperty', true)] },
  RetrieveResult: { base: undefined, isFamily: false, fields: [f('token', 'string'), f('objects', 'ObjectContent', true)] },
  WaitOptions: { base: undefined, isFamily: false, fields: [f('maxWaitSeconds', 'int'), f('maxObjectUpdates', 'int')] },
  PropertyChange: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('op', 'string'), f('val', 'any')] },
  ObjectUpdate: { base: undefined, isFamily: false, fields: [f('kind', 'string'), f('obj', 'ref'), f('changeSet', 'PropertyChange', true), f('missingSet', 'MissingProperty', true)] },
  PropertyFilterUpdate: { base: undefined, isFamily: false, fields: [f('filter', 'ref'), f('objectSet', 'ObjectUpdate', true)] },
  UpdateSet: { base: undefined, isFamily: false, fields: [f('version', 'string'), f('filterSet', 'PropertyFilterUpdate', true), f('truncated', 'bool')] },
  TaskInfo: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('task', 'ref'), f('name', 'string'), f('descriptionId', 'string'), f('entity', 'ref'), f('entityName', 'string'), f('state', 'string'), f('cancelled', 'bool'), f('cancelable', 'bool'), f('error', 'LocalizedMethodFault'), f('result', 'any'), f('progress', 'int')] },
  Description: { base: undefined, isFamily: true, fields: [f('label', 'string'), f('summary', 'string')] },
  ElementDescription: { base: 'Description', isFamily: true, fields: [f('label', 'string'), f('summary', 'string'), f('key', 'string')] },
  OptionType: { base: undefined, isFamily: true, fields: [f('valueIsReadonly', 'bool')] },
  ChoiceOption: { base: 'OptionType', isFamily: true, fields: [f('valueIsReadonly', 'bool'), f('choiceInfo', 'ElementDescription', true), f('defaultIndex', 'int')] },
  VirtualMachineQuestionInfo: { base: undefined, isFamily: false, fields: [f('id', 'string'), f('text', 'string'), f('choice', 'ChoiceOption')] },
  OptionValue: { base: undefined, isFamily: true, fields: [f('key', 'string'), f('value', 'any')] },
  HostInternetScsiHbaParamValue: { base: 'OptionValue', isFamily: true, fields: [f('key', 'string'), f('value', 'any'), f('isInherited', 'bool')] },
  SharesInfo: { base: undefined, isFamily: false, fields: [f('shares', 'int'), f('level', 'string')] },
  ResourceAllocationInfo: { base: undefined, isFamily: false, fields: [f('reservation', 'long'), f('expandableReservation', 'bool'), f('limit', 'long'), f('shares', 'SharesInfo'), f('overheadLimit', 'long')] },
  VirtualMachineAffinityInfo: { base: undefined, isFamily: false, fields: [f('affinitySet', 'int', true)] },
  VirtualMachineFileInfo: { base: undefined, isFamily: false, fields: [f('vmPathName', 'string'), f('snapshotDirectory', 'string'), f('suspendDirectory', 'string'), f('logDirectory', 'string')] },
  VirtualMachineBootOptions: { base: undefined, isFamily: false, fields: [f('bootDelay', 'long'), f('enterBIOSSetup', 'bool'), f('efiSecureBootEnabled', 'bool')] },
  VirtualDeviceConnectInfo: { base: undefined, isFamily: false, fields: [f('migrateConnect', 'string'), f('startConnected', 'bool'), f('allowGuestControl', 'bool'), f('connected', 'bool'), f('status', 'string')] },
  VirtualDeviceBackingInfo: { base: undefined, isFamily: true, fields: [] },
  VirtualDeviceFileBackingInfo: { base: 'VirtualDeviceBackingInfo', isFamily: true, fields: [f('fileName', 'string'), f('datastore', 'ref'), f('backingObjectId', 'string')] },
  VirtualDeviceDeviceBackingInfo: { base: 'VirtualDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool')] },
  VirtualDeviceRemoteDeviceBackingInfo: { base: 'VirtualDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool')] },
  VirtualDevice: { base: undefined, isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int')] },
  VirtualController: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true)] },
  VirtualDisk: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('capacityInKB', 'long'), f('capacityInBytes', 'long')] },
  VirtualDiskFlatVer2BackingInfo: { base: 'VirtualDeviceFileBackingInfo', isFamily: true, fields: [f('fileName', 'string'), f('datastore', 'ref'), f('backingObjectId', 'string'), f('diskMode', 'string'), f('split', 'bool'), f('writeThrough', 'bool'), f('thinProvisioned', 'bool'), f('eagerlyScrub', 'bool')] },
  VirtualCdrom: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int')] },
  VirtualCdromIsoBackingInfo: { base: 'VirtualDeviceFileBackingInfo', isFamily: true, fields: [f('fileName', 'string'), f('datastore', 'ref'), f('backingObjectId', 'string')] },
  VirtualCdromRemotePassthroughBackingInfo: { base: 'VirtualDeviceRemoteDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool'), f('exclusive', 'bool')] },
  VirtualCdromRemoteAtapiBackingInfo: { base: 'VirtualDeviceRemoteDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool')] },
  VirtualCdromAtapiBackingInfo: { base: 'VirtualDeviceDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool')] },
  VirtualFloppy: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int')] },
  VirtualFloppyImageBackingInfo: { base: 'VirtualDeviceFileBackingInfo', isFamily: true, fields: [f('fileName', 'string'), f('datastore', 'ref'), f('backingObjectId', 'string')] },
  VirtualFloppyRemoteDeviceBackingInfo: { base: 'VirtualDeviceRemoteDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool')] },
  VirtualEthernetCard: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualE1000: { base: 'VirtualEthernetCard', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualE1000e: { base: 'VirtualEthernetCard', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualPCNet32: { base: 'VirtualEthernetCard', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualVmxnet: { base: 'VirtualEthernetCard', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualVmxnet2: { base: 'VirtualVmxnet', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualVmxnet3: { base: 'VirtualVmxnet', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('addressType', 'string'), f('macAddress', 'string'), f('wakeOnLanEnabled', 'bool')] },
  VirtualEthernetCardNetworkBackingInfo: { base: 'VirtualDeviceDeviceBackingInfo', isFamily: true, fields: [f('deviceName', 'string'), f('useAutoDetect', 'bool'), f('network', 'ref'), f('inPassthroughMode', 'bool')] },
  DistributedVirtualSwitchPortConnection: { base: undefined, isFamily: false, fields: [f('switchUuid', 'string'), f('portgroupKey', 'string'), f('portKey', 'string')] },
  VirtualEthernetCardDistributedVirtualPortBackingInfo: { base: 'VirtualDeviceBackingInfo', isFamily: true, fields: [f('port', 'DistributedVirtualSwitchPortConnection')] },
  VirtualSCSIController: { base: 'VirtualController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true), f('hotAddRemove', 'bool'), f('sharedBus', 'string'), f('scsiCtlrUnitNumber', 'int')] },
  VirtualLsiLogicController: { base: 'VirtualSCSIController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true), f('hotAddRemove', 'bool'), f('sharedBus', 'string'), f('scsiCtlrUnitNumber', 'int')] },
  VirtualLsiLogicSASController: { base: 'VirtualSCSIController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true), f('hotAddRemove', 'bool'), f('sharedBus', 'string'), f('scsiCtlrUnitNumber', 'int')] },
  VirtualBusLogicController: { base: 'VirtualSCSIController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true), f('hotAddRemove', 'bool'), f('sharedBus', 'string'), f('scsiCtlrUnitNumber', 'int')] },
  ParaVirtualSCSIController: { base: 'VirtualSCSIController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true), f('hotAddRemove', 'bool'), f('sharedBus', 'string'), f('scsiCtlrUnitNumber', 'int')] },
  VirtualIDEController: { base: 'VirtualController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true)] },
  VirtualSATAController: { base: 'VirtualController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true)] },
  VirtualAHCIController: { base: 'VirtualSATAController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true)] },
  VirtualNVMEController: { base: 'VirtualController', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('busNumber', 'int'), f('device', 'int', true)] },
  VirtualMachineVideoCard: { base: 'VirtualDevice', isFamily: true, fields: [f('key', 'int'), f('deviceInfo', 'Description'), f('backing', 'VirtualDeviceBackingInfo'), f('connectable', 'VirtualDeviceConnectInfo'), f('controllerKey', 'int'), f('unitNumber', 'int'), f('videoRamSizeInKB', 'long'), f('numDisplays', 'int')] },
  VirtualHardware: { base: undefined, isFamily: false, fields: [f('numCPU', 'int'), f('numCoresPerSocket', 'int'), f('memoryMB', 'int'), f('device', 'VirtualDevice', true)] },
  VirtualDeviceConfigSpec: { base: undefined, isFamily: true, fields: [f('operation', 'string'), f('fileOperation', 'string'), f('device', 'VirtualDevice')] },
  VirtualDiskConfigSpec: { base: 'VirtualDeviceConfigSpec', isFamily: true, fields: [f('operation', 'string'), f('fileOperation', 'string'), f('device', 'VirtualDevice'), f('diskMoveType', 'string')] },
  VirtualMachineConfigSpec: { base: undefined, isFamily: false, fields: [f('changeVersion', 'string'), f('name', 'string'), f('version', 'string'), f('uuid', 'string'), f('instanceUuid', 'string'), f('guestId', 'string'), f('annotation', 'string'), f('files', 'VirtualMachineFileInfo'), f('numCPUs', 'int'), f('numCoresPerSocket', 'int'), f('memoryMB', 'long'), f('memoryHotAddEnabled', 'bool'), f('cpuHotAddEnabled', 'bool'), f('deviceChange', 'VirtualDeviceConfigSpec', true), f('cpuAllocation', 'ResourceAllocationInfo'), f('memoryAllocation', 'ResourceAllocationInfo'), f('cpuAffinity', 'VirtualMachineAffinityInfo'), f('extraConfig', 'OptionValue', true), f('bootOptions', 'VirtualMachineBootOptions')] },
  VirtualMachineRelocateSpec: { base: undefined, isFamily: false, fields: [f('datastore', 'ref'), f('diskMoveType', 'string'), f('pool', 'ref'), f('host', 'ref'), f('transform', 'string')] },
  VirtualMachineCloneSpec: { base: undefined, isFamily: false, fields: [f('location', 'VirtualMachineRelocateSpec'), f('template', 'bool'), f('config', 'VirtualMachineConfigSpec'), f('powerOn', 'bool'), f('snapshot', 'ref'), f('memory', 'bool')] },
  VirtualMachineSnapshotTree: { base: undefined, isFamily: false, fields: [f('snapshot', 'ref'), f('vm', 'ref'), f('name', 'string'), f('description', 'string'), f('id', 'int'), f('createTime', 'date'), f('state', 'string'), f('quiesced', 'bool'), f('backupManifest', 'string'), f('childSnapshotList', 'VirtualMachineSnapshotTree', true), f('replaySupported', 'bool')] },
  VirtualMachineSnapshotInfo: { base: undefined, isFamily: false, fields: [f('currentSnapshot', 'ref'), f('rootSnapshotList', 'VirtualMachineSnapshotTree', true)] },
  VirtualMachineTicket: { base: undefined, isFamily: false, fields: [f('ticket', 'string'), f('cfgFile', 'string'), f('host', 'string'), f('port', 'int'), f('sslThumbprint', 'string'), f('url', 'string')] },
  GuestNicInfo: { base: undefined, isFamily: false, fields: [f('network', 'string'), f('ipAddress', 'string', true), f('macAddress', 'string'), f('connected', 'bool'), f('deviceConfigId', 'int'), f('ipConfig', 'NetIpConfigInfo')] },
  NetIpConfigInfo: { base: undefined, isFamily: false, fields: [f('ipAddress', 'NetIpConfigInfoIpAddress', true)] },
  NetIpConfigInfoIpAddress: { base: undefined, isFamily: false, fields: [f('ipAddress', 'string'), f('prefixLength', 'int'), f('state', 'string')] },
  GuestDiskInfo: { base: undefined, isFamily: false, fields: [f('diskPath', 'string'), f('capacity', 'long'), f('freeSpace', 'long'), f('filesystemType', 'string')] },
  PerfMetricId: { base: undefined, isFamily: false, fields: [f('counterId', 'int'), f('instance', 'string')] },
  PerfCounterInfo: { base: undefined, isFamily: false, fields: [f('key', 'int'), f('nameInfo', 'ElementDescription'), f('groupInfo', 'ElementDescription'), f('unitInfo', 'ElementDescription'), f('rollupType', 'string'), f('statsType', 'string')] },
  PerfQuerySpec: { base: undefined, isFamily: false, fields: [f('entity', 'ref'), f('startTime', 'date'), f('endTime', 'date'), f('maxSample', 'int'), f('metricId', 'PerfMetricId', true), f('intervalId', 'int'), f('format', 'string')] },
  PerfSampleInfo: { base: undefined, isFamily: false, fields: [f('timestamp', 'date'), f('interval', 'int')] },
  PerfMetricSeries: { base: undefined, isFamily: true, fields: [f('id', 'PerfMetricId')] },
  PerfMetricIntSeries: { base: 'PerfMetricSeries', isFamily: true, fields: [f('id', 'PerfMetricId'), f('value', 'long', true)] },
  PerfEntityMetricBase: { base: undefined, isFamily: true, fields: [f('entity', 'ref')] },
  PerfEntityMetric: { base: 'PerfEntityMetricBase', isFamily: true, fields: [f('entity', 'ref'), f('sampleInfo', 'PerfSampleInfo', true), f('value', 'PerfMetricSeries', true)] },
  PerfProviderSummary: { base: undefined, isFamily: false, fields: [f('entity', 'ref'), f('currentSupported', 'bool'), f('summarySupported', 'bool'), f('refreshRate', 'int')] },
  FileQueryFlags: { base: undefined, isFamily: false, fields: [f('fileType', 'bool'), f('fileSize', 'bool'), f('modification', 'bool'), f('fileOwner', 'bool')] },
  FileQuery: { base: undefined, isFamily: true, fields: [] },
  FileInfo: { base: undefined, isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  FolderFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  FolderFileQuery: { base: 'FileQuery', isFamily: true, fields: [] },
  IsoImageFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  IsoImageFileQuery: { base: 'FileQuery', isFamily: true, fields: [] },
  FloppyImageFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  FloppyImageFileQuery: { base: 'FileQuery', isFamily: true, fields: [] },
  VmDiskFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string'), f('diskType', 'string'), f('capacityKb', 'long'), f('thin', 'bool')] },
  VmDiskFileQueryFlags: { base: undefined, isFamily: false, fields: [f('diskType', 'bool'), f('capacityKb', 'bool'), f('hardwareVersion', 'bool'), f('controllerType', 'bool'), f('diskExtents', 'bool'), f('thin', 'bool'), f('encryption', 'bool')] },
  VmDiskFileQuery: { base: 'FileQuery', isFamily: true, fields: [f('details', 'VmDiskFileQueryFlags')] },
  VmConfigFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  VmLogFileInfo: { base: 'FileInfo', isFamily: true, fields: [f('path', 'string'), f('friendlyName', 'string'), f('fileSize', 'long'), f('modification', 'date'), f('owner', 'string')] },
  HostDatastoreBrowserSearchSpec: { base: undefined, isFamily: false, fields: [f('query', 'FileQuery', true), f('details', 'FileQueryFlags'), f('searchCaseInsensitive', 'bool'), f('matchPattern', 'string', true), f('sortFoldersFirst', 'bool')] },
  HostDatastoreBrowserSearchResults: { base: undefined, isFamily: false, fields: [f('datastore', 'ref'), f('folderPath', 'string'), f('file', 'FileInfo', true)] },
  VirtualDiskSpec: { base: undefined, isFamily: true, fields: [f('diskType', 'string'), f('adapterType', 'string')] },
  FileBackedVirtualDiskSpec: { base: 'VirtualDiskSpec', isFamily: true, fields: [f('diskType', 'string'), f('adapterType', 'string'), f('capacityKb', 'long')] },
  DatastoreSummary: { base: undefined, isFamily: false, fields: [f('datastore', 'ref'), f('name', 'string'), f('url', 'string'), f('capacity', 'long'), f('freeSpace', 'long'), f('accessible', 'bool'), f('multipleHostAccess', 'bool'), f('type', 'string'), f('maintenanceMode', 'string')] },
  DatastoreInfo: { base: undefined, isFamily: true, fields: [f('name', 'string'), f('url', 'string'), f('freeSpace', 'long'), f('maxFileSize', 'long')] },
  LocalDatastoreInfo: { base: 'DatastoreInfo', isFamily: true, fields: [f('name', 'string'), f('url', 'string'), f('freeSpace', 'long'), f('maxFileSize', 'long'), f('path', 'string')] },
  HostFileSystemVolume: { base: undefined, isFamily: true, fields: [f('type', 'string'), f('name', 'string'), f('capacity', 'long')] },
  HostVmfsVolume: { base: 'HostFileSystemVolume', isFamily: true, fields: [f('type', 'string'), f('name', 'string'), f('capacity', 'long'), f('blockSizeMb', 'int'), f('majorVersion', 'int'), f('version', 'string'), f('uuid', 'string'), f('extent', 'HostScsiDiskPartition', true)] },
  HostScsiDiskPartition: { base: undefined, isFamily: false, fields: [f('diskName', 'string'), f('partition', 'int')] },
  HostNasVolume: { base: 'HostFileSystemVolume', isFamily: true, fields: [f('type', 'string'), f('name', 'string'), f('capacity', 'long'), f('remoteHost', 'string'), f('remotePath', 'string'), f('userName', 'string')] },
  VmfsDatastoreInfo: { base: 'DatastoreInfo', isFamily: true, fields: [f('name', 'string'), f('url', 'string'), f('freeSpace', 'long'), f('maxFileSize', 'long'), f('vmfs', 'HostVmfsVolume')] },
  NasDatastoreInfo: { base: 'DatastoreInfo', isFamily: true, fields: [f('name', 'string'), f('url', 'string'), f('freeSpace', 'long'), f('maxFileSize', 'long'), f('nas', 'HostNasVolume')] },
  HostMountInfo: { base: undefined, isFamily: false, fields: [f('path', 'string'), f('accessMode', 'string'), f('accessible', 'bool')] },
  DatastoreHostMount: { base: undefined, isFamily: false, fields: [f('key', 'ref'), f('mountInfo', 'HostMountInfo')] },
  HostVirtualSwitch: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('key', 'string'), f('numPorts', 'int'), f('numPortsAvailable', 'int'), f('mtu', 'int'), f('portgroup', 'string', true), f('pnic', 'string', true), f('spec', 'HostVirtualSwitchSpec')] },
  HostVirtualSwitchBridge: { base: undefined, isFamily: true, fields: [] },
  HostVirtualSwitchBondBridge: { base: 'HostVirtualSwitchBridge', isFamily: true, fields: [f('nicDevice', 'string', true)] },
  HostVirtualSwitchSimpleBridge: { base: 'HostVirtualSwitchBridge', isFamily: true, fields: [f('nicDevice', 'string')] },
  HostVirtualSwitchSpec: { base: undefined, isFamily: false, fields: [f('numPorts', 'int'), f('bridge', 'HostVirtualSwitchBridge'), f('policy', 'HostNetworkPolicy'), f('mtu', 'int')] },
  HostNetworkPolicy: { base: undefined, isFamily: false, fields: [f('security', 'HostNetworkSecurityPolicy'), f('shapingPolicy', 'HostNetworkTrafficShapingPolicy')] },
  HostNetworkSecurityPolicy: { base: undefined, isFamily: false, fields: [f('allowPromiscuous', 'bool'), f('macChanges', 'bool'), f('forgedTransmits', 'bool')] },
  HostNetworkTrafficShapingPolicy: { base: undefined, isFamily: false, fields: [f('enabled', 'bool'), f('averageBandwidth', 'long'), f('peakBandwidth', 'long'), f('burstSize', 'long')] },
  HostPortGroupSpec: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('vlanId', 'int'), f('vswitchName', 'string'), f('policy', 'HostNetworkPolicy')] },
  HostPortGroupPort: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('mac', 'string', true), f('type', 'string')] },
  HostPortGroup: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('port', 'HostPortGroupPort', true), f('vswitch', 'string'), f('computedPolicy', 'HostNetworkPolicy'), f('spec', 'HostPortGroupSpec')] },
  PhysicalNicLinkInfo: { base: undefined, isFamily: false, fields: [f('speedMb', 'int'), f('duplex', 'bool')] },
  PhysicalNic: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('device', 'string'), f('pci', 'string'), f('driver', 'string'), f('linkSpeed', 'PhysicalNicLinkInfo'), f('mac', 'string')] },
  HostIpConfig: { base: undefined, isFamily: false, fields: [f('dhcp', 'bool'), f('ipAddress', 'string'), f('subnetMask', 'string')] },
  HostVirtualNicSpec: { base: undefined, isFamily: false, fields: [f('ip', 'HostIpConfig'), f('mac', 'string'), f('mtu', 'int')] },
  HostVirtualNic: { base: undefined, isFamily: false, fields: [f('device', 'string'), f('key', 'string'), f('portgroup', 'string'), f('spec', 'HostVirtualNicSpec'), f('port', 'string')] },
  HostCpuIdInfo: { base: undefined, isFamily: false, fields: [f('level', 'int'), f('vendor', 'string'), f('eax', 'string'), f('ebx', 'string'), f('ecx', 'string'), f('edx', 'string')] },
  HostHostBusAdapter: { base: undefined, isFamily: true, fields: [f('key', 'string'), f('device', 'string'), f('bus', 'int'), f('status', 'string'), f('model', 'string'), f('driver', 'string'), f('pci', 'string')] },
  HostInternetScsiHba: { base: 'HostHostBusAdapter', isFamily: true, fields: [f('key', 'string'), f('device', 'string'), f('bus', 'int'), f('status', 'string'), f('model', 'string'), f('driver', 'string'), f('pci', 'string'), f('isSoftwareBased', 'bool'), f('iScsiName', 'string'), f('iScsiAlias', 'string'), f('configuredSendTarget', 'HostInternetScsiHbaSendTarget', true), f('configuredStaticTarget', 'HostInternetScsiHbaStaticTarget', true)] },
  HostInternetScsiHbaSendTarget: { base: undefined, isFamily: false, fields: [f('address', 'string'), f('port', 'int')] },
  HostInternetScsiHbaStaticTarget: { base: undefined, isFamily: false, fields: [f('address', 'string'), f('port', 'int'), f('iScsiName', 'string')] },
  HostFibreChannelHba: { base: 'HostHostBusAdapter', isFamily: true, fields: [f('key', 'string'), f('device', 'string'), f('bus', 'int'), f('status', 'string'), f('model', 'string'), f('driver', 'string'), f('pci', 'string'), f('portWorldWideName', 'long'), f('nodeWorldWideName', 'long'), f('portType', 'string'), f('speed', 'long')] },
  HostBlockHba: { base: 'HostHostBusAdapter', isFamily: true, fields: [f('key', 'string'), f('device', 'string'), f('bus', 'int'), f('status', 'string'), f('model', 'string'), f('driver', 'string'), f('pci', 'string')] },
  HostParallelScsiHba: { base: 'HostHostBusAdapter', isFamily: true, fields: [f('key', 'string'), f('device', 'string'), f('bus', 'int'), f('status', 'string'), f('model', 'string'), f('driver', 'string'), f('pci', 'string')] },
  HostDevice: { base: undefined, isFamily: true, fields: [f('deviceName', 'string'), f('deviceType', 'string')] },
  ScsiLun: { base: 'HostDevice', isFamily: true, fields: [f('deviceName', 'string'), f('deviceType', 'string'), f('key', 'string'), f('uuid', 'string'), f('canonicalName', 'string'), f('displayName', 'string'), f('lunType', 'string'), f('vendor', 'string'), f('model', 'string'), f('serialNumber', 'string')] },
  HostScsiDisk: { base: 'ScsiLun', isFamily: true, fields: [f('deviceName', 'string'), f('deviceType', 'string'), f('key', 'string'), f('uuid', 'string'), f('canonicalName', 'string'), f('displayName', 'string'), f('lunType', 'string'), f('vendor', 'string'), f('model', 'string'), f('serialNumber', 'string'), f('capacity', 'HostDiskDimensionsLba'), f('devicePath', 'string')] },
  HostDiskDimensionsLba: { base: undefined, isFamily: false, fields: [f('blockSize', 'int'), f('block', 'long')] },
  HostScsiTopology: { base: undefined, isFamily: false, fields: [f('adapter', 'HostScsiTopologyInterface', true)] },
  HostScsiTopologyInterface: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('adapter', 'string'), f('target', 'HostScsiTopologyTarget', true)] },
  HostScsiTopologyTarget: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('target', 'int'), f('lun', 'HostScsiTopologyLun', true), f('transport', 'HostTargetTransport')] },
  HostScsiTopologyLun: { base: undefined, isFamily: false, fields: [f('key', 'string'), f('lun', 'int'), f('scsiLun', 'string')] },
  HostTargetTransport: { base: undefined, isFamily: true, fields: [] },
  HostInternetScsiTargetTransport: { base: 'HostTargetTransport', isFamily: true, fields: [f('iScsiName', 'string'), f('iScsiAlias', 'string'), f('address', 'string', true)] },
  AutoStartDefaults: { base: undefined, isFamily: false, fields: [f('enabled', 'bool'), f('startDelay', 'int'), f('stopDelay', 'int'), f('waitForHeartbeat', 'bool'), f('stopAction', 'string')] },
  AutoStartPowerInfo: { base: undefined, isFamily: false, fields: [f('key', 'ref'), f('startOrder', 'int'), f('startDelay', 'int'), f('waitForHeartbeat', 'string'), f('startAction', 'string'), f('stopDelay', 'int'), f('stopAction', 'string')] },
  HostAutoStartManagerConfig: { base: undefined, isFamily: false, fields: [f('defaults', 'AutoStartDefaults'), f('powerInfo', 'AutoStartPowerInfo', true)] },
  HostListSummaryQuickStats: { base: undefined, isFamily: false, fields: [f('overallCpuUsage', 'int'), f('overallMemoryUsage', 'int'), f('uptime', 'int')] },
  CustomFieldDef: { base: undefined, isFamily: false, fields: [f('key', 'int'), f('name', 'string'), f('type', 'string'), f('managedObjectType', 'string')] },
  CustomFieldValue: { base: undefined, isFamily: true, fields: [f('key', 'int')] },
  CustomFieldStringValue: { base: 'CustomFieldValue', isFamily: true, fields: [f('key', 'int'), f('value', 'string')] },
  Tag: { base: undefined, isFamily: false, fields: [f('key', 'string')] },
  HostNumericSensorInfo: { base: undefined, isFamily: false, fields: [f('name', 'string'), f('healthState', 'ElementDescription'), f('currentReading', 'long'), f('unitModifier', 'int'), f('baseUnits', 'string'), f('sensorType', 'string')] },
  HostSystemHealthInfo: { base: undefined, isFamily: false, fields: [f('numericSensorInfo', 'HostNumericSensorInfo', true)] },
  HostHardwareElementInfo: { base: undefined, isFamily: true, fields: [f('name', 'string'), f('status', 'ElementDescription')] },
  HostStorageElementInfo: { base: 'HostHardwareElementInfo', isFamily: true, fields: [f('name', 'string'), f('status', 'ElementDescription')] },
  HostHardwareStatusInfo: { base: undefined, isFamily: false, fields: [f('memoryStatusInfo', 'HostHardwareElementInfo', true), f('cpuStatusInfo', 'HostHardwareElementInfo', true), f('storageStatusInfo', 'HostStorageElementInfo', true)] },
  HealthSystemRuntime: { base: undefined, isFamily: false, fields: [f('systemHealthInfo', 'HostSystemHealthInfo'), f('hardwareStatusInfo', 'HostHardwareStatusInfo')] },
  HostSystemIdentificationInfo: { base: undefined, isFamily: false, fields: [f('identifierValue', 'string'), f('identifierType', 'ElementDescription')] },
  PerfInterval: { base: undefined, isFamily: false, fields: [f('key', 'int'), f('samplingPeriod', 'int'), f('name', 'string'), f('length', 'int'), f('level', 'int'), f('enabled', 'bool')] },
  HostNumaNode: { base: undefined, isFamily: false, fields: [f('typeId', 'int'), f('cpuID', 'int', true), f('memoryRangeBegin', 'long'), f('memoryRangeLength', 'long')] },
  HostPciDevice: { base: undefined, isFamily: false, fields: [f('id', 'string'), f('classId', 'int'), f('bus', 'int'), f('slot', 'int'), f('function', 'int'), f('vendorId', 'int'), f('subVendorId', 'int'), f('vendorName', 'string'), f('deviceId', 'int'), f('subDeviceId', 'int'), f('parentBridge', 'string'), f('deviceName', 'string')] },
  Event: { base: undefined, isFamily: false, fields: [f('key', 'int'), f('createdTime', 'date'), f('userName', 'string'), f('fullFormattedMessage', 'string')] },
};

export const VIM_METHODS: Readonly<Record<keyof VimMethods, MethodTable>> = {
  RetrieveServiceContent: { args: [], result: f('returnval', 'ServiceContent') },
  CurrentTime: { args: [], result: f('returnval', 'date') },
  Login: { args: [f('userName', 'string'), f('password', 'string'), f('locale', 'string')], result: f('returnval', 'UserSession') },
  Logout: { args: [], result: undefined },
  SessionIsActive: { args: [f('sessionID', 'string'), f('userName', 'string')], result: f('returnval', 'bool') },
  CreatePropertyCollector: { args: [], result: f('returnval', 'ref') },
  DestroyPropertyCollector: { args: [], result: undefined },
  CreateFilter: { args: [f('spec', 'PropertyFilterSpec'), f('partialUpdates', 'bool')], result: f('returnval', 'ref') },
  DestroyPropertyFilter: { args: [], result: undefined },
  RetrievePropertiesEx: { args: [f('specSet', 'PropertyFilterSpec', true), f('options', 'RetrieveOptions')], result: f('returnval', 'RetrieveResult') },
  ContinueRetrievePropertiesEx: { args: [f('token', 'string')], result: f('returnval', 'RetrieveResult') },
  CancelRetrievePropertiesEx: { args: [f('token', 'string')], result: undefined },
  WaitForUpdatesEx: { args: [f('version', 'string'), f('options', 'WaitOptions')], result: f('returnval', 'UpdateSet') },
  CancelWaitForUpdates: { args: [], result: undefined },
  CreateContainerView: { args: [f('container', 'ref'), f('type', 'string', true), f('recursive', 'bool')], result: f('returnval', 'ref') },
  DestroyView: { args: [], result: undefined },
  CancelTask: { args: [], result: undefined },
  FindByUuid: { args: [f('datacenter', 'ref'), f('uuid', 'string'), f('vmSearch', 'bool'), f('instanceUuid', 'bool')], result: f('returnval', 'ref') },
  FindAllByUuid: { args: [f('datacenter', 'ref'), f('uuid', 'string'), f('vmSearch', 'bool'), f('instanceUuid', 'bool')], result: f('returnval', 'ref', true) },
  FindByIp: { args: [f('datacenter', 'ref'), f('ip', 'string'), f('vmSearch', 'bool')], result: f('returnval', 'ref') },
  FindByInventoryPath: { args: [f('inventoryPath', 'string')], result: f('returnval', 'ref') },
  PowerOnVM_Task: { args: [f('host', 'ref')], result: f('returnval', 'ref') },
  PowerOffVM_Task: { args: [], result: f('returnval', 'ref') },
  SuspendVM_Task: { args: [], result: f('returnval', 'ref') },
  ResetVM_Task: { args: [], result: f('returnval', 'ref') },
  ShutdownGuest: { args: [], result: undefined },
  RebootGuest: { args: [], result: undefined },
  StandbyGuest: { args: [], result: undefined },
  ReconfigVM_Task: { args: [f('spec', 'VirtualMachineConfigSpec')], result: f('returnval', 'ref') },
  Rename_Task: { args: [f('newName', 'string')], result: f('returnval', 'ref') },
  RegisterVM_Task: { args: [f('path', 'string'), f('name', 'string'), f('asTemplate', 'bool'), f('pool', 'ref'), f('host', 'ref')], result: f('returnval', 'ref') },
  UnregisterVM: { args: [], result: undefined },
  CreateVM_Task: { args: [f('config', 'VirtualMachineConfigSpec'), f('pool', 'ref'), f('host', 'ref')], result: f('returnval', 'ref') },
  Destroy_Task: { args: [], result: f('returnval', 'ref') },
  CloneVM_Task: { args: [f('folder', 'ref'), f('name', 'string'), f('spec', 'VirtualMachineCloneSpec')], result: f('returnval', 'ref') },
  MarkAsTemplate: { args: [], result: undefined },
  MarkAsVirtualMachine: { args: [f('pool', 'ref'), f('host', 'ref')], result: undefined },
  MigrateVM_Task: { args: [f('pool', 'ref'), f('host', 'ref'), f('priority', 'string'), f('state', 'string')], result: f('returnval', 'ref') },
  RelocateVM_Task: { args: [f('spec', 'VirtualMachineRelocateSpec'), f('priority', 'string')], result: f('returnval', 'ref') },
  ValidateMigration: { args: [f('vm', 'ref', true), f('state', 'string'), f('testType', 'string', true), f('pool', 'ref'), f('host', 'ref')], result: f('returnval', 'Event', true) },
  AnswerVM: { args: [f('questionId', 'string'), f('answerChoice', 'string')], result: undefined },
  CreateSnapshot_Task: { args: [f('name', 'string'), f('description', 'string'), f('memory', 'bool'), f('quiesce', 'bool')], result: f('returnval', 'ref') },
  RevertToSnapshot_Task: { args: [f('host', 'ref'), f('suppressPowerOn', 'bool')], result: f('returnval', 'ref') },
  RevertToCurrentSnapshot_Task: { args: [f('host', 'ref'), f('suppressPowerOn', 'bool')], result: f('returnval', 'ref') },
  RemoveSnapshot_Task: { args: [f('removeChildren', 'bool'), f('consolidate', 'bool')], result: f('returnval', 'ref') },
  RemoveAllSnapshots_Task: { args: [f('consolidate', 'bool')], result: f('returnval', 'ref') },
  RenameSnapshot: { args: [f('name', 'string'), f('description', 'string')], result: undefined },
  ConsolidateVMDisks_Task: { args: [], result: f('returnval', 'ref') },
  CreateScreenshot_Task: { args: [], result: f('returnval', 'ref') },
  AcquireTicket: { args: [f('ticketType', 'string')], result: f('returnval', 'VirtualMachineTicket') },
  MountToolsInstaller: { args: [], result: undefined },
  QueryPerfProviderSummary: { args: [f('entity', 'ref')], result: f('returnval', 'PerfProviderSummary') },
  QueryAvailablePerfMetric: { args: [f('entity', 'ref'), f('beginTime', 'date'), f('endTime', 'date'), f('intervalId', 'int')], result: f('returnval', 'PerfMetricId', true) },
  QueryPerfCounter: { args: [f('counterId', 'int', true)], result: f('returnval', 'PerfCounterInfo', true) },
  QueryPerf: { args: [f('querySpec', 'PerfQuerySpec', true)], result: f('returnval', 'PerfEntityMetricBase', true) },
  SearchDatastore_Task: { args: [f('datastorePath', 'string'), f('searchSpec', 'HostDatastoreBrowserSearchSpec')], result: f('returnval', 'ref') },
  SearchDatastoreSubFolders_Task: { args: [f('datastorePath', 'string'), f('searchSpec', 'HostDatastoreBrowserSearchSpec')], result: f('returnval', 'ref') },
  RefreshDatastore: { args: [], result: undefined },
  MakeDirectory: { args: [f('name', 'string'), f('datacenter', 'ref'), f('createParentDirectories', 'bool')], result: undefined },
  DeleteDatastoreFile_Task: { args: [f('name', 'string'), f('datacenter', 'ref')], result: f('returnval', 'ref') },
  MoveDatastoreFile_Task: { args: [f('sourceName', 'string'), f('sourceDatacenter', 'ref'), f('destinationName', 'string'), f('destinationDatacenter', 'ref'), f('force', 'bool')], result: f('returnval', 'ref') },
  CreateVirtualDisk_Task: { args: [f('name', 'string'), f('datacenter', 'ref'), f('spec', 'VirtualDiskSpec')], result: f('returnval', 'ref') },
  DeleteVirtualDisk_Task: { args: [f('name', 'string'), f('datacenter', 'ref')], result: f('returnval', 'ref') },
  CopyVirtualDisk_Task: { args: [f('sourceName', 'string'), f('sourceDatacenter', 'ref'), f('destName', 'string'), f('destDatacenter', 'ref'), f('destSpec', 'VirtualDiskSpec'), f('force', 'bool')], result: f('returnval', 'ref') },
  ExtendVirtualDisk_Task: { args: [f('name', 'string'), f('datacenter', 'ref'), f('newCapacityKb', 'long'), f('eagerZero', 'bool')], result: f('returnval', 'ref') },
  ZeroFillVirtualDisk_Task: { args: [f('name', 'string'), f('datacenter', 'ref')], result: f('returnval', 'ref') },
  QueryVirtualDiskUuid: { args: [f('name', 'string'), f('datacenter', 'ref')], result: f('returnval', 'string') },
  AddVirtualSwitch: { args: [f('vswitchName', 'string'), f('spec', 'HostVirtualSwitchSpec')], result: undefined },
  RemoveVirtualSwitch: { args: [f('vswitchName', 'string')], result: undefined },
  UpdateVirtualSwitch: { args: [f('vswitchName', 'string'), f('spec', 'HostVirtualSwitchSpec')], result: undefined },
  AddPortGroup: { args: [f('portgrp', 'HostPortGroupSpec')], result: undefined },
  RemovePortGroup: { args: [f('pgName', 'string')], result: undefined },
  UpdatePortGroup: { args: [f('pgName', 'string'), f('portgrp', 'HostPortGroupSpec')], result: undefined },
  RescanHba: { args: [f('hbaDevice', 'string')], result: undefined },
  RescanAllHba: { args: [], result: undefined },
  ReconfigureAutostart: { args: [f('spec', 'HostAutoStartManagerConfig')], result: undefined },
  EnterMaintenanceMode_Task: { args: [f('timeout', 'int'), f('evacuatePoweredOffVms', 'bool')], result: f('returnval', 'ref') },
  ExitMaintenanceMode_Task: { args: [f('timeout', 'int')], result: f('returnval', 'ref') },
  SetCustomValue: { args: [f('key', 'string'), f('value', 'string')], result: undefined },
  setCustomValue: { args: [f('key', 'string'), f('value', 'string')], result: undefined },
  AddCustomFieldDef: { args: [f('name', 'string'), f('moType', 'string')], result: f('returnval', 'CustomFieldDef') },
  SetField: { args: [f('entity', 'ref'), f('key', 'int'), f('value', 'string')], result: undefined },
  CreateFolder: { args: [f('name', 'string')], result: f('returnval', 'ref') },
  MoveIntoFolder_Task: { args: [f('list', 'ref', true)], result: f('returnval', 'ref') },
  SetScreenResolution: { args: [f('width', 'int'), f('height', 'int')], result: undefined },
  PutUsbScanCodes: { args: [], result: f('returnval', 'int') },
};
