import { saslPrep } from './sasl-prep.ts';
import type { SaslCredentials, SaslExchange } from './sasl-types.ts';

/**
 * PLAIN (RFC 4616): the password as it is, so only where nobody can listen in.
 *
 * ```
 * client  [authorize as] NUL username NUL password
 * ```
 */
export function plainExchange({ username, password, authorizeAs = '' }: SaslCredentials): SaslExchange {
  let sent = false;
  return {
    start: () => {
      sent = true;
      return Promise.resolve(Buffer.from([authorizeAs, saslPrep(username), saslPrep(password)].join('\0'), 'utf8'));
    },
    step: () => Promise.resolve(undefined),
    get isComplete() {
      return sent;
    },
    layer: undefined,
  };
}
