import { z } from 'zod';
import { call } from './define.ts';
import { connectionId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** A pool that a machine's images can be in. */
export interface ImagePool {
  readonly name: string;
  /** libvirt's word: `dir`, `logical`, `rbd` … */
  readonly type: string;
  readonly availableBytes: number;
  /** Why no image can be made in it; undefined: it can. */
  readonly noNew: MessageKey | undefined;
}

/** An image of a pool. */
export interface PoolImage {
  readonly name: string;
  readonly path: string;
  /** libvirt's word: `qcow2`, `raw`, `iso`; undefined: the pool does not tell. */
  readonly format: string | undefined;
  readonly capacityBytes: number;
  readonly allocationBytes: number;
}

/** Who has an image. */
export interface ImageUse {
  readonly path: string;
  readonly machines: readonly string[];
}

const name = z.string().min(1).max(255);

/** The images that a host has for its machines' disks and drives. */
export const images = {
  /** The active pools whose images have paths; none where the host knows no pools. */
  pools: call<readonly ImagePool[]>()(z.strictObject({ connectionId })),
  /** The images of a pool, by name; `refresh`: the host looks what is there first. */
  list: call<readonly PoolImage[]>()(z.strictObject({ connectionId, pool: name, refresh: z.boolean().optional() })),
  /** The images that machines of the host have. */
  uses: call<readonly ImageUse[]>()(z.strictObject({ connectionId })),
  /** Makes an empty image that grows as it is written to. */
  create: call<PoolImage>()(z.strictObject({ connectionId, pool: name, name: name.regex(/^[^/\0]+$/), format: z.enum(['qcow2', 'raw']), sizeBytes: z.number().int().min(1024).max(2 ** 50) })),
} as const;
