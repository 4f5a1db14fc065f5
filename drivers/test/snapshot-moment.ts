import type { DomainConfig } from './domain-config.ts';
import type { Moment } from '../core/moment-list.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';

/** Where a snapshot keeps something: `no` is nowhere. */
export type SnapshotLocation = 'no' | 'internal' | 'external' | 'manual';

/** What a snapshot does with one disk. */
export interface SnapshotDisk {
  readonly name: string;
  readonly location: SnapshotLocation | undefined;
  /** Type of the source, with its `<driver>` and `<source>`; undefined when the document says nothing of it. */
  readonly type: string;
  readonly parts: readonly XmlElement[];
}

/** A snapshot of a machine. */
export interface SnapshotMoment extends Moment {
  readonly name: string;
  parentName: string | undefined;
  readonly description: string | undefined;
  /** Seconds since 1970. */
  readonly creationTime: bigint;
  /** The machine's state as a word, or `disk-snapshot`; undefined in a document that does not say. */
  readonly state: string | undefined;
  readonly memory: SnapshotLocation | undefined;
  readonly memoryFile: string | undefined;
  readonly disks: readonly SnapshotDisk[];
  /** The machine as it was; undefined in old metadata without it. */
  readonly config: DomainConfig | undefined;
}

/** The states that a snapshot's document may name. */
export const SNAPSHOT_STATES = ['nostate', 'running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'pmsuspended', 'disk-snapshot'] as const;

/** Whether any of it lies outside the machine's own images. */
export function isExternal(snapshot: SnapshotMoment): boolean {
  return snapshot.memory === 'external' || snapshot.disks.some(({ location }) => location === 'external');
}
