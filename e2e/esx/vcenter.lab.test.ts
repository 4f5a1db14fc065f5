import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { checkLab, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('a vCenter'), () => {
  let vsphere: Vsphere;

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'vcenter', machines: 3, inventory: { datacenters: 2, clusters: 1, hosts: 2, standaloneHosts: 1 } });
  }, 600_000);

  afterAll(async () => {
    await vsphere.dispose();
  });

  const names = async (path: string): Promise<readonly string[]> => {
    const connection = await openEsx(vsphere, `vpx:${path}?no_verify=1`);
    try {
      return (await requireMethod(connection, 'connect', 'listAllDomains')(0)).map(({ name }) => name).sort();
    } finally {
      await connection.close();
    }
  };

  it('shows all machines, a datacenter’s, a cluster’s or a host’s', async () => {
    expect(await names('/')).toHaveLength(12);
    expect(await names('/DC0')).toHaveLength(6);
    expect(await names('/DC0/DC0_H0')).toEqual(['DC0_H0_VM0', 'DC0_H0_VM1', 'DC0_H0_VM2']);
    expect(await names('/DC0/DC0_C0')).toEqual(['DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM1', 'DC0_C0_RP0_VM2']);
    const [first, second] = [await names('/DC0/DC0_C0/DC0_C0_H0'), await names('/DC0/DC0_C0/DC0_C0_H1')];
    expect([...first, ...second].sort()).toEqual(await names('/DC0/DC0_C0'));
    await expect(names('/DC0/nowhere')).rejects.toMatchObject({ code: 'invalid-arg' });
  });

  it('is no ESX host, and says what it is', async () => {
    await expect(openEsx(vsphere)).rejects.toMatchObject({ message: expect.stringContaining('to be a ESX host but found a vCenter host') as string });
    const connection = await openEsx(vsphere, 'vpx:/?no_verify=1');
    const info = await requireMethod(connection, 'node', 'getInfo')();
    expect(info.memoryKiB).toBe(6n * 4_193_780n);
    expect(await requireMethod(connection, 'connect', 'listAllNetworks')(0)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'DVS0' })]));
    await connection.close();
  });

  it('moves a machine to another host, and both sides are told', async () => {
    const [from, to] = await Promise.all(['/DC0/DC0_C0/DC0_C0_H0', '/DC0/DC0_C0/DC0_C0_H1'].map((path) => openEsx(vsphere, `vpx:${path}?no_verify=1`)));
    if (from === undefined || to === undefined) throw new Error('not open');
    const seen = await Promise.all([from, to].map(listen));
    const [dom] = await requireMethod(from, 'connect', 'listAllDomains')(0);
    if (dom === undefined) throw new Error('there is no machine on the first host');
    const { uriOut } = await requireMethod(to, 'domain', 'migratePrepare')(undefined, undefined, 0n);
    await requireMethod(from, 'domain', 'migratePerform')(dom, new Uint8Array(), uriOut ?? '', undefined, 0n);
    await waitFor('the machine there', () => (seen[1]?.some((event) => event.dom.uuid === dom.uuid) === true ? true : undefined), 5000);
    await waitFor('the machine gone here', () => (seen[0]?.some((event) => event.kind === 'lifecycle' && event.event === 1) === true ? true : undefined), 5000);
    expect((await requireMethod(to, 'domain', 'lookupByUUID')(dom.uuid)).name).toBe(dom.name);
    await Promise.all([from.close(), to.close()]);
  });

  it('reads definitions of machines in more than one datacenter', async () => {
    const connection = await openEsx(vsphere, 'vpx:/?no_verify=1');
    for (const name of ['DC0_H0_VM0', 'DC1_H0_VM0']) {
      const dom = await requireMethod(connection, 'domain', 'lookupByName')(name);
      expect(await requireMethod(connection, 'domain', 'getXMLDesc')(dom)).toContain(`<vmware:datacenterpath>${name.slice(0, 3)}</vmware:datacenterpath>`);
    }
    await connection.close();
  });
});

describe.skipIf(check.skip)(check.title('a vCenter with thousands of machines'), () => {
  it('arrives in pieces, in a handful of calls, and changes arrive by themselves', async () => {
    const vsphere = await startVsphere({ kind: 'vcenter', machines: 1100, inventory: { datacenters: 1, clusters: 0, standaloneHosts: 1 } });
    const connection = await openEsx(vsphere, 'vpx:/?no_verify=1');
    try {
      expect(await requireMethod(connection, 'connect', 'numOfDomains')()).toBe(1100);
      const before = await vsphere.calls();
      expect(before['WaitForUpdatesEx']).toBeLessThanOrEqual(4);
      const events = await listen(connection);
      await vsphere.order('power', { vm: 'DC0_H0_VM1000', state: 'poweredOff' });
      await waitFor('the change', () => (events.length > 0 ? true : undefined), 5000);
      await requireMethod(connection, 'connect', 'getAllDomainStats')([], 0, 0);
      const calls = await vsphere.calls();
      expect(calls['QueryPerf']).toBeLessThanOrEqual(5);
      expect((calls['RetrievePropertiesEx'] ?? 0) - (before['RetrievePropertiesEx'] ?? 0)).toBeLessThanOrEqual(1);
    } finally {
      await connection.close();
      await vsphere.dispose();
    }
  }, 600_000);
});

async function listen(connection: Connection): Promise<readonly DomainEvent[]> {
  const events: DomainEvent[] = [];
  await requireMethod(connection, 'connect', 'domainEventRegisterAny')('lifecycle', undefined, (event) => events.push(event));
  return events;
}
