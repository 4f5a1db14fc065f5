import type { ConnectMethods } from '../api/facets/connect.ts';
import type { InterfaceMethods } from '../api/facets/interface.ts';
import type { InterfaceRef } from '../api/refs.ts';
import { ConnectListAllInterfacesFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { escapeText } from './escape-text.ts';
import type { EsxSession } from './esx-session.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { PhysicalNic } from './vim/vim.gen.ts';

const refOf = ({ device, mac }: PhysicalNic): InterfaceRef => ({ name: device, mac });

/** What the connection lists of the host's network cards. */
export const connectInterfaces = methodsOf<ConnectMethods>()({
  numOfInterfaces: async (session) => (await session.networks.physicalNics()).length,
  listInterfaces: async (session) => (await session.networks.physicalNics()).map(({ device }) => device),
  numOfDefinedInterfaces: () => 0,
  listDefinedInterfaces: () => [],
  async listAllInterfaces(session, flags = 0) {
    checkFlags(flags, List.ACTIVE | List.INACTIVE, 'esxConnectListAllInterfaces');
    const nics = (flags & List.INACTIVE) !== 0 && (flags & List.ACTIVE) === 0 ? [] : await session.networks.physicalNics();
    return nics.map(refOf);
  },
});

/** The host's own network cards. */
export const interfaces = methodsOf<InterfaceMethods>()({
  lookupByName: async (session, name) => refOf(await require(session, ({ device }) => device === name, `Could not find physical NIC with name '${name}'`)),
  lookupByMACString: async (session, mac) =>
    refOf(await require(session, (nic) => nic.mac.toLowerCase() === mac.toLowerCase(), `Could not find physical NIC with MAC address '${mac}'`)),
  async getXMLDesc(session, iface, flags = 0) {
    checkFlags(flags, 1, 'esxInterfaceGetXMLDesc');
    const nic = await require(session, ({ device }) => device === iface.name, `Could not find physical NIC with name '${iface.name}'`);
    return `<interface type='ethernet' name='${escapeText(nic.device)}'>\n  <start mode='onboot'/>\n  <mac address='${escapeText(nic.mac)}'/>\n${linkXml(nic)}</interface>\n`;
  },
  async isActive(session, iface) {
    await require(session, ({ device }) => device === iface.name, `Could not find physical NIC with name '${iface.name}'`);
    return true;
  },
});

async function require(session: EsxSession, isIt: (nic: PhysicalNic) => boolean, detail: string): Promise<PhysicalNic> {
  const found = (await session.networks.physicalNics()).find(isIt);
  if (found === undefined) throw libvirtError('esx', 'no-interface', detail);
  return found;
}

function linkXml({ linkSpeed }: PhysicalNic): string {
  return linkSpeed === undefined ? "  <link state='down'/>\n" : `  <link speed='${linkSpeed.speedMb}' state='up'/>\n`;
}
