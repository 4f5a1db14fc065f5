import type { ConnectMethods } from '../api/facets/connect.ts';
import type { NetworkMethods } from '../api/facets/network.ts';
import type { NetworkRef } from '../api/refs.ts';
import { forwardModeOf, parseNetworkXml } from '../conf/network/network-def.ts';
import { ConnectListAllNetworksFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { escapeText } from './escape-text.ts';
import type { EsxSession } from './esx-session.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { NetworkSwitch } from './networks.ts';
import type { HostNetworkTrafficShapingPolicy, HostVirtualSwitchSpec } from './vim/vim.gen.ts';

const LIST_FLAGS = List.ACTIVE | List.INACTIVE | List.PERSISTENT | List.TRANSIENT | List.AUTOSTART | List.NO_AUTOSTART;
/** Switches are always there: active, kept, started with the host. */
const IS = List.ACTIVE | List.PERSISTENT | List.AUTOSTART;
const IS_NOT = List.INACTIVE | List.TRANSIENT | List.NO_AUTOSTART;
const PORTS = 128;

const refOf = ({ name, uuid }: NetworkSwitch): NetworkRef => ({ name, uuid });

/** What the connection lists of networks. */
export const connectNetworks = methodsOf<ConnectMethods>()({
  numOfNetworks: async (session) => (await session.networks.switches()).length,
  listNetworks: async (session) => (await session.networks.switches()).map(({ name }) => name),
  numOfDefinedNetworks: () => 0,
  listDefinedNetworks: () => [],
  async listAllNetworks(session, flags = 0) {
    checkFlags(flags, LIST_FLAGS, 'esxConnectListAllNetworks');
    const groups = [List.ACTIVE | List.INACTIVE, List.PERSISTENT | List.TRANSIENT, List.AUTOSTART | List.NO_AUTOSTART];
    if (groups.some((mask) => (flags & mask & IS) === 0 && (flags & mask & IS_NOT) !== 0)) return [];
    return (await session.networks.switches()).map(refOf);
  },
});

/** Virtual switches, with their port groups. */
export const network = methodsOf<NetworkMethods>()({
  lookupByUUID: async (session, uuid) => refOf(await session.networks.require({ uuid })),
  lookupByName: async (session, name) => refOf(await session.networks.require({ name })),
  defineXML: (session, xml) => define(session, xml, 0),
  defineXMLFlags: (session, xml, flags = 0) => define(session, xml, flags),
  async undefine(session, net) {
    const found = await session.networks.require(net);
    assertLocal(found);
    const system = await session.networks.system();
    const used = found.portGroups.find(({ group }) => (group?.port?.length ?? 0) > 0);
    if (used !== undefined) throw libvirtError('esx', 'operation-invalid', `Cannot undefine HostVirtualSwitch that has a '${used.name}' port group in use`);
    for (const { name } of found.portGroups) await session.client.call('RemovePortGroup', system, { pgName: name });
    await session.client.call('RemoveVirtualSwitch', system, { vswitchName: found.name });
  },
  async getXMLDesc(session, net, flags = 0) {
    checkFlags(flags, 1, 'esxNetworkGetXMLDesc');
    return switchXml(await session.networks.require(net));
  },
  async getAutostart(session, net) {
    await session.networks.require(net);
    return true;
  },
  async setAutostart(session, net, autostart) {
    await session.networks.require(net);
    if (!autostart) throw libvirtError('esx', 'invalid-arg', 'Cannot disable autostart of a HostVirtualSwitch');
  },
  async isActive(session, net) {
    await session.networks.require(net);
    return true;
  },
  async isPersistent(session, net) {
    await session.networks.require(net);
    return true;
  },
});

function assertLocal(found: NetworkSwitch): void {
  if (found.local === undefined) throw libvirtError('esx', 'operation-unsupported', `'${found.name}' is distributed: change it in the vCenter`);
}

async function define(session: EsxSession, xml: string, flags: number): Promise<NetworkRef> {
  checkFlags(flags, 1, 'esxNetworkDefineXMLFlags');
  const def = parseNetworkXml(xml);
  const known = await session.networks.switches();
  if (known.some(({ name }) => name === def.name)) {
    throw libvirtError('esx', 'internal-error', 'HostVirtualSwitch already exists, editing existing ones is not supported yet');
  }
  if (def.uuidSpecified) throw libvirtError('esx', 'config-unsupported', 'Cannot use predefined UUID');
  const mode = def.forward === undefined ? 'none' : forwardModeOf(def);
  if (mode !== 'none' && mode !== 'bridge') throw libvirtError('esx', 'config-unsupported', `Unsupported forward mode '${mode}'`);
  const names = def.portGroups.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const taken = new Set(known.flatMap(({ portGroups }) => portGroups.map(({ name }) => name)));
  for (const name of names) if (taken.has(name)) throw libvirtError('esx', 'network-exist', `HostPortGroup with name '${name}' exists already`);
  const nics = await session.networks.physicalNics();
  const nicDevice = (def.forward?.interfaces ?? []).map(({ dev }) => {
    const nic = nics.find(({ device }) => device === dev);
    if (nic === undefined) throw libvirtError('esx', 'internal-error', `Could not find PhysicalNic with name '${dev ?? ''}'`);
    return nic.device;
  });
  const system = await session.networks.system();
  const spec: HostVirtualSwitchSpec = { numPorts: PORTS, ...(nicDevice.length === 0 ? {} : { bridge: { _type: 'HostVirtualSwitchBondBridge', nicDevice } }) };
  await session.client.call('AddVirtualSwitch', system, { vswitchName: def.name, spec });
  for (const name of names) await session.client.call('AddPortGroup', system, { portgrp: { name, vlanId: 0, vswitchName: def.name, policy: {} } });
  return refOf(await session.networks.require({ name: def.name }));
}

function switchXml({ name, uuid, uplinks, portGroups, local }: NetworkSwitch): string {
  const [first] = uplinks;
  const forward =
    first === undefined
      ? ''
      : `  <forward dev='${escapeText(first)}' mode='bridge'>\n${uplinks.map((dev) => `    <interface dev='${escapeText(dev)}'/>\n`).join('')}  </forward>\n`;
  const groups = portGroups.map((each) => `  <portgroup name='${escapeText(each.name)}'>\n${bandwidthXml(each.group?.spec.policy.shapingPolicy, '    ')}  </portgroup>\n`).join('');
  return `<network>\n  <name>${escapeText(name)}</name>\n  <uuid>${uuid}</uuid>\n${forward}${bandwidthXml(local?.spec.policy?.shapingPolicy, '  ')}${groups}</network>\n`;
}

/** Bits per second become kilobytes per second, bytes kilobytes. */
function bandwidthXml(policy: HostNetworkTrafficShapingPolicy | undefined, indent: string): string {
  if (policy?.enabled !== true) return '';
  const rate = (bits: number | undefined): number => Math.floor((bits ?? 0) / 8000);
  const attributes = `average='${rate(policy.averageBandwidth)}' peak='${rate(policy.peakBandwidth)}' burst='${Math.floor((policy.burstSize ?? 0) / 1024)}'`;
  return `${indent}<bandwidth>\n${indent}  <inbound ${attributes}/>\n${indent}  <outbound ${attributes}/>\n${indent}</bandwidth>\n`;
}
