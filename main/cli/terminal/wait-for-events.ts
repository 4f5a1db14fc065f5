import type { Shell } from '../shell/shell.ts';

/** How long events are waited for. */
export interface EventWaiting {
  /** More than one. */
  readonly loop: boolean;
  readonly timeoutMs: number | undefined;
}

/** Called with each event and its text. */
export type Seen = (event: object, text: () => string) => void;

/**
 * Prints events until there is one (or, in a loop, for ever), the time is over or somebody presses Ctrl-C, and says how many there were.
 *
 * @param register Begins to listen; gives what ends that.
 * @returns whether any came.
 */
export async function waitForEvents(shell: Shell, { loop, timeoutMs }: EventWaiting, register: (seen: Seen) => Promise<() => Promise<void>>): Promise<boolean> {
  let count = 0;
  let end: (outcome: 'done' | 'timeout' | 'interrupt' | 'lost') => void = () => undefined;
  const outcome = new Promise<'done' | 'timeout' | 'interrupt' | 'lost'>((resolve) => {
    end = resolve;
  });
  const onInterrupt = (): void => {
    end('interrupt');
  };
  process.on('SIGINT', onInterrupt);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => { end('timeout'); }, timeoutMs);
  const lost = (await shell.connection()).onDidClose(() => {
    end('lost');
  });
  try {
    const stop = await register((event, text) => {
      if (!loop && count > 0) return;
      if (shell.options.json) shell.printJson({ time: new Date().toISOString(), ...event });
      else shell.print(text());
      count++;
      if (!loop) end('done');
    });
    const how = await outcome;
    if (how === 'interrupt') shell.print('event loop interrupted\n');
    if (how === 'timeout') shell.print('event loop timed out\n');
    shell.print(`events received: ${count}\n`);
    if (how !== 'lost') await stop();
    return count > 0;
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', onInterrupt);
    lost.dispose();
  }
}
