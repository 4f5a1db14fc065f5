import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the lab's scripts. A bundled copy of this module lies elsewhere, so the search goes upwards
 * to the repository's root.
 */
export const labSourceDir: string = findSourceDir();

/** The repository's root. */
export const repositoryDir: string = dirname(dirname(labSourceDir));

/** What is built once and kept between runs: packages, the guest, the forwarder. Git-ignored. `VIREO_LAB_CACHE` moves it. */
export const labCacheDir: string = process.env['VIREO_LAB_CACHE'] ?? join(repositoryDir, '.cache', 'lab');

/** What running peers use: state, leases, disks. Readable for QEMU's own user. `VIREO_LAB_DIR` moves it. */
export const labStateDir: string = process.env['VIREO_LAB_DIR'] ?? '/var/lib/vireo-lab';

function findSourceDir(): string {
  const starts = [dirname(fileURLToPath(import.meta.url)), process.cwd()];
  for (const start of starts) {
    for (let dir = start; ; dir = dirname(dir)) {
      const candidate = join(dir, 'e2e', 'lab');
      if (existsSync(join(candidate, 'install.sh'))) return candidate;
      if (dir === dirname(dir)) break;
    }
  }
  throw new Error(`e2e/lab is above neither ${starts.join(' nor ')}`);
}
