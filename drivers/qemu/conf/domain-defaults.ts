import { confError, unsupported, xmlError } from '../../conf/lens/conf-error.ts';
import { formatCpuSet, parseCpuSet } from '../../conf/lens/cpu-set.ts';
import { audio } from '../../conf/domain/audio.ts';
import type { Audio } from '../../conf/domain/audio.ts';
import { newCpu, newCpuModel } from '../../conf/domain/cpu.ts';
import { input, memballoon, panic } from '../../conf/domain/devices.ts';
import type { Input } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { features } from '../../conf/domain/features.ts';
import { addController, ensureController } from '../../conf/domain/postparse.ts';
import { isArm, isPpc64, isRiscv, isS390, isX86, machineIs } from './machine-kinds.ts';
import { defaultCpuModel } from './qemu-capabilities.ts';
import type { QemuCapabilities, QemuMachine } from './qemu-capabilities.ts';
import type { QemuDomainHost } from './qemu-context.ts';

/** Everything QEMU's driver adds to a definition before it looks at single devices. */
export function addDomainDefaults(def: DomainDef, caps: QemuCapabilities, host: QemuDomainHost, inactive: boolean): void {
  if (def.bootloader !== undefined || def.bootloader_args !== undefined) throw unsupported('bootloader is not supported by QEMU', 'qemu');
  chooseMachine(def, caps);
  chooseNvram(def, host);
  addDefaultDevices(def, caps, host);
  canonicalizeMachine(def, caps);
  setDefaultCpu(def, caps);
  enableGic(def, caps);
  recheckSockets(def, host, inactive);
  checkVcpus(def);
  settleCpu(def, caps);
  fillNumaCpus(def);
}

function machineOf(def: DomainDef, caps: QemuCapabilities): QemuMachine | undefined {
  const { machine } = def.os.type;
  return caps.machines.find((each) => each.virtType === def.type && (each.name === machine || each.alias === machine));
}

function chooseMachine(def: DomainDef, caps: QemuCapabilities): void {
  if (def.os.type.machine !== undefined) return;
  const own = caps.machines.filter((each) => each.virtType === def.type);
  const machine = own.find((each) => each.isDefault) ?? own[0];
  if (machine === undefined) throw confError('invalid-arg', `could not get preferred machine for ${def.devices.emulator ?? ''} type=${def.type}`, 'qemu');
  def.os.type.machine = machine.alias ?? machine.name;
}

function canonicalizeMachine(def: DomainDef, caps: QemuCapabilities): void {
  const { machine } = def.os.type;
  const canonical = caps.machines.find((each) => each.virtType === def.type && each.alias === machine);
  if (canonical !== undefined) def.os.type.machine = canonical.name;
}

function chooseNvram(def: DomainDef, host: QemuDomainHost): void {
  const { loader, nvram } = def.os;
  if (def.os.firmware !== undefined || loader?.type !== 'pflash' || loader.path === undefined || loader.readonly !== true) return;
  if (loader.stateless === true || nvram?.path !== undefined || nvram?.source !== undefined) return;
  def.os.nvram = { template: nvram?.template, type: undefined, source: undefined, path: `${host.nvramDir}/${def.name}_VARS.fd` };
}

interface Wanted {
  usb: boolean;
  usbModel: string | undefined;
  pciRoot: 'pci-root' | 'pcie-root' | undefined;
  sata: boolean;
  memballoon: boolean;
  usbInput: boolean;
  panic: boolean;
}

/** What each kind of machine comes with. */
function wantedDevices(def: DomainDef, caps: QemuCapabilities): Wanted {
  const { arch, machine } = def.os.type;
  const wanted: Wanted = { usb: true, usbModel: undefined, pciRoot: undefined, sata: false, memballoon: true, usbInput: false, panic: false };
  if (isX86(arch)) {
    if (machine === 'isapc') return { ...wanted, usb: false };
    if (machineIs.q35(def)) {
      const usbModel = caps.has('qemu-xhci') ? 'qemu-xhci' : caps.has('nec-usb-xhci') ? 'nec-xhci' : caps.has('ich9-usb-ehci1') ? 'ich9-ehci1' : undefined;
      return { ...wanted, pciRoot: 'pcie-root', sata: true, usb: usbModel !== undefined, usbModel };
    }
    return { ...wanted, pciRoot: machineIs.i440fx(def) ? 'pci-root' : undefined };
  }
  if (isArm(arch)) {
    const pciRoot = arch === 'armv6l' ? (machine === 'versatilepb' ? 'pci-root' : undefined) : machineIs.armVirt(def) && caps.has('gpex-pcihost') ? 'pcie-root' : undefined;
    return { ...wanted, usb: false, memballoon: false, pciRoot };
  }
  if (isPpc64(arch)) return { ...wanted, pciRoot: 'pci-root', usbInput: true, panic: machineIs.pSeries(def) };
  if (isRiscv(arch)) return { ...wanted, usb: false, pciRoot: machineIs.riscvVirt(def) && caps.has('gpex-pcihost') ? 'pcie-root' : undefined };
  if (isS390(arch)) return { ...wanted, usb: false, panic: true, pciRoot: caps.has('zpci') ? 'pci-root' : undefined };
  if (arch === 'sparc') return { ...wanted, usb: false, memballoon: false };
  if (['alpha', 'ppc', 'ppcemb', 'sh4', 'sh4eb', 'sparc64'].includes(arch)) return { ...wanted, pciRoot: 'pci-root' };
  if (arch.startsWith('mips') && machine === 'malta') return { ...wanted, pciRoot: 'pci-root' };
  return wanted;
}

