import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { AuthList, AuthPolkit, ConnectOpen, ConnectSupportsFeature } from '../protocol/remote.gen.ts';
import type { CallOptions } from '../../api/records.ts';
import { DriverFeature } from './driver-features.ts';
import type { RpcChannel } from './rpc-channel.ts';

/** `VIR_CONNECT_RO` */
const OPEN_READ_ONLY = 1;
const AUTH_NONE = 0;
const AUTH_SASL = 1;
const AUTH_POLKIT = 2;

/** What the handshake has to know. */
export interface HandshakeOptions {
  /** What the daemon is asked to open; empty: it chooses. */
  readonly name: string;
  readonly readOnly: boolean;
  /** Asking for it makes the daemon watch us by pings of its own. */
  readonly keepAlive: boolean;
  readonly call: CallOptions;
}

/** What the handshake found. */
export interface HandshakeResult {
  /** The daemon answers pings. */
  readonly keepAlive: boolean;
  /** polkit let us in, which may have asked a person for a password. */
  readonly askedPolkit: boolean;
}

/**
 * Signs in and opens the daemon's own connection: AUTH_LIST, what it demands, then in one go the
 * question for keepalive and CONNECT_OPEN.
 *
 * @throws VirError with the step `rpc-auth` or `open`.
 */
export async function handshake(rpc: RpcChannel, options: HandshakeOptions): Promise<HandshakeResult> {
  const askedPolkit = await inStep('rpc-auth', () => authenticate(rpc, options.call));
  return inStep('open', async () => {
    const keepAlive = options.keepAlive ? askKeepAlive(rpc, options.call) : Promise.resolve(false);
    const name = options.name;
    const open = rpc.call(ConnectOpen, { name, flags: options.readOnly ? OPEN_READ_ONLY : 0 }, options.call);
    const [supported] = await Promise.all([keepAlive, open]);
    return { keepAlive: supported, askedPolkit };
  });
}

/** Answers whether polkit was asked. */
async function authenticate(rpc: RpcChannel, call: CallOptions): Promise<boolean> {
  const { types } = await rpc.call(AuthList, undefined, call);
  const type = types[0] ?? AUTH_NONE;
  switch (type) {
    case AUTH_NONE:
      return false;
    case AUTH_POLKIT:
      await rpc.call(AuthPolkit, undefined, call);
      return true;
    case AUTH_SASL:
      throw libvirtError('remote', 'auth-failed', 'the daemon asks for SASL, which is not supported yet', { subject: rpc.description });
    default:
      throw libvirtError('remote', 'auth-failed', `unsupported authentication type ${type}`, { subject: rpc.description });
  }
}

async function askKeepAlive(rpc: RpcChannel, call: CallOptions): Promise<boolean> {
  try {
    return (await rpc.call(ConnectSupportsFeature, { feature: DriverFeature.programKeepAlive }, call)).supported;
  } catch (error) {
    // An old daemon does not know the question, which answers it.
    if (VirError.is(error, 'no-support')) return false;
    throw error;
  }
}

async function inStep<T>(step: 'rpc-auth' | 'open', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withStep(VirError.from(error), step);
  }
}

function withStep(error: VirError, step: 'rpc-auth' | 'open'): VirError {
  if (error.step !== undefined) return error;
  const { code, domain, message, subject, details, cause } = error;
  return new VirError({ code, domain, message, subject, details, cause, step });
}
