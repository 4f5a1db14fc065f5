import { z } from 'zod';
import type { VirErrorInfo } from '../../drivers/api/errors.ts';
import { call } from './define.ts';
import { machineKey, taskId, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

const id = z.string().min(1).max(300);

/**
 * One change in a draft. `set` gives a field of an item a value, `add` makes an item out of a template, `xml` replaces a device by its own text.
 * `remove` takes a disk's image with it where it says so. Values are text: numbers in decimal, toggles `yes` or nothing, lists one entry a line.
 */
export const hardwareEdit = z.union([
  z.strictObject({ op: z.literal('set'), item: id, field: id, value: z.string().max(100_000) }),
  z.strictObject({ op: z.literal('add'), item: id.regex(/^new-\d+$/), template: id }),
  z.strictObject({ op: z.literal('remove'), item: id, image: z.literal('delete').optional() }),
  z.strictObject({ op: z.literal('xml'), item: id, xml: z.string().max(1_000_000) }),
]);
/** One change in a draft. */
export type HardwareEdit = z.infer<typeof hardwareEdit>;

/** A choice of a field; without a key for its label the value speaks for itself. */
export interface FieldOption {
  readonly value: string;
  readonly label: MessageKey | undefined;
  /** What the host calls it, behind or instead of its value. */
  readonly text: string | undefined;
}

/** A line of a form. */
export interface HardwareField {
  readonly key: string;
  readonly label: MessageKey;
  /** `combo`: text with suggestions; `lines`: one entry a line; `order`: chosen options in an order, one a line; `note`: only to read. */
  readonly kind: 'text' | 'password' | 'number' | 'select' | 'combo' | 'toggle' | 'lines' | 'order' | 'note';
  readonly value: string;
  /** What it was before it was edited; undefined: it was not. */
  readonly was: string | undefined;
  readonly options: readonly FieldOption[];
  /** Unit of a number, as it is written: `MiB`. */
  readonly unit: string | undefined;
  /** The fold that it stands in; undefined: always in sight. */
  readonly group: MessageKey | undefined;
  readonly help: MessageKey | undefined;
  /** Why it cannot be changed; undefined: it can. */
  readonly disabledReason: MessageKey | undefined;
  /** What is wrong with its value; nothing is applied while anything is. */
  readonly problem: MessageKey | undefined;
  /** A change of it can count at once while the machine runs. */
  readonly canLive: boolean;
  /** What a running machine has now, where that differs from what is stored. */
  readonly live: string | undefined;
}

/** A line of the list of devices: a device, or a side of the machine itself. */
export interface HardwareItem {
  readonly id: string;
  readonly kind: string;
  readonly label: MessageKey;
  readonly name: string;
  readonly icon: string;
  /** Words and figures that tell it apart: `virtio, qcow2`. */
  readonly summary: string;
  readonly state: 'same' | 'edited' | 'new' | 'removed';
  readonly fields: readonly HardwareField[];
  /** The device's own text; undefined: it is a side of the machine. */
  readonly xml: string | undefined;
  readonly removeReason: MessageKey | undefined;
  readonly canRemove: boolean;
}

/** Something that can be added. */
export interface HardwareTemplate {
  readonly id: string;
  readonly label: MessageKey;
  readonly icon: string;
  readonly disabledReason: MessageKey | undefined;
}

/** A change as a person reads it. */
export interface HardwareChange {
  readonly item: string;
  readonly label: MessageKey;
  readonly name: string;
  readonly what: 'set' | 'add' | 'remove' | 'xml';
  readonly field: { readonly key: string; readonly label: MessageKey; readonly unit: string | undefined; readonly before: string; readonly after: string } | undefined;
  /** The image that goes with a removed disk. */
  readonly image?: string;
  /** It can count at once while the machine runs. */
  readonly live: boolean;
}

/** What a draft looks like with its edits. */
export interface HardwareView {
  readonly draft: string;
  readonly running: boolean;
  /** Why nothing can be changed; undefined: it can. */
  readonly refused: MessageKey | undefined;
  /** Why nothing can be changed in what runs; undefined: it can. */
  readonly liveRefused: MessageKey | undefined;
  readonly items: readonly HardwareItem[];
  readonly templates: readonly HardwareTemplate[];
  readonly changes: readonly HardwareChange[];
  /** Changes that were made before and wait for the next start. */
  readonly waiting: readonly HardwareChange[];
  readonly before: string;
  readonly after: string;
  /** Edits that no longer fit what is on the host. */
  readonly lost: number;
}

/** What came of one part that was to count at once. */
export interface HardwareOutcome {
  readonly path: string;
  readonly outcome: 'done' | 'asked' | 'failed';
  readonly error: VirErrorInfo | undefined;
}

/** What came of applying a draft. */
export type HardwareResult =
  | { readonly kind: 'applied'; readonly stored: boolean; /** Somebody else's changes were kept beside these. */ readonly merged: boolean; readonly live: readonly HardwareOutcome[]; /** Changes that wait for the next start. */ readonly waits: number; /** Paths of parts that the host has not kept. */ readonly dropped: readonly string[] }
  /** Changed on the host meanwhile in the same parts; nothing was done. */
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }
  /** Wanted at once, and none of it can be; nothing was done. */
  | { readonly kind: 'needs-restart' };

/** Where changes go. */
export const hardwareMode = z.enum(['live', 'next-start', 'both']);
/** Where changes go. */
export type HardwareMode = z.infer<typeof hardwareMode>;

const edits = z.array(hardwareEdit).max(2000);

/** A machine's hardware: edited in drafts, so that nothing changes before it is applied. */
export const hardware = {
  /** Opens a draft of what the host has now, with edits that were made on an older one. */
  open: call<HardwareView>()(z.strictObject({ machine: machineKey, edits })),
  /** What a draft looks like with these edits, all of them. */
  change: call<HardwareView>()(z.strictObject({ draft: id, edits })),
  /** Whether the host has still what the draft was made of. */
  isCurrent: call<boolean>()(z.strictObject({ draft: id })),
  /** Does the changes, as a task. The draft is spent afterwards, unless its outcome says that nothing was done. */
  apply: call<TaskId>()(z.strictObject({ draft: id, edits, mode: hardwareMode })),
  /** Waits for the end of such a task, and says what came of it; fails as the task did where nothing can be said. */
  outcome: call<HardwareResult>()(z.strictObject({ task: taskId })),
} as const;