function addDefaultDevices(def: DomainDef, caps: QemuCapabilities, host: QemuDomainHost): void {
  const { devices } = def;
  if (isX86(def.os.type.arch)) {
    ensureInput(def, 'mouse', 'ps2');
    ensureInput(def, 'keyboard', 'ps2');
  }
  const wanted = wantedDevices(def, caps);
  if (wanted.usb && !devices.controllers.some((each) => each.type === 'usb' && each.index === 0)) addUsbController(def, wanted.usbModel);
  if (wanted.sata) ensureController(def, 'sata', 0);
  if (wanted.pciRoot !== undefined) addPciRoot(def, wanted.pciRoot);
  if (wanted.memballoon && devices.memballoons.length === 0) devices.memballoons.push(memballoon.create({ model: 'virtio' }));
  if (wanted.usbInput && devices.graphics.length > 0) {
    ensureInput(def, 'keyboard', 'usb');
    if (!devices.inputs.some((each) => each.type === 'tablet' && each.bus === 'usb')) ensureInput(def, 'mouse', 'usb');
  }
  if (wanted.panic) addPanic(def);
  if (devices.audios.length === 0) addAudio(def, host);
}

function ensureInput(def: DomainDef, type: Input['type'], bus: NonNullable<Input['bus']>): void {
  const { inputs } = def.devices;
  if (!inputs.some((each) => each.type === type && each.bus === bus)) inputs.push(input.create({ type, bus }));
}

function addUsbController(def: DomainDef, model: string | undefined): void {
  addController(def, 'usb', 0, model);
  if (model !== 'ich9-ehci1') return;
  for (const [index, master] of [0, 2, 4].entries()) addController(def, 'usb', 0, `ich9-uhci${index + 1}`).master = master;
}

function addPciRoot(def: DomainDef, model: 'pci-root' | 'pcie-root'): void {
  const root = def.devices.controllers.find((each) => each.type === 'pci' && each.index === 0);
  if (root === undefined) {
    addController(def, 'pci', 0, model);
  } else if (root.model !== model) {
    throw xmlError(`The PCI controller with index='0' must be model='${model}' for this machine type, but model='${root.model ?? ''}' was found instead`, 'qemu');
  }
}

function addPanic(def: DomainDef): void {
  const own = isPpc64(def.os.type.arch) ? 'pseries' : 's390';
  if (!def.devices.panics.some((each) => each.model === undefined || each.model === own)) def.devices.panics.push(panic.create());
}

function addAudio(def: DomainDef, host: QemuDomainHost): void {
  let backend: Audio['type'] | 'host' | undefined = def.devices.graphics.length > 0 ? undefined : host.allowHostAudioWithoutGraphics ? 'host' : 'none';
  for (const { type } of def.devices.graphics) {
    if (type === 'vnc') backend = host.vncAllowHostAudio ? 'host' : 'none';
    else if (type === 'spice') backend = 'spice';
    else if (type === 'sdl') backend = 'host';
  }
  if (backend === 'host') backend = host.audioDriver;
  if (backend !== undefined) def.devices.audios.push(audio.create({ id: 1, type: backend }));
}

// CPU -------------------------------------------------------------------------------------------------------------------

const CPU_ARCHITECTURES = ['i686', 'x86_64', 'ppc64', 'ppc64le', 's390', 's390x', 'armv6l', 'armv7l', 'armv7b', 'aarch64'];

