import type { NetworkRef } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { findNamed } from './lookup.ts';
import type { CommandArgs } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';
import { needed } from './shell/values.ts';

/** The network that `--network` names. @throws what the last look said */
export async function findNetwork(shell: Shell, args: CommandArgs, only?: 'uuid' | 'name'): Promise<NetworkRef> {
  const name = needed(args, 'network');
  const connection = await shell.connection();
  return findNamed<NetworkRef>(shell, name, {
    what: 'network',
    byUuidName: 'virNetworkLookupByUUIDString',
    ...(only === 'name' ? {} : { byUuid: async (uuid) => requireMethod(connection, 'network', 'lookupByUUID')(uuid) }),
    ...(only === 'uuid' ? {} : { byName: async (text) => requireMethod(connection, 'network', 'lookupByName')(text) }),
  });
}
