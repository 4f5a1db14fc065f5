import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isoImage } from '../machines/iso-image.ts';
import { detectSystem } from './detect-system.ts';
import { GUEST_SYSTEMS, guestSystem } from './guest-systems.ts';
import { readIso, type ReadAt } from './iso-reader.ts';
import { readTreeInfo } from './tree-info.ts';

const over = (image: Uint8Array): ReadAt => (offset, length) => Promise.resolve(image.subarray(offset, offset + length));
const TREEINFO = '[header]\ntype = productmd.treeinfo\n[release]\nname = Fedora\nshort = Fedora\nversion = 42\n[tree]\narch = x86_64\n[images-x86_64]\nkernel = images/pxeboot/vmlinuz\ninitrd = images/pxeboot/initrd.img\n';

describe('the list of systems', () => {
  it('has at least 60, each once, with sizes that fit', () => {
    expect(new Set(GUEST_SYSTEMS.map(({ id }) => id)).size).toBe(GUEST_SYSTEMS.length);
    expect(GUEST_SYSTEMS.filter(({ hidden }) => !hidden).length).toBeGreaterThanOrEqual(60);
    for (const { id, recommended, minimum } of GUEST_SYSTEMS) expect([id, recommended.memoryMiB >= minimum.memoryMiB, recommended.diskGiB >= minimum.diskGiB]).toEqual([id, true, true]);
  });

  it('gives Windows 11 what it insists on, and old systems old devices', () => {
    expect(guestSystem('windows-11')?.devices).toMatchObject({ firmware: 'uefi', secureBoot: true, tpm: true, disk: 'sata', clock: 'localtime' });
    expect(guestSystem('windows-xp')?.devices).toMatchObject({ machine: 'pc', disk: 'ide', nic: 'rtl8139' });
    expect(guestSystem('debian-12')?.devices).toMatchObject({ disk: 'virtio', nic: 'virtio', rng: true });
  });
});

