import { describe, expect, it } from 'vitest';
import { NetworkUpdateCommand as Command, NetworkUpdateSection as Section } from '../../core/constants.ts';
import { parseNetworkXml } from './network-def.ts';
import { updateNetwork } from './network-update.ts';

const network = parseNetworkXml(`<network><name>lab</name>
  <ip address='10.0.7.1' netmask='255.255.255.0'><dhcp>
    <host mac='52:54:00:00:00:01' name='a' ip='10.0.7.10'/><host mac='52:54:00:00:00:02' name='b' ip='10.0.7.11'/>
  </dhcp></ip>
  <ip family='ipv6' address='fd00::1' prefix='64'/>
</network>`);

function update(command: number, section: number, xml: string, parentIndex = -1) {
  return updateNetwork(network, { command, section, xml, parentIndex });
}

describe('network updates', () => {
  it('change a copy and leave the network as it was', () => {
    const changed = update(Command.MODIFY, Section.IP_DHCP_HOST, "<host mac='52:54:00:00:00:01' ip='10.0.7.99'/>");
    expect(changed.ips[0]?.dhcp?.hosts.map((host) => host.ip)).toEqual(['10.0.7.99', '10.0.7.11']);
    expect(network.ips[0]?.dhcp?.hosts.map((host) => host.ip)).toEqual(['10.0.7.10', '10.0.7.11']);
  });

  it('put new entries first or last', () => {
    const host = "<host mac='52:54:00:00:00:03' ip='10.0.7.12'/>";
    const names = (command: number): unknown => update(command, Section.IP_DHCP_HOST, host).ips[0]?.dhcp?.hosts.map((one) => one.name);
    expect(names(Command.ADD_FIRST)).toEqual([undefined, 'a', 'b']);
    expect(names(Command.ADD_LAST)).toEqual(['a', 'b', undefined]);
  });

  it('find the entry to remove by whatever is given', () => {
    expect(update(Command.DELETE, Section.IP_DHCP_HOST, "<host name='b'/>").ips[0]?.dhcp?.hosts).toHaveLength(1);
  });

  it.each([
    [Command.ADD_LAST, Section.BRIDGE, '<bridge/>', 'operation-unsupported', "can't update 'bridge' section of network 'lab'"],
    [Command.ADD_LAST, 99, '<x/>', 'operation-unsupported', "can't update unrecognized section of network"],
    [99, Section.DNS_TXT, "<txt name='x'/>", 'operation-unsupported', 'unrecognized network update command code 99'],
    [Command.DELETE, Section.PORTGROUP, '<group/>', 'xml-error', "unexpected element <group>, expecting <portgroup>, while updating network 'lab'"],
    [Command.DELETE, Section.IP_DHCP_HOST, "<host name='z'/>", 'operation-invalid', "couldn't locate a matching dhcp host entry in network 'lab'"],
    [Command.MODIFY, Section.IP_DHCP_RANGE, '<range/>', 'operation-unsupported', 'dhcp ranges cannot be modified, only added or deleted'],
  ])('refuse command %i of section %i with %s', (command, section, xml, code, detail) => {
    expect(() => update(command, section, xml)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(detail) as string }));
  });

  it('say which <ip> is missing', () => {
    expect(() => update(Command.ADD_LAST, Section.IP_DHCP_RANGE, "<range start='10.0.7.2' end='10.0.7.9'/>", 5)).toThrow(
      "no <ip> element found at index 5 in network 'lab'",
    );
  });
});
