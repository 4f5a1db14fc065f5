import type { VirErrorInfo } from './errors.ts';
import type { Extras } from './extras.ts';
import type { Facets } from './facets/facets.ts';
import type { CallOptions, CancelSignal } from './records.ts';
import type { VirStream } from './stream.ts';

/** Ends what it stands for. Disposing twice does nothing. */
export interface Disposable {
  readonly dispose: () => void;
}

/** An event: call it with a listener, dispose the answer to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Why a connection ended: by us, by the peer, by an error, by silence. */
export interface CloseReason {
  readonly kind: 'client' | 'eof' | 'error' | 'keepalive';
  readonly error?: VirErrorInfo;
}

/** The answer to "can this host or version do that?": a no carries its reason, in people's words. */
export type Support = { readonly supported: true } | { readonly supported: false; readonly reason: string };

/** Where to on the hypervisor's own host: graphics sockets, NBD exports and the like. */
export type DialTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** A thing of a host or version that can be asked for with {@link Connection.supports}. */
export type Feature = string;

/**
 * One open connection to a hypervisor.
 *
 * Its methods stand in the facets, one table for each libvirt object; call them through
 * `requireMethod` (drivers/core), which turns an absent key into the error `no-support` and refuses
 * writes on read-only connections.
 *
 * @libvirt virConnectPtr
 */
export interface Connection {
  /** The URI as it was resolved, without secrets. */
  readonly uri: string;
  /** The name of the driver that serves it. */
  readonly driver: string;
  readonly readOnly: boolean;
  readonly facets: Facets;
  /** What it has beyond libvirt's objects; call it through `requireExtra` (drivers/core). */
  readonly extras?: Extras;
  /** Can this host or version do that? Answers from a table; asks the host at most once a feature. */
  readonly supports: (feature: Feature, options?: CallOptions) => Promise<Support>;
  /**
   * Opens a byte channel from the hypervisor's host to a target there. Absent when the driver has no
   * way to reach it; the connection's own machine is reached directly.
   */
  readonly dial?: (target: DialTarget, options?: CallOptions) => Promise<VirStream>;
  /** How the host is reached, for people: `root@host by SSH`. */
  readonly route?: string;
  /** Something that has to stay visible while connected: that nothing was verified on the way, say. */
  readonly warning?: string;
  /** The connection has ended; told once. */
  readonly onDidClose: Event<CloseReason>;
  /** Events were lost because a queue was full: what is known must be listed anew. */
  readonly onDidOverflow: Event<void>;
  /** Ends the connection; running calls end with an error. */
  readonly close: () => Promise<void>;
}

/** A question that only a person can answer while a connection opens. */
export type Prompt =
  | { readonly kind: 'username'; readonly target: string; readonly message: string; readonly initial?: string; readonly retry?: boolean }
  | { readonly kind: 'password'; readonly target: string; readonly message: string; readonly retry: boolean; readonly canStore: boolean }
  | { readonly kind: 'passphrase'; readonly target: string; readonly keyFile: string; readonly retry: boolean; readonly canStore: boolean }
  | { readonly kind: 'one-time-code'; readonly target: string; readonly message: string; readonly echo: boolean }
  | {
      readonly kind: 'host-key';
      readonly target: string;
      /** `unknown`: never seen. `changed`: another key is on file, which may be an attack. */
      readonly status: 'unknown' | 'changed';
      readonly keyType: string;
      /** As `SHA256:…`, the way OpenSSH prints it. */
      readonly fingerprint: string;
      readonly knownHostsFile: string;
    }
  | { readonly kind: 'run-command'; readonly target: string; readonly argv: readonly string[] };

/** The answer; `undefined` is "cancelled". `accept` goes with host keys and commands. */
export type PromptAnswer =
  | { readonly kind: 'text'; readonly text: string; readonly store: boolean }
  | { readonly kind: 'accept'; readonly remember: boolean }
  | undefined;

/** Asks the person in front of the window or the terminal. */
export type PromptHandler = (prompt: Prompt, signal: CancelSignal | undefined) => Promise<PromptAnswer>;

/** How to open a connection. */
export interface OpenOptions {
  readonly readOnly?: boolean;
  /** Without it nothing is asked: what needs an answer fails with `auth-cancelled` or `auth-failed`. */
  readonly prompt?: PromptHandler;
  readonly signal?: CancelSignal;
  /** Longest time in milliseconds until the connection stands, time for prompts not counted. */
  readonly deadlineMs?: number;
}
