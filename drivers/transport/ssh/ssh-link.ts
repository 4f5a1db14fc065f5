import { libvirtError } from '../../core/error-text.ts';
import type { DialBudget } from '../dial-budget.ts';
import { ChannelSet, unverified, type LibvirtLink } from '../libvirt-link.ts';
import type { LibvirtTarget } from '../libvirt-uri.ts';
import { printable } from '../printable.ts';
import { dialFar } from './dial-far.ts';
import { findFarWay, openFarWay } from './far-socket.ts';
import { sshPool, type SshPool } from './ssh-pool.ts';
import type { SshOverrides } from './ssh-settings.ts';

/** The way to a daemon through an SSH connection, which is shared with whoever else needs that host. */
export async function sshLink(target: LibvirtTarget, readOnly: boolean, budget: DialBudget, pool: SshPool = sshPool): Promise<LibvirtLink> {
  if (target.params.netcat !== undefined) await confirmNetcat(target, target.params.netcat, budget);
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
      description: `${host.description} by SSH${host.clientReason === undefined ? '' : ` (with the installed OpenSSH client: ${host.clientReason})`}`,
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

/** What is known as netcat may be named; any other program, even on the far side, is the person's to allow: a URI may come from anywhere. */
async function confirmNetcat(target: LibvirtTarget, program: string, budget: DialBudget): Promise<void> {
  if (/^(\/(usr\/)?(local\/)?bin\/)?(nc|ncat|netcat)(\.(openbsd|traditional))?$/.test(program)) return;
  const argv = ['ssh', ...(target.user === undefined ? [] : ['-l', target.user]), '--', target.host, program];
  const answer = await budget.ask({ kind: 'run-command', target: target.forwardedName, argv });
  if (answer?.kind === 'accept') return;
  throw libvirtError('remote', 'auth-cancelled', `the URI wants to run ${printable(program)} on ${target.host}, which was not allowed`, { subject: program, step: 'connect' });
}

/** What a URI says about the SSH connection. */
export function sshOverrides({ transport, user, port, params }: LibvirtTarget): SshOverrides {
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
