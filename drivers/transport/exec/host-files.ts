import type { Disposable } from '../../api/connection.ts';

/** What stands under a name. `link`: one that leads nowhere, or one that was not to be followed. */
export type FileKind = 'file' | 'dir' | 'link' | 'block' | 'char' | 'fifo' | 'socket';

/** A point in time as file systems keep it. */
export interface FileTime {
  /** Nanoseconds since 1970. */
  readonly ns: bigint;
}

/** What a file system tells of a file. */
export interface FileInfo {
  readonly kind: FileKind;
  readonly sizeBytes: bigint;
  /** What it takes of the disk. */
  readonly allocatedBytes: bigint;
  /** The permission bits: `0o600`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly accessed: FileTime;
  readonly modified: FileTime;
  readonly changed: FileTime;
}

/** One name of a folder. */
export interface FolderEntry extends FileInfo {
  readonly name: string;
}

/** How full a file system is. */
export interface FileSystemSpace {
  readonly capacityBytes: bigint;
  /** What root may still fill. */
  readonly freeBytes: bigint;
  /** What this user may still fill. */
  readonly availableBytes: bigint;
}

/** Files of this computer or of another one, for drivers that work on both alike. Paths are absolute. */
export interface HostFiles {
  /** The contents, in the order asked for; undefined for what cannot be read. At most 4 MiB each. */
  readonly read: (paths: readonly string[]) => Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes a file whole or not at all: beside it first, then in its place. Folders are made. Only its owner may read it. @throws where a device has the name. */
  readonly write: (file: string, bytes: Uint8Array) => Promise<void>;
  /** Removes files; those that are not there are as good as removed. @throws where one is a device. */
  readonly remove: (files: readonly string[]) => Promise<void>;
  /** Files below some folders whose names end so, at most so many folders deep. Folders that are not there have none. */
  readonly find: (folders: readonly string[], suffix: string, depth: number) => Promise<readonly string[]>;
  readonly exists: (file: string) => Promise<boolean>;

  /** In the order asked for, links followed unless told otherwise; undefined for what is not there. */
  readonly stat: (paths: readonly string[], links?: 'follow' | 'keep') => Promise<readonly (FileInfo | undefined)[]>;
  /** The names of a folder, sorted, links followed; undefined when it is none or cannot be read. */
  readonly list: (folder: string) => Promise<readonly FolderEntry[] | undefined>;
  /** The path without links; undefined when nothing is there. */
  readonly resolve: (file: string) => Promise<string | undefined>;
  /** Makes a folder with all above it, for its owner only unless told otherwise; one that is there stays as it is. */
  readonly makeFolder: (folder: string, mode?: number) => Promise<void>;
  /**
   * Removes a folder or file with all below it, which must lie below `inside`, links on the way there followed.
   *
   * @throws invalid-arg when it lies elsewhere.
   */
  readonly removeTree: (folder: string, inside: string) => Promise<void>;
  /** Removes an empty folder. */
  readonly removeFolder: (folder: string) => Promise<void>;
  /** Puts it in the place of whatever file has the new name. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Makes a file that nobody has yet, with all its contents at once; false when the name is taken. Only its owner may read it. */
  readonly create: (file: string, bytes: Uint8Array) => Promise<boolean>;
  /** Copies the contents of a file, whole or not at all. Only its owner may read the copy. */
  readonly copy: (from: string, to: string) => Promise<void>;
  /** A piece of a file or disk; shorter at its end. */
  readonly readRange: (file: string, offsetBytes: bigint, lengthBytes: number) => Promise<Uint8Array>;
  /** The first bytes of each file or disk, as many as there are; undefined for what cannot be read. */
  readonly readStarts: (paths: readonly string[], lengthBytes: number) => Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes into a file that is there, over what it has. */
  readonly writeRange: (file: string, offsetBytes: bigint, bytes: Uint8Array) => Promise<void>;
  /** Makes a file longer (with a hole) or shorter. */
  readonly truncate: (file: string, sizeBytes: bigint) => Promise<void>;
  readonly setMode: (file: string, mode: number) => Promise<void>;
  /** @throws system-error when the folder is not there. */
  readonly spaceOf: (folder: string) => Promise<FileSystemSpace>;
  /** Tells, a little later, that something about these files or in these folders has changed. What is not there yet is waited for. */
  readonly watch: (paths: readonly string[], listener: () => void) => Disposable;
}

/** What is read as a whole. */
export const MOST_FILE_BYTES = 4 * 1024 * 1024;
