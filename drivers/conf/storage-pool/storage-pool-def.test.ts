import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { formatStorageVolXml, parseStorageVolXml } from '../storage-vol/storage-vol-def.ts';
import { formatStoragePoolXml, parseStoragePoolXml } from './storage-pool-def.ts';

const NFS = `<pool type='netfs'>
  <name>images</name>
  <uuid>0f8fad5b-d9cb-469f-a165-70867728950e</uuid>
  <capacity unit='bytes'>0</capacity>
  <allocation unit='bytes'>0</allocation>
  <available unit='bytes'>0</available>
  <source>
    <host name='files.example'/>
    <dir path='/export/images'/>
    <format type='nfs'/>
    <protocol ver='4.1'/>
  </source>
  <target>
    <path>/srv/images</path>
  </target>
</pool>
`;

describe('storage pool documents', () => {
  it('come out as libvirt prints them', () => {
    expect(formatStoragePoolXml(parseStoragePoolXml(NFS))).toBe(NFS);
  });

  it('fill in what a kind of pool implies', () => {
    const logical = parseStoragePoolXml("<pool type='logical'><name>vg0</name></pool>");
    expect(logical.target?.path).toBe('/dev/vg0');
    expect(logical.source).toMatchObject({ name: 'vg0', format: 'lvm2' });
    expect(parseStoragePoolXml("<pool type='dir'><name>d</name><target><path>//srv///x/</path></target></pool>").target?.path).toBe('//srv/x');
  });

  it.each([
    ["<pool type='floppy'><name>x</name></pool>", "XML error: Invalid value for attribute 'type' in element 'pool': 'floppy'."],
    ["<pool type='dir'><name>x</name></pool>", 'XML error: missing storage pool target path'],
    ["<pool type='dir'><name>a/b</name><target><path>/x</path></target></pool>", "XML error: name a/b cannot contain '/'"],
    ["<pool type='netfs'><name>x</name><source><dir path='/x'/></source></pool>", 'XML error: missing storage pool source host name'],
    ["<pool type='fs'><name>x</name><source><device path='/dev/x'/><format type='zz'/></source></pool>", 'unsupported configuration: unknown pool format type zz'],
    ["<pool type='scsi'><name>x</name><source/></pool>", 'XML error: missing storage pool source adapter'],
  ])('refuses %s', (xml, message) => {
    expect(() => parseStoragePoolXml(xml)).toThrow(expect.objectContaining({ message }));
  });
});

describe('volume documents', () => {
  const pool = { type: 'dir' } as const;

  it('scale sizes and default the allocation to the capacity', () => {
    const volume = parseStorageVolXml('<volume><name>a.img</name><capacity unit="G">2</capacity></volume>', pool);
    expect([volume.capacityBytes, volume.allocationBytes, volume.allocationGiven]).toEqual([2_147_483_648n, 2_147_483_648n, false]);
    expect(formatStorageVolXml(volume, pool)).toBe(
      "<volume type='file'>\n  <name>a.img</name>\n  <capacity unit='bytes'>2147483648</capacity>\n  <allocation unit='bytes'>2147483648</allocation>\n" +
        "  <target>\n    <format type='raw'/>\n  </target>\n</volume>\n",
    );
  });

  it.each([
    ['<volume><name>a</name></volume>', 'xml-error', 'XML error: missing capacity element'],
    ['<volume><capacity>1</capacity></volume>', 'xml-error', 'XML error: missing volume name element'],
    ['<volume><name>a</name><capacity unit="zorg">1</capacity></volume>', 'invalid-arg', "invalid argument: unknown suffix 'zorg'"],
    ['<volume><name>a</name><capacity unit="EiB">9</capacity></volume>', 'overflow', 'numerical overflow: value too large: 9EiB'],
  ])('refuses %s', (xml, code, message) => {
    const attempt = (): unknown => parseStorageVolXml(xml, pool);
    expect(attempt).toThrow(expect.objectContaining({ code, message }));
    expect(attempt).toThrow(expect.toSatisfy((error) => VirError.is(error)));
  });
});
