import { randomBytes } from 'node:crypto';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { cloneDomainDef } from '../../conf/domain/domain-def.ts';
import { DomainEventResumedDetailType as Resumed, DomainEventStartedDetailType as Started, DomainEventStoppedDetailType as Stopped, DomainEventSuspendedDetailType as Suspended, DomainEventType as Event, DomainPausedReason as Paused, DomainRunningReason as Running } from '../../core/constants.ts';
import { VirError } from '../../core/vir-error.ts';
import { updateLiveCpu } from '../capabilities/live-cpu.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { buildCommand } from './build-command.ts';
import type { EmbedState } from './embed-state.ts';
import type { DetachedProcess } from './host-processes.ts';
import { resolveNetworks } from './host-objects.ts';
import { ownerHere } from './lock.ts';
import { passwordCommands } from '../hotplug/change-graphics.ts';
import { startMachineHelpers } from './machine-helpers.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { removeMemoryFolder } from './memory-folders.ts';
import { finish, listen, pidFileOf } from './machine-process.ts';
import { monitorSockets, openMonitor } from './monitor-link.ts';
import type { StartedHelpers } from '../helpers/start-helpers.ts';
import { actionArguments } from './policy.ts';
import { prepareLive } from './prepare-live.ts';
import { qemuError } from './qemu-error.ts';
import { masterKeyFile, withSecrets } from './sealing.ts';
import type { MachineStatus, MachineTask } from './status-document.ts';
import { plugOwnVcpus } from './vcpu-plugging.ts';

/** How a machine is started. */
export interface StartOptions {
  readonly paused?: boolean;
  /** It ends with this connection. */
  readonly owner?: object;
  /** What it starts with, where that is not its definition. */
  readonly def?: DomainDef;
  /** `-incoming`: it waits for another machine's state. */
  readonly incoming?: string;
  /** `-loadvm`. */
  readonly loadSnapshot?: string;
  /** A fresh NVRAM from its template. */
  readonly resetNvram?: boolean;
  /** What is done after QEMU answers and before the guest runs. */
  readonly beforeRunning?: (run: RunningMachine, monitor: QmpClient) => Promise<void>;
  /** What is under way with it; it is not let run then, but by whoever ends that ({@link letRun}). */
  readonly task?: MachineTask;
  readonly startedDetail?: number;
  readonly runningReason?: number;
  readonly pausedReason?: number;
  readonly suspendedDetail?: number;
}

/** QEMU has so long until its monitor greets; a host under load takes its time. */
const GREETING_MS = 30_000;
const KNOCK_MS = 400;
const PAUSE_MS = 8;

/** Starts a machine; whoever calls holds it, and its number. @throws with the end of QEMU's own words when it does not stand. */
export async function startMachine(state: EmbedState, machine: Machine, options: StartOptions = {}): Promise<void> {
  const source = options.def ?? machine.config;
  if (source === undefined) throw qemuError('operation-invalid', `domain '${machine.name}' has no definition`);
  const socketFolder = state.layout.socketFolder(machine.uuid);
  await assertNotRunning(state, machine, socketFolder);
  await makeSocketFolder(state, socketFolder);
  try {
    const live = cloneDomainDef(source);
    await prepareLive(state, machine, live, { resetNvram: options.resetNvram === true, incoming: options.incoming });
    await run(state, machine, live, socketFolder, options);
  } catch (error) {
    await removeMemoryFolder(state, machine.uuid);
    await state.surroundings.files.removeTree(socketFolder, state.layout.sockets);
    throw error;
  }
}

/** A machine whose status cannot be read looks as if it were off, and may run all the same. */
async function assertNotRunning(state: EmbedState, { name, uuid }: Machine, socketFolder: string): Promise<void> {
  const trouble = state.unreadableStatus(uuid);
  const pid = trouble === undefined ? undefined : await state.processes.findByArgument(pidFileOf(socketFolder));
  if (trouble === undefined || pid === undefined) return;
  throw qemuError('operation-invalid', `domain '${name}' runs already as process ${pid}, and its status cannot be read (${trouble.message}): use the version of Vireo that started it, or end that process`, { subject: state.layout.statusFile(uuid), cause: trouble });
}

