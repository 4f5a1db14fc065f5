import type { Audio } from './audio.ts';
import type { Channel, GuestConsole, Parallel, Redirdev, Serial, Smartcard } from './chardev.ts';
import type { Controller } from './controller.ts';
import type { DeviceInfo } from './device-info.ts';
import type {
  Filesystem, Hub, Input, Iommu, Lease, Memballoon, MemoryDevice, Nvram, Panic, Rng, Shmem, Sound, Tpm, Video, Vsock, Watchdog,
} from './devices.ts';
import type { Disk } from './disk.ts';
import type { Devices } from './domain-shape.ts';
import type { Graphics } from './graphics.ts';
import type { Hostdev } from './hostdev.ts';
import type { NetInterface } from './interface.ts';

/** Any device, told apart by its element's name. */
export type Device =
  | { readonly kind: 'disk'; readonly device: Disk }
  | { readonly kind: 'interface'; readonly device: NetInterface }
  | { readonly kind: 'sound'; readonly device: Sound }
  | { readonly kind: 'hostdev'; readonly device: Hostdev }
  | { readonly kind: 'video'; readonly device: Video }
  | { readonly kind: 'controller'; readonly device: Controller }
  | { readonly kind: 'smartcard'; readonly device: Smartcard }
  | { readonly kind: 'serial'; readonly device: Serial }
  | { readonly kind: 'parallel'; readonly device: Parallel }
  | { readonly kind: 'channel'; readonly device: Channel }
  | { readonly kind: 'console'; readonly device: GuestConsole }
  | { readonly kind: 'input'; readonly device: Input }
  | { readonly kind: 'filesystem'; readonly device: Filesystem }
  | { readonly kind: 'watchdog'; readonly device: Watchdog }
  | { readonly kind: 'memballoon'; readonly device: Memballoon }
  | { readonly kind: 'rng'; readonly device: Rng }
  | { readonly kind: 'nvram'; readonly device: Nvram }
  | { readonly kind: 'hub'; readonly device: Hub }
  | { readonly kind: 'shmem'; readonly device: Shmem }
  | { readonly kind: 'tpm'; readonly device: Tpm }
  | { readonly kind: 'panic'; readonly device: Panic }
  | { readonly kind: 'memory'; readonly device: MemoryDevice }
  | { readonly kind: 'redirdev'; readonly device: Redirdev }
  | { readonly kind: 'iommu'; readonly device: Iommu }
  | { readonly kind: 'vsock'; readonly device: Vsock }
  | { readonly kind: 'graphics'; readonly device: Graphics }
  | { readonly kind: 'audio'; readonly device: Audio }
  | { readonly kind: 'lease'; readonly device: Lease };

/** The element names of devices. */
export type DeviceKind = Device['kind'];

/** The list each kind lives in, in the order libvirt walks devices. */
export const DEVICE_LISTS = {
  disk: 'disks', interface: 'interfaces', sound: 'sounds', hostdev: 'hostdevs', video: 'videos', controller: 'controllers', smartcard: 'smartcards',
  serial: 'serials', parallel: 'parallels', channel: 'channels', console: 'consoles', input: 'inputs', filesystem: 'filesystems',
  watchdog: 'watchdogs', memballoon: 'memballoons', rng: 'rngs', nvram: 'nvrams', hub: 'hubs', shmem: 'shmems', tpm: 'tpms', panic: 'panics',
  memory: 'memories', redirdev: 'redirdevs', iommu: 'iommus', vsock: 'vsocks', graphics: 'graphics', audio: 'audios', lease: 'leases',
} as const satisfies Record<DeviceKind, keyof Devices>;

const KINDS = Object.keys(DEVICE_LISTS) as DeviceKind[];

/** All devices, in the order libvirt walks them. */
export function listDevices(devices: Devices): Device[] {
  const found: Device[] = [];
  for (const kind of KINDS) {
    for (const device of devices[DEVICE_LISTS[kind]]) found.push({ kind, device } as Device);
  }
  return found;
}

/** All devices that are something of their own: a first console that only stands for the first serial port is not. */
export function listRealDevices(devices: Devices): Device[] {
  const stub = devices.serials.length > 0 ? devices.consoles[0] : undefined;
  const isStub = stub?.target?.type === 'serial' || stub?.target?.type === undefined;
  return listDevices(devices).filter((each) => !isStub || each.device !== stub);
}

/** The part of a device that most share; undefined for those that have none. */
export function deviceInfoOf(device: Device): DeviceInfo | undefined {
  return device.kind === 'graphics' || device.kind === 'audio' || device.kind === 'lease' ? undefined : device.device;
}
