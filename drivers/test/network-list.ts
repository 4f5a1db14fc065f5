import type { NetworkRef, Uuid } from '../api/refs.ts';
import { ConnectListAllNetworksFlags as List } from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import type { XmlElement } from '../conf/xml/xml-tree.ts';
import type { XmlDefinition } from './xml-definition.ts';

/** A network definition as it comes in. */
export interface NetworkConfig {
  readonly name: string;
  readonly uuid: Uuid;
  readonly definition: XmlDefinition;
}

/** One virtual network of the test host. */
export class TestNetwork {
  readonly name: string;
  readonly uuid: Uuid;
  /** What it runs with, or will start with. */
  definition: XmlDefinition;
  /** While it runs: what it will start with next time, if that differs. */
  nextDefinition: XmlDefinition | undefined;
  isActive = false;
  persistent: boolean;
  autostart = false;

  constructor(config: NetworkConfig, persistent: boolean) {
    this.name = config.name;
    this.uuid = config.uuid;
    this.definition = config.definition;
    this.persistent = persistent;
  }

  get ref(): NetworkRef {
    return { name: this.name, uuid: this.uuid };
  }

  get root(): XmlElement {
    return this.definition.root;
  }

  /** Takes a new definition: at once when `live` or when it does not run, else for the next start. */
  assign(definition: XmlDefinition, live: boolean): void {
    if (live) {
      if (this.persistent) this.nextDefinition ??= this.definition;
      this.definition = definition;
      return;
    }
    if (this.isActive) this.nextDefinition = definition;
    else this.definition = definition;
    this.persistent = true;
  }

  stop(): void {
    this.isActive = false;
    this.definition = this.nextDefinition ?? this.definition;
    this.nextDefinition = undefined;
  }
}

/** The virtual networks of a test host. */
export class NetworkList {
  readonly #byName = new Map<string, TestNetwork>();

  get all(): Iterable<TestNetwork> {
    return this.#byName.values();
  }

  /** @throws no-network */
  requireByName(name: string): TestNetwork {
    const network = this.#byName.get(name);
    if (network === undefined) throw libvirtError('test', 'no-network', `no network with matching name '${name}'`, { subject: name });
    return network;
  }

  /** @throws no-network */
  requireByUuid(uuid: Uuid): TestNetwork {
    for (const network of this.all) if (network.uuid === uuid) return network;
    throw libvirtError('test', 'no-network', `no network with matching uuid '${uuid}'`, { subject: uuid });
  }

  /** Takes a definition in; `toStart` is one of a network that is started with it. */
  add(config: NetworkConfig, toStart: boolean): TestNetwork {
    const present = [...this.all].find(({ uuid }) => uuid === config.uuid);
    if (present !== undefined) {
      if (present.name !== config.name) {
        throw libvirtError('network', 'operation-failed', `network '${present.name}' is already defined with uuid ${config.uuid}`);
      }
      if (toStart && present.isActive) throw libvirtError('network', 'operation-invalid', `network is already active as '${present.name}'`);
      present.assign(config.definition, toStart);
      return present;
    }
    const namesake = this.#byName.get(config.name);
    if (namesake !== undefined) {
      throw libvirtError('network', 'operation-failed', `network '${config.name}' already exists with uuid ${namesake.uuid}`);
    }
    const network = new TestNetwork(config, !toStart);
    this.#byName.set(network.name, network);
    return network;
  }

  remove(network: TestNetwork): void {
    this.#byName.delete(network.name);
  }

  filter(flags: number): TestNetwork[] {
    return [...this.all].filter((network) => GROUPS.every(({ mask, bit }) => (flags & mask) === 0 || (flags & bit(network)) !== 0));
  }
}

const GROUPS: readonly { readonly mask: number; readonly bit: (network: TestNetwork) => number }[] = [
  { mask: List.ACTIVE | List.INACTIVE, bit: (n) => (n.isActive ? List.ACTIVE : List.INACTIVE) },
  { mask: List.PERSISTENT | List.TRANSIENT, bit: (n) => (n.persistent ? List.PERSISTENT : List.TRANSIENT) },
  { mask: List.AUTOSTART | List.NO_AUTOSTART, bit: (n) => (n.autostart ? List.AUTOSTART : List.NO_AUTOSTART) },
];

/** Every flag that {@link NetworkList.filter} knows. */
export const LIST_NETWORKS_FLAGS: number = GROUPS.reduce((all, group) => all | group.mask, 0);
