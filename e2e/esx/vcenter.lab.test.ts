import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, OpenOptions } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { migrateDomain } from '../../drivers/core/migrate-domain.ts';
import type { DomainEvent } from '../../drivers/api/events.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { checkLab, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { answers, openEsx } from './open-esx.ts';

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
    await waitFor('the machine there', () => (seen[1]?.some((event) => event.dom.uuid === dom.uuid) === true ? true : undefined), 30_000);
    await waitFor('the machine gone here', () => (seen[0]?.some((event) => event.kind === 'lifecycle' && event.event === 1) === true ? true : undefined), 30_000);
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

describe.skipIf(check.skip)(check.title('an ESX host that a vCenter manages'), () => {
  let vcenter: Vsphere;
  let host: Vsphere;

  beforeAll(async () => {
    [vcenter, host] = await Promise.all([
      startVsphere({ kind: 'vcenter', machines: 1, userName: 'administrator', password: 'other', inventory: { datacenters: 1, clusters: 1, hosts: 2, standaloneHosts: 0 } }),
      startVsphere({ kind: 'esx', machines: 1 }),
    ]);
  }, 600_000);

  afterAll(async () => {
    await Promise.all([vcenter.dispose(), host.dispose()]);
  });

  /** Answers for both servers, which have other users and passwords. */
  const prompt: NonNullable<OpenOptions['prompt']> = (question, signal) => answers('message' in question && question.message === 'vCenter' ? vcenter : host)(question, signal);
  const open = (query: string): Promise<Connection> => openEsx(host, `/?no_verify=1&${query}`, { prompt });

  it('moves a machine by the vCenter at another port, with a log-in of its own', async () => {
    const connection = await open(`vcenter=${vcenter.authority}`);
    const [from, to] = await Promise.all(['H0', 'H1'].map((name) => openEsx(vcenter, `vpx:/DC0/DC0_C0/DC0_C0_${name}?no_verify=1`)));
    if (from === undefined || to === undefined) throw new Error('not open');
    const [dom] = await requireMethod(connection, 'connect', 'listAllDomains')(0);
    if (dom === undefined) throw new Error('there is no machine');
    const { uriOut } = await requireMethod(to, 'domain', 'migratePrepare')(undefined, undefined, 0n);
    const move = (): Promise<unknown> => requireMethod(connection, 'domain', 'migratePerform')(dom, new Uint8Array(), uriOut ?? '', undefined, 0n);
    await expect(move()).rejects.toMatchObject({ code: 'no-domain', message: expect.stringContaining('the vCenter does not know the machine') as string });
    const known = await requireMethod(from, 'domain', 'defineXML')(machineXml(dom.name, dom.uuid));
    await move();
    const there = requireMethod(to, 'domain', 'lookupByUUID');
    expect((await waitFor('the machine there', () => there(known.uuid).catch(() => undefined), 30_000)).name).toBe(dom.name);
    expect((await vcenter.calls())['MigrateVM_Task']).toBe(1);
    expect((await host.calls())['MigrateVM_Task']).toBeUndefined();
    const before = (await vcenter.calls())['Logout'] ?? 0;
    await connection.close();
    expect((await vcenter.calls())['Logout']).toBe(before + 1);
    await Promise.all([from.close(), to.close()]);
  });

  it('finds the vCenter that the host names, and says when there is none', async () => {
    await expect(open(`vcenter=*:${vcenter.port}`)).rejects.toMatchObject({ message: expect.stringContaining('This host is not managed by a vCenter') as string });
    await host.order('managed-by', { address: '127.0.0.1' });
    const before = (await vcenter.calls())['Login'] ?? 0;
    await (await open(`vcenter=*:${vcenter.port}`)).close();
    expect((await vcenter.calls())['Login']).toBe(before + 1);
    await expect(open(`vcenter=${host.authority}`)).rejects.toMatchObject({ message: expect.stringContaining('to be a vCenter host but found a ESX host') as string });
  });

  it.each(['', 'vcenter'])('is itself where a machine is moved to, found in the vCenter by what it says of itself (%s)', async (way) => {
    const uuid = '11111111-2222-3333-4444-555555555555';
    await host.order('identity', { uuid });
    await host.order('managed-by', { address: '127.0.0.1' });
    const from = await openEsx(vcenter, 'vpx:/DC0/DC0_C0/DC0_C0_H0?no_verify=1');
    const to = way === '' ? await openEsx(host) : await open(`vcenter=${vcenter.authority}`);
    const name = `mover${way}`;
    const dom = await requireMethod(from, 'domain', 'defineXML')(machineXml(name, way === '' ? '00000000-0000-4000-8000-00000000000a' : '00000000-0000-4000-8000-00000000000b'));
    const move = (): Promise<DomainRef> => migrateDomain(from, dom, to).result;
    await expect(move()).rejects.toMatchObject({ code: 'invalid-arg', message: expect.stringMatching(/does not know the host/) as string });
    // Two hosts of the vCenter have this board; one has this name, too.
    await vcenter.order('identity', { uuid });
    await expect(move()).rejects.toMatchObject({ code: 'invalid-arg', message: expect.stringMatching(/does not know the host/) as string });
    await vcenter.order('identity', { host: 'DC0_C0_H1', name: '127.0.0.1' });
    const moving = move();
    // The simulated host is another program: it is told of the machine.
    const other = await openEsx(host);
    await requireMethod(other, 'domain', 'defineXML')(machineXml(name, dom.uuid));
    expect((await moving).name).toBe(name);
    const hosts = await openEsx(vcenter, 'vpx:/DC0/DC0_C0/127.0.0.1?no_verify=1');
    expect((await requireMethod(hosts, 'domain', 'lookupByName')(name)).name).toBe(name);
    await vcenter.order('identity', { uuid: '00000000-0000-0000-0000-000000000000' });
    await vcenter.order('identity', { host: '127.0.0.1', name: 'DC0_C0_H1' });
    await Promise.all([from, to, other, hosts].map((each) => each.close()));
  });

  it('tells machines with one BIOS UUID apart, and cancels a move', async () => {
    const connection = await open(`vcenter=${vcenter.authority}`);
    const [to, elsewhere] = await Promise.all(['H0', 'H1'].map((name) => openEsx(vcenter, `vpx:/DC0/DC0_C0/DC0_C0_${name}?no_verify=1`)));
    if (elsewhere === undefined || to === undefined) throw new Error('not open');
    const [dom] = await requireMethod(connection, 'connect', 'listAllDomains')(0);
    if (dom === undefined) throw new Error('there is no machine');
    // The one of before, which has been moved to the other host, and a copy of its files under another name.
    expect((await requireMethod(elsewhere, 'connect', 'listAllDomains')(0)).map(({ name }) => name)).toContain(dom.name);
    await requireMethod(to, 'domain', 'defineXML')(machineXml('copy', dom.uuid));
    await vcenter.order('reset');
    await vcenter.order('task-delay', { task: 'relocateVm', ms: 20_000 });
    const job = migrateDomain(connection, dom, to);
    await waitFor('the task', async () => ((await vcenter.calls())['MigrateVM_Task'] ?? 0) > 0 || undefined, 30_000);
    job.cancel();
    await expect(job.result).rejects.toMatchObject({ code: 'operation-aborted' });
    await vcenter.order('reset');
    expect((await migrateDomain(connection, dom, to).result).name).toBe(dom.name);
    expect((await requireMethod(to, 'connect', 'listAllDomains')(0)).map(({ name }) => name)).toEqual(expect.arrayContaining([dom.name, 'copy']));
    const all = await openEsx(vcenter, 'vpx:/?no_verify=1');
    await expect(requireMethod(all, 'domain', 'migratePrepare')(undefined, undefined, 0n)).rejects.toMatchObject({ message: expect.stringContaining('name one of them') as string });
    await Promise.all([connection, elsewhere, to, all].map((each) => each.close()));
  });
});

function machineXml(name: string, uuid: string): string {
  return `<domain type='vmware'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='i686'>hvm</type></os><devices>
    <disk type='file' device='disk'><source file='[LocalDS_0] ${name}/${name}.vmdk'/><target dev='sda' bus='scsi'/><address type='drive' controller='0' bus='0' target='0' unit='0'/></disk></devices></domain>`;
}

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
      await waitFor('the change', () => (events.length > 0 ? true : undefined), 30_000);
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
