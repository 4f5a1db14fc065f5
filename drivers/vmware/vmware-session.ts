import { watch } from 'node:fs';
import type { CloseReason, Disposable, PromptHandler } from '../api/connection.ts';
import type { DomainEvent, DomainEventKind } from '../api/events.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef, Uuid } from '../api/refs.ts';
import { DomainEventDefinedDetailType as Defined, DomainEventType as Event } from '../core/constants.ts';
import { Emitter } from '../core/emitter.ts';
import { DisposableStore, disposableInterval, disposableTimeout, toDisposable } from '../core/lifecycle.ts';
import { VirError } from '../core/vir-error.ts';
import { listMachines, type BrokenMachine, type Machine } from './machine-list.ts';
import { machinePlaces } from './products.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareHost } from './vmware-host.ts';

/** What was read is good for so long. */
const FRESH_MS = 1000;
/** While somebody listens, the host is looked at this often: vmrun tells nothing by itself. */
const LOOK_HERE_MS = 2000;
const LOOK_FAR_MS = 5000;
const SETTLE_MS = 200;

/**
 * What is known of one host for as long as anybody in this process is connected to it. Paused machines look like running
 * ones from outside: only who paused them knows.
 */
const paused = new Set<string>();

interface Registration {
  readonly kind: DomainEventKind;
  readonly uuid: Uuid | undefined;
  readonly emitter: Emitter<DomainEvent>;
}

/** One connection: the machines as last seen, and the events that follow from what changes. */
export class VmwareSession {
  readonly host: VmwareHost;
  readonly uri: string;
  readonly readOnly: boolean;
  readonly prompt: PromptHandler | undefined;
  readonly closed = new Emitter<CloseReason>();
  readonly #store = new DisposableStore();
  readonly #registrations = new Map<number, Registration>();
  /** Machines that this connection was told of, and those it was told to forget. */
  readonly #known = new Set<string>();
  readonly #hidden = new Set<string>();
  #machines = new Map<Uuid, Machine>();
  #broken: readonly BrokenMachine[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #watching: Disposable | undefined;
  #nextId = 0;
  #open = true;

