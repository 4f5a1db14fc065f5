import type { Piece } from './device-text.ts';

/** A device of a host as it was found. */
export interface FoundDevice {
  readonly name: string;
  /** Its folder in /sys; empty for the computer itself. */
  readonly path: string;
  readonly driver: string | undefined;
  /** Its file in /dev. */
  readonly devnode?: string | undefined;
  /** libvirt's words for its own capability, then for those within it. */
  readonly capabilities: readonly string[];
  readonly piece: Piece;
}
