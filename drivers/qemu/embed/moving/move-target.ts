import { randomUUID } from 'node:crypto';
import type { MoveObstacle } from '../../../api/extras.ts';
import type { DomainRef, Uuid } from '../../../api/refs.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { DomainEventDefinedDetailType as Defined, DomainEventStartedDetailType as Started, DomainEventType as Event, DomainMigrateFlags as M, DomainRunningReason as Running } from '../../../core/constants.ts';
import { VirError } from '../../../core/vir-error.ts';
import { endMovingDisks, serveMovingDisks } from '../../block/jobs/storage-migration.ts';
import { configureMigration, listenForMigration } from '../../qmp/migration.ts';
import { queryMigration } from '../../qmp/migration-stats.ts';
import type { QmpClient } from '../../qmp/qmp-client.ts';
import type { EmbedSession } from '../embed-session.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine, RunningMachine } from '../machine.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { giveUp, letRun, startMachine } from '../start-machine.ts';
import { checkTarget } from './check-target.ts';
import { parseOffer, type MoveOffer } from './move-cookie.ts';
import { decideMove, forgetOldDecisions } from './move-decision.ts';
import { makeDisks, nodesOf } from './move-disks.ts';
import { holdMachine, type MoveHold } from './move-hold.ts';
import { expectOffline, isOffline, offlineObstacles } from './move-offline.ts';
import { offerTunnel } from './move-tunnel.ts';
import { chooseTransport, listenAt, type MoveTransport } from './move-transport.ts';
import type { MoveWish } from './move-wish.ts';

/** A machine that is on its way here. */
interface Arrival {
  readonly token: string;
  readonly hold: MoveHold;
  readonly wish: MoveWish;
  readonly dispose: () => void;
}

const arrivals = new WeakMap<Machine, Arrival>();

/** What {@link prepareTarget} gives: how the source reaches this QEMU. */
export interface Prepared {
  readonly token: string;
  readonly uri: string;
  /** Where the disks are taken; empty: none are. */
  readonly disks: string;
}

/** Why a machine cannot come here. */
export async function obstaclesOf(state: EmbedState, cookie: Uint8Array, wish: MoveWish): Promise<readonly MoveObstacle[]> {
  const offer = parseOffer(cookie);
  const obstacles = await checkTarget(state, { def: await targetDef(state, wish), offer, wish });
  return isOffline(wish) ? offlineObstacles(obstacles) : obstacles;
}

/** Makes a machine that waits for another one's state. @throws operation-failed with all reasons why it cannot be. */
export async function prepareTarget(session: EmbedSession, cookie: Uint8Array, wish: MoveWish): Promise<Prepared> {
  const { state } = session;
  const offer = parseOffer(cookie);
  const def = await targetDef(state, wish);
  const obstacles = await obstaclesOf(state, cookie, wish);
  if (obstacles.length > 0) throw qemuError('operation-failed', `'${def.name}' cannot be moved: ${obstacles.map(({ message, advice }) => `${message}. ${advice}`).join(' ')}`, { subject: def.name });
  if (isOffline(wish)) {
    expectOffline(session, def);
    return { token: '', uri: '', disks: '' };
  }
  const { layout, surroundings: { files } } = state;
  await files.makeFolder(`${layout.root}/moves`, 0o700);
  await forgetOldDecisions(files, layout.root);
  const token = randomUUID();
  const machine = await takePlace(state, def);
  const hold = await holdMachine(state, machine.ref);
  const transport = chooseTransport(state, machine, offer, wish);
  const tunnel = offerTunnel(state, token, layout.socketFolder(machine.uuid));
  let made: readonly string[] = [];
  try {
    if (machine.run !== undefined) throw domainError('operation-invalid', `domain is already active as '${machine.name}'`);
    made = await makeDisks(state, def, wish, offer.disks);
    let prepared: Prepared | undefined;
    await startMachine(state, machine, {
      def, incoming: 'defer', paused: true, task: { kind: 'in', runs: (wish.flags & M.PAUSED) === 0, facts: { token, made: JSON.stringify(made), persistent: persistentXml(offer, wish, def) } },
      async beforeRunning(run, monitor) {
        prepared = { token, ...(await listenHere(state, run, monitor, { token, transport, offer, wish })) };
      },
    });
    if (prepared === undefined) throw qemuError('internal-error', 'QEMU does not listen');
    arrivals.set(machine, { token, hold, wish, dispose: tunnel.dispose });
    session.own({ dispose: () => { void abandon(state, machine, token).catch(() => undefined); } }); // whoever opens the root next ends it
    return prepared;
  } catch (error) {
    tunnel.dispose();
    await files.remove(made);
    await hold.release();
    if (machine.run === undefined && !machine.isPersistent) state.forget(machine);
    throw error;
  }
}

