import { z } from 'zod';
import type { KnownTag, QuestionChoice, UnattendedGap } from '../../drivers/api/extras.ts';
import { call } from './define.ts';
import { connectionId, machineKey, type MachineKey, type TaskId } from './ids.ts';
import type { MessageKey } from './message-keys.ts';
import { newMachine, type NewMachineOffer } from './new-machine.ts';

export { newMachine, type NewMachine, type NewMachineOffer } from './new-machine.ts';

export type { UnattendedGap } from '../../drivers/api/extras.ts';

/** A disk or drive of a machine. Sizes in bytes; undefined: not known. */
export interface DiskFacts {
  readonly target: string;
  readonly bus: string;
  readonly device: 'disk' | 'cdrom' | 'floppy' | 'lun';
  /** File, volume or URL; undefined: an empty drive. */
  readonly source: string | undefined;
  readonly format: string | undefined;
  readonly readOnly: boolean;
  readonly capacityBytes: number | undefined;
  readonly allocationBytes: number | undefined;
  /** Why deleting the machine must not delete this one (shared, read-only, backing file of another), or undefined. */
  readonly keepReason: MessageKey | undefined;
  /** Names of other machines that use it, where that is the reason. */
  readonly usedBy?: readonly string[];
}
/** A network card. */
export interface NicFacts {
  readonly target: string | undefined;
  readonly mac: string;
  readonly model: string | undefined;
  /** Kind and name of what it is plugged into: `network`, `default`. */
  readonly sourceKind: string;
  readonly source: string | undefined;
  readonly linkUp: boolean;
  readonly addresses: readonly string[];
}
/** Everything the overview shows of one machine. */
export interface MachineFacts extends MachineKey {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** Name of the guest system as its document's metadata says, or undefined. */
  readonly os: string | undefined;
  readonly vcpus: number;
  readonly maxVcpus: number;
  readonly cpuModel: string | undefined;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly arch: string;
  readonly machineType: string | undefined;
  readonly virtType: string;
  readonly firmware: 'bios' | 'uefi' | 'uefi-secure' | 'other';
  readonly autostart: boolean | undefined;
  /** Why it does not start by itself although it is to, and what to do about it. */
  readonly autostartGap?: UnattendedGap;
  readonly persistent: boolean;
  readonly agent: 'connected' | 'not-connected' | 'none';
  readonly disks: readonly DiskFacts[];
  readonly nics: readonly NicFacts[];
  /** What the hypervisor has to say of it, in its words: disks to consolidate, something deprecated. */
  readonly messages: readonly string[];
  /** Milliseconds since 1970 when it started, if that is known. */
  readonly startedMs: number | undefined;
}

/** Verbs that change a machine's state. */
export const lifecycleVerb = z.enum(['start', 'resume', 'pause', 'shutdown', 'reboot', 'cycle', 'reset', 'nmi', 'forceOff', 'save', 'dropSave']);

/** What would go when a machine is deleted. */
export interface DeletePlan {
  readonly name: string;
  readonly running: boolean;
  readonly hasManagedSave: boolean;
  readonly snapshots: number;
  readonly nvram: string | undefined;
  /** It has an emulated TPM, whose contents go with it. */
  readonly tpm?: boolean;
  readonly disks: readonly DiskFacts[];
}

/** What a machine waits for. */
export interface QuestionFacts {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly QuestionChoice[];
}

/** What a machine can be tagged with. */
export interface TagOffer {
  readonly known: readonly KnownTag[];
  /** Who keeps tags: the host, which has them of categories and with values, or the machine's own document. */
  readonly keeper: 'host' | 'machine';
}

const tag = z.string().min(1).max(300);

/** Machines: facts about one, and what can be done with it. */
export const machines = {
  facts: call<MachineFacts>()(machineKey),
  xml: call<{ readonly xml: string; readonly inactiveXml: string | undefined }>()(machineKey),
  /** Does a verb on each machine; one task a machine, in the order given. */
  lifecycle: call<readonly TaskId[]>()(z.strictObject({ machines: z.array(machineKey).min(1).max(10_000), verb: lifecycleVerb })),
  /** Answers why the host will not do it by itself, where that is so. */
  setAutostart: call<UnattendedGap | undefined>()(z.strictObject({ machine: machineKey, autostart: z.boolean() })),
  /** Puts an image into a drive, or takes it out without `path`. */
  changeMedia: call<TaskId>()(z.strictObject({ machine: machineKey, target: z.string().max(64), path: z.string().max(4096).optional() })),
  /** The newest picture of the screen, as PNG. */
  screenshot: call<{ readonly png: Uint8Array; readonly timeMs: number } | undefined>()(machineKey),
  deletePlan: call<DeletePlan>()(machineKey),
  /** Deletes a machine; of its disks only those named. */
  delete: call<TaskId>()(z.strictObject({ machine: machineKey, diskTargets: z.array(z.string().max(64)).max(256) })),
  /** Adds a VNC display to the stored document of a machine that has none; works at its next start. */
  addVnc: call<void>()(machineKey),
  /** What the machine waits for; undefined: nothing (any more). */
  question: call<QuestionFacts | undefined>()(machineKey),
  /** Answers with the key of a choice. */
  answer: call<void>()(z.strictObject({ machine: machineKey, id: z.string().max(4096), choice: z.string().max(4096) })),
  /** Clones a machine where its host can do that by itself; `place` is one of the connection's places, without it the original's. A linked one shares the disks of its newest snapshot. */
  clone: call<TaskId>()(z.strictObject({ machine: machineKey, name: z.string().min(1).max(200), place: z.string().max(4096).optional(), template: z.boolean(), linked: z.boolean().optional() })),
  /** Moves machines to another of their connection's places; one task a machine. */
  relocate: call<readonly TaskId[]>()(z.strictObject({ machines: z.array(machineKey).min(1).max(1000), place: z.string().min(1).max(4096) })),
  /** Joins what removed snapshots have left of machines' disks; one task a machine. */
  consolidate: call<readonly TaskId[]>()(z.strictObject({ machines: z.array(machineKey).min(1).max(1000) })),
  /** Tags that are there already. */
  tagOffer: call<TagOffer>()(machineKey),
  /** Gives machines tags and takes some away; see the drivers' `tags.change` for their words. */
  changeTags: call<void>()(z.strictObject({ machines: z.array(machineKey).min(1).max(1000), add: z.array(tag).max(100), remove: z.array(tag).max(100) })),
  /** Gives a machine that is off another name. */
  rename: call<void>()(z.strictObject({ machine: machineKey, name: z.string().min(1).max(200) })),
  /** Protects machines from being deleted and forced off, or no longer. It stands in their metadata, so that everybody's Vireo knows. */
  protect: call<void>()(z.strictObject({ machines: z.array(machineKey).min(1).max(1000), isProtected: z.boolean() })),
  /** Starts a machine from its installer, for this time only: its next start is from the disk. */
  beginInstall: call<TaskId>()(machineKey),
  /** The system is installed: the machine is asked about no more, and with `eject` its installer is taken out. */
  endInstall: call<TaskId>()(z.strictObject({ machine: machineKey, eject: z.boolean() })),
  setTemplate: call<TaskId>()(z.strictObject({ machine: machineKey, template: z.boolean() })),
  offer: call<NewMachineOffer>()(z.strictObject({ connectionId })),
  create: call<TaskId>()(newMachine),
} as const;
