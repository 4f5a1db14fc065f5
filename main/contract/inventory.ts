import { event } from './define.ts';
import { nothing, type ConnectionId, type MachineKey } from './ids.ts';

/** A machine's state as the window words it. */
export type MachineState = 'running' | 'paused' | 'off' | 'busy' | 'crashed' | 'unknown';

/** What can be done with a machine. */
export type MachineVerb =
  | 'start'
  | 'resume'
  | 'pause'
  | 'shutdown'
  | 'reboot'
  | 'reset'
  | 'forceOff'
  | 'save'
  | 'dropSave'
  | 'autostart'
  | 'delete'
  | 'openConsole'
  | 'changeMedia'
  | 'screenshot';

/** Whether a verb may be used now; a no says why in people's words (a message key of the catalogue with its values). */
export interface VerbState {
  readonly enabled: boolean;
  /** Message key for the tool tip when not enabled. */
  readonly reason?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** One machine in lists. Figures that move come by the statistics, not here. */
export interface MachineRow extends MachineKey {
  /** Dense number, never used again; the index into the columns of statistics. */
  readonly row: number;
  readonly name: string;
  /** The document's title, if it has one. */
  readonly title: string | undefined;
  readonly state: MachineState;
  /** Message key of a finer word for the state (`state.saved`, `state.starting`), or undefined. */
  readonly stateDetail: string | undefined;
  readonly persistent: boolean;
  readonly autostart: boolean | undefined;
  readonly hasManagedSave: boolean;
  readonly vcpus: number;
  readonly memoryKiB: number;
  /** The connection does not answer: this is what was known last. */
  readonly stale: boolean;
  readonly verbs: Readonly<Record<MachineVerb, VerbState>>;
  readonly tags: readonly string[];
  readonly address: string | undefined;
}

/** What changed since the message before. A gap in `seq` means: subscribe anew. */
export type InventoryMessage =
  | { readonly kind: 'snapshot'; readonly epoch: number; readonly seq: number; readonly rows: readonly MachineRow[] }
  | {
      readonly kind: 'delta';
      readonly epoch: number;
      readonly seq: number;
      readonly changed: readonly MachineRow[];
      readonly removed: readonly number[];
    };

/** A connection's totals for the status bar and the tree. */
export interface InventoryCounts {
  readonly connectionId: ConnectionId;
  readonly total: number;
  readonly running: number;
}

/** The one list of machines over all connections. */
export const inventory = {
  /** A snapshot first, then deltas. */
  watch: event<InventoryMessage>()(nothing),
} as const;
