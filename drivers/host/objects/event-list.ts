import type { VirErrorDomain } from '../../api/errors.ts';
import { Emitter } from '../../core/emitter.ts';
import { libvirtError } from '../../core/error-text.ts';

/** Who wants to hear of one kind of objects, on one connection. Events are told after what they tell of is done, in order. */
export class EventList<E extends { readonly kind: string }> {
  readonly #domain: VirErrorDomain;
  readonly #registrations = new Map<number, { readonly kind: string; readonly wants: (event: E) => boolean; readonly emitter: Emitter<E> }>();
  #nextId = 0;

  constructor(domain: VirErrorDomain) {
    this.#domain = domain;
  }

  register(kind: E['kind'], wants: (event: E) => boolean, listener: (event: E) => void): number {
    const id = this.#nextId++;
    const emitter = new Emitter<E>();
    emitter.event(listener);
    this.#registrations.set(id, { kind, wants, emitter });
    return id;
  }

  /** @throws invalid-arg when there is no such callback. */
  deregister(id: number): void {
    const registration = this.#registrations.get(id);
    if (registration === undefined) throw libvirtError(this.#domain, 'invalid-arg', `could not find event callback ${id} for deletion`);
    registration.emitter.dispose();
    this.#registrations.delete(id);
  }

  readonly fire = (event: E): void => {
    if (this.#registrations.size === 0) return;
    setImmediate(() => {
      for (const each of [...this.#registrations.values()]) if (each.kind === event.kind && each.wants(event)) each.emitter.fire(event);
    });
  };

  readonly dispose = (): void => {
    for (const { emitter } of this.#registrations.values()) emitter.dispose();
    this.#registrations.clear();
  };
}
