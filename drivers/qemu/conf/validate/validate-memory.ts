import type { MemoryDevice } from '../../../conf/domain/devices.ts';
import type { DomainDef } from '../../../conf/domain/domain-def.ts';
import { unsupported } from '../../../conf/lens/conf-error.ts';
import { isPpc64 } from '../machine-kinds.ts';
import { machineOf } from '../qemu-capabilities.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const refuse = (detail: string): Error => unsupported(detail, 'qemu');

const ORDINARY_PAGE_KIB = 4n;

/** What memory may be made of. */
export function validateMemory(def: DomainDef, caps: QemuCapabilities): void {
  const { memoryBacking } = def;
  const hugepages = memoryBacking?.hugepages;
  if (hugepages === undefined) return;
  if (memoryBacking?.allocation?.mode === 'ondemand') throw refuse('hugepages are not allowed with memory allocation ondemand');
  if ((memoryBacking?.allocation?.threads ?? 0) > 0 && !caps.has('memory-backend-file.prealloc-threads')) throw refuse('preallocation threads are unsupported with this QEMU');
  if (memoryBacking?.source === 'anonymous') throw refuse('hugepages are not allowed with anonymous memory source');
  if (memoryBacking?.source === 'memfd' && !caps.has('memory-backend-memfd.hugetlb')) throw refuse('hugepages is not supported with memfd memory source');
  const ramId = machineOf(caps, def.type, def.os.type.machine)?.defaultRamId;
  if (ramId === undefined && hugepages.pages[0]?.size !== ORDINARY_PAGE_KIB && def.cpu?.numa === undefined && memoryBacking?.access === 'shared') {
    throw refuse(`memory access mode '${memoryBacking.access}' not supported without guest numa node`);
  }
}

/** Whether there is room for the modules a machine has, and for those it may get. */
export function validateMemoryHotplug(def: DomainDef): void {
  const { maxMemory, devices: { memories } } = def;
  const slots = maxMemory?.slots ?? 0;
  if (maxMemory === undefined || (slots === 0 && (maxMemory.sizeKiB ?? 0) === 0)) {
    if (memories.length > 0) throw refuse("cannot use/hotplug a memory device when domain 'maxMemory' is not defined");
    return;
  }
  if (!isPpc64(def.os.type.arch) && def.cpu?.numa === undefined) throw refuse('At least one numa node has to be configured when enabling memory hotplug');
  if (memories.length > slots) throw refuse(`memory device count '${memories.length}' exceeds slots count '${slots}'`);
  for (const each of memories) if (each.model !== 'sgx-epc') validateModulePlace(each, def);
  const modules = memories.reduce((sum, each) => sum + (each.target.sizeKiB ?? 0), 0);
  if (modules > (maxMemory.sizeKiB ?? 0) - (def.memory.sizeKiB - modules)) throw refuse('memory device total size exceeds hotplug space');
}

function validateModulePlace(memory: MemoryDevice, def: DomainDef): void {
  const { model, address, target } = memory;
  const slotted = model === 'dimm' || model === 'nvdimm';
  const slots = def.maxMemory?.slots ?? 0;
  if (slotted) {
    if (address !== undefined && address.type !== 'dimm') throw refuse("only 'dimm' addresses are supported for the pc-dimm device");
    if (address?.type === 'dimm' && address.slot >= slots) throw refuse(`memory device slot '${address.slot}' exceeds slots count '${slots}'`);
    if (address?.type === 'dimm') checkConflict(memory, address, def);
  } else if (address !== undefined && address.type !== 'pci') {
    throw refuse(`only 'pci' addresses are supported for the ${model === 'virtio-pmem' ? 'virtio-pmem' : model} device`);
  }
  if (model !== 'virtio-pmem' && def.cpu?.numa !== undefined && target.node === undefined) throw refuse('target NUMA node needs to be specified for memory device');
}

function checkConflict(memory: MemoryDevice, { slot, base = 0n }: { slot: number; base: bigint | undefined }, def: DomainDef): void {
  for (const other of def.devices.memories) {
    if (other === memory || other.address?.type !== 'dimm') continue;
    if (other.address.slot === slot) throw refuse(`memory device slot '${slot}' is already being used by another memory device`);
    if (base !== 0n && other.address.base === base) throw refuse(`memory device base '0x${base.toString(16)}' is already being used by another memory device`);
  }
}

/** What one module needs of QEMU. */
export function validateMemoryDevice({ model, target, source }: MemoryDevice, caps: QemuCapabilities): void {
  switch (model) {
    case 'dimm':
      if (!caps.has('pc-dimm')) throw refuse("memory hotplug isn't supported by this QEMU binary");
      break;
    case 'nvdimm':
      if (!caps.has('nvdimm')) throw refuse("nvdimm isn't supported by this QEMU binary");
      if (target.readonly === true && !caps.has('nvdimm.unarmed')) throw refuse('nvdimm readonly property is not available with this QEMU binary');
      break;
    case 'virtio-pmem':
    case 'virtio-mem':
      if (!caps.has(`${model}-pci`)) throw refuse(`${model} isn't supported by this QEMU binary`);
      break;
    case 'sgx-epc':
      validateEnclave(target.sizeKiB ?? 0, source?.nodemask, caps);
      break;
  }
}

function validateEnclave(sizeKiB: number, nodes: string | undefined, caps: QemuCapabilities): void {
  if (!caps.has('sgx-epc')) throw refuse("sgx epc isn't supported by this QEMU binary");
  const sections = caps.emulator.sgx?.sections ?? [];
  if (sections.length === 0) throw refuse("this QEMU version didn't provide SGX EPC NUMA info");
  const node = nodes === undefined ? 0 : Number.parseInt(nodes, 10);
  const available = sections[node]?.sizeKiB ?? 0n;
  if (BigInt(sizeKiB) > available) throw refuse(`sgx epc size ${available} on host node ${node} is less than requested size ${sizeKiB}`);
}
