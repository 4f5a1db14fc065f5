import { describe, expect, it } from 'vitest';
import { VirError } from '../core/vir-error.ts';
import type { Appliance } from './appliance.ts';
import { formatOvf } from './format-ovf.ts';
import { formatManifest, parseManifest } from './manifest.ts';
import { parseOvf } from './parse-ovf.ts';

const APPLIANCE: Appliance = {
  name: 'a <"b"> & c', description: 'two\nlines', vcpus: 4, coresPerSocket: 2, memoryKiB: 2_097_152, is64Bit: true, guest: 'Debian & friends', firmware: 'efi',
  disks: [
    { file: 'd 1.vmdk', gzip: false, capacityBytes: 1_073_741_824n, format: 'x', bus: 'virtio', controller: undefined },
    { file: undefined, gzip: false, capacityBytes: 512n, format: 'x', bus: 'sata', controller: undefined },
  ],
  cdroms: 1,
  nics: [{ network: 'net "1"', model: 'E1000 virtio', mac: '52:54:00:00:00:01' }],
  nvram: 'vars.fd',
  files: [{ name: 'd 1.vmdk', sizeBytes: 12345n }, { name: 'vars.fd', sizeBytes: 512n }],
};

/** As VMware writes them: sections with `ovf:` prefixes, attributes without, configurations, limits. */
const FOREIGN = `<?xml version='1.0'?><ovf:Envelope xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="r">
<ovf:References><ovf:File ovf:href="disk%201.vmdk" ovf:id="f1" ovf:compression="gzip"/></ovf:References>
<ovf:DiskSection><ovf:Disk ovf:capacity="20" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="d1" ovf:fileRef="f1"/></ovf:DiskSection>
<ovf:DeploymentOptionSection><ovf:Configuration ovf:id="small"/><ovf:Configuration ovf:id="big" ovf:default="true"/></ovf:DeploymentOptionSection>
<ovf:VirtualSystem ovf:id="vm"><ovf:VirtualHardwareSection>
<ovf:Item><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></ovf:Item>
<ovf:Item ovf:configuration="big"><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>8</rasd:VirtualQuantity></ovf:Item>
<ovf:Item ovf:bound="max"><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>64</rasd:VirtualQuantity></ovf:Item>
<ovf:Item><rasd:AllocationUnits>MegaBytes</rasd:AllocationUnits><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>1024</rasd:VirtualQuantity></ovf:Item>
<ovf:Item><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>20</rasd:ResourceType><rasd:ResourceSubType>AHCI</rasd:ResourceSubType></ovf:Item>
<ovf:Item><rasd:HostResource>/disk/d1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></ovf:Item>
<ovf:Item><rasd:Address>080027AABBCC</rasd:Address><rasd:Connection>NAT</rasd:Connection><rasd:InstanceID>5</rasd:InstanceID><rasd:ResourceType>10</rasd:ResourceType></ovf:Item>
</ovf:VirtualHardwareSection></ovf:VirtualSystem></ovf:Envelope>`;

describe('OVF descriptors', () => {
  it('come back as they were', () => {
    const again = parseOvf(formatOvf(APPLIANCE));
    expect(again).toMatchObject({ ...APPLIANCE, disks: APPLIANCE.disks.map(({ file, capacityBytes, bus }) => ({ file, capacityBytes, bus })) });
  });

  it('of others are read', () => {
    expect(parseOvf(FOREIGN)).toMatchObject({
      name: 'vm', vcpus: 8, memoryKiB: 1_048_576, firmware: 'bios',
      disks: [{ file: 'disk 1.vmdk', gzip: true, capacityBytes: 21_474_836_480n, bus: 'sata' }],
      nics: [{ network: 'NAT', mac: '08:00:27:aa:bb:cc' }],
    });
  });

  it.each([
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]><Envelope/>', 'damaged'],
    ['<html/>', 'no OVF envelope'],
    ['<Envelope/>', 'no machine'],
    [FOREIGN.replace('disk%201.vmdk', '..%2f..%2fetc%2fpasswd'), 'no name for a file'],
    [FOREIGN.replace('disk%201.vmdk', 'http://host/disk.vmdk'), 'a file elsewhere'],
    [FOREIGN.replace('capacity="20"', 'capacity="99999999999999"'), 'impossible capacity'],
    [FOREIGN.replace('byte * 2^30', 'byte * 2^99'), 'no unit'],
    [FOREIGN.replace('fileRef="f1"', 'fileRef="f2"'), 'not described'],
    [FOREIGN.replace('>8<', '>99999999<'), '99999999 CPUs'],
    [FOREIGN.replace('</ovf:Envelope>', '<ovf:VirtualSystem/></ovf:Envelope>'), '2 machines'],
    ['<a>'.repeat(1000), 'damaged'],
  ])('that are wrong are refused (%#)', (text, words) => {
    expect(() => parseOvf(text)).toThrow(words);
    try { parseOvf(text); } catch (error) { expect(VirError.is(error)).toBe(true); }
  });
});

describe('manifests', () => {
  it('are read in every spelling', () => {
    const text = `SHA1(a.ovf)= ${'a'.repeat(40)}\r\nSHA256 (b c.vmdk) = ${'B'.repeat(64)}\n\n`;
    expect([...parseManifest(text)]).toEqual([['a.ovf', { digest: 'sha1', hex: 'a'.repeat(40) }], ['b c.vmdk', { digest: 'sha256', hex: 'b'.repeat(64) }]]);
    expect([...parseManifest(formatManifest([['x', 'c'.repeat(64)]])).keys()]).toEqual(['x']);
  });

  it.each(['SHA256(a)= 12', `MD5(a)= ${'a'.repeat(32)}`, 'rubbish', `SHA1(../a)= ${'a'.repeat(40)}`, `SHA1(a)= ${'a'.repeat(40)}\nSHA1(a)= ${'a'.repeat(40)}`])('%s is refused', (text) => {
    expect(() => parseManifest(text)).toThrow('appliance');
  });
});
