import { openAdmin } from '../../drivers/remote/admin/open-admin.ts';
import { methodOf, openRemote } from './call.ts';

/** Runs in a process that sees modular daemons at the standard places: takes the URIs that a user types. */
export async function lookAround(): Promise<{ readonly [uri: string]: string }> {
  const found: { [uri: string]: string } = {};
  const qemu = await openRemote('qemu:///system');
  found['qemu:///system'] = await methodOf(qemu, 'connect', 'getType')();
  const network = await openRemote('network:///system');
  found['network:///system'] = String((await methodOf(network, 'connect', 'listAllNetworks')(0)).length);
  const storage = await openRemote('storage:///system');
  found['storage:///system'] = String((await methodOf(storage, 'connect', 'listAllStoragePools')(0)).length);
  const admin = await openAdmin('virtqemud:///system');
  found['virtqemud:///system'] = String((await admin.server.listClients({ name: 'virtqemud' })).length);
  await Promise.all([admin.close(), qemu.close(), network.close(), storage.close()]);
  return found;
}
