import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainDestroyFlagsValues as Destroy,
  DomainEventResumedDetailType as Resumed,
  DomainEventStartedDetailType as Started,
  DomainEventStoppedDetailType as Stopped,
  DomainEventSuspendedDetailType as Suspended,
  DomainEventType as Event,
  DomainPausedReason,
  DomainRebootFlagValues as Reboot,
  DomainRunningReason,
  DomainSaveRestoreFlags as Save,
  DomainShutoffReason,
  DomainState,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';
import type { TestDomain } from './test-domain.ts';

const REBOOT_FLAGS = Reboot.ACPI_POWER_BTN | Reboot.GUEST_AGENT | Reboot.INITCTL | Reboot.SIGNAL | Reboot.PARAVIRT;

/** Starting, stopping and pausing machines. */
export const domainLifecycle = methodsOf<DomainMethods>()({
  create(session, dom) {
    createDomain(session, dom, 0);
  },
  createWithFlags: (session, dom, flags = 0) => createDomain(session, dom, flags),
  createWithFiles: (session, dom, _files, flags = 0) => createDomain(session, dom, flags),

  suspend(session, dom) {
    const domain = session.host.domains.require(dom);
    if (domain.state === DomainState.SHUTOFF || domain.state === DomainState.PAUSED) throw notRunning(domain);
    domain.setState(DomainState.PAUSED, DomainPausedReason.USER);
    session.host.events.lifecycle(domain.ref, Event.SUSPENDED, Suspended.PAUSED);
  },
  resume(session, dom) {
    const domain = session.host.domains.require(dom);
    if (domain.state !== DomainState.PAUSED) throw libvirtError('test', 'internal-error', `domain '${dom.name}' not paused`);
    domain.setState(DomainState.RUNNING, DomainRunningReason.UNPAUSED);
    session.host.events.lifecycle(domain.ref, Event.RESUMED, Resumed.UNPAUSED);
  },

  shutdown(session, dom) {
    shutdownDomain(session, dom);
  },
  shutdownFlags(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainShutdownFlags');
    shutdownDomain(session, dom);
  },
  reboot(session, dom, flags = 0) {
    checkFlags(flags, REBOOT_FLAGS, 'testDomainReboot');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    endAsConfigured(session, domain, 'on_reboot');
  },
  reset(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainReset');
    session.host.domains.require(dom).assertActive();
  },
  destroy(session, dom) {
    destroyDomain(session, dom);
  },
  destroyFlags(session, dom, flags = 0) {
    checkFlags(flags, Destroy.GRACEFUL, 'testDomainDestroyFlags');
    destroyDomain(session, dom);
  },

  managedSave(session, dom, flags = 0) {
    checkFlags(flags, Save.BYPASS_CACHE | Save.RUNNING | Save.PAUSED, 'testDomainManagedSave');
    const domain = session.host.domains.require(dom);
    domain.assertActive();
    if (!domain.persistent) throw libvirtError('test', 'operation-invalid', 'cannot do managed save for transient domain');
    stopDomain(session, domain, DomainShutoffReason.SAVED, Stopped.SAVED);
    domain.hasManagedSave = true;
  },
  hasManagedSaveImage(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainHasManagedSaveImage');
    return session.host.domains.require(dom).hasManagedSave;
  },
  managedSaveRemove(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainManagedSaveRemove');
    session.host.domains.require(dom).hasManagedSave = false;
  },
});

/** Stops a machine and tells; a transient one is gone with that. */
export function stopDomain(session: TestSession, domain: TestDomain, reason: number, detail: number): void {
  session.host.stop(domain, reason);
  session.host.events.lifecycle(domain.ref, Event.STOPPED, detail);
}

function createDomain(session: TestSession, dom: DomainRef, flags: number): DomainRef {
  checkFlags(flags, 0, 'testDomainCreateWithFlags');
  const domain = session.host.domains.require(dom);
  if (domain.state !== DomainState.SHUTOFF) {
    throw libvirtError('test', 'internal-error', `Domain '${dom.name}' is already running`);
  }
  session.host.start(domain);
  session.host.events.lifecycle(domain.ref, Event.STARTED, Started.BOOTED);
  return domain.ref;
}

function shutdownDomain(session: TestSession, dom: DomainRef): void {
  const domain = session.host.domains.require(dom);
  if (domain.state === DomainState.SHUTOFF) throw notRunning(domain);
  endAsConfigured(session, domain, 'on_poweroff');
}

/** What the definition says happens now: most actions stop it, a restart leaves it running under the same id. */
function endAsConfigured(session: TestSession, domain: TestDomain, element: 'on_poweroff' | 'on_reboot'): void {
  const action = domain.config.root.child(element)?.text;
  if (action === 'restart' || action === 'rename-restart') {
    domain.setState(DomainState.RUNNING, DomainRunningReason.BOOTED);
    return;
  }
  stopDomain(session, domain, DomainShutoffReason.SHUTDOWN, Stopped.SHUTDOWN);
}

function destroyDomain(session: TestSession, dom: DomainRef): void {
  const domain = session.host.domains.require(dom);
  domain.assertActive();
  stopDomain(session, domain, DomainShutoffReason.DESTROYED, Stopped.DESTROYED);
}

function notRunning(domain: TestDomain): Error {
  return libvirtError('test', 'internal-error', `domain '${domain.config.name}' not running`);
}
