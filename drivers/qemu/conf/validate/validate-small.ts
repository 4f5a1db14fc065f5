import type { Filesystem, Hub, Input, Iommu, Memballoon, Nvram, Panic, Shmem, Tpm, Vsock, Watchdog } from '../../../conf/domain/devices.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported, xmlError } from '../../../conf/lens/conf-error.ts';
import { isPpc64, isS390, isX86, machineIs } from '../machine-kinds.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';
import { requireSharedMemory } from './require-shared-memory.ts';

/** What QEMU's driver refuses in a watchdog. */
export function validateWatchdog({ model, address }: Watchdog, def: DomainDef): void {
  switch (model) {
    case 'i6300esb':
      if (address !== undefined && address.type !== 'pci') throw unsupported(`${model} model of watchdog can go only on PCI bus`, 'qemu');
      break;
    case 'ib700':
      if (address !== undefined) throw unsupported(`${model} model of watchdog does not support configuring the address`, 'qemu');
      break;
    case 'diag288':
      if (address !== undefined) throw unsupported(`${model} model of watchdog is virtual and cannot go on any bus.`, 'qemu');
      if (!isS390(def.os.type.arch)) throw unsupported(`${model} model of watchdog is allowed for s390 and s390x only`, 'qemu');
      break;
  }
}

/** What QEMU's driver refuses in a panic device. */
export function validatePanic({ model, address }: Panic, def: DomainDef, caps: QemuCapabilities): void {
  const { arch } = def.os.type;
  if (model === 's390' && !isS390(arch)) throw unsupported("only S390 guests support panic device of model 's390'", 'qemu');
  if (model === 'hyperv' && !isX86(arch)) throw unsupported("only i686 and x86_64 guests support panic device of model 'hyperv'", 'qemu');
  if (model === 'pseries' && !machineIs.pSeries(def)) throw unsupported("only pSeries guests support panic device of model 'pseries'", 'qemu');
  if (model === 'isa') {
    if (!caps.has('pvpanic')) throw unsupported('the QEMU binary does not support the ISA panic device', 'qemu');
    if (address !== undefined && address.type !== 'isa') throw unsupported('panic is supported only with ISA address type', 'qemu');
  } else if (model !== undefined && address !== undefined) {
    throw unsupported(`setting the panic device address is not supported for model '${model}'`, 'qemu');
  }
}

const TPM_FLAGS = { 'tpm-tis': 'tpm-tis', 'tpm-crb': 'tpm-crb', 'tpm-spapr': 'tpm-spapr', 'spapr-tpm-proxy': 'spapr-tpm-proxy' } as const;

/** What QEMU's driver refuses in a TPM. */
export function validateTpm({ model = 'tpm-tis', backend }: Tpm, def: DomainDef, caps: QemuCapabilities, host: { readonly tpmVersions: readonly string[] }): void {
  if (backend.type === 'emulator' && backend.version !== undefined && !host.tpmVersions.includes(backend.version)) {
    throw unsupported(`TPM version '${backend.version}' is not supported`, 'qemu');
  }
  if (backend.type === 'emulator' && backend.version === '1.2') {
    if (model === 'tpm-crb') throw unsupported(`Unsupported interface '${model}' for TPM 1.2`, 'qemu');
    if (model === 'tpm-spapr') throw unsupported('TPM 1.2 is not supported with the SPAPR device model', 'qemu');
    if (machineIs.armVirt(def)) throw unsupported('TPM 1.2 is not supported on ARM', 'qemu');
  }
  const emulator = def.devices.emulator ?? '';
  if (!caps.has(backend.type === 'passthrough' ? 'tpm-passthrough' : 'tpm-emulator')) {
    throw unsupported(`The QEMU executable ${emulator} does not support TPM backend type ${backend.type}`, 'qemu');
  }
  if (isPpc64(def.os.type.arch) && model === 'spapr-tpm-proxy' && backend.type !== 'passthrough') throw unsupported(`TPM Proxy model ${model} requires 'Passthrough' backend`, 'qemu');
  if (!caps.has(TPM_FLAGS[model])) throw unsupported(`The QEMU executable ${emulator} does not support TPM model ${model}`, 'qemu');
}

