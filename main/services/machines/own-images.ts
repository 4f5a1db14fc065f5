import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { detectSystem } from '../guest-systems/detect-system.ts';
import { inParallel } from '../pacer.ts';
import type { NewMachineOffer } from '../../contract/new-machine.ts';

const MAX_IMAGES = 200;

/** Installers in the person's folder of downloads on this computer, for hosts whose machines run as that person. */
export async function readOwnImages(home = homedir(), env: NodeJS.ProcessEnv = process.env): Promise<NewMachineOffer['images']> {
  const folder = await downloadFolder(home, env);
  const names = ((await ifThere(() => readdir(folder))) ?? []).filter((name) => /\.iso$/i.test(name)).slice(0, MAX_IMAGES);
  const found: NewMachineOffer['images'][number][] = [];
  await inParallel(names, 32, async (name) => {
    const file = path.join(folder, name);
    const info = await ifThere(() => stat(file));
    if (info?.isFile() === true) found.push({ path: file, pool: path.basename(folder), name, sizeBytes: info.size, iso: true, osId: detectSystem({ fileName: name })?.system.id });
  });
  return found;
}

/** Where desktops keep downloads: `user-dirs.dirs` of the XDG user directories says it in the person's language. */
async function downloadFolder(home: string, env: NodeJS.ProcessEnv): Promise<string> {
  const file = path.join(env['XDG_CONFIG_HOME'] ?? path.join(home, '.config'), 'user-dirs.dirs');
  const text = (await ifThere(() => readFile(file, 'utf8'))) ?? '';
  const given = /^XDG_DOWNLOAD_DIR="(?:\$HOME\/)?([^"$]+)"/m.exec(text)?.[1];
  return given === undefined ? path.join(home, 'Downloads') : path.resolve(home, given);
}

/** What can be read; a folder or file that is gone or not for this person is none. */
async function ifThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}
