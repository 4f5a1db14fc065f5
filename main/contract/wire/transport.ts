/** Carries frames and nothing else: one WebSocket, or one MessagePort. */
export interface FrameTransport {
  /** Hands a frame over. Never throws; after the end it does nothing. */
  readonly send: (frame: Uint8Array) => void;
  /** Bytes handed over that have not left this process yet; 0 where nobody can tell. */
  readonly bufferedBytes: () => number;
  /** Calls back once, soon after {@link bufferedBytes} has become less. */
  readonly whenDrained: (callback: () => void) => void;
  /** Sets who gets the frames and who is told of the end. Called once, before any frame is lost. */
  readonly start: (onFrame: (frame: Uint8Array) => void, onClose: () => void) => void;
  readonly close: () => void;
}
