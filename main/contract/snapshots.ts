import { z } from 'zod';
import { call } from './define.ts';
import { machineKey, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** Where a snapshot keeps a disk or the memory: inside the image, in a file of its own, by the storage itself, or not at all. */
export type SnapshotPlace = 'internal' | 'external' | 'manual' | 'none';

/** What a snapshot has of one disk. */
export interface SnapshotDiskFacts {
  readonly target: string;
  readonly place: SnapshotPlace;
  /** The file that takes what was written since, where there is one. */
  readonly source: string | undefined;
  readonly sizeBytes: number | undefined;
}

/** A snapshot of a machine. */
export interface SnapshotFacts {
  readonly name: string;
  readonly description: string | undefined;
  /** Milliseconds since 1970; undefined where the host does not say. */
  readonly takenMs: number | undefined;
  readonly parent: string | undefined;
  /** What runs now goes back to this one. */
  readonly isCurrent: boolean;
  /** What the machine did then, and so does again after going back to it. */
  readonly state: 'running' | 'paused' | 'off' | 'disks-only' | 'unknown';
  readonly memory: SnapshotPlace;
  readonly disks: readonly SnapshotDiskFacts[];
  /** What it takes on the host; undefined where nobody can tell. */
  readonly sizeBytes: number | undefined;
  readonly hasPicture: boolean;
}

/** How a snapshot is taken. `whole`: as the host does it by itself, with the memory of a running machine; `disks`: only the disks; `files`: disks and memory into files of their own. */
export const snapshotMode = z.enum(['whole', 'disks', 'files']);
/** How a snapshot is taken. */
export type SnapshotMode = z.infer<typeof snapshotMode>;

/** The snapshots of a machine, the oldest first. */
export interface SnapshotList {
  readonly snapshots: readonly SnapshotFacts[];
  /** Ways to take one now. */
  readonly modes: readonly SnapshotMode[];
  /** Whether the system inside can hold its file systems still meanwhile. */
  readonly canQuiesce: boolean;
  /** Why none can be taken, gone back to, deleted or described; undefined: it can. */
  readonly refused: { readonly [Verb in 'take' | 'revert' | 'delete' | 'describe']: MessageKey | undefined };
}

const name = z.string().min(1).max(200);
const one = z.strictObject({ machine: machineKey, name });

/** Snapshots of machines. */
export const snapshots = {
  list: call<SnapshotList>()(machineKey),
  /** The screen when the snapshot was taken here, as PNG. */
  picture: call<Uint8Array | undefined>()(one),
  /** The machine's document then and now, for comparing. */
  documents: call<{ readonly then: string | undefined; readonly now: string }>()(one),
  take: call<TaskId>()(z.strictObject({ machine: machineKey, name, description: z.string().max(4096), mode: snapshotMode, quiesce: z.boolean() })),
  /** Goes back to a snapshot; `safety` names one that is taken of now before. */
  revert: call<TaskId>()(z.strictObject({ machine: machineKey, name, safety: name.optional(), run: z.enum(['as-then', 'running', 'paused']) })),
  delete: call<TaskId>()(z.strictObject({ machine: machineKey, name, children: z.boolean() })),
  describe: call<void>()(z.strictObject({ machine: machineKey, name, description: z.string().max(4096) })),
} as const;
