import { describe, expect, it } from 'vitest';
import { deviceAddressXml, parseDeviceAddress } from './device-address.ts';

describe('addresses of devices on the command line', () => {
  it.each([
    ['pci:0000.00.1f.2', "<address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>"],
    ['ccw:fe.0.0007', "<address type='ccw' cssid='0xfe' ssid='0x0' devno='0x0007'/>"],
    ['usb:1.4', "<address type='usb' bus='1' port='4'/>"],
    ['sata:0.0.5', "<address type='drive' controller='0' bus='0' unit='5'/>"],
  ])('%s', (text, xml) => {
    const address = parseDeviceAddress(text);
    expect(address === undefined ? '' : deviceAddressXml(address, false)).toBe(xml);
  });

  it.each(['', 'pci', 'pci:', 'pci:0.0.0', 'foo:1.2', 'usb:-1.2', 'usb:99999999999.1'])('refuses %j', (text) => {
    expect(parseDeviceAddress(text)).toBeUndefined();
  });
});
