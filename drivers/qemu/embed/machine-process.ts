import type { Uuid } from '../../api/refs.ts';
import { DomainEventStoppedDetailType as Stopped, DomainEventType as Event } from '../../core/constants.ts';
import { disposableTimeout } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { watchBackup } from './backup-job.ts';
import { watchDiskJobs } from './block-jobs.ts';
import { takeEvent } from './machine-events.ts';
import { removeMemoryFolder } from './memory-folders.ts';
import { openMonitor } from './monitor-link.ts';
import { takeUpWaiting } from './policy.ts';
import { shutoffReason, stateOf } from './qemu-status.ts';
import type { MachineStatus } from './status-document.ts';
import { forgetTpm } from './tpm-memory.ts';

/** A monitor that does not greet in so long is not waited for when machines are listed. */
const ATTACH_MS = 3000;
const RETRY_MS = 2000;
/** Ending takes QEMU a moment after it has closed its monitor. */
const ENDING_POLL_MS = 20;
const ENDING_MS = 10_000;

/** Takes up a machine that was found running. False: its process has ended, and what it left is there ({@link clearAway}). */
export async function attachProcess(state: EmbedState, machine: Machine, status: MachineStatus): Promise<boolean> {
  if (status.boot !== state.boot || !(await isAlive(state, status))) return false;
  const run: RunningMachine = { ...status, monitor: undefined, stopDetail: undefined, starting: false, pausing: undefined, isUpdated: false, detaching: undefined, lateCleanups: new Map(), ended: false, owner: undefined };
  machine.run = run;
  if (await attachMonitor(state, machine, run)) return true;
  // It ended meanwhile. The root is being read: whoever would change the machine now waits for that.
  run.ended = true;
  machine.run = undefined;
  if (!machine.isPersistent) state.forget(machine);
  return false;
}

/** Removes what a process left that has ended; whoever calls holds the machine. */
export async function clearAway(state: EmbedState, machine: Machine, status: MachineStatus): Promise<void> {
  await removeTraces(state, machine.uuid, status);
  await forgetTpm(state, machine, status.live);
}

/** Attaches anew to a machine that is known to run. */
async function attachAgain(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  if (!(await attachMonitor(state, machine, run))) await hasEnded(state, machine, run);
}

/** Finds a free monitor of a machine and asks how it is; without one its state is unknown, and is asked for again. False: its process has ended. */
async function attachMonitor(state: EmbedState, machine: Machine, run: RunningMachine): Promise<boolean> {
  try {
    const monitor = await openMonitor(state.surroundings, run.socketFolder, ATTACH_MS);
    listen(state, machine, run, monitor);
    await readState(run, monitor);
    watchDiskJobs(state, machine, run);
    takeUpWaiting(state, machine);
    watchBackup(state, machine, run);
  } catch (error) {
    if (!VirError.is(error)) throw error;
    run.state = 'nostate';
    run.reason = 0;
    if (!(await isAlive(state, run))) return false;
    retryLater(state, machine, run);
  }
  return true;
}

function retryLater(state: EmbedState, machine: Machine, run: RunningMachine): void {
  state.store.add(disposableTimeout(() => {
    if (!run.ended && run.monitor === undefined) void attachAgain(state, machine, run).catch(() => undefined); // said by the state of the machine
  }, RETRY_MS));
}

/** Asks QEMU for its state. */
export async function readState(run: RunningMachine, monitor: QmpClient): Promise<void> {
  const status = new Reply('query-status', await monitor.execute('query-status', undefined, { deadlineMs: ATTACH_MS })).string('status');
  Object.assign(run, stateOf(status, run));
}

/** Listens to a machine from now on. */
export function listen(state: EmbedState, machine: Machine, run: RunningMachine, monitor: QmpClient): void {
  run.monitor = monitor;
  monitor.onDidEvent((event) => {
    takeEvent(state, machine, run, event);
  });
  monitor.onDidClose(() => {
    run.monitor = undefined;
    if (run.ended || state.store.isDisposed) return;
    void monitorIsGone(state, machine, run).catch(() => undefined); // the next reading of the root finds what is left
  });
}

/** The monitor has closed: QEMU ends, or only the way to it has broken. */
async function monitorIsGone(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  for (const until = performance.now() + ENDING_MS; await isAlive(state, run);) {
    if (performance.now() > until) {
      await attachAgain(state, machine, run);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, ENDING_POLL_MS));
  }
  await hasEnded(state, machine, run);
}

/** Whether the process is still there. */
export async function isAlive({ processes }: EmbedState, { pid, start }: Pick<RunningMachine, 'pid' | 'start'>): Promise<boolean> {
  return (await processes.starts([pid])).get(pid) === start;
}

/** The process has ended by itself: everybody who watches finds that, and one of them cleans up. */
async function hasEnded(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  if (run.ended || machine.run !== run) return;
  await state.change(machine.ref, () => finish(state, machine, run));
}

/** What is left to do after the process of a machine has ended; whoever calls holds the machine. */
export async function finish(state: EmbedState, machine: Machine, run: RunningMachine, detail: number = run.stopDetail ?? Stopped.CRASHED): Promise<void> {
  if (run.ended) return;
  run.ended = true;
  run.monitor?.dispose();
  await removeTraces(state, machine.uuid, run);
  // What is put away or moves goes on to remember.
  if (detail === Stopped.SHUTDOWN || detail === Stopped.DESTROYED || detail === Stopped.CRASHED) await forgetTpm(state, machine, run.live);
  const { ref } = machine;
  machine.run = undefined;
  machine.shutoffReason = shutoffReason(detail);
  if (!machine.isPersistent) state.forget(machine);
  state.events.lifecycle(ref, Event.STOPPED, detail);
}

/** Removes status and sockets of a process that has ended, unless the machine has been started again since. */
async function removeTraces(state: EmbedState, uuid: Uuid, { pid, start, socketFolder }: Pick<MachineStatus, 'pid' | 'start' | 'socketFolder'>): Promise<void> {
  const { files } = state.surroundings;
  const file = state.layout.statusFile(uuid);
  const [bytes] = await files.read([file]);
  if (bytes !== undefined) {
    const text = Buffer.from(bytes).toString('utf8').slice(0, 2000);
    if (!text.includes(` pid='${pid}'`) || !text.includes(` start='${start}'`)) return;
    await files.remove([file]);
  }
  await removeMemoryFolder(state, uuid);
  if (socketFolder === state.layout.socketFolder(uuid) && (await files.exists(socketFolder))) await files.removeTree(socketFolder, state.layout.sockets);
}

/** A start that was broken off: whoever began it is gone. Its QEMU, if there is one, was never told to run. Whoever calls holds the machine. */
export async function startWasInterrupted(state: EmbedState, uuid: Uuid, status: MachineStatus): Promise<void> {
  const pid = status.pid > 1 ? status.pid : await state.processes.findByArgument(pidFileOf(status.socketFolder));
  if (pid !== undefined) {
    const start = (await state.processes.starts([pid])).get(pid);
    if (start !== undefined && (status.pid <= 1 || start === status.start)) await state.processes.kill(pid, 'SIGKILL');
  }
  await removeTraces(state, uuid, status);
}

/** QEMU writes its number here; the name also finds the process of a start that was broken off. */
export function pidFileOf(socketFolder: string): string {
  return `${socketFolder}/pid`;
}
