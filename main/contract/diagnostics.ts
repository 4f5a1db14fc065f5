import { z } from 'zod';
import { call, stream } from './define.ts';

/** One thing that the self-test of a host has looked at. */
export interface SelfTestResult {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Proof that the wire between a window and the application works; used by `--self-test`. */
export const diagnostics = {
  /** Answers what it was given. */
  echo: call<{ readonly text: string; readonly bytes: Uint8Array }>()(z.strictObject({ text: z.string().max(65_536), bytes: z.instanceof(Uint8Array) })),
  /** Sends every piece back. */
  echoStream: stream<Record<string, never>>()(z.strictObject({})),
  /** What the page found out about itself. */
  report: call<void>()(z.strictObject({ results: z.array(z.strictObject({ name: z.string().max(64), ok: z.boolean(), detail: z.string().max(1024) })).max(64) })),
} as const;
