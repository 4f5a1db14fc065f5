import type { DomainDef } from '../conf/domain/domain-def.ts';
import { libvirtError } from '../core/error-text.ts';
import { graphicsEntries } from '../vmx/format-devices.ts';
import type { EsxSession } from './esx-session.ts';
import { toMB4 } from './domain-info.ts';
import { findDisk, findNic, diskFile, type DiskDef, type NicDef } from './device-lookup.ts';
import { encodeKept, TITLE_KEY } from './kept-text.ts';
import { escapeName, type Machine } from './machine.ts';
import type {
  AnyVirtualDevice,
  AnyVirtualDeviceBackingInfo,
  AnyVirtualEthernetCard,
  AnyVirtualSCSIController,
  OptionValue,
  VirtualDeviceConfigSpec,
  VirtualMachineConfigSpec,
} from './vim/vim.gen.ts';
import { moKey } from './vim/vim-value.ts';

const DISPLAY_SWITCH = 'RemoteDisplay.vnc.enabled';
const DISPLAY_ENTRIES = [DISPLAY_SWITCH, 'RemoteDisplay.vnc.port', 'RemoteDisplay.vnc.ip', 'RemoteDisplay.vnc.keymap', 'RemoteDisplay.vnc.password'];

/** A machine's devices as the host has them. */
export async function devicesOf(session: EsxSession, machine: Machine): Promise<readonly AnyVirtualDevice[]> {
  const hardware = (await session.readOne(machine.ref, ['config.hardware'])).object('config.hardware', 'VirtualHardware');
  return hardware?.device ?? [];
}

/** What must be reconfigured to turn one definition into another: name, text, sizes, disks and network cards. */
export async function definitionChanges(session: EsxSession, machine: Machine, before: DomainDef, after: DomainDef): Promise<VirtualMachineConfigSpec> {
  const devices = await devicesOf(session, machine);
  const deviceChange = [...diskChanges(before, after, devices), ...(await nicChanges(session, before, after, devices))];
  const memoryKiB = after.memory.sizeKiB;
  const extraConfig = [...titleChange(before, after), ...displayChanges(before, after)];
  return {
    ...(after.name === machine.name ? {} : { name: escapeName(after.name) }),
    ...(extraConfig.length === 0 ? {} : { extraConfig }),
    ...(after.description === before.description ? {} : { annotation: after.description ?? '' }),
    ...(after.vcpu.max === before.vcpu.max ? {} : { numCPUs: after.vcpu.max }),
    ...(memoryKiB === before.memory.sizeKiB ? {} : { memoryMB: toMB4(BigInt(memoryKiB)) }),
    ...(deviceChange.length === 0 ? {} : { deviceChange }),
  };
}

function titleChange(before: DomainDef, after: DomainDef): readonly OptionValue[] {
  return after.title === before.title ? [] : [{ _type: 'OptionValue', key: TITLE_KEY, value: encodeKept(after.title ?? '') }];
}

/** The VNC display of hosts before 6.5 is no device, but entries of the definition; one without a value is taken away. */
function displayChanges(before: DomainDef, after: DomainDef): readonly OptionValue[] {
  const [old, wanted] = [before, after].map(displayEntries);
  // What stands there of a display that was switched off is not read, so all of it is written.
  const names = new Set([...(old?.keys() ?? []), ...(wanted?.keys() ?? []), ...(old?.size === 0 && wanted?.size !== 0 ? DISPLAY_ENTRIES : [])]);
  return [...names].flatMap((key) => {
    const value = wanted?.get(key) ?? (key === DISPLAY_SWITCH ? 'false' : '');
    return value === old?.get(key) ? [] : [{ _type: 'OptionValue' as const, key, value }];
  });
}

function displayEntries({ devices }: DomainDef): ReadonlyMap<string, string> {
  const [display, ...more] = devices.graphics;
  if (more.length > 0) throw libvirtError('esx', 'config-unsupported', 'a machine has no more than one display');
  return display === undefined ? new Map() : graphicsEntries(display);
}

