import type { DialTarget } from '../../api/connection.ts';
import type { CallOptions } from '../../api/records.ts';
import type { VirStream } from '../../api/stream.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { channelToStream } from '../channel-stream.ts';
import { DialBudget } from '../dial-budget.ts';
import { hostPort } from '../tcp.ts';
import { openFarWay } from './far-socket.ts';
import { probeFar } from './far-probe.ts';
import type { SshCarrier } from './ssh-carrier.ts';

/** Reaches a target from an SSH host, inside its one SSH connection. */
export async function dialFar(host: SshCarrier, target: DialTarget, options: CallOptions = {}): Promise<VirStream> {
  return channelToStream(await channelFar(host, target, options));
}

/** As {@link dialFar}, as a channel. */
export async function channelFar(host: SshCarrier, target: DialTarget, options: CallOptions = {}): Promise<ByteChannel> {
  const where = target.kind === 'unix' ? target.path : hostPort(target.host, target.port);
  const budget = new DialBudget(`${where} on ${host.description}`, options);
  budget.step = 'forward';
  try {
    return await open(host, target, budget);
  } catch (error) {
    if (VirError.is(error)) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw libvirtError('rpc', 'system-error', `cannot reach ${where} from ${host.description}: ${words}`, { subject: where, step: 'forward', cause: error });
  } finally {
    budget.dispose();
  }
}

async function open(host: SshCarrier, target: DialTarget, budget: DialBudget): Promise<ByteChannel> {
  if (target.kind === 'tcp') return host.forwardTcp(target.host, target.port, budget);
  try {
    return await host.forwardUnix(target.path, budget);
  } catch (error) {
    if (VirError.is(error)) throw error;
    const facts = await probeFar(host, 'nc', [target.path], budget);
    if (facts.sockets.get(target.path) !== 'there' || !facts.hasNetcat) throw error;
    return openFarWay(host, { kind: 'netcat', path: target.path, program: 'nc' }, budget);
  }
}
