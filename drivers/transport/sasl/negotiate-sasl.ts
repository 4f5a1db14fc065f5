import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { gssapiExchange, kerberosCannotEncrypt, kerberosMissing, loadKerberos, type KerberosModule } from './gssapi.ts';
import { saslError } from './sasl-error.ts';
import { mechanismNames, passwordMechanism, type SaslLine } from './sasl-mechanisms.ts';
import type { SaslCredentials, SaslExchange, SaslLayer } from './sasl-types.ts';

/** Weakest protection that counts on an open line, in bits: libvirt's choice. */
const WEAKEST_BITS = 56;
/** More rounds than any mechanism needs. */
const MAX_ROUNDS = 32;

/** What the server answers; an absent answer and an empty one are different things. */
export interface SaslAnswer {
  readonly complete: boolean;
  readonly data: Uint8Array | undefined;
}

/** The protocol that carries the messages: libvirt's calls, or a display's handshake. */
export interface SaslCarrier {
  readonly start: (mechanism: string, data: Uint8Array | undefined) => Promise<SaslAnswer>;
  readonly step: (data: Uint8Array | undefined) => Promise<SaslAnswer>;
}

/** How to sign in. */
export interface SaslOptions extends SaslLine {
  /** The server's list of mechanisms. */
  readonly offered: string;
  /** The one that the user wants (`auth=sasl.NAME`). */
  readonly wanted?: string | undefined;
  /** Asked when a mechanism needs a name and a password. */
  readonly credentials: () => Promise<SaslCredentials>;
  /** Tests give another one. */
  readonly loadKerberos?: () => Promise<KerberosModule | undefined>;
}

/**
 * Signs in. Gives the layer that protects everything from now on; undefined when the mechanism has none and the line
 * needs none.
 *
 * @throws auth-failed in libvirt's words, auth-unavailable when Kerberos is wanted and not installed.
 */
export async function negotiateSasl(carrier: SaslCarrier, options: SaslOptions): Promise<SaslLayer | undefined> {
  const { name, exchange, first } = await begin(options);
  await run(carrier, name, exchange, first);
  const { layer } = exchange;
  if (!options.isOpen) return layer;
  if (layer !== undefined && layer.strengthBits >= WEAKEST_BITS) return layer;
  throw libvirtError('remote', 'auth-failed', `negotiation SSF ${layer?.strengthBits ?? 0} was not strong enough`, { step: 'rpc-auth' });
}

interface Begun {
  readonly name: string;
  readonly exchange: SaslExchange;
  readonly first: Uint8Array | undefined;
}

async function begin(options: SaslOptions): Promise<Begun> {
  const offered = mechanismNames(options.offered);
  const wanted = options.wanted?.toUpperCase();
  if (wanted !== undefined && !offered.includes(wanted)) {
    throw libvirtError('remote', 'auth-failed', `SASL mechanism ${options.wanted ?? ''} not supported by server`, { step: 'rpc-auth' });
  }
  const usable = wanted === undefined ? offered : [wanted];
  const mechanism = passwordMechanism(usable, options.isOpen);
  const ticket = await beginKerberos(usable, options, mechanism !== undefined);
  if (ticket !== undefined) return ticket;
  if (mechanism === undefined) throw noneUsable(offered, options);
  const exchange = mechanism.begin(await options.credentials(), options);
  return { name: mechanism.name, exchange, first: await exchange.start() };
}

/** A ticket spares the question for a password; without one a password will do where the server takes it. */
async function beginKerberos(usable: readonly string[], options: SaslOptions, hasAlternative: boolean): Promise<Begun | undefined> {
  if (!usable.includes('GSSAPI') || (options.isOpen && hasAlternative)) return undefined;
  if (options.isOpen) throw kerberosCannotEncrypt(options.host);
  const kerberos = await (options.loadKerberos ?? loadKerberos)();
  if (kerberos === undefined) {
    if (hasAlternative) return undefined;
    throw kerberosMissing();
  }
  try {
    const exchange = await gssapiExchange(kerberos, options);
    return { name: 'GSSAPI', exchange, first: await exchange.start() };
  } catch (error) {
    if (hasAlternative) return undefined;
    throw error;
  }
}

/** Both sides have to be content, and ours never before the server has shown what it knows. */
async function run(carrier: SaslCarrier, name: string, exchange: SaslExchange, first: Uint8Array | undefined): Promise<void> {
  let answer = await carrier.start(name, first);
  for (let round = 0; !(answer.complete && exchange.isComplete); round++) {
    if (round >= MAX_ROUNDS) throw saslError('step', 'bad-protocol', 'the server never comes to an end');
    const next = await exchange.step(answer.data);
    if (answer.complete) {
      if (exchange.isComplete) return;
      throw saslError('step', 'bad-server', 'the server lets us in without showing that it knows the password');
    }
    answer = await carrier.step(next);
  }
}

function noneUsable(offered: readonly string[], { isOpen, host, service }: SaslLine): VirError {
  const list = offered.join(', ').toLowerCase();
  const message = isOpen && service === 'libvirt'
    ? `${host} offers ${list}, which leaves the connection unencrypted, and this way has no encryption of its own. Use TLS (qemu+tls://${host}/system) or SSH, or let the host offer digest-md5.`
    : `${host} offers ${list}, none of which is ${isOpen ? 'known here and encrypts' : 'known here'}.`;
  const hint = new VirError({ code: 'auth-unavailable', domain: 'rpc', message, subject: host, step: 'rpc-auth' });
  return saslError('start', 'no-mechanism', 'No worthy mechs found', hint);
}
