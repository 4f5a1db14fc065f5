import { describe, expect, it } from 'vitest';
import { disk as diskLens } from '../../conf/domain/disk.ts';
import { storageSource } from '../../conf/domain/storage-source.ts';
import { formatPlainJson } from '../../conf/json/plain-json.ts';
import { formatLens } from '../../conf/lens/document.ts';
import { parseXml } from '../../conf/xml/parse-xml.ts';
import { parseImageLocation } from '../../storage/image-location.ts';
import { backingString } from './backing-string.ts';
import { diskImage, imageChain, imageCounter, topNode, type BlockImage } from './block-image.ts';
import { blockdevLayers, chainNodes } from './blockdev-layers.ts';
import { createFormatProps } from './create-props.ts';
import { imageObjectNames, imageObjects, sealSecret } from './image-objects.ts';
import { locatedSource } from './located-image.ts';
import { storageProps } from './storage-props.ts';

function parseDisk(xml: string) {
  return diskLens.parse(parseXml(xml).root, { inactive: false }, undefined);
}

function imageOf(xml: string): BlockImage {
  const image = diskImage(parseDisk(xml), { nextId: imageCounter(), glusterDebugLevel: 4 });
  if (image === undefined) throw new Error('no image');
  return image;
}

const CHAIN = `<disk type='file' device='disk'>
  <driver name='qemu' type='qcow2' copy_on_read='on' cache='none' discard='unmap' detect_zeroes='unmap'/>
  <source file='/i/top'/>
  <backingStore type='block'><format type='raw'/><source dev='/dev/vg/base'/><backingStore/></backingStore>
  <target dev='vda'/><shareable/></disk>`;

