// spice-html5 has no types of its own: this is what the window uses of it.
declare module '@spice-project/spice-html5' {
  /** A message of a channel. */
  export interface SpiceMessage {
    readonly type: number;
    data?: ArrayBuffer;
  }

  /** What is sent on a channel. */
  export interface SpiceOutgoing {
    readonly type: number;
    readonly buffer_size: () => number;
    readonly to_buffer: (buffer: ArrayBuffer) => void;
  }

  export interface SpiceInputsConn {
    readonly state: string;
    /** Motions that the server has not confirmed. */
    waiting_for_ack: number;
    readonly send_msg: (message: SpiceOutgoing) => void;
  }

  export interface SpiceDisplayConn {
    readonly surfaces: Record<number, { readonly canvas: HTMLCanvasElement } | undefined>;
    primary_surface: number | undefined;
    hook_events: () => void;
    unhook_events: () => void;
    delete_surface: (id: number) => void;
  }

  export class SpiceMainConn {
    constructor(options: { readonly uri: string; readonly password: string; readonly screen_id: string; readonly onerror: (error: unknown) => void });
    readonly mouse_mode: number;
    readonly inputs?: SpiceInputsConn;
    readonly display?: SpiceDisplayConn;
    process_channel_message(message: SpiceMessage): boolean;
    log_info: (...words: readonly unknown[]) => void;
    log_warn: (...words: readonly unknown[]) => void;
    stop(): void;
  }
}
