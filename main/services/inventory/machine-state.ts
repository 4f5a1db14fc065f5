import type { DomainState } from '../../../drivers/api/records.ts';
import { DomainPausedReason, DomainRunningReason, DomainShutoffReason } from '../../../drivers/core/constants.ts';
import type { MachineState } from '../../contract/inventory.ts';
import type { MessageKey } from '../../contract/message-keys.ts';

/** A state as the window words it, with a finer word where there is one. */
export interface WordedState {
  readonly state: MachineState;
  readonly detail: MessageKey | undefined;
}

/** Words a state with its reason (`virDomainRunningReason` and the like). */
export function wordState(state: DomainState, reason: number, hasManagedSave: boolean): WordedState {
  switch (state) {
    case 'running':
    case 'blocked':
      return { state: 'running', detail: RUNNING.get(reason) };
    case 'paused':
      return PAUSED.get(reason) ?? { state: 'paused', detail: undefined };
    case 'shutdown':
      return { state: 'busy', detail: 'state.shuttingDown' };
    case 'shutoff':
      if (hasManagedSave) return { state: 'off', detail: 'state.saved' };
      return OFF.get(reason) ?? { state: 'off', detail: undefined };
    case 'crashed':
      return { state: 'crashed', detail: 'state.panicked' };
    case 'pmsuspended':
      return { state: 'paused', detail: 'state.guestSuspended' };
    case 'nostate':
      return { state: 'unknown', detail: undefined };
  }
}

const RUNNING = new Map<number, MessageKey>([
  [DomainRunningReason.CRASHED, 'state.panicked'],
  [DomainRunningReason.POSTCOPY, 'state.migrating'],
  [DomainRunningReason.POSTCOPY_FAILED, 'state.postcopyFailed'],
]);

const OFF = new Map<number, WordedState>([
  [DomainShutoffReason.CRASHED, { state: 'crashed', detail: 'state.panicked' }],
  [DomainShutoffReason.FAILED, { state: 'off', detail: 'state.failed' }],
]);

const PAUSED = new Map<number, WordedState>([
  [DomainPausedReason.MIGRATION, { state: 'busy', detail: 'state.migrating' }],
  [DomainPausedReason.SAVE, { state: 'busy', detail: 'state.saving' }],
  [DomainPausedReason.DUMP, { state: 'busy', detail: 'state.dumping' }],
  [DomainPausedReason.IOERROR, { state: 'paused', detail: 'state.ioError' }],
  [DomainPausedReason.WATCHDOG, { state: 'paused', detail: 'state.watchdog' }],
  [DomainPausedReason.SHUTTING_DOWN, { state: 'busy', detail: 'state.shuttingDown' }],
  [DomainPausedReason.SNAPSHOT, { state: 'busy', detail: 'state.snapshot' }],
  [DomainPausedReason.CRASHED, { state: 'crashed', detail: 'state.panicked' }],
  [DomainPausedReason.STARTING_UP, { state: 'busy', detail: 'state.starting' }],
  [DomainPausedReason.POSTCOPY, { state: 'busy', detail: 'state.migrating' }],
  [DomainPausedReason.POSTCOPY_FAILED, { state: 'paused', detail: 'state.postcopyFailed' }],
]);
