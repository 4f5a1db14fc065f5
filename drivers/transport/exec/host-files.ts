import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { libvirtError } from '../../core/error-text.ts';
import { systemError } from '../system-error.ts';
import type { CommandHost } from './process-channel.ts';
import { runCommandBytes } from './run-command.ts';

/** Small files of this computer or of another one, for drivers that work on both alike. */
export interface HostFiles {
  /** The contents, in the order asked for; undefined for what cannot be read. At most 4 MiB each. */
  readonly read: (paths: readonly string[]) => Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes a file whole or not at all: beside it first, then in its place. Folders are made. Only its owner may read it. */
  readonly write: (file: string, bytes: Uint8Array) => Promise<void>;
  /** Removes files; those that are not there are as good as removed. */
  readonly remove: (files: readonly string[]) => Promise<void>;
  /** Files below some folders whose names end so, at most so many folders deep. Folders that are not there have none. */
  readonly find: (folders: readonly string[], suffix: string, depth: number) => Promise<readonly string[]>;
  readonly exists: (file: string) => Promise<boolean>;
}

const MOST_BYTES = 4 * 1024 * 1024;
/** Arguments of one command: far below every system's limit. */
const BATCH = 200;

/** The files of this computer. */
export const filesHere: HostFiles = {
  read: (paths) => Promise.all(paths.map(readHere)),
  async write(file, bytes) {
    const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(beside, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined); // the first error is the one to tell
      throw systemError(error, { message: `cannot write '${file}'`, subject: file, step: 'open' });
    }
  },
  async remove(files) {
    for (const file of files) await rm(file, { force: true });
  },
  find: async (folders, suffix, depth) => (await Promise.all(folders.map((folder) => findHere(folder, suffix, depth)))).flat(),
  exists: (file) => stat(file).then(() => true, () => false),
};

async function readHere(file: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(file);
    return size > MOST_BYTES ? undefined : await readFile(file);
  } catch {
    return undefined; // the contract: what cannot be read is undefined
  }
}

async function findHere(folder: string, suffix: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(entries.map(async (entry): Promise<string[]> => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? await findHere(full, suffix, depth - 1) : [];
    return entry.name.toLowerCase().endsWith(suffix) ? [full] : [];
  }));
  return found.flat();
}

const READ = `for f do if [ -f "$f" ] && [ -r "$f" ]; then n=$(wc -c < "$f"); n=$((n)); if [ "$n" -le ${MOST_BYTES} ]; then echo "$n"; head -c "$n" < "$f"; else echo -1; fi; else echo -1; fi; done`;
const WRITE = 'umask 077; mkdir -p -- "$(dirname -- "$1")" && cat > "$1.$2.tmp" && mv -f -- "$1.$2.tmp" "$1" || { rm -f -- "$1.$2.tmp"; exit 1; }';
const FIND = 'd=$1; s=$2; shift 2; for f do [ -d "$f" ] && find "$f" -maxdepth "$d" -iname "*$s" -type f -print; done; exit 0';

/** The files of another computer with a Unix shell, by commands there. */
export function filesOf(host: CommandHost): HostFiles {
  const sh = async (script: string, args: readonly string[], input?: Uint8Array): Promise<{ code: number | undefined; out: Uint8Array; stderr: string }> => {
    const { code, bytes, stderr } = await runCommandBytes(host, ['sh', '-c', script, 'sh', ...args], input === undefined ? {} : { input });
    return { code, out: bytes, stderr };
  };
  const check = async (script: string, args: readonly string[], what: string, input?: Uint8Array): Promise<Uint8Array> => {
    const { code, out, stderr } = await sh(script, args, input);
    if (code !== 0) throw libvirtError('rpc', 'operation-failed', `${what} on ${host.description}: ${stderr.trim()}`, { subject: what });
    return out;
  };
  return {
    async read(paths) {
      const found: (Uint8Array | undefined)[] = [];
      for (let at = 0; at < paths.length; at += BATCH) {
        const batch = paths.slice(at, at + BATCH);
        found.push(...splitFiles(await check(READ, batch, 'reading files'), batch.length));
      }
      return found;
    },
    async write(file, bytes) {
      await check(WRITE, [file, randomBytes(6).toString('hex')], `cannot write '${file}'`, bytes);
    },
    async remove(files) {
      if (files.length > 0) await check('rm -f -- "$@"', files, 'removing files');
    },
    async find(folders, suffix, depth) {
      if (folders.length === 0) return [];
      const out = await check(FIND, [String(depth + 1), suffix, ...folders], 'looking for files');
      return Buffer.from(out).toString('utf8').split('\n').filter((line) => line !== '');
    },
    async exists(file) {
      return (await sh('[ -e "$1" ]', [file])).code === 0;
    },
  };
}

/** What {@link READ} prints: a length on a line of its own, then so many bytes; -1 for what cannot be read. */
function splitFiles(out: Uint8Array, count: number): (Uint8Array | undefined)[] {
  const found: (Uint8Array | undefined)[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const end = out.indexOf(10, at);
    const length = end < 0 ? -1 : Number(Buffer.from(out.subarray(at, end)).toString('latin1'));
    at = end < 0 ? out.length : end + 1;
    found.push(length >= 0 ? out.subarray(at, at + length) : undefined);
    if (length > 0) at += length;
  }
  return found;
}
