import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errnoName } from '../system-error.ts';
import { matchesPatterns } from './ssh-paths.ts';

/**
 * One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT):
 *
 *     [@cert-authority|@revoked] name[,name…] keytype base64-key [comment]
 *
 * A name is a pattern, `[host]:port` for ports other than 22, or `|1|salt|hash`, the HMAC-SHA1 of a name.
 */
export interface KnownHostLine {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  readonly names: readonly string[];
  readonly keyType: string;
  readonly key: Buffer;
}

/** What the files say about a host's key. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Other keys of this host are on file. */
  | { readonly kind: 'changed'; readonly lines: readonly KnownHostLine[] }
  | { readonly kind: 'revoked'; readonly line: KnownHostLine }
  /** Only certificates of this authority count for the host. */
  | { readonly kind: 'cert-authority'; readonly line: KnownHostLine };

/** The name under which a host's keys are kept. */
export function knownHostName(host: string, port: number): string {
  const low = host.toLowerCase();
  return port === 22 ? low : `[${low}]:${port}`;
}

/** All lines of all files that exist; what is no valid line is passed over, as OpenSSH does. */
export function readKnownHosts(files: readonly string[]): readonly KnownHostLine[] {
  return files.flatMap((file) => {
    try {
      return parseKnownHosts(readFileSync(file, 'utf8'), file);
    } catch (error) {
      if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(errnoName(error) ?? '')) return [];
      throw error;
    }
  });
}

/** The lines of one file. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const parsed = parseLine(raw);
    return parsed === undefined ? [] : [{ file, line: index + 1, ...parsed }];
  });
}

/** The lines that are about this name, with those that only name it by a pattern. */
export function linesFor(name: string, lines: readonly KnownHostLine[]): readonly KnownHostLine[] {
  return lines.filter(({ names }) => namesHost(names, name));
}

/** Judges a host's key by what is on file. */
export function judgeHostKey(name: string, key: Buffer, lines: readonly KnownHostLine[]): HostKeyVerdict {
  const mine = linesFor(name, lines);
  const revoked = mine.find((line) => line.marker === 'revoked' && line.key.equals(key));
  if (revoked !== undefined) return { kind: 'revoked', line: revoked };
  const plain = mine.filter((line) => line.marker === undefined);
  if (plain.some((line) => line.key.equals(key))) return { kind: 'known' };
  // A key of another type does not excuse: whoever is in between may offer any type.
  if (plain.length > 0) return { kind: 'changed', lines: plain };
  const authority = mine.find((line) => line.marker === 'cert-authority');
  return authority === undefined ? { kind: 'unknown' } : { kind: 'cert-authority', line: authority };
}

/** The types of the keys on file for a host: to ask the host for one that can be compared. */
export function knownKeyTypes(name: string, lines: readonly KnownHostLine[]): ReadonlySet<string> {
  return new Set(linesFor(name, lines).filter((line) => line.marker === undefined).map((line) => line.keyType));
}

/** A key's fingerprint as OpenSSH prints it. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key names itself: its first string, after a length of four bytes. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/** A hashed name, as `HashKnownHosts yes` writes it. */
export function hashName(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

/** Whether a list of names means the host. */
export function namesHost(names: readonly string[], name: string): boolean {
  const [first] = names;
  if (first?.startsWith('|') === true) return names.some((hashed) => isHashOf(hashed, name));
  return matchesPatterns(name, names);
}

function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = hashed.split('|');
  if (version !== '1') return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function parseLine(raw: string): Omit<KnownHostLine, 'file' | 'line'> | undefined {
  const text = raw.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const words = text.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
  if (marker !== undefined && marker !== '@cert-authority' && marker !== '@revoked') return undefined;
  const [names, keyType, base64] = words;
  if (names === undefined || keyType === undefined || base64 === undefined) return undefined;
  const key = Buffer.from(base64, 'base64');
  if (keyTypeOf(key) !== keyType) return undefined;
  return {
    marker: marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : undefined,
    names: names.split(','),
    keyType,
    key,
  };
}
