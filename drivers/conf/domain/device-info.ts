import { hexOf, onOff, string, u64Of, uint, uintOf, yesNo } from '../lens/codec.ts';
import { confError, xmlError } from '../lens/conf-error.ts';
import { element, variants } from '../lens/element.ts';
import { attr, attrChild, child } from '../lens/fields.ts';
import type { Field, LensValue } from '../lens/lens.ts';

/** Drops zero: libvirt writes such counts only when they say something. */
export const nonZero = { omit: (value: number): boolean => value === 0 } as const;

const zpci = element({ uid: attr(hexOf(4)), fid: attr(hexOf(8)) }, { formatting: (value) => ({ uid: value.uid ?? 0, fid: value.fid ?? 0 }) });

function notTooLarge(what: string, value: number | undefined, limit: number): void {
  if (value !== undefined && value > limit) throw xmlError(`Invalid PCI address ${what}='0x${value.toString(16)}', must be <= 0x${limit.toString(16).toUpperCase()}`);
}

/** Where a device sits: one kind of address a bus. */
export const deviceAddress = variants(
  'type',
  {
    pci: {
      domain: attr(hexOf(4)),
      bus: attr(hexOf(2)),
      slot: attr(hexOf(2)),
      function: attr(uintOf({ base: 0, format: (value) => `0x${value}` })),
      multifunction: attr(onOff),
      zpci: child(zpci),
    },
    drive: {
      controller: attr(uint, { default: 0 }),
      bus: attr(uint, { default: 0 }),
      target: attr(uint, { default: 0 }),
      unit: attr(uint, { default: 0 }),
    },
    'virtio-serial': { controller: attr(uint, { default: 0 }), bus: attr(uint, { default: 0 }), port: attr(uint, { default: 0 }) },
    ccid: { controller: attr(uint, { default: 0 }), slot: attr(uint, { default: 0 }) },
    usb: { bus: attr(uint, { default: 0 }), port: attr(string) },
    'spapr-vio': { reg: attr(u64Of({ base: 16, format: (value) => `0x${value.toString(16).padStart(8, '0')}` })) },
    'virtio-s390': {},
    ccw: { cssid: attr(hexOf(1)), ssid: attr(hexOf(1)), devno: attr(hexOf(4)) },
    'virtio-mmio': {},
    isa: {
      iobase: attr(uintOf({ base: 16, format: (value) => `0x${value.toString(16)}` }), nonZero),
      irq: attr(uintOf({ base: 16, format: (value) => `0x${value.toString(16)}` }), nonZero),
    },
    dimm: { slot: attr(uint, { default: 0 }), base: attr(u64Of({ base: 16, format: (value) => `0x${value.toString(16)}` })) },
    unassigned: {},
  },
  {
    unknown: (tag) => xmlError(`Invalid value for attribute 'type' in element 'address': '${tag}'.`, 'xml'),
    parsed(address) {
      if (address.type !== 'pci') return;
      notTooLarge('slot', address.slot, 0x1f);
      notTooLarge('bus', address.bus, 0xff);
      if ((address.function ?? 0) > 7) throw xmlError(`Invalid PCI address function=0x${(address.function ?? 0).toString(16)}, must be <= 7`);
      const given = (address.domain ?? 0) + (address.bus ?? 0) + (address.slot ?? 0) > 0;
      address.domain = given ? (address.domain ?? 0) : undefined;
      address.bus = given ? (address.bus ?? 0) : undefined;
      address.slot = given ? (address.slot ?? 0) : undefined;
      address.function = given ? (address.function ?? 0) : undefined;
    },
    formatting: (address) => (address.type === 'virtio-s390' ? undefined : address),
  },
);

/** Where a device sits. */
export type DeviceAddress = LensValue<typeof deviceAddress>;
/** An address on a PCI bus; without numbers it asks for one. */
export type PciAddress = Extract<DeviceAddress, { type: 'pci' }>;

const USER_ALIAS = /^ua-[a-zA-Z0-9_-]*$/;

/** A device's name within the hypervisor. Inactive documents keep only those the user chose. */
function aliasField(): Field<string | undefined> {
  return {
    ...attrChild('name', string, { name: 'alias', help: 'name of the device within the hypervisor; ua-… is yours' }),
    readChild(alias, before, context) {
      const name = alias.attribute('name');
      if (before !== undefined || name === undefined) return before;
      return !context.inactive || (context.userAliases === true && USER_ALIAS.test(name)) ? name : undefined;
    },
  };
}

const bootElement = element({ order: attr(uintOf({ positive: true }), { required: true }), loadparm: attr(string) }, {
  parsed(value) {
    if (value.loadparm === undefined) return;
    if (value.loadparm.length < 1 || value.loadparm.length > 8) {
      throw confError('internal-error', `loadparm value '${value.loadparm.toUpperCase()}' must be between 1 and 8 characters`);
    }
    if (!/^[a-zA-Z0-9. ]*$/.test(value.loadparm)) {
      throw confError('internal-error', `invalid loadparm value '${value.loadparm.toUpperCase()}', expecting chars in set of [a-zA-Z0-9.] and blank spaces`);
    }
    value.loadparm = value.loadparm.toUpperCase();
  },
});
const rom = element({ enabled: attr(yesNo), bar: attr(onOff), file: attr(string) });

const boot = child(bootElement, { help: 'position in the boot order' });
const tail = {
  alias: aliasField(),
  master: attrChild('startport', uint, { help: 'companion of the USB controller with this start port' }),
};
const end = { acpi: attrChild('index', uint, { help: 'ACPI index of the device' }), address: child(deviceAddress, { help: 'where the device sits' }) };

/** What every device has. */
export const deviceInfo = { ...tail, ...end };
/** What every device has that the machine may boot from. */
export const bootInfo = { boot, ...tail, ...end };
/** What every PCI device with firmware of its own has. */
export const bootRomInfo = { boot, ...tail, rom: child(rom, { help: 'option ROM of the device' }), ...end };

/** The part of a device that all share. */
export interface DeviceInfo {
  alias: string | undefined;
  address: DeviceAddress | undefined;
  boot?: { order: number; loadparm: string | undefined } | undefined;
  acpi?: number | undefined;
}

/** Attributes of `<driver>` that every virtio device takes. */
export const virtioOptions = { iommu: attr(onOff), ats: attr(onOff), packed: attr(onOff), page_per_vq: attr(onOff) };
