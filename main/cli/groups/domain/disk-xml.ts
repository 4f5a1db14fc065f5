import { statSync } from 'node:fs';
import { escapeXml } from '../../../../drivers/conf/xml/xml-escape.ts';
import type { CommandArgs } from '../../shell/command.ts';
import { needs, refuseBoth } from '../../shell/inputs.ts';
import { fault, optional } from '../../shell/values.ts';
import { deviceAddressXml, parseDeviceAddress } from './device-address.ts';

const SOURCE_TYPES = ['', 'file', 'block', 'network'] as const;
type SourceType = (typeof SOURCE_TYPES)[number];

/** ` name='value'` for what is given. */
function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}='${escapeXml(value)}'`))
    .join('');
}

function isBlockDevice(path: string | undefined): boolean {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isBlockDevice() === true;
}

function sourceType(args: CommandArgs): Exclude<SourceType, ''> {
  const given = optional(args, 'sourcetype');
  const named = SOURCE_TYPES.find((type) => type === given);
  if (given !== undefined && named === undefined) throw fault(`Unknown source type: '${given}'`);
  const protocol = optional(args, 'source-protocol');
  const driver = optional(args, 'driver');
  const byPath = driver !== 'file' && driver !== 'tap' && isBlockDevice(optional(args, 'source')) ? 'block' : 'file';
  const type = named === undefined || named === '' ? (protocol === undefined ? byPath : 'network') : named;
  if ((type === 'network') !== (protocol !== undefined)) throw fault('--source-protocol option requires --sourcetype network');
  return type;
}

function hostXml(args: CommandArgs): string {
  const name = optional(args, 'source-host-name');
  const colon = name?.indexOf(':') ?? -1;
  const inside = attributes({
    transport: optional(args, 'source-host-transport'),
    socket: optional(args, 'source-host-socket'),
    name: colon < 0 ? name : name?.slice(0, colon),
    port: colon < 0 ? undefined : name?.slice(colon + 1),
  });
  return inside === '' ? '' : `    <host${inside}/>\n`;
}

function sourceXml(args: CommandArgs, type: Exclude<SourceType, ''>): string {
  const source = optional(args, 'source');
  if (type !== 'network') {
    const inside = attributes({ [type === 'file' ? 'file' : 'dev']: source });
    return inside === '' ? '' : `  <source${inside}/>\n`;
  }
  const inside = attributes({ protocol: optional(args, 'source-protocol'), name: source });
  const host = hostXml(args);
  return host === '' ? `  <source${inside}/>\n` : `  <source${inside}>\n${host}  </source>\n`;
}

/** Which addresses a target's name allows. */
const ADDRESS_KINDS: readonly (readonly [string, readonly string[], string])[] = [
  ['vd', ['pci', 'ccw'], 'expecting a pci:0000.00.00.00 or ccw:00.0.0000 address.'],
  ['sd', ['scsi', 'usb', 'sata'], 'expecting a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address.'],
  ['hd', ['ide'], 'expecting an ide:00.00.00 address.'],
];

function addressXml(args: CommandArgs, target: string): string {
  const given = optional(args, 'address');
  if (given === undefined) return '';
  const address = parseDeviceAddress(given);
  if (address === undefined) throw fault('Invalid address.');
  const kind = address.type === 'drive' ? address.bus : address.type;
  const rule = ADDRESS_KINDS.find(([prefix]) => target.startsWith(prefix));
  if (rule !== undefined && !rule[1].includes(kind)) throw fault(rule[2]);
  return `  ${deviceAddressXml(address, args.has('multifunction'))}\n`;
}

function checkOptions(args: CommandArgs): void {
  needs(
    args,
    ['source-host-name', 'source-protocol'],
    ['source-host-transport', 'source-protocol'],
    ['source-host-socket', 'source-protocol'],
    ['source-host-socket', 'source-host-transport'],
  );
  refuseBoth(args, ['source-host-name', 'source-host-socket']);
  for (const option of args.def.options) if (option.type === 'string' || option.type === 'data') if (option.name !== 'domain') optional(args, option.name);
}

/** The disk that `attach-disk` describes. @throws fault when its options do not fit together. */
export function diskXml(args: CommandArgs): string {
  checkOptions(args);
  const type = sourceType(args);
  const mode = optional(args, 'mode');
  if (mode !== undefined && mode !== 'readonly' && mode !== 'shareable') throw fault(`No support for ${mode} in command 'attach-disk'`);
  const wwn = optional(args, 'wwn');
  if (wwn !== undefined) checkWwn(wwn);
  const target = optional(args, 'target') ?? '';
  const driver = attributes({ name: optional(args, 'driver'), type: optional(args, 'subdriver'), iothread: optional(args, 'iothread'), cache: optional(args, 'cache'), io: optional(args, 'io') });
  const bus = optional(args, 'targetbus');
  const line = (value: string | undefined, make: (value: string) => string): string => (value === undefined ? '' : `  ${make(value)}\n`);
  return (
    `<disk type='${type}'${attributes({ device: optional(args, 'type') })}${args.has('rawio') ? " rawio='yes'" : ''}>\n` +
    (driver === '' ? '' : `  <driver${driver}/>\n`) +
    sourceXml(args, type) +
    `  <target dev='${escapeXml(target)}'${attributes({ bus })}/>\n` +
    line(mode, (value) => `<${value}/>`) +
    line(optional(args, 'serial'), (value) => `<serial>${escapeXml(value)}</serial>`) +
    line(optional(args, 'alias'), (value) => `<alias name='${escapeXml(value)}'/>`) +
    line(wwn, (value) => `<wwn>${escapeXml(value)}</wwn>`) +
    addressXml(args, target) +
    '</disk>\n'
  );
}

const WWN_DIGITS = 16;

function checkWwn(wwn: string): void {
  const digits = wwn.startsWith('0x') ? wwn.slice(2) : wwn;
  const length = /^[0-9a-fA-F]*/.exec(digits)?.[0].length ?? 0;
  if (length !== WWN_DIGITS || digits.length !== WWN_DIGITS) throw fault(`internal error: Malformed wwn: ${wwn}`);
}
