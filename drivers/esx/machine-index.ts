import type { DomainRef, Uuid } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import { randomUuid } from '../core/uuid.ts';
import { Machine } from './machine.ts';
import type { Properties } from './vim/vim-codec.ts';
import type { ObjectUpdate } from './vim/vim.gen.ts';
import { moKey, type AnyValue, type MoRef } from './vim/vim-value.ts';

/** What happened to a machine; `before` is its power state before, undefined for one that is new. */
export interface MachineChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly machine: Machine;
  readonly before: string | undefined;
  /** Paths that changed. */
  readonly paths: ReadonlySet<string>;
}

/** Which machines belong to the connection; a vCenter has more than one host's. */
export type InScope = (machine: Machine) => boolean;

/** All machines of a connection: by reference, name and UUID. Fed by the host's property updates. */
export class MachineIndex {
  readonly #machines = new Map<string, Machine>();
  readonly #byUuid = new Map<string, Machine>();
  readonly #inScope: InScope;
  readonly #onChange: (change: MachineChange) => void;
  readonly #shown = new Set<Machine>();
  /** While a snapshot comes in: the machines that it has named. */
  #seen: Set<string> | undefined;
  #isFirst = true;

  constructor(inScope: InScope, onChange: (change: MachineChange) => void) {
    this.#inScope = inScope;
    this.#onChange = onChange;
  }

  /** Those that belong to the connection. */
  get all(): Iterable<Machine> {
    return this.#shown;
  }

  get size(): number {
    return this.#shown.size;
  }

  byName(name: string): Machine | undefined {
    for (const machine of this.#shown) if (machine.name === name) return machine;
    return undefined;
  }

  /** By the UUID that it has here, or by its instance UUID. */
  byUuid(uuid: Uuid): Machine | undefined {
    const found = this.#byUuid.get(uuid);
    if (found !== undefined) return this.#shown.has(found) ? found : undefined;
    for (const machine of this.#shown) if (machine.instanceUuid === uuid) return machine;
    return undefined;
  }

  byId(id: number): Machine | undefined {
    for (const machine of this.#shown) if (machine.id === id) return machine;
    return undefined;
  }

  byRef(ref: MoRef): Machine | undefined {
    return this.#machines.get(moKey(ref));
  }

  /** @throws no-domain */
  require(dom: DomainRef): Machine {
    const machine = this.byUuid(dom.uuid);
    if (machine === undefined) throw libvirtError('esx', 'no-domain', `No domain with UUID '${dom.uuid}'`, { subject: dom.name });
    return machine;
  }

  /** A snapshot of everything begins. */
  restart(): void {
    this.#seen = new Set();
  }

  /** The updates up to now are one state. */
  complete(): void {
    const seen = this.#seen;
    this.#seen = undefined;
    this.#isFirst = false;
    if (seen === undefined) return;
    for (const [key, machine] of [...this.#machines]) if (!seen.has(key)) this.#remove(machine);
  }

  apply(updates: readonly ObjectUpdate[]): void {
    for (const { kind, obj, changeSet } of updates) {
      if (obj.type !== 'VirtualMachine') continue;
      const key = moKey(obj);
      if (kind === 'leave') {
        const gone = this.#machines.get(key);
        if (gone !== undefined) this.#remove(gone);
        continue;
      }
      this.#seen?.add(key);
      this.#take(obj, (changeSet ?? []).map(({ name, val }) => [name, val as AnyValue | undefined] as const));
    }
  }

  /** Takes over what was read just now, without waiting for the update that will say the same. */
  learn(properties: Properties, paths: readonly string[]): Machine {
    return this.#take(properties.ref, paths.map((path) => [path, properties.get(path)] as const));
  }

  /** Forgets a machine that is known to be gone. */
  forget(ref: MoRef): void {
    const machine = this.#machines.get(moKey(ref));
    if (machine !== undefined) this.#remove(machine);
  }

  #take(ref: MoRef, changes: readonly (readonly [string, AnyValue | undefined])[]): Machine {
    const key = moKey(ref);
    const known = this.#machines.get(key);
    const machine = known ?? new Machine(ref, randomUuid());
    const before = known === undefined ? undefined : machine.powerState;
    const paths = new Set<string>();
    for (const [path, value] of changes) {
      if (!isSame(machine.properties.get(path), value)) paths.add(path);
      machine.set(path, value);
    }
    this.#machines.set(key, machine);
    if (known === undefined || paths.has('config.uuid') || paths.has('config.instanceUuid')) this.#name(machine);
    this.#show(machine, before, paths);
    return machine;
  }

  #show(machine: Machine, before: string | undefined, paths: ReadonlySet<string>): void {
    const wasShown = this.#shown.has(machine);
    const belongs = this.#inScope(machine);
    if (belongs && !wasShown) {
      this.#shown.add(machine);
      if (!this.#isFirst) this.#onChange({ kind: 'added', machine, before: undefined, paths });
    } else if (!belongs && wasShown) {
      this.#shown.delete(machine);
      this.#onChange({ kind: 'removed', machine, before, paths });
    } else if (belongs && paths.size > 0) this.#onChange({ kind: 'changed', machine, before, paths });
  }

  /** BIOS UUIDs repeat when machines are copied as files: whoever is known first keeps its own. */
  #name(machine: Machine): void {
    const { biosUuid, instanceUuid } = machine;
    if (this.#byUuid.get(machine.uuid) === machine) this.#byUuid.delete(machine.uuid);
    const free = [biosUuid, instanceUuid].find((uuid) => uuid !== undefined && !this.#byUuid.has(uuid));
    machine.uuid = free ?? machine.uuid;
    this.#byUuid.set(machine.uuid, machine);
  }

  #remove(machine: Machine): void {
    this.#machines.delete(machine.key);
    if (this.#byUuid.get(machine.uuid) === machine) this.#byUuid.delete(machine.uuid);
    if (!this.#shown.delete(machine)) return;
    this.#onChange({ kind: 'removed', machine, before: machine.powerState, paths: new Set() });
  }
}

function isSame(a: AnyValue | undefined, b: AnyValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
