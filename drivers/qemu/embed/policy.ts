import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { DomainEventStoppedDetailType as Stopped } from '../../core/constants.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';

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

/** The guest has powered off. QEMU ends by itself unless there is something left to do. */
export function guestHasShutDown(state: EmbedState, machine: Machine, run: RunningMachine): void {
  if (run.rebootOnShutdown) later(() => startAnew(state, machine, run));
  else if (run.stopDetail !== Stopped.DESTROYED && (run.live.on_poweroff === 'restart' || run.live.on_poweroff === 'rename-restart')) later(() => startAnew(state, machine, run));
}

/** The guest has panicked. */
export function guestHasPanicked(state: EmbedState, machine: Machine, run: RunningMachine): void {
  const wanted = run.live.on_crash;
  if (wanted !== 'restart' && wanted !== 'rename-restart' && wanted !== 'coredump-restart') return;
  later(async () => {
    await run.monitor?.execute('system_reset');
    await run.monitor?.execute('cont');
    run.state = 'running';
    state.statusHasChanged(machine);
  });
}

/** A machine that waits for somebody who starts it anew, found after its guest had powered off. */
export function takeUpWaiting(state: EmbedState, machine: Machine): void {
  const { run } = machine;
  if (run?.state === 'shutdown') guestHasShutDown(state, machine, run);
}

async function startAnew(state: EmbedState, machine: Machine, run: RunningMachine): Promise<void> {
  const { monitor } = run;
  if (monitor === undefined) return;
  await monitor.execute('system_reset');
  if (run.rebootOnShutdown) await rebootOnShutdown(state, machine, false);
  run.stopDetail = undefined;
  await monitor.execute('cont');
}

/** Does it after the event has been told; a machine that ends meanwhile needs it no more. */
function later(work: () => Promise<void>): void {
  setImmediate(() => {
    work().catch((error: unknown) => {
      if (!VirError.is(error)) throw error;
    });
  });
}
