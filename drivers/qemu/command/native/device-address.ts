import type { OptionValue } from './option-value.ts';
import { xml } from './xml-text.ts';

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** Where a device sits, as documents say it; undefined where the command does not say, or says it in words of its own. */
export function addressXml(device: OptionValue, driveBus?: 'ide' | 'sata' | 'scsi' | 'fdc'): string | undefined {
  const bus = device.get('bus') ?? '';
  if (driveBus !== undefined) return driveXml(device, bus, driveBus);
  const devno = /^([0-9a-f]+)\.([0-9a-f])\.([0-9a-f]{1,4})$/i.exec(device.get('devno') ?? '');
  if (devno !== null) return xml('address', { type: 'ccw', cssid: `0x${devno[1] ?? ''}`, ssid: `0x${devno[2] ?? ''}`, devno: `0x${devno[3] ?? ''}` });
  const usb = /^usb(\d*)\.0$/.exec(bus);
  if (usb !== null) return xml('address', { type: 'usb', bus: Number(usb[1] === '' ? 0 : usb[1]), port: device.get('port') });
  const serial = /^virtio-serial(\d+)\.(\d+)$/.exec(bus);
  if (serial !== null) return xml('address', { type: 'virtio-serial', controller: serial[1], bus: serial[2], port: device.get('nr') ?? '1' });
  return pciXml(device, bus);
}

function pciXml(device: OptionValue, bus: string): string | undefined {
  const index = bus === 'pci' ? 0 : /^pcie?\.(\d+)$/.exec(bus)?.[1];
  const place = /^(?:0x)?([0-9a-f]+)(?:\.(?:0x)?([0-7]))?$/i.exec(device.get('addr') ?? '');
  if (index === undefined || place?.[1] === undefined) return undefined;
  const [slot, func] = [Number.parseInt(place[1], 16), Number(place[2] ?? 0)];
  return xml('address', { type: 'pci', domain: '0x0000', bus: hex(Number(index), 2), slot: hex(slot, 2), function: `0x${func}`, multifunction: device.get('multifunction') });
}

function driveXml(device: OptionValue, bus: string, kind: 'ide' | 'sata' | 'scsi' | 'fdc'): string | undefined {
  const drive = (controller: string | number, busNumber: string | number, target: string | number, unit: string | number): string =>
    xml('address', { type: 'drive', controller, bus: busNumber, target, unit });
  const [, controller, number] = /^[a-z]+(\d*)\.(\d+)$/.exec(bus) ?? [];
  const index = controller === undefined || controller === '' ? 0 : controller;
  switch (kind) {
    case 'fdc':
      return device.has('unit') ? drive(0, 0, 0, device.get('unit') ?? 0) : undefined;
    case 'ide':
      return number === undefined ? undefined : drive(index, number, 0, device.get('unit') ?? 0);
    case 'sata':
      return number === undefined ? undefined : drive(index, 0, 0, number);
    case 'scsi':
      return number === undefined ? undefined : drive(index, device.get('channel') ?? 0, device.has('lun') ? (device.get('scsi-id') ?? 0) : 0, device.get('lun') ?? device.get('scsi-id') ?? 0);
  }
}

/** The order in which the machine tries a device. */
export function bootXml(device: OptionValue): string | undefined {
  const order = device.get('bootindex');
  return order === undefined ? undefined : xml('boot', { order });
}
