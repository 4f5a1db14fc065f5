import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectUri } from '../api/driver.ts';
import { uriParam } from '../core/connect-uri.ts';
import { libvirtError } from '../core/error-text.ts';

/** What of this computer counts; tests give another one. */
export interface AuthSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** `/etc`. */
  readonly systemDirectory: string;
}

/** libvirt's file of names and passwords, read. */
export interface AuthFile {
  readonly path: string;
  /**
   * What the file says for a service (`libvirt`, `esx`, `ssh`) on a host: `[auth-SERVICE-HOST]`, else `[auth-SERVICE-default]`,
   * names a `[credentials-NAME]`. Undefined: nothing.
   *
   * @throws conf-syntax when the one refers to what is not there.
   */
  readonly credentials: (service: string, host: string) => ReadonlyMap<string, string> | undefined;
}

/**
 * The file that counts for a URI: `LIBVIRT_AUTH_FILE`, `authfile=`, the user's `libvirt/auth.conf`, the system's. The first
 * that is there is the only one.
 *
 * @throws open-failed when a file that was named cannot be read, conf-syntax when it is no such file.
 * @libvirt virAuthGetConfigFilePath
 */
export async function readAuthFile(uri: ConnectUri, here: AuthSurroundings = authSurroundings()): Promise<AuthFile | undefined> {
  const path = await authFilePath(uri, here);
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw libvirtError('auth', 'open-failed', path, { subject: path, step: 'rpc-auth', cause });
  }
  return parseAuthFile(text, path);
}

function authSurroundings(): AuthSurroundings {
  return { env: process.env, home: homedir(), systemDirectory: '/etc' };
}

async function authFilePath(uri: ConnectUri, { env, home, systemDirectory }: AuthSurroundings): Promise<string | undefined> {
  const named = env['LIBVIRT_AUTH_FILE'] ?? uriParam(uri, 'authfile');
  if (named !== undefined) return named;
  const config = env['XDG_CONFIG_HOME'];
  const own = join(config === undefined || config === '' ? join(home, '.config') : config, 'libvirt/auth.conf');
  for (const path of [own, join(systemDirectory, 'libvirt/auth.conf')]) if (await isReadable(path)) return path;
  return undefined;
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** The text of such a file: groups in brackets, `key=value` below them, comments behind `#` (GLib's key files). */
export function parseAuthFile(text: string, path: string): AuthFile {
  const groups = parseGroups(text, path);
  const bad = (message: string): Error => libvirtError('auth', 'conf-syntax', message, { subject: path, step: 'rpc-auth' });
  const credentials = (service: string, host: string): ReadonlyMap<string, string> | undefined => {
    const name = [`auth-${service}-${host}`, `auth-${service}-default`].find((each) => groups.has(each));
    if (name === undefined) return undefined;
    const reference = groups.get(name)?.get('credentials');
    if (reference === undefined) throw bad(`Missing item 'credentials' in group '${name}' in '${path}'`);
    const found = groups.get(`credentials-${reference}`);
    if (found === undefined) throw bad(`Missing group 'credentials-${reference}' referenced from group '${name}' in '${path}'`);
    return found;
  };
  return { path, credentials };
}

function parseGroups(text: string, path: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const groups = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const group = /^\[([^[\]]+)\]\s*$/.exec(line)?.[1];
    const equals = line.indexOf('=');
    if (group !== undefined) {
      current = groups.get(group) ?? new Map<string, string>();
      groups.set(group, current);
    } else if (current !== undefined && equals > 0) {
      current.set(line.slice(0, equals).trimEnd(), unescaped(line.slice(equals + 1).trimStart()));
    } else {
      throw libvirtError('auth', 'conf-syntax', `${path}:${index + 1}: neither a group nor an item`, { subject: path, step: 'rpc-auth' });
    }
  }
  return groups;
}

const ESCAPES: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
}
