import { digestMd5Exchange } from './digest-md5.ts';
import { plainExchange } from './plain.ts';
import type { SaslCredentials, SaslExchange, SaslService } from './sasl-types.ts';
import { scramExchange } from './scram.ts';

/** What a mechanism needs to know of the line. */
export interface SaslLine extends SaslService {
  /** Others may listen in below: the mechanism must encrypt what comes after it. */
  readonly isOpen: boolean;
}

/** A mechanism that takes a name and a password. */
export interface PasswordMechanism {
  readonly name: string;
  /** It can encrypt what comes after it. */
  readonly encrypts: boolean;
  readonly begin: (credentials: SaslCredentials, line: SaslLine) => SaslExchange;
}

/** Those that can be used, the one liked best first. */
const PASSWORD_MECHANISMS: readonly PasswordMechanism[] = [
  { name: 'SCRAM-SHA-512', encrypts: false, begin: (credentials) => scramExchange('sha512', credentials) },
  { name: 'SCRAM-SHA-256', encrypts: false, begin: (credentials) => scramExchange('sha256', credentials) },
  { name: 'SCRAM-SHA-1', encrypts: false, begin: (credentials) => scramExchange('sha1', credentials) },
  {
    name: 'DIGEST-MD5',
    encrypts: true,
    begin: (credentials, { service, host, isOpen }) => digestMd5Exchange(credentials, { service, host, mustProtect: isOpen }),
  },
  { name: 'PLAIN', encrypts: false, begin: plainExchange },
];

/** The mechanisms of a server's list, upper case. */
export function mechanismNames(list: string): readonly string[] {
  return list.toUpperCase().split(/[\s,]+/).filter((name) => name !== '');
}

/** The best mechanism with name and password for a line; undefined when none of those offered will do. */
export function passwordMechanism(offered: readonly string[], isOpen: boolean): PasswordMechanism | undefined {
  return PASSWORD_MECHANISMS.find(({ name, encrypts }) => offered.includes(name) && (encrypts || !isOpen));
}
