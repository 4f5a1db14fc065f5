import { unsupported, xmlError, confError } from '../lens/conf-error.ts';
import { checkTimers } from './clock.ts';
import type { GuestConsole } from './chardev.ts';
import { guestConsole, serial } from './chardev.ts';
import type { Controller, ControllerType } from './controller.ts';
import { controller } from './controller.ts';
import { postParseDevice } from './postparse-device.ts';
import type { DomainParseContext } from './domain-context.ts';
import type { DomainDef } from './domain-types.ts';
import { deviceInfoOf, listDevices } from './device-list.ts';
import { newVideoModel, video } from './devices.ts';

/** Everything libvirt fills in after reading, in its order; the driver's own steps come from the context. */
export function postParseDomain(def: DomainDef, context: DomainParseContext): void {
  const { steps } = context;
  steps.basic?.(def);
  // Before controllers without an index get one: libvirt adds these while it still reads.
  addHostdevScsiControllers(def);
  assignControllerIndexes(def);
  steps.domain?.(def);
  assignIsaSerialPorts(def);
  for (const device of listDevices(def.devices)) postParseDevice(device, def, context);
  postParseCommon(def, context);
  steps.assignAddresses?.(def);
  checkFeatures(def, context);
}

function postParseCommon(def: DomainDef, context: DomainParseContext): void {
  if (def.os.type.name === 'exe' && def.os.init === undefined) throw xmlError('init binary must be specified');
  settleHotpluggable(def);
  settleMemory(def, context);
  settleLoader(def);
  clearHugepageNodes(def);
  rejectDuplicates(def);
  if (def.os.type.name === 'hvm' && !context.features.noBootOrder) settleBootOrder(def);
  checkTimers(def.clock);
  addImplicitDevices(def);
  settleVideo(def, context);
  const [firstSerial] = def.devices.serials;
  if (firstSerial !== undefined) postParseDevice({ kind: 'serial', device: firstSerial }, def, context);
  for (const each of def.devices.controllers) {
    if (each.type === 'scsi' && each.model === undefined) postParseDevice({ kind: 'controller', device: each }, def, context);
  }
  settleSpice(def);
  if (def.cpu?.mode === 'custom' && def.cpu.model?.name === undefined && def.cpu.check !== undefined) {
    throw unsupported('check attribute specified for CPU with no model');
  }
}

function settleHotpluggable(def: DomainDef): void {
  for (const each of def.vcpus?.vcpu ?? []) {
    if (each.hotpluggable === false && !each.enabled) throw unsupported(`vcpu '${each.id}' is both offline and not hotpluggable`);
    each.hotpluggable ??= !each.enabled;
  }
}

function settleMemory(def: DomainDef, context: DomainParseContext): void {
  const hotplugKiB = def.devices.memories.reduce((sum, each) => sum + (each.target.sizeKiB ?? 0), 0);
  const numaKiB = (def.cpu?.numa?.cells ?? []).reduce((sum, each) => sum + Number(each.memoryKiB), 0);
  const { memory, currentMemory } = def;
  if (numaKiB > 0 && (memory.sizeKiB === 0 || context.abiUpdate)) {
    memory.sizeKiB = numaKiB + hotplugKiB;
  } else if (hotplugKiB > memory.sizeKiB) {
    throw xmlError('Total size of memory devices exceeds the total memory size');
  }
  if (memory.sizeKiB - hotplugKiB === 0) throw xmlError('Memory size must be specified via <memory> or in the <numa> configuration');
  if (currentMemory.sizeKiB > memory.sizeKiB || currentMemory.sizeKiB === 0) currentMemory.sizeKiB = memory.sizeKiB;
  const maxKiB = def.maxMemory?.sizeKiB ?? 0;
  const slots = def.maxMemory?.slots ?? 0;
  if (maxKiB > 0 !== slots > 0) throw xmlError('both maximum memory size and memory slot count must be specified');
  if (maxKiB > 0 && maxKiB < memory.sizeKiB) throw xmlError('maximum memory size must be equal or greater than the actual memory size');
  if (maxKiB === 0) def.maxMemory = undefined;
}

function settleLoader(def: DomainDef): void {
  const features = def.os.firmwareFeatures?.features ?? [];
  const enrolled = features.find((each) => each.name === 'enrolled-keys');
  const secure = features.find((each) => each.name === 'secure-boot');
  if (enrolled?.enabled === true) {
    if (secure?.enabled === false) {
      throw confError('xml-detail', "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled");
    }
    def.os.firmwareFeatures = { features: [enrolled, { name: 'secure-boot', enabled: true }] };
  }
  if (def.os.loader?.path !== undefined) def.os.loader.type ??= 'rom';
}

