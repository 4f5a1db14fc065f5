import { z } from 'zod';
import type { Place } from '../../drivers/api/extras.ts';
import { call, event } from './define.ts';
import { nothing, type ConnectionId, type MachineKey } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** A machine's state as the window words it. */
export type MachineState = 'running' | 'paused' | 'off' | 'busy' | 'crashed' | 'unknown';

/** What can be done with a machine. */
export type MachineVerb =
  | 'start'
  | 'resume'
  | 'pause'
  | 'shutdown'
  | 'reboot'
  | 'cycle'
  | 'reset'
  | 'nmi'
  | 'forceOff'
  | 'save'
  | 'dropSave'
  | 'autostart'
  | 'delete'
  | 'openConsole'
  | 'changeMedia'
  | 'screenshot'
  | 'clone'
  | 'relocate'
  | 'snapshot'
  | 'consolidate'
  | 'template'
  | 'tags'
  | 'protect'
  | 'rename';

/** How far a machine is that was made to be installed later. */
export type InstallMark = 'pending' | 'begun';

/** Whether a verb may be used now; a no says why in people's words (a message key of the catalogue with its values). */
export interface VerbState {
  readonly enabled: boolean;
  /** Message key for the tool tip when not enabled. */
  readonly reason?: MessageKey;
  readonly values?: Readonly<Record<string, string>>;
}

/** What can be done with a machine now. Many machines share one set. */
export type VerbSet = Readonly<Record<MachineVerb, VerbState>>;

/** Where a machine is on a host that manages many. */
export interface RowPlacement {
  /** The innermost place of {@link ConnectionPlaces} that it is in. */
  readonly place: string | undefined;
  /** Name of the host that it is on, where its connection has more than one. */
  readonly host: string | undefined;
  /** Names of the folders that it is kept in, with `/` between them. */
  readonly folder: string | undefined;
  readonly isTemplate: boolean;
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
  readonly stateDetail: MessageKey | undefined;
  readonly persistent: boolean;
  readonly autostart: boolean | undefined;
  readonly hasManagedSave: boolean;
  readonly vcpus: number;
  readonly memoryKiB: number;
  /** The connection does not answer: this is what was known last. */
  readonly stale: boolean;
  readonly verbs: VerbSet;
  readonly tags: readonly string[];
  readonly address: string | undefined;
  /** Absent where the connection is one host, and that is all. */
  readonly placement?: RowPlacement;
  /** Must not be deleted or forced off. */
  readonly isProtected?: boolean;
  /** Name of its picture, one of {@link MACHINE_ICONS} or of a later Vireo's. */
  readonly icon?: string;
  /** Its system is still to be installed, or its installer was started and nobody has said that it is done. */
  readonly install?: InstallMark | undefined;
  /** It waits for an answer: names the question, which `machines.question` tells. */
  readonly question?: string;
}

/** Pictures that a machine can be given. Data table: append freely. */
export const MACHINE_ICONS = ['server', 'desktop', 'laptop', 'database', 'web', 'mail', 'router', 'firewall', 'storage', 'backup', 'lab', 'tools', 'media', 'game', 'home', 'cloud', 'box', 'star'] as const;

/** A {@link MachineRow} as it travels: the number of its set of verbs instead of the set, which is told once. */
export type WireMachineRow = Omit<MachineRow, 'verbs'> & { readonly verbSet: number };

/** A set of verbs with its number, told before the first row that has it. */
export interface NumberedVerbSet {
  readonly id: number;
  readonly verbs: VerbSet;
}

/**
 * What changed since the message before. A gap in `seq` means: subscribe anew. A big list comes as a snapshot of its
 * first rows and deltas with the others. {@link readRows} makes rows of it.
 */
export type InventoryMessage =
  | { readonly kind: 'snapshot'; readonly epoch: number; readonly seq: number; readonly verbSets: readonly NumberedVerbSet[]; readonly rows: readonly WireMachineRow[] }
  | {
      readonly kind: 'delta';
      readonly epoch: number;
      readonly seq: number;
      readonly verbSets: readonly NumberedVerbSet[];
      readonly changed: readonly WireMachineRow[];
      readonly removed: readonly number[];
    };

/** A connection's totals for the status bar and the tree. */
export interface InventoryCounts {
  readonly connectionId: ConnectionId;
  readonly total: number;
  readonly running: number;
}

/** The places of one connection: datacenters, folders, clusters, hosts, resource pools. */
export interface ConnectionPlaces {
  readonly connectionId: ConnectionId;
  readonly places: readonly Place[];
}

/** The rows of a message; `sets` keeps the sets of verbs of one subscription: give the same map with every message. */
export function readRows(message: InventoryMessage, sets: Map<number, VerbSet>): readonly MachineRow[] {
  for (const { id, verbs } of message.verbSets) sets.set(id, verbs);
  const rows = message.kind === 'snapshot' ? message.rows : message.changed;
  return rows.map(({ verbSet, ...row }) => {
    const verbs = sets.get(verbSet);
    if (verbs === undefined) throw new Error(`inventory: unknown set of verbs ${verbSet}`);
    return { ...row, verbs };
  });
}

/** The one list of machines over all connections. */
export const inventory = {
  /** A snapshot first, then deltas. */
  watch: event<InventoryMessage>()(nothing),
  /** The trees of the connections that have one, all whenever one changes. */
  watchPlaces: event<readonly ConnectionPlaces[]>()(nothing),
  /** These rows are on the screen: what their documents say (titles) is read first. */
  show: call<void>()(z.strictObject({ rows: z.array(z.number().int().min(0)).max(1000) })),
} as const;
