import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesHere, filesOf } from './host-files.ts';
import { thisComputer } from './local-process.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'vireo-files-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

describe.each([['here', filesHere], ['by commands', filesOf(thisComputer)]] as const)('files %s', (how, files) => {
  const at = (...names: string[]): string => path.join(folder, how, ...names);

  it('are read as they are, and what is not there is undefined', async () => {
    const bytes = Buffer.from([0, 10, 255, 45, 49, 10]);
    await files.write(at("a 'b' $(c)", 'x.bin'), bytes);
    await files.write(at('empty'), Buffer.alloc(0));
    const found = await files.read([at('gone'), at("a 'b' $(c)", 'x.bin'), at('empty'), at()]);
    expect(found.map((each) => each && Buffer.from(each))).toEqual([undefined, bytes, Buffer.alloc(0), undefined]);
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
});
