import { z } from 'zod';
import { call } from './define.ts';
import { nothing } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** Something that was done, as it was written down. */
export interface AuditRecord {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Who ran Vireo. */
  readonly user: string;
  /** The contract's name of what was asked for: `machines.delete`. */
  readonly command: string;
  /** What it was asked with; passwords and the like are left out, long texts are cut. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Names of the machines and hosts that it was done to. */
  readonly machines: readonly string[];
  readonly hosts: readonly string[];
  /** `started`: its task has not ended, or nobody was there to see it end. */
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'started';
  /** The host's words. */
  readonly error: string | undefined;
  readonly endedMs: number | undefined;
  /** The task's title with its values, where it was a task. */
  readonly title: MessageKey | undefined;
  readonly values: Readonly<Record<string, string>>;
}

/** What was done to what, by which command. Kept in the data folder, the oldest dropped when it grows too big. */
export const audit = {
  /** The newest first; of those only that contain all words of `text` (name, command, host, error). */
  read: call<{ readonly records: readonly AuditRecord[]; readonly more: boolean; readonly file: string }>()(z.strictObject({ text: z.string().max(200).optional(), limit: z.number().int().min(1).max(5000) })),
  /** All of it as JSON lines, the oldest first. */
  export: call<Uint8Array>()(nothing),
} as const;
