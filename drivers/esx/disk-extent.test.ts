import { describe, expect, it } from 'vitest';
import { VirError } from '../core/vir-error.ts';
import { extentOf } from './disk-extent.ts';

const descriptor = (extents: string, parent = 'ffffffff'): string => `# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=${parent}\n\n# Extent description\n${extents}\n\nddb.adapterType = "lsilogic"\n`;

describe('extentOf', () => {
  it('finds the file with the bytes', () => {
    expect(extentOf(descriptor('RW 2048 VMFS "a b-flat.vmdk"'), 'm/a b.vmdk')).toEqual({ file: 'a b-flat.vmdk', bytes: 1_048_576n });
    expect(extentOf(descriptor('RW 8 FLAT "x-flat.vmdk" 0'), 'x.vmdk')).toEqual({ file: 'x-flat.vmdk', bytes: 4096n });
  });

  it.each([['', 'nothing'], ['KDMV\x01\0\0\0', 'a packed image']])('takes %j for no descriptor', (text) => {
    expect(extentOf(text, 'x.vmdk')).toBeUndefined();
  });

  it.each([
    ['a delta of a snapshot', descriptor('RW 2048 VMFSSPARSE "x-000001-delta.vmdk"', 'fffffffe')],
    ['a flat file with a parent', descriptor('RW 2048 VMFS "x-flat.vmdk"', '12ab34cd')],
    ['a device', descriptor('RW 2048 VMFSRDM "x-rdm.vmdk"')],
    ['several files', descriptor('RW 2048 FLAT "x-f001.vmdk" 0\nRW 2048 FLAT "x-f002.vmdk" 0')],
    ['none', descriptor('')],
    ['a file elsewhere', descriptor('RW 2048 VMFS "/vmfs/volumes/ssd/other/x-flat.vmdk"')],
    ['a file above', descriptor('RW 2048 VMFS "../x-flat.vmdk"')],
  ])('refuses %s', (_what, text) => {
    let error: unknown;
    try {
      extentOf(text, 'm/x.vmdk');
    } catch (caught) {
      error = caught;
    }
    expect(VirError.is(error, 'operation-unsupported')).toBe(true);
  });
});
