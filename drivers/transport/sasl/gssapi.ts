import { libvirtError } from '../../core/error-text.ts';
import { saslError } from './sasl-error.ts';
import type { SaslExchange, SaslLayer, SaslService } from './sasl-types.ts';

/** What is used of the `kerberos` package's client. Everything is in base64. */
export interface KerberosClient {
  readonly contextComplete: boolean;
  readonly step: (challenge: string) => Promise<string | null | undefined>;
  readonly wrap: (text: string, options?: { readonly protect?: boolean }) => Promise<string>;
  readonly unwrap: (text: string) => Promise<string>;
}

/** The `kerberos` package, as far as it is used. */
export interface KerberosModule {
  readonly initializeClient: (service: string, options: { readonly mechOID: number; readonly gssFlags: number }) => Promise<KerberosClient>;
  readonly GSS_MECH_OID_KRB5: number;
}

/** mutual, replay and sequence detection, confidentiality, integrity (RFC 2744). */
const FLAGS = 2 | 4 | 8 | 16 | 32;
const LAYER_NONE = 1;
const LAYER_CONFIDENTIAL = 4;
const MAX_BUFFER_BYTES = 65_536;
/** What Kerberos adds to a piece at most. */
const OVERHEAD_BYTES = 256;
/** What libvirt counts a Kerberos layer as. */
const STRENGTH_BITS = 256;

/** The optional package that speaks Kerberos; undefined when it is not installed. */
export async function loadKerberos(): Promise<KerberosModule | undefined> {
  try {
    // The name is not written out for the bundler: the package is the user's to install.
    const name = 'kerberos';
    const module = (await import(/* @vite-ignore */ name)) as { readonly default?: KerberosModule } & KerberosModule;
    return module.default ?? module;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** What to do without it. */
export function kerberosMissing(): Error {
  return libvirtError('rpc', 'auth-unavailable', 'The host asks for a Kerberos ticket. Install the package that speaks Kerberos: npm install kerberos, then kinit USER@REALM.', { step: 'rpc-auth' });
}

/**
 * GSSAPI (RFC 4752): a Kerberos ticket that the user has already (`kinit`).
 *
 * ```
 * client  token … server token …             until the context stands
 * server  wrap(u8 layers | u24 size)          1 none, 2 signed, 4 sealed
 * client  wrap(u8 layer  | u24 size)
 * ```
 */
export async function gssapiExchange(kerberos: KerberosModule, { service, host }: SaslService, mustProtect: boolean): Promise<SaslExchange> {
  const client = await kerberos.initializeClient(`${service}@${host}`, { mechOID: kerberos.GSS_MECH_OID_KRB5, gssFlags: FLAGS });
  let layer: SaslLayer | undefined;
  let isComplete = false;
  const token = async (challenge: string, phase: 'start' | 'step'): Promise<Uint8Array> => {
    try {
      return Buffer.from((await client.step(challenge)) ?? '', 'base64');
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const hint = libvirtError('rpc', 'auth-failed', 'Is there a ticket? klist shows it, kinit USER@REALM gets one.', { step: 'rpc-auth', cause });
      throw saslError(phase, 'generic', `GSSAPI Error: ${why}`, hint, cause);
    }
  };
  const agree = async (challenge: string): Promise<Uint8Array> => {
    const offer = Buffer.from(await client.unwrap(challenge), 'base64');
    if (offer.length < 4) throw saslError('step', 'bad-protocol', 'GSSAPI: the offer of layers cannot be read');
    const offered = offer.readUInt8(0);
    const wanted = mustProtect ? LAYER_CONFIDENTIAL : LAYER_NONE;
    if ((offered & wanted) === 0) throw saslError('step', 'bad-parameter', 'GSSAPI: the server offers no protection that would do');
    if (mustProtect) layer = gssapiLayer(client, offer.readUIntBE(1, 3));
    isComplete = true;
    const choice = Buffer.alloc(4);
    choice.writeUInt8(wanted, 0);
    choice.writeUIntBE(mustProtect ? MAX_BUFFER_BYTES : 0, 1, 3);
    return Buffer.from(await client.wrap(choice.toString('base64')), 'base64');
  };
  return {
    start: () => token('', 'start'),
    step: (challenge) => {
      if (isComplete) return Promise.resolve(undefined);
      const text = Buffer.from(challenge ?? []).toString('base64');
      return client.contextComplete ? agree(text) : token(text, 'step');
    },
    get isComplete() {
      return isComplete;
    },
    get layer() {
      return layer;
    },
  };
}

function gssapiLayer(client: KerberosClient, serverMaxBytes: number): SaslLayer {
  return {
    strengthBits: STRENGTH_BITS,
    maxPlainBytes: Math.max(1, Math.min(serverMaxBytes, MAX_BUFFER_BYTES) - OVERHEAD_BYTES),
    maxSealedBytes: MAX_BUFFER_BYTES + OVERHEAD_BYTES,
    encode: async (plain) => Buffer.from(await client.wrap(Buffer.from(plain).toString('base64'), { protect: true }), 'base64'),
    decode: async (sealed) => Buffer.from(await client.unwrap(Buffer.from(sealed).toString('base64')), 'base64'),
  };
}
