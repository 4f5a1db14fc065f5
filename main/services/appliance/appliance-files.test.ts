import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarEnd, tarHeader, tarPadding } from '../../../drivers/ovf/tar-header.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { allDrivers } from '../../drivers.ts';
import { ApplianceFiles } from './appliance-files.ts';
import { importAppliance } from './import-appliance.ts';

let dir = '';
beforeAll(async () => { dir = await mkdtemp(path.join(tmpdir(), 'vireo-ova-')); });
afterAll(async () => { await rm(dir, { recursive: true, force: true }); });

const item = (id: number, type: number, more: string): string => `<Item><rasd:InstanceID>${id}</rasd:InstanceID>${more}<rasd:ResourceType>${type}</rasd:ResourceType></Item>`;
const descriptor = (file: string, extra = ''): string => `<Envelope xmlns="e" xmlns:ovf="o" xmlns:rasd="r"><References><File ovf:href="${file}" ovf:id="f"${extra}/></References>
<DiskSection><Disk ovf:capacity="1" ovf:capacityAllocationUnits="MB" ovf:diskId="d" ovf:fileRef="f"/></DiskSection><VirtualSystem ovf:id="hostile"><VirtualHardwareSection>
${item(1, 4, '<rasd:VirtualQuantity>64</rasd:VirtualQuantity>')}${item(2, 20, '')}${item(3, 17, '<rasd:Parent>2</rasd:Parent><rasd:HostResource>/disk/d</rasd:HostResource>')}</VirtualHardwareSection></VirtualSystem></Envelope>`;

type Part = readonly [name: string, body: string | Buffer, change?: (header: Buffer) => void];

