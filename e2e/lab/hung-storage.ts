import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnedDir } from './owned-dir.ts';
import { run } from './run.ts';

/** A file system that can stop answering, as a dead network mount does. */
export interface HungStorage {
  /** Where it is mounted. Daemons that are started later see it. */
  readonly dir: string;
  /** From now on whoever writes there hangs. */
  freeze(): Promise<void>;
  /** Everything goes on. Does nothing when it does. */
  thaw(): Promise<void>;
  dispose(): Promise<void>;
}

/** Makes a small file system in a file and mounts it by a loop device. */
export async function startHungStorage(): Promise<HungStorage> {
  const owned = makeOwnedDir('hung-');
  const image = join(owned, 'image');
  const dir = join(owned, 'mount');
  mkdirSync(dir);
  await run(['truncate', '-s', '32M', image]);
  await run(['mkfs.ext4', '-q', image]);
  await run(['mount', '-o', 'loop', image, dir]);
  let frozen = false;
  const thaw = async (): Promise<void> => {
    if (!frozen) return;
    frozen = false;
    await run(['fsfreeze', '--unfreeze', dir]);
  };
  return {
    dir,
    freeze: async () => {
      frozen = true;
      await run(['fsfreeze', '--freeze', dir]);
    },
    thaw,
    dispose: async () => {
      await thaw();
      await run(['umount', dir]);
      rmSync(owned, { recursive: true, force: true });
    },
  };
}
