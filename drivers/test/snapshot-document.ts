import { XmlWriter } from '../conf/lens/xml-writer.ts';
import { parseXml } from '../conf/xml/parse-xml.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import { libvirtError } from '../core/error-text.ts';
import { nowMicroseconds } from './clock.ts';
import { DomainConfig } from './domain-config.ts';
import type { SnapshotDisk, SnapshotLocation, SnapshotMoment } from './snapshot-moment.ts';
import { SNAPSHOT_STATES } from './snapshot-moment.ts';
import { formatTree } from './tree-format.ts';

const LOCATIONS = ['no', 'internal', 'external', 'manual'] as const;

const wrong = (message: string): Error => libvirtError('domain-snapshot', 'xml-error', message);

/** Reads a `<domainsnapshot>`; one that is redefined says itself when it was made and of what. */
export function readSnapshot(xml: string | XmlElement, redefine: boolean): SnapshotMoment {
  const root = typeof xml === 'string' ? parseXml(xml, { url: '(domain_snapshot)' }).root : xml;
  const local = root.name.slice(root.name.indexOf(':') + 1);
  if (local !== 'domainsnapshot') throw wrong(`expecting root element of 'domainsnapshot', not '${root.name}'`);
  const given = textOf(root, 'name');
  if (given === undefined && redefine) throw wrong('a redefined snapshot must have a name');
  const creationTime = redefine ? readCreationTime(root) : nowMicroseconds() / 1_000_000n;
  const state = redefine ? readState(root) : undefined;
  const memoryElement = root.child('memory');
  const memoryFile = memoryElement?.attribute('file');
  const offline = state === 'shutoff' || state === 'disk-snapshot';
  const memory = memoryLocation(memoryElement, redefine, offline);
  checkMemory(memory, memoryFile, offline);
  const domain = root.child('domain');
  return {
    name: given ?? String(creationTime),
    parentName: redefine ? root.find('parent', 'name')?.text : undefined,
    description: textOf(root, 'description'),
    creationTime,
    state,
    memory,
    memoryFile,
    disks: (root.child('disks')?.elements() ?? []).map(readDisk),
    config: redefine && domain?.attribute('type') !== undefined ? DomainConfig.parse(domain) : undefined,
  };
}

/** Writes a `<domainsnapshot>`. */
export function formatSnapshot(snapshot: SnapshotMoment, domainUuid: string, secure: boolean): string {
  const out = new XmlWriter();
  out.begin('domainsnapshot');
  out.textElement('name', snapshot.name);
  if (snapshot.description !== undefined) out.textElement('description', snapshot.description);
  if (snapshot.state !== undefined) out.textElement('state', snapshot.state);
  if (snapshot.parentName !== undefined) {
    out.begin('parent');
    out.textElement('name', snapshot.parentName);
    out.end('parent');
  }
  if (snapshot.creationTime !== 0n) out.textElement('creationTime', String(snapshot.creationTime));
  if (snapshot.memory !== undefined) {
    out.begin('memory');
    out.attribute('snapshot', snapshot.memory);
    if (snapshot.memoryFile !== undefined) out.attribute('file', snapshot.memoryFile);
    out.end('memory');
  }
  if (snapshot.disks.length > 0) {
    out.begin('disks');
    for (const disk of snapshot.disks) writeDisk(out, disk);
    out.end('disks');
  }
  if (snapshot.config !== undefined) {
    out.raw(snapshot.config.format({ inactive: true, secure }));
  } else {
    out.begin('domain');
    out.textElement('uuid', domainUuid);
    out.end('domain');
  }
  out.end('domainsnapshot');
  return out.toString();
}

function textOf(root: XmlElement, name: string): string | undefined {
  const text = root.child(name)?.text;
  return text === '' ? undefined : text;
}

function readCreationTime(root: XmlElement): bigint {
  const text = root.child('creationTime')?.text.trim() ?? '';
  if (!/^-?\d+$/.test(text)) throw libvirtError('domain-snapshot', 'internal-error', 'missing creationTime from existing snapshot');
  return BigInt(text);
}

function readState(root: XmlElement): string {
  const word = textOf(root, 'state');
  if (word === undefined) throw wrong('missing state from existing snapshot');
  const state = SNAPSHOT_STATES.find((each) => each === word);
  if (state === undefined || state === 'nostate') {
    throw libvirtError('domain-snapshot', 'config-unsupported', `Invalid state '${word}' in domain snapshot XML`);
  }
  return state;
}

function readLocation(element: XmlElement): SnapshotLocation | undefined {
  const word = element.attribute('snapshot');
  if (word === undefined) return undefined;
  const location = LOCATIONS.find((each) => each === word);
  if (location === undefined) {
    throw libvirtError('none', 'xml-error', `Invalid value for attribute 'snapshot' in element '${element.name}': '${word}'.`);
  }
  return location;
}

function memoryLocation(element: XmlElement | undefined, redefine: boolean, offline: boolean): SnapshotLocation | undefined {
  const location = element === undefined ? undefined : readLocation(element);
  if (location === 'manual') throw wrong("'manual' memory snapshot mode not supported");
  if (location !== undefined) return location;
  if (element?.attribute('file') !== undefined) return 'external';
  if (!redefine) return undefined;
  return offline ? 'no' : 'internal';
}

function checkMemory(memory: SnapshotLocation | undefined, file: string | undefined, offline: boolean): void {
  if (file !== undefined && memory !== 'external') throw wrong(`memory filename '${file}' requires external snapshot`);
  if (file === undefined && memory === 'external') throw wrong('external memory snapshots require a filename');
  if (offline && memory !== undefined && memory !== 'no') throw wrong('memory state cannot be saved with offline or disk-only snapshot');
  if (file !== undefined && !file.startsWith('/')) throw wrong(`memory snapshot file path (${file}) must be absolute`);
}

function readDisk(element: XmlElement): SnapshotDisk {
  const name = element.attribute('name');
  if (name === undefined) throw libvirtError('domain-snapshot', 'internal-error', 'missing name from disk snapshot element');
  const type = element.attribute('type') ?? 'file';
  if (type === 'volume' || type === 'dir') throw wrong(`unsupported disk snapshot type '${type}'`);
  const path = element.child('source')?.attribute('file') ?? element.child('source')?.attribute('dev');
  if (path !== undefined && !path.startsWith('/')) throw wrong(`disk snapshot image path '${path}' must be absolute`);
  const parts = element.elements().filter((part) => part.name === 'driver' || part.name === 'source');
  const location = readLocation(element) ?? (parts.length > 0 ? 'external' : undefined);
  return { name, location, type, parts };
}

function writeDisk(out: XmlWriter, disk: SnapshotDisk): void {
  out.begin('disk');
  out.attribute('name', disk.name);
  if (disk.location !== undefined) out.attribute('snapshot', disk.location);
  if (disk.parts.length > 0) out.attribute('type', disk.type);
  for (const name of ['driver', 'source']) {
    const part = disk.parts.find((each) => each.name === name);
    if (part !== undefined) out.raw(formatTree(part));
  }
  out.end('disk');
}
