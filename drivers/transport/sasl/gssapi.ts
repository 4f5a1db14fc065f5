import { libvirtError } from '../../core/error-text.ts';
import { saslError } from './sasl-error.ts';
import type { SaslExchange, SaslService } from './sasl-types.ts';

/** What is used of the `kerberos` package's client. Everything is in base64. */
export interface KerberosClient {
  readonly contextComplete: boolean;
  readonly step: (challenge: string) => Promise<string | null | undefined>;
  /** Whatever it is given, it wraps "no layer": the package can sign in, not encrypt. */
  readonly wrap: (text: string) => Promise<string>;
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

/** Why it does not help on an open line, and what does. */
export function kerberosCannotEncrypt(host: string): Error {
  return libvirtError('rpc', 'auth-unavailable', `${host} takes a Kerberos ticket, but the package that speaks Kerberos here cannot encrypt, and this way has no encryption of its own. Use TLS (qemu+tls://${host}/system) or SSH.`, { subject: host, step: 'rpc-auth' });
}

/** What to do without it. */
export function kerberosMissing(): Error {
  return libvirtError('rpc', 'auth-unavailable', 'The host asks for a Kerberos ticket. Install the package that speaks Kerberos: npm install kerberos, then kinit USER@REALM.', { step: 'rpc-auth' });
}

/**
 * GSSAPI (RFC 4752) without a layer, so for lines that are encrypted below: a Kerberos ticket that the user has already (`kinit`).
 *
 * ```
 * client  token … server token …             until the context stands
 * server  wrap(u8 layers | u24 size)          1 none, 2 signed, 4 sealed
 * client  wrap(u8 1 | u24 0)
 * ```
 */
export async function gssapiExchange(kerberos: KerberosModule, { service, host }: SaslService): Promise<SaslExchange> {
  const client = await kerberos.initializeClient(`${service}@${host}`, { mechOID: kerberos.GSS_MECH_OID_KRB5, gssFlags: FLAGS });
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
    if ((offer.readUInt8(0) & LAYER_NONE) === 0) throw saslError('step', 'bad-parameter', 'GSSAPI: the server wants a layer where none is needed');
    isComplete = true;
    const choice = Buffer.of(LAYER_NONE, 0, 0, 0);
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
    layer: undefined,
  };
}
