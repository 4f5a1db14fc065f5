import type { DialTarget } from '../api/connection.ts';
import type { CallOptions } from '../api/records.ts';
import type { VirStream } from '../api/stream.ts';
import type { ByteChannel } from './byte-channel.ts';
import { channelToStream } from './channel-stream.ts';
import { DialBudget } from './dial-budget.ts';
import { dialTcp } from './tcp.ts';
import { dialUnix } from './unix.ts';

/** Reaches a target from this computer: what `Connection.dial` is where the hypervisor runs here. */
export async function dialHere(target: DialTarget, options: CallOptions = {}): Promise<VirStream> {
  return channelToStream(await channelHere(target, options));
}

/** As {@link dialHere}, as a channel. */
export async function channelHere(target: DialTarget, options: CallOptions = {}): Promise<ByteChannel> {
  const budget = new DialBudget(target.kind === 'unix' ? target.path : target.host, options);
  try {
    return target.kind === 'unix' ? await dialUnix(target.path, budget) : await dialTcp(target.host, target.port, budget);
  } finally {
    budget.dispose();
  }
}
