import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Appliance } from '../../../drivers/ovf/appliance.ts';
import { parseManifest, type ManifestEntry } from '../../../drivers/ovf/manifest.ts';
import { badAppliance } from '../../../drivers/ovf/ovf-error.ts';
import { parseOvf } from '../../../drivers/ovf/parse-ovf.ts';
import { indexTar } from '../../../drivers/ovf/tar-index.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';

/** Descriptors and manifests are texts of this size at most. */
const MOST_TEXT = 4 * 1024 * 1024;
const PIECE = 256 * 1024;
/** Windows has no such flag. */
const NO_FOLLOW: number = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/** Where the bytes of a file of an appliance are on this computer. */
interface Member {
  readonly handle: FileHandle;
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** An appliance on this computer: an archive (`.ova`), or a descriptor (`.ovf`) with its files beside it. Close it. */
export class ApplianceFiles {
  readonly appliance: Appliance;
  /** Whether there is a manifest: without one nobody knows whether the files are whole. */
  readonly hasManifest: boolean;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #manifest: ReadonlyMap<string, ManifestEntry>;
  readonly #handles: readonly FileHandle[];

  private constructor(appliance: Appliance, members: ReadonlyMap<string, Member>, manifest: ReadonlyMap<string, ManifestEntry> | undefined, handles: readonly FileHandle[]) {
    this.appliance = appliance;
    this.hasManifest = manifest !== undefined;
    this.#members = members;
    this.#manifest = manifest ?? new Map();
    this.#handles = handles;
  }

  /** Opens an appliance and checks everything that can be checked without reading its disks. */
  static async open(file: string): Promise<ApplianceFiles> {
    const handles: FileHandle[] = [];
    try {
      const first = await openFile(file);
      handles.push(first);
      const isDescriptor = /\.ovf$/i.test(file);
      const members = isDescriptor ? await besideDescriptor(file, first, handles) : await inArchive(file, first);
      const descriptor = isDescriptor ? path.basename(file) : soleName(members, '.ovf');
      const text = await readText(members, descriptor);
      const appliance = parseOvf(text);
      if (isDescriptor) for (const { name } of appliance.files) await addBeside(file, name, members, handles);
      const manifestName = descriptor.replace(/\.ovf$/i, '.mf');
      const manifest = members.has(manifestName) ? parseManifest(await readText(members, manifestName)) : undefined;
      for (const { name, sizeBytes } of appliance.files) {
        const member = members.get(name);
        if (member === undefined) throw badAppliance(`the file '${name}' is missing`);
        if (sizeBytes !== undefined && sizeBytes !== BigInt(member.size)) throw badAppliance(`the file '${name}' has ${member.size} bytes, not ${sizeBytes}`);
      }
      const files = new ApplianceFiles(appliance, members, manifest, handles);
      await files.verify(descriptor);
      return files;
    } catch (error) {
      await Promise.all(handles.map((handle) => handle.close()));
      throw error;
    }
  }

  sizeOf(name: string): number {
    return this.#member(name).size;
  }

  /** Where qemu-img finds a file. */
  placeOf(name: string): { readonly path: string; readonly offset: number; readonly size: number } {
    const { path: place, offset, size } = this.#member(name);
    return { path: place, offset, size };
  }

  /** The first bytes of a file. */
  async head(name: string, length: number): Promise<Buffer> {
    const { handle, offset, size } = this.#member(name);
    const buffer = Buffer.alloc(Math.min(length, size));
    await handle.read(buffer, 0, buffer.length, offset);
    return buffer;
  }

  /** A file from front to back. @throws invalid-arg at its end when the manifest says something else. */
  async *read(name: string, onBytes: (count: number) => void = () => undefined): AsyncGenerator<Buffer> {
    const { handle, offset, size } = this.#member(name);
    const entry = this.#manifest.get(name);
    const hash = entry === undefined ? undefined : createHash(entry.digest);
    for (let at = 0; at < size; ) {
      const buffer = Buffer.alloc(Math.min(PIECE, size - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset + at);
      if (bytesRead === 0) throw badAppliance(`the file '${name}' ends too early`);
      const piece = buffer.subarray(0, bytesRead);
      hash?.update(piece);
      at += bytesRead;
      onBytes(bytesRead);
      yield piece;
    }
    compare(name, entry, hash);
  }

  /** Reads a file to its end, where its digest is compared. */
  async verify(name: string): Promise<void> {
    const bytes = this.read(name);
    while ((await bytes.next()).done !== true);
  }

  readonly close = async (): Promise<void> => {
    await Promise.all(this.#handles.map((handle) => handle.close()));
  };

  #member(name: string): Member {
    const member = this.#members.get(name);
    if (member === undefined) throw badAppliance(`the file '${name}' is missing`);
    return member;
  }
}

function compare(name: string, entry: ManifestEntry | undefined, hash: Hash | undefined): void {
  if (entry === undefined || hash === undefined || hash.digest('hex') === entry.hex) return;
  throw badAppliance(`the file '${name}' is not what the manifest says: it is damaged, or was changed`);
}

/** Links are refused: what lies in a folder that came from elsewhere must not lead out of it. */
async function openFile(file: string, follow = true): Promise<FileHandle> {
  try {
    const handle = await open(file, follow ? constants.O_RDONLY : constants.O_RDONLY | NO_FOLLOW);
    const { isFile } = await handle.stat().then((stat) => ({ isFile: stat.isFile() }));
    if (isFile) return handle;
    await handle.close();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new VirError({ code: 'system-error', domain: 'none', message: `cannot open '${file}': ${code === 'ENOENT' ? 'No such file or directory' : code === 'ELOOP' ? 'it is a link' : code}`, subject: file, cause: error });
  }
  throw badAppliance(`'${path.basename(file)}' is no plain file`);
}

async function inArchive(file: string, handle: FileHandle): Promise<Map<string, Member>> {
  return new Map((await indexTar(handle)).map(({ name, offset, size }) => [name, { handle, path: file, offset, size }]));
}

async function besideDescriptor(file: string, handle: FileHandle, handles: FileHandle[]): Promise<Map<string, Member>> {
  const { size } = await handle.stat();
  const members = new Map<string, Member>([[path.basename(file), { handle, path: file, offset: 0, size }]]);
  const manifest = path.basename(file).replace(/\.ovf$/i, '.mf');
  await addBeside(file, manifest, members, handles).catch((error: unknown) => {
    if (!VirError.is(error, 'system-error')) throw error; // no manifest
  });
  return members;
}

async function addBeside(descriptor: string, name: string, members: Map<string, Member>, handles: FileHandle[]): Promise<void> {
  if (members.has(name)) return;
  const file = path.join(path.dirname(descriptor), name);
  const handle = await openFile(file, false);
  handles.push(handle);
  members.set(name, { handle, path: file, offset: 0, size: (await handle.stat()).size });
}

function soleName(members: ReadonlyMap<string, Member>, end: string): string {
  const found = [...members.keys()].filter((name) => name.toLowerCase().endsWith(end));
  const [only] = found;
  if (only === undefined || found.length > 1) throw badAppliance(found.length === 0 ? 'no descriptor in the archive' : 'more than one descriptor in the archive');
  return only;
}

async function readText(members: ReadonlyMap<string, Member>, name: string): Promise<string> {
  const member = members.get(name);
  if (member === undefined) throw badAppliance(`the file '${name}' is missing`);
  if (member.size > MOST_TEXT) throw badAppliance(`'${name}' is too long for what it is`);
  const buffer = Buffer.alloc(member.size);
  await member.handle.read(buffer, 0, member.size, member.offset);
  return buffer.toString('utf8');
}
