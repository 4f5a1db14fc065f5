import type { Connection } from '../../../drivers/api/connection.ts';
import type { DomainRef } from '../../../drivers/api/refs.ts';
import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { HardwareEdit } from '../../contract/hardware.ts';
import type { DiskFacts } from '../../contract/machines.ts';
import type { MachineEntry } from '../inventory/machine-entry.ts';
import { keepReasons, volumeOf } from '../machines/delete-machine.ts';
import { devices, diskFacts, diskSource, parseDomain } from '../machines/domain-document.ts';
import type { Trees } from './describe-hardware.ts';

/** The disks that go with their images. */
export function doomedDisks(edits: readonly HardwareEdit[], { base }: Trees): readonly DiskFacts[] {
  return edits.flatMap((edit) => {
    const item = edit.op === 'remove' && edit.image === 'delete' ? base.items.get(edit.item) : undefined;
    return item === undefined ? [] : [diskFacts(item.element)];
  });
}

/** Refuses what somebody else needs, before anything is done. */
export async function refuseKept(connection: Connection, entry: MachineEntry, others: Iterable<MachineEntry>, doomed: readonly DiskFacts[]): Promise<void> {
  if (doomed.length === 0) return;
  const kept = await keepReasons(connection, entry, doomed, others);
  for (const disk of doomed) {
    const { keepReason, usedBy } = { ...disk, ...kept.get(disk.target) };
    if (keepReason === undefined && disk.source !== undefined) continue;
    const why = usedBy === undefined ? (keepReason ?? 'keep.empty').replace('keep.', '') : `used by ${usedBy.join(', ')}`;
    throw new VirError({ code: 'operation-invalid', domain: 'none', message: `Requested operation is not valid: the image of disk '${disk.target}' must not be deleted: ${why}`, subject: disk.target });
  }
}

/** Deletes the image of a disk that the machine no longer has. */
export async function deleteImage(connection: Connection, machine: DomainRef, { target, source = '' }: DiskFacts, documents: readonly ('stored' | 'live')[]): Promise<void> {
  const read = requireMethod(connection, 'domain', 'getXMLDesc');
  for (const which of documents) {
    const { root } = parseDomain(await read(machine, which === 'stored' ? DomainXMLFlags.INACTIVE : 0));
    if (devices(root, 'disk').some((disk) => diskSource(disk) === source)) {
      throw new VirError({ code: 'operation-invalid', domain: 'none', message: `Requested operation is not valid: the image of disk '${target}' is kept: the machine still has it${which === 'live' ? ' while it runs' : ''}`, subject: target });
    }
  }
  await requireMethod(connection, 'storageVol', 'delete')(await volumeOf(connection, source), 0);
}
