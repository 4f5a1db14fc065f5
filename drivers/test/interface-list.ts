import type { InterfaceRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import type { XmlDefinition } from './xml-definition.ts';

/** One interface of the test host. A definition never changes; a new one takes its place. */
export interface TestInterface {
  readonly name: string;
  readonly mac: string;
  readonly definition: XmlDefinition;
  readonly isActive: boolean;
}

/** The interfaces of a test host, by name. */
export class InterfaceList {
  readonly #byName: Map<string, TestInterface>;

  constructor(from: Iterable<TestInterface> = []) {
    this.#byName = new Map([...from].map((iface) => [iface.name, iface]));
  }

  get all(): readonly TestInterface[] {
    return [...this.#byName.values()];
  }

  /** @throws no-interface */
  require(name: string): TestInterface {
    const iface = this.#byName.get(name);
    if (iface === undefined) throw libvirtError('test', 'no-interface', `no interface with matching name '${name}'`, { subject: name });
    return iface;
  }

  /** A new interface is inactive; one that is there keeps its state. */
  define(config: Omit<TestInterface, 'isActive'>): InterfaceRef {
    const isActive = this.#byName.get(config.name)?.isActive ?? false;
    this.#byName.set(config.name, { ...config, isActive });
    return { name: config.name, mac: config.mac };
  }

  setActive(name: string, isActive: boolean): void {
    this.#byName.set(name, { ...this.require(name), isActive });
  }

  remove(name: string): void {
    this.#byName.delete(name);
  }

  clone(): InterfaceList {
    return new InterfaceList(this.all);
  }
}
