import type { VirStream } from '../../../drivers/api/stream.ts';
import type { ServerStream } from '../../contract/define.ts';

/** The pieces that are carried between a page and a host. */
export interface PumpEnds {
  readonly page: ServerStream;
  readonly host: VirStream;
  /** What the host has said already. */
  readonly early?: Uint8Array;
}

/**
 * Carries bytes both ways until one side ends: each piece is asked for when the one before has been taken. Rejects with
 * the host's error; the page going away is a regular end.
 */
export async function pump({ page, host, early }: PumpEnds): Promise<void> {
  const state = { gone: false };
  const stop = (): void => {
    state.gone = true;
    void host.abort();
  };
  if (page.signal.aborted) stop();
  page.signal.addEventListener('abort', stop);
  const down = async (): Promise<void> => {
    if (early !== undefined && early.length > 0) await page.send(early);
    for (let piece = await host.recv(); piece !== undefined; piece = await host.recv()) {
      if (piece instanceof Uint8Array) await page.send(piece);
    }
  };
  const up = async (): Promise<void> => {
    for (let piece = await page.recv(); piece !== undefined; piece = await page.recv()) await host.send(piece);
    stop(); // the page closed its end: nobody is there to look any more
  };
  const upward = up();
  upward.catch(() => undefined); // its error ends the host's side, which tells
  try {
    await Promise.race([down(), upward]);
  } catch (error) {
    if (!state.gone) throw error;
  } finally {
    page.signal.removeEventListener('abort', stop);
    await host.abort();
  }
}
