import type { StorageSource } from '../../conf/domain/storage-source.ts';
import { diskPath, type Disk } from '../../conf/domain/disk.ts';
import { disposableTimeout } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import { BLOCK_JOB_TYPES, type DiskJobKind, type DiskJobRecord } from '../block/jobs/disk-job-plan.ts';
import type { DiskJobStep } from '../block/jobs/disk-jobs.ts';
import type { EmbedState } from './embed-state.ts';
import { drivesJobs } from './job-drivers.ts';
import type { Machine, RunningMachine } from './machine.ts';

const STATUS: Readonly<Record<DiskJobStep, number>> = { completed: 0, failed: 1, canceled: 2, ready: 3 };

/** Tells of a step of a block job, after all that follows from it is done. */
export function tellOfJob({ events }: Pick<EmbedState, 'events'>, { ref }: Pick<Machine, 'ref'>, disk: Disk, kind: DiskJobKind, step: DiskJobStep): void {
  const [type, status] = [BLOCK_JOB_TYPES[kind], STATUS[step]];
  if (disk.source?.type === 'file' || disk.source?.type === 'block') events.fire({ kind: 'block-job', dom: ref, disk: diskPath(disk) ?? '', type, status });
  events.fire({ kind: 'block-job-2', dom: ref, disk: disk.target?.dev ?? '', type, status });
}

const failures = new WeakMap<RunningMachine, Map<string, string>>();

/** Why the last job of a disk failed, if one did. */
export function failureOf(run: RunningMachine, disk: string): string | undefined {
  return failures.get(run)?.get(disk);
}

/** The last job of a disk has failed, or (undefined) has not. */
export function noteFailure(run: RunningMachine, disk: string, error: string | undefined): void {
  const known = failures.get(run) ?? new Map<string, string>();
  failures.set(run, known);
  if (error === undefined) known.delete(disk);
  else known.set(disk, error);
}

// Jobs that another program drives -----------------------------------------------------------------------------------------

/** How QEMU says that a job has ended, to everybody. */
export interface JobEnd {
  readonly step: 'completed' | 'failed' | 'canceled';
  readonly error: string | undefined;
}

const ends = new WeakMap<RunningMachine, Map<string, JobEnd>>();

/** How QEMU said that a job has ended, if it did. */
export function endOfJob(run: RunningMachine, id: string): JobEnd | undefined {
  return ends.get(run)?.get(id);
}

/** QEMU has told of a job: what follows from that is soon written down by whoever drives it. `end`: undefined when it is ready. */
export function jobHasSpoken(state: EmbedState, machine: Machine, run: RunningMachine, id: string, end: JobEnd | undefined): void {
  const known = ends.get(run) ?? new Map<string, JobEnd>();
  ends.set(run, known);
  if (end === undefined) known.delete(id);
  else known.set(id, end);
  if (!JOB.test(id) || drivesJobs(run)) return;
  const isKnown = run.blockJobs.some((one) => one.id === id);
  if (end !== undefined && !isKnown) tellOfQuickJob(state, machine, run, id, end);
  else lookForChange(state, run, id, end !== undefined, 0);
}

/** How jobs of disks are called. */
const JOB = /^(pull|commit|copy)-(.+)-libvirt-\d+-format$/;

/** One that was over before we have read of it. */
function tellOfQuickJob(state: EmbedState, machine: Machine, run: RunningMachine, id: string, { step, error }: JobEnd): void {
  const timer = state.store.add(disposableTimeout(() => {
    state.store.delete(timer);
    void state.refreshAnew().then(() => {
      if (run.ended || state.store.isDisposed || drivesJobs(run)) return;
      if (run.blockJobs.some((one) => one.id === id)) {
        lookForChange(state, run, id, true, 0);
        return;
      }
      const [, kind, target = ''] = JOB.exec(id) ?? [];
      const disk = run.live.devices.disks.find((each) => each.target?.dev === target);
      // Copies and active commits do not end by themselves: they are read of before.
      if (disk === undefined || (kind !== 'pull' && kind !== 'commit')) return;
      noteFailure(run, target, step === 'failed' ? (error ?? step) : undefined);
      tellOfJob(state, machine, disk, kind, step);
    }).catch((failure: unknown) => {
      if (!VirError.is(failure)) throw failure; // a host that is gone ends the connection by its own way
    });
  }, FIRST_LOOK_MS));
}

