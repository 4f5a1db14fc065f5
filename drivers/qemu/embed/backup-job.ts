import type { DomainMethods } from '../../api/facets/domain.ts';
import type { TypedParameter } from '../../api/records.ts';
import { alignBackupDisks } from '../../conf/domain-backup/align-backup-disks.ts';
import { formatDomainBackupXml, parseDomainBackupXml, type BackupDisk as BackupWish, type DomainBackupDef } from '../../conf/domain-backup/domain-backup-def.ts';
import { diskPath, isDiskEmpty } from '../../conf/domain/disk.ts';
import { DomainBackupBeginFlags as Begin, DomainJobOperation as Operation } from '../../core/constants.ts';
import { disposableTimeout } from '../../core/lifecycle.ts';
import { typed } from '../../core/typed-params.ts';
import { VirError } from '../../core/vir-error.ts';
import { sourceImage } from '../block/block-image.ts';
import { backupJobId, DiskBackup, type BackupDisk, type BackupPlan, type BackupServer } from '../block/jobs/backup.ts';
import { checkpointActions } from '../block/jobs/checkpoints.ts';
import { queryJobs, type QemuJob } from '../qmp/query-jobs.ts';
import { endOfJob } from './block-job-events.ts';
import { assertNoDiskJob, imageNumbers } from './block-jobs.ts';
import type { EmbedState } from './embed-state.ts';
import { isTaken, removeMade } from './made-files.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { writeNewCheckpoint } from './moments/checkpoint-store.ts';
import { liveChain } from './moments/pending-snapshot.ts';
import { qemuError } from './qemu-error.ts';

/** libvirt's port for those who pull. */
const PULL_PORT = 10_809;

/** Backups of disks of machines that run. */
export const domainBackup = methodsOf<DomainMethods>()({
  async backupBegin({ state }, dom, backupXml, checkpointXml, flags = 0) {
    checkFlags(flags, Begin.REUSE_EXTERNAL, 'qemuBackupBegin');
    await state.change(dom, (machine) => begin(state, machine, backupXml, checkpointXml, (flags & Begin.REUSE_EXTERNAL) !== 0));
  },
  async backupGetXMLDesc({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuBackupGetXMLDesc');
    const { backup } = (await state.require(dom)).running();
    if (backup === undefined) throw qemuError('no-domain-backup', 'no domain backup job present');
    return formatDomainBackupXml(parseDomainBackupXml(backup, { internal: true }));
  },
});

async function begin(state: EmbedState, machine: Machine, xml: string, checkpointXml: string | undefined, isReused: boolean): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  if (run.backup !== undefined) throw qemuError('operation-invalid', 'another backup job is already in progress');
  assertNoDiskJob(run, undefined, 'backup');
  const asked = parseDomainBackupXml(xml);
  const checkpoint = checkpointXml === undefined ? undefined : await writeNewCheckpoint(state, machine, checkpointXml);
  try {
    const def = await numbered(fitted(run, asked, checkpoint?.def.name ?? String(Math.floor(Date.now() / 1000))), run, machine);
    const plan = planOf(run, def, isReused);
    await assertFree(state, plan, isReused);
    // Written down first: whoever finds it begun can end it.
    run.backup = formatDomainBackupXml(def, { internal: true });
    run.backupReuses = isReused;
    await state.writeStatus(machine);
    try {
      const backup = await DiskBackup.begin(monitor, { ...plan, ...(checkpoint === undefined ? {} : { checkpoint: checkpointActions(checkpoint.disks) }) });
      backup.detach();
    } catch (error) {
      run.backup = undefined;
      run.backupReuses = false;
      await state.writeStatus(machine);
      if (!isReused) await removeMade(state, plan.disks.map(({ store }) => store.source));
      throw error;
    }
  } catch (error) {
    await checkpoint?.undo();
    throw error;
  }
  watchBackup(state, machine, run);
}

