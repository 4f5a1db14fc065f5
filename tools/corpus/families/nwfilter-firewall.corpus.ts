import path from 'node:path';
import { commandText, type CommandLine } from '../../../drivers/conf/format/command-text.ts';
import { parseNwfilterXml } from '../../../drivers/conf/nwfilter/nwfilter-def.ts';
import { appliedRules, type FilterVariables } from '../../../drivers/network/nwfilter/filter-rules.ts';
import { nwfilterCommands } from '../../../drivers/network/nwfilter/nwfilter-commands.ts';
import { expectedOf, inputOf, type CorpusTransformation } from '../transformation.ts';

const VARIABLES: FilterVariables = new Map([
  ['IPSETNAME', ['tck_test']],
  ['A', ['1.1.1.1', '2.2.2.2', '3.3.3.3', '3.3.3.3']],
  ['B', ['80', '90', '80', '80']],
  ['C', ['1080', '1090', '1100', '1110']],
]);

function textOf(commands: readonly CommandLine[]): string {
  return commands.map((command) => `${commandText(command)}\n`).join('');
}

function group(prefix: string, ...lines: readonly string[]): string {
  return textOf(lines.map((line) => ({ argv: `${prefix} ${line}`.split(' ') })));
}

function iptablesGroups(program: string): string[] {
  const prefix = `${program} -w`;
  return [
    group(
      prefix,
      '-D libvirt-out -m physdev --physdev-is-bridged --physdev-out vnet0 -g FP-vnet0',
      '-D libvirt-out -m physdev --physdev-out vnet0 -g FP-vnet0',
      '-D libvirt-in -m physdev --physdev-in vnet0 -g FJ-vnet0',
      '-D libvirt-host-in -m physdev --physdev-in vnet0 -g HJ-vnet0',
      ...['FP-vnet0', 'FJ-vnet0', 'HJ-vnet0'].flatMap((chain) => [`-F ${chain}`, `-X ${chain}`]),
    ),
    group(
      prefix,
      ...['libvirt-in', 'libvirt-out', 'libvirt-in-post', 'libvirt-host-in'].map((chain) => `-N ${chain}`),
      '-D FORWARD -j libvirt-in',
      '-D FORWARD -j libvirt-out',
      '-D FORWARD -j libvirt-in-post',
      '-D INPUT -j libvirt-host-in',
      '-I FORWARD 1 -j libvirt-in',
      '-I FORWARD 2 -j libvirt-out',
      '-I FORWARD 3 -j libvirt-in-post',
      '-I INPUT 1 -j libvirt-host-in',
      ...['FP-vnet0', 'FJ-vnet0', 'HJ-vnet0'].map((chain) => `-N ${chain}`),
      '-A libvirt-out -m physdev --physdev-is-bridged --physdev-out vnet0 -g FP-vnet0',
      '-A libvirt-in -m physdev --physdev-in vnet0 -g FJ-vnet0',
      '-A libvirt-host-in -m physdev --physdev-in vnet0 -g HJ-vnet0',
      '-D libvirt-in-post -m physdev --physdev-in vnet0 -j ACCEPT',
      '-A libvirt-in-post -m physdev --physdev-in vnet0 -j ACCEPT',
    ),
  ];
}

const EBTABLES = 'ebtables --concurrent -t nat';

/** What libvirt's test removes before it compares, because it is the same for every filter. */
const COMMON = [
  group(
    EBTABLES,
    '-D PREROUTING -i vnet0 -j libvirt-J-vnet0',
    '-D POSTROUTING -o vnet0 -j libvirt-P-vnet0',
    '-L libvirt-J-vnet0',
    '-L libvirt-P-vnet0',
    ...['libvirt-J-vnet0', 'libvirt-P-vnet0'].flatMap((chain) => [`-F ${chain}`, `-X ${chain}`]),
  ),
  group(EBTABLES, '-N libvirt-J-vnet0', '-N libvirt-P-vnet0'),
  ...iptablesGroups('iptables'),
  ...iptablesGroups('ip6tables'),
  group(EBTABLES, '-A PREROUTING -i vnet0 -j libvirt-J-vnet0', '-A POSTROUTING -o vnet0 -j libvirt-P-vnet0'),
];

function withoutCommon(text: string): string {
  let from = 0;
  let rest = text;
  for (const common of COMMON) {
    const at = rest.indexOf(common, from);
    if (at === -1) continue;
    rest = rest.slice(0, at) + rest.slice(at + common.length);
    from = at;
  }
  return rest;
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'nwfilterxml2firewall',
    run(one, files) {
      const folder = path.dirname(inputOf(one));
      const rules = appliedRules(parseNwfilterXml(files.text(inputOf(one))), VARIABLES, (name) => parseNwfilterXml(files.text(`${folder}/${name}.xml`)));
      return [{ actual: withoutCommon(textOf(nwfilterCommands('vnet0', rules))), expected: expectedOf(one) }];
    },
  },
];
