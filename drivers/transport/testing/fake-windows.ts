import fs from 'node:fs';
import path from 'node:path';
import ssh2 from 'ssh2';
import type { Attributes, SFTPWrapper } from 'ssh2';
import type { FakeSshBehaviour } from './fake-ssh-server.ts';
import { readWindowsLine } from './windows-line.ts';

/** A command's end on the fake Windows host. */
export interface FakeEnd {
  readonly code: number;
  readonly stdout: string;
}

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/**
 * A Windows host with OpenSSH's server, SIMULATED: it answers lines as cmd.exe and PowerShell would answer ours, and serves a folder
 * of this computer as its drives by SFTP (`C:\x` is `ROOT/C/x`). Nobody has compared it with a real one.
 */
export class FakeWindows {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Commands that ran, with Windows' own paths. */
  readonly commands: (readonly string[])[] = [];
  readonly #run: (argv: readonly string[]) => FakeEnd;

  /** `run` gets and gives paths of this computer. */
  constructor(root: string, env: Readonly<Record<string, string>>, run: (argv: readonly string[]) => FakeEnd) {
    this.root = root;
    this.env = env;
    this.#run = run;
  }

  /** What an SSH server does with it. */
  readonly behaviour: Pick<FakeSshBehaviour, 'answer' | 'sftp'> = {
    answer: (line) => this.#answer(line),
    sftp: (sftp) => { this.#serve(sftp); },
  };

  /** `C:\x` as a path of this computer. */
  here(file: string): string {
    return path.join(this.root, file.replace(/^([A-Za-z]):/, '$1').replaceAll('\\', '/'));
  }

  #answer(line: string): FakeEnd {
    // A Unix shell's line is nothing that Windows knows.
    if (!line.startsWith('powershell.exe ')) return { code: 1, stdout: '' };
    const command = readWindowsLine(line);
    if (command.kind === 'script') return { code: 0, stdout: [...command.script.matchAll(/\$env:(\w+)/g)].map(([, name = '']) => `${this.env[name] ?? ''}\r\n`).join('') };
    this.commands.push(command.argv);
    const [program = ''] = command.argv;
    if (program === 'where.exe') return { code: 1, stdout: '' };
    const { code, stdout } = this.#run(command.argv.map((word) => (/^[A-Za-z]:\\/.test(word) ? this.here(word) : word)));
    const back = stdout.replaceAll(new RegExp(`${this.root}/([A-Z])(/[^\\n]*)`, 'g'), (_all, drive: string, rest: string) => `${drive}:${rest.replaceAll('/', '\\')}`);
    return { code, stdout: back.replaceAll('\n', '\r\n') };
  }

  #serve(sftp: SFTPWrapper): void {
    const handles = new Map<number, number | fs.Dirent[]>();
    let next = 0;
    const here = (file: string): string => path.join(this.root, file.replace(/^\/([A-Za-z]):/, '$1'));
    const attempt = (id: number, work: () => void): void => {
      try {
        work();
      } catch (error) {
        const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        sftp.status(id, gone ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE, error instanceof Error ? error.message : '');
      }
    };
    const ok = (id: number, work: () => void): void => { attempt(id, () => { work(); sftp.status(id, STATUS_CODE.OK); }); };
    const give = (id: number, what: number | fs.Dirent[]): void => {
      next += 1;
      handles.set(next, what);
      const name = Buffer.alloc(4);
      name.writeUInt32BE(next);
      sftp.handle(id, name);
    };
    const handleOf = (handle: Buffer): number | fs.Dirent[] | undefined => handles.get(handle.readUInt32BE(0));
    const fdOf = (handle: Buffer): number => {
      const found = handleOf(handle);
      if (typeof found !== 'number') throw new Error('no such handle');
      return found;
    };
    sftp.on('OPEN', (id, file, flags) => {
      attempt(id, () => { give(id, fs.openSync(here(file), (flags & OPEN_MODE.EXCL) !== 0 ? 'wx' : (flags & OPEN_MODE.WRITE) !== 0 ? 'r+' : 'r')); });
    });
    sftp.on('CLOSE', (id, handle) => {
      ok(id, () => {
        const found = handleOf(handle);
        handles.delete(handle.readUInt32BE(0));
        if (typeof found === 'number') fs.closeSync(found);
      });
    });
    sftp.on('READ', (id, handle, offset, length) => {
      attempt(id, () => {
        const piece = Buffer.alloc(length);
        const count = fs.readSync(fdOf(handle), piece, 0, length, offset);
        if (count === 0) sftp.status(id, STATUS_CODE.EOF);
        else sftp.data(id, piece.subarray(0, count));
      });
    });
    sftp.on('WRITE', (id, handle, offset, data) => { ok(id, () => { fs.writeSync(fdOf(handle), data, 0, data.length, offset); }); });
    sftp.on('FSTAT', (id, handle) => { attempt(id, () => { sftp.attrs(id, attributesOf(fs.fstatSync(fdOf(handle)))); }); });
    sftp.on('STAT', (id, file) => { attempt(id, () => { sftp.attrs(id, attributesOf(fs.statSync(here(file)))); }); });
    sftp.on('LSTAT', (id, file) => { attempt(id, () => { sftp.attrs(id, attributesOf(fs.lstatSync(here(file)))); }); });
    sftp.on('SETSTAT', (id, file, { size }) => { ok(id, () => { fs.truncateSync(here(file), size); }); });
    sftp.on('OPENDIR', (id, folder) => { attempt(id, () => { give(id, fs.readdirSync(here(folder), { withFileTypes: true })); }); });
    sftp.on('READDIR', (id, handle) => {
      attempt(id, () => {
        const entries = handleOf(handle);
        if (!Array.isArray(entries) || entries.length === 0) {
          sftp.status(id, STATUS_CODE.EOF);
          return;
        }
        sftp.name(id, entries.splice(0).map((entry) => ({ filename: entry.name, longname: entry.name, attrs: attributesOf(fs.lstatSync(path.join(entry.parentPath, entry.name))) })));
      });
    });
    sftp.on('REALPATH', (id, file) => { attempt(id, () => { sftp.name(id, [{ filename: path.posix.normalize(file), longname: file, attrs: NO_ATTRIBUTES }]); }); });
    sftp.on('REMOVE', (id, file) => { ok(id, () => { fs.unlinkSync(here(file)); }); });
    sftp.on('MKDIR', (id, folder) => { ok(id, () => { fs.mkdirSync(here(folder)); }); });
    sftp.on('RMDIR', (id, folder) => { ok(id, () => { fs.rmdirSync(here(folder)); }); });
    sftp.on('RENAME', (id, from, to) => {
      ok(id, () => {
        if (fs.existsSync(here(to))) throw new Error('it exists');
        fs.renameSync(here(from), here(to));
      });
    });
  }
}

const NO_ATTRIBUTES: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attributesOf({ mode, uid, gid, size, atimeMs, mtimeMs }: fs.Stats): Attributes {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}
