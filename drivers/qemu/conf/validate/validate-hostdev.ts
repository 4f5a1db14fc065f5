import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import type { Hostdev } from '../../../conf/domain/hostdev.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/** What QEMU's driver refuses in a device of the host. */
export function validateHostdev(hostdev: Hostdev, def: DomainDef, caps: QemuCapabilities): void {
  if (hostdev.source.mode === 'capabilities') throw refuse(`hostdev mode 'capabilities' is not supported in ${def.type}`);
  const source = hostdev.source.device;
  switch (source.type) {
    case 'usb':
      if (source.guestReset !== undefined && !caps.has('usb-host.guest-resets-all')) throw refuse('guestReset is not supported with this version of QEMU');
      break;
    case 'pci':
      if (hostdev.driver === 'vfio' && !caps.has('vfio-pci')) throw refuse('VFIO PCI device assignment is not supported by this version of qemu');
      if (source.writeFiltering !== undefined) throw refuse('Write filtering of PCI device configuration space is not supported by qemu');
      break;
    case 'scsi':
      break;
    case 'scsi_host':
      if (hostdev.boot !== undefined) throw refuse('booting from assigned devices is not supported by vhost SCSI devices');
      if (!caps.has('vhost-scsi')) throw refuse("This QEMU doesn't support vhost-scsi devices");
      break;
    case 'mdev':
      validateMediated(hostdev, def, caps);
      break;
  }
}

function validateMediated(hostdev: Hostdev, def: DomainDef, caps: QemuCapabilities): void {
  const noBoot = (): void => {
    if (hostdev.boot !== undefined) throw refuse(`booting from assigned devices is not supported by mediated devices of model ${hostdev.model ?? ''}`);
  };
  switch (hostdev.model) {
    case 'vfio-pci':
      if (!caps.has('vfio-pci')) throw refuse('VFIO PCI device assignment is not supported by this version of QEMU');
      noBoot();
      if (hostdev.display !== undefined && !caps.has('vfio-pci.display')) throw refuse('display property of device vfio-pci is not supported by this version of QEMU');
      if (hostdev.display === true && def.devices.graphics.length === 0) throw refuse("graphics device is needed for attribute value 'display=on' in <hostdev>");
      break;
    case 'vfio-ap':
      if (!caps.has('vfio-ap')) throw refuse('VFIO AP device assignment is not supported by this version of QEMU');
      noBoot();
      if (def.devices.hostdevs.filter((each) => each.type === 'mdev' && each.model === 'vfio-ap').length > 1) throw refuse('Only one hostdev of model vfio-ap is supported');
      break;
    default:
      if (!caps.has('vfio-ccw')) throw refuse('VFIO CCW device assignment is not supported by this version of QEMU');
  }
}
