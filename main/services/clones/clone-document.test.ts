import { describe, expect, it } from 'vitest';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { parseDomain } from '../machines/domain-document.ts';
import { makeCloneDocument, type DiskOutcome } from './clone-document.ts';

const XML = `<domain type='kvm' id='3'>
  <name>web</name>
  <uuid>00000000-0000-4000-8000-000000000001</uuid>
  <genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>
  <metadata><vireo:tags xmlns:vireo="urn:vireo:tags"><vireo:tag>prod</vireo:tag><vireo:protected/></vireo:tags><other:x xmlns:other="urn:other">kept</other:x></metadata>
  <sysinfo type='smbios'><system><entry name='uuid'>00000000-0000-4000-8000-000000000001</entry><entry name='serial'>S1</entry></system></sysinfo>
  <os><type>hvm</type><nvram template='/usr/share/OVMF_VARS.fd'>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram></os>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/><source file='/i/web.qcow2'/><backingStore/><target dev='vda' bus='virtio'/><serial>KEPT</serial></disk>
    <disk type='file' device='disk'><source file='/i/data.img'/><target dev='vdb'/></disk>
    <disk type='network' device='disk'><source protocol='rbd' name='x'/><target dev='vdc'/></disk>
    <disk type='file' device='cdrom'><source file='/i/seed.iso'/><target dev='sda'/><readonly/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
    <serial type='file'><source path='/log/web.log'/></serial>
    <console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></console>
    <channel type='unix'><source mode='bind' path='/run/libvirt/org.qemu.guest_agent.0'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' port='5907' autoport='no' listen='127.0.0.1'/>
    <vsock><cid auto='no' address='7'/></vsock>
    <unknown-device keep='yes'/>
  </devices>
</domain>`;

function cloned(disks: readonly (readonly [string, DiskOutcome])[], more: { readonly nvram?: string; readonly keepMacs?: boolean } = {}): string {
  const { root } = parseDomain(XML);
  makeCloneDocument(root, { name: 'twin', uuid: '00000000-0000-4000-8000-0000000000ff', disks: new Map(disks), nvram: more.nvram, keepMacs: more.keepMacs === true });
  return serializeXml(root);
}

describe('a clone’s document', () => {
  it('has an identity of its own, and all else of the original', () => {
    const xml = cloned([]);
    expect(xml).toContain('<name>twin</name>');
    expect(xml).toContain('<uuid>00000000-0000-4000-8000-0000000000ff</uuid>');
    expect(xml).not.toMatch(/000000000001|43dc0cf8|52:54:00:00:00:01|id='3'|5907|protected|\/dev\/pts/);
    expect(xml).toContain('<vireo:tag>prod</vireo:tag>');
    expect(xml).toContain('>kept</other:x>');
    expect(xml).toMatch(/<unknown-device keep=['"]yes['"]\/>/);
    expect(xml).toContain('/log/twin.log');
    expect(xml).not.toContain('/run/libvirt/org.qemu');
    expect(xml).toMatch(/<cid auto=['"]yes['"]\/>/);
    expect(xml).toMatch(/autoport=['"]yes['"]/);
    expect(xml).toContain('<serial>KEPT</serial>');
    const nvram = parseDomain(xml).root.find('os', 'nvram');
    expect([nvram?.attribute('template'), nvram?.text]).toEqual(['/usr/share/OVMF_VARS.fd', '']);
  });

  it('takes each disk the way that was chosen', () => {
    const xml = cloned(
      [
        ['vda', { way: 'own', source: { type: 'file', path: '/i/twin.qcow2', format: 'qcow2' } }],
        ['vdb', { way: 'own', source: { type: 'volume', pool: 'ceph', path: 'twin-vdb', format: 'raw' } }],
        ['vdc', { way: 'skip' }],
        ['sda', { way: 'skip' }],
      ],
      { nvram: '/var/lib/libvirt/qemu/nvram/twin_VARS.fd', keepMacs: true },
    );
    const disks = parseDomain(xml).root.child('devices')?.elements('disk') ?? [];
    expect(disks.map((disk) => [disk.child('target')?.attribute('dev'), disk.attribute('type'), disk.child('source')?.attributes.map(({ value }) => value)])).toEqual([
      ['vda', 'file', ['/i/twin.qcow2']],
      ['vdb', 'volume', ['ceph', 'twin-vdb']],
      ['sda', 'file', undefined],
    ]);
    expect(xml).toContain("discard='unmap'");
    expect(xml).toContain('>/var/lib/libvirt/qemu/nvram/twin_VARS.fd</nvram>');
    expect(xml).toContain('52:54:00:00:00:01');
  });
});
