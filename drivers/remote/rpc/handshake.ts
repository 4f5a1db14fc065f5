import { VirError } from '../../core/vir-error.ts';
import { ConnectOpen, ConnectSupportsFeature } from '../protocol/remote.gen.ts';
import type { CallOptions } from '../../api/records.ts';
import { DriverFeature } from './driver-features.ts';
import type { RpcChannel } from './rpc-channel.ts';
import { signIn, type SignInLine, type SignInOptions } from './sign-in.ts';

/** `VIR_CONNECT_RO` */
const OPEN_READ_ONLY = 1;

/** What the handshake has to know. */
export interface HandshakeOptions {
  /** What the daemon is asked to open; empty: it chooses. */
  readonly name: string;
  readonly readOnly: boolean;
  /** Asking for it makes the daemon watch us by pings of its own. */
  readonly keepAlive: boolean;
  readonly call: CallOptions;
  readonly signIn: SignInOptions | undefined;
  readonly secure: SignInLine['secure'];
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
  const signedIn = await inStep('rpc-auth', () => signIn({ rpc, call: options.call, secure: options.secure }, options.signIn));
  return inStep('open', async () => {
    const keepAlive = options.keepAlive ? askKeepAlive(rpc, options.call) : Promise.resolve(false);
    const name = options.name;
    const open = rpc.call(ConnectOpen, { name, flags: options.readOnly ? OPEN_READ_ONLY : 0 }, options.call);
    const [supported] = await Promise.all([keepAlive, open]);
    return { keepAlive: supported, askedPolkit: signedIn === 'polkit' };
  });
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
