import type { DomainEvent, DomainEventKind } from '../../api/events.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { Emitter } from '../../core/emitter.ts';
import { domainError } from './qemu-error.ts';

interface Registration {
  readonly owner: object;
  readonly kind: DomainEventKind;
  readonly uuid: Uuid | undefined;
  readonly emitter: Emitter<DomainEvent>;
}

/** Who wants to hear of machines. Events are told after what they tell of is done, in order. */
export class EventHub {
  readonly #registrations = new Map<number, Registration>();
  #nextId = 0;

  register(owner: object, kind: DomainEventKind, dom: DomainRef | undefined, listener: (event: DomainEvent) => void): number {
    const id = this.#nextId++;
    const emitter = new Emitter<DomainEvent>();
    emitter.event(listener);
    this.#registrations.set(id, { owner, kind, uuid: dom?.uuid, emitter });
    return id;
  }

  /** @throws invalid-arg when the owner has no such callback. */
  deregister(owner: object, id: number): void {
    const registration = this.#registrations.get(id);
    if (registration?.owner !== owner) throw domainError('invalid-arg', `could not find event callback ${id} for deletion`);
    this.#remove(id, registration);
  }

  removeOwner(owner: object): void {
    for (const [id, registration] of this.#registrations) if (registration.owner === owner) this.#remove(id, registration);
  }

  #remove(id: number, registration: Registration): void {
    registration.emitter.dispose();
    this.#registrations.delete(id);
  }

  lifecycle(dom: DomainRef, event: number, detail: number): void {
    this.fire({ kind: 'lifecycle', dom, event, detail });
  }

  fire(event: DomainEvent): void {
    if (this.#registrations.size === 0) return;
    setImmediate(() => {
      for (const each of [...this.#registrations.values()]) {
        if (each.kind === event.kind && (each.uuid === undefined || each.uuid === event.dom.uuid)) each.emitter.fire(event);
      }
    });
  }
}
