import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

/** Makes the NVRAM of a machine from its template: at the first start, and when that is asked for. */
export async function prepareFirmware({ surroundings: { files } }: EmbedState, machine: Machine, live: DomainDef, reset: boolean): Promise<void> {
  const { nvram } = live.os;
  if (nvram?.path === undefined) return;
  if (!reset && (await files.exists(nvram.path))) return;
  if (nvram.template === undefined) throw qemuError('operation-failed', `unable to find any master var store for loader: ${live.os.loader?.path ?? ''}`, { subject: machine.name });
  await files.copy(nvram.template, nvram.path);
}