function diskChanges(before: DomainDef, after: DomainDef, devices: readonly AnyVirtualDevice[]): readonly VirtualDeviceConfigSpec[] {
  const targetOf = (disk: DiskDef): string | undefined => disk.target?.dev;
  const changes: VirtualDeviceConfigSpec[] = [];
  for (const disk of after.devices.disks) {
    const old = before.devices.disks.find((each) => targetOf(each) === targetOf(disk));
    if (old === undefined) changes.push(...addDisk(disk, devices));
    else if (diskFile(old) !== diskFile(disk)) changes.push(...(disk.device === 'disk' ? [removeDisk(old, devices), ...addDisk(disk, devices)] : [changeMedia(disk, devices)]));
  }
  for (const disk of before.devices.disks) {
    if (!after.devices.disks.some((each) => targetOf(each) === targetOf(disk))) changes.push(removeDisk(disk, devices));
  }
  return changes;
}

async function nicChanges(session: EsxSession, before: DomainDef, after: DomainDef, devices: readonly AnyVirtualDevice[]): Promise<readonly VirtualDeviceConfigSpec[]> {
  const macOf = (nic: NicDef): string | undefined => nic.mac?.address?.toLowerCase();
  const changes: VirtualDeviceConfigSpec[] = [];
  for (const nic of after.devices.interfaces) {
    const old = before.devices.interfaces.find((each) => macOf(each) === macOf(nic));
    if (old === undefined) changes.push(await addNic(session, nic));
    else if (networkOf(old) !== networkOf(nic)) changes.push(await changeNic(session, nic, devices));
  }
  for (const nic of before.devices.interfaces) {
    if (!after.devices.interfaces.some((each) => macOf(each) === macOf(nic))) changes.push(removeNic(nic, devices));
  }
  return changes;
}

/** Adds a disk whose file is there, or a drive; with a controller if there is none that it could hang on. */
export function addDisk(disk: DiskDef, devices: readonly AnyVirtualDevice[]): readonly VirtualDeviceConfigSpec[] {
  const file = diskFile(disk);
  switch (disk.device) {
    case 'disk': {
      if (file === undefined) throw libvirtError('esx', 'config-unsupported', 'a disk needs a file in a datastore');
      const { controllerKey, unitNumber, added } = placeOnController(disk, devices);
      return [
        ...added,
        {
          _type: 'VirtualDeviceConfigSpec', operation: 'add',
          device: {
            _type: 'VirtualDisk',
            key: -200,
            controllerKey,
            unitNumber,
            capacityInKB: 0,
            backing: { _type: 'VirtualDiskFlatVer2BackingInfo', fileName: file, diskMode: disk.transient === undefined ? 'persistent' : 'independent_nonpersistent' },
          },
        },
      ];
    }
    case 'cdrom':
    case 'floppy': {
      const kind = disk.device === 'cdrom' ? 'VirtualIDEController' : 'VirtualController';
      const controller = devices.find((device) => device._type === kind && (disk.device === 'cdrom' || device._xsi === 'VirtualSIOController'));
      if (controller === undefined) throw libvirtError('esx', 'config-unsupported', `the machine has no controller for a ${disk.device}`);
      const connectable = { startConnected: true, allowGuestControl: true, connected: file !== undefined };
      const base = { key: -200, controllerKey: controller.key, connectable, backing: mediaBacking(disk) };
      return [{ _type: 'VirtualDeviceConfigSpec', operation: 'add', device: disk.device === 'cdrom' ? { _type: 'VirtualCdrom', ...base } : { _type: 'VirtualFloppy', ...base } }];
    }
    default:
      throw libvirtError('esx', 'config-unsupported', `unsupported disk device type '${disk.device}'`);
  }
}

