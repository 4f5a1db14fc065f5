import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import { parseRate, type Rate } from '../../rate.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { fault, needed, optional } from '../../shell/values.ts';
import { deviceAddressXml, parseDeviceAddress } from './device-address.ts';

function rates(args: CommandArgs): { readonly inbound: Rate | undefined; readonly outbound: Rate | undefined } {
  const [inText, outText] = [optional(args, 'inbound'), optional(args, 'outbound')];
  const inbound = inText === undefined ? undefined : parseRate(inText);
  if (inbound?.average === 0n && inbound.floor === 0n) throw fault('either inbound average or floor is mandatory');
  const outbound = outText === undefined ? undefined : parseRate(outText);
  if (outbound?.average === 0n) throw fault('outbound average is mandatory');
  if (outbound !== undefined && outbound.floor !== 0n) throw fault('outbound floor is unsupported yet');
  return { inbound, outbound };
}

function rateXml(name: string, rate: Rate | undefined, fields: readonly (keyof Rate)[]): string {
  if (rate === undefined) return '';
  return `    <${name}${fields.filter((field) => rate[field] > 0n).map((field) => ` ${field}='${rate[field]}'`).join('')}/>\n`;
}

function sourceXml(args: CommandArgs, type: string, source: string, mode: string | undefined): string {
  switch (type) {
    case 'network':
    case 'bridge':
      return `  <source ${type}='${escapeXml(source)}'/>\n`;
    case 'direct':
      return `  <source dev='${escapeXml(source)}'/>\n`;
    case 'hostdev': {
      const address = parseDeviceAddress(`pci:${source}`);
      if (address === undefined) throw fault(`cannot parse pci address '${source}' for network interface`);
      return `  <source>\n    ${deviceAddressXml(address, false)}\n  </source>\n`;
    }
    case 'vhostuser':
      if (mode === undefined) throw fault('source-mode is mandatory');
      return `  <source type='unix' path='${escapeXml(source)}' mode='${mode}'/>\n`;
    default:
      throw fault(`No support for ${type} in command 'attach-interface'`);
  }
}

/** Types of network cards that a machine can have, which `attach-interface` cannot all make. */
const TYPES: ReadonlySet<string> = new Set([
  'user', 'ethernet', 'vhostuser', 'server', 'client', 'mcast', 'network', 'bridge', 'internal', 'direct', 'hostdev', 'udp', 'vdpa', 'null', 'vds',
]);

/** The network card that `attach-interface` describes. @throws fault when its options do not fit together. */
export function interfaceXml(args: CommandArgs): string {
  const [type, source] = [needed(args, 'type'), needed(args, 'source')];
  const given = ['target', 'mac', 'script', 'model', 'alias'].map((name) => [name, optional(args, name)] as const);
  const mode = optional(args, 'source-mode');
  if (!TYPES.has(type)) throw fault(`No support for ${type} in command 'attach-interface'`);
  if (mode !== undefined && mode !== 'server' && mode !== 'client') throw fault(`Invalid source mode: ${mode}`);
  const { inbound, outbound } = rates(args);
  const lines: Readonly<Record<string, (value: string) => string>> = {
    target: (value) => `<target dev='${value}'/>`,
    mac: (value) => `<mac address='${value}'/>`,
    script: (value) => `<script path='${value}'/>`,
    model: (value) => `<model type='${value}'/>`,
    alias: (value) => `<alias name='${value}'/>`,
  };
  const bandwidth = rateXml('inbound', inbound, ['average', 'peak', 'burst', 'floor']) + rateXml('outbound', outbound, ['average', 'peak', 'burst']);
  return (
    `<interface type='${type}'${args.has('managed') ? " managed='yes'" : ''}>\n` +
    sourceXml(args, type, source, mode) +
    given.map(([name, value]) => (value === undefined ? '' : `  ${lines[name]?.(escapeXml(value)) ?? ''}\n`)).join('') +
    (bandwidth === '' ? '' : `  <bandwidth>\n${bandwidth}  </bandwidth>\n`) +
    '</interface>\n'
  );
}
