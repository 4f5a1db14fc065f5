import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { formatSocketAddress, maskBy, maskByPrefix, parseSocketAddress, sameAddress, type SocketAddress } from '../address/socket-address.ts';
import { string, uint, uintOf } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';
import { networkNameOf } from './network-context.ts';

/** `<route>` of a network or an interface: a network address, its size, and the gateway. */
export const ipRoute = element(
  {
    family: attr(string, { help: 'ipv4 (default) or ipv6' }),
    address: attr(string),
    netmask: attr(string),
    prefix: attr(uint),
    gateway: attr(string),
    metric: attr(uintOf({ positive: true })),
  },
  {
    parsed(value, _xml, context) {
      const checked = checkIpRoute(value, networkNameOf(context));
      return {
        ...value,
        address: formatSocketAddress(checked.address),
        netmask: checked.netmask === undefined ? undefined : formatSocketAddress(checked.netmask),
        gateway: formatSocketAddress(checked.gateway),
      };
    },
  },
);

/** A static route. */
export type IpRoute = LensValue<typeof ipRoute>;

interface CheckedRoute {
  readonly address: SocketAddress;
  readonly netmask: SocketAddress | undefined;
  readonly gateway: SocketAddress;
}

/** Checks a route as libvirt does; `where` stands before each complaint. */
export function checkIpRoute(route: IpRoute, where: string): CheckedRoute {
  const fail = (detail: string): VirError => libvirtError('network', 'xml-error', `${where}: ${detail}`);
  if (route.address === undefined) throw fail('Missing required address attribute in route definition');
  if (route.gateway === undefined) throw fail('Missing required gateway attribute in route definition');
  const address = parseSocketAddress(route.address);
  if (address === undefined) throw fail(`Bad network address '${route.address}' in route definition`);
  const gateway = parseSocketAddress(route.gateway);
  if (gateway === undefined) throw fail(`Bad gateway address '${route.gateway}' in route definition`);
  const netmask = checkFamily(route, { address, gateway }, fail);
  const masked = netmask === undefined ? maskByPrefix(address, route.prefix ?? 0) : maskBy(address, netmask.bytes);
  if (!sameAddress(address, masked)) throw fail(`Address '${route.address}' in route definition is not a network address`);
  return { address, netmask, gateway };
}

function checkFamily(
  route: IpRoute,
  parsed: { readonly address: SocketAddress; readonly gateway: SocketAddress },
  fail: (detail: string) => VirError,
): SocketAddress | undefined {
  const { family, netmask, prefix = 0 } = route;
  const address = route.address ?? '';
  if (family === 'ipv6') {
    if (parsed.address.family !== 'ipv6') throw fail(`ipv6 family specified for non-IPv6 address '${address}' in route definition`);
    if (netmask !== undefined) throw fail(`Specifying netmask invalid for IPv6 address '${address}' in route definition`);
    if (parsed.gateway.family !== 'ipv6') {
      throw fail(`ipv6 specified for non-IPv6 gateway address '${route.gateway ?? ''}' in route definition`);
    }
    if (prefix > 128) throw fail(`Invalid prefix ${prefix} specified in route definition, must be 0 - 128`);
    return undefined;
  }
  if (family !== undefined && family !== 'ipv4') throw fail(`Unrecognized family '${family}' in route definition`);
  const said = family === undefined ? 'No family' : 'IPv4 family';
  if (parsed.address.family !== 'ipv4') throw fail(`${said} specified for non-IPv4 address '${address}' in route definition`);
  if (parsed.gateway.family !== 'ipv4') throw fail(`${said} specified for non-IPv4 gateway '${address}' in route definition`);
  const mask = netmask === undefined ? undefined : parseSocketAddress(netmask);
  if (netmask !== undefined) {
    if (mask === undefined) throw fail(`Bad netmask address '${netmask}' in route definition`);
    if (mask.family !== 'ipv4') throw fail(`Invalid netmask '${netmask}' for address '${address}' (both must be IPv4)`);
    if (route.prefix !== undefined) throw fail('Route definition cannot have both a prefix and a netmask');
  }
  if (prefix > 32) throw fail(`Invalid prefix ${prefix} specified in route definition, must be 0 - 32`);
  return mask;
}
