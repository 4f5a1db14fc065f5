import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { DriverRegistry } from '../../drivers/core/registry.ts';
import { qemuEmbedDriver } from '../../drivers/qemu/embed/driver.ts';
import { openSshSurroundings } from '../../drivers/transport/ssh/ssh-surroundings.ts';
import { methodOf } from '../remote/call.ts';

/** What it took to open a root on another host, and to list its machines. */
export interface EmbedFarTimes {
  readonly machines: number;
  /** Signing in, and asking the host who it is. */
  readonly signInMs: number;
  /** Over an SSH connection that is there. */
  readonly openMs: number;
  readonly listMs: number;
  readonly statsMs: number;
}

/** Runs on the near side of a slow line, in a process of its own: signs in, opens the root there and lists it. */
export async function measureEmbedFar(uri: string): Promise<EmbedFarTimes> {
  const startMs = performance.now();
  const signedIn = await openSshSurroundings(parseConnectUri(uri), {});
  const signedInMs = performance.now();
  const connection = await new DriverRegistry([qemuEmbedDriver]).open(uri, {});
  const openedMs = performance.now();
  try {
    const machines = await methodOf(connection, 'connect', 'listAllDomains')(0);
    const listedMs = performance.now();
    const stats = await methodOf(connection, 'connect', 'getAllDomainStats')([], 0, 0);
    if (stats.length !== machines.length) throw new Error(`${machines.length} machines, figures of ${stats.length}`);
    return { machines: machines.length, signInMs: signedInMs - startMs, openMs: openedMs - signedInMs, listMs: listedMs - openedMs, statsMs: performance.now() - listedMs };
  } finally {
    await connection.close();
    signedIn.dispose();
  }
}
