import { z } from 'zod';
import { call } from './define.ts';
import { machineKey, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** What becomes of a disk in a clone: a copy of its own, a layer above the original's, the same disk, or none. */
export const cloneDiskWay = z.enum(['copy', 'linked', 'share', 'skip']);
/** What becomes of a disk in a clone. */
export type CloneDiskWay = z.infer<typeof cloneDiskWay>;

/** A disk or drive of the machine to clone. Sizes in bytes; undefined: not known. */
export interface CloneDisk {
  readonly target: string;
  readonly device: 'disk' | 'cdrom' | 'floppy' | 'lun';
  readonly source: string | undefined;
  readonly format: string | undefined;
  readonly capacityBytes: number | undefined;
  readonly allocationBytes: number | undefined;
  /** What can be done with it; the first is the best guess. */
  readonly ways: readonly CloneDiskWay[];
  /** Message key of why it cannot be copied, or undefined. */
  readonly noCopy: MessageKey | undefined;
}

/** What cloning a machine would be like. */
export interface ClonePlan {
  readonly name: string;
  /** The host clones by itself, or Vireo copies the disks and makes a new definition. */
  readonly by: 'host' | 'vireo';
  readonly disks: readonly CloneDisk[];
  /** Active pools that copies can be put into. */
  readonly pools: readonly { readonly name: string; readonly availableBytes: number }[];
  readonly nvram: boolean;
  /** It has an emulated TPM, which begins empty in the clone. */
  readonly tpm: boolean;
  /** cloud-init set the guest up: its instance id and its keys are the same in the clone. */
  readonly cloudInit: boolean;
}

/** Clones that Vireo makes where the host cannot by itself; `machines.clone` is for those that can. */
export const clones = {
  plan: call<ClonePlan>()(machineKey),
  /** Clones a machine that is off. Without `pool` a copy lies beside its original. Disks that are not named go the way of the plan. */
  make: call<TaskId>()(
    z.strictObject({
      machine: machineKey,
      name: z.string().min(1).max(200),
      disks: z.array(z.strictObject({ target: z.string().min(1).max(64), way: cloneDiskWay })).max(256),
      pool: z.string().min(1).max(200).optional(),
      keepMacs: z.boolean().optional(),
    }),
  ),
} as const;
