import type { DomainEvent, DomainEventKind } from '../api/events.ts';
import type { DomainRef } from '../api/refs.ts';
import {
  DomainEventDefinedDetailType as Defined,
  DomainEventResumedDetailType as Resumed,
  DomainEventStartedDetailType as Started,
  DomainEventStoppedDetailType as Stopped,
  DomainEventSuspendedDetailType as Suspended,
  DomainEventType as Type,
  DomainEventUndefinedDetailType as Undefined,
} from '../core/constants.ts';
import { Emitter } from '../core/emitter.ts';
import type { MachineChange } from './machine-index.ts';

type Listener = (event: DomainEvent) => void;

/** Turns changes of machines into libvirt's events. */
export class MachineEvents {
  readonly #listeners = new Map<number, { readonly kind: DomainEventKind; readonly uuid: string | undefined; readonly listener: Listener }>();
  #next = 0;
  /** Every change as it is, for what libvirt has no event for. */
  readonly changes = new Emitter<MachineChange>();

  add(kind: DomainEventKind, dom: DomainRef | undefined, listener: Listener): number {
    const id = this.#next;
    this.#next += 1;
    this.#listeners.set(id, { kind, uuid: dom?.uuid, listener });
    return id;
  }

  /** Whether there was such a listener. */
  remove(id: number): boolean {
    return this.#listeners.delete(id);
  }

  clear(): void {
    this.#listeners.clear();
    this.changes.dispose();
  }

  tell(change: MachineChange): void {
    this.changes.fire(change);
    if (this.#listeners.size === 0) return;
    for (const event of eventsOf(change)) {
      for (const { kind, uuid, listener } of [...this.#listeners.values()]) {
        if (kind === event.kind && (uuid === undefined || uuid === event.dom.uuid)) listener(event);
      }
    }
  }
}

const DEFINITION = ['name', 'config.template', 'config.hardware.numCPU', 'config.hardware.memoryMB', 'config.memoryAllocation.limit', 'snapshot', 'config.files.vmPathName', 'runtime.host'];

/** The events that a change means, in order. */
export function eventsOf({ kind, machine, before, paths }: MachineChange): readonly DomainEvent[] {
  const dom = machine.domain;
  const life = (event: number, detail: number): DomainEvent => ({ kind: 'lifecycle', dom, event, detail });
  if (kind === 'added') return [life(Type.DEFINED, Defined.ADDED), ...(machine.isActive ? [life(Type.STARTED, Started.BOOTED)] : [])];
  if (kind === 'removed') return [life(Type.UNDEFINED, Undefined.REMOVED)];
  const events: DomainEvent[] = [];
  const power = powerEvent(before, machine.powerState);
  if (power !== undefined) events.push(life(...power));
  if (paths.has('config.annotation')) events.push({ kind: 'metadata-change', dom, type: 0, nsuri: undefined });
  if (paths.has('guest.toolsRunningStatus')) events.push({ kind: 'agent-lifecycle', dom, state: machine.toolsRun ? 1 : 2, reason: 2 });
  // The machine waits for an answer: who shows messages asks for them then.
  if (paths.has('runtime.question') && machine.properties.get('runtime.question') !== undefined) events.push({ kind: 'control-error', dom });
  if (DEFINITION.some((path) => paths.has(path)) || paths.has('runtime.question')) events.push(life(Type.DEFINED, paths.has('name') ? Defined.RENAMED : Defined.UPDATED));
  return events;
}

function powerEvent(before: string | undefined, now: string): readonly [number, number] | undefined {
  if (before === now) return undefined;
  switch (now) {
    case 'poweredOn':
      return before === 'suspended' ? [Type.RESUMED, Resumed.UNPAUSED] : [Type.STARTED, Started.BOOTED];
    case 'suspended':
      return [Type.SUSPENDED, Suspended.PAUSED];
    case 'poweredOff':
      return [Type.STOPPED, Stopped.SHUTDOWN];
    default:
      return undefined;
  }
}
