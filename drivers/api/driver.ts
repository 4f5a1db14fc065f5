import type { Connection, OpenOptions } from './connection.ts';

/** A connection URI taken apart: `driver[+transport]://[user@][host][:port]/path[?query]`. */
export interface ConnectUri {
  /** As it was given. */
  readonly text: string;
  /** The scheme without the transport, lower case: `qemu`. */
  readonly scheme: string;
  /** What stands behind the plus sign, lower case: `ssh`. */
  readonly transport: string | undefined;
  readonly user: string | undefined;
  /** Without brackets; empty when there is none. */
  readonly host: string;
  readonly port: number | undefined;
  /** With its leading slash; may be empty. */
  readonly path: string;
  /** Decoded, in order; a name may come twice. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly fragment: string | undefined;
}

/** A hypervisor driver: an entry of the registry. */
export interface Driver {
  /** libvirt's name of it: `test`, `remote`, `QEMU`. */
  readonly name: string;
  /** The URI schemes that it may accept. */
  readonly schemes: readonly string[];
  /** Whether this URI is for it. Decides by the words alone: no I/O. */
  readonly accepts: (uri: ConnectUri) => boolean;
  /** Opens a connection. Rejects with a VirError whose `step` says how far it came. */
  readonly open: (uri: ConnectUri, options: OpenOptions) => Promise<Connection>;
}
