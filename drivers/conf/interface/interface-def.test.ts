import { describe, expect, it } from 'vitest';
import { formatInterfaceXml, parseInterfaceXml } from './interface-def.ts';

const BRIDGE = `<interface type='bridge' name='br0'>
  <start mode='onboot'/>
  <mtu size='1500'/>
  <protocol family='ipv4'>
    <dhcp peerdns='no'/>
  </protocol>
  <bridge stp='off' delay='0.01'>
    <interface type='ethernet' name='eth0'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
    </interface>
  </bridge>
</interface>
`;

describe('host interface documents', () => {
  it('come out as libvirt prints them', () => {
    expect(formatInterfaceXml(parseInterfaceXml(BRIDGE))).toBe(BRIDGE);
  });

  it.each([
    ["<interface type='ethernet'/>", 'XML error: interface has no name'],
    ["<interface type='bond' name='b'/>", 'XML error: bond interface misses the bond element'],
    ["<interface type='vlan' name='v'><vlan/></interface>", 'XML error: vlan interface misses the tag attribute'],
    ["<interface type='bond' name='b'><bond><miimon/></bond></interface>", 'XML error: bond interface miimon freq missing or invalid'],
    ["<interface type='bond' name='b'><bond><interface type='vlan' name='v'/></bond></interface>", "XML error: interface has unsupported type 'vlan'"],
    ["<interface type='ethernet' name='e'><mtu size='200000'/></interface>", "XML error: value of the 'size' attribute of 'mtu' element must be at most 100000"],
  ])('refuses %s', (xml, message) => {
    expect(() => parseInterfaceXml(xml)).toThrow(expect.objectContaining({ message }));
  });
});
