import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemError } from '../system-error.ts';
import { hashName, keyTypeOf, namesHost, parseKnownHosts } from './known-hosts.ts';

/** What is to be remembered. */
export interface NewKnownHost {
  readonly file: string;
  readonly name: string;
  readonly key: Buffer;
  readonly hashed: boolean;
}

/**
 * Adds a host's key to a known_hosts file, in one write, so that several programs may do it at once.
 *
 * @throws system-error when the file cannot be written.
 */
export function appendKnownHost(entry: NewKnownHost): void {
  try {
    mkdirSync(dirname(entry.file), { recursive: true, mode: 0o700 });
    const handle = openSync(entry.file, 'a+', 0o600);
    try {
      writeSync(handle, `${endsWithoutLineBreak(handle) ? '\n' : ''}${lineOf(entry)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw systemError(error, { message: `Failed to add the host key to '${entry.file}'`, step: 'ssh-host-key', subject: entry.file });
  }
}

/** Puts a host's new key in the place of all its old ones. The file is exchanged as a whole. */
export function replaceKnownHost(entry: NewKnownHost): void {
  if (!existsSync(entry.file)) {
    appendKnownHost(entry);
    return;
  }
  const file = realpathSync(entry.file);
  const temporary = `${file}.vireo-${randomBytes(6).toString('hex')}`;
  try {
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeSync(handle, `${withoutHost(readFileSync(file, 'utf8'), entry.name)}${lineOf(entry)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(temporary, statSync(file).mode & 0o777);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw systemError(error, { message: `Failed to change the host key in '${entry.file}'`, step: 'ssh-host-key', subject: entry.file });
  }
}

function withoutHost(text: string, name: string): string {
  const plain = new Map(parseKnownHosts(text, '').filter((line) => line.marker === undefined).map((line) => [line.line, line]));
  const kept = text.split('\n').flatMap((raw, index) => {
    const line = plain.get(index + 1);
    if (line === undefined || !namesHost(line.names, name)) return [raw];
    const others = line.names.filter((candidate) => !namesHost([candidate], name));
    return others.length === 0 ? [] : [raw.replace(line.names.join(','), others.join(','))];
  });
  const joined = kept.join('\n');
  return joined === '' || joined.endsWith('\n') ? joined : `${joined}\n`;
}

function lineOf({ name, key, hashed }: NewKnownHost): string {
  return `${hashed ? hashName(name, randomBytes(20)) : name} ${keyTypeOf(key)} ${key.toString('base64')}`;
}

function endsWithoutLineBreak(handle: number): boolean {
  const { size } = fstatSync(handle);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}
