import { describe, expect, it } from 'vitest';
import { parseNwfilterXml, type NwfilterDef } from '../../conf/nwfilter/nwfilter-def.ts';
import { appliedRules, type FilterVariables } from './filter-rules.ts';
import { nwfilterCommands } from './nwfilter-commands.ts';

function filter(rules: string, attributes = ''): NwfilterDef {
  return parseNwfilterXml(`<filter name='f' ${attributes}>${rules}</filter>`);
}

/** The commands that add a rule, without what they all share. */
function added(def: NwfilterDef, variables: FilterVariables = new Map()): string[] {
  const rules = appliedRules(def, variables, () => def);
  return nwfilterCommands('vnet0', rules)
    .map(({ argv }) => argv.join(' '))
    .flatMap((text) => /-A ((?!libvirt-in|libvirt-out|libvirt-host)\S+ .*)$/.exec(text)?.[1] ?? []);
}

const TCP = "<rule action='accept' direction='in'><tcp dstportstart='$PORT'/></rule>";

describe('nwfilterCommands', () => {
  it('makes three rules of one, and follows the connection', () => {
    expect(added(filter(TCP), new Map([['PORT', ['22']]]))).toEqual([
      'FJ-vnet0 -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir Reply -j RETURN',
      'FP-vnet0 -p tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -m conntrack --ctdir Original -j ACCEPT',
      'HJ-vnet0 -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -m conntrack --ctdir Reply -j RETURN',
    ]);
  });

  it.each([
    ['in', ['FP']],
    ['out', ['FJ', 'HJ']],
    ['inout', ['FJ', 'FP', 'HJ']],
  ])('lets nothing through the other way with states of one’s own: %s', (direction, chains) => {
    const rules = added(filter(`<rule action='accept' direction='${direction}'><udp state='NEW'/></rule>`));
    expect(rules.map((text) => text.slice(0, 2))).toEqual(chains);
    expect(rules.every((text) => text.includes('--ctstate NEW'))).toBe(true);
  });

  it('drops where ebtables cannot reject, and makes a chain before its rules', () => {
    const def = filter("<rule action='reject' direction='out' priority='-900'><arp opcode='1'/></rule>", "chain='arp'");
    expect(added(def)).toEqual(['libvirt-J-vnet0 -p 0x0806 -j J-vnet0-arp', 'J-vnet0-arp -p 0x806 --arp-opcode 1 -j DROP', 'PREROUTING -i vnet0 -j libvirt-J-vnet0']);
  });

  it('goes through lists side by side, or through all combinations', () => {
    const values = new Map([['A', ['1.1.1.1', '2.2.2.2', '1.1.1.1']], ['B', ['80', '90', '80']]]);
    const rule = (port: string): NwfilterDef => filter(`<rule action='drop' direction='out'><tcp srcipaddr='$A' dstportstart='${port}'/></rule>`);
    const pairs = (def: NwfilterDef): string[] => added(def, values).flatMap((text) => /^FJ.*--source (\S+).*--dport (\S+)/.exec(text)?.slice(1).join(' ') ?? []);
    expect(pairs(rule('$B'))).toEqual(['1.1.1.1 80', '2.2.2.2 90']);
    expect(pairs(rule('$B[@1]'))).toEqual(['1.1.1.1 80', '2.2.2.2 80', '1.1.1.1 90', '2.2.2.2 90']);
    expect(pairs(rule('$B[1]'))).toEqual(['1.1.1.1 90', '2.2.2.2 90']);
  });

  it('refuses variables without values, lists of different lengths, and circles', () => {
    expect(() => added(filter(TCP))).toThrow("Could not find value for variable 'PORT'");
    const two = filter("<rule action='drop' direction='in'><tcp srcportstart='$A' dstportstart='$B'/></rule>");
    expect(() => added(two, new Map([['A', ['1', '2']], ['B', ['1']]]))).toThrow('Cardinality of list items must be the same');
    expect(() => added(filter("<filterref filter='f'/>"))).toThrow('filter would introduce a loop');
  });
});
