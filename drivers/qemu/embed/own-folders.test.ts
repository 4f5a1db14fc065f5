import { chmod, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesHere } from '../../transport/exec/files-here.ts';
import { requireOwnFolders } from './own-folders.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'vireo-own-')));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const uid = process.getuid?.();

describe('requireOwnFolders', () => {
  it('takes folders of the user that nobody else may change', async () => {
    await expect(requireOwnFolders(filesHere, [dir], uid)).resolves.toBeUndefined();
  });

  it('refuses what others may write, own, or have put a link in place of', async () => {
    const open = path.join(dir, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    await expect(requireOwnFolders(filesHere, [dir, open], uid)).rejects.toMatchObject({ code: 'operation-denied', subject: open });
    await expect(requireOwnFolders(filesHere, [dir], (uid ?? 0) + 1)).rejects.toMatchObject({ code: 'operation-denied' });
    const link = path.join(dir, 'link');
    await symlink(dir, link);
    await expect(requireOwnFolders(filesHere, [link], uid)).rejects.toMatchObject({ code: 'operation-denied' });
    await expect(requireOwnFolders(filesHere, [path.join(dir, 'gone')], uid)).rejects.toMatchObject({ code: 'operation-denied' });
  });
});
