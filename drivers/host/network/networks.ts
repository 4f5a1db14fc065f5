import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { NetworkFacet } from '../../api/facets/network.ts';
import type { NetworkEvent } from '../../api/events.ts';
import type { NetworkRef } from '../../api/refs.ts';
import { formatNetworkXml, parseNetworkXml, type NetworkDef } from '../../conf/network/network-def.ts';
import { updateNetwork, type NetworkUpdate } from '../../conf/network/network-update.ts';
import { ConnectListAllNetworksFlags as List, NetworkCreateFlags, NetworkDefineFlags, NetworkEventLifecycleType as Event, NetworkUpdateFlags as Update, NetworkXMLFlags } from '../../core/constants.ts';
import { libvirtError } from '../../core/error-text.ts';
import { findProgram, type Surroundings } from '../../transport/exec/surroundings.ts';
import { EventList } from '../objects/event-list.ts';
import { allFlags, checkFlags, matchesFlags, stateGroups } from '../objects/flags.ts';
import { ObjectStore, type KeptObject, type ObjectChange, type StorePlace } from '../objects/object-store.ts';
import { networkPlanOf, type NetworkPlan } from './network-plan.ts';

type Kept = KeptObject<NetworkDef>;

const GROUPS = stateGroups<Kept>(List);
const EVENTS = { defined: Event.DEFINED, undefined: Event.UNDEFINED, started: Event.STARTED, stopped: Event.STOPPED } as const;

/** Where QEMU's packages put the helper that may use bridges. */
const BRIDGE_HELPERS = ['/usr/lib/qemu/qemu-bridge-helper', '/usr/libexec/qemu-bridge-helper', '/usr/lib/qemu-bridge-helper', '/usr/libexec/qemu/qemu-bridge-helper'];

/** The networks of a driver without a daemon: documents, and a way into each that an ordinary user has. */
export class Networks {
  readonly #store: ObjectStore<NetworkDef>;
  readonly #surroundings: Surroundings;

  constructor(surroundings: Surroundings, place: StorePlace) {
    this.#surroundings = surroundings;
    this.#store = new ObjectStore({
      word: 'network', longWord: 'network', domain: 'network', notFound: 'no-network',
      parse: (xml) => parseNetworkXml(xml), format: (def) => formatNetworkXml(def, { inactive: true }),
    }, place);
  }

  get store(): ObjectStore<NetworkDef> {
    return this.#store;
  }

  readonly dispose = (): void => { this.#store.dispose(); };

  /** The way of a machine's card into a network. @throws no-network; operation-invalid when it is not active. */
  async planFor(name: string): Promise<NetworkPlan> {
    const network = await this.#store.requireByName(name);
    requireActive(network);
    return networkPlanOf(network.def);
  }

  /** The set-uid helper of the hypervisor that gives access to bridges; undefined where there is none. */
  async bridgeHelper(): Promise<string | undefined> {
    const { files } = this.#surroundings;
    for (const place of BRIDGE_HELPERS) if (await files.exists(place)) return place;
    return findProgram(this.#surroundings, 'qemu-bridge-helper');
  }

  async define(def: NetworkDef): Promise<Kept> {
    return this.#store.changing(async () => {
      await this.#store.checkDuplicate(def, false);
      await this.#store.writeConfig(def);
    }).then(() => this.#store.requireByUuid(def.uuid, def.name));
  }

  async start(def: NetworkDef): Promise<void> {
    await this.#checkStart(def);
    await this.#store.writeActive(def);
  }

  async #checkStart(def: NetworkDef): Promise<void> {
    const plan = networkPlanOf(def);
    if (plan.kind !== 'bridge') return;
    if (!/^[\w.-]{1,15}$/.test(plan.bridge)) throw libvirtError('network', 'config-unsupported', `'${plan.bridge}' is no name of a bridge`);
    if (!(await this.#surroundings.files.exists(`/sys/class/net/${plan.bridge}/bridge`))) {
      throw libvirtError('network', 'operation-failed', `the host has no bridge '${plan.bridge}'; its administrator has to make it`, { subject: plan.bridge });
    }
    if ((await this.bridgeHelper()) === undefined) throw libvirtError('network', 'operation-failed', 'qemu-bridge-helper is not installed on the host');
  }

  /** Starts those that start by themselves; what cannot start stays as it is. */
  async autostart(): Promise<void> {
    for (const { def, active, autostart } of await this.#store.all()) {
      if (autostart && !active) await this.#store.changing(() => this.start(def)).catch(() => undefined); // its state shows it; starting it by hand says why
    }
  }
}

/** The methods of one connection. */
export function networkFacets(networks: Networks): { readonly network: NetworkFacet; readonly connect: ConnectFacet; readonly dispose: () => void } {
  const { store } = networks;
  const events = new EventList<NetworkEvent>('network');
  const listening = store.onDidChange(({ change, object }: ObjectChange<NetworkDef>) => {
    events.fire({ kind: 'lifecycle', net: refOf(object), event: EVENTS[change], detail: 0 });
  });
  const find = (net: NetworkRef): Promise<Kept> => store.requireByUuid(net.uuid, net.name);
  const names = async (active: boolean): Promise<string[]> => (await store.all()).filter((each) => each.active === active).map(({ name }) => name);
  const connect = {
    numOfNetworks: async () => (await names(true)).length,
    listNetworks: () => names(true),
    numOfDefinedNetworks: async () => (await names(false)).length,
    listDefinedNetworks: () => names(false),
    async listAllNetworks(flags = 0) {
      checkFlags('network', flags, allFlags(GROUPS), 'networkConnectListAllNetworks');
      return (await store.all()).filter((each) => matchesFlags(GROUPS, each, flags)).map(refOf);
    },
    networkEventRegisterAny(kind, net, listener) {
      store.watch();
      return Promise.resolve(events.register(kind, (event) => net === undefined || event.net.uuid === net.uuid, listener));
    },
    networkEventDeregisterAny(callbackID) {
      events.deregister(callbackID);
      return Promise.resolve();
    },
  } satisfies ConnectFacet;
  const dispose = (): void => {
    listening.dispose();
    events.dispose();
  };
  return { connect, dispose, network: { ...lookups(networks, find), ...changes(networks, find) } satisfies NetworkFacet };
}

