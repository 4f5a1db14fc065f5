import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionId, MachineKey, MachineUuid } from '../../../main/contract/ids.ts';
import { machineId } from '../../state/inventory-store.ts';
import { handOvers } from './hand-overs.ts';

const CHANNEL = 'vireo-consoles';
const LOCK = 'vireo-console:';
const ROUTE = '/window/console/';
/** A window that has not said that it is there after so long does not come any more. */
const OPENING_MS = 20_000;

/** Size of what a window shows. */
export interface WindowSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Size of a machine's window that was never opened before. */
export const FIRST_SIZE: WindowSize = { widthPx: 1024, heightPx: 720 };
/** Where the window remembers its size. The key must stay short. */
export const sizeKey = ({ uuid }: Pick<MachineKey, 'uuid'>): string => `console.window.${uuid}`;

/** Whether something remembered is a size that a window can have. */
export function isWindowSize(value: unknown): value is WindowSize {
  if (typeof value !== 'object' || value === null || !('widthPx' in value) || !('heightPx' in value)) return false;
  return [value.widthPx, value.heightPx].every((each) => typeof each === 'number' && Number.isInteger(each) && each >= 200 && each <= 20_000);
}

/** What windows of the application tell each other about consoles; `id` as of `machineId`. */
type Message = { readonly kind: 'here' | 'show' | 'close'; readonly id: string } | { readonly kind: 'size'; readonly id: string; readonly size: WindowSize };

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value) || typeof value.id !== 'string') return false;
  if (value.kind === 'size') return 'size' in value && isWindowSize(value.size);
  return value.kind === 'here' || value.kind === 'show' || value.kind === 'close';
}

/** What is used of the browser. */
export interface WindowWorld {
  readonly open: (url: string, name: string, features: string) => Pick<Window, 'focus'> | null;
  readonly locks: Pick<LockManager, 'request' | 'query'>;
}

/** The address of the window of a machine's consoles, beginning with one of them. */
export function consoleAddress({ connectionId, uuid }: MachineKey, consoleId: string | undefined): string {
  return `${ROUTE}${encodeURIComponent(connectionId)}/${uuid}${consoleId === undefined ? '' : `#${encodeURIComponent(consoleId)}`}`;
}

/** Whose consoles an address shows; undefined: it is no address of consoles. */
export function consoleOfAddress({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): { readonly machine: MachineKey; readonly consoleId: string | undefined } | undefined {
  const [, connection, uuid] = /^\/window\/console\/([^/]+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(pathname) ?? [];
  if (connection === undefined || uuid === undefined) return undefined;
  return { machine: { connectionId: decodeURIComponent(connection) as ConnectionId, uuid: uuid as MachineUuid }, consoleId: hash.length > 1 ? decodeURIComponent(hash.slice(1)) : undefined };
}

/**
 * Which machines have their consoles in windows of their own. Such a window holds a lock of the browser as long as it lives, however it
 * ends, and says so when it has it; a window that comes later sees who holds one.
 */
export class ConsoleWindows {
  /** By `machineId`. */
  readonly store: StoreApi<ReadonlySet<string>> = createStore<ReadonlySet<string>>(() => new Set<string>());
  readonly #world: WindowWorld;
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #opened = new Map<string, Pick<Window, 'focus'>>();
  readonly #opening = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #waiting = new Set<string>();
  readonly #sizes = new Map<string, WindowSize>();

  constructor(world: WindowWorld) {
    this.#world = world;
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isMessage(data)) return;
      if (data.kind === 'here') this.#isThere(data.id);
      if (data.kind === 'size') this.#sizes.set(data.id, data.size);
    };
    void this.#learn();
  }

  /** Opens a machine's consoles in a window of their own, or brings that one to the front. False: the browser does not let it open. */
  open(machine: MachineKey, consoleId: string | undefined, remembered: WindowSize | undefined): boolean {
    const id = machineId(machine);
    if (this.store.getState().has(id)) {
      this.show(machine);
      return true;
    }
    const { widthPx, heightPx } = this.#sizes.get(id) ?? remembered ?? FIRST_SIZE;
    const opened = this.#world.open(consoleAddress(machine, consoleId), `vireo-console-${machine.uuid}`, `popup,width=${widthPx},height=${heightPx}`);
    if (opened === null) return false;
    this.#opened.set(id, opened);
    this.#add(id);
    this.#opening.set(id, setTimeout(() => { this.#remove(id); }, OPENING_MS));
    return true;
  }

  /** Brings the window to the front. */
  show(machine: MachineKey): void {
    const id = machineId(machine);
    this.#opened.get(id)?.focus();
    this.#channel.postMessage({ kind: 'show', id } satisfies Message);
  }

  /** Closes the window: the consoles are here again. */
  bringBack(machine: MachineKey): void {
    this.#channel.postMessage({ kind: 'close', id: machineId(machine) } satisfies Message);
  }

  dispose(): void {
    this.#channel.close();
    for (const timer of this.#opening.values()) clearTimeout(timer);
  }

  async #learn(): Promise<void> {
    const { held = [] } = await this.#world.locks.query();
    for (const { name = '' } of held) if (name.startsWith(LOCK)) this.#isThere(name.slice(LOCK.length));
  }

  #isThere(id: string): void {
    clearTimeout(this.#opening.get(id));
    this.#opening.delete(id);
    this.#add(id);
    if (this.#waiting.has(id)) return;
    this.#waiting.add(id);
    const gone = (): void => {
      this.#waiting.delete(id);
      this.#remove(id);
    };
    this.#world.locks.request(`${LOCK}${id}`, { mode: 'shared' }, () => undefined).then(gone, gone);
  }

  #add(id: string): void {
    this.store.setState((before) => (before.has(id) ? before : new Set([...before, id])), true);
  }

  #remove(id: string): void {
    this.#opening.delete(id);
    this.#opened.delete(id);
    handOvers.note(id);
    this.store.setState((before) => new Set([...before].filter((each) => each !== id)), true);
  }
}

/** What the window of a machine's consoles does with what others say. */
export interface HeldConsoles {
  readonly onShow: () => void;
  readonly onClose: () => void;
}

/** The window of a machine's consoles says that it is there, as long as it is. Answers how to tell its size, and how to end. */
export function holdConsoles(machine: MachineKey, { onShow, onClose }: HeldConsoles, locks: WindowWorld['locks']): { readonly tellSize: (size: WindowSize) => void; readonly dispose: () => void } {
  const id = machineId(machine);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isMessage(data) || data.id !== id) return;
    if (data.kind === 'show') onShow();
    if (data.kind === 'close') onClose();
  };
  handOvers.note(id);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void locks.request(`${LOCK}${id}`, () => {
    channel.postMessage({ kind: 'here', id } satisfies Message);
    return held;
  });
  return {
    tellSize: (size) => {
      channel.postMessage({ kind: 'size', id, size } satisfies Message);
    },
    dispose: () => {
      release();
      channel.close();
    },
  };
}

let ours: ConsoleWindows | undefined;

/** Those of this application. */
export function consoleWindows(): ConsoleWindows {
  ours ??= new ConsoleWindows({ open: (...args) => window.open(...args), locks: navigator.locks });
  return ours;
}
