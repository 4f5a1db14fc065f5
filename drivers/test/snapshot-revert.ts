import {
  DomainEventStartedDetailType as Started,
  DomainEventStoppedDetailType as Stopped,
  DomainEventSuspendedDetailType as Suspended,
  DomainEventType as Event,
  DomainPausedReason,
  DomainRunningReason,
  DomainShutoffReason,
  DomainSnapshotRevertFlags as Revert,
  DomainState,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { checkFlags } from './method-table.ts';
import type { TestSession } from './session.ts';
import type { SnapshotMoment } from './snapshot-moment.ts';
import type { TestDomain } from './test-domain.ts';

/**
 * Goes back to a snapshot: a machine that runs stops first; one that ran then (or is asked to) starts, and
 * is paused if it was. Each step is told as an event.
 */
export function revertToSnapshot(session: TestSession, domain: TestDomain, snapshot: SnapshotMoment, flags: number): void {
  checkFlags(flags, Revert.RUNNING | Revert.PAUSED | Revert.FORCE, 'testDomainRevertToSnapshot');
  const wasOnline = snapshot.state === 'running' || snapshot.state === 'paused';
  const asked = (flags & (Revert.RUNNING | Revert.PAUSED)) !== 0;
  if (!domain.persistent && !wasOnline && !asked) {
    throw libvirtError('test', 'operation-invalid', 'transient domain needs to request run or pause to revert to inactive snapshot');
  }
  const { config } = snapshot;
  if (config === undefined) {
    throw libvirtError('test', 'snapshot-revert-risky', `snapshot '${snapshot.name}' lacks domain '${domain.config.name}' rollback info`);
  }
  const { events } = session.host;
  domain.snapshots.current = undefined;
  if (domain.isActive) {
    // Not by way of the host: a transient machine survives this stop.
    domain.stop(DomainShutoffReason.FROM_SNAPSHOT);
    events.lifecycle(domain.ref, Event.STOPPED, Stopped.FROM_SNAPSHOT);
  }
  domain.assign(config, false);
  if (wasOnline || asked) {
    session.host.start(domain, DomainRunningReason.FROM_SNAPSHOT);
    events.lifecycle(domain.ref, Event.STARTED, Started.FROM_SNAPSHOT);
    if (pausedAfterwards(snapshot, flags)) {
      domain.setState(DomainState.PAUSED, DomainPausedReason.FROM_SNAPSHOT);
      events.lifecycle(domain.ref, Event.SUSPENDED, Suspended.FROM_SNAPSHOT);
    }
  }
  domain.snapshots.current = snapshot;
}

function pausedAfterwards(snapshot: SnapshotMoment, flags: number): boolean {
  if ((flags & Revert.RUNNING) !== 0) return false;
  return snapshot.state === 'paused' || (flags & Revert.PAUSED) !== 0;
}
