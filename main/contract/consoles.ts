import { z } from 'zod';
import { call, stream } from './define.ts';
import { machineKey } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** A console that a machine has, usable or not. */
export interface ConsoleInfo {
  /** `vnc:0`, `serial:serial0`, `screenshots`. */
  readonly id: string;
  readonly kind: 'vnc' | 'serial' | 'screenshots' | 'spice';
  readonly label: string;
  readonly usable: boolean;
  /** Message key of why not, or of what to know (TLS only, listens nowhere); undefined: nothing to say. */
  readonly reason: MessageKey | undefined;
  readonly values: Readonly<Record<string, string>>;
  /** "Add VNC (next start)" would help. */
  readonly canAddVnc: boolean;
}

/** Said when a VNC stream opens. Main has done RFB's security; the page sees a server without any. */
export interface VncHello {
  readonly kind: 'vnc';
  /** How the bytes travel: `direct`, `over ssh`. */
  readonly path: string;
  readonly viewOnly: boolean;
  /** Other clients that use the machine's displays now: windows of the application, and who has come since it connected to the host. */
  readonly others: number;
}
/** Said when a stream of a SPICE display opens. The password is main's affair: the page's own ticket is thrown away. */
export interface SpiceHello {
  readonly kind: 'spice';
  /** As of {@link VncHello}. */
  readonly path: string;
  readonly viewOnly: boolean;
}
/** Said when a serial stream opens. */
export interface SerialHello {
  readonly kind: 'serial';
  readonly path: string;
}

/** A machine's screens and serial lines. */
export const consoles = {
  list: call<readonly ConsoleInfo[]>()(machineKey),
  /** RFB bytes. Asks for a password by `connections.watchPrompts` if the display wants one. */
  vnc: stream<VncHello>()(z.strictObject({ machine: machineKey, id: z.string().max(200) })),
  /**
   * Bytes of one channel of a SPICE display. Asks for a password as `vnc` does; what goes wrong after the link message ends the stream. Its
   * first channel takes the display from whoever has it; without `force` it fails with `resource-busy` when somebody is known to.
   */
  spice: stream<SpiceHello>()(z.strictObject({ machine: machineKey, id: z.string().max(200), force: z.boolean() })),
  /** Bytes of a serial line. `force` takes it over from whoever has it; without it a busy line fails with `operation-failed`. */
  serial: stream<SerialHello>()(z.strictObject({ machine: machineKey, id: z.string().max(200), force: z.boolean() })),
} as const;
