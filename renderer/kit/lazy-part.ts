import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const WAITS_MS = [200, 800, 2000];

/**
 * A part of the window whose code is loaded when it is first shown. Chromium breaks off what it is loading whenever the computer gets
 * or loses a network interface, as it does when a machine starts: so loading is tried again.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: await loadAgain(load) }));
}

/** Loads, up to four times; the last error is thrown. */
export async function loadAgain<T>(load: () => Promise<T>, waitsMs: readonly number[] = WAITS_MS): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return load();
}
