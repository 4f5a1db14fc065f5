import type { DomainConfig } from './domain-config.ts';
import type { Moment } from '../core/moment-list.ts';

/** What a checkpoint does with one disk. */
export interface CheckpointDisk {
  readonly name: string;
  readonly type: 'no' | 'bitmap';
  readonly bitmap: string | undefined;
}

/** A checkpoint of a machine: a point from which changed blocks are tracked. */
export interface CheckpointMoment extends Moment {
  readonly name: string;
  parentName: string | undefined;
  readonly description: string | undefined;
  /** Seconds since 1970. */
  readonly creationTime: bigint;
  readonly disks: readonly CheckpointDisk[];
  readonly config: DomainConfig | undefined;
}
