import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { saslError } from './sasl-error.ts';
import { saslPrep } from './sasl-prep.ts';
import type { SaslCredentials, SaslExchange } from './sasl-types.ts';

const derive = promisify(pbkdf2);
/** More rounds than this are an attack on our time. */
const MAX_ITERATIONS = 2_000_000;
const MIN_ITERATIONS = 1;
const GS2_HEADER = 'n,,';

/** The hashes that SCRAM is used with. */
export type ScramHash = 'sha1' | 'sha256' | 'sha512';

const HASH_BYTES: { readonly [hash in ScramHash]: number } = { sha1: 20, sha256: 32, sha512: 64 };

/**
 * SCRAM (RFC 5802, 7677): shows that we know the password without telling it, and that the server knows it too.
 *
 * ```
 * client  n,,n=USER,r=NONCE
 * server  r=NONCE+MORE,s=SALT,i=ROUNDS
 * client  c=biws,r=NONCE+MORE,p=PROOF
 * server  v=SIGNATURE                       or e=ERROR
 * ```
 */
export function scramExchange(hash: ScramHash, credentials: SaslCredentials, nonce: string = randomBytes(24).toString('base64')): SaslExchange {
  const bare = `n=${escapeName(saslPrep(credentials.username))},r=${nonce}`;
  let signature: Buffer | undefined;
  let isComplete = false;
  const answer = async (challenge: string): Promise<Uint8Array> => {
    const { combined, salt, iterations } = readFirst(challenge, nonce);
    const salted = await derive(saslPrep(credentials.password), salt, iterations, HASH_BYTES[hash], hash);
    const mac = (key: Uint8Array, text: string): Buffer => createHmac(hash, key).update(text).digest();
    const clientKey = mac(salted, 'Client Key');
    const withoutProof = `c=${Buffer.from(GS2_HEADER).toString('base64')},r=${combined}`;
    const transcript = `${bare},${challenge},${withoutProof}`;
    const clientSignature = mac(createHash(hash).update(clientKey).digest(), transcript);
    signature = mac(mac(salted, 'Server Key'), transcript);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0)));
    return Buffer.from(`${withoutProof},p=${proof.toString('base64')}`, 'utf8');
  };
  const verify = (final: string, expected: Buffer): void => {
    const fields = attributes(final);
    const refusal = fields.get('e');
    if (refusal !== undefined) throw saslError('step', 'bad-auth', refusal.replace(/[^\x20-\x7e]/g, '?'));
    const shown = Buffer.from(fields.get('v') ?? '', 'base64');
    if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) throw saslError('step', 'bad-server', 'the server does not know the password either');
    isComplete = true;
  };
  return {
    start: () => Promise.resolve(Buffer.from(`${GS2_HEADER}${bare}`, 'utf8')),
    step: async (challenge) => {
      const text = Buffer.from(challenge ?? []).toString('utf8');
      if (signature === undefined) return answer(text);
      if (!isComplete) verify(text, signature);
      return undefined;
    },
    get isComplete() {
      return isComplete;
    },
    layer: undefined,
  };
}

function readFirst(challenge: string, nonce: string): { readonly combined: string; readonly salt: Buffer; readonly iterations: number } {
  const fields = attributes(challenge);
  const combined = fields.get('r') ?? '';
  const salt = Buffer.from(fields.get('s') ?? '', 'base64');
  const rounds = fields.get('i') ?? '';
  const iterations = /^\d{1,9}$/.test(rounds) ? Number(rounds) : 0;
  if (fields.has('m')) throw saslError('step', 'bad-protocol', 'the server wants an extension of SCRAM that is not known');
  if (!combined.startsWith(nonce) || combined.length === nonce.length) throw saslError('step', 'bad-server', 'the server answers another question');
  if (salt.length === 0 || iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) throw saslError('step', 'bad-protocol', `the server's salt or number of rounds (${iterations}) is not acceptable`);
  return { combined, salt, iterations };
}

function attributes(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}

function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
