import type { CloseReason, Connection, OpenOptions } from '../../drivers/api/connection.ts';
import type { Driver } from '../../drivers/api/driver.ts';
import type { DomainEvent, DomainEventKind } from '../../drivers/api/events.ts';
import type { Extras } from '../../drivers/api/extras.ts';
import type { Facets } from '../../drivers/api/facets/facets.ts';
import type { DomainState } from '../../drivers/api/records.ts';
import type { DomainRef, Uuid } from '../../drivers/api/refs.ts';
import { Emitter } from '../../drivers/core/emitter.ts';
import type { VirError } from '../../drivers/core/vir-error.ts';
import { fakeFacets } from './fake-facets.ts';

/** A machine of the {@link FakeHypervisor}; tests change it as they like. */
export interface FakeMachine {
  name: string;
  readonly uuid: Uuid;
  id: number;
  state: DomainState;
  reason: number;
  persistent: boolean;
  autostart: boolean;
  managedSave: boolean;
  vcpus: number;
  memoryKiB: bigint;
  /** The inner part of its document, or the whole one when it starts with `<domain`. */
  xml: string;
  /** Share of each vCPU that it uses, 0 to 1. */
  load: number;
  bytesPerSecond: number;
}

/** What the fake does when a method is called: nothing special, fail, or wait. */
export type FakeHook = (method: string, args: readonly unknown[]) => VirError | Promise<void> | undefined;

/**
 * An in-memory hypervisor behind the driver interface: any number of machines with moving counters, failure injection,
 * and a connection that can be cut. Opens `fake://NAME/`.
 */
export class FakeHypervisor {
  readonly machines = new Map<string, FakeMachine>();
  readonly networks = new Map<string, { readonly uuid: Uuid; active: boolean }>();
  readonly pools = new Map<string, { readonly uuid: Uuid; active: boolean; readonly volumes: Map<string, bigint> }>();
  /** Names of the called methods, in order. */
  readonly calls: string[] = [];
  readonly listeners = new Map<number, { readonly kind: DomainEventKind; readonly listener: (event: DomainEvent) => void }>();
  readonly openConnections = new Set<{ close: (reason: CloseReason) => void; overflow: () => void }>();
  readonly driver: Driver;
  hook: FakeHook = () => undefined;
  /** Rejects opening while set. */
  openError: VirError | undefined;
  onOpen: ((options: OpenOptions) => Promise<void>) | undefined;
  /** Methods, as `domain.reset`, that the connection shall not have. */
  readonly missing = new Set<string>();
  /** Methods in place of the fake's own. */
  extra: Facets = {};
  /** What it has beyond libvirt's objects. */
  extras: Extras | undefined;
  dial: Connection['dial'] | undefined;
  nowMs: () => number = () => performance.now();
  opened = 0;
  #nextId = 1;
  #nextCallback = 1;
  #serial = 0;

  constructor(count = 0) {
    for (let i = 0; i < count; i++) this.add(`vm-${String(i).padStart(5, '0')}`, { state: i % 5 === 4 ? 'shutoff' : 'running' });
    this.driver = {
      name: 'fake',
      schemes: ['fake'],
      accepts: (uri) => uri.scheme === 'fake',
      open: (uri, options) => this.#open(uri.text, options),
    };
  }

  add(name: string, init: Partial<FakeMachine> = {}): FakeMachine {
    const state = init.state ?? 'shutoff';
    const machine: FakeMachine = {
      name,
      uuid: fakeUuid(++this.#serial),
      id: state === 'shutoff' ? -1 : this.#nextId++,
      reason: 1,
      persistent: true,
      autostart: false,
      managedSave: false,
      vcpus: 2,
      memoryKiB: 1048576n,
      xml: '',
      load: 0.25,
      bytesPerSecond: 1000,
      ...init,
      state,
    };
    this.machines.set(machine.uuid, machine);
    return machine;
  }

  addNetwork(name: string, active: boolean): void {
    this.networks.set(name, { uuid: fakeUuid(++this.#serial), active });
  }

  addPool(name: string, active: boolean, volumes: Readonly<Record<string, bigint>> = {}): void {
    this.pools.set(name, { uuid: fakeUuid(++this.#serial), active, volumes: new Map(Object.entries(volumes)) });
  }

  ref(machine: FakeMachine): DomainRef {
    return { name: machine.name, uuid: machine.uuid, id: machine.id };
  }

  /** Changes a machine's state and tells it. */
  setState(machine: FakeMachine, state: DomainState, event: number, detail = 0): void {
    machine.state = state;
    machine.id = state === 'shutoff' ? -1 : machine.id < 0 ? this.#nextId++ : machine.id;
    this.emit({ kind: 'lifecycle', dom: this.ref(machine), event, detail });
  }

  emit(event: DomainEvent): void {
    for (const { kind, listener } of [...this.listeners.values()]) if (kind === event.kind) listener(event);
  }

  listen(kind: DomainEventKind, listener: (event: DomainEvent) => void): number {
    const id = this.#nextCallback++;
    this.listeners.set(id, { kind, listener });
    return id;
  }

  /** Cuts all connections as a dying daemon does. */
  cut(): void {
    this.listeners.clear();
    for (const connection of [...this.openConnections]) connection.close({ kind: 'eof' });
  }

  async #open(text: string, options: OpenOptions): Promise<Connection> {
    this.opened++;
    await this.onOpen?.(options);
    if (this.openError !== undefined) throw this.openError;
    const closed = new Emitter<CloseReason>();
    const overflow = new Emitter<void>();
    const handle = {
      close: (reason: CloseReason): void => {
        if (!this.openConnections.delete(handle)) return;
        closed.fire(reason);
      },
      overflow: (): void => {
        overflow.fire();
      },
    };
    this.openConnections.add(handle);
    return {
      uri: text,
      driver: 'fake',
      readOnly: options.readOnly === true,
      facets: this.#facets(),
      // As a daemon that runs machines as somebody else.
      supports: (feature) => Promise.resolve(feature === 'private-displays' || feature === 'own-files' ? { supported: false, reason: `${feature}: not here.` } : { supported: true }),
      ...(this.extras === undefined ? {} : { extras: this.extras }),
      ...(this.dial === undefined ? {} : { dial: this.dial }),
      onDidClose: closed.event,
      onDidOverflow: overflow.event,
      close: () => {
        handle.close({ kind: 'client' });
        return Promise.resolve();
      },
    };
  }

  #facets(): Facets {
    const tables: Record<string, Record<string, unknown>> = {};
    const all = fakeFacets(this);
    for (const source of [all, this.extra]) {
      for (const [facet, table] of Object.entries(source) as [string, Record<string, unknown>][]) {
        const target = (tables[facet] ??= {});
        for (const [method, run] of Object.entries(table)) {
          if (this.missing.has(`${facet}.${method}`)) continue;
          target[method] = async (...args: unknown[]) => {
            this.calls.push(`${facet}.${method}`);
            const before = this.hook(`${facet}.${method}`, args);
            if (before instanceof Promise) await before;
            else if (before !== undefined) throw before;
            return (run as (...args: unknown[]) => unknown)(...args);
          };
        }
      }
    }
    return tables;
  }
}

/** A UUID with a number in it. */
export function fakeUuid(serial: number): Uuid {
  return `00000000-0000-4000-8000-${serial.toString(16).padStart(12, '0')}` as Uuid;
}