function setDefaultCpu(def: DomainDef, caps: QemuCapabilities): void {
  const { arch } = def.os.type;
  if (def.cpu !== undefined && (def.cpu.mode !== 'custom' || def.cpu.model?.name !== undefined)) return;
  if (!CPU_ARCHITECTURES.includes(arch)) return;
  if (!isX86(arch) && !isS390(arch) && !isPpc64(arch) && def.type !== 'qemu') return;
  const model = defaultCpuModel(machineOf(def, caps), caps);
  if (model === undefined) return;
  const cpu = (def.cpu ??= newCpu({}));
  if (model === 'host') {
    if (def.type !== 'kvm') throw confError('internal-error', 'QEMU reports invalid default CPU model "host" for non-kvm domain virt type', 'qemu');
    cpu.mode = isS390(arch) ? 'host-model' : 'host-passthrough';
    return;
  }
  Object.assign(cpu, { mode: 'custom', check: 'none', match: 'exact', model: newCpuModel(model, 'forbid') });
}

function settleCpu(def: DomainDef, caps: QemuCapabilities): void {
  const { cpu } = def;
  if (cpu === undefined) return;
  settleSve(cpu.features);
  if (def.id === undefined && cpu.mode === 'host-passthrough') {
    if (caps.has('cpu.migratable')) cpu.migratable ??= true;
    else if (isX86(def.os.type.arch)) cpu.migratable ??= false;
  }
  if (cpu.mode === 'custom' && cpu.model?.name === undefined) return;
  if (cpu.mode === 'host-model') cpu.check ??= 'partial';
  else if (cpu.mode === 'custom') cpu.check ??= def.type === 'qemu' ? 'none' : 'partial';
  else cpu.check ??= 'none';
}

/** Vector lengths mean nothing without the extension itself. */
function settleSve(list: { policy: string | undefined; name: string | undefined }[]): void {
  if (!list.some((each) => each.name?.startsWith('sve') === true && each.name !== 'sve')) return;
  const sve = list.find((each) => each.name === 'sve');
  if (sve === undefined) {
    list.push({ policy: 'require', name: 'sve' });
    return;
  }
  if (sve.policy === 'disable' || sve.policy === 'forbid') throw unsupported('SVE disabled, but SVE vector lengths provided', 'qemu');
  sve.policy = 'require';
}

function enableGic(def: DomainDef, caps: QemuCapabilities): void {
  const own = def.features?.gic;
  if (!((own === undefined && machineIs.armVirt(def)) || (own !== undefined && own.version === undefined))) return;
  const usable = (['3', '2'] as const).filter((version) => caps.gicVersions.includes(version) && !(version === '3' && def.type === 'qemu'));
  def.features ??= features.create();
  def.features.gic = { version: usable[0] ?? '2' };
}

function checkVcpus(def: DomainDef): void {
  const [first, ...rest] = def.vcpus?.vcpu ?? [];
  if (first === undefined) return;
  if (!first.enabled) throw unsupported("vcpu 0 can't be offline", 'qemu');
  if (first.hotpluggable === true) throw unsupported("vcpu0 can't be hotpluggable", 'qemu');
  if ((first.order ?? 0) > 1) throw unsupported('vcpu0 must be enabled first', 'qemu');
  const ordered = (first.order ?? 0) !== 0;
  let before = first;
  for (const each of rest) {
    if (each.enabled && ((each.order ?? 0) !== 0) !== ordered) throw unsupported('all vcpus must have either set or unset order', 'qemu');
    if (each.hotpluggable === false) {
      if (before.hotpluggable === true) throw unsupported('online non-hotpluggable vcpus need to be ordered prior to hotplugable vcpus', 'qemu');
      if ((before.order ?? 0) > (each.order ?? 0)) throw unsupported('online non-hotpluggable vcpus must be ordered in ascending order', 'qemu');
    }
    before = each;
  }
}

/** A VNC socket that an old libvirt made up is not kept. */
function recheckSockets(def: DomainDef, host: QemuDomainHost, inactive: boolean): void {
  for (const each of def.devices.graphics) {
    if (each.type !== 'vnc') continue;
    for (const listen of each.listens) {
      if (listen.type !== 'socket' || listen.socket?.startsWith(host.libDir) !== true || listen.autoGenerated) continue;
      if (inactive) Object.assign(listen, { socket: undefined, type: 'address' });
      else listen.fromConfig = true;
    }
  }
}

/** CPUs that are in no NUMA node go to the first one. */
function fillNumaCpus(def: DomainDef): void {
  const cells = def.cpu?.numa?.cells ?? [];
  const [first] = cells;
  if (first === undefined) return;
  const placed = new Set(cells.flatMap((cell) => (cell.cpus === undefined ? [] : parseCpuSet(cell.cpus))));
  if (placed.size >= def.vcpu.max) return;
  const own = first.cpus === undefined ? [] : parseCpuSet(first.cpus);
  const missing = Array.from({ length: def.vcpu.max }, (_, cpu) => cpu).filter((cpu) => !placed.has(cpu));
  first.cpus = formatCpuSet([...own, ...missing]);
}
