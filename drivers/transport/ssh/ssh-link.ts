import type { DialBudget } from '../dial-budget.ts';
import { ChannelSet, unverified, type LibvirtLink } from '../libvirt-link.ts';
import type { LibvirtTarget } from '../libvirt-uri.ts';
import { dialFar } from './dial-far.ts';
import { findFarWay, openFarWay } from './far-socket.ts';
import { sshPool, type SshPool } from './ssh-pool.ts';
import type { SshOverrides } from './ssh-settings.ts';

/** The way to a daemon through an SSH connection, which is shared with whoever else needs that host. */
export async function sshLink(target: LibvirtTarget, readOnly: boolean, budget: DialBudget, pool: SshPool = sshPool): Promise<LibvirtLink> {
  const lease = await pool.acquire(target.host, sshOverrides(target), budget);
  const { host } = lease;
  try {
    const { way, channel } = await findFarWay(host, { target, readOnly }, budget);
    const channels = new ChannelSet(channel, host.description, (again) => openFarWay(host, way, again));
    return {
      channel,
      forwardedName: target.forwardedName,
      dial: (where, call) => dialFar(host, where, call),
      newChannel: channels.newChannel,
      onDidClose: host.onDidClose,
      description: `${host.description} by SSH`,
      isSecure: true,
      dispose: () => {
        channels.dispose();
        lease.dispose();
      },
      ...(host.settings.hostKeyPolicy === 'ignore' ? { warning: unverified(target) } : {}),
    };
  } catch (error) {
    lease.dispose();
    throw error;
  }
}

function sshOverrides({ transport, user, port, params }: LibvirtTarget): SshOverrides {
  const policies = { normal: undefined, auto: 'accept-new', ignore: 'ignore' } as const;
  const own = params.knownHostsVerify === undefined ? undefined : policies[params.knownHostsVerify];
  return {
    user: user ?? (transport === 'ssh' ? undefined : 'root'), // as libvirt's libssh transports
    port,
    keyfile: params.keyfile,
    knownHosts: params.knownHosts,
    hostKeyPolicy: own ?? (params.verify ? undefined : 'accept-new'),
    authMethods: params.sshauth,
  };
}
