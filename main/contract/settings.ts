import { z } from 'zod';
import { call, event } from './define.ts';
import { nothing } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** What the application remembers about how it looks and behaves. Unknown keys of a newer version are kept. */
export const settingsValue = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  /** BCP 47; `en-XA` is the pseudo-locale, `ar-XB` the one from right to left. */
  locale: z.string().max(35).optional(),
  statsIntervalMs: z.number().int().min(1000).max(60_000).optional(),
  confirmForceOff: z.boolean().optional(),
  /** The system says when something long is done or has failed while the window is not in front. */
  notifyTasks: z.boolean().optional(),
  favourites: z.array(z.string().max(200)).max(1000).optional(),
  /** The window's own memory: widths, columns, open tabs; one JSON text a key. */
  layout: z.record(z.string().max(64), z.string().max(65_536)).optional(),
});
/** The settings; an absent key means its default. */
export type Settings = z.infer<typeof settingsValue>;

/** Facts about the program itself. */
export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'browser';
  readonly platform: string;
  /** Things to tell once at the start: message keys with values (a damaged settings file was put aside …). */
  readonly notices: readonly { readonly key: MessageKey; readonly values: Readonly<Record<string, string>> }[];
}

/** Settings and facts of the application. */
export const settings = {
  info: call<AppInfo>()(nothing),
  watch: event<Settings>()(nothing),
  /** Changes what is given; written atomically. */
  update: call<void>()(settingsValue),
} as const;