describe('the nodes of a disk', () => {
  it('are added from the lowest up, and removed from the top down', () => {
    const disk = parseDisk(CHAIN);
    const image = imageOf(CHAIN);
    expect(blockdevLayers(disk, image).map((layer) => [layer['driver'], layer['node-name']])).toEqual([
      ['host_device', 'libvirt-2-storage'], ['raw', 'libvirt-2-format'], ['file', 'libvirt-1-storage'], ['qcow2', 'libvirt-1-format'], ['copy-on-read', 'libvirt-CoR-vda'],
    ]);
    expect(chainNodes(image)).toEqual(['libvirt-1-format', 'libvirt-1-storage', 'libvirt-2-format', 'libvirt-2-storage']);
    expect(topNode(disk, image)).toBe('libvirt-CoR-vda');
  });

  it('take only what counts for the topmost image from the disk', () => {
    const [, , , top] = blockdevLayers(parseDisk(CHAIN), imageOf(CHAIN));
    expect(top).toMatchObject({ 'read-only': false, 'detect-zeroes': 'unmap', 'backing': 'libvirt-2-format', 'cache': { 'direct': true, 'no-flush': false } });
    const [, lower] = blockdevLayers(parseDisk(CHAIN), imageOf(CHAIN));
    expect(lower).toMatchObject({ 'read-only': true, 'discard': 'unmap' });
    expect(lower?.['detect-zeroes']).toBeUndefined();
  });

  it('keep the numbers of a machine that runs', () => {
    const numbered = CHAIN.replace("file='/i/top'", "file='/i/top' index='7'").replace("<backingStore type='block'>", "<backingStore type='block' index='3'>");
    expect(imageChain(imageOf(numbered)).map(({ id }) => id)).toEqual([7, 3]);
  });

  it('have one that cuts, where an image is a slice', () => {
    const slice = "<slices><slice type='storage' offset='512' size='1024'/></slices>";
    const image = imageOf(`<disk type='file'><driver type='qcow2'/><source file='/i'>${slice}</source><target dev='vda'/></disk>`);
    expect(chainNodes(image)).toEqual(['libvirt-1-format', 'libvirt-1-slice-sto', 'libvirt-1-storage']);
    expect(backingString(image)).toBe('json:{"file":{"driver":"raw","offset":512,"size":1024,"file":{"driver":"file","filename":"/i"}}}');
    const raw = imageOf(`<disk type='file'><driver type='raw'/><source file='/i'>${slice}</source><target dev='vda'/></disk>`);
    expect(chainNodes(raw)).toEqual(['libvirt-1-format', 'libvirt-1-storage']);
  });

  it('need objects for secrets and certificates', () => {
    const image = imageOf(`<disk type='network'><driver type='qcow2'/><source protocol='nbd' name='e' tls='yes'><host name='h' port='1'/>
      <encryption format='luks'><secret type='passphrase' usage='u'/></encryption></source><target dev='vda'/></disk>`);
    const sealed = sealSecret(Buffer.from('secret'), new Uint8Array(32), new Uint8Array(16));
    const objects = imageObjects(image, { secret: () => sealed, tlsDir: '/pki', hasTlsKeySecret: true });
    expect(objects.map((object) => [object['qom-type'], object['id']])).toEqual([
      ['secret', 'libvirt-1-format-encryption-secret0'], ['secret', 'objlibvirt-1-storage_tls0-secret0'], ['tls-creds-x509', 'objlibvirt-1-storage_tls0'],
    ]);
    expect(imageObjectNames(image, true).toSorted()).toEqual(objects.map((object) => object['id']).toSorted());
    expect(sealed).toEqual({ data: '4gLIrZreSUl9LCrYSPMJzw==', iv: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    expect(createFormatProps(image, undefined, { capacityBytes: 1n, physicalBytes: 1n, clusterBytes: 65536n })).toMatchObject({ 'cluster-size': 65536n, 'encrypt': { format: 'luks' } });
  });

  it('are none for an empty drive', () => {
    expect(diskImage(parseDisk("<disk type='file' device='cdrom'><target dev='sda'/></disk>"), { nextId: imageCounter() })).toBeUndefined();
  });

  it.each([
    ["<source protocol='nbd' name='a'><host name='h'/><host name='i'/></source>", 'nbd protocol accepts only one host'],
    ["<source protocol='gluster' name='v/p'><host name='h' transport='rdma'/></source>", "transport protocol 'rdma' is not yet supported"],
    ["<source protocol='iscsi' name='iqn/x'><host name='h'/></source>", "cannot parse target for lunStr 'iqn'"],
  ])('refuse %s', (source, message) => {
    expect(() => storageProps(imageOf(`<disk type='network'>${source}<target dev='vda'/></disk>`))).toThrow(message);
  });
});

describe('a source as QEMU has it, and back', () => {
  it.each([
    ["<source protocol='http' name='file'>\n  <host name='example.com' port='80'/>\n</source>"],
    ["<source protocol='https' name='file' query='a=b'>\n  <host name='2001:db8::1' port='432'/>\n  <ssl verify='no'/>\n  <cookies>\n    <cookie name='a'>b</cookie>\n  </cookies>\n  <readahead size='1024'/>\n  <timeout seconds='1337'/>\n</source>"],
    ["<source protocol='gluster' name='testvol/img.qcow2'>\n  <host name='example.com' port='1234'/>\n  <host transport='unix' socket='/path/socket'/>\n</source>"],
    ["<source protocol='nbd'>\n  <host transport='unix' socket='/path/to/socket'/>\n</source>"],
    ["<source protocol='nbd' name='blah'>\n  <host name='example.org' port='6000'/>\n</source>"],
    ["<source protocol='ssh' name='blah'>\n  <host name='example.org' port='6000'/>\n</source>"],
    ["<source protocol='rbd' name='libvirt/test'>\n  <host name='example.com' port='1234'/>\n  <snapshot name='snapshotname'/>\n  <config file='/path/to/conf'/>\n</source>"],
    ["<source protocol='iscsi' name='iqn.2016-12.com.virttest:emulated-iscsi-noauth.target/6'>\n  <host name='test.org' port='1234'/>\n</source>"],
    ["<source protocol='sheepdog' name='test'>\n  <host name='example.com' port='321'/>\n</source>"],
    ["<source protocol='vxhs' name='c6718f6b-0401-441d-a8c3-1f0064d75ee0'>\n  <host name='example.com' port='9999'/>\n</source>"],
  ])('%s', (xml) => {
    const props = storageProps(imageOf(`<disk type='network'>${xml}<target dev='vda'/></disk>`), { targetOnly: true });
    const back = locatedSource(parseImageLocation(`json:${formatPlainJson({ file: props })}`));
    expect(formatLens(storageSource, 'source', back, { inactive: false, secure: true, migratable: false }).trim()).toBe(xml);
  });

  it('of an NVMe disk', () => {
    const props = storageProps(imageOf("<disk type='nvme'><source type='pci' namespace='1' managed='yes'><address domain='0x0' bus='0x1f' slot='0x3' function='0x2'/></source><target dev='vda'/></disk>"), { targetOnly: true });
    expect(props).toEqual({ driver: 'nvme', device: '0000:1f:03.2', namespace: 1n });
    expect(locatedSource(parseImageLocation(`json:${formatPlainJson(props)}`))).toMatchObject({ type: 'nvme', namespace: 1n, address: { bus: 0x1f, slot: 3, function: 2 } });
  });
});
