import type { Device } from '../../../conf/domain/device-list.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';
import { validateController } from './validate-controller.ts';
import { validateDisk } from './validate-disk.ts';
import { validateHostdev } from './validate-hostdev.ts';
import { validateMemoryDevice } from './validate-memory.ts';

/**
 * What QEMU's driver refuses in one disk, controller, module of memory or device of the host.
 *
 * @throws VirError with libvirt's code and words.
 */
export function validateHardware({ kind, device }: Device, def: DomainDef, caps: QemuCapabilities): void {
  if (kind === 'disk') validateDisk(device, def, caps);
  else if (kind === 'controller') validateController(device, def, caps);
  else if (kind === 'hostdev') validateHostdev(device, def, caps);
  else if (kind === 'memory') validateMemoryDevice(device, caps);
}
