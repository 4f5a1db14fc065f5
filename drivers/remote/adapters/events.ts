import type { ConnectMethods } from '../../api/facets/connect.ts';
import type { DomainEventKind, DomainEventOf } from '../../api/events.ts';
import type { CallOptions } from '../../api/records.ts';
import type { DomainRef } from '../../api/refs.ts';
import type { DomainEvent } from '../../api/events.ts';
import { DOMAIN_EVENT_KINDS } from '../../core/domain-event-kinds.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EventFamilies, EventFamily } from '../events/event-decoders.ts';
import type { Procedure } from '../protocol/procedure.ts';
import * as Q from '../protocol/qemu.gen.ts';
import * as P from '../protocol/remote.gen.ts';
import { DriverFeature } from '../rpc/driver-features.ts';
import type { RemoteSession } from '../rpc/remote-session.ts';

const STORAGE_POOL_KINDS = ['lifecycle', 'refresh'] as const;
const NODE_DEVICE_KINDS = ['lifecycle', 'update'] as const;
const SECRET_KINDS = ['lifecycle', 'value-changed'] as const;

/** Registration of listeners: each gets a callback of its own in the daemon. */
export function eventAdapters(session: RemoteSession) {
  const numbered = new NumberedEvents(session);
  const domains = new DomainEvents(session, numbered);
  return {
    domainEventRegister: (listener, options) =>
      domains.register('lifecycle', undefined, (event) => {
        listener(event as DomainEventOf<'lifecycle'>);
      }, options),
    domainEventDeregister: (id) => domains.deregister(id),
    domainEventRegisterAny: (kind, dom, listener, options) => domains.register(kind, dom, listener, options),
    domainEventDeregisterAny: (id) => domains.deregister(id),
    domainQemuMonitorEventRegister: (dom, event, listener, flags = 0, options) =>
      numbered.register('qemuMonitor', Q.ConnectDomainMonitorEventRegister, { dom, event, flags }, Q.ConnectDomainMonitorEventDeregister, listener, options),
    domainQemuMonitorEventDeregister: (id) => session.events.deregister(id, ['qemuMonitor']),
    networkEventRegisterAny: (_kind, net, listener, options) =>
      numbered.register('network', P.ConnectNetworkEventRegisterAny, { eventID: 0, net }, P.ConnectNetworkEventDeregisterAny, listener, options),
    networkEventDeregisterAny: (id) => session.events.deregister(id, ['network']),
    storagePoolEventRegisterAny: (kind, pool, listener, options) =>
      numbered.register('storagePool', P.ConnectStoragePoolEventRegisterAny, { eventID: STORAGE_POOL_KINDS.indexOf(kind), pool }, P.ConnectStoragePoolEventDeregisterAny, listener, options),
    storagePoolEventDeregisterAny: (id) => session.events.deregister(id, ['storagePool']),
    nodeDeviceEventRegisterAny: (kind, dev, listener, options) =>
      numbered.register('nodeDevice', P.ConnectNodeDeviceEventRegisterAny, { eventID: NODE_DEVICE_KINDS.indexOf(kind), dev }, P.ConnectNodeDeviceEventDeregisterAny, listener, options),
    nodeDeviceEventDeregisterAny: (id) => session.events.deregister(id, ['nodeDevice']),
    secretEventRegisterAny: (kind, secret, listener, options) =>
      numbered.register('secret', P.ConnectSecretEventRegisterAny, { eventID: SECRET_KINDS.indexOf(kind), secret }, P.ConnectSecretEventDeregisterAny, listener, options),
    secretEventDeregisterAny: (id) => session.events.deregister(id, ['secret']),
  } satisfies Partial<ConnectMethods>;
}

/** Events whose registration answers a number that comes back in every message. */
class NumberedEvents {
  readonly #session: RemoteSession;

  constructor(session: RemoteSession) {
    this.#session = session;
  }

  register<F extends EventFamily, A>(
    family: F,
    on: Procedure<A, { readonly callbackID: number }>,
    args: A,
    off: Procedure<{ readonly callbackID: number }, undefined>,
    listener: (event: EventFamilies[F]) => void,
    options: CallOptions | undefined,
  ): Promise<number> {
    const session = this.#session;
    return session.events.register({
      family,
      listener,
      register: async () => (await session.callOnMain(on, args, options)).callbackID,
      deregister: async (callbackID) => {
        await session.callOnMain(off, { callbackID });
      },
    });
  }
}

/** Domain events, with the way that daemons before 1.2.2 know: one registration a kind, for all machines. */
class DomainEvents {
  readonly #session: RemoteSession;
  readonly #numbered: NumberedEvents;
  readonly #legacyUsers = new Map<number, number>();
  #hasCallbacks: Promise<boolean> | undefined;

  constructor(session: RemoteSession, numbered: NumberedEvents) {
    this.#session = session;
    this.#numbered = numbered;
  }

  async register(kind: DomainEventKind, dom: DomainRef | undefined, listener: (event: DomainEvent) => void, options?: CallOptions): Promise<number> {
    this.#hasCallbacks ??= this.#ask(options);
    if (!(await this.#hasCallbacks)) return this.#registerLegacy(kind, dom, listener, options);
    const args = { eventID: DOMAIN_EVENT_KINDS.indexOf(kind), dom };
    return this.#numbered.register('domain', P.ConnectDomainEventCallbackRegisterAny, args, P.ConnectDomainEventCallbackDeregisterAny, listener, options);
  }

  deregister(id: number): Promise<void> {
    return this.#session.events.deregister(id, ['domain', 'domain-legacy']);
  }

  #registerLegacy(kind: DomainEventKind, dom: DomainRef | undefined, listener: (event: DomainEvent) => void, options?: CallOptions): Promise<number> {
    const eventID = DOMAIN_EVENT_KINDS.indexOf(kind);
    const session = this.#session;
    return session.events.register({
      family: 'domain-legacy',
      listener: (event) => {
        if (dom === undefined || event.dom.uuid === dom.uuid) listener(event);
      },
      register: async () => {
        const users = this.#legacyUsers.get(eventID) ?? 0;
        this.#legacyUsers.set(eventID, users + 1);
        try {
          if (users === 0) await this.#switchLegacy(eventID, true, options);
        } catch (error) {
          this.#legacyUsers.set(eventID, (this.#legacyUsers.get(eventID) ?? 1) - 1);
          throw error;
        }
        return eventID;
      },
      deregister: async () => {
        const users = (this.#legacyUsers.get(eventID) ?? 1) - 1;
        this.#legacyUsers.set(eventID, users);
        if (users === 0) await this.#switchLegacy(eventID, false);
      },
    });
  }

  /** The first kind has calls of its own, which daemons have had longer than those for the others. */
  async #switchLegacy(eventID: number, on: boolean, options?: CallOptions): Promise<void> {
    const session = this.#session;
    if (eventID === 0) await session.callOnMain(on ? P.ConnectDomainEventRegister : P.ConnectDomainEventDeregister, undefined, options);
    else await session.callOnMain(on ? P.ConnectDomainEventRegisterAny : P.ConnectDomainEventDeregisterAny, { eventID }, options);
  }

  async #ask(options?: CallOptions): Promise<boolean> {
    try {
      return (await this.#session.callOnMain(P.ConnectSupportsFeature, { feature: DriverFeature.remoteEventCallback }, options)).supported;
    } catch (error) {
      this.#hasCallbacks = undefined;
      if (VirError.is(error, 'no-support')) return false;
      throw error;
    }
  }
}
