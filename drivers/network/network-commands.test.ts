import { describe, expect, it } from 'vitest';
import { commandText } from '../conf/format/command-text.ts';
import { parseNetworkXml, type NetworkDef } from '../conf/network/network-def.ts';
import { dnsmasqFiles } from './dnsmasq-conf.ts';
import { networkFirewallRules } from './firewall-rules.ts';

function network(body: string): NetworkDef {
  return parseNetworkXml(`<network><name>lab</name><bridge name='virbr7'/>${body}</network>`);
}

const DHCP = "<ip address='10.0.0.1' netmask='255.255.255.0'><dhcp><range start='10.0.0.2' end='10.0.0.9'/></dhcp></ip>";

describe('dnsmasqFiles', () => {
  it('counts the leases of all ranges', () => {
    expect(dnsmasqFiles(network(DHCP)).conf).toContain('dhcp-range=10.0.0.2,10.0.0.9,255.255.255.0\n');
    expect(dnsmasqFiles(network(DHCP)).conf).toContain('dhcp-lease-max=8\n');
  });

  it('keeps queries of an isolated network inside', () => {
    expect(dnsmasqFiles(network(DHCP)).conf).toContain('dhcp-option=3\nno-resolv\n');
    expect(dnsmasqFiles(network(`<forward mode='nat'/>${DHCP}`)).conf).not.toContain('no-resolv');
  });

  it('refuses two DHCP servers of a family', () => {
    const second = DHCP.replaceAll('10.0.0', '10.0.1');
    expect(() => dnsmasqFiles(network(DHCP + second))).toThrow('multiple DHCP definitions cannot be specified');
  });

  it('refuses a reverse domain that ends inside a byte', () => {
    expect(() => dnsmasqFiles(network("<ip address='10.0.0.1' prefix='20' localPtr='yes'/>"))).toThrow('PTR domain for IPv4 network with prefix 20');
  });

  it('writes the names of one address on one line', () => {
    const dns = "<dns><host ip='10.0.0.3'><hostname>db</hostname><hostname>db.lab</hostname></host></dns>";
    expect(dnsmasqFiles(network(dns + DHCP)).additionalHosts).toBe('10.0.0.3\tdb\tdb.lab\n');
  });
});

describe('networkFirewallRules', () => {
  const texts = (def: NetworkDef): string[] => networkFirewallRules(def).map((command) => commandText(command).replaceAll(' \\\n', ' '));

  it('translates addresses only where asked for', () => {
    expect(texts(network(`<forward mode='nat'/>${DHCP}`)).filter((text) => text.includes('MASQUERADE'))).toHaveLength(3);
    expect(texts(network(`<forward mode='route'/>${DHCP}`)).filter((text) => text.includes('MASQUERADE'))).toHaveLength(0);
  });

  it('translates to the given addresses and ports', () => {
    const nat = "<nat><address start='192.0.2.1' end='192.0.2.4'/><port start='5000' end='6000'/></nat>";
    const rules = texts(network(`<forward mode='nat' dev='eth0'>${nat}</forward>${DHCP}`));
    expect(rules.find((text) => text.includes('-p udp'))).toBe(
      "iptables -w --table nat --insert LIBVIRT_PRT --source 10.0.0.0/24 -p udp '!' --destination 10.0.0.0/24 --out-interface eth0 --jump SNAT --to-source 192.0.2.1-192.0.2.4:5000-6000",
    );
  });

  it('leaves IPv6 alone unless the network has it', () => {
    expect(texts(network(DHCP)).some((text) => text.startsWith('ip6tables'))).toBe(false);
    expect(texts(network(`${DHCP}<ip family='ipv6' address='2001:db8::1' prefix='64'/>`)).filter((text) => text.startsWith('ip6tables'))).toHaveLength(9);
  });
});
