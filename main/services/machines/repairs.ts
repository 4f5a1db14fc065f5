import type { Connection } from '../../../drivers/api/connection.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Failure } from '../../contract/tasks.ts';
import type { MachineEntry } from '../inventory/machine-entry.ts';
import type { TaskContext } from '../tasks/tasks-service.ts';
import { changeMedia, drivesWith, editStored, useEmulation } from './documents.ts';

/** Does one of the repairs that `explainAction` offers. */
export async function repairMachine(connection: Connection, entry: MachineEntry | undefined, kind: string, { values }: Failure, context: TaskContext): Promise<void> {
  switch (kind) {
    case 'start-network': {
      context.say('phase.startNetwork', { network: values['network'] ?? '' });
      const network = await requireMethod(connection, 'network', 'lookupByName')(values['network'] ?? '');
      return whenActive(requireMethod(connection, 'network', 'create')(network));
    }
    case 'start-pool': {
      const pool = await requireMethod(connection, 'storagePool', 'lookupByName')(values['pool'] ?? '');
      return whenActive(requireMethod(connection, 'storagePool', 'create')(pool, 0));
    }
    case 'use-tcg':
      return editStored(connection, needed(entry).ref, useEmulation);
    case 'drop-saved-state':
      return requireMethod(connection, 'domain', 'managedSaveRemove')(needed(entry).ref, 0);
    case 'eject-media': {
      const machine = needed(entry);
      for (const target of await drivesWith(connection, machine.ref, values['path'] ?? '')) await changeMedia(connection, machine, target, undefined);
      return;
    }
    default:
      throw new VirError({ code: 'invalid-arg', domain: 'none', message: `unknown repair '${kind}'` });
  }
}

/** Somebody else may have started it meanwhile: then it is as wanted. */
async function whenActive(starting: Promise<void>): Promise<void> {
  try {
    await starting;
  } catch (error) {
    if (!VirError.is(error, 'operation-invalid') || !error.message.includes('already active')) throw error;
  }
}

function needed(entry: MachineEntry | undefined): MachineEntry {
  if (entry === undefined) throw new VirError({ code: 'no-domain', domain: 'none', message: 'Domain not found: there is no machine to repair' });
  return entry;
}
