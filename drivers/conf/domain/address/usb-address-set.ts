import { confError, unsupported, xmlError } from '../../lens/conf-error.ts';
import type { Controller } from '../controller.ts';
import type { DeviceAddress, DeviceInfo } from '../device-info.ts';
import { hub as hubLens } from '../devices.ts';
import type { Hub } from '../devices.ts';
import type { Devices } from '../domain-shape.ts';

const HUB_PORTS = 8;
const MAX_DEPTH = 4;

type UsbAddress = Extract<DeviceAddress, { type: 'usb' }>;

/** A device on a USB bus: its info is all that counts here. */
type UsbDevice = Pick<DeviceInfo, 'address'>;

class UsbHub {
  readonly used: boolean[];
  readonly hubs: (UsbHub | undefined)[];

  constructor(ports: number) {
    this.used = new Array<boolean>(ports).fill(false);
    this.hubs = new Array<UsbHub | undefined>(ports).fill(undefined);
  }

  /** The path to the lowest free port, this hub's own first. */
  freePort(level = 0): number[] | undefined {
    const own = this.used.indexOf(false);
    if (own >= 0) return [own + 1];
    if (level >= MAX_DEPTH - 1) return undefined;
    for (const [index, inner] of this.hubs.entries()) {
      const path = inner?.freePort(level + 1);
      if (path !== undefined) return [index + 1, ...path];
    }
    return undefined;
  }
}

/** How many ports a controller brings; companions bring none of their own. */
function portsOf(value: Controller): number {
  switch (value.model) {
    case undefined:
    case 'piix3-uhci':
    case 'piix4-uhci':
    case 'vt82c686b-uhci':
      return 2;
    case 'ehci':
    case 'ich9-ehci1':
      return 6;
    case 'pci-ohci':
      return 3;
    case 'nec-xhci':
    case 'qemu-xhci':
      return value.ports ?? 4;
    case 'qusb1':
    case 'qusb2':
      return value.ports ?? 8;
    default:
      return 0;
  }
}

/** All USB devices of a machine, in libvirt's order. */
export function usbDevices(devices: Devices, withHubs: boolean): UsbDevice[] {
  return [
    ...(withHubs ? devices.hubs : []),
    ...devices.hostdevs.filter((each) => each.mode === 'subsystem' && each.type === 'usb'),
    ...devices.disks.filter((each) => each.target?.bus === 'usb'),
    ...devices.controllers.filter((each) => each.type === 'ccid'),
    ...devices.inputs.filter((each) => each.bus === 'usb'),
    ...devices.serials.filter((each) => each.target?.type === 'usb-serial'),
    ...devices.sounds.filter((each) => each.model === 'usb'),
    ...devices.redirdevs,
  ];
}

class UsbBuses {
  private readonly buses: (UsbHub | undefined)[] = [];

  addController(value: Controller): void {
    const ports = portsOf(value);
    if (ports === 0) return;
    if (this.buses[value.index] !== undefined) throw xmlError(`Duplicate USB controllers with index ${value.index}`);
    this.buses[value.index] = new UsbHub(ports);
  }

  addHub(value: Hub): void {
    const { address } = value;
    if (address?.type !== 'usb' || address.port === undefined) throw xmlError('Wrong address type for USB hub');
    const { hub, port } = this.find(address, address.port);
    if (hub.hubs[port] !== undefined) throw xmlError(`Duplicate USB hub on bus ${address.bus} port ${address.port}`);
    hub.used[port] = true;
    hub.hubs[port] = new UsbHub(HUB_PORTS);
  }

  reserve(device: UsbDevice): void {
    const { address } = device;
    if (address?.type !== 'usb' || address.port === undefined) return;
    const { hub, port } = this.find(address, address.port);
    if (hub.used[port] === true) throw xmlError(`Duplicate USB address bus ${address.bus} port ${address.port}`);
    hub.used[port] = true;
  }

  assign(device: UsbDevice): void {
    const wanted = device.address?.type === 'usb' ? device.address.bus : undefined;
    if (wanted !== undefined && this.buses[wanted] === undefined) {
      throw xmlError(`USB bus ${wanted} requested but no controller with that index is present`);
    }
    for (const [bus, hub] of this.buses.entries()) {
      if (hub === undefined || (wanted !== undefined && bus !== wanted)) continue;
      const path = hub.freePort();
      if (path === undefined) continue;
      device.address = { type: 'usb', bus, port: path.join('.') };
      this.reserve(device);
      return;
    }
    throw confError('internal-error', 'No free USB ports');
  }

  private find(address: UsbAddress, port: string): { hub: UsbHub; port: number } {
    let hub = this.buses[address.bus];
    if (hub === undefined) throw xmlError(`Missing USB bus ${address.bus}`);
    const path = port.split('.').map(Number);
    for (const step of path.slice(0, -1)) {
      if (hub.hubs.length < step) throw xmlError(`port ${step} out of range in USB address bus: ${address.bus} port: ${port}`);
      const inner: UsbHub | undefined = hub.hubs[step - 1];
      if (inner === undefined) throw xmlError(`there is no hub at port ${step} in USB address bus: ${address.bus} port: ${port}`);
      hub = inner;
    }
    const last = (path.at(-1) ?? 0) - 1;
    if (last >= hub.used.length) throw xmlError(`requested USB port ${port} not present on USB bus ${address.bus}`);
    return { hub, port: last };
  }
}

function hasPort(device: UsbDevice): boolean {
  return device.address?.type === 'usb' && device.address.port !== undefined;
}

/**
 * Gives every USB device a port, adding hubs if there are too few. A machine that exists already keeps what it has: without all addresses
 * it gets none.
 */
export function assignUsbAddresses(devices: Devices, newDomain: boolean): void {
  if (!newDomain && !usbDevices(devices, true).every(hasPort)) return;
  addHubs(devices);
  const buses = new UsbBuses();
  for (const each of devices.controllers) if (each.type === 'usb') buses.addController(each);
  for (const each of devices.hubs) if (hasPort(each)) buses.addHub(each);
  for (const each of usbDevices(devices, false)) buses.reserve(each);
  for (const each of devices.hubs) {
    if (hasPort(each)) continue;
    buses.assign(each);
    buses.addHub(each);
  }
  for (const each of usbDevices(devices, false)) {
    if (each.address !== undefined && (each.address.type !== 'usb' || hasPort(each))) continue;
    buses.assign(each);
  }
}

function addHubs(devices: Devices): void {
  const usb = devices.controllers.filter((each) => each.type === 'usb');
  const ports = usb.reduce((sum, each) => sum + portsOf(each), 0) + devices.hubs.length * HUB_PORTS;
  const count = usbDevices(devices, true).length;
  if (count > 0 && !usb.some((each) => each.model !== 'none')) {
    throw unsupported('USB is disabled for this domain, but USB devices are present in the domain XML');
  }
  const needed = count > ports ? Math.ceil((count - ports + 1) / (HUB_PORTS - 1)) : 0;
  for (let i = 0; i < needed; i++) devices.hubs.push(hubLens.create({ type: 'usb' }));
}