async function takePlace(state: EmbedState, def: DomainDef): Promise<Machine> {
  return state.changeRoot(() => {
    const known = state.get(def.uuid as Uuid);
    if (known?.isMoving === true) throw qemuError('operation-invalid', `another migration job is already running for domain '${known.name}'`);
    const machine = known ?? state.newMachine(def.uuid as Uuid, def.name);
    if (known === undefined) state.add(machine);
    return Promise.resolve(machine);
  });
}

interface Listening {
  readonly token: string;
  readonly transport: MoveTransport;
  readonly offer: MoveOffer;
  readonly wish: MoveWish;
}

async function listenHere(state: EmbedState, run: RunningMachine, monitor: QmpClient, { token, transport, offer, wish }: Listening): Promise<Omit<Prepared, 'token'>> {
  await configureMigration(monitor, 'destination', wish.settings);
  const uri = await listenAt(transport, 'migrate.sock', token, (address) => listenForMigration(monitor, address.kind === 'unix' ? `unix:${address.path}` : `tcp:${address.host}:${address.port}`));
  const disks = nodesOf(state, run.live, run.socketFolder, offer.disks.map(({ target }) => target));
  if (disks.length === 0) return { uri, disks: '' };
  return { uri, disks: await listenAt({ ...transport, port: wish.disksPort }, 'disks.sock', token, (address) => serveMovingDisks(monitor, address, disks)) };
}

/** The document that came, as it is read here, under the name it is to have. */
async function targetDef(state: EmbedState, wish: MoveWish): Promise<DomainDef> {
  if (wish.xml === undefined) throw qemuError('internal-error', 'no domain XML passed');
  const def = await readDef(state, wish.xml);
  if (wish.name !== undefined) def.name = wish.name;
  const { emulator } = def.devices;
  if (emulator === undefined || state.emulators.known(emulator) === undefined) {
    const own = await state.emulators.emulatorFor(def.os.type.arch);
    def.devices.emulator = own;
    if (own !== undefined) await state.emulators.probe(own);
  }
  return def;
}

async function readDef(state: EmbedState, xml: string): Promise<DomainDef> {
  await state.emulators.prepare(xml);
  return parseDomainXml(xml, state.emulators.context({ inactive: true, skipValidate: true }));
}

function persistentXml(offer: MoveOffer, wish: MoveWish, def: DomainDef): string {
  if ((wish.flags & M.PERSIST_DEST) === 0) return '';
  const given = wish.persistentXml ?? offer.persistentXml;
  return given === '' ? formatDomainXml(def, { inactive: true, secure: true }) : given;
}

