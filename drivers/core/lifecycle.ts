import type { Disposable } from '../api/connection.ts';

/** Watches over disposables that nobody disposed; tests install one. */
export interface LeakTracker {
  readonly created: (thing: object) => void;
  readonly disposed: (thing: object) => void;
}

let tracker: LeakTracker | undefined;

/** Installs (or removes) the leak tracker. */
export function setLeakTracker(next: LeakTracker | undefined): void {
  tracker = next;
}

/** Makes a disposable of a function; the function runs once. */
export function toDisposable(run: () => void): Disposable {
  let done = false;
  const disposable: Disposable = {
    dispose: () => {
      if (done) return;
      done = true;
      tracker?.disposed(disposable);
      run();
    },
  };
  tracker?.created(disposable);
  return disposable;
}

/** Owns disposables and ends them in reverse order. What is added after the end is ended at once. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  constructor() {
    tracker?.created(this);
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes over a disposable and gives it back. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Ends one item now and forgets it. */
  delete(item: Disposable): void {
    this.#items.delete(item);
    item.dispose();
  }

  readonly dispose = (): void => {
    if (this.#disposed) return;
    this.#disposed = true;
    tracker?.disposed(this);
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) item.dispose();
  };
}

/** Holds one disposable that may be exchanged; the old one ends. */
export class MutableDisposable<T extends Disposable> implements Disposable {
  #value: T | undefined;
  #disposed = false;

  constructor() {
    tracker?.created(this);
  }

  get value(): T | undefined {
    return this.#value;
  }

  set value(next: T | undefined) {
    if (next === this.#value) return;
    this.#value?.dispose();
    this.#value = undefined;
    if (this.#disposed) next?.dispose();
    else this.#value = next;
  }

  readonly dispose = (): void => {
    if (this.#disposed) return;
    this.#disposed = true;
    tracker?.disposed(this);
    this.#value?.dispose();
    this.#value = undefined;
  };
}

/** A timer that ends with its owner. */
export function disposableTimeout(run: () => void, delayMs: number): Disposable {
  const timer = setTimeout(run, delayMs);
  return toDisposable(() => {
    clearTimeout(timer);
  });
}

/** A repeating timer that ends with its owner. */
export function disposableInterval(run: () => void, periodMs: number): Disposable {
  const timer = setInterval(run, periodMs);
  return toDisposable(() => {
    clearInterval(timer);
  });
}