type Find = (net: NetworkRef) => Promise<Kept>;

function lookups({ store }: Networks, find: Find): NetworkFacet {
  return {
    lookupByUUID: async (uuid) => refOf(await store.requireByUuid(uuid)),
    lookupByName: async (name) => refOf(await store.requireByName(name)),
    isActive: async (net) => (await find(net)).active,
    isPersistent: async (net) => (await find(net)).config !== undefined,
    getAutostart: async (net) => (await find(net)).autostart,
    async getXMLDesc(net, flags = 0) {
      checkFlags('network', flags, NetworkXMLFlags.INACTIVE, 'networkGetXMLDesc');
      const { def, config } = await find(net);
      return formatNetworkXml((flags & NetworkXMLFlags.INACTIVE) !== 0 ? (config ?? def) : def, { inactive: (flags & NetworkXMLFlags.INACTIVE) !== 0 });
    },
    async getBridgeName(net) {
      const { name, def } = await find(net);
      if (def.bridge?.name === undefined) throw libvirtError('network', 'internal-error', `network '${name}' does not have a bridge name.`);
      return def.bridge.name;
    },
    /** The hypervisors' own networks tell nobody what they lease. */
    async getDHCPLeases(net, _mac, flags = 0) {
      checkFlags('network', flags, 0, 'networkGetDHCPLeases');
      await find(net);
      return [];
    },
    async listAllPorts(net, flags = 0) {
      checkFlags('network', flags, 0, 'networkListAllPorts');
      await find(net);
      return [];
    },
  };
}

function changes(networks: Networks, find: Find): NetworkFacet {
  const { store } = networks;
  const define = async (xml: string, flags: number): Promise<NetworkRef> => {
    checkFlags('network', flags, NetworkDefineFlags.VALIDATE, 'networkDefineXMLFlags');
    return refOf(await networks.define(parseNetworkXml(xml)));
  };
  const create = async (xml: string, flags: number): Promise<NetworkRef> => {
    checkFlags('network', flags, NetworkCreateFlags.VALIDATE, 'networkCreateXMLFlags');
    const def = parseNetworkXml(xml);
    await store.changing(async () => {
      await store.checkDuplicate(def, true);
      await networks.start(def);
    });
    return { name: def.name, uuid: def.uuid };
  };
  return {
    createXML: (xml) => create(xml, 0),
    createXMLFlags: (xml, flags = 0) => create(xml, flags),
    defineXML: (xml) => define(xml, 0),
    defineXMLFlags: (xml, flags = 0) => define(xml, flags),
    undefine: (net) => store.changing(async () => {
      const { config } = await find(net);
      if (config === undefined) throw libvirtError('network', 'operation-invalid', "can't undefine transient network");
      await store.removeConfig(net.uuid);
    }),
    create: (net) => store.changing(async () => {
      const { active, def } = await find(net);
      if (active) throw libvirtError('network', 'operation-invalid', 'network is already active');
      await networks.start(def);
    }),
    destroy: (net) => store.changing(async () => {
      requireActive(await find(net));
      await store.removeActive(net.uuid);
    }),
    setAutostart: (net, autostart) => store.changing(async () => {
      if ((await find(net)).config === undefined) throw libvirtError('network', 'operation-invalid', 'cannot set autostart for transient network');
      await store.writeAutostart(net.uuid, autostart);
    }),
    update: (net, command, section, parentIndex, xml, flags = 0) => store.changing(async () => {
      checkFlags('network', flags, Update.LIVE | Update.CONFIG, 'networkUpdate');
      await update(store, await find(net), { command, section, parentIndex, xml }, flags);
    }),
  };
}

/** Changes what runs, what starts next, or both; the flags say which, or its state does. */
async function update(store: ObjectStore<NetworkDef>, { active, def, config }: Kept, change: NetworkUpdate, flags: number): Promise<void> {
  const current = (flags & (Update.LIVE | Update.CONFIG)) === 0;
  const live = (flags & Update.LIVE) !== 0 || (current && active);
  const stored = (flags & Update.CONFIG) !== 0 || (current && !active);
  if (live && !active) throw libvirtError('network', 'operation-invalid', 'network is not running');
  if (stored && config === undefined) throw libvirtError('network', 'operation-invalid', 'cannot change persistent config of a transient network');
  const next = stored && config !== undefined ? updateNetwork(config, change) : undefined;
  if (live) await store.writeActive(updateNetwork(def, change));
  if (next !== undefined) await store.writeConfig(next);
}

function requireActive({ active, name }: Kept): void {
  if (!active) throw libvirtError('network', 'operation-invalid', `network '${name}' is not active`);
}

function refOf({ name, uuid }: Kept): NetworkRef {
  return { name, uuid };
}

/** The network that is there from the beginning. */
export const DEFAULT_NETWORK = `<network>
  <name>default</name>
  <forward mode='nat'/>
  <ip address='10.0.2.2' netmask='255.255.255.0'>
    <dhcp>
      <range start='10.0.2.15' end='10.0.2.254'/>
    </dhcp>
  </ip>
</network>`;
