import { removeDevice } from '../../conf/domain/change-devices.ts';
import { listDevices, deviceInfoOf } from '../../conf/domain/device-list.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';

/** The guest has let go of a device: it leaves the definition, and whoever waits for that hears of it. */
export function deviceIsGone(state: EmbedState, machine: Machine, run: RunningMachine, alias: string): void {
  if (run.detaching === alias) return; // whoever takes it out says so
  const cleanup = run.lateCleanups.get(alias);
  run.lateCleanups.delete(alias);
  cleanup?.().catch((error: unknown) => {
    if (!VirError.is(error)) throw error;
  });
  const found = listDevices(run.live.devices).find((each) => deviceInfoOf(each)?.alias === alias);
  if (found === undefined) return;
  removeDevice(run.live, found);
  state.statusHasChanged(machine);
  state.events.fire({ kind: 'device-removed', dom: machine.ref, devAlias: alias });
}
