import { diskPath, setDiskFile } from '../../conf/domain/disk.ts';
import { cloneDomainDef, type DomainDef } from '../../conf/domain/domain-def.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import type { NetworkPlan } from '../../host/network/network-plan.ts';
import type { Props } from '../command/props.ts';
import type { EmbedState } from './embed-state.ts';

/** A definition whose networks are what QEMU knows, and what their networks say beside that. */
export interface ResolvedNetworks {
  readonly def: DomainDef;
  /** By alias, for `-netdev`. */
  readonly networkProps: ReadonlyMap<string, Props>;
}

/**
 * Looks up the networks of a machine's cards. The machine's own document goes on to name the networks: the answer is for the command
 * line only.
 *
 * @throws no-network; operation-invalid when one is not active.
 */
export async function resolveNetworks(state: EmbedState, live: DomainDef): Promise<ResolvedNetworks> {
  const networkProps = new Map<string, Props>();
  if (!live.devices.interfaces.some(({ type }) => type === 'network')) return { def: live, networkProps };
  const def = cloneDomainDef(live);
  for (const [index, each] of def.devices.interfaces.entries()) {
    const { net, props } = await resolveInterface(state, each);
    def.devices.interfaces[index] = net;
    if (props !== undefined) networkProps.set(net.alias ?? '', props);
  }
  return { def, networkProps };
}

/** As {@link resolveNetworks}, for one card, which stays as it is. */
export async function resolveInterface({ host }: EmbedState, net: NetInterface): Promise<{ readonly net: NetInterface; readonly props: Props | undefined }> {
  if (net.source?.type !== 'network') return { net, props: undefined };
  const plan = await host.networks.planFor(net.source.network);
  return resolved(net, plan);
}

function resolved(net: NetInterface, plan: NetworkPlan): { readonly net: NetInterface; readonly props: Props | undefined } {
  const ips: NetInterface['ips'] = [];
  switch (plan.kind) {
    case 'user':
      return { net: { ...net, type: 'user', source: { type: 'user', dev: undefined, ips, routes: [] } }, props: plan.subnet === undefined ? undefined : subnetProps(plan.subnet) };
    case 'bridge':
      return { net: { ...net, type: 'bridge', source: { type: 'bridge', bridge: plan.bridge, ips, routes: [] } }, props: undefined };
    case 'multicast':
      // Without an address to go out by, packets would leave the host.
      return { net: { ...net, type: 'mcast', source: { type: 'mcast', address: plan.group, port: plan.port, ips, routes: [] } }, props: { localaddr: plan.localAddress } };
  }
}

/** The addresses of QEMU's user-mode network. */
function subnetProps({ host, prefix, dhcpStart }: NonNullable<Extract<NetworkPlan, { kind: 'user' }>['subnet']>): Props {
  const bytes = host.split('.').map(Number);
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  const net = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
  return { net: `${net}/${prefix}`, host, ...(dhcpStart === undefined ? {} : { dhcpstart: dhcpStart }) };
}

/** Puts the files of volumes into the place of their names in pools. Changes the definition. @throws no-storage-vol and the like. */
export async function resolveVolumes({ host }: EmbedState, live: DomainDef): Promise<void> {
  for (const disk of live.devices.disks) {
    const { source } = disk;
    if (source?.type !== 'volume' || source.pool === undefined || source.volume === undefined) continue;
    const path = await host.pools.pathOf(source.pool, source.volume);
    if (diskPath(disk) !== path) setDiskFile(disk, path);
  }
}
