import type { Disposable } from './connection.ts';
import type { DomainEvent } from './events.ts';
import type { CallOptions, TypedParameter } from './records.ts';
import type { DomainRef } from './refs.ts';

/** A call that may take minutes, and says how far it is. */
export interface LongCallOptions extends CallOptions {
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a place of an inventory is. `pool` is a share of a host's or cluster's processors and memory. */
export type PlaceKind = 'datacenter' | 'folder' | 'cluster' | 'host' | 'pool';

/** A place where machines are: part of the tree of a hypervisor that manages many hosts. */
export interface Place {
  /** Unique on its connection; the hypervisor's own word for it. */
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  /** The place that it is in; undefined: the top. */
  readonly parent: string | undefined;
}

/** Where one machine is, and how it is labelled. */
export interface Placement {
  readonly dom: DomainRef;
  /** The innermost place of {@link PlacesMethods.listPlaces} that it is in. */
  readonly place: string | undefined;
  /** Name of the host that it is on, where the connection has more than one. */
  readonly host: string | undefined;
  /** Names of the folders that people keep it in, outermost first. */
  readonly folder: readonly string[];
  /** Labels that people gave it: a word, or `name=value`. */
  readonly tags: readonly string[];
  readonly isTemplate: boolean;
}

/** What changed: all places, or one machine's placement. Machines that are gone are told by the domain events. */
export type PlacesChange = { readonly kind: 'places'; readonly places: readonly Place[] } | { readonly kind: 'placement'; readonly placement: Placement };

/** The inventory tree of a hypervisor that manages many hosts. */
export interface PlacesMethods {
  /** All places that the connection sees, in no order. */
  listPlaces: (options?: CallOptions) => Promise<readonly Place[]>;
  /** All machines' placements in one answer. */
  listPlacements: (options?: CallOptions) => Promise<readonly Placement[]>;
  /** Tells every change from now on. */
  watch: (listener: (change: PlacesChange) => void) => Promise<Disposable>;
}

/** One of a question's answers. */
export interface QuestionChoice {
  /** What {@link QuestionsMethods.answer} takes. */
  readonly key: string;
  readonly label: string;
  readonly isDefault: boolean;
}

/** A machine does not go on until somebody answers this. */
export interface MachineQuestion {
  readonly dom: DomainRef;
  /** Unique on its machine. */
  readonly id: string;
  readonly text: string;
  readonly choices: readonly QuestionChoice[];
}

/** Questions that machines wait with. */
export interface QuestionsMethods {
  /** All that are open now. */
  listAll: (options?: CallOptions) => Promise<readonly MachineQuestion[]>;
  /**
   * Answers one with the key of a choice.
   *
   * @throws operation-invalid when the machine does not ask this (any more), invalid-arg when there is no such choice.
   */
  answer: (dom: DomainRef, id: string, choice: string, options?: CallOptions) => Promise<void>;
  /** Tells of a machine that begins to wait, or (undefined) that goes on. */
  watch: (listener: (dom: DomainRef, question: MachineQuestion | undefined) => void) => Promise<Disposable>;
}

/** How a machine is cloned. */
export interface CloneRequest {
  readonly name: string;
  /** A place that machines run in (cluster, host or pool); undefined: where the original is. */
  readonly place?: string;
  /** The clone shares the disks of the original's newest snapshot and holds only what differs; both live and die together. */
  readonly linked?: boolean;
  /** The clone shall be a template. */
  readonly template?: boolean;
}

/** Copies and moves that the hypervisor does by itself, disks included. */
export interface CopiesMethods {
  /** Clones a machine or template; resolves when the clone is there. The signal cancels it. */
  clone: (dom: DomainRef, request: CloneRequest, options?: LongCallOptions) => Promise<DomainRef>;
  /** Moves a machine to another place, running or not. The signal cancels it. */
  relocate: (dom: DomainRef, place: string, options?: LongCallOptions) => Promise<void>;
  /** Makes a template of a machine, which cannot be started then, or a machine again. */
  setTemplate: (dom: DomainRef, template: boolean, options?: CallOptions) => Promise<void>;
}

/** Disks that snapshots have left in pieces, and joining them. */
export interface ConsolidationMethods {
  /** Whether the hypervisor says that a machine's disks should be joined. */
  isNeeded: (dom: DomainRef, options?: CallOptions) => Promise<boolean>;
  /** Joins them, while the machine runs or not. The signal cancels it where the hypervisor can. */
  consolidate: (dom: DomainRef, options?: LongCallOptions) => Promise<void>;
}

/** How well a part of a host is. `unknown`: it does not say. */
export type HealthState = 'ok' | 'warning' | 'critical' | 'unknown';

/** A sensor of a host, or a part that watches itself. */
export interface HealthReading {
  readonly name: string;
  /** The hypervisor's own word, in lower case: `temperature`, `fan`, `power`, `memory`. */
  readonly kind: string;
  /** What it measures now, in `unit`; undefined: it measures nothing. */
  readonly value: number | undefined;
  /** As the hypervisor writes it: `°C`, `RPM`, `V`; empty for a bare number. */
  readonly unit: string;
  readonly state: HealthState;
  /** What is wrong and what mends it, for people. */
  readonly note?: string;
}

/** A host's hardware and how well it is. */
export interface HostHealth {
  readonly host: string;
  readonly state: HealthState;
  readonly vendor: string | undefined;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  /** Version of its firmware. */
  readonly firmware: string | undefined;
  readonly readings: readonly HealthReading[];
}

/** How well hosts are. */
export interface HealthMethods {
  /** All hosts that the connection is about. */
  readAll: (options?: CallOptions) => Promise<readonly HostHealth[]>;
}

/** What a hypervisor keeps of the past. */
export interface HistorySpan {
  /** Seconds from one value to the next. */
  readonly stepS: number;
  /** Seconds that it is kept for. */
  readonly keptS: number;
}

/** Which part of the past is wanted. Milliseconds since 1970. */
export interface HistoryRequest {
  readonly fromMs: number;
  readonly toMs: number;
  /** One of the spans' steps; undefined: the finest that reaches back to `fromMs`. */
  readonly stepS?: number;
}

/** What is measured: shares of all CPUs in per cent, memory in KiB, the others in bytes a second. */
export type HistoryMetric = 'cpu' | 'memory' | 'diskRead' | 'diskWritten' | 'received' | 'sent';

/** Averages over time, oldest first. */
export interface History {
  readonly stepS: number;
  /** Milliseconds since 1970 of the end of each step. */
  readonly timesMs: readonly number[];
  /** As many values as times; undefined: not measured. */
  readonly series: Readonly<Partial<Record<HistoryMetric, readonly (number | undefined)[]>>>;
}

/** Statistics that the hypervisor has kept. */
export interface HistoryMethods {
  /** Finest first. */
  listSpans: (options?: CallOptions) => Promise<readonly HistorySpan[]>;
  /** @throws invalid-arg when there is no such step. */
  readDomain: (dom: DomainRef, request: HistoryRequest, options?: CallOptions) => Promise<History>;
}

/** A label that machines of a connection can have. */
export interface KnownTag {
  /** As {@link Placement.tags} has it: a word, `Category:word` where the word alone is not enough; of an attribute its name. */
  readonly tag: string;
  /** An attribute has a value, another one on each machine: `name=value`. */
  readonly kind: 'tag' | 'attribute';
  /** What the tag is one of. */
  readonly category: string | undefined;
  readonly description: string;
}

/** What shall be other with a machine's labels. */
export interface TagChange {
  /** Labels to give: one that is there, `name=value`, or `Category:word`, which is made if it is not there. */
  readonly add: readonly string[];
  /** Labels to take away, as they are shown; an attribute also by its name alone. */
  readonly remove: readonly string[];
}

/** Labels that the hypervisor keeps for people, and that other clients of it see. */
export interface TagsMethods {
  /** All that there are. */
  listAll: (options?: CallOptions) => Promise<readonly KnownTag[]>;
  /** A machine's, read anew. */
  readDomain: (dom: DomainRef, options?: CallOptions) => Promise<readonly string[]>;
  /** @throws invalid-arg when a label is not there and cannot be made, access-denied when the user may not. */
  change: (dom: DomainRef, change: TagChange, options?: CallOptions) => Promise<void>;
}

/** Why a machine cannot move to a host. */
export interface MoveObstacle {
  /** A word for programs: `no-machine-type`, `disk-not-reachable`, … */
  readonly reason: string;
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** What a source says of a machine; only drivers of one kind understand each other's. */
export interface MoveFacts {
  readonly xml: string;
  readonly cookie: Uint8Array;
}

/** Looking beforehand whether a machine can move; nothing is changed by that. */
export interface MovesMethods {
  /** At the source. `params` and `flags` are those of the migration. */
  offer: (dom: DomainRef, params: readonly TypedParameter[], flags: number) => Promise<MoveFacts>;
  /** At the destination: all reasons why it cannot come; none: it can, as far as that is known before. */
  check: (facts: MoveFacts, params: readonly TypedParameter[], flags: number) => Promise<readonly MoveObstacle[]>;
}

/** Something that happened to a machine, or to whoever kept watch. */
export interface LoggedEvent {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Undefined: the keeper itself began or ended. */
  readonly event: DomainEvent | undefined;
  /** What the keeper says of itself. */
  readonly text: string | undefined;
}

/** What happened while no window was open. */
export interface EventLogMethods {
  /** Oldest first; the newest `most` of them. */
  readAll: (most: number, options?: CallOptions) => Promise<readonly LoggedEvent[]>;
}

/** What a host leaves undone while none of our programs is open. */
export interface UnattendedGap {
  /** Machines that are to start with the host start when a program is opened next. */
  readonly autostart: boolean;
  /** In the driver's words. */
  readonly note: string;
  /** The command that closes the gap, to be typed by the user on that host. */
  readonly remedy: string;
}

/** How a host gets on while nobody looks. */
export interface UnattendedMethods {
  /** Undefined: it does everything by itself. */
  readGap: (options?: CallOptions) => Promise<UnattendedGap | undefined>;
}

/** Method interfaces of what libvirt has no object for, by name. */
export interface ExtraMethods {
  readonly places: PlacesMethods;
  readonly questions: QuestionsMethods;
  readonly copies: CopiesMethods;
  readonly consolidation: ConsolidationMethods;
  readonly health: HealthMethods;
  readonly history: HistoryMethods;
  readonly tags: TagsMethods;
  readonly moves: MovesMethods;
  readonly eventLog: EventLogMethods;
  readonly unattended: UnattendedMethods;
}

/** What a connection has beyond libvirt's objects. As with facets, an absent key means that the driver cannot do it. */
export type Extras = { readonly [E in keyof ExtraMethods]?: Partial<ExtraMethods[E]> };
