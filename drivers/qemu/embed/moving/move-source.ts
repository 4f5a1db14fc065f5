import type { CallOptions } from '../../../api/records.ts';
import type { DomainRef } from '../../../api/refs.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import {
  DomainEventStoppedDetailType as Stopped, DomainEventType as Event, DomainEventUndefinedDetailType as Undefined, DomainMigrateFlags as M, DomainPausedReason as Paused,
} from '../../../core/constants.ts';
import { disposableTimeout } from '../../../core/lifecycle.ts';
import { VirError } from '../../../core/vir-error.ts';
import type { Disposable } from '../../../api/connection.ts';
import type { BackupServer } from '../../block/jobs/backup.ts';
import { DiskMover } from '../../block/jobs/storage-migration.ts';
import { configureMigration, Migration, resetMigration } from '../../qmp/migration.ts';
import type { MigrationParams } from '../../qmp/migration-params.ts';
import { Reply } from '../../qmp/reply.ts';
import { assertNoDiskJob } from '../block-jobs.ts';
import { pause } from '../cpu-control.ts';
import type { EmbedSession } from '../embed-session.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine, RunningMachine } from '../machine.ts';
import { portableDef } from '../portable-def.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { stopProcess } from '../stop-process.ts';
import { formatCookie, parseAnswer, type MoveAnswer } from './move-cookie.ts';
import { describeDisks, nodesOf } from './move-disks.ts';
import { holdMachine, type MoveHold } from './move-hold.ts';
import { MoveJob } from './move-job.ts';
import { isOffline, offerOffline } from './move-offline.ts';
import { openTunnel } from './move-tunnel.ts';
import { copiesDisks, type MoveWish } from './move-wish.ts';

/** A machine that is about to leave. */
interface Departure {
  readonly hold: MoveHold;
  readonly wish: MoveWish;
  /** Until it begins to leave, it is not held for ever. */
  readonly patience: Disposable;
}

const departures = new WeakMap<Machine, Departure>();
const PATIENCE_MS = 60_000;

/** What the destination needs to know of a machine that runs. Changes nothing. */
async function offerMove(state: EmbedState, dom: DomainRef, wish: MoveWish): Promise<{ readonly xml: string; readonly cookie: Uint8Array }> {
  const machine = await state.require(dom);
  const run = machine.running();
  const { surroundings, layout } = state;
  const def = portableDef(layout, machine, wish.xml === undefined ? run.live : await givenDef(state, run.live, wish.xml));
  const disks = await describeDisks(run.live, wish, machine.monitor());
  const keepsPlaces = wish.xml === undefined && !copiesDisks(wish);
  const persistent = machine.config === undefined || !keepsPlaces ? '' : formatDomainXml(portableDef(layout, machine, machine.config), { inactive: true, secure: true });
  const cookie = formatCookie({
    boot: state.boot, uid: surroundings.uid ?? -1, root: layout.root, host: surroundings.hostName, version: state.emulators.known(run.live.devices.emulator ?? '')?.emulator.version ?? 0,
    runs: run.state === 'running', persistentXml: persistent, disks,
  });
  return { xml: formatDomainXml(def, { inactive: true, secure: true, migratable: true }), cookie };
}

/** What the guest sees must stay the same. */
async function givenDef(state: EmbedState, live: DomainDef, xml: string): Promise<DomainDef> {
  await state.emulators.prepare(xml);
  const def = parseDomainXml(xml, state.emulators.context({ inactive: true, skipValidate: true }));
  const differs = def.uuid !== live.uuid || def.memory.sizeKiB !== live.memory.sizeKiB || def.vcpu.max !== live.vcpu.max || def.os.type.machine !== live.os.type.machine
    || def.devices.disks.length !== live.devices.disks.length || def.devices.interfaces.length !== live.devices.interfaces.length;
  if (differs) throw qemuError('config-unsupported', 'the document for the destination shows the guest another machine: memory, CPUs, machine type and devices must stay as they are');
  return def;
}

