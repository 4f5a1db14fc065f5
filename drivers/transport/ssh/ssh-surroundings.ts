import type { CloseReason, Disposable, Event, OpenOptions } from '../../api/connection.ts';
import type { ConnectUri } from '../../api/driver.ts';
import { surroundingsOf, type FarWay, type Surroundings } from '../exec/surroundings.ts';
import type { ByteChannel } from '../byte-channel.ts';
import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { DialBudget } from '../dial-budget.ts';
import { libvirtTarget } from '../libvirt-uri.ts';
import { channelFar } from './dial-far.ts';
import { sshOverrides } from './ssh-link.ts';
import type { SshCarrier } from './ssh-carrier.ts';
import { sshPool, type SshPool } from './ssh-pool.ts';
import { windowsSurroundings } from './windows-surroundings.ts';

/** Another computer, and what only its connection tells. */
export interface SshSurroundings extends Disposable {
  readonly surroundings: Surroundings;
  /** How it is reached, for people: `root@host by SSH`. */
  readonly description: string;
  /** The SSH connection has ended. */
  readonly onDidClose: Event<CloseReason>;
}

/**
 * Another computer by SSH, as a URI names it; the connection is shared with whoever else needs that host. Disposing the
 * surroundings gives the share back.
 */
export async function openSshSurroundings(uri: ConnectUri, options: OpenOptions, pool: SshPool = sshPool): Promise<SshSurroundings> {
  const target = libvirtTarget(uri);
  const budget = new DialBudget(uri.host, options);
  try {
    const lease = await pool.acquire(target.host, sshOverrides(target), budget);
    const { host } = lease;
    try {
      const way: FarWay = { connect: (where, call) => channelFar(host, where, call), listen: (path, take) => listenFar(host, path, take), dispose: lease.dispose };
      const surroundings = await surroundingsOf(host, way, options).catch(async (error: unknown) => {
        const windows = VirError.is(error, 'config-unsupported') ? await windowsSurroundings(host, way, options, budget) : undefined;
        if (windows === undefined) throw error;
        return windows;
      });
      const by = host.clientReason === undefined ? '' : ` (with the installed OpenSSH client: ${host.clientReason})`;
      return { surroundings, description: `${host.description} by SSH${by}`, onDidClose: host.onDidClose, dispose: surroundings.dispose };
    } catch (error) {
      lease.dispose();
      throw error;
    }
  } finally {
    budget.dispose();
  }
}

function listenFar(host: SshCarrier, path: string, take: (channel: ByteChannel) => void): Promise<Disposable> {
  if (host.listenUnix !== undefined) return host.listenUnix(path, take);
  throw libvirtError('ssh', 'operation-unsupported', `the installed OpenSSH client cannot take what ${host.description} sends by itself (${host.clientReason ?? ''})`, { subject: path });
}
