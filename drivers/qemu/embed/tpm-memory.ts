import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';

/** What becomes of a TPM's memory when its machine is undefined: `keep`, `remove`, or as its definition says. */
export type TpmWish = 'keep' | 'remove' | undefined;

/** Says in a machine's folder that its TPM's memory outlives the machine; a machine that runs is undefined before it ends. */
const KEEP = 'keep';

/** The machine is undefined: what its TPM remembers goes with it at once, or when it has ended. */
export async function undefineTpm({ layout, surroundings: { files } }: EmbedState, machine: Machine, wish: TpmWish): Promise<void> {
  const folder = layout.tpmFolder(machine.uuid);
  if (!(await files.exists(folder))) return;
  const stays = wish === 'keep' || (wish === undefined && isPersistent(machine.config));
  if (machine.run === undefined) {
    if (!stays) await files.removeTree(folder, layout.tpm);
  } else if (stays) {
    await files.write(`${folder}/${KEEP}`, new Uint8Array(0));
  } else {
    await files.remove([`${folder}/${KEEP}`]);
  }
}

/** The process of a machine without a definition has ended for good: nobody will ask its TPM again, unless that was wanted. */
export async function forgetTpm({ layout, surroundings: { files } }: EmbedState, machine: Machine, live: DomainDef): Promise<void> {
  const folder = layout.tpmFolder(machine.uuid);
  if (machine.isPersistent || isPersistent(live) || !(await files.exists(folder)) || (await files.exists(`${folder}/${KEEP}`))) return;
  await files.removeTree(folder, layout.tpm);
}

function isPersistent(def: DomainDef | undefined): boolean {
  return def?.devices.tpms.some(({ backend }) => backend.type === 'emulator' && backend.persistent_state === true) === true;
}
