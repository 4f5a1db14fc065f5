import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { SFTPWrapper, Stats } from 'ssh2';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { watchByLooking } from '../exec/files-here.ts';
import { MOST_FILE_BYTES, type FileInfo, type HostFiles } from '../exec/host-files.ts';
import { printable } from '../printable.ts';

/** Each look is a round trip for each file. */
const LOOK_MS = 5000;
/** What is read or written in one request; servers cut longer ones. */
const PIECE = 32 * 1024;
const PARALLEL = 16;

type Done<T> = (error: Error | null | undefined, value: T) => void;

/** The file service of a Windows host (SFTP, version 3 with OpenSSH's extensions); its paths are Windows' own (`C:\vm\a.vmx`). */
export function filesBySftp(sftp: SFTPWrapper, description: string): HostFiles {
  const far = new FarFiles(sftp, description);
  return {
    read: (paths) => each(paths, (file) => far.readWhole(file)),
    write: (file, bytes) => far.beside(file, bytes, (made) => far.replace(made, file)),
    async remove(files) {
      await each(files, (file) => far.remove(file));
    },
    async find(folders, suffix, depth) {
      return (await each(folders, (folder) => far.find(folder, suffix.toLowerCase(), depth))).flat();
    },
    exists: async (file) => (await far.stat(file, 'follow')) !== undefined,
    stat: (paths, links = 'follow') => each(paths, (file) => far.stat(file, links)),
    list: (folder) => far.list(folder),
    resolve: async (file) => ((await far.stat(file, 'follow')) === undefined ? undefined : fromFar(await far.ask<string>((done) => { sftp.realpath(toFar(file), done); }, `cannot resolve '${file}'`))),
    makeFolder: (folder) => far.makeFolder(folder),
    removeTree: (folder, inside) => far.removeTree(folder, inside),
    removeFolder: (folder) => far.ask((done) => { sftp.rmdir(toFar(folder), done); }, `failed to remove '${folder}'`),
    rename: (from, to) => far.replace(from, to),
    create: (file, bytes) => far.create(file, bytes),
    async copy(from, to) {
      const [bytes] = await each([from], (file) => far.readWhole(file));
      if (bytes === undefined) throw far.failure(`cannot copy '${from}' to '${to}'`, new Error('it is not there, or too big'));
      await far.beside(to, bytes, (made) => far.replace(made, to));
    },
    readRange: (file, offsetBytes, lengthBytes) => far.open(file, 'r', (handle) => far.readRange(handle, offsetBytes, lengthBytes)),
    readStarts: (paths, lengthBytes) => each(paths, (file) => far.open(file, 'r', (handle) => far.readRange(handle, 0n, lengthBytes)).catch(notThere)),
    writeRange: (file, offsetBytes, bytes) => far.open(file, 'r+', (handle) => far.writeRange(handle, offsetBytes, bytes)),
    truncate: (file, sizeBytes) => far.ask((done) => { sftp.setstat(toFar(file), { size: Number(sizeBytes) }, done); }, `cannot truncate '${file}'`),
    // Windows has no such bits: whoever owns the folder decides.
    setMode: () => Promise.resolve(),
    spaceOf: (folder) => Promise.reject(libvirtError('rpc', 'operation-unsupported', `${description} does not say how full '${folder}' is`)),
    watch: (paths, listener) => watchByLooking({ stat: (all) => each(all, (file) => far.stat(file, 'follow')) }, paths, LOOK_MS, listener),
  };
}

class FarFiles {
  readonly #sftp: SFTPWrapper;
  readonly #description: string;

  constructor(sftp: SFTPWrapper, description: string) {
    this.#sftp = sftp;
    this.#description = description;
  }

  failure(what: string, error: unknown): VirError {
    return VirError.is(error) ? error : libvirtError('rpc', 'operation-failed', `${what} on ${this.#description}: ${printable(error instanceof Error ? error.message : String(error))}`, { subject: what });
  }

