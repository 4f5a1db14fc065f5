import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { labCacheDir, labSourceDir, labStateDir } from './lab-paths.ts';
import { run } from './run.ts';

/** Compiles one of the lab's C programs, once for each version of it, and gives its path, which every user may run. */
export async function compileHelper(source: string): Promise<string> {
  const path = join(labSourceDir, source);
  const version = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
  const name = `${basename(source, '.c')}-${version}`;
  const compiled = join(labCacheDir, name);
  const published = join(labStateDir, 'bin', name);
  if (!existsSync(compiled)) {
    mkdirSync(labCacheDir, { recursive: true });
    const unfinished = `${compiled}.${process.pid}`;
    await run(['gcc', '-O2', '-Wall', '-Wextra', '-Werror', '-o', unfinished, path]);
    renameSync(unfinished, compiled);
  }
  if (!existsSync(published)) {
    mkdirSync(join(labStateDir, 'bin'), { recursive: true, mode: 0o755 });
    const unfinished = `${published}.${process.pid}`;
    copyFileSync(compiled, unfinished);
    chmodSync(unfinished, 0o755);
    rmSync(published, { force: true });
    renameSync(unfinished, published);
  }
  return published;
}