function fitted({ live }: RunningMachine, asked: DomainBackupDef, suffix: string): DomainBackupDef {
  const disks = live.devices.disks.map((disk) => ({ name: disk.target?.dev ?? '', file: disk.source?.type === 'file' ? diskPath(disk) : undefined, empty: isDiskEmpty(disk), readOnly: disk.readonly === true }));
  const def = alignBackupDisks(asked, disks, suffix);
  if (def.mode !== 'pull') return def;
  const server = def.server ?? { transport: 'tcp' as const, tls: undefined, name: 'localhost', port: undefined, socket: undefined };
  if (server.tls === true) throw qemuError('config-unsupported', 'encrypted backups are not supported without a daemon');
  return { ...def, server: server.transport === 'tcp' ? { ...server, port: server.port ?? PULL_PORT } : server };
}

/** Gives the stores their numbers, and each disk its state. */
async function numbered(def: DomainBackupDef, run: RunningMachine, machine: Machine): Promise<DomainBackupDef> {
  const next = await imageNumbers(run, machine.monitor());
  const disks = def.disks.map((disk): BackupWish => (disk.backup ? { ...disk, index: next(), state: 'running', format: disk.format ?? 'qcow2', exportName: disk.exportName ?? (def.mode === 'pull' ? disk.name : undefined) } : { ...disk, state: 'none' }));
  return { ...def, disks };
}

function planOf({ live }: RunningMachine, def: DomainBackupDef, isReused: boolean): BackupPlan {
  const disks = def.disks.filter(({ backup }) => backup).map((wish): BackupDisk => {
    const disk = live.devices.disks.find(({ target }) => target?.dev === wish.name);
    const source = wish.target ?? wish.scratch;
    if (disk === undefined || source === undefined) throw qemuError('config-unsupported', `disk '${wish.name}' has no store for its backup`);
    const store = sourceImage(source, wish.format ?? 'qcow2', undefined, 'none', { nextId: () => wish.index ?? 0 });
    return { target: wish.name, chain: liveChain(disk), store, isStoreThere: isReused, incremental: wish.backupMode === 'incremental' ? wish.incremental : undefined, exportName: wish.exportName, exportBitmap: wish.exportBitmap };
  });
  const server = serverOf(def);
  return { disks, ...(server === undefined ? {} : { server }) };
}

function serverOf({ mode, server }: DomainBackupDef): BackupServer | undefined {
  if (mode !== 'pull' || server === undefined) return undefined;
  if (server.transport === 'unix') return { kind: 'unix', path: server.socket ?? '' };
  return { kind: 'tcp', host: server.name ?? 'localhost', port: server.port ?? PULL_PORT };
}

async function assertFree({ surroundings: { files } }: EmbedState, { disks }: BackupPlan, isReused: boolean): Promise<void> {
  const paths = disks.flatMap(({ store: { source } }) => (source.type === 'file' && source.file !== undefined ? [source.file] : []));
  const found = await files.stat(paths);
  const wrong = paths.find((_path, index) => (isReused ? found[index] === undefined : isTaken(found[index])));
  if (wrong !== undefined) throw qemuError('operation-failed', isReused ? `missing existing file for backup: ${wrong}` : `store '${wrong}' for backup exists`, { subject: wrong });
}

const LOOK_MS = 250;
const watched = new WeakSet<RunningMachine>();

/**
 * Looks after a backup until it is over. Every Vireo does that for each machine: QEMU keeps a job that is over until it is dismissed, so the
 * first one to come ends the backup, and nobody has to live as long as it takes.
 */
export function watchBackup(state: EmbedState, machine: Machine, run: RunningMachine): void {
  if (run.backup === undefined || watched.has(run) || run.ended || state.store.isDisposed) return;
  watched.add(run);
  showJob(state, machine, run);
  const timer = state.store.add(disposableTimeout(() => {
    state.store.delete(timer);
    void look(state, machine, run).catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // looked at again
    }).finally(() => {
      watched.delete(run);
      if (run.backup === undefined && machine.job?.operation === Operation.BACKUP) machine.job = undefined;
      watchBackup(state, machine, run);
    });
  }, LOOK_MS));
}

