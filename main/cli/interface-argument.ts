import type { InterfaceRef } from '../../drivers/api/refs.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { explaining } from './attempt.ts';
import type { CommandArgs } from './shell/command.ts';
import type { Shell } from './shell/shell.ts';
import { fault, needed } from './shell/values.ts';

const MAC = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i;

/** The interface that an option names, by its name or MAC address. @throws what the look said */
export async function findInterface(shell: Shell, args: CommandArgs, option = 'interface', only?: 'name' | 'mac'): Promise<InterfaceRef> {
  const name = needed(args, option);
  const connection = await shell.connection();
  const isMac = MAC.test(name);
  const words = `failed to get interface '${name}'`;
  if (only === (isMac ? 'name' : 'mac')) throw fault(words);
  return explaining(shell, words, async () =>
    isMac ? requireMethod(connection, 'interface', 'lookupByMACString')(name) : requireMethod(connection, 'interface', 'lookupByName')(name),
  );
}
