import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DIGEST_CIPHERS, digestLayer, MAX_BUFFER_BYTES, type DigestCipher } from './digest-md5-layer.ts';
import { saslError } from './sasl-error.ts';
import type { SaslCredentials, SaslExchange, SaslLayer, SaslService } from './sasl-types.ts';

/** What is needed besides the password. */
export interface DigestOptions extends SaslService {
  /** The bytes go over an open line: nothing less than encryption will do. */
  readonly mustProtect: boolean;
  /** Tests give it. */
  readonly clientNonce?: string;
}

interface Challenge {
  readonly realms: readonly string[];
  readonly nonce: string;
  readonly qops: readonly string[];
  readonly ciphers: readonly string[];
  readonly maxBytes: number;
  readonly isUtf8: boolean;
}

const NONCE_COUNT = '00000001';
/** What stands for the hash of the body when there is more than signing in. */
const NO_BODY = ':00000000000000000000000000000000';

/**
 * DIGEST-MD5 (RFC 2831), with encryption where the line is open.
 *
 * ```
 * server  realm="…",nonce="…",qop="auth,auth-int,auth-conf",cipher="3des,rc4",charset=utf-8,algorithm=md5-sess
 * client  username="…",realm="…",nonce="…",cnonce="…",nc=00000001,qop=auth-conf,cipher="3des",maxbuf=65536,
 *         digest-uri="libvirt/host",response=…
 * server  rspauth=…
 * ```
 */
export function digestMd5Exchange(credentials: SaslCredentials, options: DigestOptions): SaslExchange {
  let expected: string | undefined;
  let agreed: SaslLayer | undefined;
  let isComplete = false;
  const answer = (challenge: Challenge): Uint8Array => {
    const { text, proof, layer } = respond(challenge, credentials, options);
    expected = proof;
    agreed = layer;
    return Buffer.from(text, challenge.isUtf8 ? 'utf8' : 'latin1');
  };
  const verify = (text: string, proof: string): void => {
    const shown = Buffer.from(first(directives(text), 'rspauth') ?? '');
    if (shown.length !== proof.length || !timingSafeEqual(shown, Buffer.from(proof))) throw saslError('step', 'bad-server', 'DIGEST-MD5: This server wants us to believe that he knows shared secret');
    isComplete = true;
  };
  return {
    start: () => Promise.resolve(undefined),
    step: (bytes) => {
      const text = Buffer.from(bytes ?? []).toString('utf8');
      if (expected === undefined) return Promise.resolve(answer(readChallenge(text)));
      if (!isComplete) verify(text, expected);
      return Promise.resolve(undefined);
    },
    get isComplete() {
      return isComplete;
    },
    get layer() {
      return isComplete ? agreed : undefined;
    },
  };
}

function respond(challenge: Challenge, credentials: SaslCredentials, options: DigestOptions): { readonly text: string; readonly proof: string; readonly layer: SaslLayer | undefined } {
  const { username, password, authorizeAs } = credentials;
  const { qop, cipher } = choose(challenge, options.mustProtect);
  const realm = chooseRealm(challenge.realms, credentials.realm, options.host);
  const cnonce = options.clientNonce ?? randomBytes(24).toString('base64');
  const { nonce } = challenge;
  const uri = `${options.service}/${options.host}`;
  const inner = md5(hashed(username), ':', hashed(realm ?? ''), ':', hashed(password));
  const secret = md5(inner, `:${nonce}:${cnonce}${authorizeAs === undefined ? '' : `:${authorizeAs}`}`);
  const proofFor = (method: string): string => {
    const a2 = md5(`${method}:${uri}${qop === 'auth' ? '' : NO_BODY}`).toString('hex');
    return md5(`${secret.toString('hex')}:${nonce}:${NONCE_COUNT}:${cnonce}:${qop}:${a2}`).toString('hex');
  };
  const text = [
    `username=${quoted(username)}`,
    ...(realm === undefined ? [] : [`realm=${quoted(realm)}`]),
    `nonce=${quoted(nonce)}`,
    `cnonce=${quoted(cnonce)}`,
    `nc=${NONCE_COUNT}`,
    `qop=${qop}`,
    ...(cipher === undefined ? [] : [`cipher="${cipher}"`]),
    ...(qop === 'auth' ? [] : [`maxbuf=${MAX_BUFFER_BYTES}`]),
    `digest-uri=${quoted(uri)}`,
    `response=${proofFor('AUTHENTICATE')}`,
    ...(challenge.isUtf8 ? ['charset=utf-8'] : []),
    ...(authorizeAs === undefined ? [] : [`authzid=${quoted(authorizeAs)}`]),
  ].join(',');
  const layer = qop === 'auth' ? undefined : digestLayer({ secret, cipher, peerMaxBytes: challenge.maxBytes });
  return { text, proof: proofFor(''), layer };
}

