import { type Argv, run } from '../lab/index.ts';
import { median } from './figure.ts';

/** Two ways to the same answer. */
export interface Rivals {
  readonly ours: Argv;
  readonly theirs: Argv;
}

/** How long each takes from start to end, in milliseconds: medians of rounds in which one runs after the other, the first changing. */
export async function alternate({ ours, theirs }: Rivals, rounds: number): Promise<{ readonly ours: number; readonly theirs: number }> {
  const times = { ours: [] as number[], theirs: [] as number[] };
  const once = async (who: 'ours' | 'theirs'): Promise<void> => {
    const { elapsedMs } = await run(who === 'ours' ? ours : theirs, { timeoutMs: 180_000 });
    times[who].push(elapsedMs);
  };
  for (let round = 0; round < rounds; round++) {
    await once(round % 2 === 0 ? 'ours' : 'theirs');
    await once(round % 2 === 0 ? 'theirs' : 'ours');
  }
  return { ours: median(times.ours), theirs: median(times.theirs) };
}
