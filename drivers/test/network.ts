import type { ConnectMethods } from '../api/facets/connect.ts';
import type { NetworkMethods } from '../api/facets/network.ts';
import type { NetworkRef } from '../api/refs.ts';
import { NetworkCreateFlags, NetworkDefineFlags, NetworkEventLifecycleType as Event, NetworkUpdateFlags as Update } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { NetworkUpdate } from '../conf/network/network-update.ts';
import { readNetwork, updatedNetwork } from './documents.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { LIST_NETWORKS_FLAGS, type TestNetwork } from './network-list.ts';
import type { TestSession } from './session.ts';

/** Virtual networks. Some calls find them by name, some by UUID, as in libvirt. */
export const network = methodsOf<NetworkMethods>()({
  lookupByUUID: (session, uuid) => session.host.networks.requireByUuid(uuid).ref,
  lookupByName: (session, name) => session.host.networks.requireByName(name).ref,
  isActive: (session, net) => byUuid(session, net).isActive,
  isPersistent: (session, net) => byUuid(session, net).persistent,
  createXML: (session, xml) => createFromXml(session, xml, 0),
  createXMLFlags: (session, xml, flags = 0) => createFromXml(session, xml, flags),
  defineXML: (session, xml) => define(session, xml, 0),
  defineXMLFlags: (session, xml, flags = 0) => define(session, xml, flags),

  undefine(session, net) {
    const found = byName(session, net);
    if (found.isActive) throw libvirtError('test', 'operation-invalid', `Network '${net.name}' is still running`);
    session.host.networks.remove(found);
    session.host.events.network(found.ref, Event.UNDEFINED);
  },
  update(session, net, command, section, parentIndex, xml, flags = 0) {
    checkFlags(flags, Update.LIVE | Update.CONFIG, 'testNetworkUpdate');
    changePart(byUuid(session, net), { command, section, parentIndex, xml }, flags);
  },
  create(session, net) {
    const found = byName(session, net);
    if (found.isActive) throw libvirtError('test', 'operation-invalid', `Network '${net.name}' is already running`);
    found.isActive = true;
    session.host.events.network(found.ref, Event.STARTED);
  },
  destroy(session, net) {
    const found = byName(session, net);
    found.stop();
    session.host.events.network(found.ref, Event.STOPPED);
    if (!found.persistent) session.host.networks.remove(found);
  },

  getXMLDesc(session, net, flags = 0) {
    checkFlags(flags, 0, 'testNetworkGetXMLDesc');
    return byName(session, net).definition.text;
  },
  getBridgeName(session, net) {
    const bridge = byName(session, net).root.child('bridge')?.attribute('name');
    if (bridge === undefined) throw libvirtError('test', 'internal-error', `network '${net.name}' does not have a bridge name.`);
    return bridge;
  },
  getAutostart: (session, net) => byName(session, net).autostart,
  setAutostart(session, net, autostart) {
    byName(session, net).autostart = autostart;
  },
});

/** Listing networks and hearing of them. */
export const connectNetworks = methodsOf<ConnectMethods>()({
  numOfNetworks: (session) => names(session, true).length,
  listNetworks: (session) => names(session, true),
  numOfDefinedNetworks: (session) => names(session, false).length,
  listDefinedNetworks: (session) => names(session, false),
  listAllNetworks(session, flags = 0) {
    checkFlags(flags, LIST_NETWORKS_FLAGS, 'testConnectListAllNetworks');
    return session.host.networks.filter(flags).map(({ ref }) => ref);
  },
  networkEventRegisterAny: (session, kind, net, listener) => session.host.events.register(session, 'network', kind, net?.uuid, listener),
  networkEventDeregisterAny(session, callbackID) {
    session.host.events.deregister(session, callbackID);
  },
});

function names(session: TestSession, active: boolean): string[] {
  return [...session.host.networks.all].filter(({ isActive }) => isActive === active).map(({ name }) => name);
}

function byName(session: TestSession, net: NetworkRef): TestNetwork {
  return session.host.networks.requireByName(net.name);
}

function byUuid(session: TestSession, net: NetworkRef): TestNetwork {
  return session.host.networks.requireByUuid(net.uuid);
}

function createFromXml(session: TestSession, xml: string, flags: number): NetworkRef {
  checkFlags(flags, NetworkCreateFlags.VALIDATE, 'testNetworkCreateXMLFlags');
  const created = session.host.networks.add(readNetwork(xml), true);
  created.isActive = true;
  session.host.events.network(created.ref, Event.STARTED);
  return created.ref;
}

function define(session: TestSession, xml: string, flags: number): NetworkRef {
  checkFlags(flags, NetworkDefineFlags.VALIDATE, 'testNetworkDefineXMLFlags');
  const defined = session.host.networks.add(readNetwork(xml), false);
  session.host.events.network(defined.ref, Event.DEFINED);
  return defined.ref;
}

/** Changes what runs, what starts next, or both; the flags say which, or its state does. */
function changePart(net: TestNetwork, change: NetworkUpdate, flags: number): void {
  const current = (flags & (Update.LIVE | Update.CONFIG)) === 0;
  const live = (flags & Update.LIVE) !== 0 || (current && net.isActive);
  const config = (flags & Update.CONFIG) !== 0 || (current && !net.isActive);
  if (live && !net.isActive) throw libvirtError('network', 'operation-invalid', 'network is not running');
  if (config && !net.persistent) throw libvirtError('network', 'operation-invalid', 'cannot change persistent config of a transient network');
  const running = live ? updatedNetwork(net.definition, change) : undefined;
  const next = config ? updatedNetwork(net.nextDefinition ?? net.definition, change) : undefined;
  if (running !== undefined) {
    if (net.persistent) net.nextDefinition ??= net.definition;
    net.definition = running;
  }
  if (next === undefined) return;
  if (net.isActive) net.nextDefinition = next;
  else net.definition = next;
}
