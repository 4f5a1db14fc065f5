import type { DomainEvent, NetworkEvent, NodeDeviceEvent, StoragePoolEvent } from '../api/events.ts';
import type { DomainRef, NetworkRef, NodeDeviceRef, StoragePoolRef } from '../api/refs.ts';
import { Emitter } from '../core/emitter.ts';
import { libvirtError } from '../core/error-text.ts';

/** What goes through the queue, by family. */
export interface EventFamilies {
  domain: DomainEvent;
  network: NetworkEvent;
  pool: StoragePoolEvent;
  nodedev: NodeDeviceEvent;
}

/** Which kind of events of which object a callback wants; `key` is a UUID or a device's name. */
interface Registration {
  readonly owner: object;
  readonly family: keyof EventFamilies;
  readonly kind: string;
  readonly key: string | undefined;
  readonly fire: (event: never) => void;
  readonly stop: () => void;
}

type Queued = { [F in keyof EventFamilies]: { readonly family: F; readonly key: string; readonly event: EventFamilies[F] } }[keyof EventFamilies];

/** Most events that wait for delivery; beyond it listeners are told to list anew. */
const QUEUE_LIMIT = 100_000;

/**
 * The events of one test host. They are delivered in order, after the call that caused them has
 * answered, to the callbacks of every connection on the host.
 */
export class TestEvents {
  readonly #registrations = new Map<number, Registration>();
  readonly #overflowListeners = new Map<object, () => void>();
  #queue: Queued[] = [];
  #scheduled = false;
  #overflowed = false;
  #nextId = 0;

  register<F extends keyof EventFamilies>(
    owner: object,
    family: F,
    kind: string,
    key: string | undefined,
    listener: (event: EventFamilies[F]) => void,
  ): number {
    const id = this.#nextId++;
    const emitter = new Emitter<EventFamilies[F]>();
    const listening = emitter.event(listener);
    this.#registrations.set(id, { owner, family, kind, key, fire: emitter.fire.bind(emitter), stop: listening.dispose });
    return id;
  }

  /** @throws invalid-arg when the owner has no such callback. */
  deregister(owner: object, id: number): void {
    const registration = this.#registrations.get(id);
    if (registration?.owner !== owner) throw libvirtError('none', 'invalid-arg', `could not find event callback ${id} for deletion`);
    this.#remove(id, registration);
  }

  onOverflow(owner: object, listener: () => void): void {
    this.#overflowListeners.set(owner, listener);
  }

  /** Forgets everything that an ended connection registered. */
  removeOwner(owner: object): void {
    this.#overflowListeners.delete(owner);
    for (const [id, registration] of this.#registrations) if (registration.owner === owner) this.#remove(id, registration);
  }

  #remove(id: number, registration: Registration): void {
    registration.stop();
    this.#registrations.delete(id);
  }

  lifecycle(dom: DomainRef, event: number, detail: number): void {
    this.domain({ kind: 'lifecycle', dom, event, detail });
  }

  domain(event: DomainEvent): void {
    this.#push({ family: 'domain', key: event.dom.uuid, event });
  }

  network(net: NetworkRef, event: number): void {
    this.#push({ family: 'network', key: net.uuid, event: { kind: 'lifecycle', net, event, detail: 0 } });
  }

  pool(pool: StoragePoolRef, event: number): void {
    this.#push({ family: 'pool', key: pool.uuid, event: { kind: 'lifecycle', pool, event, detail: 0 } });
  }

  poolRefresh(pool: StoragePoolRef): void {
    this.#push({ family: 'pool', key: pool.uuid, event: { kind: 'refresh', pool } });
  }

  nodeDevice(dev: NodeDeviceRef, event: number): void {
    this.#push({ family: 'nodedev', key: dev.name, event: { kind: 'lifecycle', dev, event, detail: 0 } });
  }

  #push(queued: Queued): void {
    if (this.#registrations.size === 0) return;
    if (this.#queue.length >= QUEUE_LIMIT) this.#overflowed = true;
    else this.#queue.push(queued);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#deliver();
    });
  }

  #deliver(): void {
    const queue = this.#queue;
    const overflowed = this.#overflowed;
    this.#queue = [];
    this.#overflowed = false;
    this.#scheduled = false;
    for (const queued of queue) {
      for (const registration of [...this.#registrations.values()]) {
        if (wants(registration, queued)) registration.fire(queued.event as never);
      }
    }
    if (overflowed) for (const listener of this.#overflowListeners.values()) listener();
  }
}

function wants(registration: Registration, queued: Queued): boolean {
  return (
    registration.family === queued.family &&
    registration.kind === queued.event.kind &&
    (registration.key === undefined || registration.key === queued.key)
  );
}

