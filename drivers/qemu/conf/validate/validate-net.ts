import { unsupported, xmlError } from '../../../conf/lens/conf-error.ts';
import { isVirtioInterface } from '../../../conf/domain/interface.ts';
import type { NetInterface } from '../../../conf/domain/interface.ts';
import type { QemuCapabilities } from '../qemu-capabilities.ts';

const powerOfTwo = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value));

/** What QEMU's driver refuses in a network interface. */
export function validateNet(net: NetInterface, caps: QemuCapabilities): void {
  validateGuestAddresses(net, caps);
  if (isVirtioInterface(net)) validateVirtio(net, caps);
  if (net.mtu !== undefined && net.mtu !== 0 && !supportsMtu(net)) throw unsupported(`setting MTU on interface type ${net.type} is not supported yet`, 'qemu');
  validateTeaming(net);
  if (net.coalesce !== undefined && net.type !== 'network' && net.type !== 'bridge') throw unsupported(`coalesce settings on interface type ${net.type} are not supported`, 'qemu');
}

function supportsMtu(net: NetInterface): boolean {
  if (net.type === 'user') return net.backend?.type === 'passt';
  return ['network', 'bridge', 'ethernet', 'vhostuser'].includes(net.type);
}

/** The addresses and routes that the guest is to have: they stand in the interface or, for most types, in nothing else. */
function guestSide(net: NetInterface): Pick<NetInterface, 'ips' | 'routes'> {
  return { ips: net.ips, routes: net.routes };
}

function validateGuestAddresses(net: NetInterface, caps: QemuCapabilities): void {
  const { ips, routes } = guestSide(net);
  if (net.type === 'user') {
    if (routes.length > 0) throw unsupported('Invalid attempt to set network interface guest-side IP route, not supported by QEMU', 'qemu');
    validateUserAddresses(ips);
  } else if (net.type === 'vdpa') {
    if (!caps.has('netdev.vhost-vdpa')) throw unsupported('vDPA devices are not supported with this QEMU binary', 'qemu');
    if (net.model !== 'virtio') throw unsupported(`invalid model for interface of type '${net.type}': '${net.model ?? 'unknown'}'`, 'qemu');
  } else if (routes.length > 0 || ips.length > 0) {
    throw unsupported('Invalid attempt to set network interface guest-side IP route and/or address info, not supported by QEMU', 'qemu');
  }
}

function validateUserAddresses(ips: NetInterface['ips']): void {
  const seen = new Set<string>();
  for (const ip of ips) {
    if (ip.peer !== undefined) throw unsupported('Invalid attempt to set peer IP for guest', 'qemu');
    const family = ip.family === 'ipv6' ? 'IPv6' : 'IPv4';
    if (seen.has(family)) throw unsupported(`Only one ${family} address per interface is allowed`, 'qemu');
    seen.add(family);
    const prefix = ip.prefix ?? 0;
    if (prefix === 0) continue;
    if (family === 'IPv4') {
      if (prefix < 4 || prefix > 27) throw xmlError('invalid prefix, must be in range of 4-27', 'qemu');
    } else if (prefix !== 64) {
      throw unsupported(`unsupported IPv6 address prefix='${prefix}' - must be 64`, 'qemu');
    }
  }
}

function validateVirtio({ driver }: NetInterface, caps: QemuCapabilities): void {
  for (const key of ['rx_queue_size', 'tx_queue_size'] as const) {
    const size = driver?.[key] ?? 0;
    if (size !== 0 && !powerOfTwo(size)) throw unsupported(`${key} has to be a power of two`, 'qemu');
  }
  if (caps.has('virtio-net.rss')) return;
  if (driver?.rss !== undefined) throw unsupported('virtio rss is not supported with this QEMU binary', 'qemu');
  if (driver?.rss_hash_report !== undefined) throw unsupported('virtio rss hash report is not supported with this QEMU binary', 'qemu');
}

function validateTeaming(net: NetInterface): void {
  if (net.teaming?.type === 'persistent' && !isVirtioInterface(net)) {
    throw unsupported(`virtio-net teaming persistent interface must be <model type='virtio'/>, not '${net.model ?? '(null)'}'`, 'qemu');
  }
  if (net.teaming?.type === 'transient' && net.type !== 'hostdev' && net.type !== 'network') {
    throw unsupported(`virtio-net teaming transient interface must be type='hostdev', not '${net.type}'`, 'qemu');
  }
}