/** Takes a disk or drive away; its file stays. */
export function removeDisk(disk: DiskDef, devices: readonly AnyVirtualDevice[]): VirtualDeviceConfigSpec {
  return { _type: 'VirtualDeviceConfigSpec', operation: 'remove', device: findDisk(disk, devices) };
}

/** Puts another medium into a drive, or takes it out. */
export function changeMedia(disk: DiskDef, devices: readonly AnyVirtualDevice[]): VirtualDeviceConfigSpec {
  const drive = findDisk(disk, devices);
  if (drive._type !== 'VirtualCdrom' && drive._type !== 'VirtualFloppy') throw libvirtError('esx', 'operation-unsupported', 'only media of drives can be changed, not disks');
  const connectable = { startConnected: diskFile(disk) !== undefined, allowGuestControl: true, connected: diskFile(disk) !== undefined };
  return { _type: 'VirtualDeviceConfigSpec', operation: 'edit', device: { ...drive, connectable, backing: mediaBacking(disk) } };
}

function mediaBacking(disk: DiskDef): AnyVirtualDeviceBackingInfo {
  const file = diskFile(disk);
  if (disk.device === 'floppy') {
    return file === undefined ? { _type: 'VirtualFloppyRemoteDeviceBackingInfo', deviceName: '', useAutoDetect: false } : { _type: 'VirtualFloppyImageBackingInfo', fileName: file };
  }
  return file === undefined ? { _type: 'VirtualCdromRemotePassthroughBackingInfo', deviceName: '', useAutoDetect: false, exclusive: false } : { _type: 'VirtualCdromIsoBackingInfo', fileName: file };
}

interface Placed {
  readonly controllerKey: number;
  readonly unitNumber: number;
  readonly added: readonly VirtualDeviceConfigSpec[];
}

const SCSI: readonly string[] = ['VirtualLsiLogicController', 'VirtualLsiLogicSASController', 'VirtualBusLogicController', 'ParaVirtualSCSIController', 'VirtualSCSIController'];
/** The controller itself has this unit. */
const SCSI_SELF = 7;

function placeOnController(disk: DiskDef, devices: readonly AnyVirtualDevice[]): Placed {
  const bus = disk.address?.type === 'drive' ? disk.address.controller : 0;
  const wanted = disk.address?.type === 'drive' ? disk.address.unit : undefined;
  const isKind = (device: AnyVirtualDevice): boolean =>
    disk.target?.bus === 'ide' ? device._type === 'VirtualIDEController' : disk.target?.bus === 'sata' ? device._type === 'VirtualAHCIController' || device._type === 'VirtualSATAController' : SCSI.includes(device._type);
  const controller = devices.find((device) => isKind(device) && 'busNumber' in device && device.busNumber === bus);
  if (controller === undefined) {
    if (disk.target?.bus === 'ide' || disk.target?.bus === 'sata') throw libvirtError('esx', 'config-unsupported', `the machine has no ${disk.target.bus} controller ${bus}`);
    const made: AnyVirtualSCSIController = { _type: 'ParaVirtualSCSIController', key: -100, busNumber: bus, sharedBus: 'noSharing' };
    return { controllerKey: -100, unitNumber: wanted ?? 0, added: [{ _type: 'VirtualDeviceConfigSpec', operation: 'add', device: made }] };
  }
  const taken = new Set(devices.filter(({ controllerKey }) => controllerKey === controller.key).map(({ unitNumber }) => unitNumber));
  if (wanted !== undefined && !taken.has(wanted)) return { controllerKey: controller.key, unitNumber: wanted, added: [] };
  for (let unit = 0; unit < 64; unit += 1) if (unit !== SCSI_SELF && !taken.has(unit)) return { controllerKey: controller.key, unitNumber: unit, added: [] };
  throw libvirtError('esx', 'operation-failed', 'the controller is full');
}

/** The network that a card hangs on, by name. */
function networkOf({ source }: NicDef): string | undefined {
  switch (source?.type) {
    case 'bridge':
      return source.bridge;
    case 'network':
      return source.network;
    case 'vds':
      return source.portgroupid;
    default:
      return undefined;
  }
}

