import type { DomainState } from '../../api/records.ts';
import {
  DomainCrashedReason as Crashed, DomainEventShutdownDetailType as ShutdownDetail, DomainEventStoppedDetailType as StoppedDetail, DomainPausedReason as Paused,
  DomainRunningReason as Running, DomainShutoffReason as Shutoff,
} from '../../core/constants.ts';

/** A state with its reason, libvirt's numbers. */
export interface StateReason {
  readonly state: DomainState;
  readonly reason: number;
}

/** What QEMU's run state (`query-status`) means; reasons it does not tell are UNKNOWN. */
const RUN_STATES: Readonly<Record<string, StateReason>> = {
  running: { state: 'running', reason: Running.UNKNOWN },
  debug: { state: 'paused', reason: Paused.UNKNOWN },
  inmigrate: { state: 'paused', reason: Paused.MIGRATION },
  'internal-error': { state: 'paused', reason: Paused.UNKNOWN },
  'io-error': { state: 'paused', reason: Paused.IOERROR },
  paused: { state: 'paused', reason: Paused.UNKNOWN },
  postmigrate: { state: 'paused', reason: Paused.MIGRATION },
  prelaunch: { state: 'paused', reason: Paused.STARTING_UP },
  'finish-migrate': { state: 'paused', reason: Paused.MIGRATION },
  'restore-vm': { state: 'paused', reason: Paused.UNKNOWN },
  'save-vm': { state: 'paused', reason: Paused.SAVE },
  shutdown: { state: 'shutdown', reason: 0 },
  suspended: { state: 'pmsuspended', reason: 0 },
  watchdog: { state: 'paused', reason: Paused.WATCHDOG },
  'guest-panicked': { state: 'crashed', reason: Crashed.PANICKED },
  colo: { state: 'paused', reason: Paused.MIGRATION },
};

/** The state that QEMU tells. What was known before keeps its reason if the state is the same and QEMU knows no better. */
export function stateOf(status: string, before: StateReason | undefined): StateReason {
  const told = RUN_STATES[status] ?? { state: 'nostate', reason: 0 };
  if (before?.state !== told.state) return told;
  const vague = (told.state === 'paused' && told.reason === Paused.UNKNOWN) || told.state === 'running';
  return vague ? before : told;
}

/** Why a machine has ended, by what QEMU said of its shutdown (`SHUTDOWN`, ShutdownCause). */
export function stoppedBecause(cause: string): number {
  if (cause === 'guest-panic') return StoppedDetail.CRASHED;
  if (cause === 'host-error') return StoppedDetail.FAILED;
  return cause.startsWith('host-') && cause !== 'host-ui' ? StoppedDetail.DESTROYED : StoppedDetail.SHUTDOWN;
}

/** Who shut it down. */
export function shutdownDetail(guest: boolean | undefined): number {
  if (guest === undefined) return ShutdownDetail.FINISHED;
  return guest ? ShutdownDetail.GUEST : ShutdownDetail.HOST;
}

/** The reason of being off for the detail of an event. */
export function shutoffReason(detail: number): number {
  const reasons: Readonly<Record<number, number>> = {
    [StoppedDetail.SHUTDOWN]: Shutoff.SHUTDOWN,
    [StoppedDetail.DESTROYED]: Shutoff.DESTROYED,
    [StoppedDetail.CRASHED]: Shutoff.CRASHED,
    [StoppedDetail.MIGRATED]: Shutoff.MIGRATED,
    [StoppedDetail.SAVED]: Shutoff.SAVED,
    [StoppedDetail.FAILED]: Shutoff.FAILED,
    [StoppedDetail.FROM_SNAPSHOT]: Shutoff.FROM_SNAPSHOT,
  };
  return reasons[detail] ?? Shutoff.UNKNOWN;
}
