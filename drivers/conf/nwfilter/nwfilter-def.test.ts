import { describe, expect, it } from 'vitest';
import { formatNwfilterXml, parseNwfilterXml } from './nwfilter-def.ts';

function filter(body: string, attributes = "chain='ipv4-x'"): string {
  return `<filter name='f' ${attributes}><uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>${body}</filter>`;
}

describe('network filter documents', () => {
  it('come out as libvirt prints them', () => {
    const xml = filter(
      "<filterref filter='base'><parameter name='B' value='2'/><parameter name='A' value='1'/><parameter name='bad name' value='x'/></filterref>" +
        "<rule action='drop' direction='in' priority='5000'><ip srcipaddr='10.0.0.0' srcipmask='255.0.0.0' protocol='17' dstportstart='0x35'/><ip match='no' dstipaddr='$IP[@1]'/></rule>",
    );
    expect(formatNwfilterXml(parseNwfilterXml(xml))).toBe(`<filter name='f' chain='ipv4-x' priority='-700'>
  <uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>
  <filterref filter='base'>
    <parameter name='A' value='1'/>
    <parameter name='B' value='2'/>
  </filterref>
  <rule action='drop' direction='in' priority='500'>
    <ip srcipaddr='10.0.0.0' srcipmask='8'/>
    <ip match='no' dstipaddr='$IP[@1]'/>
    <ip protocol='udp' dstportstart='0x35'/>
  </rule>
</filter>
`);
  });

  it.each([
    ['<filter/>', 'internal-error', 'internal error: filter has no name'],
    [filter('', "chain='rooty'"), 'invalid-arg', "invalid argument: Invalid chain name 'rooty'. Please use a chain name called 'root' or any of the following prefixes: mac, vlan, stp, arp, rarp, ipv4, ipv6"],
    [filter('', "chain='averyveryverylongname'"), 'invalid-arg', 'invalid argument: Name of chain is longer than 12 characters'],
    [filter('', "chain='arp' priority='2000'"), 'invalid-arg', "invalid argument: Priority '2000' is outside valid range of [-1000,1000]"],
    [filter("<rule direction='in'/>"), 'internal-error', 'internal error: rule node requires action attribute'],
    [filter("<rule action='drop' direction='up'/>"), 'config-unsupported', 'unsupported configuration: unknown rule direction attribute value'],
    [filter("<rule action='drop' direction='in'><tcp srcportstart='70000'/></rule>"), 'internal-error', 'internal error: srcportstart has illegal value 70000'],
    [filter("<rule action='drop' direction='in'><ip srcportstart='7'/></rule>"), 'internal-error', 'internal error: IP rule with port specification requires protocol specification with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)'],
  ])('refuses %s', (xml, code, message) => {
    expect(() => parseNwfilterXml(xml)).toThrow(expect.objectContaining({ code, message }));
  });
});
