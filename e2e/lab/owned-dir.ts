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
  // Without the owner's file its owner is just making it.
  return dirs(prefix).filter((dir) => owner(dir) !== undefined && !isUsed(dir));
}

/** The directories of running processes. */
export function usedDirs(): readonly string[] {
  return dirs('').filter(isUsed);
}

function dirs(prefix: string): string[] {
  if (!existsSync(labStateDir)) return [];
  const names = readdirSync(labStateDir).filter((name) => name.startsWith(prefix));
  return names.map((name) => join(labStateDir, name));
}

function isUsed(dir: string): boolean {
  const id = owner(dir);
  return id !== undefined && isAlive(id);
}

function owner(dir: string): ProcessId | undefined {
  const file = join(dir, OWNER_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProcessId) : undefined;
}
