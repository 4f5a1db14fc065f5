import { randomBytes } from 'node:crypto';
import { constants, watch, type BigIntStats } from 'node:fs';
import { chmod, copyFile, link, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, rmdir, stat, statfs, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';
import { DisposableStore, disposableInterval, disposableTimeout, toDisposable } from '../../core/lifecycle.ts';
import { VirError } from '../../core/vir-error.ts';
import { errnoName, systemError } from '../system-error.ts';
import { MOST_FILE_BYTES, type FileInfo, type FileKind, type FolderEntry, type HostFiles } from './host-files.ts';

/** A change is told once for what happens so close together. */
const SETTLE_MS = 100;
/** Not every file system tells of changes. */
const LOOK_MS = 2000;

/** The files of this computer. */
export const filesHere: HostFiles = {
  read: (paths) => Promise.all(paths.map(readWhole)),
  write: (file, bytes) => doing(`cannot write '${file}'`, file, async () => {
    await assertNoDevice(file);
    await beside(file, bytes, (made) => rename(made, file));
  }),
  async remove(files) {
    for (const file of files) {
      await doing(`cannot remove '${file}'`, file, async () => {
        await assertNoDevice(file);
        await rm(file, { force: true });
      });
    }
  },
  find: async (folders, suffix, depth) => (await Promise.all(folders.map((folder) => findBelow(folder, suffix, depth)))).flat(),
  exists: (file) => stat(file).then(() => true, () => false),

  stat: (paths, links = 'follow') => Promise.all(paths.map((each) => infoOf(each, links))),
  async list(folder) {
    const names = await readdir(folder).catch(() => undefined); // the contract: what is no folder has no list
    if (names === undefined) return undefined;
    const entries = await Promise.all(names.sort().map(async (name): Promise<FolderEntry | undefined> => {
      const info = (await infoOf(path.join(folder, name), 'follow')) ?? (await infoOf(path.join(folder, name), 'keep'));
      return info && { name, ...info };
    }));
    return entries.filter((each) => each !== undefined);
  },
  resolve: (file) => realpath(file).catch(() => undefined), // the contract: nothing there
  makeFolder: (folder, mode = 0o700) => doing(`cannot create path '${folder}'`, folder, async () => {
    await mkdir(folder, { recursive: true, mode });
  }),
  removeTree: (folder, inside) => doing(`cannot remove '${folder}'`, folder, async () => {
    if (!isBelow(folder, inside)) throw notInside(folder, inside);
    const [root, above] = await Promise.all([inside, path.dirname(folder)].map((each) => realpath(each)));
    if (root === undefined || above === undefined || !(above === root || isBelow(above, root))) throw notInside(folder, inside);
    await rm(path.join(above, path.basename(folder)), { recursive: true, force: true });
  }),
  removeFolder: (folder) => doing(`failed to remove '${folder}'`, folder, () => rmdir(folder)),
  rename: (from, to) => doing(`cannot rename '${from}' as '${to}'`, from, () => rename(from, to)),
  create: (file, bytes) => doing(`cannot create '${file}'`, file, async () => {
    let isOurs = true;
    await beside(file, bytes, async (made) => {
      isOurs = await link(made, file).then(() => true, (error: unknown) => {
        if (errnoName(error) === 'EEXIST') return false;
        throw error;
      });
      await rm(made, { force: true });
    });
    return isOurs;
  }),
  copy: (from, to) => doing(`cannot copy '${from}' to '${to}'`, from, async () => {
    const copy = `${to}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
      await copyFile(from, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await chmod(copy, 0o600);
      await rename(copy, to);
    } finally {
      await rm(copy, { force: true });
    }
  }),
  readRange: (file, offsetBytes, lengthBytes) => doing(`cannot read '${file}'`, file, () => readPiece(file, Number(offsetBytes), lengthBytes)),
  readStarts: (paths, lengthBytes) => Promise.all(paths.map((each) => readPiece(each, 0, lengthBytes).catch(() => undefined))), // the contract: what cannot be read
  writeRange: (file, offsetBytes, bytes) => doing(`cannot write '${file}'`, file, async () => {
    const handle = await open(file, 'r+');
    try {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at, Number(offsetBytes) + at)).bytesWritten;
    } finally {
      await handle.close();
    }
  }),
  truncate: (file, sizeBytes) => doing(`cannot truncate '${file}'`, file, async () => {
    await stat(file); // it must be there
    await truncate(file, Number(sizeBytes));
  }),
  setMode: (file, mode) => doing(`cannot set mode of '${file}'`, file, () => chmod(file, mode)),
  spaceOf: (folder) => doing(`cannot statvfs path '${folder}'`, folder, async () => {
    const { bsize, blocks, bfree, bavail } = await statfs(folder, { bigint: true });
    return { capacityBytes: blocks * bsize, freeBytes: bfree * bsize, availableBytes: bavail * bsize };
  }),
  watch: watchHere,
};

async function doing<T>(message: string, subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (VirError.is(error) || errnoName(error) === undefined) throw error;
    throw systemError(error, { message, subject, step: 'open' });
  }
}

/** Devices are the system's: whoever names one where a file is meant must not cost it. */
async function assertNoDevice(file: string): Promise<void> {
  const kind = (await infoOf(file, 'keep'))?.kind;
  if (kind === 'block' || kind === 'char') throw libvirtError('rpc', 'operation-invalid', `'${file}' is a device, not a file`, { subject: file });
}

/** The refusal of what {@link HostFiles.removeTree} must not touch. */
export function notInside(folder: string, inside: string): Error {
  return libvirtError('rpc', 'invalid-arg', `'${folder}' is not below '${inside}'`, { subject: folder });
}

/** Whether one path lies below another, by their words. */
export function isBelow(child: string, folder: string): boolean {
  const relative = path.relative(folder, child);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** Makes a file beside another one; `use` moves it away. */
async function beside(file: string, bytes: Uint8Array, use: (made: string) => Promise<void>): Promise<void> {
  const made = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(made, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await use(made);
  } catch (error) {
    await rm(made, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function readPiece(file: string, offset: number, lengthBytes: number): Promise<Uint8Array> {
  // Opening a named pipe would wait for somebody at its other end.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(lengthBytes);
    let filled = 0;
    while (filled < lengthBytes) {
      const { bytesRead } = await handle.read(bytes, filled, lengthBytes - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

async function readWhole(file: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(file);
    return size > MOST_FILE_BYTES ? undefined : await readFile(file);
  } catch {
    return undefined; // the contract: what cannot be read is undefined
  }
}

async function findBelow(folder: string, suffix: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(entries.map(async (entry): Promise<string[]> => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? await findBelow(full, suffix, depth - 1) : [];
    return entry.name.toLowerCase().endsWith(suffix) ? [full] : [];
  }));
  return found.flat();
}

async function infoOf(file: string, links: 'follow' | 'keep'): Promise<FileInfo | undefined> {
  const stats = await (links === 'follow' ? stat(file, { bigint: true }) : lstat(file, { bigint: true })).catch(() => undefined); // the contract: not there
  if (stats === undefined) return undefined;
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    // Windows does not count blocks.
    allocatedBytes: process.platform === 'win32' ? stats.size : stats.blocks * 512n,
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    accessed: { ns: stats.atimeNs },
    modified: { ns: stats.mtimeNs },
    changed: { ns: stats.ctimeNs },
  };
}

function kindOf(stats: BigIntStats): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'dir';
  if (stats.isBlockDevice()) return 'block';
  if (stats.isCharacterDevice()) return 'char';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'link';
}

function watchHere(paths: readonly string[], listener: () => void): Disposable {
  const store = new DisposableStore();
  let pending: Disposable | undefined;
  const soon = (): void => {
    if (pending !== undefined) return;
    pending = store.add(disposableTimeout(() => {
      if (pending !== undefined) store.delete(pending);
      pending = undefined;
      listener();
    }, SETTLE_MS));
  };
  store.add(watchByLooking(filesHere, paths, LOOK_MS, soon));
  for (const each of paths) {
    try {
      const watcher = watch(each, soon);
      watcher.on('error', () => { watcher.close(); });
      store.add(toDisposable(() => { watcher.close(); }));
    } catch {
      continue; // not there yet: the regular look finds what appears
    }
  }
  return store;
}

/** Tells of changes by looking again and again; a look that cannot be taken now is taken next time. */
export function watchByLooking(files: Pick<HostFiles, 'stat'>, paths: readonly string[], everyMs: number, listener: () => void): Disposable {
  let seen: string | undefined;
  let looking = false;
  const look = (): void => {
    if (looking) return;
    looking = true;
    void files.stat(paths).then((found) => {
      const now = found.map((each) => (each === undefined ? '-' : `${each.modified.ns} ${each.changed.ns} ${each.sizeBytes}`)).join('\n');
      if (seen !== undefined && seen !== now) listener();
      seen = now;
    }, () => undefined).finally(() => { looking = false; }); // a host that is gone ends the connection by its own way
  };
  look();
  return disposableInterval(look, everyMs);
}
