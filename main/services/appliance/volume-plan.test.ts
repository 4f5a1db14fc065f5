import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../drivers/api/connection.ts';
import { planVolumes } from './volume-plan.ts';

/** A host that says this of its pools, or nothing. */
function host(xml: string | undefined): Connection {
  const connect = xml === undefined ? {} : { getStoragePoolCapabilities: () => Promise.resolve(xml) };
  return { uri: 'fake:///', readOnly: false, facets: { connect } } as unknown as Connection;
}

const capabilities = (type: string, formats: readonly string[]): string =>
  `<storagepoolCapabilities><pool type='${type}' supported='yes'><volOptions><defaultFormat type='${formats[0] ?? 'raw'}'/><enum name='targetFormatType'>${formats.map((each) => `<value>${each}</value>`).join('')}</enum></volOptions></pool></storagepoolCapabilities>`;

describe('planVolumes', () => {
  it.each([
    ['says nothing', undefined],
    ['has raw volumes, too', capabilities('dir', ['raw', 'vmdk'])],
    ['has VMDKs in other pools', capabilities('fs', ['vmdk'])],
    ['names no formats', capabilities('dir', [])],
  ])('takes sparse raw files where a host %s', async (_what, xml) => {
    const plan = await planVolumes(host(xml), 'dir');
    expect([plan.nameOf('a/../b', 0), plan.nameOf('.m', 1), plan.capacityOf(513n), plan.isThick]).toEqual(['a-..-b.img', '-m-2.img', 1024n, false]);
  });

  it('takes thick VMDKs in a folder where there is nothing else', async () => {
    const plan = await planVolumes(host(capabilities('fs', ['vmdk'])), 'fs');
    expect([plan.nameOf('a/[b]', 0), plan.nameOf('..', 1), plan.capacityOf(1025n), plan.isThick]).toEqual(['a--b-/a--b-.vmdk', '-/--2.vmdk', 2048n, true]);
    expect(plan.xmlOf('m/<m>.vmdk', 2048n)).toContain("<name>m/&lt;m&gt;.vmdk</name><capacity unit='bytes'>2048</capacity><allocation unit='bytes'>2048</allocation><target><format type='vmdk'/>");
  });
});