/** Holds a machine that is to leave. */
export async function beginMove(session: EmbedSession, dom: DomainRef, wish: MoveWish): Promise<{ readonly xml: string; readonly cookie: Uint8Array }> {
  const { state } = session;
  if (isOffline(wish)) return offerOffline(state, dom, wish);
  if ((wish.flags & M.CHANGE_PROTECTION) === 0) {
    await assertMovable(await state.require(dom));
    return offerMove(state, dom, wish);
  }
  const hold = await takeHold(state, dom);
  const { machine } = hold;
  try {
    await assertMovable(machine);
    const offer = await offerMove(state, dom, wish);
    const giveBack = (): void => {
      if (departures.get(machine)?.hold !== hold) return;
      departures.delete(machine);
      void hold.release().catch(() => undefined); // whoever opens the root next finds it
    };
    departures.set(machine, { hold, wish, patience: session.own(disposableTimeout(giveBack, PATIENCE_MS)) });
    return offer;
  } catch (error) {
    await hold.release();
    throw error;
  }
}

async function takeHold(state: EmbedState, dom: DomainRef): Promise<MoveHold> {
  const { isMoving, name } = await state.require(dom);
  if (isMoving) throw qemuError('operation-invalid', `another migration job is already running for domain '${name}'`);
  return holdMachine(state, dom);
}

async function assertMovable(machine: Machine): Promise<void> {
  // What they tell of stays at the source: nobody could go back to it afterwards.
  if (machine.snapshotCount > 0) throw qemuError('operation-invalid', `cannot migrate domain with ${machine.snapshotCount} snapshots`);
  if (machine.checkpointCount > 0) throw qemuError('operation-invalid', `cannot migrate domain with ${machine.checkpointCount} checkpoints`);
  assertNoDiskJob(machine.running(), undefined);
  const monitor = machine.monitor();
  const reasons = new Reply('query-migrate', await monitor.execute('query-migrate')).value['blocked-reasons'];
  if (Array.isArray(reasons) && reasons.length > 0) throw qemuError('operation-invalid', `cannot migrate domain: ${reasons.map(String).join('; ')}`);
}

/** Where the disks and the state are sent to, as this host's QEMU reaches it. */
interface Way extends Disposable {
  readonly uri: string;
  readonly disks: BackupServer | undefined;
}

/** Sends a machine. When it cannot be sent, it goes on here. */
export async function performMove(session: EmbedSession, dom: DomainRef, wish: MoveWish, cookie: Uint8Array, { signal }: CallOptions): Promise<Uint8Array> {
  const { state } = session;
  const machine = await state.require(dom);
  const answer = parseAnswer(cookie);
  const departure = departures.get(machine) ?? { hold: await takeHold(state, dom), wish, patience: { dispose: () => undefined } };
  departures.set(machine, departure);
  departure.patience.dispose();
  const run = machine.running();
  const monitor = machine.monitor();
  const wasRunning = run.state === 'running';
  const job = new MoveJob(machine, run, signal);
  run.task = { kind: 'out', runs: wasRunning, facts: { token: answer.token, boot: answer.boot, root: answer.root, uid: String(answer.uid), undefine: (wish.flags & M.UNDEFINE_SOURCE) === 0 ? '' : 'yes' } };
  let before: MigrationParams | undefined;
  let way: Way | undefined;
  try {
    await state.writeStatus(machine);
    way = await findWay(state, run, wish.uri ?? '', answer);
    before = await configureMigration(monitor, 'source', { ...wish.settings, params: { ...wish.settings.params, 'max-bandwidth': wish.bandwidthBytes ?? machine.moveSpeedBytes ?? UNLIMITED } });
    if (wasRunning && (wish.flags & M.LIVE) === 0) await pause(state, machine, Paused.MIGRATION);
    await send(state, machine, job, wish, way);
    job.end();
    return formatCookie(answer);
  } catch (error) {
    job.end(error);
    await stay(state, machine, run, before);
    departures.delete(machine);
    await departure.hold.release();
    throw job.wasAborted && VirError.is(error) && error.code !== 'operation-aborted' && error.code !== 'operation-failed' ? qemuError('operation-aborted', "job 'migration out' canceled by client", { cause: error }) : error;
  } finally {
    way?.dispose();
  }
}

/** As fast as the way allows. */
const UNLIMITED = 1n << 40n;

async function findWay(state: EmbedState, { socketFolder }: RunningMachine, uri: string, answer: MoveAnswer): Promise<Way> {
  const open: Disposable[] = [];
  const place = async (where: string, name: string): Promise<string> => {
    if (!where.startsWith('tunnel:')) return where;
    const tunnel = await openTunnel(state, where.slice('tunnel:'.length), socketFolder, name);
    open.push(tunnel);
    return `unix:${tunnel.path}`;
  };
  try {
    const disks = answer.disks === '' ? undefined : await place(answer.disks, 'disks.sock');
    return { uri: await place(uri, 'migrate.sock'), disks: disks === undefined ? undefined : serverOf(disks), dispose: () => { for (const one of open) one.dispose(); } };
  } catch (error) {
    for (const one of open) one.dispose();
    throw error;
  }
}

