import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { InterfaceSource, NetInterface } from '../../conf/domain/interface.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { isArm } from '../conf/machine-kinds.ts';
import { deviceArguments, netdevArguments } from './arguments.ts';
import { chardevArguments, type TypedBackend } from './chardev-arguments.ts';
import type { CommandContext } from './command-context.ts';
import { netdevProps } from './netdev-props.ts';
import { nicDeviceProps } from './nic-props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Network interfaces. Those that are devices of the host stand with its other devices. */
export function netArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.interfaces.flatMap((net) => {
    validateActualNet(net);
    return net.type === 'hostdev' ? [] : interfaceArguments(net, def, context);
  });
}

function interfaceArguments(net: NetInterface, def: DomainDef, context: CommandContext): string[] {
  const netdev = netdevArguments(netdevProps(net, context), context);
  const backend = [...vhostUserArguments(net, context), ...(net.type === 'vdpa' ? (context.passed.vdpaSet?.(net.alias ?? '')?.arguments ?? []) : []), ...netdev];
  if (supportsNicDevice(net, def)) return [...backend, ...zpciArguments(net, def, context), ...deviceArguments(nicDeviceProps(net, def, context.caps), def, context)];
  if (net.type === 'vhostuser') throw unsupported('Nicdev support unavailable', 'qemu');
  return [...backend, ...zpciArguments(net, def, context), '-net', legacyNicText(net)];
}

/** Boards with an ARM processor have network cards of their own, which only the oldest option reaches. */
function supportsNicDevice({ address }: NetInterface, { os }: DomainDef): boolean {
  return !isArm(os.type.arch) || address?.type === 'virtio-mmio' || address?.type === 'pci';
}

function legacyNicText({ mac, alias = '', model }: NetInterface): string {
  return `nic,macaddr=${mac?.address ?? ''},netdev=host${alias}${model === undefined ? '' : `,model=${model}`}${alias === '' ? '' : `,id=${alias}`}`;
}

type VhostUserSource = Extract<InterfaceSource, { type: 'vhostuser' }>;

/** The socket to the switch of a `vhost-user` interface as a character device. */
export function vhostUserBackend({ path, mode, reconnect }: VhostUserSource): TypedBackend {
  const seclabels: [] = [];
  const rest = { host: undefined, service: undefined, channel: undefined, master: undefined, slave: undefined, append: undefined, tls: undefined, clipboard: undefined, mouse: undefined };
  return { type: 'unix', sources: [{ ...rest, mode: mode === 'server' ? 'bind' : 'connect', path, reconnect, seclabels }], protocol: undefined, log: undefined };
}

function vhostUserArguments({ source, alias = '' }: NetInterface, context: CommandContext): string[] {
  if (source?.type !== 'vhostuser') return [];
  return chardevArguments(vhostUserBackend(source), { alias, wait: true, neverPassed: true }, context);
}

const TAP_TYPES: ReadonlySet<string> = new Set(['network', 'bridge', 'ethernet']);
const MULTIQUEUE_TYPES: ReadonlySet<string> = new Set([...TAP_TYPES, 'direct', 'vhostuser', 'vdpa']);

/**
 * What can only be said of an interface when it is known what its network is.
 *
 * @throws VirError `config-unsupported`.
 */
export function validateActualNet(net: NetInterface): void {
  const refuse = (what: string): Error => unsupported(`interface ${net.mac?.address ?? ''} - ${what}`, 'qemu');
  const { type } = net;
  if ((net.driver?.queues ?? 0) > 0 && !MULTIQUEUE_TYPES.has(type)) throw refuse(`multiqueue is not supported for network interfaces of type ${type}`);
  if (net.filterref?.filter !== undefined) {
    if (!TAP_TYPES.has(type)) throw refuse(`filterref is not supported for network interfaces of type ${type}`);
    if (net.virtualport?.type !== undefined) throw refuse(`filterref is not supported for network interfaces with virtualport type ${net.virtualport.type}`);
  }
  if (net.backend?.tap !== undefined && !TAP_TYPES.has(type)) throw refuse(`custom tap device path is not supported for network interfaces of type ${type}`);
  if (net.teaming?.type === 'transient' && type !== 'hostdev') throw refuse(`teaming transient device must be type='hostdev', not '${type}'`);
}
