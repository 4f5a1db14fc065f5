import type { DomainState, TypedParameter } from '../../api/records.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import { DomainModificationImpact as Impact } from '../../core/constants.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import type { DiskJobRecord } from '../block/jobs/disk-job-plan.ts';
import { domainError } from './qemu-error.ts';
import type { MachineTask } from './status-document.ts';

/** A machine's process, and what it runs with. */
export interface RunningMachine {
  readonly id: number;
  readonly pid: number;
  /** When the process was started, as the host says it: with the number it names one process for ever. */
  readonly start: string;
  readonly socketFolder: string;
  live: DomainDef;
  /** Undefined while nothing answers. */
  monitor: QmpClient | undefined;
  state: DomainState;
  reason: number;
  /** The next time the guest has powered off, it starts again: a reboot that goes by way of the power button. */
  rebootOnShutdown: boolean;
  /** Why it is about to end, as far as it is known (`virDomainEventStoppedDetailType`). */
  stopDetail: number | undefined;
  /** It is being started: what QEMU says of running is told when the start is done. */
  starting: boolean;
  /** Why it is about to pause (`virDomainPausedReason`), when we asked for it. */
  pausing: number | undefined;
  /** The definition was changed since it was started. */
  isUpdated: boolean;
  /** Somebody has taken care of its end. */
  ended: boolean;
  /** The machine that Vireo runs for, with a connection that destroys it at its end. */
  readonly owner: object | undefined;
  /** The device that is being taken out by this process. */
  detaching: string | undefined;
  /** What is left to do when the guest lets go of a device after all. */
  readonly lateCleanups: Map<string, () => Promise<void>>;
  /** When the guest's own memory statistics come; 0: never. */
  balloonPeriodS: number;
  /** Its block jobs, as they are written down. */
  blockJobs: DiskJobRecord[];
  /** The backup that is under way, as its document has it. */
  backup: string | undefined;
  /** Its stores were there before: they are not removed when it fails. */
  backupReuses?: boolean | undefined;
  /** What is under way with it and must not be left half done. */
  task: MachineTask | undefined;
}

/** Something that is under way with a machine and takes long. */
export interface MachineJob {
  /** `virDomainJobOperation` */
  readonly operation: number;
  readonly beganAtMs: number;
  totalBytes: number;
  doneBytes: number;
  readonly cancel: () => Promise<void>;
  /** All that is known of it (`virDomainGetJobStats`), where that is more than bytes. */
  readonly params?: () => readonly TypedParameter[];
}

/** One machine of the root, defined or running or both. */
export class Machine {
  readonly uuid: Uuid;
  name: string;
  /** What the definition's file was when it was read; undefined: there is none, the machine ends with its process. */
  stamp: string | undefined;
  autostart = false;
  hasSave = false;
  run: RunningMachine | undefined;
  /** What is under way and takes long. */
  job: MachineJob | undefined;
  /** Files about its snapshots and checkpoints, a `.xml` each, as the last reading has seen them. */
  snapshotFiles: readonly string[] = [];
  checkpointFiles: readonly string[] = [];
  /** How the last move out of here went (`VIR_DOMAIN_JOB_STATS_COMPLETED`). */
  lastJob: readonly TypedParameter[] | undefined;
  /** It goes to another host, or comes from one: nobody changes it meanwhile. */
  isMoving = false;
  /** How fast it may move; undefined: as fast as the way allows. */
  moveSpeedBytes: bigint | undefined;
  /** Why it is off (`virDomainShutoffReason`), as far as this process has seen. */
  shutoffReason = 0;
  #text: string | undefined;
  #config: DomainDef | undefined;
  #parse: (text: string) => DomainDef;

  constructor(uuid: Uuid, name: string, parse: (text: string) => DomainDef) {
    this.uuid = uuid;
    this.name = name;
    this.#parse = parse;
  }

  get ref(): DomainRef {
    return { name: this.name, uuid: this.uuid, id: this.run?.id ?? -1 };
  }

  get snapshotCount(): number {
    return this.snapshotFiles.filter((name) => name.endsWith('.xml')).length;
  }

  get checkpointCount(): number {
    return this.checkpointFiles.filter((name) => name.endsWith('.xml')).length;
  }

  get isPersistent(): boolean {
    return this.stamp !== undefined;
  }

  /** What it starts with the next time; undefined for a machine that ends with its process. */
  get config(): DomainDef | undefined {
    if (this.#config === undefined && this.#text !== undefined) this.#config = this.#parse(this.#text);
    return this.#config;
  }

  /** What it runs with, else what it will start with. */
  get def(): DomainDef {
    const def = this.run?.live ?? this.config;
    if (def === undefined) throw domainError('no-domain', `no domain with matching uuid '${this.uuid}' (${this.name})`);
    return def;
  }

  /** The definition's file was read, or written. */
  setConfig(stamp: string | undefined, text: string | undefined, def?: DomainDef): void {
    this.stamp = stamp;
    this.#text = text;
    this.#config = def;
  }

  /** @throws operation-invalid when it does not run. */
  running(): RunningMachine {
    if (this.run === undefined) throw domainError('operation-invalid', 'domain is not running');
    return this.run;
  }

  /** The monitor of a machine that runs. @throws operation-invalid, operation-failed when nothing answers. */
  monitor(): QmpClient {
    const { monitor } = this.running();
    if (monitor === undefined) throw domainError('operation-failed', `the monitor of '${this.name}' does not answer`);
    return monitor;
  }

  /** What VIR_DOMAIN_AFFECT_* stand for right now. */
  impact(flags: number): { readonly live: boolean; readonly persistent: boolean } {
    const isActive = this.run !== undefined;
    const current = (flags & (Impact.LIVE | Impact.CONFIG)) === 0;
    const live = (flags & Impact.LIVE) !== 0 || (current && isActive);
    const persistent = (flags & Impact.CONFIG) !== 0 || (current && !isActive);
    if (live && !isActive) throw domainError('operation-invalid', 'domain is not running');
    if (persistent && !this.isPersistent) throw domainError('operation-invalid', 'transient domains do not have any persistent config');
    return { live, persistent };
  }

  /** The one definition that a call with these impact flags reads. */
  defFor(flags: number): DomainDef {
    if ((flags & Impact.LIVE) !== 0 && (flags & Impact.CONFIG) !== 0) {
      throw domainError('invalid-arg', "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive");
    }
    const { live } = this.impact(flags);
    return (live ? this.run?.live : (this.config ?? this.run?.live)) ?? this.def;
  }

  /** A copy of the persistent definition, to change and to store. */
  configCopy(): DomainDef {
    if (this.config === undefined) throw domainError('operation-invalid', 'transient domains do not have any persistent config');
    return cloneDomainDef(this.config);
  }
}