/** Lets the machine go on here, or throws it away. @throws migrate-finish-ok when it was to be thrown away. */
export async function finishTarget(session: EmbedSession, name: string, cancelled: boolean): Promise<DomainRef> {
  const { state } = session;
  const machine = (await state.machines()).find((each) => each.name === name && arrivals.has(each));
  const arrival = machine === undefined ? undefined : arrivals.get(machine);
  if (cancelled) {
    if (machine !== undefined && arrival !== undefined) await abandon(state, machine, arrival.token);
    throw qemuError('migrate-finish-ok', 'migration successfully aborted');
  }
  if (machine === undefined || arrival === undefined) throw domainError('no-domain', `no domain with matching name '${name}'`);
  const run = machine.running();
  try {
    const isPostcopy = await arrived(machine);
    await endMovingDisks(machine.monitor()).catch(isNothing);
    await settleArrival(state, machine, run);
    if (isPostcopy) await whole(machine);
  } catch (error) {
    await abandon(state, machine, arrival.token);
    throw error;
  }
  arrivals.delete(machine);
  arrival.dispose();
  await arrival.hold.release();
  return machine.ref;
}

function isNothing(error: unknown): void {
  if (!VirError.is(error)) throw error; // no disks were taken
}

const POLL_MS = 30;
const ARRIVING_MS = 60_000;

/** Waits until all has come, or what is needed to go on. @returns whether the rest of its memory comes behind. */
async function arrived(machine: Machine): Promise<boolean> {
  for (const until = performance.now() + ARRIVING_MS; ;) {
    const { status, error } = await queryMigration(machine.monitor());
    if (status === 'completed') return false;
    if (status === 'postcopy-active') return true;
    if (status === 'failed') throw qemuError('operation-failed', `migration failed. QEMU at the destination says: ${error ?? 'nothing'}`);
    if (performance.now() > until) throw qemuError('operation-timeout', 'the state of the machine did not arrive in time');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function whole(machine: Machine): Promise<void> {
  for (;;) {
    const { status } = await queryMigration(machine.monitor());
    if (status === 'completed') return;
    if (status === 'postcopy-paused' || status === 'failed') throw qemuError('operation-failed', 'the connection broke after the switch to post-copy');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** It is here: decided first, so that it never runs on both sides; then made lasting, and let run. */
export async function settleArrival(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  const { task } = run;
  if (task === undefined) return;
  const { files } = state.surroundings;
  if ((await decideMove(files, state.layout.root, task.facts['token'] ?? '', 'arrived')) !== 'arrived') throw qemuError('operation-failed', 'the move was given up meanwhile; the machine stayed where it was');
  const persistent = task.facts['persistent'] ?? '';
  if (persistent !== '') {
    const isNew = !machine.isPersistent;
    const def = await readDef(state, persistent);
    def.name = run.live.name;
    await state.writeConfig(machine, def);
    state.events.lifecycle(machine.ref, Event.DEFINED, isNew ? Defined.ADDED : Defined.UPDATED);
  }
  run.task = undefined;
  await letRun(state, machine, run, machine.monitor(), { paused: !task.runs, startedDetail: Started.MIGRATED, runningReason: Running.MIGRATED });
}

/** It does not come after all: nothing of it stays. A machine that has been decided to be here stays. */
async function abandon(state: EmbedState, machine: Machine, token: string): Promise<void> {
  const arrival = arrivals.get(machine);
  if (arrival?.token !== token) return;
  arrivals.delete(machine);
  arrival.dispose();
  try {
    await dropArrival(state, machine);
  } finally {
    await arrival.hold.release();
    if (machine.run === undefined && !machine.isPersistent) state.forget(machine);
  }
}

/** Ends a machine that was on its way here, with the files that were made for it. */
export async function dropArrival(state: EmbedState, machine: Machine): Promise<void> {
  const { run } = machine;
  const task = run?.task;
  if (run === undefined || task?.kind !== 'in') return;
  const { files } = state.surroundings;
  if ((await decideMove(files, state.layout.root, task.facts['token'] ?? '', 'given-up')) === 'arrived') return;
  await giveUp(state, machine, run);
  const made = JSON.parse(task.facts['made'] ?? '[]') as readonly unknown[];
  await files.remove(made.filter((file): file is string => typeof file === 'string'));
}
