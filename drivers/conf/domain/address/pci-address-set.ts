import { confError } from '../../lens/conf-error.ts';

/** What a device needs of a bus, and what a bus offers: bits. */
export const PCI_CONNECT = {
  autoassign: 1 << 0,
  hotpluggable: 1 << 1,
  aggregateSlot: 1 << 2,
  integrated: 1 << 3,
  pciDevice: 1 << 4,
  pcieDevice: 1 << 5,
  rootPort: 1 << 6,
  upstreamPort: 1 << 7,
  downstreamPort: 1 << 8,
  dmiToPciBridge: 1 << 9,
  pciExpanderBus: 1 << 10,
  pcieExpanderBus: 1 << 11,
  pciBridge: 1 << 12,
  pcieToPciBridge: 1 << 13,
} as const;

const C = PCI_CONNECT;
const ENDPOINT = C.pciDevice | C.pcieDevice;
const TYPES = ENDPOINT | C.rootPort | C.upstreamPort | C.downstreamPort | C.dmiToPciBridge | C.pciExpanderBus | C.pcieExpanderBus | C.pciBridge | C.pcieToPciBridge;

/** The models of PCI controllers. */
export type PciModel =
  | 'pci-root' | 'pcie-root' | 'pci-bridge' | 'dmi-to-pci-bridge' | 'pcie-to-pci-bridge' | 'pcie-root-port' | 'pcie-switch-upstream-port'
  | 'pcie-switch-downstream-port' | 'pci-expander-bus' | 'pcie-expander-bus';

/** A place on a PCI bus, in numbers. */
export interface PciPlace {
  bus: number;
  slot: number;
  function: number;
}

interface Bus {
  model: PciModel;
  flags: number;
  minSlot: number;
  maxSlot: number;
  /** The functions in use, a bit each, by slot. */
  functions: number[];
  /** Slots whose devices share. */
  aggregate: boolean[];
}

/** What a controller of each model needs of the bus it is plugged into. */
export function connectionOf(model: string | undefined): number {
  switch (model) {
    case 'pci-bridge':
      return C.pciBridge;
    case 'pci-expander-bus':
      return C.pciExpanderBus;
    case 'pcie-expander-bus':
      return C.pcieExpanderBus;
    case 'dmi-to-pci-bridge':
      return C.dmiToPciBridge;
    case 'pcie-to-pci-bridge':
      return C.pcieToPciBridge;
    case 'pcie-root-port':
      return C.rootPort | C.aggregateSlot;
    case 'pcie-switch-upstream-port':
      return C.upstreamPort;
    case 'pcie-switch-downstream-port':
      return C.downstreamPort;
    default:
      return 0;
  }
}

/** What each model of bus offers; `hotplug` adds to it. */
const OFFERS: Readonly<Record<PciModel, { readonly flags: number; readonly hotplug: boolean; readonly minSlot: number; readonly maxSlot: number }>> = {
  'pci-root': { flags: C.autoassign | C.pciDevice | C.pciBridge | C.pciExpanderBus, hotplug: true, minSlot: 1, maxSlot: 31 },
  'pci-bridge': { flags: C.autoassign | C.pciDevice | C.pciBridge, hotplug: true, minSlot: 1, maxSlot: 31 },
  'pci-expander-bus': { flags: C.autoassign | C.pciDevice | C.pciBridge, hotplug: true, minSlot: 0, maxSlot: 31 },
  'pcie-root': { flags: C.pcieDevice | C.rootPort | C.dmiToPciBridge | C.pcieExpanderBus, hotplug: false, minSlot: 1, maxSlot: 31 },
  'dmi-to-pci-bridge': { flags: C.pciDevice | C.pciBridge, hotplug: false, minSlot: 0, maxSlot: 31 },
  'pcie-to-pci-bridge': { flags: C.autoassign | C.pciDevice | C.pciBridge, hotplug: true, minSlot: 1, maxSlot: 31 },
  'pcie-root-port': { flags: C.autoassign | C.pcieDevice | C.upstreamPort | C.pcieToPciBridge, hotplug: true, minSlot: 0, maxSlot: 0 },
  'pcie-switch-downstream-port': { flags: C.autoassign | C.pcieDevice | C.upstreamPort | C.pcieToPciBridge, hotplug: true, minSlot: 0, maxSlot: 0 },
  'pcie-switch-upstream-port': { flags: C.downstreamPort, hotplug: false, minSlot: 0, maxSlot: 31 },
  'pcie-expander-bus': { flags: C.rootPort | C.dmiToPciBridge, hotplug: false, minSlot: 0, maxSlot: 31 },
};

