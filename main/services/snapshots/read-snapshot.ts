import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import type { XmlElement } from '../../../drivers/conf/xml/xml-tree.ts';
import type { SnapshotDiskFacts, SnapshotFacts, SnapshotPlace } from '../../contract/snapshots.ts';

/** What a snapshot's document says. */
export interface ReadSnapshot extends Omit<SnapshotFacts, 'isCurrent' | 'hasPicture' | 'sizeBytes'> {
  /** Where its memory lies, if in a file. */
  readonly memoryFile: string | undefined;
}

const STATES: Readonly<Record<string, SnapshotFacts['state']>> = {
  running: 'running', blocked: 'running', paused: 'paused', shutoff: 'off', shutdown: 'off', crashed: 'off', pmsuspended: 'paused', 'disk-snapshot': 'disks-only',
};

/** Reads `<domainsnapshot>` as far as the window shows it. @throws xml-error */
export function readSnapshot(xml: string): ReadSnapshot {
  const { root } = parseXml(xml, { url: '(domain_snapshot)' });
  const seconds = Number(root.child('creationTime')?.text.trim() ?? '');
  const state = STATES[root.child('state')?.text.trim() ?? ''] ?? 'unknown';
  const disks = (root.child('disks')?.elements('disk') ?? []).map(diskOf);
  const memory = placeOf(root.child('memory')?.attribute('snapshot')) ?? (state === 'running' || state === 'paused' ? 'internal' : 'none');
  return {
    name: root.child('name')?.text ?? '',
    description: root.child('description')?.text.trim() || undefined,
    takenMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
    parent: root.find('parent', 'name')?.text,
    state,
    memory,
    memoryFile: root.child('memory')?.attribute('file'),
    disks,
  };
}

/** The machine's document inside a snapshot's, as it would stand alone. */
export function domainInside(xml: string): string | undefined {
  const domain = parseXml(xml, { url: '(domain_snapshot)' }).root.child('domain');
  return domain === undefined ? undefined : serializeXml(domain).replace(/^ {2}/gm, '');
}

function diskOf(disk: XmlElement): SnapshotDiskFacts {
  const source = disk.child('source');
  return {
    target: disk.attribute('name') ?? '',
    place: placeOf(disk.attribute('snapshot')) ?? 'none',
    source: source?.attribute('file') ?? source?.attribute('dev') ?? source?.attribute('name'),
    sizeBytes: undefined,
  };
}

function placeOf(word: string | undefined): SnapshotPlace | undefined {
  switch (word) {
    case 'internal':
    case 'external':
    case 'manual':
      return word;
    case 'no':
      return 'none';
    default:
      return undefined;
  }
}
