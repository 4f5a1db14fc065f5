import { libvirtError } from '../../core/error-text.ts';

/** RFC 3454 table B.1: mapped to nothing. */
const NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu;
/** Tables C.1.2: spaces other than ours. */
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
/** Control, private use, surrogate and unassigned characters. */
const PROHIBITED = /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\ufff9-\ufffd\u2ff0-\u2ffb\u0340\u0341\u200e\u200f\u202a-\u202e\u206a-\u206f]/u;

/**
 * Names and passwords as both sides have to see them (SASLprep, RFC 4013).
 *
 * @throws auth-failed for characters that may not stand there.
 */
export function saslPrep(text: string): string {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  if (!PROHIBITED.test(prepared)) return prepared;
  throw libvirtError('rpc', 'auth-failed', 'a name or password holds a character that may not stand there', { step: 'rpc-auth' });
}