const NAMES: readonly (readonly [number, string])[] = [
  [C.pciDevice, 'standard PCI device'], [C.pcieDevice, 'PCI Express device'], [C.rootPort, 'pcie-root-port'],
  [C.upstreamPort, 'pcie-switch-upstream-port'], [C.downstreamPort, 'pcie-switch-downstream-port'], [C.dmiToPciBridge, 'dmi-to-pci-bridge'],
  [C.pcieToPciBridge, 'pcie-to-pci-bridge'], [C.pciExpanderBus, 'pci-expander-bus'], [C.pcieExpanderBus, 'pcie-expander-bus'],
  [C.pciBridge, 'pci-bridge'],
];

/** What the machine can do about running out of slots. */
export interface PciSetOptions {
  /** Nothing is for keeps: buses are added as needed, to find out how many it takes. */
  readonly dryRun: boolean;
  /** Several `pci-root` controllers (pSeries). */
  readonly multipleRoots: boolean;
  readonly pcieToPciBridge: boolean;
}

function name(place: PciPlace): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `0000:${hex(place.bus, 2)}:${hex(place.slot, 2)}.${place.function}`;
}

/** The PCI buses of a machine and who sits where (`virDomainPCIAddressSet`). */
export class PciAddressSet {
  readonly buses: Bus[] = [];
  private readonly options: PciSetOptions;

  constructor(options: PciSetOptions) {
    this.options = options;
  }

  setBus(index: number, model: PciModel, hotplug: boolean): void {
    const offer = OFFERS[model];
    this.buses[index] = {
      model,
      flags: offer.flags | (offer.hotplug && hotplug ? C.hotpluggable : 0),
      minSlot: offer.minSlot,
      maxSlot: offer.maxSlot,
      functions: new Array<number>(32).fill(0),
      aggregate: new Array<boolean>(32).fill(false),
    };
  }

  slotInUse(place: PciPlace): boolean {
    return (this.buses[place.bus]?.functions[place.slot] ?? 0) !== 0;
  }

  get isFull(): boolean {
    return this.buses.every((bus) => {
      for (let slot = bus.minSlot; slot <= bus.maxSlot; slot++) if (bus.functions[slot] === 0) return false;
      return true;
    });
  }

  /** Takes a place that was asked for (`fromConfig`) or found. */
  reserve(place: PciPlace, flags: number, fromConfig = true): void {
    if (this.options.dryRun) this.grow(place, flags);
    this.validate(place, flags, fromConfig);
    const bus = this.buses[place.bus];
    if (bus === undefined) return;
    const used = bus.functions[place.slot] ?? 0;
    if ((used & (1 << place.function)) !== 0) throw this.error(`Attempted double use of PCI Address ${name(place)}`, fromConfig);
    if (used === 0 && (flags & C.aggregateSlot) !== 0) bus.aggregate[place.slot] = true;
    bus.functions[place.slot] = used | (1 << place.function);
  }

  /** Finds and takes the next free place; `func` -1 means any function. */
  reserveNext(flags: number, func = -1): PciPlace {
    const place = this.next(flags, func);
    this.reserve(place, flags, false);
    return place;
  }

  /** Whether a device may sit there; throws libvirt's reason if not. */
  validate(place: PciPlace, flags: number, fromConfig = true): void {
    if (this.buses.length === 0) throw this.error('No PCI buses available', fromConfig);
    const bus = this.buses[place.bus];
    if (bus === undefined) throw this.error(`Invalid PCI address ${name(place)}. Only PCI buses up to ${this.buses.length - 1} are available`, fromConfig);
    const reason = this.incompatibility(place, bus.flags, flags, fromConfig);
    if (reason !== undefined) throw this.error(reason, fromConfig);
    if (place.slot < bus.minSlot) throw this.error(`Invalid PCI address ${name(place)}. slot must be >= ${bus.minSlot}`, fromConfig);
    if (place.slot > bus.maxSlot) throw this.error(`Invalid PCI address ${name(place)}. slot must be <= ${bus.maxSlot}`, fromConfig);
  }

  private error(detail: string, fromConfig: boolean): Error {
    return confError(fromConfig ? 'xml-error' : 'internal-error', detail);
  }