  async ask<T>(start: (done: Done<T>) => void, what: string): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        start((error, value) => {
          if (error === null || error === undefined) resolve(value);
          else reject(error);
        });
      });
    } catch (error) {
      throw this.failure(what, error);
    }
  }

  async open<T>(file: string, flags: 'r' | 'r+' | 'wx', use: (handle: Buffer) => Promise<T>): Promise<T> {
    const handle = await this.ask<Buffer>((done) => { this.#sftp.open(toFar(file), flags, done); }, `cannot open '${file}'`);
    try {
      return await use(handle);
    } finally {
      await this.ask<void>((done) => { this.#sftp.close(handle, (error) => { done(error, undefined); }); }, `cannot close '${file}'`);
    }
  }

  async readRange(handle: Buffer, offset: bigint, length: number): Promise<Uint8Array> {
    const whole = Buffer.alloc(length);
    let got = 0;
    while (got < length) {
      const wanted = Math.min(PIECE, length - got);
      const at = got;
      const count = await new Promise<number>((resolve, reject) => {
        this.#sftp.read(handle, whole, at, wanted, Number(offset) + at, (error, bytesRead) => {
          if (error === undefined) resolve(bytesRead);
          else if ('code' in error && error.code === END_OF_FILE) resolve(0);
          else reject(this.failure('cannot read', error));
        });
      });
      if (count === 0) break;
      got += count;
    }
    return whole.subarray(0, got);
  }

  async writeRange(handle: Buffer, offset: bigint, bytes: Uint8Array): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < buffer.length; at += PIECE) {
      const length = Math.min(PIECE, buffer.length - at);
      await this.ask<void>((done) => { this.#sftp.write(handle, buffer, at, length, Number(offset) + at, (error) => { done(error, undefined); }); }, 'cannot write');
    }
  }

  readWhole(file: string): Promise<Uint8Array | undefined> {
    return this.open(file, 'r', async (handle) => {
      const { size } = await this.ask<Stats>((done) => { this.#sftp.fstat(handle, done); }, `cannot read '${file}'`);
      return size > MOST_FILE_BYTES ? undefined : this.readRange(handle, 0n, size);
    }).catch(notThere);
  }

  async stat(file: string, links: 'follow' | 'keep'): Promise<FileInfo | undefined> {
    const stats = await this.ask<Stats>((done) => {
      if (links === 'follow') this.#sftp.stat(toFar(file), done);
      else this.#sftp.lstat(toFar(file), done);
    }, `cannot look at '${file}'`).catch(notThere);
    return stats === undefined ? undefined : infoOf(stats);
  }

  async list(folder: string): Promise<(FileInfo & { readonly name: string })[] | undefined> {
    const found = await this.ask<readonly { readonly filename: string; readonly attrs: Stats }[]>((done) => { this.#sftp.readdir(toFar(folder), (error, list) => { done(error, list); }); }, `cannot read '${folder}'`).catch(notThere);
    return found?.filter(({ filename }) => filename !== '.' && filename !== '..').map(({ filename, attrs }) => ({ name: filename, ...infoOf(attrs) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async find(folder: string, suffix: string, depth: number): Promise<string[]> {
    const entries = (await this.list(folder)) ?? [];
    const found = await each(entries, async ({ name, kind }): Promise<string[]> => {
      const full = path.win32.join(folder, name);
      if (kind === 'dir') return depth > 0 ? this.find(full, suffix, depth - 1) : [];
      return name.toLowerCase().endsWith(suffix) ? [full] : [];
    });
    return found.flat();
  }

  async remove(file: string): Promise<void> {
    try {
      await this.ask<void>((done) => { this.#sftp.unlink(toFar(file), (error) => { done(error, undefined); }); }, `cannot remove '${file}'`);
    } catch (error) {
      if ((await this.stat(file, 'keep')) !== undefined) throw error;
    }
  }

  async makeFolder(folder: string): Promise<void> {
    if ((await this.stat(folder, 'follow')) !== undefined) return;
    const above = path.win32.dirname(folder);
    if (above !== folder) await this.makeFolder(above);
    await this.ask<void>((done) => { this.#sftp.mkdir(toFar(folder), (error) => { done(error, undefined); }); }, `cannot create path '${folder}'`);
  }

  async removeTree(folder: string, inside: string): Promise<void> {
    const [from, top] = await each([folder, inside], (each_) => this.ask<string>((done) => { this.#sftp.realpath(toFar(each_), done); }, `cannot resolve '${each_}'`));
    const relative = path.win32.relative(fromFar(top ?? ''), fromFar(from ?? ''));
    if (relative === '' || relative.startsWith('..') || path.win32.isAbsolute(relative)) throw libvirtError('rpc', 'invalid-arg', `'${folder}' is not below '${inside}'`, { subject: folder });
    await this.#removeBelow(folder);
  }

  /** Takes the place of whatever file has the new name. In one step where the host has that; without it the old one goes first. */
  async replace(from: string, to: string): Promise<void> {
    const what = `cannot rename '${from}' as '${to}'`;
    try {
      await this.ask<void>((done) => { this.#sftp.ext_openssh_rename(toFar(from), toFar(to), (error) => { done(error, undefined); }); }, what);
    } catch {
      await this.remove(to); // an old file service
      await this.ask<void>((done) => { this.#sftp.rename(toFar(from), toFar(to), (error) => { done(error, undefined); }); }, what);
    }
  }

  async beside(file: string, bytes: Uint8Array, use: (made: string) => Promise<void>): Promise<void> {
    const made = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    await this.makeFolder(path.win32.dirname(file));
    try {
      await this.open(made, 'wx', (handle) => this.writeRange(handle, 0n, bytes));
      await use(made);
    } catch (error) {
      await this.remove(made).catch(() => undefined); // the first error is the one to tell
      throw this.failure(`cannot write '${file}'`, error);
    }
  }

  async create(file: string, bytes: Uint8Array): Promise<boolean> {
    if ((await this.stat(file, 'keep')) !== undefined) return false;
    let taken = false;
    await this.beside(file, bytes, async (made) => {
      // A plain rename does not replace: of two that come at once one finds the name taken.
      await this.ask<void>((done) => { this.#sftp.rename(toFar(made), toFar(file), (error) => { done(error, undefined); }); }, `cannot create '${file}'`).catch(async (error: unknown) => {
        if ((await this.stat(file, 'keep')) === undefined) throw error;
        taken = true;
        await this.remove(made);
      });
    });
    return !taken;
  }

  async #removeBelow(folder: string): Promise<void> {
    const info = await this.stat(folder, 'keep');
    if (info === undefined) return;
    if (info.kind !== 'dir') {
      await this.remove(folder);
      return;
    }
    for (const { name } of (await this.list(folder)) ?? []) await this.#removeBelow(path.win32.join(folder, name));
    await this.ask<void>((done) => { this.#sftp.rmdir(toFar(folder), (error) => { done(error, undefined); }); }, `cannot remove '${folder}'`);
  }
}

/** SSH_FX_EOF */
const END_OF_FILE = 1;

function notThere(): undefined {
  return undefined;
}

/** `C:\vm\a.vmx` as the file service names it: `/C:/vm/a.vmx`. @throws invalid-arg for a path without a drive. */
export function toFar(file: string): string {
  if (!/^[A-Za-z]:[\\/]/.test(file) || file.includes('\0')) throw libvirtError('rpc', 'invalid-arg', `'${printable(file)}' is no path with a drive`, { subject: file });
  return `/${path.win32.normalize(file).replaceAll('\\', '/')}`;
}

/** The way back of {@link toFar}. */
export function fromFar(file: string): string {
  return path.win32.normalize(file.replace(/^\/(?=[A-Za-z]:)/, ''));
}

function infoOf(stats: Stats): FileInfo {
  const modified = { ns: BigInt(stats.mtime) * 1_000_000_000n };
  return {
    kind: stats.isDirectory() ? 'dir' : stats.isFile() ? 'file' : 'link',
    sizeBytes: BigInt(stats.size),
    allocatedBytes: BigInt(stats.size),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    accessed: { ns: BigInt(stats.atime) * 1_000_000_000n },
    modified,
    changed: modified,
  };
}

async function each<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const found = new Array<R>(items.length);
  const next = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of next) found[at] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
  return found;
}
