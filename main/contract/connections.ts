import { z } from 'zod';
import type { Prompt } from '../../drivers/api/connection.ts';
import type { VirErrorInfo } from '../../drivers/api/errors.ts';
import type { HostHealth } from '../../drivers/api/extras.ts';
import { call, event } from './define.ts';
import type { EventKey } from './event-texts.ts';
import { connectionId, machineUuid, nothing, type ConnectionId, type MachineUuid } from './ids.ts';
import type { MessageKey } from './message-keys.ts';
import type { Failure } from './tasks.ts';

/** Where a connection stands. `lost` keeps the last known state and tries again by itself. */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'lost' | 'failed';

export type { HealthReading, HealthState, HostHealth } from '../../drivers/api/extras.ts';

/** Totals of the host behind a connection; figures that the host does not tell are undefined. */
export interface HostFacts {
  readonly hostname: string;
  /** For example `QEMU 7.2.22, libvirt 9.0.0`. */
  readonly hypervisor: string;
  readonly cpuModel: string;
  readonly cpus: number;
  readonly memoryKiB: bigint;
}

/** A remembered connection as the window shows it. */
export interface ConnectionInfo {
  readonly id: ConnectionId;
  /** Without a password. */
  readonly uri: string;
  /** What people call it: "This computer", the host's name, or what they chose. */
  readonly label: string;
  /** Message key to show instead of `label`, while nobody chose a name. */
  readonly labelKey: MessageKey | undefined;
  readonly labelValues: Readonly<Record<string, string>>;
  /** A short word behind the label: `ssh`, `session`, `test`; empty for the plain local one. */
  readonly badge: string;
  /** The folder that it lies in; empty for none. */
  readonly folder: string;
  readonly state: ConnectionState;
  readonly readOnly: boolean;
  readonly autoConnect: boolean;
  /** Message key of the step that is being done while `connecting`. */
  readonly phase: MessageKey | undefined;
  readonly error: VirErrorInfo | undefined;
  /** The same error with what it means and what to do; its repairs go to `connections.repair`. */
  readonly failure: Failure | undefined;
  /** What has to stay visible while connected: that the host is not verified, say. */
  readonly warning: string | undefined;
  /** Milliseconds since 1970 of the last answer that what is shown stems from. */
  readonly lastSeenMs: number | undefined;
  /** When `lost`: milliseconds since 1970 of the next try. */
  readonly retryAtMs: number | undefined;
  readonly host: HostFacts | undefined;
  /** How it is reached, in a few words: `root@host by SSH`; undefined while it is not open. */
  readonly route: string | undefined;
  /** What its driver can, as `domain.create`, and what it has beyond libvirt, as `eventLog.readAll`; empty until connected. */
  readonly methods: readonly string[];
}

/** Something that this computer offers, or was looked for and not found. */
export interface Discovery {
  /** Stable word for the kind of thing: `libvirt-system`, `libvirt-session`, `qemu`, `kvm`, `ssh-host`, `test`. */
  readonly kind: string;
  readonly found: boolean;
  /** The URI that would be opened; undefined for what is not a connection of its own (KVM). */
  readonly uri: string | undefined;
  /** Only reading is possible this way: add it with `readOnly`. */
  readonly readOnly: boolean;
  readonly label: string;
  /** Message key to show instead of `label`. */
  readonly labelKey: MessageKey;
  readonly labelValues: Readonly<Record<string, string>>;
  /** What was found or looked for, in a few words: a path, a version. */
  readonly detail: string;
  /** Message key of why it cannot be used as it is, and what to do. */
  readonly problem: MessageKey | undefined;
  readonly problemValues: Readonly<Record<string, string>>;
  /** The command that would make it usable, to copy. */
  readonly command: string | undefined;
}

/** Something that happened to a machine, or to whoever keeps watch on its host, also while Vireo was closed. */
export interface HostEvent {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Undefined: it is about the watch itself. */
  readonly machine: { readonly uuid: MachineUuid; readonly name: string } | undefined;
  /** How it leaves the machine: begun or going on, ended, in trouble, or nothing of that. */
  readonly mark: 'begun' | 'paused' | 'ended' | 'trouble' | 'told';
  readonly text: EventKey;
  readonly values: Readonly<Record<string, string>>;
}

/** A question that waits for an answer. */
export interface PendingPrompt {
  readonly promptId: string;
  readonly connectionId: ConnectionId;
  readonly prompt: Prompt;
}

const folderText = z.string().max(200);

const answer = z.union([
  z.strictObject({ kind: z.literal('text'), text: z.string().max(4096), store: z.boolean() }),
  z.strictObject({ kind: z.literal('accept'), remember: z.boolean() }),
]);

/** Connections: remembered, opened, watched, closed. */
export const connections = {
  /** All remembered connections, and whenever one changes all of them anew. */
  watch: event<readonly ConnectionInfo[]>()(nothing),
  /** Remembers a URI and opens it. Rejects with `invalid-arg` for what is no URI or has no driver. */
  add: call<ConnectionId>()(
    z.strictObject({
      uri: z.string().min(1).max(2048),
      label: z.string().max(200).optional(),
      readOnly: z.boolean().optional(),
      autoConnect: z.boolean().optional(),
      /** Only look whether it can be opened, remember nothing. */
      test: z.boolean().optional(),
    }),
  ),
  update: call<void>()(
    z.strictObject({
      id: connectionId,
      label: z.string().max(200).optional(),
      uri: z.string().min(1).max(2048).optional(),
      readOnly: z.boolean().optional(),
      autoConnect: z.boolean().optional(),
    }),
  ),
  /** Forgets a connection; nothing on the host changes. */
  remove: call<void>()(z.strictObject({ id: connectionId })),
  /** The folders by name, also empty ones, and whenever they change all of them anew. */
  watchFolders: event<readonly string[]>()(nothing),
  /** Makes a folder and puts these connections into it. One that is there already is taken. */
  addFolder: call<void>()(z.strictObject({ name: folderText, ids: z.array(connectionId).max(10_000).optional() })),
  renameFolder: call<void>()(z.strictObject({ name: folderText, to: folderText })),
  /** Takes a folder away; its connections stay, outside. */
  removeFolder: call<void>()(z.strictObject({ name: folderText })),
  /** Puts connections into a folder that is there, or with an empty name outside of all. */
  move: call<void>()(z.strictObject({ ids: z.array(connectionId).max(10_000), folder: folderText })),
  connect: call<void>()(z.strictObject({ id: connectionId })),
  disconnect: call<void>()(z.strictObject({ id: connectionId })),
  /** Does a repair of a failed connection (`open-read-only`, `retry`), then connects again. */
  repair: call<void>()(z.strictObject({ id: connectionId, kind: z.string().max(64) })),
  /** Hardware and sensors of the hosts behind a connection; undefined where it cannot tell. */
  health: call<readonly HostHealth[] | undefined>()(z.strictObject({ id: connectionId })),
  /** What the host's log has of its machines, or of one, the newest first; undefined where no log is kept. */
  events: call<{ readonly events: readonly HostEvent[]; readonly more: boolean } | undefined>()(z.strictObject({ id: connectionId, uuid: machineUuid.optional(), limit: z.number().int().min(1).max(5000) })),
  /** Looks anew at what this computer offers. */
  discover: call<readonly Discovery[]>()(nothing),
  /** Questions that wait for an answer now, and whenever that changes. */
  watchPrompts: event<readonly PendingPrompt[]>()(nothing),
  /** Answers a question; without `answer` it is cancelled. */
  answerPrompt: call<void>()(z.strictObject({ promptId: z.string().max(64), answer: answer.optional() })),
} as const;
