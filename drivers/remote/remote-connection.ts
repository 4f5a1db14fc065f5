import type { CloseReason, Connection, Event, Support } from '../api/connection.ts';
import type { Facets } from '../api/facets/facets.ts';
import type { CallOptions } from '../api/records.ts';
import { VirError } from '../core/vir-error.ts';
import { ConnectSupportsFeature } from './protocol/remote.gen.ts';
import { FEATURE_WORDS } from './rpc/driver-features.ts';
import type { RemoteSession } from './rpc/remote-session.ts';

/** What a connection is made of. */
export interface RemoteConnectionInit {
  readonly uri: string;
  readonly readOnly: boolean;
  readonly session: RemoteSession;
  readonly facets: Facets;
  readonly dial: Connection['dial'];
  readonly warning: string | undefined;
  /** How the daemon is reached, for people. */
  readonly route?: string;
}

/** A connection to a libvirt daemon. */
export class RemoteConnection implements Connection {
  readonly uri: string;
  readonly driver = 'remote';
  readonly readOnly: boolean;
  readonly facets: Facets;
  readonly dial?: NonNullable<Connection['dial']>;
  readonly warning?: string;
  readonly route?: string;
  readonly onDidClose: Event<CloseReason>;
  readonly onDidOverflow: Event<void>;
  readonly #session: RemoteSession;
  readonly #support = new Map<string, Promise<Support>>();

  constructor(init: RemoteConnectionInit) {
    this.uri = init.uri;
    this.readOnly = init.readOnly;
    this.facets = init.facets;
    this.#session = init.session;
    this.onDidClose = init.session.onDidClose;
    this.onDidOverflow = init.session.events.onDidOverflow;
    if (init.dial !== undefined) this.dial = init.dial;
    if (init.warning !== undefined) this.warning = init.warning;
    if (init.route !== undefined) this.route = init.route;
  }

  /** The words are those of {@link FEATURE_WORDS}; the daemon is asked once a feature. */
  readonly supports = (feature: string, options?: CallOptions): Promise<Support> => {
    const known = this.#support.get(feature);
    if (known !== undefined) return known;
    const asked = this.#ask(feature, options);
    this.#support.set(feature, asked);
    asked.catch(() => this.#support.delete(feature));
    return asked;
  };

  readonly close = (): Promise<void> => this.#session.close();

  async #ask(feature: string, options: CallOptions | undefined): Promise<Support> {
    const number = FEATURE_WORDS[feature];
    if (number === undefined) return { supported: false, reason: `libvirt knows no feature '${feature}'` };
    try {
      const { supported } = await this.#session.call(ConnectSupportsFeature, { feature: number }, options);
      return supported ? { supported } : { supported, reason: `the libvirt daemon of this host has no '${feature}'` };
    } catch (error) {
      if (!VirError.is(error, 'no-support')) throw error;
      return { supported: false, reason: error.message };
    }
  }
}
