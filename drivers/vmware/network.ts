import { createHash } from 'node:crypto';
import type { ConnectMethods } from '../api/facets/connect.ts';
import type { NetworkMethods } from '../api/facets/network.ts';
import type { CallOptions } from '../api/records.ts';
import type { NetworkRef, Uuid } from '../api/refs.ts';
import { ConnectListAllNetworksFlags as List } from '../core/constants.ts';
import { formatNetworkXml, parseNetworkXml } from '../conf/network/network-def.ts';
import { uuidFromBytes } from '../core/uuid.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import type { VmwareSession } from './vmware-session.ts';

/** One of the host's virtual switches, as `vmrun listHostNetworks` prints it. */
export interface HostNetwork {
  readonly name: string;
  readonly type: 'bridged' | 'hostOnly' | 'nat';
  readonly hasDhcp: boolean;
  readonly subnet: string | undefined;
  readonly mask: string | undefined;
}

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The table that `vmrun listHostNetworks` prints: INDEX NAME TYPE DHCP SUBNET MASK; `empty` is nothing. */
export function parseHostNetworks(text: string): HostNetwork[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [index = '', name = '', type = '', dhcp = '', subnet = '', mask = ''] = line.trim().split(/\s+/);
    if (!/^\d+$/.test(index) || !/^[A-Za-z0-9_-]+$/.test(name)) return [];
    const word = (['bridged', 'hostOnly', 'nat'] as const).find((each) => each.toLowerCase() === type.toLowerCase());
    if (word === undefined) return [];
    return [{ name, type: word, hasDhcp: dhcp.toLowerCase() === 'true', subnet: ADDRESS.test(subnet) ? subnet : undefined, mask: ADDRESS.test(mask) ? mask : undefined }];
  });
}

/** Lists of the host's networks. They are always on, and VMware's own editor makes them. */
export const connectNetworks = methodsOf<ConnectMethods>()({
  numOfNetworks: async (session, options) => (await networks(session, options)).length,
  listNetworks: async (session, options) => (await networks(session, options)).map(({ name }) => name),
  numOfDefinedNetworks: () => 0,
  listDefinedNetworks: () => [],
  async listAllNetworks(session, flags = 0, options) {
    checkFlags(flags, List.ACTIVE | List.INACTIVE | List.PERSISTENT | List.TRANSIENT | List.AUTOSTART | List.NO_AUTOSTART, 'vmwareConnectListAllNetworks');
    const groups = [[List.ACTIVE, List.INACTIVE], [List.PERSISTENT, List.TRANSIENT], [List.AUTOSTART, List.NO_AUTOSTART]] as const;
    if (groups.some(([ours, others]) => (flags & others) !== 0 && (flags & ours) === 0)) return [];
    return (await networks(session, options)).map((each) => refOfNetwork(session, each));
  },
});

/** The host's networks. */
export const network = methodsOf<NetworkMethods>()({
  async lookupByName(session, name, options) {
    const found = (await networks(session, options)).find((each) => each.name === name);
    if (found === undefined) throw vmwareError('no-network', `no network with matching name '${name}'`);
    return refOfNetwork(session, found);
  },
  async lookupByUUID(session, uuid, options) {
    const found = (await networks(session, options)).map((each) => refOfNetwork(session, each)).find((each) => each.uuid === uuid);
    if (found === undefined) throw vmwareError('no-network', `no network with matching uuid '${uuid}'`);
    return found;
  },
  async getXMLDesc(session, net, flags = 0, options) {
    checkFlags(flags, 1, 'vmwareNetworkGetXMLDesc');
    const one = await networkOf(session, net, options);
    return formatNetworkXml(parseNetworkXml(documentOf(one, refOfNetwork(session, one).uuid)));
  },
  getBridgeName: async (session, net, options) => (await networkOf(session, net, options)).name,
  async isActive(session, net, options) {
    await networkOf(session, net, options);
    return true;
  },
  async isPersistent(session, net, options) {
    await networkOf(session, net, options);
    return true;
  },
  async getAutostart(session, net, options) {
    await networkOf(session, net, options);
    return true;
  },
});

async function networks({ host }: VmwareSession, options?: CallOptions): Promise<HostNetwork[]> {
  return parseHostNetworks(await host.vmrun(['listHostNetworks'], options));
}

async function networkOf(session: VmwareSession, net: NetworkRef, options?: CallOptions): Promise<HostNetwork> {
  const found = (await networks(session, options)).find(({ name }) => name === net.name);
  if (found === undefined) throw vmwareError('no-network', `no network with matching name '${net.name}'`);
  return found;
}

function refOfNetwork({ host }: VmwareSession, { name }: HostNetwork): NetworkRef {
  const bytes = createHash('sha256').update(`vmnet:${host.surroundings.hostName}:${name}`).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return { name, uuid: uuidFromBytes(bytes) };
}

function documentOf({ name, type, hasDhcp, subnet, mask }: HostNetwork, uuid: Uuid): string {
  const head = `<network><name>${name}</name><uuid>${uuid}</uuid>`;
  if (type === 'bridged') return `${head}<forward mode='bridge'/><bridge name='${name}'/></network>`;
  // The host itself has the first address of its networks; the product's DHCP server gives out the upper half.
  const base = subnet?.replace(/\.\d+$/, '');
  const dhcp = hasDhcp && base !== undefined ? `<dhcp><range start='${base}.128' end='${base}.254'/></dhcp>` : '';
  const ip = base === undefined || mask === undefined ? '' : `<ip address='${base}.1' netmask='${mask}'>${dhcp}</ip>`;
  return `${head}${type === 'nat' ? "<forward mode='nat'/>" : ''}<bridge name='${name}'/>${ip}</network>`;
}
