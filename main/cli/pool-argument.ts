import type { StoragePoolRef } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { findNamed } from './lookup.ts';
import type { CommandArgs } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';
import { needed } from './shell/values.ts';

/** The pool that an option names. @throws what the last look said */
export async function findPool(shell: Shell, args: CommandArgs, option = 'pool', only?: 'uuid' | 'name'): Promise<StoragePoolRef> {
  const name = needed(args, option);
  const connection = await shell.connection();
  return findNamed<StoragePoolRef>(shell, name, {
    what: 'pool',
    byUuidName: 'virStoragePoolLookupByUUIDString',
    ...(only === 'name' ? {} : { byUuid: async (uuid) => requireMethod(connection, 'storagePool', 'lookupByUUID')(uuid) }),
    ...(only === 'uuid' ? {} : { byName: async (text) => requireMethod(connection, 'storagePool', 'lookupByName')(text) }),
  });
}
