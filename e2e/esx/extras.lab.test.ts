import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { MachineQuestion, Place, PlacesChange } from '../../drivers/api/extras.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { hasExtra, requireExtra } from '../../drivers/core/require-extra.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { checkLab, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';
import { setAttribute } from './soap.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('what vSphere has beyond libvirt'), () => {
  let vsphere: Vsphere;
  const open: Connection[] = [];

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'vcenter', machines: 2, inventory: { datacenters: 1, clusters: 1, hosts: 2, standaloneHosts: 1 } });
  }, 600_000);
  afterEach(async () => {
    await vsphere.order('reset');
    for (const connection of open.splice(0)) await connection.close();
  });
  afterAll(async () => {
    await vsphere.dispose();
  });

  const connect = async (path = 'vpx:/?no_verify=1', readOnly = false): Promise<Connection> => {
    const connection = await openEsx(vsphere, path, { readOnly });
    open.push(connection);
    return connection;
  };
  const find = (connection: Connection, name: string): Promise<DomainRef> => requireMethod(connection, 'domain', 'lookupByName')(name);
  const placeNamed = async (connection: Connection, name: string): Promise<Place> => {
    const found = (await requireExtra(connection, 'places', 'listPlaces')()).find((place) => place.name === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };

  it('shows the tree as people see it, and where each machine is, without a call for each', async () => {
    const connection = await connect();
    const places = await requireExtra(connection, 'places', 'listPlaces')();
    const nameOf = (id: string | undefined): string | undefined => places.find((place) => place.id === id)?.name;
    expect(places.map(({ kind, name, parent }) => [kind, name, nameOf(parent)]).sort()).toEqual(
      [
        ['cluster', 'DC0_C0', 'DC0'],
        ['datacenter', 'DC0', undefined],
        ['host', 'DC0_C0_H0', 'DC0_C0'],
        ['host', 'DC0_C0_H1', 'DC0_C0'],
        ['host', 'DC0_H0', 'DC0'],
        ...places.filter(({ kind }) => kind === 'pool').map(({ name, parent }) => ['pool', name, nameOf(parent)]),
      ].sort(),
    );
    const before = await vsphere.calls();
    const placements = await requireExtra(connection, 'places', 'listPlacements')();
    expect(await vsphere.calls()).toEqual(before);
    expect(placements).toHaveLength(4);
    const alone = placements.find(({ dom }) => dom.name === 'DC0_H0_VM0');
    expect(alone).toMatchObject({ host: 'DC0_H0', folder: ['DC0'], tags: [], isTemplate: false });
    expect(nameOf(alone?.place)).toBe('DC0_H0');
  });

  it('is only a part of it below a datacenter, and nothing on one host', async () => {
    const part = await connect('vpx:/DC0?no_verify=1');
    const places = await requireExtra(part, 'places', 'listPlaces')();
    expect(places.filter(({ parent }) => parent === undefined).map(({ name }) => name).sort()).toEqual(['DC0_C0', 'DC0_H0']);
    const host = await connect('vpx:/DC0/DC0_H0?no_verify=1');
    expect(await requireExtra(host, 'places', 'listPlaces')()).toEqual([]);
  });

  it('takes custom attributes as tags, and tells when they change', async () => {
    const connection = await connect();
    const changes: PlacesChange[] = [];
    await requireExtra(connection, 'places', 'watch')((change) => changes.push(change));
    const dom = await find(connection, 'DC0_H0_VM0');
    await setAttribute(vsphere, 'Owner', 'ann', [`vm-${dom.id}`]);
    // Attributes change silently in the simulator: the machine has to be read for another reason.
    await requireMethod(connection, 'domain', 'getState')(dom, 0);
    const tags = await waitFor('the tag', () => changes.flatMap((change) => (change.kind === 'placement' && change.placement.tags.length > 0 ? [change.placement.tags] : []))[0], 30_000);
    expect(tags).toEqual(['Owner=ann']);
  });

  it('asks, is answered once, and goes on', async () => {
    const connection = await connect();
    const dom = await find(connection, 'DC0_H0_VM1');
    const told: (MachineQuestion | undefined)[] = [];
    await requireExtra(connection, 'questions', 'watch')((_dom, question) => told.push(question));
    await requireMethod(connection, 'domain', 'destroy')(dom);
    await vsphere.order('ask', { vm: `vm-${dom.id}` });
    const starting = requireMethod(connection, 'domain', 'create')(dom);
    const question = await waitFor('the question', () => told[0], 30_000);
    expect(question.text).not.toMatch(/^msg\./);
    expect(question.choices.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    expect(await requireExtra(connection, 'questions', 'listAll')()).toEqual([question]);
    const answer = requireExtra(connection, 'questions', 'answer');
    await expect(answer(dom, question.id, 'nonsense')).rejects.toMatchObject({ code: 'invalid-arg' });
    await answer(dom, question.id, question.choices[0]?.key ?? '');
    await starting;
    await waitFor('the end of the question', () => told.length > 1 || undefined, 30_000);
    expect(told.at(-1)).toBeUndefined();
    await expect(answer(dom, question.id, '0')).rejects.toMatchObject({ code: 'operation-invalid' });
  });

  it('clones beside the original, says how far it is, and stops when told', async () => {
    const connection = await connect();
    const dom = await find(connection, 'DC0_H0_VM0');
    const clone = requireExtra(connection, 'copies', 'clone');
    await vsphere.order('task-delay', { task: 'cloneVm', ms: 400 });
    const seen: number[] = [];
    const made = await clone(dom, { name: 'twin' }, { onProgress: (done) => seen.push(done) });
    expect(made.name).toBe('twin');
    expect(made.uuid).not.toBe(dom.uuid);
    expect(seen.some((percent) => percent > 0 && percent < 100)).toBe(true);
    const placement = (await requireExtra(connection, 'places', 'listPlacements')()).find((one) => one.dom.uuid === made.uuid);
    expect(placement).toMatchObject({ host: 'DC0_H0', folder: ['DC0'] });
    await vsphere.order('task-delay', { task: 'cloneVm', ms: 20_000 });
    const abort = new AbortController();
    const cloning = clone(dom, { name: 'never' }, { signal: abort.signal, onProgress: () => { abort.abort(); } });
    await expect(cloning).rejects.toMatchObject({ code: 'operation-aborted' });
    await expect(find(connection, 'never')).rejects.toMatchObject({ code: 'no-domain' });
  });

  it('makes linked clones of a snapshot only', async () => {
    const connection = await connect();
    const dom = await find(connection, 'DC0_H0_VM0');
    const clone = requireExtra(connection, 'copies', 'clone');
    await expect(clone(dom, { name: 'linked', linked: true })).rejects.toMatchObject({ code: 'operation-invalid', message: expect.stringContaining('take one first') as string });
    const snapshot = await requireMethod(connection, 'domainSnapshot', 'createXML')(dom, '<domainsnapshot><name>base</name></domainsnapshot>');
    expect((await clone(dom, { name: 'linked', linked: true })).name).toBe('linked');
    await requireMethod(connection, 'domainSnapshot', 'delete')(snapshot, 0);
  });

  it('moves a running machine to another host of the cluster', async () => {
    const connection = await connect();
    const dom = await find(connection, 'DC0_C0_RP0_VM0');
    const hostOf = async (): Promise<string | undefined> => (await requireExtra(connection, 'places', 'listPlacements')()).find((one) => one.dom.uuid === dom.uuid)?.host;
    const from = await hostOf();
    const to = from === 'DC0_C0_H0' ? 'DC0_C0_H1' : 'DC0_C0_H0';
    const relocate = requireExtra(connection, 'copies', 'relocate');
    await relocate(dom, (await placeNamed(connection, to)).id);
    expect(await hostOf()).toBe(to);
    await expect(relocate(dom, (await placeNamed(connection, 'DC0')).id)).rejects.toMatchObject({ code: 'invalid-arg' });
  });

  it('makes templates and machines of each other', async () => {
    const connection = await connect();
    const dom = await find(connection, 'DC0_C0_RP0_VM1');
    const setTemplate = requireExtra(connection, 'copies', 'setTemplate');
    await expect(setTemplate(dom, true)).rejects.toMatchObject({ code: 'operation-invalid' });
    await requireMethod(connection, 'domain', 'destroy')(dom);
    const isTemplate = async (): Promise<boolean | undefined> => (await requireExtra(connection, 'places', 'listPlacements')()).find((one) => one.dom.uuid === dom.uuid)?.isTemplate;
    await setTemplate(dom, true);
    expect(await isTemplate()).toBe(true);
    await setTemplate(dom, false);
    expect(await isTemplate()).toBe(false);
  });

  it('refuses what changes something on a read-only connection, and clones on a host by itself', async () => {
    const connection = await connect('vpx:/?no_verify=1', true);
    expect(() => requireExtra(connection, 'copies', 'clone')).toThrow(/read only access/);
    expect(hasExtra(connection, 'places', 'listPlaces')).toBe(true);
    const esx = await startVsphere({ kind: 'esx', machines: 1 });
    try {
      const alone = await openEsx(esx);
      expect(hasExtra(alone, 'copies', 'clone')).toBe(false);
      expect(hasExtra(alone, 'questions', 'answer')).toBe(true);
      expect(await requireExtra(alone, 'places', 'listPlaces')()).toEqual([]);
      await alone.close();
    } finally {
      await esx.dispose();
    }
  });
});
