import type { Uuid } from '../api/refs.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { cloneXml } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import { parseUuid, randomUuid } from '../core/uuid.ts';
import { formatTree } from './tree-format.ts';
import { removeChildren, setChildText } from './tree-edit.ts';

/** How a definition is to be written. */
export interface DomainFormat {
  readonly inactive?: boolean;
  readonly secure?: boolean;
  readonly migratable?: boolean;
  /** Of the running machine; -1 or absent when it does not run. */
  readonly id?: number;
}

/** Reads a definition: its name, its UUID and its canonical text, secrets included. */
export function canonicalDomain(xml: string | XmlElement): { readonly name: string; readonly uuid: Uuid; readonly text: string } {
  const root = typeof xml === 'string' ? parseXml(xml, { url: '(domain_definition)' }).root : cloneXml(xml);
  if (root.name !== 'domain') throw libvirtError('xml', 'xml-error', `expecting root element of 'domain', not '${root.name}'`);
  const name = root.child('name')?.text ?? '';
  if (name === '') throw libvirtError('domain', 'no-name');
  const given = root.child('uuid');
  const uuid = given === undefined ? randomUuid() : parseUuid(given.text);
  if (uuid === undefined) throw libvirtError('domain', 'internal-error', 'malformed uuid element');
  setChildText(root, 'uuid', uuid);
  fillIn(root);
  return { name, uuid, text: formatTree(root, ORDER) };
}

/** The tree of a canonical text. */
export function readTree(text: string): XmlElement {
  return parseXml(text).root;
}

/** Writes a canonical text for somebody to read. */
export function formatDomain(text: string, format: DomainFormat): string {
  const root = readTree(text);
  if (format.inactive !== true && format.id !== undefined && format.id >= 0) root.setAttribute('id', String(format.id));
  if (format.secure !== true) for (const graphics of root.child('devices')?.elements('graphics') ?? []) graphics.removeAttribute('passwd');
  return formatTree(root, ORDER);
}

const ORDER = [
  'name', 'uuid', 'genid', 'title', 'description', 'metadata', 'maxMemory', 'memory', 'currentMemory', 'blkiotune', 'memtune', 'memoryBacking',
  'vcpu', 'vcpus', 'iothreads', 'iothreadids', 'cputune', 'numatune', 'resource', 'sysinfo', 'bootloader', 'os', 'idmap', 'features', 'cpu',
  'clock', 'on_poweroff', 'on_reboot', 'on_crash', 'pm', 'perf', 'devices', 'seclabel',
];

const UNITS: { readonly [unit: string]: bigint } = {
  b: 1n, bytes: 1n, kb: 1000n, k: 1024n, kib: 1024n, mb: 1000000n, m: 1n << 20n, mib: 1n << 20n, gb: 1000000000n, g: 1n << 30n, gib: 1n << 30n,
};

function fillIn(root: XmlElement): void {
  removeChildren(root, 'id');
  root.removeAttribute('id');
  for (const name of ['memory', 'currentMemory', 'maxMemory']) toKiB(root.child(name));
  if (root.child('currentMemory') === undefined) {
    setChildText(root, 'currentMemory', root.child('memory')?.text ?? '0');
    root.child('currentMemory')?.setAttribute('unit', 'KiB');
  }
  if (root.child('vcpu') === undefined) setChildText(root, 'vcpu', '1');
  root.child('vcpu')?.setAttribute('placement', root.child('vcpu')?.attribute('placement') ?? 'static');
  const type = root.find('os', 'type');
  if (type !== undefined && type.attribute('arch') === undefined) type.setAttribute('arch', 'i686');
  if (root.child('clock') === undefined) {
    setChildText(root, 'clock', '');
    root.child('clock')?.setAttribute('offset', 'utc');
  }
  for (const [name, action] of [['on_poweroff', 'destroy'], ['on_reboot', 'restart'], ['on_crash', 'destroy']] as const) {
    if (root.child(name) === undefined) setChildText(root, name, action);
  }
}

function toKiB(element: XmlElement | undefined): void {
  if (element === undefined) return;
  const bytes = BigInt(element.text.trim()) * (UNITS[(element.attribute('unit') ?? 'KiB').toLowerCase()] ?? 1024n);
  element.setAttribute('unit', 'KiB');
  element.children.splice(0, element.children.length, { kind: 'text', raw: String((bytes + 1023n) / 1024n) });
}
