import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { InterfaceFacet } from '../../api/facets/interface.ts';
import type { CallOptions } from '../../api/records.ts';
import type { InterfaceRef } from '../../api/refs.ts';
import { ConnectListAllInterfacesFlags as List } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { readHostTree, type HostTree, type TreeQuery } from '../host-tree.ts';
import { checkFlags } from '../objects/flags.ts';
import { NET } from './device-query.ts';
import { pieceText, type Piece } from './device-text.ts';

const QUERY: TreeQuery = {
  texts: ['address', 'operstate', 'speed', 'mtu', 'bridge/stp_state', 'bridge/forward_delay'].map((name) => `${NET}/*/${name}`),
  links: [`${NET}/*`],
  names: [`${NET}/*/brif/*`],
};

/** The methods of one connection: the host's own network interfaces. They are described, not changed: that needs root. */
export function interfaceFacets(surroundings: Surroundings): { readonly interface: InterfaceFacet; readonly connect: ConnectFacet } {
  const read = (options?: CallOptions): Promise<HostTree> => readHostTree(surroundings, QUERY, options);
  const find = async (name: string, options?: CallOptions): Promise<HostTree> => {
    const tree = await read(options);
    if (!namesIn(tree).includes(name)) throw libvirtError('interface', 'no-interface', `couldn't find interface named '${name}'`, { subject: name });
    return tree;
  };
  const names = async (active: boolean): Promise<string[]> => {
    const tree = await read();
    return namesIn(tree).filter((name) => isUp(tree, name) === active);
  };
  const connect = {
    numOfInterfaces: async () => (await names(true)).length,
    listInterfaces: () => names(true),
    numOfDefinedInterfaces: async () => (await names(false)).length,
    listDefinedInterfaces: () => names(false),
    async listAllInterfaces(flags = 0, options = {}) {
      checkFlags('interface', flags, List.ACTIVE | List.INACTIVE, 'udevConnectListAllInterfaces');
      const tree = await read(options);
      return namesIn(tree).filter((name) => flags === 0 || (flags & (isUp(tree, name) ? List.ACTIVE : List.INACTIVE)) !== 0).map((name) => refOf(tree, name));
    },
  } satisfies ConnectFacet;
  const methods = {
    lookupByName: async (name, options) => refOf(await find(name, options), name),
    async lookupByMACString(mac, options) {
      const tree = await read(options);
      const found = namesIn(tree).filter((name) => refOf(tree, name).mac === mac.toLowerCase());
      const [first, second] = found;
      if (first === undefined) throw libvirtError('interface', 'no-interface', `couldn't find interface with MAC address '${mac}'`, { subject: mac });
      if (second !== undefined) throw libvirtError('interface', 'multiple-interfaces', `the MAC address '${mac}' matches multiple interfaces`, { subject: mac });
      return refOf(tree, first);
    },
    isActive: async ({ name }, options) => isUp(await find(name, options), name),
    async getXMLDesc({ name }, flags = 0, options = {}) {
      checkFlags('interface', flags, 1, 'udevInterfaceGetXMLDesc');
      return pieceText(describe(await find(name, options), name));
    },
  } satisfies InterfaceFacet;
  return { interface: methods, connect };
}

function namesIn(tree: HostTree): string[] {
  return tree.below(NET).filter((name) => tree.link(`${NET}/${name}`) !== undefined);
}

function isUp(tree: HostTree, name: string): boolean {
  return tree.text(`${NET}/${name}/operstate`) === 'up';
}

function refOf(tree: HostTree, name: string): InterfaceRef {
  return { name, mac: tree.text(`${NET}/${name}/address`) ?? '' };
}

/** A bridge with its members, or a card; what is built of cards in other ways is shown as one. */
function describe(tree: HostTree, name: string): Piece {
  const at = `${NET}/${name}`;
  const mtu: Piece = ['mtu', { size: tree.text(`${at}/mtu`) }];
  const stp = tree.text(`${at}/bridge/stp_state`);
  if (stp !== undefined) {
    const members = tree.below(`${at}/brif`).map((member) => describe(tree, member));
    const delay = tree.text(`${at}/bridge/forward_delay`);
    return ['interface', { type: 'bridge', name }, [mtu, ['bridge', { stp: stp === '0' ? 'off' : 'on', delay }, members.length === 0 ? [undefined] : members]]];
  }
  const state = tree.text(`${at}/operstate`) ?? 'unknown';
  const speed = tree.number(`${at}/speed`);
  const shown = state !== 'up' || speed === undefined ? undefined : speed < 0 ? 0xffff_ffff : speed;
  return ['interface', { type: 'ethernet', name }, [mtu, ['link', { speed: shown, state }], ['mac', { address: tree.text(`${at}/address`) }]]];
}
