import type { Device } from '../../../conf/domain/device-list.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';
import { validateChardevSource, validateConsoleTarget, validateParallel, validateRedirdev, validateRng, validateSerial, validateSmartcard } from './validate-chardev.ts';
import { validateDeviceInfo } from './validate-device-info.ts';
import { validateAudio, validateGraphics, validateSound, validateVideo } from './validate-display.ts';
import { validateNet } from './validate-net.ts';
import {
  validateFilesystem, validateHub, validateInput, validateIommu, validateMemballoon, validateNvramDevice, validatePanic, validateShmem, validateTpm, validateTpms,
  validateVsock, validateWatchdog,
} from './validate-small.ts';

/** What validation needs to know of the host. */
export interface ValidationHost {
  /** Machines run with all rights. */
  readonly privileged: boolean;
  /** The versions of TPMs that the host's emulator has. */
  readonly tpmVersions: readonly ('1.2' | '2.0')[];
}

/** libvirt's checks of the devices as a whole that stand before those of each device. */
export function validateGuestDevices(def: DomainDef, caps: QemuCapabilities): void {
  for (const each of def.devices.consoles) validateConsoleTarget(each, caps);
  for (const each of def.devices.panics) validatePanic(each, def, caps);
  validateTpms(def);
}

/**
 * What QEMU's driver refuses in one device; disks, controllers, memory and host devices are looked at elsewhere.
 *
 * @throws VirError with libvirt's code and words.
 */
export function validateGuestDevice({ kind, device }: Device, def: DomainDef, caps: QemuCapabilities, host: ValidationHost): void {
  validateDeviceInfo({ kind, device } as Device, def, caps);
  switch (kind) {
    case 'interface':
      validateNet(device, caps);
      break;
    case 'serial':
      validateSerial(device, def, caps);
      break;
    case 'parallel':
      validateParallel(device, def, caps);
      break;
    case 'channel':
    case 'console':
      validateChardevSource(device, def, caps);
      break;
    case 'smartcard':
      validateSmartcard(device, def, caps);
      break;
    case 'rng':
      validateRng(device, def, caps);
      break;
    case 'redirdev':
      validateRedirdev(device, def, caps);
      break;
    case 'watchdog':
      validateWatchdog(device, def);
      break;
    case 'video':
      validateVideo(device, caps);
      break;
    case 'vsock':
      validateVsock(device, caps);
      break;
    case 'tpm':
      validateTpm(device, def, caps, host);
      break;
    case 'graphics':
      validateGraphics(device, def, caps);
      break;
    case 'input':
      validateInput(device, def, caps);
      break;
    case 'memballoon':
      validateMemballoon(device, caps);
      break;
    case 'iommu':
      validateIommu(device, def, caps);
      break;
    case 'filesystem':
      validateFilesystem(device, def, caps, host);
      break;
    case 'nvram':
      validateNvramDevice(device, def, caps);
      break;
    case 'hub':
      validateHub(device, caps);
      break;
    case 'sound':
      validateSound(device, caps);
      break;
    case 'shmem':
      validateShmem(device, caps);
      break;
    case 'audio':
      validateAudio(device, def, caps);
      break;
    case 'disk':
    case 'controller':
    case 'hostdev':
    case 'memory':
    case 'panic':
    case 'lease':
      break;
  }
}
