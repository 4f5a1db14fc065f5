import { EventEmitter } from 'node:events';

/** Names that promises, serialisers and test runners look for on any object. */
const ASKED_OF_EVERYTHING = new Set(['then', 'toJSON', '__esModule', 'default', 'domain']);

/** Makes every member that is not emulated throw, so that the stub never lets pass what it does not know. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key, receiver) => {
      if (typeof key === 'string' && !(key in object) && !ASKED_OF_EVERYTHING.has(key)) throw new Error(`electron stub: ${name}.${key} is not emulated`);
      return Reflect.get(object, key, receiver) as unknown;
    },
  });
}

/** An emitter of known events: listening to one that the stub does not emit throws. */
export class StrictEmitter extends EventEmitter {
  private readonly known: ReadonlySet<string>;
  private readonly what: string;

  constructor(what: string, known: readonly string[]) {
    super();
    this.what = what;
    this.known = new Set([...known, 'newListener', 'removeListener']);
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    if (!this.known.has(event)) throw new Error(`electron stub: ${this.what} does not emulate the event ${event}`);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  override addListener(event: string, listener: (...args: never[]) => void): this {
    return this.on(event, listener);
  }

  override once(event: string, listener: (...args: never[]) => void): this {
    if (!this.known.has(event)) throw new Error(`electron stub: ${this.what} does not emulate the event ${event}`);
    return super.once(event, listener as (...args: unknown[]) => void);
  }
}

/** An event that can be prevented. */
export class Preventable {
  defaultPrevented = false;
  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