async function run(state: EmbedState, machine: Machine, live: DomainDef, socketFolder: string, options: StartOptions): Promise<void> {
  const { incoming, loadSnapshot } = options;
  const { def, networkProps } = await resolveNetworks(state, live);
  const command = await withSecrets(state, socketFolder, (sealing) => buildCommand(state, def, socketFolder, { sealing, networkProps, ...(incoming === undefined ? {} : { incoming }), ...(loadSnapshot === undefined ? {} : { loadSnapshot }) }));
  const status: MachineStatus = {
    id: await state.takeId(), pid: -1, start: '', boot: state.boot, socketFolder, state: 'paused', reason: Paused.STARTING_UP, rebootOnShutdown: false,
    balloonPeriodS: live.devices.memballoons[0]?.stats ?? 0, starter: await ownerHere(), task: options.task, live, blockJobs: [], backup: undefined,
  };
  await state.writeStatusDocument(machine.uuid, status);
  const log = state.layout.logFile(machine.uuid);
  const [before] = await state.surroundings.files.stat([log]);
  const argv = [command.emulator, ...command.arguments, ...monitorArguments(socketFolder), ...actionArguments(live), '-pidfile', pidFileOf(socketFolder)];
  let process: RunningMachine | undefined;
  let helpers: StartedHelpers | undefined;
  try {
    helpers = await startMachineHelpers(state, machine, def, socketFolder);
    const child = await state.processes.startDetached(argv, { log, environment: command.environment });
    const start = (await state.processes.starts([child.pid])).get(child.pid) ?? '';
    process = { ...status, pid: child.pid, start, monitor: undefined, stopDetail: undefined, starting: true, pausing: undefined, isUpdated: false, detaching: undefined, lateCleanups: new Map(), ended: false, owner: options.owner };
    await state.writeStatusDocument(machine.uuid, { ...status, pid: child.pid, start });
    const monitor = await greeted(state, socketFolder, child);
    machine.run = process;
    listen(state, machine, process, monitor);
    await setUp(process, monitor);
    if (incoming === undefined) await updateLiveCpu(process.live, monitor, state.emulators.capabilitiesOf(process.live.devices.emulator ?? ''));
    await options.beforeRunning?.(process, monitor);
    if (options.task === undefined) await letRun(state, machine, process, monitor, options);
    else await state.writeStatus(machine);
  } catch (error) {
    await giveUp(state, machine, process ?? status);
    await helpers?.stop();
    throw startError(error, await lastWords(state, log, before?.sizeBytes ?? 0n));
  }
}

async function makeSocketFolder({ surroundings: { files }, layout }: EmbedState, folder: string): Promise<void> {
  if (await files.exists(folder)) await files.removeTree(folder, layout.sockets);
  await files.makeFolder(folder, 0o700);
  await files.write(masterKeyFile(folder), randomBytes(32));
}

/** Monitors besides the one of the command line: every program that manages the machine takes one. */
function monitorArguments(folder: string): string[] {
  return monitorSockets(folder).slice(1).flatMap((path, index) => [
    '-chardev', `socket,id=charmonitor${index + 1},path=${path.replaceAll(',', ',,')},server=on,wait=off`, '-mon', `chardev=charmonitor${index + 1},id=monitor${index + 1},mode=control`,
  ]);
}

