import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { VirConf, VirConfValue } from '../conf/virconf/vir-conf.ts';
import { libvirtError } from '../core/error-text.ts';

/** What libvirt's clients are told by `libvirt.conf`. */
export interface LibvirtConf {
  readonly path: string;
  /** Short names for URIs, in the file's order. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly uriDefault: string | undefined;
  /** `mode=`, `proxy=` and `tls_priority=` of URIs that say nothing of them. */
  readonly remoteMode: string | undefined;
  readonly remoteProxy: string | undefined;
  readonly tlsPriority: string | undefined;
}

/** What of this computer counts; tests give another one. */
export interface ConfSurroundings {
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** `/etc`. */
  readonly systemDirectory: string;
}

/**
 * Reads the user's `~/.config/libvirt/libvirt.conf`; root's is `/etc/libvirt/libvirt.conf`. Undefined when there is none, or
 * only comments.
 *
 * @libvirt virConfLoadConfig
 * @throws conf-syntax, conf of the wrong kind included; open-failed when it cannot be read.
 */
export async function readLibvirtConf(here: ConfSurroundings = confSurroundings()): Promise<LibvirtConf | undefined> {
  const path = confPath(here);
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw libvirtError('conf', 'open-failed', path, { subject: path, step: 'resolve', cause });
  }
  if (!/^[ \t]*[^#\s]/m.test(text)) return undefined;
  // The parser is loaded when there is something to parse.
  const { parseVirConf } = await import('../conf/virconf/parse-vir-conf.ts');
  return interpret(parseVirConf(text, { fileName: path }), path);
}

function confSurroundings(): ConfSurroundings {
  return { uid: process.getuid?.() ?? 1, env: process.env, home: homedir(), systemDirectory: '/etc' };
}

function confPath({ uid, env, home, systemDirectory }: ConfSurroundings): string {
  if (uid === 0) return join(systemDirectory, 'libvirt/libvirt.conf');
  const config = env['XDG_CONFIG_HOME'];
  return join(config === undefined || config === '' ? join(home, '.config') : config, 'libvirt/libvirt.conf');
}

/** What is wrong is told when it is needed, as libvirt does: a bad alias does not disturb who uses none. */
function interpret(conf: VirConf, path: string): LibvirtConf {
  const values = new Map(conf.entries.flatMap((entry) => (entry.name === undefined ? [] : [[entry.name, entry.value] as const])));
  const value = (name: string): VirConfValue | undefined => values.get(name);
  const text = (name: string): string | undefined => {
    const found = value(name);
    if (found === undefined || found.type === 'string') return found?.value;
    throw libvirtError('conf', 'internal-error', `${path}: expected a string for '${name}' parameter`, { subject: path, step: 'resolve' });
  };
  return {
    path,
    get aliases() { return aliases(value('uri_aliases'), path); },
    get uriDefault() { return text('uri_default'); },
    get remoteMode() { return text('remote_mode'); },
    get remoteProxy() { return text('remote_proxy'); },
    get tlsPriority() { return text('tls_priority'); },
  };
}

function aliases(value: VirConfValue | undefined, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (value === undefined) return found;
  const context = { subject: path, step: 'resolve' } as const;
  const expected = `${path}: expected a string list for 'uri_aliases' parameter`;
  if (value.type !== 'list') throw libvirtError('conf', 'internal-error', expected, context);
  for (const item of value.items) {
    if (item.type !== 'string') throw libvirtError('conf', 'conf-syntax', expected, context);
    const [, name, uri] = /^([^=]*)=(.*)$/s.exec(item.value) ?? [];
    if (name === undefined || uri === undefined) {
      throw libvirtError('uri', 'conf-syntax', `Malformed 'uri_aliases' config entry '${item.value}', expected 'alias=uri://host/path'`, context);
    }
    if (!/^[A-Za-z0-9_-]*$/.test(name)) {
      throw libvirtError('uri', 'conf-syntax', `Malformed 'uri_aliases' config entry '${item.value}', aliases may only contain 'a-Z, 0-9, _, -'`, context);
    }
    if (!found.has(name)) found.set(name, uri);
  }
  return found;
}

/**
 * What a person means who names a connection: an alias, `xen`, nothing at all (then the environment and the file decide).
 * Undefined: nothing is named anywhere, the caller has a default of its own.
 *
 * @libvirt virConnectOpenInternal
 */
export function connectName(name: string | undefined, conf: LibvirtConf | undefined, env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const given = name === undefined || name === '' ? (filled(env['LIBVIRT_DEFAULT_URI']) ?? conf?.uriDefault) : name;
  if (given === undefined) return undefined;
  if (/^xen$/i.test(given) || given === 'xen://') return 'xen:///system';
  return conf?.aliases.get(given) ?? given;
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