/** The job as it is asked for (`virDomainGetJobStats`), and given up. */
function showJob(state: EmbedState, machine: Machine, run: RunningMachine): void {
  if (machine.job !== undefined) return;
  machine.job = {
    operation: Operation.BACKUP, beganAtMs: performance.now(), totalBytes: 0, doneBytes: 0,
    async cancel() {
      await state.change(machine.ref, () => end(state, machine, run, true));
    },
  };
}

async function look(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  if (run.backup === undefined || run.ended || run.monitor === undefined) return;
  const jobs = await jobsOf(run);
  const total = jobs.reduce((sum, { totalProgress }) => sum + totalProgress, 0n);
  const done = jobs.reduce((sum, { currentProgress }) => sum + currentProgress, 0n);
  if (machine.job?.operation === Operation.BACKUP) Object.assign(machine.job, { totalBytes: Number(total), doneBytes: Number(done) });
  const isOver = jobs.some(({ error }) => error !== undefined) || jobs.every(({ status }) => status === 'concluded');
  // Whoever begins it right now holds the machine, and is waited for.
  if (isOver) await state.change(machine.ref, () => end(state, machine, run, false));
}

async function jobsOf(run: RunningMachine): Promise<readonly QemuJob[]> {
  if (run.backup === undefined || run.monitor === undefined) return [];
  const ids = planOf(run, parseDomainBackupXml(run.backup, { internal: true }), false).disks.map(backupJobId);
  return (await queryJobs(run.monitor)).filter(({ id }) => ids.includes(id));
}

/** Ends a backup, however far it is, and tells how. */
async function end(state: EmbedState, machine: Machine, run: RunningMachine, isGivenUp: boolean): Promise<void> {
  if (run.backup === undefined || run.monitor === undefined) return;
  const jobs = await jobsOf(run);
  const error = jobs.find((job) => job.error !== undefined)?.error;
  const def = parseDomainBackupXml(run.backup, { internal: true });
  if (!isGivenUp && error === undefined && jobs.some(({ status }) => status !== 'concluded')) return;
  const backup = await DiskBackup.resume(run.monitor, planOf(run, def, false));
  await backup.end();
  // What was only for those who pulled is nobody's, and half a backup is none.
  if (def.mode === 'pull') await removeMade(state, def.disks.map(({ scratch }) => scratch));
  else if (error !== undefined && run.backupReuses !== true) await removeMade(state, def.disks.map(({ target }) => target));
  run.backup = undefined;
  run.backupReuses = false;
  await state.writeStatus(machine);
  const isPulled = def.mode === 'pull' && isGivenUp;
  state.events.fire({ kind: 'job-completed', dom: machine.ref, params: statsOf(machine, error, jobs.length > 0 && (isPulled || !isGivenUp)) });
  if (machine.job?.operation === Operation.BACKUP) machine.job = undefined;
}

/** Tells that a backup is over which another program has ended. */
export function tellBackupEnd(state: EmbedState, machine: Machine, run: RunningMachine, backup: string): void {
  const def = parseDomainBackupXml(backup, { internal: true });
  const ends = planOf(run, def, false).disks.map((disk) => endOfJob(run, backupJobId(disk)));
  const error = ends.find((end) => end?.error !== undefined)?.error;
  // Those who pull end it by giving it up.
  const isWhole = def.mode === 'pull' || ends.every((end) => end?.step === 'completed');
  state.events.fire({ kind: 'job-completed', dom: machine.ref, params: statsOf(machine, error, isWhole) });
  if (machine.job?.operation === Operation.BACKUP) machine.job = undefined;
}

function statsOf({ job }: Machine, error: string | undefined, isWhole: boolean): TypedParameter[] {
  const elapsedMs = BigInt(Math.round(performance.now() - (job?.beganAtMs ?? performance.now())));
  return [
    typed.int('operation', Operation.BACKUP), typed.ullong('time_elapsed', elapsedMs),
    typed.ullong('disk_total', BigInt(job?.totalBytes ?? 0)), typed.ullong('disk_processed', BigInt(job?.doneBytes ?? 0)),
    typed.boolean('success', isWhole && error === undefined), ...(error === undefined ? [] : [typed.string('errmsg', error)]),
  ];
}
