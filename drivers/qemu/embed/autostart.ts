import { DomainEventStartedDetailType as Started } from '../../core/constants.ts';
import { VirError } from '../../core/vir-error.ts';
import type { EmbedState } from './embed-state.ts';
import { restoreManagedSave } from './domain-save.ts';
import { startMachine } from './start-machine.ts';

/**
 * Starts the machines that are to start with the host: once after each boot or, where the user has a runtime folder, after each first
 * login, by whoever opens the root first. What somebody has stopped since stays stopped. What does not start is told in the machine's
 * log, and does not keep the others.
 */
export async function autostartMachines(state: EmbedState): Promise<void> {
  const { files } = state.surroundings;
  // The folder of sockets goes when the user's runtime folder does, at the last logout.
  const marker = `${state.layout.sockets}/autostarted`;
  const isDone = async (): Promise<boolean> => Buffer.from((await files.read([marker]))[0] ?? []).toString('latin1') === state.boot;
  if (await isDone()) return;
  await state.locks.holding('autostart', async () => {
    if (await isDone()) return;
    for (const { ref, autostart } of await state.machines()) {
      if (!autostart) continue;
      try {
        await state.change(ref, async (machine) => {
          if (machine.run !== undefined) return;
          if (machine.hasSave) await restoreManagedSave(state, machine, {});
          else await startMachine(state, machine, { startedDetail: Started.BOOTED });
        });
      } catch (error) {
        if (!VirError.is(error)) throw error;
        await files.write(`${state.layout.logs}/${ref.uuid}.autostart`, Buffer.from(`${error.message}\n`));
      }
    }
    // Last, so that whoever comes after one that was broken off starts the others.
    await files.write(marker, Buffer.from(state.boot));
  });
}
