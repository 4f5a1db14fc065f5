import type { CloseReason, Connection, Disposable, Event } from '../api/connection.ts';
import { libvirtError } from '../core/error-text.ts';
import type { ByteChannel } from './byte-channel.ts';
import { DialBudget } from './dial-budget.ts';
import type { LibvirtTarget } from './libvirt-uri.ts';

/** The way to a libvirt daemon, standing. */
export interface LibvirtLink extends Disposable {
  /** The first RPC connection. */
  readonly channel: ByteChannel;
  /** What to ask the daemon to open; empty: it decides itself. */
  readonly forwardedName: string;
  /** Reaches graphics and other sockets from the daemon's own host; absent where there is no such way. */
  readonly dial?: Connection['dial'];
  /** One more RPC connection on the same way: over SSH, inside the same SSH connection. */
  readonly newChannel: () => Promise<ByteChannel>;
  /** The way has ended, and every channel with it; told once. */
  readonly onDidClose: Event<CloseReason>;
  /** For people: `/var/run/libvirt/libvirt-sock`, `root@host by SSH`. */
  readonly description: string;
  /** A warning that has to stay visible while connected: nothing was verified. */
  readonly warning?: string;
  /** Nobody can listen in: unix sockets, TLS and SSH. SASL then needs no layer of its own. */
  readonly isSecure: boolean;
  readonly dispose: () => void;
}

/** The channels of one link: they end together. */
export class ChannelSet implements Disposable {
  readonly #open: (budget: DialBudget) => Promise<ByteChannel>;
  readonly #description: string;
  readonly #channels = new Set<ByteChannel>();
  #disposed = false;

  constructor(first: ByteChannel, description: string, open: (budget: DialBudget) => Promise<ByteChannel>) {
    this.#open = open;
    this.#description = description;
    this.#add(first);
  }

  readonly newChannel = async (): Promise<ByteChannel> => {
    if (this.#disposed) throw libvirtError('rpc', 'invalid-conn', this.#description, { subject: this.#description });
    const budget = new DialBudget(this.#description, {});
    try {
      return this.#add(await this.#open(budget));
    } finally {
      budget.dispose();
    }
  };

  readonly dispose = (): void => {
    this.#disposed = true;
    for (const channel of [...this.#channels]) channel.dispose();
  };

  #add(channel: ByteChannel): ByteChannel {
    this.#channels.add(channel);
    channel.onDidClose(() => this.#channels.delete(channel));
    if (this.#disposed) channel.dispose();
    return channel;
  }
}

/** The warning for a way whose other end was not verified. */
export function unverified({ host }: LibvirtTarget): string {
  return `The identity of ${host} is not verified: anybody on the way can read and change what is sent.`;
}