  private incompatibility(place: PciPlace, offered: number, needed: number, fromConfig: boolean): string | undefined {
    let bus = offered;
    let device = needed;
    const at = `The device at PCI address ${name(place)}`;
    if ((device & C.integrated) !== 0) {
      if (place.bus !== 0) return `${at} needs to be an integrated device (bus=0)`;
      bus |= C.autoassign;
    }
    if (fromConfig) {
      if ((bus & ENDPOINT) !== 0) bus |= ENDPOINT;
      if ((device & C.pciBridge) !== 0) device |= C.pciDevice;
    } else if ((device & C.autoassign) !== 0 && (bus & C.autoassign) === 0) {
      return `${at} was auto-assigned this address, but the PCI controller with index='${place.bus}' doesn't allow auto-assignment`;
    }
    if ((device & C.hotpluggable) !== 0 && (bus & C.hotpluggable) === 0) {
      return `${at} requires hotplug capability, but the PCI controller with index='${place.bus}' doesn't support hotplug`;
    }
    if ((device & bus & TYPES) !== 0) return undefined;
    const wanted = NAMES.find(([flag]) => (device & flag) !== 0)?.[1];
    if (wanted === undefined) return `${at} has unrecognized connection type flags 0x${(device & TYPES).toString(16).padStart(2, '0')}`;
    return `${at} cannot be plugged into the PCI controller with index='${place.bus}'. It requires a controller that accepts a ${wanted}.`;
  }

  private next(flags: number, func: number): PciPlace {
    if (this.buses.length === 0) throw confError('xml-error', 'No PCI buses available');
    for (let bus = 0; bus < this.buses.length; bus++) {
      const found = this.freeOn(bus, flags, func);
      if (found !== undefined) return found;
    }
    if (!this.options.dryRun) throw confError('internal-error', 'No more available PCI slots');
    const place = { bus: this.buses.length, slot: 0, function: Math.max(func, 0) };
    this.grow(place, flags);
    place.slot = this.buses[place.bus]?.minSlot ?? 0;
    return place;
  }

  private freeOn(index: number, flags: number, func: number): PciPlace | undefined {
    const bus = this.buses[index];
    if (bus === undefined) return undefined;
    const start = { bus: index, slot: bus.minSlot, function: Math.max(func, 0) };
    if (this.incompatibility(start, bus.flags, flags, false) !== undefined) return undefined;
    for (let slot = bus.minSlot; slot <= bus.maxSlot; slot++) {
      const used = bus.functions[slot] ?? 0;
      if (used === 0) return { ...start, slot };
      if ((flags & C.aggregateSlot) === 0 || bus.aggregate[slot] !== true) continue;
      for (let at = start.function; at < (func === -1 ? 8 : start.function + 1); at++) {
        if ((used & (1 << at)) === 0) return { bus: index, slot, function: at };
      }
    }
    return undefined;
  }

  /** Adds controllers until there is the bus of `place`, of a kind such a device fits into. May move the place one bus on. */
  private grow(place: PciPlace, flags: number): void {
    let add = place.bus - this.buses.length + 1;
    if (add <= 0) return;
    let model: PciModel;
    const first: (() => void)[] = [];
    if ((flags & C.pciDevice) !== 0) {
      model = this.options.multipleRoots ? 'pci-root' : 'pci-bridge';
      if (!this.options.multipleRoots && !this.buses.some((bus) => (bus.flags & C.pciBridge) !== 0)) {
        if (add === 1) {
          add++;
          place.bus++;
        }
        if (this.options.pcieToPciBridge) first.push(() => { this.push('pcie-root-port', C.pcieToPciBridge); }, () => { this.push('pcie-to-pci-bridge'); });
        else first.push(() => { this.setBus(this.buses.length, 'dmi-to-pci-bridge', false); });
      }
    } else if ((flags & (C.pcieDevice | C.upstreamPort)) !== 0) {
      model = 'pcie-root-port';
    } else {
      throw confError('internal-error', this.cannotAdd(flags));
    }
    const wanted = this.buses.length + add;
    for (const each of first) each();
    while (this.buses.length < wanted) this.push(model);
  }

  private cannotAdd(flags: number): string {
    const controller = (Object.keys(OFFERS) as PciModel[]).find((model) => (connectionOf(model) & flags & TYPES) !== 0);
    if (controller === undefined) return `Cannot automatically add a new PCI bus for a device with connect flags ${flags.toString(16).padStart(2, '0')}`;
    return `a PCI slot is needed to connect a PCI controller model='${controller}', but none is available, and it cannot be automatically added`;
  }

  private push(model: PciModel, flags?: number): void {
    this.setBus(this.buses.length, model, true);
    const bus = this.buses.at(-1);
    if (bus !== undefined && flags !== undefined) bus.flags = flags;
  }
}
