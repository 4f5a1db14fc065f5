import type { CloseReason, OpenOptions } from '../api/connection.ts';
import type { ConnectUri } from '../api/driver.ts';
import type { DialBudget } from '../transport/dial-budget.ts';
import { libvirtTarget } from '../transport/libvirt-uri.ts';
import { dialFar } from '../transport/ssh/dial-far.ts';
import { sshOverrides } from '../transport/ssh/ssh-link.ts';
import { sshPool } from '../transport/ssh/ssh-pool.ts';
import type { Dial } from './connection.ts';
import type { surroundingsOf, Surroundings } from './vmware-host.ts';

/** Another computer by SSH; the connection is shared with whoever else needs that host. */
export async function openSshSurroundings(uri: ConnectUri, budget: DialBudget, make: typeof surroundingsOf, options: OpenOptions): Promise<{ surroundings: Surroundings; dial: Dial; onLost: (listener: (reason: CloseReason) => void) => void }> {
  const target = libvirtTarget(uri);
  const lease = await sshPool.acquire(target.host, sshOverrides(target), budget);
  const { host } = lease;
  try {
    const surroundings = await make(host, lease.dispose, options);
    return { surroundings, dial: (where, call) => dialFar(host, where, call), onLost: (listener) => { host.onDidClose(listener); } };
  } catch (error) {
    lease.dispose();
    throw error;
  }
}
