import { createHash } from 'node:crypto';
import { formatSocketAddress } from '../../conf/address/socket-address.ts';
import { ipBaseOf } from '../../conf/network/ip.ts';
import { forwardModeOf, type NetworkDef } from '../../conf/network/network-def.ts';
import { assertNever } from '../../core/assert.ts';
import { libvirtError } from '../../core/error-text.ts';

/** How a machine's card gets into a network without a daemon that owns it. */
export type NetworkPlan =
  /** The hypervisor's own user-mode network: each machine for itself, out by the user's sockets. */
  | { readonly kind: 'user'; readonly subnet: UserSubnet | undefined }
  /** A bridge of the host, by the hypervisor's set-uid helper. */
  | { readonly kind: 'bridge'; readonly bridge: string }
  /** Machines of one host among themselves: a multicast group that does not leave it. */
  | { readonly kind: 'multicast'; readonly group: string; readonly port: number; readonly localAddress: '127.0.0.1' };

/** The addresses of a user-mode network. */
export interface UserSubnet {
  readonly host: string;
  readonly prefix: number;
  readonly dhcpStart: string | undefined;
}

/**
 * How a network of this document can be had by an ordinary user.
 *
 * @throws config-unsupported for what needs a daemon with root's rights, and says what to use instead.
 */
export function networkPlanOf(def: NetworkDef): NetworkPlan {
  const mode = forwardModeOf(def);
  switch (mode) {
    case 'nat':
      return { kind: 'user', subnet: subnetOf(def) };
    case 'bridge':
      if (def.bridge?.name === undefined) throw refused(def, 'bridging to an interface of the host', "name a bridge of the host: <bridge name='…'/>");
      return { kind: 'bridge', bridge: def.bridge.name };
    case 'none':
      return multicastOf(def);
    case 'route':
    case 'open':
      return refuse(def, `forward mode '${mode}'`, "use mode 'nat', or a bridge of the host");
    case 'private':
    case 'vepa':
    case 'passthrough':
    case 'hostdev':
      return refuse(def, `forward mode '${mode}'`, 'use a bridge of the host');
    default:
      return assertNever(mode);
  }
}

function refuse(def: NetworkDef, what: string, instead: string): never {
  throw refused(def, what, instead);
}

function refused({ name }: NetworkDef, what: string, instead: string): Error {
  return libvirtError('network', 'config-unsupported', `network '${name}': ${what} needs a daemon with root's rights; ${instead}`, { subject: name });
}

function subnetOf({ ips }: NetworkDef): UserSubnet | undefined {
  const ip = ips.find(({ family }) => family === undefined || family === 'ipv4');
  if (ip === undefined) return undefined;
  const { address, prefix } = ipBaseOf(ip);
  const start = ip.dhcp?.ranges[0]?.start;
  return { host: formatSocketAddress(address), prefix: prefix ?? 24, dhcpStart: start };
}

/** Always the same group for a network, seldom the same for two: administratively scoped addresses (RFC 2365). */
function multicastOf({ uuid }: NetworkDef): NetworkPlan {
  const hash = createHash('sha256').update(uuid).digest();
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
  return { kind: 'multicast', group: `239.${a === 255 ? 254 : a}.${b}.${c === 0 ? 1 : c}`, port: 10_000 + ((d << 8) | e) % 50_000, localAddress: '127.0.0.1' };
}