/** Knocks until QEMU answers, or has ended. */
async function greeted(state: EmbedState, folder: string, child: DetachedProcess): Promise<QmpClient> {
  const end = { seen: false };
  void child.ended.then(() => { end.seen = true; });
  const [first = ''] = monitorSockets(folder);
  for (const until = performance.now() + GREETING_MS; ; ) {
    if (end.seen || (!state.surroundings.isHere && !(await state.processes.starts([child.pid])).has(child.pid))) throw qemuError('internal-error', 'process exited while connecting to monitor');
    try {
      if (await state.surroundings.files.exists(first)) return await openMonitor(state.surroundings, folder, Math.max(KNOCK_MS, until - performance.now()));
    } catch (error) {
      if (!VirError.is(error) || performance.now() > until) throw error;
    }
    if (performance.now() > until) throw qemuError('operation-timeout', `QEMU did not open its monitor within ${GREETING_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** What libvirt tells a new QEMU before the guest runs. */
async function setUp({ live }: RunningMachine, monitor: QmpClient): Promise<void> {
  await plugOwnVcpus(live, monitor);
  for (const graphics of live.devices.graphics) {
    if ((graphics.type !== 'vnc' && graphics.type !== 'spice') || graphics.passwd === undefined) continue;
    for (const { command, arguments: args } of passwordCommands(graphics, undefined, new Date())) await monitor.execute(command, args);
  }
  for (const net of live.devices.interfaces) if (net.link === 'down' && net.alias !== undefined) await monitor.execute('set_link', { name: net.alias, up: false });
  const [balloon] = live.devices.memballoons;
  if (balloon !== undefined && balloon.model !== 'none' && balloon.alias !== undefined && balloon.stats !== undefined) {
    await monitor.execute('qom-set', { path: `/machine/peripheral/${balloon.alias}`, property: 'guest-stats-polling-interval', value: balloon.stats });
  }
  if (balloon !== undefined && balloon.model !== 'none' && live.currentMemory.sizeKiB < live.memory.sizeKiB) await monitor.execute('balloon', { value: live.currentMemory.sizeKiB * 1024 });
}

/** Lets the guest run, or tells that it is to stay paused; from now on it is like any other. */
export async function letRun(state: EmbedState, machine: Machine, run: RunningMachine, monitor: QmpClient, options: Pick<StartOptions, 'paused' | 'startedDetail' | 'runningReason' | 'pausedReason' | 'suspendedDetail'>): Promise<void> {
  if (options.paused !== true) await monitor.execute('cont');
  run.starting = false;
  run.state = options.paused === true ? 'paused' : 'running';
  run.reason = options.paused === true ? (options.pausedReason ?? Paused.USER) : (options.runningReason ?? Running.BOOTED);
  await state.writeStatus(machine);
  state.events.lifecycle(machine.ref, Event.STARTED, options.startedDetail ?? Started.BOOTED);
  if (options.paused === true) state.events.lifecycle(machine.ref, Event.SUSPENDED, options.suspendedDetail ?? Suspended.PAUSED);
  else state.events.lifecycle(machine.ref, Event.RESUMED, Resumed.UNPAUSED);
}

/** Ends a machine that is not to start after all. */
export async function giveUp(state: EmbedState, machine: Machine, run: RunningMachine | MachineStatus): Promise<void> {
  if (run.pid > 1) {
    await state.processes.kill(run.pid, 'SIGKILL');
    for (let waitMs = 0; waitMs < 5000 && (await state.processes.starts([run.pid])).get(run.pid) === run.start; waitMs += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if ('ended' in run) await finish(state, machine, run, Stopped.FAILED);
  else await state.surroundings.files.remove([state.layout.statusFile(machine.uuid)]);
}

/** What QEMU wrote since it was started. */
async function lastWords({ surroundings: { files } }: EmbedState, log: string, fromBytes: bigint): Promise<string> {
  const [info] = await files.stat([log]);
  if (info === undefined || info.sizeBytes <= fromBytes) return '';
  const words = Buffer.from(await files.readRange(log, fromBytes, Math.min(4096, Number(info.sizeBytes - fromBytes)))).toString('utf8').trim();
  // What is no QEMU may write anything.
  return /\p{Cc}|\uFFFD/u.test(words.replace(/[\n\t]/g, '')) ? 'what it wrote is no text' : words;
}

function startError(error: unknown, words: string): unknown {
  if (!VirError.is(error) || words === '') return error;
  const ended = error.message.includes('monitor') || error.code === 'operation-timeout';
  return ended ? qemuError('internal-error', `process exited while connecting to monitor: ${words}`, { cause: error }) : error;
}
