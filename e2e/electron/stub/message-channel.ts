import { StrictEmitter, strict } from './strict.ts';

/** Where the messages of a port go once it was given to a page. */
export interface RemoteEnd {
  readonly post: (data: unknown) => void;
  readonly close: () => void;
}

/** Electron's MessagePortMain: queues until started, is useless after its transfer, carries only what can be cloned. */
export class StubPort extends StrictEmitter implements Pick<Electron.MessagePortMain, 'start' | 'close' | 'postMessage'> {
  private peer: StubPort | RemoteEnd | undefined;
  private started = false;
  private queue: unknown[] = [];
  private neutered = false;

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  entangle(peer: StubPort): void {
    this.peer = peer;
  }

  start(): void {
    this.started = true;
    const waiting = this.queue;
    this.queue = [];
    for (const data of waiting) this.arrive(data);
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    // To a page only: the shell never sends a port over a port.
    if (transfer.length > 0) throw new Error('electron stub: ports over ports are not emulated');
    const data: unknown = structuredClone(message);
    if (this.neutered) return;
    if (this.peer instanceof StubPort) this.peer.arrive(data);
    else this.peer?.post(data);
  }

  close(): void {
    const { peer } = this;
    this.peer = undefined;
    if (peer instanceof StubPort) peer.disconnect();
    else peer?.close();
  }

  /** A message from the other side. */
  arrive(data: unknown): void {
    if (!this.started) this.queue.push(data);
    else setImmediate(() => { this.emit('message', { data, ports: [] }); });
  }

  /** The other side is gone. */
  disconnect(): void {
    if (this.peer === undefined) return;
    this.peer = undefined;
    setImmediate(() => { this.emit('close'); });
  }

  /** Gives this end away: from now on its other half talks to a page. What has arrived already goes along. */
  transferTo(remote: RemoteEnd): StubPort {
    if (this.neutered) throw new Error('Port is already neutered');
    const other = this.peer;
    if (!(other instanceof StubPort)) throw new Error('electron stub: this port cannot be given away: its other half is not in this process');
    this.neutered = true;
    this.peer = undefined;
    other.peer = remote;
    for (const data of this.queue) remote.post(data);
    this.queue = [];
    return other;
  }
}

/** Checks a transfer list as Electron does. */
export function checkTransfer(transfer: readonly unknown[]): readonly StubPort[] {
  const ports = transfer.map((port, index) => {
    if (!(port instanceof StubPort)) throw new TypeError(`Port at index ${index} is not a valid port`);
    return port;
  });
  if (new Set(ports).size !== ports.length) throw new TypeError('a port stands twice in the transfer list');
  return ports;
}

/** Electron's MessageChannelMain. */
export class StubChannel {
  readonly port1 = strict('MessagePortMain', new StubPort());
  readonly port2 = strict('MessagePortMain', new StubPort());

  constructor() {
    this.port1.entangle(this.port2);
    this.port2.entangle(this.port1);
  }
}
