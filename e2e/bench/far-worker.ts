import { methodOf, openRemote } from '../remote/call.ts';

/** What it took, counted from the reply of CONNECT_OPEN. */
export interface FarTimes {
  readonly machines: number;
  readonly openMs: number;
  readonly listMs: number;
  readonly xmlMs: number;
}

/** Runs on the near side of a slow line, in a process of its own: connects, makes the useful list, reads every description. */
export async function measureFar(uri: string): Promise<FarTimes> {
  const startMs = performance.now();
  const connection = await openRemote(uri);
  const openedMs = performance.now();
  try {
    const [machines, stats] = await Promise.all([methodOf(connection, 'connect', 'listAllDomains')(0), methodOf(connection, 'connect', 'getAllDomainStats')([], 0, 0)]);
    const listedMs = performance.now();
    if (stats.length !== machines.length) throw new Error(`${machines.length} machines, figures of ${stats.length}`);
    const getXMLDesc = methodOf(connection, 'domain', 'getXMLDesc');
    const texts = await Promise.all(machines.map((machine) => getXMLDesc(machine, 0)));
    const readMs = performance.now();
    if (!texts.every((text) => text.includes('</domain>'))) throw new Error('a description is missing');
    return { machines: machines.length, openMs: openedMs - startMs, listMs: listedMs - openedMs, xmlMs: readMs - openedMs };
  } finally {
    await connection.close();
  }
}
