import type { CallOptions } from '../../api/records.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { CredentialSource } from '../../transport/sasl/credential-source.ts';
import type { SaslAnswer, SaslCarrier } from '../../transport/sasl/negotiate-sasl.ts';
import type { SaslLayer } from '../../transport/sasl/sasl-types.ts';
import { AuthList, AuthPolkit, AuthSaslInit, AuthSaslStart, AuthSaslStep } from '../protocol/remote.gen.ts';
import type { RpcChannel } from './rpc-channel.ts';

const AUTH_NONE = 0;
const AUTH_SASL = 1;
const AUTH_POLKIT = 2;

/** How to sign in to a daemon; the same for every RPC connection of a session. */
export interface SignInOptions {
  /** As the URI names it: Kerberos tickets and digests are made out to it. */
  readonly host: string;
  /** What the URI wants (`auth=`): `polkit`, `sasl`, `sasl.MECHANISM`. */
  readonly wanted: string | undefined;
  readonly credentials: CredentialSource;
}

/** What the handshake hands over. */
export interface SignInLine {
  readonly rpc: RpcChannel;
  readonly call: CallOptions;
  /** Protects everything from now on; absent where the way below does. */
  readonly secure: ((layer: SaslLayer) => void) | undefined;
}

/** Which way of signing in was used. */
export type SignedIn = 'none' | 'sasl' | 'polkit';

/**
 * Does what the daemon demands before it serves anything.
 *
 * @libvirt remoteAuthenticate
 * @throws auth-failed, auth-cancelled, auth-unavailable.
 */
export async function signIn(line: SignInLine, options: SignInOptions | undefined): Promise<SignedIn> {
  const { types } = await line.rpc.call(AuthList, undefined, line.call);
  const type = chooseType(types, options?.wanted);
  switch (type) {
    case AUTH_NONE:
      return 'none';
    case AUTH_POLKIT:
      await line.rpc.call(AuthPolkit, undefined, line.call);
      return 'polkit';
    case AUTH_SASL:
      if (options === undefined) throw refused('the daemon asks for SASL, and nobody is named to sign in as', line.rpc);
      await signInWithSasl(line, options);
      return 'sasl';
    default:
      throw refused(`unsupported authentication type ${type}`, line.rpc);
  }
}

function chooseType(types: readonly number[], wanted: string | undefined): number {
  if (types.length === 0) return AUTH_NONE;
  if (wanted === undefined) return types[0] ?? AUTH_NONE;
  const word = wanted.toLowerCase();
  const type = word === 'sasl' || word.startsWith('sasl.') ? AUTH_SASL : word === 'polkit' ? AUTH_POLKIT : undefined;
  if (type === undefined) throw libvirtError('remote', 'auth-failed', `unknown authentication type ${wanted}`);
  if (!types.includes(type)) throw libvirtError('remote', 'auth-failed', `requested authentication type ${wanted} rejected`);
  return type;
}

/** A wrong password is asked for again on the same connection, which the daemon allows. */
async function signInWithSasl({ rpc, call, secure }: SignInLine, { host, wanted, credentials }: SignInOptions): Promise<void> {
  const mechanism = wanted !== undefined && /^sasl\./i.test(wanted) ? wanted.slice('sasl.'.length) : undefined;
  // SASL and its ciphers are loaded when first needed: most connections need none.
  const { negotiateSasl } = await import('../../transport/sasl/negotiate-sasl.ts');
  for (;;) {
    const { mechlist } = await rpc.call(AuthSaslInit, undefined, call);
    try {
      const layer = await negotiateSasl(carrier(rpc, call), {
        service: 'libvirt', host, isOpen: secure !== undefined, offered: mechlist, wanted: mechanism, credentials: credentials.get,
      });
      if (layer !== undefined) secure?.(layer);
      return;
    } catch (error) {
      if (!VirError.is(error, 'auth-failed') || !credentials.refuse()) throw error;
    }
  }
}

function carrier(rpc: RpcChannel, call: CallOptions): SaslCarrier {
  const given = (data: Uint8Array | undefined): { readonly nil: boolean; readonly data: Uint8Array } => ({ nil: data === undefined, data: data ?? new Uint8Array(0) });
  const answer = ({ complete, nil, data }: { readonly complete: boolean; readonly nil: boolean; readonly data: Uint8Array }): SaslAnswer => ({ complete, data: nil ? undefined : data });
  return {
    start: async (mech, data) => answer(await rpc.call(AuthSaslStart, { mech, ...given(data) }, call)),
    step: async (data) => answer(await rpc.call(AuthSaslStep, given(data), call)),
  };
}

function refused(message: string, rpc: RpcChannel): VirError {
  return libvirtError('remote', 'auth-failed', message, { subject: rpc.description });
}