/** One TPM, and one proxy of the host's. */
export function validateTpms({ devices: { tpms } }: DomainDef): void {
  if (tpms.filter((each) => each.model === 'spapr-tpm-proxy').length > 1) throw unsupported('only a single TPM Proxy device is supported', 'qemu');
  if (tpms.filter((each) => each.model !== 'spapr-tpm-proxy').length > 1) throw unsupported('only a single TPM non-proxy device is supported', 'qemu');
}

const VIRTIO_INPUTS = {
  mouse: { name: 'virtio-mouse', ccw: 'virtio-mouse-ccw' },
  tablet: { name: 'virtio-tablet', ccw: 'virtio-tablet-ccw' },
  keyboard: { name: 'virtio-keyboard', ccw: 'virtio-keyboard-ccw' },
  passthrough: { name: 'virtio-input-host', ccw: undefined },
  evdev: { name: 'input-linux', ccw: undefined },
} as const;

/** What QEMU's driver refuses in an input device. */
export function validateInput(input: Input, def: DomainDef, caps: QemuCapabilities): void {
  if (input.bus === 'ps2' && !isX86(def.os.type.arch) && !caps.has('i8042')) throw unsupported(`${input.bus} is not supported by this QEMU binary`, 'qemu');
  if (input.bus === 'usb' && input.type === 'keyboard' && !caps.has('usb-kbd')) throw unsupported('usb keyboard is not supported by this QEMU binary', 'qemu');
  if (input.bus !== 'virtio') return;
  if (input.model === 'virtio-transitional' || input.model === 'virtio-non-transitional') {
    throw unsupported(`virtio (non-)transitional models are not supported for input type=${input.type}`, 'qemu');
  }
  const { name, ccw } = VIRTIO_INPUTS[input.type];
  const fits = caps.has(name) && (input.address?.type !== 'ccw' || (ccw !== undefined && caps.has(ccw)));
  if (!fits) throw unsupported(`${name} is not supported by this QEMU binary`, 'qemu');
}

/** What QEMU's driver refuses in a memory balloon. */
export function validateMemballoon(balloon: Memballoon, caps: QemuCapabilities): void {
  if (balloon.model === 'none') return;
  if (balloon.model === 'xen') throw unsupported(`Memory balloon device type '${balloon.model}' is not supported by this version of qemu`, 'qemu');
  if (balloon.autodeflate !== undefined && !caps.has('virtio-balloon-pci.deflate-on-oom')) throw unsupported('deflate-on-oom is not supported by this QEMU binary', 'qemu');
  if (balloon.freePageReporting !== undefined && !caps.has('virtio-balloon.free-page-reporting')) throw unsupported('freePageReporting is not supported by this QEMU binary', 'qemu');
}

/** What QEMU's driver refuses in a memory management unit for devices. */
export function validateIommu(iommu: Iommu, def: DomainDef, caps: QemuCapabilities): void {
  const refuse = (what: string): Error => unsupported(`IOMMU device: '${iommu.model}' ${what}`, 'qemu');
  switch (iommu.model) {
    case 'intel':
      if (!machineIs.q35(def)) throw refuse('is only supported with Q35 machines');
      if (!caps.has('intel-iommu')) throw refuse('is not supported with this QEMU binary');
      break;
    case 'smmuv3':
      if (!machineIs.armVirt(def)) throw refuse('is only supported with ARM Virt machines');
      if (!caps.has('machine.virt.iommu')) throw refuse('is not supported with this QEMU binary');
      break;
    case 'virtio':
      if (!machineIs.armVirt(def) && !machineIs.q35(def)) throw refuse('is only supported with Q35 and ARM Virt machines');
      if (!caps.has('virtio-iommu-pci') || !caps.has('virtio-iommu.boot-bypass')) throw refuse('is not supported with this QEMU binary');
      if (def.features?.acpi !== true) throw refuse('requires ACPI');
      if (iommu.address !== undefined && iommu.address.type !== 'pci') throw refuse('needs a PCI address');
      break;
  }
  const options = [
    ['intremap', 'interrupt remapping', 'intel-iommu.intremap'],
    ['caching_mode', 'caching mode', 'intel-iommu.caching-mode'],
    ['eim', 'eim', 'intel-iommu.eim'],
    ['iotlb', 'device IOTLB', 'intel-iommu.device-iotlb'],
    ['aw_bits', 'aw_bits', 'intel-iommu.aw-bits'],
  ] as const;
  for (const [key, words, flag] of options) {
    const value = iommu.driver?.[key];
    if (value !== undefined && value !== 0 && !caps.has(flag)) throw unsupported(`iommu: ${words} is not supported with this QEMU binary`, 'qemu');
  }
}

