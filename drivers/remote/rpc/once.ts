import type { Disposable, Event } from '../../api/connection.ts';

/** Listens for the next event only. */
export function once<T>(event: Event<T>, listener: (value: T) => void): Disposable {
  const subscription = event((value) => {
    subscription.dispose();
    listener(value);
  });
  return subscription;
}
