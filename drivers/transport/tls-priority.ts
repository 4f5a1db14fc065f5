import type { SecureVersion } from 'node:tls';
import { libvirtError } from '../core/error-text.ts';

/** What Node is told. */
export interface TlsChoice {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** OpenSSL's list; undefined: its own choice. */
  readonly ciphers: string | undefined;
}

/** Older ones are not used, whatever is asked for. */
const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
const VERSION_NAMES: ReadonlyMap<string, (typeof VERSIONS)[number]> = new Map([['VERS-TLS1.2', 'TLSv1.2'], ['VERS-TLS1.3', 'TLSv1.3']]);
const OLD_VERSIONS = /^VERS-(SSL3\.0|TLS1\.[01]|DTLS[\d.]+|DTLS-ALL)$/;
/** Whole sets of choices; those of 192 bits and more leave out the ciphers with 128. */
const KEYWORDS: ReadonlyMap<string, string | undefined> = new Map([
  ['NORMAL', undefined], ['PERFORMANCE', undefined], ['LEGACY', undefined], ['SECURE128', undefined], ['PFS', 'ECDHE:DHE'], ['SYSTEM', undefined],
  ['SECURE192', 'HIGH:!AES128:!aNULL'], ['SECURE256', 'HIGH:!AES128:!aNULL'],
]);
/** Single choices that are left to OpenSSL. */
const DETAIL = /^[+\-!](?:AES|CAMELLIA|CHACHA20|3DES|ARCFOUR|NULL|CIPHER|MAC|SHA|MD5|UMAC|AEAD|KX|RSA|DHE|ECDHE|ANON|PSK|SRP|SIGN|GROUP|CURVE|COMP|CTYPE|GOST|VKO)[\w-]*$/;

/**
 * Reads a priority string of GnuTLS (`tls_priority=`), as far as Node can follow it: the versions of TLS and the keywords.
 *
 * @throws gnutls-error in libvirt's words for what is no such string, or leaves no version.
 */
export function tlsChoice(priority: string): TlsChoice {
  const [first = '', ...rest] = priority.split(':');
  // "@A,B": names in the system's configuration of GnuTLS, with a fallback behind the colon; only it knows them.
  const named = first.startsWith('@');
  const keyword = named ? 'NORMAL' : first;
  if (!KEYWORDS.has(keyword) && keyword !== 'NONE') throw refused(priority, 'The request is invalid.');
  const versions = new Set<string>(keyword === 'NONE' ? [] : VERSIONS);
  for (const word of named ? [] : rest) apply(priority, word, versions);
  const allowed = VERSIONS.filter((version) => versions.has(version));
  const [min] = allowed;
  const max = allowed.at(-1);
  if (min === undefined || max === undefined) throw refused(priority, 'No or insufficient priorities were set.');
  return { minVersion: min, maxVersion: max, ciphers: KEYWORDS.get(keyword) };
}

function apply(priority: string, word: string, versions: Set<string>): void {
  if (word.startsWith('%') || KEYWORDS.has(word) || DETAIL.test(word)) return;
  const name = word.slice(1);
  const all = name === 'VERS-ALL' || name === 'VERS-TLS-ALL';
  const version = VERSION_NAMES.get(name);
  const subjects = all ? VERSIONS : version === undefined ? [] : [version];
  if ((subjects.length === 0 && !OLD_VERSIONS.test(name)) || !/^[+\-!]/.test(word)) throw refused(priority, 'The request is invalid.');
  for (const each of subjects) {
    if (word.startsWith('+')) versions.add(each);
    else versions.delete(each);
  }
}

function refused(priority: string, why: string): Error {
  return libvirtError('rpc', 'gnutls-error', `Failed to set TLS session priority to ${priority}: ${why}`, { step: 'tls' });
}