const [FIRST_LOOK_MS, MOST_LOOK_MS, LOOKS] = [50, 1000, 15];

/** A host that is far does not tell when files change. */
function lookForChange(state: EmbedState, run: RunningMachine, id: string, isOver: boolean, looks: number): void {
  const record = run.blockJobs.find((one) => one.id === id);
  const isSeen = isOver ? record === undefined : record !== undefined && isReady(diskOf(run.live.devices.disks, record));
  if (isSeen || looks >= LOOKS || run.ended || state.store.isDisposed) return;
  const timer = state.store.add(disposableTimeout(() => {
    state.store.delete(timer);
    void state.refresh().catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // a host that is gone ends the connection by its own way
    }).then(() => { lookForChange(state, run, id, isOver, looks + 1); });
  }, Math.min(MOST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks)));
}

/** What was known of a machine's jobs before its status was read anew. */
export type JobsBefore = Pick<RunningMachine, 'blockJobs' | 'live'>;

/** Tells what another program has written down of block jobs. */
export function tellOfOthersJobs(state: EmbedState, machine: Machine, run: RunningMachine, before: JobsBefore): void {
  if (drivesJobs(run)) return;
  for (const { kind, disk, step } of jobSteps(before, run, (id) => endOfJob(run, id)?.step)) {
    const record = before.blockJobs.find((one) => one.disk === disk.target?.dev);
    if (step !== 'ready') noteFailure(run, disk.target?.dev ?? '', step === 'failed' ? (endOfJob(run, record?.id ?? '')?.error ?? step) : undefined);
    tellOfJob(state, machine, disk, kind, step);
  }
}

/** A step that a job has made between two readings. */
export interface JobStep {
  readonly kind: DiskJobKind;
  readonly disk: Disk;
  readonly step: DiskJobStep;
}

/** What has become of jobs between two readings. `endOf`: how QEMU said that one has ended. */
export function jobSteps(before: JobsBefore, now: JobsBefore, endOf: (id: string) => JobEnd['step'] | undefined): readonly JobStep[] {
  const over = before.blockJobs.flatMap((record): readonly JobStep[] => {
    const [then, disk] = [before, now].map(({ live }) => diskOf(live.devices.disks, record));
    if (disk === undefined || now.blockJobs.some(({ id }) => id === record.id)) return [];
    return [{ kind: record.kind, disk, step: stepOf(record, then, disk, endOf(record.id)) }];
  });
  const ready = now.blockJobs.flatMap((record): readonly JobStep[] => {
    const [then, disk] = [before, now].map(({ live }) => diskOf(live.devices.disks, record));
    return disk !== undefined && !isReady(then) && isReady(disk) ? [{ kind: record.kind, disk, step: 'ready' }] : [];
  });
  return [...over, ...ready];
}

function stepOf({ ended, kind }: DiskJobRecord, then: Disk | undefined, disk: Disk, end: JobEnd['step'] | undefined): JobEnd['step'] {
  if (ended === 'completed' || ended === 'failed' || ended === 'canceled') return ended;
  // A copy that was given up has come to its end as well, but is not the disk.
  if (kind === 'copy' || kind === 'active-commit') return end === 'failed' ? end : isSame(then?.source, disk.source) ? 'canceled' : 'completed';
  return end ?? (JSON.stringify(then?.backingStore) === JSON.stringify(disk.backingStore) ? 'canceled' : 'completed');
}

function isSame(one: StorageSource | undefined, other: StorageSource | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isReady(disk: Disk | undefined): boolean {
  return disk?.mirror?.ready === 'yes';
}

function diskOf(disks: readonly Disk[], { disk }: DiskJobRecord): Disk | undefined {
  return disks.find(({ target }) => target?.dev === disk);
}
