import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOwnImages } from './own-images.ts';

describe('installers in the folder of downloads', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'own-images-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('are found, and recognised by their names', async () => {
    await mkdir(path.join(home, 'Downloads/folder.iso'), { recursive: true });
    await writeFile(path.join(home, 'Downloads/debian-12.5.0-amd64-netinst.iso'), 'x');
    await writeFile(path.join(home, 'Downloads/letter.pdf'), 'x');
    expect(await readOwnImages(home, {})).toEqual([
      { path: path.join(home, 'Downloads/debian-12.5.0-amd64-netinst.iso'), pool: 'Downloads', name: 'debian-12.5.0-amd64-netinst.iso', sizeBytes: 1, iso: true, osId: 'debian-12' },
    ]);
  });

  it('are where the desktop keeps them', async () => {
    await mkdir(path.join(home, '.config'));
    await mkdir(path.join(home, 'Téléchargements'));
    await writeFile(path.join(home, '.config/user-dirs.dirs'), 'XDG_DESKTOP_DIR="$HOME/Bureau"\nXDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n');
    await writeFile(path.join(home, 'Téléchargements/a.ISO'), 'xy');
    expect(await readOwnImages(home, {})).toMatchObject([{ pool: 'Téléchargements', name: 'a.ISO', sizeBytes: 2 }]);
  });

  it('are none where there is no such folder', async () => {
    expect(await readOwnImages(home, {})).toEqual([]);
  });
});
