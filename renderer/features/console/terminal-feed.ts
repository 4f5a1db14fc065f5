import type { ClientStream } from '../../../main/contract/define.ts';

/** What a feed needs of a terminal. */
export interface TerminalSink {
  readonly write: (data: Uint8Array, onDone: () => void) => void;
}

/** So much may lie in the terminal, not yet drawn, before no more is taken from the stream. */
const UNDRAWN_BYTES = 128 * 1024;

/**
 * Feeds a stream to a terminal until it ends. A piece's credit goes back when the next is taken, and no more is taken
 * while the terminal has too much that it has not drawn: a flood slows its sender down, and keys stay quick.
 */
export async function feedTerminal(stream: Pick<ClientStream<unknown>, 'recv'>, sink: TerminalSink, onFirst: () => void): Promise<void> {
  let undrawnBytes = 0;
  let wake: (() => void) | undefined;
  let first = true;
  for (;;) {
    const piece = await stream.recv();
    if (piece === undefined) return;
    if (first) onFirst();
    first = false;
    undrawnBytes += piece.length;
    sink.write(piece, () => {
      undrawnBytes -= piece.length;
      wake?.();
    });
    while (undrawnBytes > UNDRAWN_BYTES) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