/** What QEMU's driver refuses in a directory of the host. */
export function validateFilesystem(fs: Filesystem, def: DomainDef, caps: QemuCapabilities, host: { readonly privileged: boolean }): void {
  if (fs.type !== 'mount') throw unsupported('only supports mount filesystem type', 'qemu');
  const multidevs = fs.multidevs !== undefined;
  const modes = (fs.fmode ?? 0) !== 0 || (fs.dmode ?? 0) !== 0;
  if (multidevs && !caps.has('fsdev.multidevs')) throw unsupported('multidevs is not supported with this QEMU binary', 'qemu');
  if (modes && fs.accessmode !== 'mapped') throw unsupported('fmode and dmode must be used with accessmode=mapped', 'qemu');
  const driver = fs.driver?.type;
  if (driver !== 'virtiofs' && fs.binary?.sandbox !== undefined) throw unsupported('sandbox can only be used with driver=virtiofs', 'qemu');
  switch (driver) {
    case 'handle':
      if (fs.accessmode !== undefined && fs.accessmode !== 'passthrough') throw unsupported('only supports passthrough accessmode', 'qemu');
      break;
    case 'loop':
    case 'nbd':
    case 'ploop':
      throw unsupported('Filesystem driver type not supported', 'qemu');
    case 'virtiofs':
      validateVirtiofs(fs, { multidevs, modes, privileged: host.privileged });
      if (!caps.has('vhost-user-fs')) throw unsupported('virtiofs is not supported with this QEMU binary', 'qemu');
      if (multidevs) throw unsupported('virtiofs does not support multidevs', 'qemu');
      if (modes) throw unsupported('virtiofs does not support fmode and dmode', 'qemu');
      requireSharedMemory(def, 'virtiofs', caps);
      if (fs.boot !== undefined && !caps.has('vhost-user-fs.bootindex')) throw unsupported('setting virtiofs boot order is not supported with this QEMU binary', 'qemu');
      break;
    case 'path':
    case undefined:
      break;
  }
}

function validateVirtiofs(fs: Filesystem, facts: { readonly multidevs: boolean; readonly modes: boolean; readonly privileged: boolean }): void {
  if (fs.source?.socket === undefined) {
    if (fs.readonly) throw unsupported('virtiofs does not yet support read-only mode', 'qemu');
    if (!facts.privileged) throw unsupported('virtiofs is not yet supported in session mode', 'qemu');
    if (fs.accessmode !== undefined && fs.accessmode !== 'passthrough') throw unsupported('virtiofs only supports passthrough accessmode', 'qemu');
    if (fs.driver?.wrpolicy !== undefined) throw unsupported('virtiofs does not support wrpolicy', 'qemu');
  }
  if (fs.model !== undefined) throw unsupported('virtiofs does not support model', 'qemu');
  if (fs.driver?.format !== undefined) throw unsupported('virtiofs does not support format', 'qemu');
}

/** What QEMU's driver refuses in a pSeries machine's NVRAM. */
export function validateNvramDevice({ address }: Nvram, def: DomainDef, caps: QemuCapabilities): void {
  if (!machineIs.pSeries(def)) throw unsupported('nvram device is only supported for PPC64', 'qemu');
  if (!caps.has('nvram')) throw unsupported('nvram device is not supported by this QEMU binary', 'qemu');
  if (address?.type !== 'spapr-vio' || address.reg === undefined) throw xmlError('nvram address type must be spaprvio', 'qemu');
}

/** What QEMU's driver refuses in a hub. */
export function validateHub(_hub: Hub, caps: QemuCapabilities): void {
  if (!caps.has('usb-hub')) throw unsupported('usb-hub not supported by QEMU binary', 'qemu');
}

/** What QEMU's driver refuses in memory shared between machines. */
export function validateShmem({ model }: Shmem, caps: QemuCapabilities): void {
  if (model === undefined || caps.has(model)) return;
  throw unsupported(model === 'ivshmem' ? 'ivshmem device is not supported with this QEMU binary' : `shmem model '${model}' is not supported by this QEMU binary`, 'qemu');
}

/** What QEMU's driver refuses in sockets between host and guest. */
export function validateVsock(_vsock: Vsock, caps: QemuCapabilities): void {
  if (!caps.has('vhost-vsock')) throw unsupported('vsock device is not supported with this QEMU binary', 'qemu');
}
