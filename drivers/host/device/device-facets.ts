import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { NodeDeviceEvent } from '../../api/events.ts';
import type { NodeFacet } from '../../api/facets/node.ts';
import type { NodeDeviceFacet } from '../../api/facets/node-device.ts';
import { ConnectListAllNodeDeviceFlags as List, NodeDeviceEventLifecycleType as Event } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import { Emitter } from '../../core/emitter.ts';
import { disposableInterval } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import type { Disposable } from '../../api/connection.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { EventList } from '../objects/event-list.ts';
import { checkFlags } from '../objects/flags.ts';
import { pieceText } from './device-text.ts';
import { findDevices } from './find-devices.ts';
import type { FoundDevice } from './found-device.ts';

const FRESH_MS = 2000;
/** While somebody listens, devices are looked for this often. */
const LOOK_MS = 5000;

const BITS: Readonly<Record<string, number>> = {
  system: List.CAP_SYSTEM, pci: List.CAP_PCI_DEV, usb_device: List.CAP_USB_DEV, usb: List.CAP_USB_INTERFACE, net: List.CAP_NET, scsi_host: List.CAP_SCSI_HOST,
  scsi_target: List.CAP_SCSI_TARGET, scsi: List.CAP_SCSI, storage: List.CAP_STORAGE, scsi_generic: List.CAP_SCSI_GENERIC, mdev_types: List.CAP_MDEV_TYPES, mdev: List.CAP_MDEV,
};
/** Every capability that libvirt can ask for; kinds that are not looked for are on no device. */
const ALL_CAPS = Object.entries(List).filter(([name]) => name.startsWith('CAP_')).reduce((all, [, bit]) => all | bit, 0);
const ALL_FLAGS = ALL_CAPS | List.ACTIVE | List.INACTIVE;