function clearHugepageNodes(def: DomainDef): void {
  if ((def.cpu?.numa?.cells.length ?? 0) > 0) return;
  for (const page of def.memoryBacking?.hugepages?.pages ?? []) if (page.nodeset === '0') page.nodeset = undefined;
}

function rejectDuplicates(def: DomainDef): void {
  const seen = new Set<string>();
  for (const each of def.devices.controllers) {
    if (each.type === 'usb') continue;
    const key = `${each.type}/${each.index}`;
    if (seen.has(key)) throw xmlError(`Multiple '${each.type}' controllers with index '${each.index}'`);
    seen.add(key);
  }
  const models = new Set<string>();
  for (const each of def.devices.panics) {
    const model = each.model ?? 'default';
    if (models.has(model)) throw xmlError(`Multiple panic devices with model '${model}'`);
    models.add(model);
  }
}

function settleBootOrder(def: DomainDef): void {
  const orders = new Set<number>();
  for (const device of listDevices(def.devices)) {
    const order = deviceInfoOf(device)?.boot?.order;
    if (order === undefined) continue;
    if (orders.has(order)) throw unsupported(`boot order '${order}' used for more than one device`);
    orders.add(order);
  }
  if (def.os.boot.length > 0 && orders.size > 0) throw unsupported('per-device boot elements cannot be used together with os/boot elements');
  if (def.os.boot.length === 0 && orders.size === 0) def.os.boot = [{ dev: 'hd' }];
}

function settleSpice(def: DomainDef): void {
  for (const each of def.devices.graphics) {
    if (each.type !== 'spice') continue;
    const [first] = each.listens;
    if (first?.type !== 'address' || each.port !== 0 || each.tlsPort !== 0 || each.autoport === true) continue;
    first.address = undefined;
    first.type = 'none';
  }
}

// Devices that follow from others --------------------------------------------------------------------------------------

function addImplicitDevices(def: DomainDef): void {
  addConsoleCompat(def);
  addDiskControllers(def, 'scsi', 'scsi');
  addDiskControllers(def, 'fdc', 'fdc');
  addDiskControllers(def, 'ide', 'ide');
  addDiskControllers(def, 'sata', 'sata');
  addVirtioSerialControllers(def);
  addSmartcardControllers(def);
  addHostdevScsiControllers(def);
  if (def.devices.graphics.length > 0 && def.devices.videos.length === 0) {
    def.devices.videos.push(video.create({ model: newVideoModel({ type: 'default', heads: 1 }) }));
  }
}

const COMPATIBLE_SERIALS = new Set([undefined, 'isa-serial', 'spapr-vio-serial', 'system-serial', 'sclp-serial']);

/** A console that stands for the first serial port. */
function consoleStub(): GuestConsole {
  return guestConsole.create({ type: 'null', target: { type: 'serial', port: 0 } });
}

function addConsoleCompat(def: DomainDef): void {
  const { consoles, serials } = def.devices;
  if (consoles.slice(1).some((each) => each.target?.type === 'serial')) throw unsupported('Only the first console can be a serial port');
  if (def.os.type.name !== 'hvm') return;
  const [first] = consoles;
  if (first !== undefined && (first.target?.type === 'serial' || first.target?.type === undefined)) {
    if (serials.length === 0) {
      const { type, sources, protocol, log, alias, acpi, master, address } = first;
      serials.push(serial.create({ type, sources, protocol, log, alias, acpi, master, address, target: { type: undefined, port: 0, model: undefined } }));
      consoles[0] = consoleStub();
    }
  } else if (serials[0] !== undefined && COMPATIBLE_SERIALS.has(serials[0].target?.type)) {
    consoles.unshift(consoleStub());
  }
}

/** Adds a controller at the end. */
export function addController(def: DomainDef, type: ControllerType, index: number, model?: string): Controller {
  const { controllers } = def.devices;
  const added = controller.create({ type, index: index === -1 ? unusedIndex(def, type) : index, model });
  controllers.push(added);
  return added;
}

/** Adds a controller of that type and index if there is none. */
export function ensureController(def: DomainDef, type: ControllerType, index: number, model?: string): void {
  if (index >= 0 && def.devices.controllers.some((each) => each.type === type && each.index === index)) return;
  addController(def, type, index, model);
}

function unusedIndex(def: DomainDef, type: ControllerType): number {
  const used = new Set(def.devices.controllers.filter((each) => each.type === type).map((each) => each.index));
  let index = 0;
  while (used.has(index)) index++;
  return index;
}

function addDiskControllers(def: DomainDef, type: ControllerType, bus: string): void {
  let highest = -1;
  for (const { target, address } of def.devices.disks) {
    if (target?.bus === bus && address?.type === 'drive') highest = Math.max(highest, address.controller);
  }
  for (let index = 0; index <= highest; index++) ensureController(def, type, index);
}

