import { readdirSync } from 'node:fs';
import { isAbsolute, join, parse, sep } from 'node:path';
import { errnoName } from '../system-error.ts';

/** `~` and `~/x` in the user's own home. */
export function expandTilde(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

/** Whether a name fits one of OpenSSH's patterns: `*`, `?`, and `!` before a pattern that must not fit. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  const low = name.toLowerCase();
  let fits = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!wildcard(negated ? pattern.slice(1) : pattern).test(low)) continue;
    if (negated) return false;
    fits = true;
  }
  return fits;
}

/** The files that a path with wildcards in its folders or its last part means, sorted. */
export function globFiles(pattern: string, base: string): readonly string[] {
  const full = isAbsolute(pattern) ? pattern : join(base, pattern);
  const { root } = parse(full);
  let found: readonly string[] = [root];
  for (const part of full.slice(root.length).split(sep)) {
    if (!/[*?]/.test(part)) {
      found = found.map((folder) => join(folder, part));
      continue;
    }
    const fits = wildcard(part);
    found = found.flatMap((folder) => namesIn(folder).filter((name) => fits.test(name) && (!name.startsWith('.') || part.startsWith('.'))).map((name) => join(folder, name)));
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (errnoName(error) === undefined) throw error;
    return []; // an include that fits nothing is not an error
  }
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}