function serverOf(where: string): BackupServer {
  if (where.startsWith('unix:')) return { kind: 'unix', path: where.slice('unix:'.length) };
  const [, host = '', port = ''] = /^tcp:(.*):(\d+)$/.exec(where) ?? [];
  return { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

async function send(state: EmbedState, machine: Machine, job: MoveJob, wish: MoveWish, way: Way): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const migration = Migration.watch(monitor);
  let mover: DiskMover | undefined;
  run.pausing = Paused.MIGRATION;
  try {
    if (way.disks !== undefined) {
      const targets = (await describeDisks(run.live, wish, monitor)).map(({ target }) => target);
      mover = await DiskMover.start(monitor, nodesOf(state, run.live, run.socketFolder, targets), way.disks, { isShallow: (wish.flags & M.NON_SHARED_INC) !== 0, speedBytes: wish.bandwidthBytes });
      await mover.ready({ signal: job.signal, onProgress: job.takeDisks });
      job.assertGoesOn();
    }
    job.watch(state, monitor, migration, (wish.flags & M.ABORT_ON_ERROR) !== 0);
    await migration.start(way.uri);
    await job.untilSent(migration, async () => { await mover?.complete(); });
    mover = undefined;
  } catch (error) {
    await migration.cancel().catch(hasEnded);
    await mover?.cancel().catch(hasEnded);
    throw error;
  } finally {
    run.pausing = undefined;
    migration.dispose();
  }
}

function hasEnded(error: unknown): void {
  if (!VirError.is(error)) throw error; // the machine itself has ended; what is thrown says so
}

/** The machine goes on here. */
async function stay(state: EmbedState, machine: Machine, run: RunningMachine, before: MigrationParams | undefined): Promise<void> {
  const runs = run.task?.runs === true;
  run.task = undefined;
  const { monitor } = run;
  if (monitor === undefined || run.ended) return;
  try {
    if (before !== undefined) await resetMigration(monitor, before);
    const { status } = (await monitor.execute('query-status')) as { readonly status?: unknown };
    if (runs && status !== 'running') await monitor.execute('cont');
    await state.writeStatus(machine);
  } catch (error) {
    hasEnded(error);
  }
}

/** It has arrived, and ends here; or it has not, and goes on here. */
export async function confirmMove(session: EmbedSession, dom: DomainRef, cancelled: boolean): Promise<void> {
  const { state } = session;
  const machine = await state.require(dom);
  const departure = departures.get(machine);
  if (departure === undefined) {
    if (cancelled) return; // it knows already
    throw domainError('operation-invalid', `domain '${machine.name}' is not processing outgoing migration`);
  }
  departure.patience.dispose();
  departures.delete(machine);
  try {
    if (cancelled) await stay(state, machine, machine.running(), undefined);
    else await leave(state, machine);
  } finally {
    await departure.hold.release();
  }
}

/** Ends what has gone, and forgets it if that was wanted. Whoever calls holds the machine. */
export async function leave(state: EmbedState, machine: Machine): Promise<void> {
  const { task } = machine.running();
  if (task?.facts['undefine'] === 'yes' && machine.isPersistent) {
    await state.removeConfig(machine);
    state.events.lifecycle(machine.ref, Event.UNDEFINED, Undefined.REMOVED);
  }
  await stopProcess(state, machine, Stopped.MIGRATED);
}

/** What was on its way out when its leader ended. Whoever calls holds the machine. @param decision undefined: nobody knows where it is. */
export async function settleDeparture(state: EmbedState, machine: Machine, decide: () => Promise<'arrived' | 'given-up' | undefined>): Promise<void> {
  const run = machine.running();
  const monitor = machine.monitor();
  const migration = Migration.watch(monitor);
  const status = await migration.cancel().finally(migration.dispose);
  for (const job of Reply.list('query-jobs', await monitor.execute('query-jobs'))) {
    const id = job.string('id');
    if (id.startsWith('migration-')) await monitor.execute('block-job-cancel', { device: id, force: true }).catch(hasEnded);
  }
  const decision = status === 'completed' || status === 'postcopy-active' || status === 'postcopy-paused' ? await decide() : 'given-up';
  if (decision === 'arrived') await leave(state, machine);
  else if (decision === 'given-up') await stay(state, machine, run, {});
}