function addVirtioSerialControllers(def: DomainDef): void {
  for (const each of [...def.devices.channels, ...def.devices.consoles]) {
    if (each.target?.type !== 'virtio') continue;
    ensureController(def, 'virtio-serial', each.address?.type === 'virtio-serial' ? each.address.controller : 0);
  }
}

function addSmartcardControllers(def: DomainDef): void {
  for (const each of def.devices.smartcards) {
    if (each.address === undefined) {
      const slots = def.devices.smartcards.map((other) => (other.address?.type === 'ccid' && other.address.controller === 0 ? other.address.slot : -1));
      each.address = { type: 'ccid', controller: 0, slot: Math.max(...slots) + 1 };
    }
    ensureController(def, 'ccid', each.address.type === 'ccid' ? each.address.controller : 0);
  }
}

/** SCSI host devices need controllers too; new ones take the model of the last one used. */
export function addHostdevScsiControllers(def: DomainDef): void {
  let highest = -1;
  let model: string | undefined;
  for (const { mode, type, address } of def.devices.hostdevs) {
    // One without an address asks for the first controller.
    const wanted = address?.type === 'drive' ? address.controller : 0;
    if (mode !== 'subsystem' || type !== 'scsi' || wanted <= highest) continue;
    highest = wanted;
    model = def.devices.controllers.find((each) => each.type === 'scsi' && each.index === highest)?.model ?? model;
  }
  for (let index = 0; index <= highest; index++) ensureController(def, 'scsi', index, model);
}

function settleVideo(def: DomainDef, context: DomainParseContext): void {
  const [first] = def.devices.videos;
  if (first?.model === undefined) return;
  if (first.model.type === 'none') {
    def.devices.videos[0] = video.create({ alias: first.alias, model: newVideoModel({ type: 'none' }) });
    return;
  }
  first.model.primary = true;
  postParseDevice({ kind: 'video', device: first }, def, context);
}

// Indexes and ports -----------------------------------------------------------------------------------------------------

const USB2 = /^ich9-(ehci1|uhci[123])$/;

function isUsb2(each: Controller): boolean {
  return each.type === 'usb' && USB2.test(each.model ?? '');
}

function assignControllerIndexes(def: DomainDef): void {
  const { controllers } = def.devices;
  controllers.forEach((each, outer) => {
    if (each.index !== -1) return;
    if (outer > 0 && isUsb2(each)) {
      const before = controllers.slice(0, outer).reverse().find((other) => other.type === 'usb');
      const joins = before !== undefined && isUsb2(before) && !controllers.some((other) => other.type === 'usb' && other.index === before.index && other.model === each.model);
      if (joins) {
        each.index = before.index;
        return;
      }
    }
    each.index = unusedIndex(def, each.type);
  });
}

const MAX_ISA_SERIAL_PORTS = 4;

function assignIsaSerialPorts(def: DomainDef): void {
  const isa = def.devices.serials.filter((each) => each.target?.type === 'isa-serial');
  const used = new Set<number>();
  isa.forEach(({ target }, index) => {
    const port = target?.port;
    if (index >= MAX_ISA_SERIAL_PORTS || (port ?? 0) >= MAX_ISA_SERIAL_PORTS) {
      throw confError('internal-error', `Maximum supported number of ISA serial ports is '${MAX_ISA_SERIAL_PORTS}'`);
    }
    if (port === undefined) return;
    if (used.has(port)) throw confError('internal-error', `target port '${port}' already allocated`);
    used.add(port);
  });
  for (const { target } of isa) {
    if (target === undefined || target.port !== undefined) continue;
    let port = 0;
    while (used.has(port)) port++;
    target.port = port;
    used.add(port);
  }
}

function checkFeatures(def: DomainDef, context: DomainParseContext): void {
  const { features } = context;
  if (!features.memoryHotplug && def.maxMemory !== undefined) {
    throw unsupported('memory hotplug tunables <maxMemory> are not supported by this hypervisor driver');
  }
  if (!features.offlineVcpupin && def.cputune !== undefined) dropOfflinePins(def);
  if (!features.nameSlash && def.name.includes('/')) throw xmlError(`name ${def.name} cannot contain '/'`);
  if (!features.individualVcpus && def.vcpus !== undefined) throw unsupported('individual CPU state configuration is not supported');
}

function dropOfflinePins(def: DomainDef): void {
  const { cputune, vcpu, vcpus } = def;
  if (cputune === undefined) return;
  const online = (id: number): boolean => (vcpus === undefined ? id < (vcpu.current ?? vcpu.max) : vcpus.vcpu[id]?.enabled === true);
  cputune.vcpupin = cputune.vcpupin.filter((each) => online(each.vcpu));
}
