import { esxDriver } from '../../drivers/esx/driver.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { startVsphere } from '../lab/index.ts';
import { median, type Figure } from './figure.ts';

const ROUNDS = 3;
/** Machines come in pieces of this size, one call each. */
const MACHINES_A_PIECE = 1000;
/** All else that opening and listing ask, whatever the size of the vCenter. */
const OTHER_CALLS = 10;

/** A simulated vCenter with very many machines: from opening to the list, and how often it was asked. */
export async function vsphereListFigures(machines: number, say: (line: string) => void): Promise<readonly Figure[]> {
  if (!Number.isInteger(machines) || machines < 1) throw new Error('VIREO_BENCH_MACHINES must be a number of machines');
  const vsphere = await startVsphere({ kind: 'vcenter', machines, inventory: { datacenters: 1, clusters: 0, standaloneHosts: 1 } });
  try {
    const uri = parseConnectUri(`vpx://${vsphere.userName}@${vsphere.authority}/?no_verify=1&authfile=${encodeURIComponent(vsphere.authFile)}`);
    const times: number[] = [];
    const calls: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await vsphere.order('reset');
      const startMs = performance.now();
      const connection = await esxDriver.open(uri, {});
      try {
        const found = await requireMethod(connection, 'connect', 'listAllDomains')(0);
        times.push((performance.now() - startMs) / 1000);
        if (found.length !== machines) throw new Error(`${found.length} of ${machines} machines are listed`);
        const asked = await vsphere.calls();
        calls.push(Object.values(asked).reduce((sum, count) => sum + count, 0));
        say(`${machines} machines in ${times.at(-1)?.toFixed(2)} s; calls: ${Object.entries(asked).map(([name, count]) => `${name} ${count}`).join(', ')}`);
      } finally {
        await connection.close();
      }
    }
    return [
      { what: `${machines} machines of a simulated vCenter listed, opening included`, unit: 's', ours: median(times), aim: { atMost: machines / 1000 } },
      { what: 'the same: calls in all', unit: 'calls', ours: Math.max(...calls), aim: { atMost: OTHER_CALLS + machines / MACHINES_A_PIECE } },
    ];
  } finally {
    await vsphere.dispose();
  }
}
