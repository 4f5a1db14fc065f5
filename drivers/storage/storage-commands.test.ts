import { describe, expect, it } from 'vitest';
import { parseStoragePoolXml } from '../conf/storage-pool/storage-pool-def.ts';
import { parseStorageVolXml, type StorageVolDef } from '../conf/storage-vol/storage-vol-def.ts';
import { startPoolCommand } from './mount-command.ts';
import { createVolumeCommands } from './qemu-img-command.ts';

const POOL = { type: 'dir' } as const;

function volume(target: string, rest = ''): StorageVolDef {
  return parseStorageVolXml(`<volume><name>v</name><capacity unit='MiB'>1</capacity>${rest}<target><path>/pool/v</path>${target}</target></volume>`, POOL);
}

describe('startPoolCommand', () => {
  it('mounts without devices, setuid programs and executables', () => {
    const pool = parseStoragePoolXml(
      "<pool type='fs'><name>p</name><source><device path='/dev/sdb1'/><format type='ext4'/></source><target><path>/mnt</path></target></pool>",
    );
    expect(startPoolCommand(pool).argv).toEqual(['mount', '-o', 'nodev,nosuid,noexec', '-t', 'ext4', '/dev/sdb1', '/mnt']);
  });
});

describe('createVolumeCommands', () => {
  it('makes a raw image', () => {
    expect(createVolumeCommands(volume("<format type='raw'/>")).map(({ argv }) => argv)).toEqual([['qemu-img', 'create', '-f', 'raw', '/pool/v', '1024K']]);
  });

  it('preallocates in full only what is fully allocated', () => {
    const options = (rest: string): string | undefined =>
      createVolumeCommands(volume("<format type='qcow2'/>", rest), { preallocateMetadata: true })[0]?.argv[5];
    expect(options('')).toBe('preallocation=falloc,compat=0.10');
    expect(options('<allocation>0</allocation>')).toBe('preallocation=metadata,compat=0.10');
  });

  it('keeps a comma in a file name from ending the value', () => {
    const encrypted = volume("<format type='raw'/><encryption format='luks'><secret type='passphrase' usage='u'/></encryption>");
    expect(createVolumeCommands(encrypted, { secretFile: '/run/a,b' })[0]?.argv).toContain('secret,id=v_encrypt0,file=/run/a,,b');
  });

  it.each([
    ['<format type="qcow2"/><compat>0.10</compat><features><lazy_refcounts/></features>', '', 'lazy_refcounts not supported with compat level 0.10'],
    ['<format type="raw"/>', '<backingStore><path>/b</path></backingStore>', 'cannot set backing store for raw volume'],
    ['<format type="vmdk"/><encryption format="luks"/>', '', 'volume encryption unsupported with format vmdk'],
    ['<format type="raw"/><encryption format="luks"/>', '', 'no secret provided for luks encryption'],
  ])('refuses %s%s', (target, rest, message) => {
    expect(() => createVolumeCommands(volume(target, rest), { secretFile: '/s' })).toThrow(message);
  });
});
