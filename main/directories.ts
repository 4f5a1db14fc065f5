import { mkdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Where the application keeps its things. */
export interface Directories {
  /** Settings and remembered connections. */
  readonly data: string;
  /** Things that can be made anew: the browser's profile, caches. */
  readonly cache: string;
  /** Things of the running application: the instance mark, redirect pages. Gone after a restart. */
  readonly runtime: string;
}

/** What decides where things are kept. */
export interface DirectoryEnvironment {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly tmp: string;
  readonly uid: number | undefined;
}

/** The environment of this process. */
export function processEnvironment(): DirectoryEnvironment {
  return { platform: process.platform, env: process.env, home: os.homedir(), tmp: os.tmpdir(), uid: process.getuid?.() };
}

/** The platform's usual places; `VIREO_HOME` puts everything into one folder. */
export function directoriesFor({ platform, env, home, tmp, uid }: DirectoryEnvironment): Directories {
  const own = env['VIREO_HOME'];
  if (own !== undefined && own !== '') {
    return { data: own, cache: path.join(own, 'cache'), runtime: path.join(own, 'run') };
  }
  if (platform === 'darwin') {
    const library = path.join(home, 'Library');
    return {
      data: path.join(library, 'Application Support', 'Vireo'),
      cache: path.join(library, 'Caches', 'Vireo'),
      runtime: path.join(library, 'Caches', 'Vireo', 'run'),
    };
  }
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local');
    return {
      data: path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Vireo'),
      cache: path.join(local, 'Vireo', 'cache'),
      runtime: path.join(local, 'Vireo', 'run'),
    };
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  return {
    data: path.join(absolute(env['XDG_CONFIG_HOME']) ?? path.join(home, '.config'), 'vireo'),
    cache: path.join(absolute(env['XDG_CACHE_HOME']) ?? path.join(home, '.cache'), 'vireo'),
    runtime: absolute(runtime) === undefined ? path.join(tmp, `vireo-${uid ?? 'user'}`) : path.join(runtime ?? '', 'vireo'),
  };
}

/** Makes the directories, for this user alone. Refuses a runtime directory that belongs to somebody else. */
export async function makeDirectories(directories: Directories): Promise<void> {
  for (const dir of [directories.data, directories.cache, directories.runtime]) await mkdir(dir, { recursive: true, mode: 0o700 });
  const facts = await stat(directories.runtime);
  const uid = process.getuid?.();
  if (uid !== undefined && (facts.uid !== uid || (facts.mode & 0o077) !== 0)) {
    throw new Error(`${directories.runtime} can be changed by others: remove it, or set VIREO_HOME to a folder of your own`);
  }
}

function absolute(dir: string | undefined): string | undefined {
  return dir !== undefined && path.isAbsolute(dir) ? dir : undefined;
}
