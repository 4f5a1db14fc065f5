import { createHash } from 'node:crypto';
import type { Uuid } from '../api/refs.ts';
import { uuidFromBytes } from '../core/uuid.ts';

/** The UUID that libvirt makes of a host's name for something that has none: its MD5. */
export function hashUuid(text: string): Uuid {
  return uuidFromBytes(createHash('md5').update(text).digest());
}
