import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { DomainEventStoppedDetailType as Stopped } from '../../core/constants.ts';
import type { QmpClient } from '../qmp/qmp-client.ts';
import { Reply } from '../qmp/reply.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';

const DUMP_MS = 600_000;

/**
 * What QEMU does by itself when the guest powers off, reboots or panics, so that it happens with Vireo closed, too. What QEMU cannot do
 * alone (starting anew after a power off) waits, paused, until somebody looks.
 */
export function actionArguments(def: DomainDef): readonly string[] {
  const shutdown = shutdownAction(def);
  const reboot = def.on_reboot === 'restart' || def.on_reboot === 'rename-restart' ? 'reset' : 'shutdown';
  const panic = def.on_crash === 'destroy' ? 'shutdown' : 'pause';
  return ['-action', `reboot=${reboot},shutdown=${shutdown},panic=${panic}`];
}

function shutdownAction({ on_poweroff: wanted }: DomainDef): 'poweroff' | 'pause' {
  return wanted === 'destroy' ? 'poweroff' : 'pause';
}

/** Lets the next power off of the guest be the first half of a reboot, or not any more. */
export async function rebootOnShutdown(state: EmbedState, machine: Machine, on: boolean): Promise<void> {
  const run = machine.running();
  await machine.monitor().execute('set-action', { shutdown: on ? 'pause' : shutdownAction(run.live) });
  run.rebootOnShutdown = on;
  await state.writeStatus(machine);
}

/**
 * The guest has powered off, or QEMU ends for a reason of its own (`cause`, ShutdownCause). QEMU ends by itself unless it was told to wait
 * for somebody who starts the machine anew.
 */
export function guestHasShutDown(state: EmbedState, machine: Machine, run: RunningMachine, cause = ''): void {
  const { on_reboot: onReboot, on_crash: onCrash } = run.live;
  const endsAnyway = (cause === 'guest-reset' && onReboot === 'destroy') || (cause === 'guest-panic' && onCrash === 'destroy');
  const waits = shutdownAction(run.live) === 'pause';
  if (endsAnyway && waits && !run.rebootOnShutdown) enforce(state, machine, run, ['shutdown'], (monitor) => monitor.execute('quit'));
  else if (run.rebootOnShutdown || (run.stopDetail !== Stopped.DESTROYED && isRestart(run.live.on_poweroff))) enforce(state, machine, run, ['shutdown'], (monitor) => startAnew(state, machine, run, monitor));
}

/** The guest has panicked: QEMU waits unless it was told to end. */
export function guestHasPanicked(state: EmbedState, machine: Machine, run: RunningMachine): void {
  const { on_crash: wanted } = run.live;
  const dumps = wanted === 'coredump-destroy' || wanted === 'coredump-restart';
  if (!dumps && !isRestart(wanted)) return;
  enforce(state, machine, run, ['guest-panicked'], async (monitor) => {
    if (dumps) await dumpCore(state, machine, monitor);
    if (wanted === 'coredump-destroy') {
      run.stopDetail = Stopped.CRASHED;
      await monitor.execute('quit');
    } else await startAnew(state, machine, run, monitor);
  });
}

/** What a machine waits for that was found after its guest had powered off or panicked. */
export function takeUpWaiting(state: EmbedState, machine: Machine): void {
  const { run } = machine;
  if (run?.state === 'shutdown') guestHasShutDown(state, machine, run);
  if (run?.state === 'crashed') guestHasPanicked(state, machine, run);
}

function isRestart(wanted: DomainDef['on_poweroff']): boolean {
  return wanted === 'restart' || wanted === 'rename-restart';
}

async function startAnew(state: EmbedState, machine: Machine, run: RunningMachine, monitor: QmpClient): Promise<void> {
  await monitor.execute('system_reset');
  if (run.rebootOnShutdown) await rebootOnShutdown(state, machine, false);
  run.stopDetail = undefined;
  await monitor.execute('cont');
}

/** Where nobody says otherwise, cores of guests that have panicked are in the root. */
async function dumpCore({ layout, surroundings: { files } }: EmbedState, machine: Machine, monitor: QmpClient): Promise<void> {
  await files.makeFolder(layout.dumps, 0o700);
  const file = `${layout.dumps}/${machine.uuid}-${new Date().toISOString().replace(/[:.]/g, '-')}.core`;
  await monitor.execute('dump-guest-memory', { paging: false, protocol: `file:${file}` }, { deadlineMs: DUMP_MS });
}

/**
 * Does what the definition asks for after the event has been told, once: everybody who watches hears of it, and whoever comes first does
 * it, if QEMU still waits. Who may only look does nothing.
 */
function enforce(state: EmbedState, machine: Machine, run: RunningMachine, whileIn: readonly string[], work: (monitor: QmpClient) => Promise<unknown>): void {
  if (!state.enforcesPolicy) return;
  state.inBackground(async () => {
    await state.change(machine.ref, async () => {
      const { monitor } = run;
      if (machine.run !== run || monitor === undefined) return;
      const status = new Reply('query-status', await monitor.execute('query-status')).string('status');
      if (whileIn.includes(status)) await work(monitor);
    });
  });
}