function member([name, body, change]: Part): Buffer {
  const bytes = Buffer.from(body);
  const header = tarHeader(name, bytes.length, 0);
  if (change !== undefined) {
    change(header);
    header.write('        ', 148, 'latin1');
    header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  return Buffer.concat([header, bytes, tarPadding(bytes.length)]);
}

async function archive(...parts: readonly Part[]): Promise<string> {
  const file = path.join(dir, `${Math.random().toString(36).slice(2)}.ova`);
  await writeFile(file, Buffer.concat([...parts.map(member), tarEnd()]));
  return file;
}

const RAW = Buffer.alloc(4096, 7);
const sha1 = (text: string | Buffer): string => createHash('sha1').update(text).digest('hex');

/** What comes of an import, on a host that makes machines of nothing. */
async function refusal(file: string): Promise<VirError> {
  const connection = await allDrivers().open('test:///default');
  try {
    const before = (await connection.facets.storagePool?.listAllVolumes?.({ name: 'default-pool', uuid: (await connection.facets.storagePool.lookupByName?.('default-pool'))?.uuid ?? ('' as never) }, 0))?.length;
    const error: unknown = await importAppliance(connection, { file }, { signal: new AbortController().signal, say: () => undefined, progress: () => undefined }).then(() => undefined, (caught: unknown) => caught);
    if (!VirError.is(error)) throw new Error(`no VirError but ${String(error)}`);
    const after = (await connection.facets.storagePool?.listAllVolumes?.({ name: 'default-pool', uuid: (await connection.facets.storagePool.lookupByName?.('default-pool'))?.uuid ?? ('' as never) }, 0))?.length;
    expect(after).toBe(before);
    await expect(connection.facets.domain?.lookupByName?.('hostile')).rejects.toThrow();
    return error;
  } finally {
    await connection.close();
  }
}

describe('hostile appliances', () => {
  it.each<[string, readonly Part[], string]>([
    ['a name that leads out', [['../../x.ovf', descriptor('d')]], 'no name for a file'],
    ['an absolute name', [['/etc/x.ovf', descriptor('d')]], 'no name for a file'],
    ['a link', [['a.ovf', descriptor('d')], ['d', '', (header) => { header.write('2', 156, 'latin1'); header.write('/etc/passwd', 157, 'latin1'); }]], 'no plain file'],
    ['a folder', [['d', '', (header) => { header.write('5', 156, 'latin1'); }]], 'no plain file'],
    ['the same name twice', [['a.ovf', descriptor('d')], ['d', RAW], ['d', RAW]], 'twice'],
    ['two descriptors', [['a.ovf', descriptor('d')], ['b.ovf', descriptor('d')]], 'more than one descriptor'],
    ['no descriptor', [['d', RAW]], 'no descriptor'],
    ['a size beyond the end', [['a.ovf', descriptor('d')], ['d', RAW, (header) => { header.write('77777777777\0', 124, 'latin1'); }]], 'ends in the middle'],
    ['a size beyond all numbers', [['a.ovf', descriptor('d')], ['d', RAW, (header) => { header.fill(0xff, 124, 136); }]], 'impossibly large'],
    ['an extended header without end', [['x', '9999 path=a\n', (header) => { header.write('x', 156, 'latin1'); }]], 'damaged'],
    ['an extended header that leads out', [['x', '16 path=../../d\n', (header) => { header.write('x', 156, 'latin1'); }], ['d', RAW]], 'no name for a file'],
    ['a descriptor full of entities', [['a.ovf', `<!DOCTYPE a [<!ENTITY b "${'c'.repeat(1000)}">]><Envelope>&b;&b;</Envelope>`]], 'damaged'],
    ['a descriptor that is not what the manifest says', [['a.ovf', descriptor('d')], ['a.mf', `SHA1(a.ovf)= ${'0'.repeat(40)}\n`], ['d', RAW]], 'not what the manifest says'],
    ['a disk that is not what the manifest says', [['a.ovf', descriptor('d')], ['a.mf', `SHA1(a.ovf)= ${sha1(descriptor('d'))}\nSHA1(d)= ${'0'.repeat(40)}\n`], ['d', RAW]], 'not what the manifest says'],
    ['a disk of another size than described', [['a.ovf', descriptor('d', ' ovf:size="5"')], ['d', RAW]], '4096 bytes, not 5'],
    ['a disk that is missing', [['a.ovf', descriptor('d')]], "'d' is missing"],
    ['a disk of another kind than described', [['a.ovf', descriptor('d').replace('ovf:diskId', 'ovf:format="x#vmdk" ovf:diskId')], ['d', RAW]], 'not the kind of image'],
    ['an image of other images', [['a.ovf', descriptor('d')], ['d', '# Disk DescriptorFile\nRW 1 FLAT "/etc/passwd" 0\n']], 'in several files'],
    ['rubbish', [['a.ovf', 'x', (header) => { header.fill(0, 0, 100); }]], 'no name for a file'],
  ])('%s', async (_, parts, words) => {
    expect((await refusal(await archive(...parts))).message).toContain(words);
  });

  it('no archive at all, nothing, and a folder', async () => {
    const file = path.join(dir, 'text.ova');
    await writeFile(file, 'hello '.repeat(1000));
    expect((await refusal(file)).message).toContain('no tar archive');
    expect((await refusal(path.join(dir, 'gone.ova'))).message).toContain('No such file');
    expect((await refusal(dir)).message).toContain('no plain file');
  });

  it('a link beside a descriptor', async () => {
    await writeFile(path.join(dir, 'l.ovf'), descriptor('l.vmdk'));
    await symlink('/etc/passwd', path.join(dir, 'l.vmdk'));
    expect((await refusal(path.join(dir, 'l.ovf'))).message).toContain('it is a link');
  });
});

const hasQemuImg = spawnSync('qemu-img', ['--version']).status === 0;

describe.skipIf(!hasQemuImg)('images that only qemu-img reads (needs qemu-img)', () => {
  const make = (...args: string[]): void => {
    expect(spawnSync('qemu-img', args, { encoding: 'utf8' }).stderr).toBe('');
  };
  const at = (name: string): string => path.join(dir, name);
  const imported = async (file: string): Promise<readonly string[]> => {
    const connection = await allDrivers().open('test:///default');
    try {
      const name = path.basename(file);
      return (await importAppliance(connection, { file, name }, { signal: new AbortController().signal, say: () => undefined, progress: () => undefined })).warnings;
    } finally {
      await connection.close();
    }
  };

  it.each([['qcow2', []], ['vmdk', ['-o', 'subformat=monolithicSparse']], ['vpc', []]] as const)('%s is unpacked from within the archive', async (format, more) => {
    make('create', '-q', '-f', format, ...more, at(`i.${format}`), '1M');
    const file = await archive(['a.ovf', descriptor('d')], ['d', await readFile(at(`i.${format}`))]);
    expect(await imported(file)).toHaveLength(2);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('vireo-appliance-') && name.endsWith('.raw'))).toEqual([]);
  });

  it('an image that wants another file of this computer is refused', async () => {
    make('create', '-q', '-f', 'raw', at('secret.raw'), '1M');
    make('create', '-q', '-f', 'qcow2', '-b', at('secret.raw'), '-F', 'raw', at('thief.qcow2'));
    expect((await refusal(await archive(['a.ovf', descriptor('d')], ['d', await readFile(at('thief.qcow2'))]))).message).toContain('wants other files');
    make('create', '-q', '-f', 'qcow2', '-o', `data_file=${at('data.raw')},data_file_raw=on`, at('thief2.qcow2'), '1M');
    expect((await refusal(await archive(['a.ovf', descriptor('d')], ['d', await readFile(at('thief2.qcow2'))]))).code).toBe('invalid-arg');
  });

  it('a compressed file is unpacked as it comes, and one that is too large is refused', async () => {
    const packed = (size: number): Buffer => gzipSync(Buffer.alloc(size, 1));
    expect(await imported(await archive(['a.ovf', descriptor('d', ' ovf:compression="gzip"')], ['d', packed(1_000_000)]))).toHaveLength(2);
    expect((await refusal(await archive(['a.ovf', descriptor('d', ' ovf:compression="gzip"')], ['d', packed(50_000_000)]))).message).toContain('larger than its disk');
  });
});

describe('ApplianceFiles', () => {
  it('closes what it opened', async () => {
    const files = await ApplianceFiles.open(await archive(['a.ovf', descriptor('d', ' ovf:size="4096"')], ['d', RAW]));
    expect(files.hasManifest).toBe(false);
    expect((await files.head('d', 10)).length).toBe(10);
    await files.close();
    if (process.platform === 'linux') expect((await readdir('/proc/self/fd')).length).toBeLessThan(200);
  });
});
