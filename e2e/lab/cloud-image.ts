import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Guest } from './guest.ts';
import { labCacheDir, labSourceDir, labStateDir } from './lab-paths.ts';
import { withFileLock } from './leases.ts';
import { run } from './run.ts';

/** A ready image with Debian's cloud-init, which prints `CLOUD-READY hostname` on its serial line when it has done its work, and lets people log in there. */
export interface CloudImage {
  readonly qcow2Path: string;
}

const FILES = ['build.sh', 'early-init', 'lab-init', 'cloud.cfg'];

/** Builds the image unless this version of it is in the cache, and puts it where QEMU can read it. */
export async function buildCloudImage(guest: Guest): Promise<CloudImage> {
  const source = join(labSourceDir, 'cloud');
  const hash = createHash('sha256').update(dirname(guest.kernelPath));
  for (const file of FILES) hash.update(readFileSync(join(source, file)));
  const name = `cloud-${hash.digest('hex').slice(0, 12)}.qcow2`;
  const built = join(labCacheDir, name);
  mkdirSync(labCacheDir, { recursive: true });
  await withFileLock(join(labCacheDir, 'cloud.lock'), async () => {
    if (existsSync(built)) return;
    const mirror = (await run(['sh', join(labSourceDir, 'debian-mirror.sh')])).stdout.trim();
    await run([join(source, 'build.sh'), `${built}.unfinished`, dirname(guest.kernelPath), mirror], { timeoutMs: 600_000 });
    renameSync(`${built}.unfinished`, built);
  });
  const published = join(labStateDir, 'guests', name);
  await withFileLock(join(labStateDir, 'guests', 'lock'), () => {
    if (!existsSync(published)) {
      const unfinished = `${published}.unfinished`;
      rmSync(unfinished, { force: true });
      copyFileSync(built, unfinished);
      chmodSync(unfinished, 0o644);
      renameSync(unfinished, published);
    }
    return Promise.resolve();
  });
  return { qcow2Path: published };
}
