import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { PlacesChange, TagsMethods } from '../../drivers/api/extras.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { hasExtra, requireExtra } from '../../drivers/core/require-extra.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { checkLab, startVsphere, type Vsphere, waitFor } from '../lab/index.ts';
import { openEsx } from './open-esx.ts';

const check = checkLab(['vsphere']);

describe.skipIf(check.skip)(check.title('tags and attributes of a vCenter'), () => {
  let vsphere: Vsphere;
  const open: Connection[] = [];

  beforeAll(async () => {
    vsphere = await startVsphere({ kind: 'vcenter', machines: 3, inventory: { datacenters: 1, clusters: 0, standaloneHosts: 1 } });
  }, 600_000);
  afterEach(async () => {
    await vsphere.order('reset');
    for (const connection of open.splice(0)) await connection.close();
  });
  afterAll(async () => {
    await vsphere.dispose();
  });

  const connect = async (readOnly = false): Promise<Connection> => {
    const connection = await openEsx(vsphere, 'vpx:/?no_verify=1', { readOnly });
    open.push(connection);
    return connection;
  };
  const find = (connection: Connection, name: string): Promise<DomainRef> => requireMethod(connection, 'domain', 'lookupByName')(name);
  const change = (connection: Connection): TagsMethods['change'] => requireExtra(connection, 'tags', 'change');
  const read = async (connection: Connection, name: string): Promise<readonly string[]> => requireExtra(connection, 'tags', 'readDomain')(await find(connection, name));

  it.each(['api', 'rest'])('gives and takes tags and attributes, makes what is not there (/%s)', async (flavour) => {
    if (flavour === 'rest') await vsphere.order('vapi', { call: 'api', status: 404 });
    const connection = await connect();
    const dom = await find(connection, 'DC0_H0_VM0');
    await change(connection)(dom, { add: [`Stage ${flavour}:prod`, `Owner ${flavour}=ann`], remove: [] });
    expect(await read(connection, 'DC0_H0_VM0')).toEqual(expect.arrayContaining([`Owner ${flavour}=ann`]));
    await change(connection)(dom, { add: [`Owner ${flavour}=bob`, `Stage ${flavour}:prod`], remove: ['no such thing'] });
    expect((await read(connection, 'DC0_H0_VM0')).filter((tag) => tag.includes(flavour) || tag === 'prod')).toEqual(flavour === 'api' ? ['prod', 'Owner api=bob'] : ['Stage rest:prod', 'Owner rest=bob']);
    const known = await requireExtra(connection, 'tags', 'listAll')();
    expect(known).toContainEqual(expect.objectContaining({ kind: 'tag', category: `Stage ${flavour}` }));
    expect(known).toContainEqual({ tag: `Owner ${flavour}`, kind: 'attribute', category: undefined, description: '' });
    await change(connection)(dom, { add: [], remove: [`Stage ${flavour}:prod`, `Owner ${flavour}`] });
    expect(await read(connection, 'DC0_H0_VM0')).toEqual([]);
    await expect(change(connection)(dom, { add: ['nowhere'], remove: [] })).rejects.toMatchObject({ code: 'invalid-arg', message: expect.stringContaining('CATEGORY:TAG makes one') as string });
    const calls = Object.keys(await vsphere.vapiCalls()).filter((call) => !call.endsWith('cis/session'));
    expect(calls.every((call) => call.startsWith(flavour))).toBe(true);
  });

  it('tells of tags that were there before, all machines in one call, and of those that come', async () => {
    const other = await connect();
    for (const name of ['DC0_H0_VM1', 'DC0_H0_VM2']) await change(other)(await find(other, name), { add: ['Room:cellar'], remove: [] });
    await vsphere.order('reset');
    const connection = await connect();
    const changes: PlacesChange[] = [];
    await requireExtra(connection, 'places', 'watch')((each) => changes.push(each));
    await waitFor('the tags', () => (last(changes, 'DC0_H0_VM1')?.[0] === 'cellar' && last(changes, 'DC0_H0_VM2')?.[0] === 'cellar' ? true : undefined), 30_000);
    expect((await vsphere.vapiCalls())['api POST cis/tagging/tag-association?list-attached-tags-on-objects']).toBe(1);
    expect((await requireExtra(connection, 'places', 'listPlacements')()).find(({ dom }) => dom.name === 'DC0_H0_VM2')?.tags).toEqual(['cellar']);
    await change(connection)(await find(connection, 'DC0_H0_VM0'), { add: ['cellar', 'Floor=2'], remove: [] });
    await waitFor('the new tag', () => (last(changes, 'DC0_H0_VM0')?.join() === 'cellar,Floor=2' ? true : undefined), 30_000);
  });

  it('logs in once more when the session has ended, and says why there are none', async () => {
    const connection = await connect();
    await read(connection, 'DC0_H0_VM0');
    await vsphere.order('expire');
    expect(await read(connection, 'DC0_H0_VM1')).toContain('cellar');
    await vsphere.order('vapi', { call: 'GET cis/tagging/tag', status: 403 });
    await expect(requireExtra(connection, 'tags', 'listAll')()).rejects.toMatchObject({ code: 'access-denied' });
    const denied = await connect(true);
    expect(() => change(denied)).toThrow(/read only access/);
    await vsphere.order('vapi', { call: 'api', status: 404 });
    await vsphere.order('vapi', { call: 'rest', status: 404 });
    const without = await connect();
    await expect(requireExtra(without, 'tags', 'listAll')()).rejects.toMatchObject({ message: expect.stringContaining('404') as string });
    expect(await requireExtra(without, 'places', 'listPlacements')()).toHaveLength(3);
  });

  it('does not try a refused log-in again by itself', async () => {
    await vsphere.order('vapi', { call: 'api', status: 401 });
    const connection = await connect();
    await requireExtra(connection, 'places', 'watch')(() => undefined);
    const logIns = async (): Promise<number> => (await vsphere.vapiCalls())['api POST cis/session'] ?? 0;
    await waitFor('the log-in', async () => ((await logIns()) > 0 ? true : undefined), 30_000);
    // A machine that is new would be asked about.
    const dom = await requireMethod(connection, 'domain', 'lookupByName')('DC0_H0_VM0');
    await requireExtra(connection, 'copies', 'clone')(dom, { name: 'new here' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await logIns()).toBe(1);
    await vsphere.order('reset');
    expect(await requireExtra(connection, 'tags', 'listAll')()).not.toEqual([]);
  });

  it('is nothing that a host by itself has', async () => {
    const esx = await startVsphere({ kind: 'esx', machines: 1 });
    try {
      const alone = await openEsx(esx);
      expect(hasExtra(alone, 'tags', 'change')).toBe(false);
      await alone.close();
    } finally {
      await esx.dispose();
    }
  });
});

/** What was told last of a machine's tags. */
function last(changes: readonly PlacesChange[], name: string): readonly string[] | undefined {
  return changes.flatMap((each) => (each.kind === 'placement' && each.placement.dom.name === name ? [each.placement.tags] : [])).at(-1);
}
