import { libvirtError } from '../../core/error-text.ts';
import { hasEntries, type SysinfoDef, type SysinfoEntries } from './sysinfo-def.ts';

/** Labels in dmidecode's output and the entry each becomes. */
type Labels = readonly (readonly [label: string, entry: string])[];

const BIOS: Labels = [['Vendor: ', 'vendor'], ['Version: ', 'version'], ['Release Date: ', 'date'], ['BIOS Revision: ', 'release']];
const SYSTEM: Labels = [
  ['Manufacturer: ', 'manufacturer'], ['Product Name: ', 'product'], ['Version: ', 'version'],
  ['Serial Number: ', 'serial'], ['UUID: ', 'uuid'], ['SKU Number: ', 'sku'], ['Family: ', 'family'],
];
const BASE_BOARD: Labels = [
  ['Manufacturer: ', 'manufacturer'], ['Product Name: ', 'product'], ['Version: ', 'version'],
  ['Serial Number: ', 'serial'], ['Asset Tag: ', 'asset'], ['Location In Chassis: ', 'location'],
];
const CHASSIS: Labels = [
  ['Manufacturer: ', 'manufacturer'], ['Version: ', 'version'], ['Serial Number: ', 'serial'],
  ['Asset Tag: ', 'asset'], ['SKU Number: ', 'sku'],
];
const PROCESSOR: Labels = [
  ['Socket Designation: ', 'socket_destination'], ['Type: ', 'type'], ['Family: ', 'family'],
  ['Manufacturer: ', 'manufacturer'], ['Signature: ', 'signature'], ['Version: ', 'version'],
  ['External Clock: ', 'external_clock'], ['Max Speed: ', 'max_speed'], ['Status: ', 'status'],
  ['Serial Number: ', 'serial_number'], ['Part Number: ', 'part_number'],
];
const MEMORY: Labels = [
  ['Size: ', 'size'], ['Form Factor: ', 'form_factor'], ['Locator: ', 'locator'], ['Bank Locator: ', 'bank_locator'],
  ['Type: ', 'type'], ['Type Detail: ', 'type_detail'], ['Speed: ', 'speed'], ['Manufacturer: ', 'manufacturer'],
  ['Serial Number: ', 'serial_number'], ['Part Number: ', 'part_number'],
];

/** Runs `dmidecode --dump --oem-string N` (N from 1): the raw string, which may contain line breaks. */
export type ReadOemString = (index: number) => string;

/**
 * Reads `dmidecode -q -t 0,1,2,3,4,11,17`. Each label is taken from its first appearance behind the section's
 * heading, even if that is in a later section: this is what libvirt prints, so hosts compare equal.
 */
export function parseDmidecode(text: string, readOemString: ReadOemString): SysinfoDef {
  return {
    bios: firstSection(text, 'BIOS Information', BIOS),
    system: firstSection(text, 'System Information', SYSTEM),
    baseBoards: sections(text, 'Base Board Information').map((at) => entriesFrom(text.slice(at + 22), BASE_BOARD)).filter(hasEntries),
    chassis: firstSection(text, 'Chassis Information', CHASSIS),
    oemStrings: oemStrings(text, readOemString),
    processors: sections(text, 'Processor Information').map((at) => entriesFrom(text.slice(at), PROCESSOR)),
    memories: sections(text, 'Memory Device').map((at) => memoryFrom(text.slice(at))),
  };
}

function firstSection(text: string, heading: string, labels: Labels): SysinfoEntries | undefined {
  const at = text.indexOf(heading);
  if (at === -1) return undefined;
  const entries = entriesFrom(text.slice(at), labels);
  return hasEntries(entries) ? entries : undefined;
}

function sections(text: string, heading: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(heading); at !== -1; at = text.indexOf(heading, at + heading.length)) found.push(at);
  return found;
}

function entriesFrom(section: string, labels: Labels): SysinfoEntries {
  return Object.fromEntries(labels.map(([label, entry]) => [entry, valueBehind(section, label)]));
}

function memoryFrom(section: string): SysinfoEntries {
  const size = valueBehind(section, 'Size: ');
  return size === 'No Module Installed' ? {} : entriesFrom(section, MEMORY);
}

/** The rest of the line behind a label without trailing blanks; undefined if there is no such line or it is blank. */
function valueBehind(text: string, label: string): string | undefined {
  const at = text.indexOf(label);
  if (at === -1) return undefined;
  const end = text.indexOf('\n', at);
  if (end === -1) return undefined;
  const value = text.slice(at + label.length, end).trimEnd();
  return value === '' ? undefined : value;
}

function oemStrings(text: string, readOemString: ReadOemString): string[] | undefined {
  const start = text.indexOf('OEM Strings');
  if (start === -1) return undefined;
  const values: string[] = [];
  let index = 1;
  for (let at = text.indexOf('String ', start); at !== -1; ) {
    const end = text.indexOf('\n', at);
    const found = /^String \d*:/.exec(end === -1 ? '' : text.slice(at, end));
    if (found === null) throw libvirtError('sysinfo', 'internal-error', 'Malformed output of dmidecode');
    const value = text.slice(at + found[0].length + 1, end).trimEnd();
    if (value !== '') {
      // dmidecode writes a line break as a dot, so a dot may be either: ask for the raw string.
      values.push(value.includes('.') ? readOemString(index) : value);
      index++;
    }
    at = text.indexOf('String ', end);
  }
  return values;
}