/** A host's devices, looked for when they are asked for. */
export class Devices {
  readonly #surroundings: Surroundings;
  readonly #changed = new Emitter<NodeDeviceEvent>();
  #seen: { readonly atMs: number; readonly devices: Promise<ReadonlyMap<string, FoundDevice>> } | undefined;
  #looking: Disposable | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  readonly dispose = (): void => {
    this.#looking?.dispose();
    this.#changed.dispose();
  };

  /** Tells of devices that come and go, from now on. */
  watch(): void {
    this.#looking ??= disposableInterval(() => {
      this.all(true).catch((error: unknown) => {
        if (!VirError.is(error)) throw error; // a host that is gone ends the connection by its own way
      });
    }, LOOK_MS);
  }

  async all(fresh = false): Promise<ReadonlyMap<string, FoundDevice>> {
    const seen = this.#seen;
    if (!fresh && seen !== undefined && performance.now() - seen.atMs < FRESH_MS) return seen.devices;
    const devices = findDevices(this.#surroundings).then((found) => new Map(found.map((each) => [each.name, each])));
    this.#seen = { atMs: performance.now(), devices };
    devices.catch(() => { this.#seen = undefined; }); // its caller hears of it
    const [before, now] = [await seen?.devices.catch(() => undefined), await devices];
    if (before !== undefined) this.#tell(before, now);
    return now;
  }

  #tell(before: ReadonlyMap<string, FoundDevice>, now: ReadonlyMap<string, FoundDevice>): void {
    for (const name of now.keys()) if (!before.has(name)) this.#changed.fire({ kind: 'lifecycle', dev: { name }, event: Event.CREATED, detail: 0 });
    for (const name of before.keys()) if (!now.has(name)) this.#changed.fire({ kind: 'lifecycle', dev: { name }, event: Event.DELETED, detail: 0 });
  }

  /** @throws no-node-device */
  async require(name: string): Promise<FoundDevice> {
    const found = (await this.all()).get(name) ?? (await this.all(true)).get(name);
    if (found === undefined) throw libvirtError('nodedev', 'no-node-device', `no node device with matching name '${name}'`, { subject: name });
    return found;
  }

  /** The nearest device above one; undefined for the computer. */
  async parentOf(device: FoundDevice): Promise<string | undefined> {
    if (device.path === '') return undefined;
    const byPath = new Map([...(await this.all()).values()].map((each) => [each.path, each.name]));
    for (let path = device.path; ;) {
      path = path.slice(0, path.lastIndexOf('/'));
      const found = byPath.get(path);
      if (path === '') return 'computer';
      if (found !== undefined) return found;
    }
  }

  /** @libvirt virNodeDeviceGetXMLDesc */
  async describe(device: FoundDevice): Promise<string> {
    const parent = await this.parentOf(device);
    return pieceText(['device', {}, [
      ['name', {}, device.name],
      device.path === '' ? undefined : ['path', {}, device.path],
      device.devnode === undefined ? undefined : ['devnode', { type: 'dev' }, device.devnode],
      parent === undefined ? undefined : ['parent', {}, parent],
      device.driver === undefined ? undefined : ['driver', {}, [['name', {}, device.driver]]],
      device.piece,
    ]]);
  }
}

/** The methods of one connection: the host's devices. */
export function deviceFacets(devices: Devices): { readonly nodeDevice: NodeDeviceFacet; readonly node: NodeFacet; readonly connect: ConnectFacet; readonly dispose: () => void } {
  const events = new EventList<NodeDeviceEvent>('nodedev');
  const listening = devices.onDidChange(events.fire);
  const withCapability = async (cap: string | undefined): Promise<string[]> => [...(await devices.all()).values()].filter((each) => cap === undefined || each.capabilities.includes(cap)).map(({ name }) => name);
  const node = {
    async numOfDevices(cap, flags = 0) {
      checkFlags('nodedev', flags, 0, 'nodeNumOfDevices');
      return (await withCapability(cap)).length;
    },
    async listDevices(cap, flags = 0) {
      checkFlags('nodedev', flags, 0, 'nodeListDevices');
      return withCapability(cap);
    },
  } satisfies NodeFacet;
  const connect = {
    async listAllNodeDevices(flags = 0) {
      checkFlags('nodedev', flags, ALL_FLAGS, 'nodeConnectListAllNodeDevices');
      const wanted = flags & ALL_CAPS;
      if ((flags & List.INACTIVE) !== 0 && (flags & List.ACTIVE) === 0) return [];
      return [...(await devices.all()).values()].filter(({ capabilities }) => wanted === 0 || capabilities.some((cap) => (wanted & (BITS[cap] ?? 0)) !== 0)).map(({ name }) => ({ name }));
    },
    nodeDeviceEventRegisterAny(kind, dev, listener) {
      devices.watch();
      return Promise.resolve(events.register(kind, (event) => dev === undefined || event.dev.name === dev.name, listener));
    },
    nodeDeviceEventDeregisterAny(callbackID) {
      events.deregister(callbackID);
      return Promise.resolve();
    },
  } satisfies ConnectFacet;
  const nodeDevice = {
    lookupByName: async (name) => ({ name: (await devices.require(name)).name }),
    async getXMLDesc({ name }, flags = 0) {
      checkFlags('nodedev', flags, 0, 'nodeDeviceGetXMLDesc');
      return devices.describe(await devices.require(name));
    },
    getParent: async ({ name }) => devices.parentOf(await devices.require(name)),
    numOfCaps: async ({ name }) => (await devices.require(name)).capabilities.length,
    listCaps: async ({ name }) => (await devices.require(name)).capabilities,
    async isActive({ name }) {
      await devices.require(name);
      return true;
    },
    async isPersistent({ name }) {
      await devices.require(name);
      return false;
    },
  } satisfies NodeDeviceFacet;
  const dispose = (): void => {
    listening.dispose();
    events.dispose();
  };
  return { nodeDevice, node, connect, dispose };
}
