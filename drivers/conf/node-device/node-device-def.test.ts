import { describe, expect, it } from 'vitest';
import { formatNodeDeviceXml, parseNodeDeviceXml } from './node-device-def.ts';

const PCI = `<device>
  <name>pci_0000_02_10_7</name>
  <parent>pci_0000_00_04_0</parent>
  <capability type='pci'>
    <class>0x020000</class>
    <domain>0</domain>
    <bus>2</bus>
    <slot>16</slot>
    <function>7</function>
    <product id='0x10ca'>82576 Virtual Function</product>
    <vendor id='0x8086'/>
    <capability type='phys_function'>
      <address domain='0x0000' bus='0x02' slot='0x00' function='0x1'/>
    </capability>
    <numa node='1'/>
    <pci-express>
      <link validity='cap' port='0' speed='2.5' width='4'/>
    </pci-express>
  </capability>
</device>
`;

describe('node device documents', () => {
  it('come out as libvirt prints them', () => {
    expect(formatNodeDeviceXml(parseNodeDeviceXml(PCI))).toBe(PCI);
  });

  it('name new devices and their ports themselves', () => {
    const xml = "<device><parent>scsi_host5</parent><capability type='scsi_host'><capability type='fc_host'/></capability></device>";
    const def = parseNodeDeviceXml(xml, { create: true, newWwn: () => '5001a4a000000001' });
    expect(def.name).toBe('new device');
    expect(formatNodeDeviceXml(def)).toContain('<wwnn>5001a4a000000001</wwnn>');
  });

  it.each([
    ['<device/>', 'no-name', 'missing name information'],
    ['<device><name>x</name></device>', 'internal-error', "internal error: no device capabilities for 'x'"],
    ["<device><name>x</name><capability type='pci'/></device>", 'internal-error', "internal error: no PCI domain ID supplied for 'x'"],
    ["<device><name>x</name><capability type='usb_device'><bus>z</bus></capability></device>", 'internal-error', "internal error: invalid USB bus number supplied for 'x'"],
    ["<device><name>x</name><capability type='vdpa'/></device>", 'internal-error', "internal error: unknown capability type '17' for 'x'"],
    ["<device><name>x</name><capability type='ap_queue'><ap-adapter>0x1</ap-adapter><ap-domain>0x1000</ap-domain></capability></device>", 'config-unsupported', "unsupported configuration: ap-domain value '0x1000' is out of range for 'x'"],
  ])('refuses %s', (xml, code, message) => {
    expect(() => parseNodeDeviceXml(xml)).toThrow(expect.objectContaining({ code, message }));
  });
});
