import type { Subscription } from '../../main/contract/define.ts';

/** A value that is told to whoever listens, at once and whenever it changes. */
export class FakeTopic<T> {
  private readonly listeners = new Set<(value: T) => void>();
  value: T;

  constructor(value: T) {
    this.value = value;
  }

  set(value: T): void {
    this.value = value;
    for (const listener of this.listeners) listener(value);
  }

  watch(listener: (value: T) => void): Subscription {
    this.listeners.add(listener);
    // As over a real transport, nothing is told before the caller has its subscription.
    queueMicrotask(() => {
      if (this.listeners.has(listener)) listener(this.value);
    });
    return {
      dispose: () => {
        this.listeners.delete(listener);
      },
    };
  }
}
