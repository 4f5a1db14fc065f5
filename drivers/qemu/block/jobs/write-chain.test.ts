import { describe, expect, it } from 'vitest';
import { disk as diskLens } from '../../../conf/domain/disk.ts';
import { fileSource } from '../../../conf/domain/storage-source.ts';
import { formatLens } from '../../../conf/lens/document.ts';
import { parseXml } from '../../../conf/xml/parse-xml.ts';
import { diskImage, imageChain, imageCounter, sourceImage } from '../block-image.ts';
import { throttleArgs } from './block-settings.ts';
import { writeChain } from './write-chain.ts';

const XML = "<disk type='block' device='disk'><driver name='qemu' type='raw' cache='none'/><source dev='/dev/vg/a'/><backingStore/><target dev='vda' bus='virtio'/></disk>";

describe('writeChain', () => {
  it('puts an overlay on a disk so that its nodes are found again', () => {
    const disk = diskLens.parse(parseXml(XML).root, { inactive: false }, undefined);
    const nextId = imageCounter(4);
    const chain = diskImage(disk, { nextId });
    if (chain === undefined) throw new Error('no image');
    writeChain(disk, sourceImage(fileSource('/i/overlay'), 'qcow2', disk, chain, { nextId }));
    const live = formatLens(diskLens, 'disk', disk, { inactive: false, secure: true, migratable: false });
    expect(live).toBe(`<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2' cache='none'/>
  <source file='/i/overlay' index='6'/>
  <backingStore type='block' index='5'>
    <format type='raw'/>
    <source dev='/dev/vg/a'/>
    <backingStore/>
  </backingStore>
  <target dev='vda' bus='virtio'/>
</disk>
`);
    const again = diskImage(diskLens.parse(parseXml(live).root, { inactive: false }, undefined), { nextId: imageCounter(100) });
    expect(imageChain(again).map(({ formatNode, format, isReadOnly }) => [formatNode, format, isReadOnly])).toEqual([['libvirt-6-format', 'qcow2', false], ['libvirt-5-format', 'raw', true]]);
  });
});

describe('throttleArgs', () => {
  it('tells every rate, and lengths only where there is one', () => {
    const args = throttleArgs('disk0', { read_iops_sec: 7n, read_iops_sec_max_length: 2n });
    expect(args).toMatchObject({ id: 'disk0', bps: 0n, iops_rd: 7n, iops_size: 0n, iops_rd_max_length: 2n });
    expect(args['group']).toBeUndefined();
    expect(args['bps_max_length']).toBeUndefined();
  });
});
