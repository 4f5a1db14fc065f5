import { xmlError } from '../../lens/conf-error.ts';
import type { DeviceAddress, DeviceInfo } from '../device-info.ts';
import type { DomainDef } from '../domain-types.ts';
import { listDevices, deviceInfoOf } from '../device-list.ts';
import { ensureController } from '../postparse.ts';

const DEFAULT_PORTS = 31;

type Address = Extract<DeviceAddress, { type: 'virtio-serial' }>;

/** Gives consoles and channels on virtio-serial their ports; port 0 is for consoles, which keep it to themselves. */
export function assignVirtioSerialAddresses(def: DomainDef): void {
  const ports = new Ports(def);
  for (const device of listDevices(def.devices)) {
    const address = deviceInfoOf(device)?.address;
    if (address?.type === 'virtio-serial' && address.port !== 0) ports.reserve(address);
  }
  for (const each of def.devices.consoles) if (each.target?.type === 'virtio') ports.ensure(each, true);
  for (const each of def.devices.channels) if (each.target.type === 'virtio') ports.ensure(each, false);
}

class Ports {
  private readonly def: DomainDef;
  private readonly used = new Map<number, boolean[]>();

  constructor(def: DomainDef) {
    this.def = def;
    for (const each of def.devices.controllers) {
      if (each.type === 'virtio-serial') this.used.set(each.index, new Array<boolean>(each.ports ?? DEFAULT_PORTS).fill(false));
    }
  }

  reserve(address: Address): void {
    const map = this.used.get(address.controller);
    if (map === undefined) throw xmlError(`virtio serial controller ${address.controller} is missing`);
    if (address.port >= map.length) throw xmlError(`virtio serial controller ${address.controller} does not have port ${address.port}`);
    if (map[address.port] === true) throw xmlError(`virtio serial port ${address.port} on controller ${address.controller} is already occupied`);
    map[address.port] = true;
  }

  ensure(device: Pick<DeviceInfo, 'address'>, isConsole: boolean): void {
    const { address } = device;
    if (address?.type === 'virtio-serial' && address.port !== 0) return;
    const only = address?.type === 'virtio-serial' ? address.controller : undefined;
    const found = this.next(isConsole && only === undefined ? 0 : 1, only);
    this.reserve(found);
    // A console's place is found, but libvirt does not write it down.
    if (!isConsole) device.address = found;
  }

  private next(from: number, only: number | undefined): Address {
    const indexes = [...this.used.keys()].sort((a, b) => a - b).filter((index) => only === undefined || index === only);
    for (const controller of indexes) {
      const port = this.used.get(controller)?.indexOf(false, from) ?? -1;
      if (port >= 0) return { type: 'virtio-serial', controller, bus: 0, port };
    }
    if (only !== undefined) throw xmlError(`Unable to find a free port on virtio-serial controller ${only}`);
    let controller = 0;
    while (this.used.has(controller)) controller++;
    ensureController(this.def, 'virtio-serial', controller);
    this.used.set(controller, new Array<boolean>(DEFAULT_PORTS).fill(false));
    return { type: 'virtio-serial', controller, bus: 0, port: from };
  }
}