  constructor(host: VmwareHost, uri: string, readOnly: boolean, prompt: PromptHandler | undefined) {
    this.host = host;
    this.uri = uri;
    this.readOnly = readOnly;
    this.prompt = prompt;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  assertOpen(): void {
    if (!this.#open) throw vmwareError('invalid-conn', 'the connection is closed');
  }

  close(reason: CloseReason = { kind: 'client' }): void {
    if (!this.#open) return;
    this.#open = false;
    this.#watching?.dispose();
    this.#store.dispose();
    for (const { emitter } of this.#registrations.values()) emitter.dispose();
    this.#registrations.clear();
    this.host.surroundings.dispose();
    this.closed.fire(reason);
  }

  /** Ends with the session. */
  own<T extends Disposable>(item: T): T {
    return this.#store.add(item);
  }

  // Machines -----------------------------------------------------------------------------------------------------------

  /** All machines, at most a second old. */
  async machines(options: CallOptions = {}): Promise<readonly Machine[]> {
    if (Date.now() - this.#readAtMs > FRESH_MS) await this.refresh(options);
    return [...this.#machines.values()];
  }

  /** Machines whose files cannot be understood. */
  get broken(): readonly BrokenMachine[] {
    return this.#broken;
  }

  /** @throws no-domain */
  async machine(ref: Pick<DomainRef, 'uuid' | 'name'>, options: CallOptions = {}): Promise<Machine> {
    const all = await this.machines(options);
    const found = all.find(({ uuid }) => uuid === ref.uuid);
    if (found === undefined) throw vmwareError('no-domain', `no domain with matching uuid '${ref.uuid}'`, ref.name);
    return found;
  }

  /** Looks now, and tells what has changed. */
  async refresh(options: CallOptions = {}): Promise<void> {
    this.assertOpen();
    this.#reading ??= this.#read(options).finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Runs a command that changes machines, then looks at them: a look that began before may have seen the old state. */
  async changing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      await this.#reading?.catch(() => undefined);
      await this.refresh();
    }
  }

  async #read(options: CallOptions): Promise<void> {
    const { machines, broken } = await listMachines(this.host, this.#known, this.#hidden, options);
    const before = this.#machines;
    const first = this.#readAtMs === Number.NEGATIVE_INFINITY;
    this.#machines = new Map(machines.map((machine) => [machine.uuid, machine]));
    this.#broken = broken;
    this.#readAtMs = Date.now();
    for (const { vmxPath, running } of machines) if (!running) paused.delete(this.#key(vmxPath));
    if (!first) this.#tell(before);
  }

  #tell(before: ReadonlyMap<Uuid, Machine>): void {
    for (const machine of this.#machines.values()) {
      const old = before.get(machine.uuid);
      if (old === undefined) this.#lifecycle(machine, Event.DEFINED, Defined.ADDED);
      else if (old.vmx !== machine.vmx && !machine.running && !old.running) this.#lifecycle(machine, Event.DEFINED, Defined.UPDATED);
      if (machine.running && old?.running !== true) this.#lifecycle(machine, Event.STARTED, 0);
      if (!machine.running && old?.running === true) this.#lifecycle(machine, Event.STOPPED, machine.suspended ? 4 : 0);
    }
    for (const [uuid, old] of before) if (!this.#machines.has(uuid)) this.#lifecycle(old, Event.UNDEFINED, 0);
  }

  know(vmxPath: string): void {
    this.#known.add(vmxPath);
    this.#hidden.delete(vmxPath);
  }

  forget(vmxPath: string): void {
    this.#known.delete(vmxPath);
    this.#hidden.add(vmxPath);
  }

  // Pausing ------------------------------------------------------------------------------------------------------------

  #key(vmxPath: string): string {
    return `${this.host.surroundings.commands.description}\0${vmxPath}`;
  }

  isPaused(machine: Machine): boolean {
    return machine.running && paused.has(this.#key(machine.vmxPath));
  }

  setPaused(machine: Machine, on: boolean): void {
    if (on) paused.add(this.#key(machine.vmxPath));
    else paused.delete(this.#key(machine.vmxPath));
    this.#lifecycle(machine, on ? Event.SUSPENDED : Event.RESUMED, 0);
  }

  // Events -------------------------------------------------------------------------------------------------------------

  register(kind: DomainEventKind, dom: DomainRef | undefined, listener: (event: DomainEvent) => void): number {
    const id = this.#nextId++;
    const emitter = new Emitter<DomainEvent>();
    emitter.event(listener);
    this.#registrations.set(id, { kind, uuid: dom?.uuid, emitter });
    this.#watching ??= this.#watch();
    return id;
  }

  /** @throws invalid-arg when there is no such callback. */
  deregister(id: number): void {
    const registration = this.#registrations.get(id);
    if (registration === undefined) throw vmwareError('invalid-arg', `could not find event callback ${id} for deletion`);
    registration.emitter.dispose();
    this.#registrations.delete(id);
    if (this.#registrations.size > 0) return;
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  #lifecycle({ name, uuid, pid, running }: Machine, event: number, detail: number): void {
    const dom: DomainRef = { name, uuid, id: running ? pid : -1 };
    for (const each of [...this.#registrations.values()]) {
      if (each.kind === 'lifecycle' && (each.uuid === undefined || each.uuid === uuid)) each.emitter.fire({ kind: 'lifecycle', dom, event, detail });
    }
  }

  /** Looks regularly, and at once when a list or folder of this computer changes. */
  #watch(): Disposable {
    const { isHere, system, home, appData } = this.host.surroundings;
    const store = new DisposableStore();
    const look = (): void => {
      this.refresh().catch((error: unknown) => {
        // A far host that is gone ends the connection by its own way; what cannot be read now is read next time.
        if (!VirError.is(error)) throw error;
      });
    };
    store.add(disposableInterval(look, isHere ? LOOK_HERE_MS : LOOK_FAR_MS));
    if (!isHere) return store;
    const { lists, folders } = machinePlaces(system, home, appData);
    const soon = (): void => {
      store.add(disposableTimeout(look, SETTLE_MS));
    };
    for (const place of [...new Set([...lists.map((file) => this.host.paths.dirname(file)), ...folders])]) {
      try {
        const watcher = watch(place, soon);
        watcher.on('error', () => {
          watcher.close();
        });
        store.add(toDisposable(() => {
          watcher.close();
        }));
      } catch {
        continue; // not there yet: the regular look finds what appears
      }
    }
    return store;
  }
}

/** How calls name a machine. */
export function refOf({ name, uuid, running, pid }: Machine): DomainRef {
  return { name, uuid, id: running ? pid : -1 };
}
