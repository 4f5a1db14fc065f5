import type { ChardevBackend, ChardevType, GuestConsole, Parallel, Redirdev, Serial, Smartcard } from '../../../conf/domain/chardev.ts';
import type { Rng } from '../../../conf/domain/devices.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { confError, unsupported } from '../../../conf/lens/conf-error.ts';
import { isS390, machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

/** What QEMU's driver refuses in the host's side of a character device. */
export function validateChardevSource(backend: ChardevBackend & { readonly type: ChardevType | undefined }, def: DomainDef, caps: QemuCapabilities): void {
  switch (backend.type) {
    case 'tcp':
    case 'unix': {
      const reconnect = backend.sources[0]?.reconnect;
      if (reconnect?.enabled === true && reconnect.timeout === 0) throw confError('invalid-arg', "chardev reconnect source timeout cannot be '0'", 'qemu');
      break;
    }
    case 'qemu-vdagent':
      if (!caps.has('chardev.qemu-vdagent')) throw unsupported(`chardev '${backend.type}' not supported in this QEMU binary`, 'qemu');
      break;
    case 'spicevmc':
    case 'spiceport':
      if (!def.devices.graphics.some((each) => each.type === 'spice')) throw unsupported(`chardev '${backend.type}' not supported without spice graphics`, 'qemu');
      break;
    case 'null':
    case 'vc':
    case 'pty':
    case 'dev':
    case 'file':
    case 'pipe':
    case 'stdio':
    case 'udp':
    case 'nmdm':
    case 'dbus':
    case undefined:
      break;
  }
}

type SerialType = Exclude<NonNullable<NonNullable<Serial['target']>['type']>, 'none'>;
type SerialModel = NonNullable<NonNullable<Serial['target']>['model']>;

const ADDRESS_OF: Partial<Record<SerialType, string>> = { 'isa-serial': 'isa', 'isa-debug': 'isa', 'usb-serial': 'usb', 'pci-serial': 'pci', 'spapr-vio-serial': 'spapr-vio' };
const TYPE_OF: Readonly<Record<SerialModel, SerialType>> = {
  'isa-serial': 'isa-serial', 'usb-serial': 'usb-serial', 'pci-serial': 'pci-serial', 'spapr-vty': 'spapr-vio-serial', 'pl011': 'system-serial', '16550a': 'system-serial',
  'sclpconsole': 'sclp-serial', 'sclplmconsole': 'sclp-serial', 'isa-debugcon': 'isa-debug',
};

/** What QEMU's driver refuses in a serial port. */
export function validateSerial(serial: Serial, def: DomainDef, caps: QemuCapabilities): void {
  validateChardevSource(serial, def, caps);
  const type = serial.target?.type;
  const model = serial.target?.model;
  if (type === 'system-serial' || type === 'sclp-serial') {
    if (serial.address !== undefined) throw unsupported(`Target type '${type}' cannot have an associated address`, 'qemu');
  } else if (type !== undefined) {
    const expected = ADDRESS_OF[type];
    if (serial.address !== undefined && serial.address.type !== expected) throw unsupported(`Target type '${type}' requires address type '${expected ?? ''}'`, 'qemu');
  }
  if (model !== undefined && type !== TYPE_OF[model]) throw unsupported(`Target model '${model}' requires target type '${TYPE_OF[model]}'`, 'qemu');
  if (!fitsMachine(type, model, def)) {
    throw unsupported(`Serial device with target type '${type ?? 'none'}' and target model '${model ?? 'none'}' not compatible with guest architecture or machine type`, 'qemu');
  }
}

function fitsMachine(type: SerialType | undefined, model: SerialModel | undefined, def: DomainDef): boolean {
  if (model === 'pl011' && !machineIs.armVirt(def)) return false;
  if (model === '16550a' && !machineIs.riscvVirt(def)) return false;
  if ((type === 'spapr-vio-serial' || model === 'spapr-vty') && !machineIs.pSeries(def)) return false;
  return !(type === 'sclp-serial' || model === 'sclpconsole' || model === 'sclplmconsole') || isS390(def.os.type.arch);
}

/** What QEMU's driver refuses in a parallel port. */
export function validateParallel(parallel: Parallel, def: DomainDef, caps: QemuCapabilities): void {
  validateChardevSource(parallel, def, caps);
  if (isS390(def.os.type.arch) || machineIs.pSeries(def)) throw unsupported('parallel ports are not supported', 'qemu');
}

/** What QEMU's driver refuses in the kind of a console. */
export function validateConsoleTarget({ target }: GuestConsole, caps: QemuCapabilities): void {
  switch (target?.type) {
    case 'sclp':
      if (!caps.has('s390-sclp')) throw unsupported('sclpconsole is not supported in this QEMU binary', 'qemu');
      break;
    case 'sclplm':
      if (!caps.has('sclplmconsole')) throw unsupported('sclplmconsole is not supported in this QEMU binary', 'qemu');
      break;
    case 'virtio':
    case 'serial':
    case undefined:
      break;
    default:
      throw unsupported(`unsupported console target type ${target?.type ?? ''}`, 'qemu');
  }
}

/** What QEMU's driver refuses in a smart card reader. */
export function validateSmartcard(smartcard: Smartcard, def: DomainDef, caps: QemuCapabilities): void {
  const { address } = smartcard;
  if (def.devices.smartcards.length > 1 || address?.type !== 'ccid' || address.controller !== 0 || address.slot !== 0) {
    throw unsupported('this QEMU binary lacks multiple smartcard support', 'qemu');
  }
  if (smartcard.mode === 'passthrough') {
    if (!caps.has('ccid-passthru')) throw unsupported('this QEMU binary lacks smartcard passthrough mode support', 'qemu');
    validateChardevSource(smartcard, def, caps);
  } else if (!caps.has('ccid-emulated')) {
    throw unsupported('this QEMU binary lacks smartcard host mode support', 'qemu');
  }
}

/** What QEMU's driver refuses in a source of randomness. */
export function validateRng(rng: Rng, def: DomainDef, caps: QemuCapabilities): void {
  const { backend, model } = rng;
  const flag = { random: 'rng-random', egd: 'rng-egd', builtin: 'rng-builtin' }[backend.model];
  if (!caps.has(flag)) throw unsupported(`this qemu doesn't support the ${flag} backend`, 'qemu');
  if (backend.model === 'egd') validateChardevSource(backend, def, caps);
  const known = caps.has('virtio-rng') && (model === 'virtio' || caps.has('virtio-pci-non-transitional'));
  if (!known) throw unsupported(`domain configuration does not support rng model '${model}'`, 'qemu');
}

/** What QEMU's driver refuses in a redirected USB device. */
export function validateRedirdev(redirdev: Redirdev, def: DomainDef, caps: QemuCapabilities): void {
  validateChardevSource(redirdev, def, caps);
  if (!caps.has('usb-redir')) throw unsupported('USB redirection is not supported by this version of QEMU', 'qemu');
  if (def.devices.redirfilter.some((each) => each.usbdev.length > 0) && !caps.has('usb-redir.filter')) {
    throw unsupported('USB redirection filter is not supported by this version of QEMU', 'qemu');
  }
}
