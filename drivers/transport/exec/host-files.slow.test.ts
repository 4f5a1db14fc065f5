import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from './files-far.ts';
import { filesHere } from './files-here.ts';
import { KeptShells } from './kept-shell.ts';
import { thisComputer } from './local-process.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'vireo-files-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const shells = new KeptShells(thisComputer);
afterAll(() => { shells.dispose(); });

describe.each([['here', filesHere], ['by commands', filesOf(thisComputer)], ['in a kept shell', filesOf({ ...thisComputer, script: shells.run })]] as const)('files %s', (how, files) => {
  const at = (...names: string[]): string => path.join(folder, how, ...names);

  it('are read as they are, and what is not there is undefined', async () => {
    const bytes = Buffer.from([0, 10, 255, 45, 49, 10]);
    await files.write(at("a 'b' $(c)", 'x.bin'), bytes);
    await files.write(at('empty'), Buffer.alloc(0));
    const found = await files.read([at('gone'), at("a 'b' $(c)", 'x.bin'), at('empty'), at()]);
    expect(found.map((each) => each && Buffer.from(each))).toEqual([undefined, bytes, Buffer.alloc(0), undefined]);
  });

  it('are read in crowds, whatever is in them', async () => {
    const contents = [Buffer.from('\n.\n'), Buffer.alloc(0), Buffer.from([0, 255, 10]), Buffer.from('7 x\n'), Buffer.alloc(70_000, 'ü')];
    for (const [index, bytes] of contents.entries()) await files.write(at('crowd', `${index} it's`), bytes);
    const paths = contents.map((_bytes, index) => at('crowd', `${index} it's`));
    const found = await files.read([at('gone'), ...paths, '/proc/self/stat', at('crowd')]);
    expect(found.slice(0, 6).map((each) => each && Buffer.from(each))).toEqual([undefined, ...contents]);
    expect(Buffer.from(found[6] ?? []).toString()).toMatch(/^\d+ \(/);
    expect(found[7]).toBeUndefined();
    await truncate(at('crowd', "0 it's"), 9_000_000);
    expect((await files.read(paths)).map((each) => each?.length)).toEqual([undefined, ...contents.slice(1).map(({ length }) => length)]);
    expect(await files.read(Array.from({ length: 6 }, () => at('gone')))).toEqual(Array.from({ length: 6 }));
  });

  it('are read when their size is not known before', async () => {
    const [stat] = await files.read(['/proc/self/stat']);
    expect(Buffer.from(stat ?? []).toString()).toMatch(/^\d+ \(/);
  });

  it('are written whole, for their owner only', async () => {
    await writeFile(path.join(folder, `${how}-plain`), '');
    await files.write(at('deep', 'er', 'file'), Buffer.from('1'));
    await files.write(at('deep', 'er', 'file'), Buffer.from('2'));
    expect(await readFile(at('deep', 'er', 'file'), 'utf8')).toBe('2');
    expect((await stat(at('deep', 'er', 'file'))).mode & 0o777).toBe(0o600);
    await expect(files.write(path.join(folder, `${how}-plain`, 'x'), Buffer.from(''))).rejects.toThrow('cannot write');
  });

  it.runIf(process.getuid?.() === 0)('are no devices: those stay (only root can make one to try it with)', async () => {
    const device = at('device');
    await mkdir(at(), { recursive: true });
    execFileSync('mknod', [device, 'c', '1', '7']);
    await symlink(device, at('way-to-device'));
    await expect(files.remove([device])).rejects.toThrow('is a device, not a file');
    await expect(files.write(device, Buffer.from('1'))).rejects.toThrow('is a device, not a file');
    expect((await stat(device)).isCharacterDevice()).toBe(true);
    await files.remove([at('way-to-device')]);
    expect((await files.stat([at('way-to-device'), device], 'keep')).map((info) => info?.kind)).toEqual([undefined, 'char']);
  });

  it('are found by their ends, so deep and no deeper', async () => {
    await files.write(at('find', 'a.vmx'), Buffer.from(''));
    await files.write(at('find', '1', 'B.VMX'), Buffer.from(''));
    await files.write(at('find', '1', '2', 'c.vmx'), Buffer.from(''));
    expect((await files.find([at('find'), at('nowhere')], '.vmx', 1)).map((file) => path.basename(file)).sort()).toEqual(['B.VMX', 'a.vmx']);
  });

  it('are removed, if they are there', async () => {
    await files.write(at('-rf'), Buffer.from(''));
    await files.remove([at('-rf'), at('gone')]);
    expect(await files.exists(at('-rf'))).toBe(false);
    expect(await files.exists(folder)).toBe(true);
  });

  it('tell what they are', async () => {
    await files.write(at('kinds', 'x y'), Buffer.alloc(5000));
    await files.makeFolder(at('kinds', 'sub'));
    await symlink(at('kinds', 'x y'), at('kinds', 'link'));
    await symlink(at('nowhere'), at('kinds', 'dangling'));
    const list = await files.list(at('kinds'));
    expect(list?.map(({ name, kind, sizeBytes, mode }) => [name, kind, kind === 'dir' || kind === 'link' ? 0n : sizeBytes, kind === 'link' ? 0 : mode])).toEqual([
      ['dangling', 'link', 0n, 0], ['link', 'file', 5000n, 0o600], ['sub', 'dir', 0n, 0o700], ['x y', 'file', 5000n, 0o600],
    ]);
    const [there, gone, broken, kept] = [...(await files.stat([at('kinds', 'x y'), at('gone'), at('kinds', 'dangling')])), ...(await files.stat([at('kinds', 'link')], 'keep'))];
    const own = await stat(at('kinds', 'x y'), { bigint: true });
    expect(there).toMatchObject({ kind: 'file', uid: Number(own.uid), modified: { ns: own.mtimeNs }, allocatedBytes: own.blocks * 512n });
    expect([gone, broken, kept?.kind]).toEqual([undefined, undefined, 'link']);
    expect(await files.list(at('kinds', 'x y'))).toBeUndefined();
    expect(await files.resolve(at('kinds', 'link'))).toBe(await files.resolve(at('kinds', 'x y')));
    expect(await files.resolve(at('gone'))).toBeUndefined();
  });

  it('are made by one only', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, number) => files.create(at('lock'), Buffer.from(String(number)))));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await readFile(at('lock'), 'utf8')).toBe(String(outcomes.indexOf(true)));
    expect((await files.list(at()))?.filter(({ name }) => name.startsWith('lock'))).toHaveLength(1);
  });

  it('move, are copied, cut and written in pieces', async () => {
    await files.write(at('pieces', 'a'), Buffer.from('0123456789'));
    await files.copy(at('pieces', 'a'), at('pieces', 'copy', 'b'));
    await files.writeRange(at('pieces', 'copy', 'b'), 3n, Buffer.from('abc'));
    expect(await readFile(at('pieces', 'copy', 'b'), 'utf8')).toBe('012abc6789');
    expect(Buffer.from(await files.readRange(at('pieces', 'copy', 'b'), 8n, 10)).toString()).toBe('89');
    expect((await files.readStarts([at('pieces', 'copy', 'b'), at('gone'), at('pieces')], 3)).map((each) => each && Buffer.from(each).toString())).toEqual(['012', undefined, undefined]);
    await files.truncate(at('pieces', 'copy', 'b'), 4n);
    await files.rename(at('pieces', 'copy', 'b'), at('pieces', 'a'));
    expect(await readFile(at('pieces', 'a'), 'utf8')).toBe('012a');
    await files.setMode(at('pieces', 'a'), 0o640);
    expect((await stat(at('pieces', 'a'))).mode & 0o777).toBe(0o640);
    await files.removeFolder(at('pieces', 'copy'));
    await expect(files.truncate(at('gone'), 4n)).rejects.toThrow("cannot truncate");
    await expect(files.writeRange(at('gone'), 0n, Buffer.from('x'))).rejects.toThrow('No such file');
    await expect(files.copy(at('gone'), at('gone2'))).rejects.toThrow('cannot copy');
    expect(await files.exists(at('gone2'))).toBe(false);
  });

  it('are removed with all below, only inside a folder', async () => {
    await files.write(at('tree', 'in', 'deep', 'x'), Buffer.from(''));
    await files.write(at('outside', 'x'), Buffer.from(''));
    await symlink(at('outside'), at('tree', 'out'));
    await files.removeTree(at('tree', 'in'), at('tree'));
    expect(await files.exists(at('tree', 'in'))).toBe(false);
    await files.removeTree(at('tree', 'in'), at('tree'));
    for (const other of [at('tree'), at('tree', '..', 'outside'), at('outside', 'x'), at('tree', 'out', 'x')]) {
      await expect(files.removeTree(other, at('tree'))).rejects.toMatchObject({ code: 'invalid-arg' });
    }
    await files.removeTree(at('tree', 'out'), at('tree'));
    expect(await files.exists(at('outside', 'x'))).toBe(true);
  });

  it('stay as open as they were', async () => {
    await mkdir(at('open'));
    await chmod(at('open'), 0o755);
    await files.makeFolder(at('open'));
    await files.makeFolder(at('open', 'a', 'b'), 0o711);
    expect([(await stat(at('open'))).mode & 0o777, (await stat(at('open', 'a', 'b'))).mode & 0o777]).toEqual([0o755, 0o711]);
  });

  it('tell how full their disk is', async () => {
    const { capacityBytes, freeBytes, availableBytes } = await files.spaceOf(folder);
    expect(capacityBytes).toBeGreaterThan(freeBytes);
    expect(freeBytes).toBeGreaterThanOrEqual(availableBytes);
    await expect(files.spaceOf(at('gone'))).rejects.toThrow('cannot statvfs path');
  });
});

describe('a watch', () => {
  it('tells of changes, and of what appears', async () => {
    const place = path.join(folder, 'watched');
    const told = new Promise<void>((resolve) => {
      const watching = filesHere.watch([place], () => {
        watching.dispose();
        resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await mkdir(place);
    await told;
  });
});