/** Adds a network card. */
export async function addNic(session: EsxSession, nic: NicDef): Promise<VirtualDeviceConfigSpec> {
  const address = nic.mac?.address;
  const base = {
    key: -300,
    connectable: { startConnected: nic.link !== 'down', allowGuestControl: true, connected: nic.link !== 'down' },
    backing: await nicBacking(session, nic),
    wakeOnLanEnabled: true,
    ...(address === undefined || isVmwareAddress(address) ? { addressType: 'generated' } : { addressType: 'manual', macAddress: address }),
  };
  return { _type: 'VirtualDeviceConfigSpec', operation: 'add', device: cardOf(nic.model, base) };
}

type CardBase = Omit<AnyVirtualEthernetCard, '_type' | '_xsi'>;

function cardOf(model: string | undefined, base: CardBase): AnyVirtualEthernetCard {
  switch (model) {
    case undefined:
    case 'vmxnet3':
      return { ...base, _type: 'VirtualVmxnet3' };
    case 'vmxnet2':
      return { ...base, _type: 'VirtualVmxnet2' };
    case 'vmxnet':
      return { ...base, _type: 'VirtualVmxnet' };
    case 'e1000':
      return { ...base, _type: 'VirtualE1000' };
    case 'e1000e':
      return { ...base, _type: 'VirtualE1000e' };
    case 'vlance':
      return { ...base, _type: 'VirtualPCNet32' };
    default:
      throw libvirtError('esx', 'config-unsupported', `unsupported network card model '${model}'`);
  }
}

/** Addresses out of the range that hosts give themselves cannot be asked for. */
function isVmwareAddress(address: string): boolean {
  return address.toLowerCase().startsWith('00:0c:29');
}

/** Takes a network card away. */
export function removeNic(nic: NicDef, devices: readonly AnyVirtualDevice[]): VirtualDeviceConfigSpec {
  return { _type: 'VirtualDeviceConfigSpec', operation: 'remove', device: findNic(nic, devices) };
}

/** Puts a card on another network, or its plug in or out. */
export async function changeNic(session: EsxSession, nic: NicDef, devices: readonly AnyVirtualDevice[]): Promise<VirtualDeviceConfigSpec> {
  const card = findNic(nic, devices);
  const plugged = nic.link !== 'down';
  return {
    _type: 'VirtualDeviceConfigSpec', operation: 'edit',
    device: { ...card, backing: await nicBacking(session, nic), connectable: { allowGuestControl: true, startConnected: plugged, connected: plugged } },
  };
}

async function nicBacking(session: EsxSession, nic: NicDef): Promise<AnyVirtualDeviceBackingInfo> {
  const name = networkOf(nic);
  if (name === undefined) throw libvirtError('esx', 'config-unsupported', `Unsupported net type '${nic.type}'`);
  const network = await session.networks.find(name);
  if (network?.ref.type === 'DistributedVirtualPortgroup') {
    const group = await session.readOne(network.ref, ['key', 'config.distributedVirtualSwitch']);
    const owner = group.reference('config.distributedVirtualSwitch');
    const switchUuid = owner === undefined ? undefined : (await session.readOne(owner, ['uuid'])).string('uuid');
    if (switchUuid === undefined) throw libvirtError('esx', 'operation-failed', `the switch of network '${name}' cannot be read`);
    return { _type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo', port: { switchUuid, portgroupKey: group.string('key') ?? network.ref.value } };
  }
  if (network === undefined) throw libvirtError('esx', 'no-network', `no network with matching name '${name}'`, { subject: name });
  return { _type: 'VirtualEthernetCardNetworkBackingInfo', deviceName: name, network: network.ref };
}

/** Whether two references are the same object. */
export function isSameRef(a: Parameters<typeof moKey>[0], b: Parameters<typeof moKey>[0]): boolean {
  return moKey(a) === moKey(b);
}
