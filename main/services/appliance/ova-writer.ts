import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { formatManifest } from '../../../drivers/ovf/manifest.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../drivers/ovf/tar-header.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';

/** A member whose size is not known before it has been written. */
export interface WrittenMember {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

const DIGEST_LENGTH = 64;

/**
 * Writes an archive in one go: room for the descriptor and the manifest is left in front, where they belong, and filled when the
 * disks' sizes and digests are known. The file gets its name when it is whole.
 */
export class OvaWriter {
  readonly #file: string;
  readonly #beside: string;
  readonly #handle: FileHandle;
  readonly #descriptorName: string;
  readonly #descriptorRoom: number;
  readonly #members: WrittenMember[] = [];
  readonly #startedMs = Date.now();
  #at: number;

  private constructor(file: string, handle: FileHandle, descriptorName: string, descriptorRoom: number, disks: readonly string[]) {
    this.#file = file;
    this.#beside = besideOf(file);
    this.#handle = handle;
    this.#descriptorName = descriptorName;
    this.#descriptorRoom = descriptorRoom;
    const manifestLength = formatManifest([descriptorName, ...disks].map((name) => [name, '0'.repeat(DIGEST_LENGTH)])).length;
    this.#at = roomOf(descriptorRoom) + roomOf(manifestLength);
  }

  /** `descriptorRoom`: the longest that the descriptor can get, in bytes. @throws system-error when the file cannot be made. */
  static async create(file: string, descriptorName: string, descriptorRoom: number, disks: readonly string[]): Promise<OvaWriter> {
    try {
      return new OvaWriter(file, await open(besideOf(file), 'wx', 0o600), descriptorName, descriptorRoom, disks);
    } catch (error) {
      throw writeError(file, error);
    }
  }

  /** Writes one disk. */
  async add(name: string, pieces: AsyncIterable<Uint8Array>): Promise<WrittenMember> {
    const start = this.#at;
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of pieces) {
      hash.update(piece);
      await this.#write(piece, start + 512 + size);
      size += piece.length;
    }
    await this.#write(tarHeader(name, size, this.#startedMs), start);
    await this.#write(tarPadding(size), start + 512 + size);
    this.#at = start + roomOf(size);
    const member = { name, size, sha256: hash.digest('hex') };
    this.#members.push(member);
    return member;
  }

  /** Writes the descriptor and the manifest, and gives the file its name. */
  async finish(descriptor: string): Promise<void> {
    const text = Buffer.from(descriptor);
    if (text.length > this.#descriptorRoom) throw new RangeError('the descriptor is longer than was thought');
    const body = Buffer.concat([text, Buffer.alloc(this.#descriptorRoom - text.length, '\n')]);
    const digests = [[this.#descriptorName, createHash('sha256').update(body).digest('hex')] as const, ...this.#members.map(({ name, sha256 }) => [name, sha256] as const)];
    const manifest = Buffer.from(formatManifest(digests));
    await this.#write(tarHeader(this.#descriptorName, body.length, this.#startedMs), 0);
    await this.#write(Buffer.concat([body, tarPadding(body.length)]), 512);
    const next = roomOf(body.length);
    await this.#write(tarHeader(this.#descriptorName.replace(/\.ovf$/, '.mf'), manifest.length, this.#startedMs), next);
    await this.#write(Buffer.concat([manifest, tarPadding(manifest.length)]), next + 512);
    await this.#write(tarEnd(), this.#at);
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#beside, this.#file);
  }

  /** Gives up: nothing stays. */
  async abandon(): Promise<void> {
    await this.#handle.close();
    await rm(this.#beside, { force: true });
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await this.#handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
      } catch (error) {
        throw writeError(this.#file, error);
      }
    }
  }
}

function besideOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
}

function roomOf(size: number): number {
  return 512 + Math.ceil(size / 512) * 512;
}

function writeError(file: string, error: unknown): VirError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = { ENOSPC: 'No space left on device', EACCES: 'Permission denied', ENOENT: 'No such file or directory', EEXIST: 'File exists' }[code] ?? code;
  return new VirError({ code: 'system-error', domain: 'none', message: `cannot write '${file}': ${words}`, subject: file, cause: error });
}
