import type { InterfaceSource, NetInterface } from '../../conf/domain/interface.ts';
import { confError, unsupported } from '../../conf/lens/conf-error.ts';
import type { CommandContext } from './command-context.ts';
import type { NetDescriptors } from './passed-devices.ts';
import type { Props } from './props.ts';

/**
 * What stands behind a network interface on the host: `-netdev`, or QMP's `netdev_add`.
 *
 * @throws VirError `config-unsupported`.
 */
export function netdevProps(net: NetInterface, context: Pick<CommandContext, 'passed' | 'paths'>): Props {
  if (net.script !== undefined && net.type !== 'ethernet') throw unsupported(`scripts are not supported on interfaces of type ${net.type}`, 'qemu');
  return { ...backendProps(net, context), ...context.passed.networkProps?.(net.alias ?? ''), id: `host${net.alias ?? ''}` };
}

function backendProps(net: NetInterface, { passed, paths }: Pick<CommandContext, 'passed' | 'paths'>): Props {
  const { source, alias = '' } = net;
  const queues = (net.driver?.queues ?? 0) > 1 ? net.driver?.queues : undefined;
  switch (net.type) {
    case 'bridge':
    case 'network':
    case 'direct':
    case 'ethernet':
      return tapProps(net, passed.net?.(alias));
    case 'client':
    case 'server':
    case 'mcast':
    case 'udp':
      return socketProps(source);
    case 'user':
      if (net.backend?.type === 'passt') return { type: 'stream', addr: { type: 'unix', path: passed.passtSocket?.(alias) ?? `${paths.libDir}/${alias}.socket` }, server: false };
      return userProps(net, passed.slirpFd?.(alias));
    case 'internal':
      return { type: 'user' };
    case 'vhostuser':
      return { type: 'vhost-user', chardev: `char${alias}`, queues };
    case 'vdpa':
      return { type: 'vhost-vdpa', vhostdev: passed.vdpaSet?.(alias)?.path ?? (source?.type === 'vdpa' ? source.dev : undefined), queues };
    case 'hostdev':
    case 'null':
    case 'vds':
      return {};
  }
}

function tapProps(net: NetInterface, opened: NetDescriptors | undefined): Props {
  const sndbuf = net.tune?.sndbuf;
  if (opened === undefined) return unopenedTapProps(net, sndbuf);
  const list = (name: string, many: string, fds: readonly (number | string)[]): Props => (fds.length === 0 ? {} : { [fds.length > 1 ? many : name]: fds.join(':') });
  return {
    type: 'tap',
    ...list('fd', 'fds', opened.tap),
    vhost: opened.vhost.length > 0 ? true : undefined,
    ...list('vhostfd', 'vhostfds', opened.vhost),
    sndbuf,
  };
}

/** What QEMU can do without somebody who makes tap devices for it. */
function unopenedTapProps(net: NetInterface, sndbuf: bigint | undefined): Props {
  const { source } = net;
  if (source?.type === 'bridge') return { type: 'bridge', br: source.bridge };
  if (net.type === 'ethernet') {
    return { type: 'tap', ifname: net.target?.dev, script: net.script ?? 'no', downscript: net.downscript ?? 'no', sndbuf };
  }
  throw unsupported(`interface type '${net.type}' needs a tap device that this host does not let its users make; use 'user' or 'bridge'`, 'qemu');
}

function socketProps(source: InterfaceSource | undefined): Props {
  switch (source?.type) {
    case 'client':
      return { type: 'socket', connect: `${source.address ?? ''}:${source.port}` };
    case 'server':
      return { type: 'socket', listen: `${source.address ?? ''}:${source.port}` };
    case 'mcast':
      return { type: 'socket', mcast: `${source.address ?? ''}:${source.port}` };
    case 'udp':
      return { type: 'socket', udp: `${source.address ?? ''}:${source.port}`, localaddr: `${source.local.address}:${source.local.port}` };
    default:
      throw confError('internal-error', 'network interface without its source', 'qemu');
  }
}

function userProps(net: NetInterface, slirpFd: number | string | undefined): Props {
  if (slirpFd !== undefined) return { type: 'socket', fd: String(slirpFd) };
  const addresses = net.ips.flatMap((ip): [string, string | number][] => {
    const prefix = ip.prefix ?? 0;
    if (ip.family === 'ipv6') return [['ipv6-prefix', ip.address], ...(prefix > 0 ? [['ipv6-prefixlen', prefix] satisfies [string, number]] : [])];
    return [['net', prefix > 0 ? `${ip.address}/${prefix}` : ip.address]];
  });
  const forwards = hostForwards(net);
  return { type: 'user', ...Object.fromEntries(addresses), ...(forwards.length === 0 ? {} : { hostfwd: forwards }) };
}

/** Ports of the host that lead into the guest; QEMU's own network takes them one by one. */
function hostForwards({ portForwards }: NetInterface): Props[] {
  return portForwards.flatMap(({ proto, address = '', ranges }) =>
    ranges.filter((range) => range.exclude !== true).flatMap(({ start = 0, end = start, to = start }) =>
      Array.from({ length: end - start + 1 }, (_, offset) => ({ str: `${proto}:${address}:${start + offset}-:${to + offset}` })),
    ),
  );
}
