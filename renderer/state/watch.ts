import type { Subscription } from '../../main/contract/define.ts';

const RETRY_MS = 1000;

/**
 * Keeps listening: when the subscription ends (the application restarted, the link broke), it is made anew after a
 * moment. `restart` does so at once, for a reader that has missed something.
 */
export function keepWatching(subscribe: (onEnd: () => void) => Subscription): Subscription & { readonly restart: () => void } {
  let disposed = false;
  let current: Subscription | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    timer = undefined;
    let ended = false;
    const mine = subscribe(() => {
      if (ended || disposed) return;
      ended = true;
      timer = setTimeout(open, RETRY_MS);
    });
    current = mine;
  };
  const stop = (): void => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    current?.dispose();
    current = undefined;
  };
  open();
  return {
    restart: () => {
      if (disposed) return;
      stop();
      open();
    },
    dispose: () => {
      disposed = true;
      stop();
    },
  };
}
