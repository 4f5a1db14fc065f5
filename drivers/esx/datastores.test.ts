import { describe, expect, it } from 'vitest';
import { fileAddress, fileNameOfSource, sourceOfFileName, type Datastore } from './datastores.ts';

const store = (name: string, mount: string): Datastore => ({
  ref: { type: 'Datastore', value: name }, name, mountPaths: [mount], datacenterPath: 'Folder/DC', datacenter: undefined, browser: undefined, info: undefined,
  summary: { name, url: mount, capacity: 1, freeSpace: 1, accessible: true, type: 'VMFS' },
});
const STORES = [store('ssd', '/vmfs/volumes/5f-1'), store('old one', 'C:\\Virtual Machines')];

describe('names of files', () => {
  it.each([
    ['disk.vmdk', '[ssd] m/disk.vmdk'],
    ['/vmfs/volumes/5f-1/n/d.vmdk', '[ssd] n/d.vmdk'],
    ['/vmfs/volumes/ssd/n/d.vmdk', '[ssd] n/d.vmdk'],
    ['C:\\Virtual Machines\\n\\d.vmdk', '[old one] n/d.vmdk'],
    ['/usr/lib/vmware/isoimages/linux.iso', '/usr/lib/vmware/isoimages/linux.iso'],
  ])('%s becomes %s', (name, source) => {
    expect(sourceOfFileName(name, '[ssd] m', STORES, false)).toBe(source);
  });

  it('may be missing where that is allowed', () => {
    expect(sourceOfFileName('/vmfs/volumes/gone/x.iso', '', STORES, true)).toBeUndefined();
    expect(() => sourceOfFileName('/vmfs/volumes/gone/x.iso', '', STORES, false)).toThrow("refers to non-existing datastore 'gone'");
    expect(() => sourceOfFileName('a\\b', '', STORES, false)).toThrow("Could not handle file name 'a\\b'");
  });

  it.each([
    ['[ssd] n/d.vmdk', '/vmfs/volumes/5f-1/n/d.vmdk'],
    ['[old one] n/d.vmdk', 'C:\\Virtual Machines\\n\\d.vmdk'],
    ['/dev/x', '/dev/x'],
  ])('%s goes back to %s', (source, name) => {
    expect(fileNameOfSource(source, STORES)).toBe(name);
  });

  it('stand in addresses', () => {
    const address = fileAddress({ name: 'old one', datacenterPath: 'F/D&C' }, 'ä b/c?.vmdk');
    expect(address).toBe('/folder/%C3%A4%20b/c%3F.vmdk?dcPath=F%2FD%26C&dsName=old%20one');
  });
});
