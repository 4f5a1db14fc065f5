import type { VirError } from '../../core/vir-error.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { QmpClient } from '../qmp/qmp-client.ts';

/** Every machine has so many monitors: one client each, so that several programs can manage it at once. */
export const MONITORS = 4;

/** The sockets of a machine's monitors. */
export function monitorSockets(folder: string): readonly string[] {
  return Array.from({ length: MONITORS }, (_, index) => `${folder}/monitor${index}.sock`);
}

/**
 * Takes a monitor that nobody uses: knocks at all of them at once and keeps the first that greets. QEMU takes one client a monitor and
 * leaves others waiting, so those that are in use stay silent.
 *
 * @throws what the last of them said when none greets.
 */
export async function openMonitor({ connect }: Pick<Surroundings, 'connect'>, folder: string, deadlineMs: number): Promise<QmpClient> {
  let taken: QmpClient | undefined;
  const late = new AbortController();
  const tries = monitorSockets(folder).map(async (path) => {
    const channel = await connect({ kind: 'unix', path }, { deadlineMs, signal: late.signal });
    const client = await QmpClient.connect(channel, { deadlineMs, signal: late.signal });
    if (taken !== undefined) client.dispose();
    else taken = client;
    late.abort();
    return taken;
  });
  try {
    return await Promise.any(tries);
  } catch (error) {
    throw (error as AggregateError).errors.at(-1) as VirError;
  }
}
