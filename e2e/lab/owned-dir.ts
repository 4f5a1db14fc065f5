import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labStateDir } from './lab-paths.ts';
import { type ProcessId, isAlive, self } from './lab-process.ts';

const OWNER_FILE = 'owner.json';

/** Makes a directory for a peer of this process. Everybody may pass through it: QEMU's user has to. */
export function makeOwnedDir(prefix: string): string {
  mkdirSync(labStateDir, { recursive: true });
  const dir = mkdtempSync(join(labStateDir, prefix));
  writeFileSync(join(dir, OWNER_FILE), JSON.stringify(self()));
  chmodSync(dir, 0o755);
  return dir;
}

/** The directories of processes that have ended without removing them. */
export function abandonedDirs(prefix: string): readonly string[] {
  if (!existsSync(labStateDir)) return [];
  return readdirSync(labStateDir)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(labStateDir, name))
    .filter((dir) => {
      const ownerFile = join(dir, OWNER_FILE);
      // Without the file its owner is just making it.
      return existsSync(ownerFile) && !isAlive(JSON.parse(readFileSync(ownerFile, 'utf8')) as ProcessId);
    });
}