describe('what an image holds', () => {
  it.each([
    ['Debian 12.5.0 amd64 n', '', 'debian-12'],
    ['Debian 13.1.0 amd64 1', '', 'debian-13'],
    ['Ubuntu-Server 24.04.1 LTS amd64', '', 'ubuntu-24.04'],
    ['Ubuntu 22.04.3 LTS amd64', '', 'ubuntu-22.04'],
    ['Fedora-S-dvd-x86_64-42', '', 'fedora-42'],
    ['Fedora-WS-Live-43-1-6', '', 'fedora-43'],
    ['RHEL-9-3-0-BaseOS-x86_64', '', 'rhel-9'],
    ['AlmaLinux-9-3-x86_64-dvd', '', 'alma-9'],
    ['Rocky-8-9-x86_64-dvd', '', 'rocky-8'],
    ['CentOS-Stream-9-BaseOS-x86_64', '', 'centos-stream-9'],
    ['CentOS 7 x86_64', '', 'centos-7'],
    ['OL-9-3-0-BaseOS-x86_64', '', 'oracle-9'],
    ['SLE-15-SP5-Full-x86_64', '', 'sles-15'],
    ['openSUSE-Tumbleweed-DVD-x86_64', '', 'opensuse-tumbleweed'],
    ['ARCH_202401', '', 'arch'],
    ['alpine-virt 3.22.1 x86_64', '', 'alpine-3.22'],
    ['nixos-minimal-24.05-x86_64', '', 'nixos'],
    ['VOID_LIVE', '', 'void'],
    ['14_0_RELEASE_AMD64_CD', '', 'freebsd-14'],
    ['OpenBSD/amd64   7.7 Install CD', '', 'openbsd-7.7'],
    ['PVE', 'proxmox-ve_8.1-2.iso', 'proxmox-ve'],
    ['CCCOMA_X64FRE_EN-US_DV9', 'Win11_25H2_English_x64.iso', 'windows-11'],
    ['CCCOMA_X64FRE_EN-US_DV9', 'Win10_22H2_English_x64.iso', 'windows-10'],
    ['SSS_X64FREE_EN-US_DV9', 'windows_server_2019.iso', 'windows-server-2019'],
    ['GSP1RMCPRXFRER_EN_DVD', '', 'windows-7'],
    ['GRTMPVOL_EN', '', 'windows-xp'],
    ['', 'debian-12-genericcloud-amd64.qcow2', 'debian-12'],
    ['', 'noble-server-cloudimg-amd64.img', 'ubuntu-24.04'],
    ['', 'Fedora-Cloud-Base-Generic-43-1.6.x86_64.qcow2', 'fedora-43'],
    ['', 'AlmaLinux-9-GenericCloud-latest.x86_64.qcow2', 'alma-9'],
    ['', 'openwrt-23.05.2-x86-64-generic-ext4-combined.img.gz', 'openwrt'],
    ['', 'haiku-r1beta5-x86_64-anyboot.iso', 'haiku'],
  ])('knows %s %s', (volumeId, fileName, id) => {
    expect(detectSystem({ volumeId: volumeId === '' ? undefined : volumeId, fileName: fileName === '' ? undefined : fileName })?.system.id).toBe(id);
  });

  it('is unsure where media do not tell, and silent where nothing does', () => {
    expect(detectSystem({ volumeId: 'CCCOMA_X64FRE_EN-US_DV9' })).toMatchObject({ sure: false });
    expect(detectSystem({ volumeId: 'LABGUEST', fileName: 'guest.iso' })).toBeUndefined();
  });

  it('is read from the image: its label, and its tree against a label that says nothing', async () => {
    const image = isoImage('Debian 12.5.0 amd64 n', [{ name: 'x', data: Buffer.from('y') }], new Date(0));
    expect(await readIso(over(image))).toMatchObject({ volumeId: 'Debian 12.5.0 amd64 n', markers: new Map() });
    const tree = await readIso(over(isoImage('MEDIUM', [{ name: '.treeinfo', data: Buffer.from(TREEINFO) }], new Date(0))));
    expect(detectSystem({ volumeId: tree?.volumeId, markers: tree?.markers })).toMatchObject({ by: 'tree', system: { id: 'fedora-42' } });
  });

  it('is undefined for what is no image, and cut for one that lies', async () => {
    expect(await readIso(over(new Uint8Array(100)))).toBeUndefined();
    expect(await readIso(over(new Uint8Array(1 << 20)))).toBeUndefined();
    const image = isoImage('LIES', [{ name: '.treeinfo', data: Buffer.from(TREEINFO) }], new Date(0));
    for (const size of [40_000, 47_104, image.length - 1]) expect((await readIso(over(image.subarray(0, size))))?.volumeId).toBe('LIES');
    const asked: number[] = [];
    const huge = image.slice();
    new DataView(huge.buffer).setUint32(16 * 2048 + 156 + 10, 0xffff_ffff, true);
    await readIso((offset, length) => {
      asked.push(length);
      return over(huge)(offset, length);
    });
    expect(Math.max(...asked)).toBeLessThanOrEqual(65_536);
    for (let seed = 1; seed < 300; seed++) {
      const broken = image.slice();
      for (let i = 0; i < 20; i++) broken[16 * 2048 + ((seed * 7919 + i * 104_729) % (10 * 2048))] = (seed * 31 + i * 17) & 255;
      const facts = await readIso(over(broken));
      expect(facts === undefined || facts.volumeId.length <= 32).toBe(true);
    }
  });
});

describe('installation trees', () => {
  it('say where their kernel is, and nothing outside of them', () => {
    expect(readTreeInfo(TREEINFO)).toEqual({ family: 'Fedora', version: '42', arch: 'x86_64', kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img' });
    expect(readTreeInfo(TREEINFO.replace('images/pxeboot/vmlinuz', '../../etc/passwd'))?.kernel).toBeUndefined();
    expect(readTreeInfo(TREEINFO.replace('images/pxeboot/vmlinuz', 'http://elsewhere/'))?.kernel).toBeUndefined();
    expect(readTreeInfo('rubbish')).toBeUndefined();
  });
});

describe('files of this computer', () => {
  it('are read in place', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'vireo-media-'));
    try {
      const file = path.join(dir, 'some.iso');
      await writeFile(file, isoImage('ARCH_202401', [{ name: 'x', data: Buffer.from('y') }], new Date(0)));
      const { recogniseImage } = await import('./recognise.ts');
      const connection = { uri: 'qemu:///embed', facets: {} } as unknown as Parameters<typeof recogniseImage>[0];
      expect(await recogniseImage(connection, file)).toEqual({ osId: 'arch', by: 'label', sure: true, label: 'ARCH_202401' });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
