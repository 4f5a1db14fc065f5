/** A device's place, as it is written on a command line. */
export type DeviceAddress =
  | { readonly type: 'pci'; readonly domain: number; readonly bus: number; readonly slot: number; readonly function: number }
  | { readonly type: 'drive'; readonly bus: 'scsi' | 'ide' | 'sata'; readonly controller: number; readonly busNumber: number; readonly unit: bigint }
  | { readonly type: 'ccw'; readonly cssid: number; readonly ssid: number; readonly devno: number }
  | { readonly type: 'usb'; readonly bus: number; readonly port: number };

const U32_MAX = 0xffff_ffff;

/** `pci:0000.00.02.0`, `ccw:fe.0.0001`, `usb:0.1`, `scsi:0.0.0`, `ide:…`, `sata:…`; undefined when it is none. */
export function parseDeviceAddress(text: string): DeviceAddress | undefined {
  const at = text.indexOf(':');
  const type = text.slice(0, Math.max(0, at));
  const rest = text.slice(at + 1);
  switch (type) {
    case 'pci': {
      const [domain, bus, slot, fn] = numbers(rest, 16, 4) ?? [];
      return domain === undefined || bus === undefined || slot === undefined || fn === undefined ? undefined : { type, domain, bus, slot, function: fn };
    }
    case 'ccw': {
      const [cssid, ssid, devno] = numbers(rest, 16, 3) ?? [];
      return cssid === undefined || ssid === undefined || devno === undefined ? undefined : { type, cssid, ssid, devno };
    }
    case 'usb': {
      const [bus, port] = numbers(rest, 10, 2) ?? [];
      return bus === undefined || port === undefined ? undefined : { type, bus, port };
    }
    case 'scsi':
    case 'ide':
    case 'sata': {
      const [controller, busNumber, unit] = numbers(rest, 10, 3) ?? [];
      return controller === undefined || busNumber === undefined || unit === undefined ? undefined : { type: 'drive', bus: type, controller, busNumber, unit: BigInt(unit) };
    }
    default:
      return undefined;
  }
}

/** Numbers with one character between two; what comes behind the last does not matter. */
function numbers(text: string, base: 10 | 16, count: number): readonly number[] | undefined {
  const digits = base === 16 ? '(?:0[xX])?[0-9a-fA-F]+' : '\\d+';
  const match = new RegExp(`^${Array.from({ length: count }, () => `\\s*\\+?(${digits})`).join('[\\s\\S]')}`).exec(text);
  const values = match?.slice(1).map((word) => Number.parseInt(word, base));
  return values?.every((value) => value <= U32_MAX) === true ? values : undefined;
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** The address's element. */
export function deviceAddressXml(address: DeviceAddress, multifunction: boolean): string {
  switch (address.type) {
    case 'pci': {
      const place = `domain='${hex(address.domain, 4)}' bus='${hex(address.bus, 2)}' slot='${hex(address.slot, 2)}' function='${hex(address.function, 1)}'`;
      return `<address type='pci' ${place}${multifunction ? " multifunction='on'" : ''}/>`;
    }
    case 'drive':
      return `<address type='drive' controller='${address.controller}' bus='${address.busNumber}' unit='${address.unit}'/>`;
    case 'ccw':
      return `<address type='ccw' cssid='${hex(address.cssid, 2)}' ssid='${hex(address.ssid, 1)}' devno='${hex(address.devno, 4)}'/>`;
    case 'usb':
      return `<address type='usb' bus='${address.bus}' port='${address.port}'/>`;
  }
}
