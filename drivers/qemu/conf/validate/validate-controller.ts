import type { Controller } from '../../../conf/domain/controller.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import { hasBuiltinIde, machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

/** What QEMU's driver refuses in a controller. */
export function validateController(controller: Controller, def: DomainDef, caps: QemuCapabilities): void {
  if (controller.type === 'scsi') validateScsiModel(controller, caps);
  validateAttributes(controller);
  switch (controller.type) {
    case 'ide':
      if (controller.index === 0 && hasBuiltinIde(def)) break;
      throw refuse(hasBuiltinIde(def) ? 'Only a single IDE controller is supported for this machine type' : 'IDE controllers are unsupported for this QEMU binary or machine type');
    case 'scsi':
      validateScsi(controller, def);
      break;
    case 'sata':
      if (!(controller.index === 0 && machineIs.q35(def)) && !caps.has('ich9-ahci')) throw refuse('SATA is not supported with this QEMU binary');
      break;
    case 'pci':
      validatePci(controller, caps);
      break;
    case 'fdc':
    case 'virtio-serial':
    case 'ccid':
    case 'usb':
    case 'xenbus':
    case 'isa':
      break;
  }
}

const isVirtioScsi = (model: string | undefined): boolean => model === 'virtio-scsi' || model === 'virtio-transitional' || model === 'virtio-non-transitional';

/** The capability each model needs, and how libvirt calls it. */
const SCSI_MODELS: Readonly<Record<string, readonly [flag: string, words: string]>> = {
  lsilogic: ['lsi', 'the LSI 53C895A SCSI controller'],
  'virtio-scsi': ['virtio-scsi-pci', 'virtio scsi controller'],
  'virtio-transitional': ['virtio-scsi-pci', 'virtio scsi controller'],
  'virtio-non-transitional': ['virtio-scsi-pci', 'virtio scsi controller'],
  lsisas1068: ['mptsas1068', 'the LSI SAS1068 (MPT Fusion) controller'],
  lsisas1078: ['megasas', 'the LSI SAS1078 (MegaRAID) controller'],
  vmpvscsi: ['pvscsi', 'the pvscsi (VMware paravirtual SCSI) controller'],
};

function validateScsiModel({ model }: Controller, caps: QemuCapabilities): void {
  if (model === 'auto' || model === 'buslogic') throw refuse(`Unsupported controller model: ${model}`);
  const known = SCSI_MODELS[model ?? ''];
  if (known !== undefined && !caps.has(known[0])) throw refuse(`This QEMU doesn't support ${known[1]}`);
}

function validateAttributes({ type, model, driver }: Controller): void {
  if (driver === undefined || (type === 'scsi' && isVirtioScsi(model))) return;
  for (const name of ['queues', 'cmd_per_lun', 'max_sectors', 'ioeventfd', 'iothread'] as const) {
    const value = driver[name];
    if (value !== undefined && value !== 0) throw refuse(`'${name}' is only supported ${name === 'iothread' ? 'for' : 'by'} virtio-scsi controller`);
  }
}

function validateScsi({ model, index, driver, address }: Controller, def: DomainDef): void {
  if (model === 'ncr53c90') {
    if (index !== 0) throw refuse('ncr53c90 can only be used as first SCSI controller');
    if (!machineIs.builtinEsp(def)) throw refuse('ncr53c90 SCSI controller is not a built-in for this machine');
  }
  const thread = driver?.iothread ?? 0;
  if (!isVirtioScsi(model) || thread === 0) return;
  if (address !== undefined && address.type !== 'pci' && address.type !== 'ccw') throw refuse('virtio-scsi IOThreads only available for virtio pci and virtio ccw controllers');
  if (!(def.iothreadids?.iothread ?? []).some((each) => each.id === thread)) throw refuse(`controller iothread '${thread}' not defined in iothreadid`);
}

/** The capability that says that a PCI controller's device is there. */
const PCI_FLAGS: Readonly<Record<string, string>> = { 'i82801b11-bridge': 'dmi-to-pci-bridge' };

function validatePci({ model, modelName, target }: Controller, caps: QemuCapabilities): void {
  if (target?.hotplug !== undefined) {
    const [flag, name] = model === 'pci-root' ? ['piix4.acpi-root-pci-hotplug', 'pci-root'] : ['pcie-root-port.hotplug', modelName ?? ''];
    if (!caps.has(flag)) throw refuse(`setting the 'hotplug' property on a '${name}' device is not supported by this QEMU binary`);
  }
  if (modelName !== undefined && !caps.has(PCI_FLAGS[modelName] ?? modelName)) throw refuse(`The '${modelName}' device is not supported by this QEMU binary`);
}
