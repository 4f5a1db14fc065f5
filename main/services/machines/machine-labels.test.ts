import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnectUri } from '../../../drivers/core/connect-uri.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { testDriver } from '../../../drivers/test/driver.ts';
import type { MachineKey } from '../../contract/ids.ts';
import { FakeExtras } from '../../testing/fake-extras.ts';
import { FakeHypervisor, type FakeMachine } from '../../testing/fake-hypervisor.ts';
import { ServiceBench } from '../../testing/service-bench.ts';
import { DomainMetadataType } from '../../../drivers/core/constants.ts';
import { tagsElement, TAGS_URI } from '../inventory/machine-tags.ts';
import { MachineLabels, readProtection, readTags, writeTags } from './machine-labels.ts';

describe('tags that the host keeps', () => {
  let fake: FakeHypervisor;
  let extras: FakeExtras;
  let bench: ServiceBench;
  let web: FakeMachine;
  let key: MachineKey;

  beforeEach(async () => {
    fake = new FakeHypervisor();
    extras = new FakeExtras(fake);
    web = fake.add('web', { state: 'running' });
    extras.place(web, { tags: ['Owner=ann'] });
    bench = await ServiceBench.make(fake);
    key = { connectionId: await bench.open(), uuid: web.uuid };
  });
  afterEach(async () => {
    await bench.dispose();
    expect(bench.errors).toEqual([]);
  });

  it('are changed there, and the row shows it', async () => {
    const labels = new MachineLabels({ inventory: bench.inventory });
    expect(await labels.offer(key)).toEqual({ known: [{ tag: 'Owner', kind: 'attribute', category: undefined, description: '' }], keeper: 'host' });
    await labels.change([key], { add: ['prod'], remove: ['Owner=ann'] });
    expect(extras.tagged).toEqual(['web +prod -Owner=ann']);
    expect(bench.inventory.wireRow(bench.inventory.require(key)).tags).toEqual(['prod']);
    expect(bench.inventory.verbSet(bench.inventory.wireRow(bench.inventory.require(key)).verbSet).verbs.tags).toEqual({ enabled: true });
  });
});

describe('tags in the machine’s document', () => {
  it('are added, removed, escaped, and gone with the last one', async () => {
    const connection = await testDriver.open(parseConnectUri('test:///default'), {});
    const dom = await requireMethod(connection, 'domain', 'lookupByName')('test');
    expect(await readTags(connection, dom)).toEqual([]);
    await writeTags(connection, dom, true, { add: ['prod', ' a & <b> ', 'prod'], remove: [] });
    expect(await readTags(connection, dom)).toEqual(['prod', 'a & <b>']);
    await writeTags(connection, dom, true, { add: ['web'], remove: ['prod', 'nothing'] });
    expect(await readTags(connection, dom)).toEqual(['a & <b>', 'web']);
    await writeTags(connection, dom, true, { add: [], remove: ['a & <b>', 'web'] });
    expect(await requireMethod(connection, 'domain', 'getXMLDesc')(dom, 0)).not.toContain('vireo:tags');
    await connection.close();
  });

  it('protect the machine beside the tags, and go apart from them', async () => {
    const connection = await testDriver.open(parseConnectUri('test:///default'), {});
    const dom = await requireMethod(connection, 'domain', 'lookupByName')('test');
    const element = tagsElement(['prod'], true);
    await requireMethod(connection, 'domain', 'setMetadata')(dom, DomainMetadataType.ELEMENT, element, 'vireo', TAGS_URI, 3);
    expect(await readProtection(connection, dom)).toBe(true);
    await writeTags(connection, dom, true, { add: ['web'], remove: ['prod'] });
    expect([await readTags(connection, dom), await readProtection(connection, dom)]).toEqual([['web'], true]);
    await writeTags(connection, dom, true, { add: [], remove: ['web'] });
    expect(await readProtection(connection, dom)).toBe(true);
    await connection.close();
  });
});