/** On an open line the strongest protection that both know, else none: the way below has its own. */
function choose({ qops, ciphers }: Challenge, mustProtect: boolean): { readonly qop: string; readonly cipher: DigestCipher | undefined } {
  if (!mustProtect && qops.includes('auth')) return { qop: 'auth', cipher: undefined };
  const cipher = [...DIGEST_CIPHERS.keys()].find((name) => ciphers.includes(name));
  if (qops.includes('auth-conf') && cipher !== undefined) return { qop: 'auth-conf', cipher };
  if (!mustProtect && qops.includes('auth-int')) return { qop: 'auth-int', cipher: undefined };
  throw saslError('step', 'bad-parameter', `DIGEST-MD5: no protection that is known here (${[...qops, ...ciphers].join(', ') || 'none offered'})`);
}

function chooseRealm(offered: readonly string[], wanted: string | undefined, host: string): string | undefined {
  if (wanted !== undefined && (offered.length === 0 || offered.includes(wanted))) return wanted;
  return offered.find((realm) => realm === host) ?? offered[0];
}

function readChallenge(text: string): Challenge {
  const fields = directives(text);
  const nonce = first(fields, 'nonce');
  const algorithm = first(fields, 'algorithm');
  if (nonce === undefined || algorithm?.toLowerCase() !== 'md5-sess') throw saslError('step', 'bad-protocol', 'DIGEST-MD5: the challenge cannot be read');
  const words = (name: string, otherwise: string): string[] => (first(fields, name) ?? otherwise).toLowerCase().split(/[\s,]+/).filter((word) => word !== '');
  const maxBytes = Number(first(fields, 'maxbuf') ?? MAX_BUFFER_BYTES);
  return {
    realms: fields.get('realm') ?? [],
    nonce,
    qops: words('qop', 'auth'),
    ciphers: words('cipher', ''),
    maxBytes: Number.isInteger(maxBytes) && maxBytes > 32 ? maxBytes : MAX_BUFFER_BYTES,
    isUtf8: first(fields, 'charset')?.toLowerCase() === 'utf-8',
  };
}

/** `name=value,name="quoted \" value"`; a name may come several times. */
function directives(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, name = '', quotedValue, bare] of text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))/gsu)) {
    const value = quotedValue === undefined ? (bare ?? '') : quotedValue.replace(/\\(.)/gsu, '$1');
    found.set(name.toLowerCase(), [...(found.get(name.toLowerCase()) ?? []), value]);
  }
  return found;
}

function first(fields: ReadonlyMap<string, readonly string[]>, name: string): string | undefined {
  return fields.get(name)?.[0];
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** What fits into ISO 8859-1 is hashed in it, whatever the charset (RFC 2831, 2.1.2.1). */
function hashed(text: string): Buffer {
  return Buffer.from(text, /^[\u0000-\u00ff]*$/u.test(text) ? 'latin1' : 'utf8');
}

function md5(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
