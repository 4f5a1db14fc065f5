import { readdir, readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import type { LoginDefaults } from '../../contract/new-machine.ts';

const MAX_KEYS = 10;
const MAX_KEY = 16_384;

/** The person at this computer, with the public keys that lie where OpenSSH keeps them. */
export async function loginDefaults(home = homedir(), account = userInfo().username): Promise<LoginDefaults> {
  const name = account.toLowerCase().replace(/[^a-z0-9_-]/g, '').slice(0, 32);
  return { user: name === 'root' || !/^[a-z_]/.test(name) ? 'admin' : name, sshKeys: await publicKeys(path.join(home, '.ssh')) };
}

async function publicKeys(dir: string): Promise<readonly string[]> {
  try {
    const files = (await readdir(dir)).filter((file) => file.endsWith('.pub')).sort().slice(0, MAX_KEYS);
    const texts = await Promise.all(files.map((file) => readFile(path.join(dir, file), 'utf8')));
    return texts.map((text) => text.trim()).filter((text) => text.length < MAX_KEY && /^(ssh-|ecdsa-|sk-)\S+ \S+[^\n]*$/.test(text));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return []; // no such folder, or not ours to read
    throw error;
  }
}
