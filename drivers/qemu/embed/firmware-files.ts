import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { chooseFirmware } from '../firmware/choose-firmware.ts';
import { installedFirmware } from '../firmware/installed-firmware.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/** Chooses the firmware that a machine wants, and makes its NVRAM from the template: at the first start, and when that is asked for. */
export async function prepareFirmware({ layout, surroundings }: EmbedState, machine: Machine, live: DomainDef, reset: boolean): Promise<void> {
  const { files } = surroundings;
  const named = live.os.nvram?.path;
  const hasNvram = !reset && named !== undefined && (await files.exists(named));
  if (live.os.firmware !== undefined || live.os.loader?.type === 'pflash') {
    chooseFirmware(live, await installedFirmware(surroundings), { nvramPath: () => layout.nvramFile(machine.uuid), hasNvram });
  }
  const { nvram } = live.os;
  if (nvram?.path === undefined) return;
  if (!reset && (await files.exists(nvram.path))) return;
  if (nvram.template === undefined) throw qemuError('operation-failed', `unable to find any master var store for loader: ${live.os.loader?.path ?? ''}`, { subject: machine.name });
  await files.copy(nvram.template, nvram.path);
}
