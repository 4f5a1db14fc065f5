import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { formatNetworkXml, parseNetworkXml } from './network-def.ts';

const NAT = `<network>
  <name>lab</name>
  <uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>
  <forward mode='nat'>
    <nat>
      <port start='1024' end='65535'/>
    </nat>
  </forward>
  <bridge name='virbr7' stp='on' delay='0'/>
  <ip address='10.0.7.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='10.0.7.2' end='10.0.7.254'/>
    </dhcp>
  </ip>
</network>
`;

function refusal(xml: string): VirError {
  try {
    parseNetworkXml(xml);
  } catch (error) {
    if (VirError.is(error)) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('network documents', () => {
  it('come out as libvirt prints them', () => {
    expect(formatNetworkXml(parseNetworkXml(NAT))).toBe(NAT);
  });

  it('fill in what an isolated network leaves out', () => {
    const def = parseNetworkXml('<network><name>x</name></network>');
    expect(def.uuidSpecified).toBe(false);
    expect(formatNetworkXml(def)).toContain("<bridge stp='on' delay='0'/>");
  });

  it.each([
    ['<network/>', 'no-name', 'missing name information'],
    ['<network><name>a/b</name></network>', 'xml-detail', 'invalid char in name: /'],
    ['<network><name>x</name><forward mode="nat"/></network>', 'xml-error', "XML error: nat forwarding requested, but no IP address provided for network 'x'"],
    ['<network><name>x</name><forward mode="magic"/></network>', 'config-unsupported', "unsupported configuration: unknown forwarding type 'magic'"],
    [
      '<network><name>x</name><ip address="10.0.0.1" prefix="24"><dhcp><range start="10.0.1.2" end="10.0.1.9"/></dhcp></ip></network>',
      'internal-error',
      'internal error: range 10.0.1.2 - 10.0.1.9 is not entirely within network 10.0.0.1/24',
    ],
    [
      '<network><name>x</name><ip address="10.0.0.1" prefix="24"/><route address="192.168.0.0" prefix="16" gateway="10.9.0.1"/></network>',
      'config-unsupported',
      "unsupported configuration: unreachable static route gateway '10.9.0.1' specified for network 'x'",
    ],
  ])('refuses %s', (xml, code, message) => {
    const error = refusal(xml);
    expect([error.code, error.message]).toEqual([code, message]);
  });
});
