import { libvirtError } from '../core/error-text.ts';
import type { Uuid } from '../api/refs.ts';
import type { EsxSession } from './esx-session.ts';
import { hashUuid } from './hash-uuid.ts';
import { unescapeName } from './machine.ts';
import type { HostPortGroup, HostVirtualSwitch, PhysicalNic } from './vim/vim.gen.ts';
import { readBelow } from './vim/property-collector.ts';
import type { MoRef } from './vim/vim-value.ts';

/** A network as machines name it: a port group, of one host or distributed. */
export interface PortGroup {
  readonly ref: MoRef;
  readonly name: string;
}

/** A switch: of one host, or distributed over several. */
export interface NetworkSwitch {
  readonly name: string;
  readonly uuid: Uuid;
  /** A switch of one host; undefined: it is distributed. */
  readonly local: HostVirtualSwitch | undefined;
  readonly ref: MoRef | undefined;
  /** Names of its port groups. */
  readonly portGroups: readonly { readonly name: string; readonly vlan: number | undefined; readonly group: HostPortGroup | undefined }[];
  /** Host network cards that it leads out by. */
  readonly uplinks: readonly string[];
}

/** The networks of a connection: its first host's switches, and the distributed ones. */
export class Networks {
  readonly #session: EsxSession;

  constructor(session: EsxSession) {
    this.#session = session;
  }

  /** A port group by its name. */
  async find(name: string): Promise<PortGroup | undefined> {
    return (await this.portGroups()).find((group) => group.name === name);
  }

  async portGroups(): Promise<readonly PortGroup[]> {
    const found = await readBelow(this.#session.client, this.#session.scope.container, [{ type: 'Network', all: false, pathSet: ['name'] }]);
    return found.map((properties) => ({ ref: properties.ref, name: unescapeName(properties.string('name') ?? properties.ref.value) }));
  }

  async switches(): Promise<readonly NetworkSwitch[]> {
    const [local, distributed] = await Promise.all([this.#local(), this.#distributed()]);
    return [...local, ...distributed];
  }

  /** @throws no-network */
  async require(by: { readonly name?: string; readonly uuid?: Uuid }): Promise<NetworkSwitch> {
    const found = (await this.switches()).find(({ name, uuid }) => name === by.name || uuid === by.uuid);
    if (found !== undefined) return found;
    const detail = by.uuid === undefined ? `Could not find HostVirtualSwitch with name '${by.name ?? ''}'` : `Could not find HostVirtualSwitch with UUID '${by.uuid}'`;
    throw libvirtError('esx', 'no-network', detail, { subject: by.name ?? by.uuid ?? '' });
  }

  async physicalNics(): Promise<readonly PhysicalNic[]> {
    const host = await this.#session.readOne(this.#session.firstHost, ['config.network.pnic']);
    return host.list('config.network.pnic', 'PhysicalNic');
  }

  /** @throws no-support when the host's network cannot be changed through the API. */
  async system(): Promise<MoRef> {
    const host = await this.#session.readOne(this.#session.firstHost, ['configManager.networkSystem']);
    const system = host.reference('configManager.networkSystem');
    if (system === undefined) throw this.#session.unsupported('the network of this host cannot be changed');
    return system;
  }

  async #local(): Promise<readonly NetworkSwitch[]> {
    const host = await this.#session.readOne(this.#session.firstHost, ['config.network.vswitch', 'config.network.portgroup', 'config.network.pnic', 'network']);
    const groups = host.list('config.network.portgroup', 'HostPortGroup');
    const nics = host.list('config.network.pnic', 'PhysicalNic');
    // Groups for the host's own use (VMkernel) are no networks of machines.
    const known = new Set((await this.#session.read(host.references('network'), ['name'])).map((each) => unescapeName(each.string('name') ?? '')));
    return host.list('config.network.vswitch', 'HostVirtualSwitch').map((each) => ({
      name: each.name,
      uuid: hashUuid(each.key),
      local: each,
      ref: undefined,
      portGroups: (each.portgroup ?? []).flatMap((key) => {
        const group = groups.find((one) => one.key === key);
        return group === undefined || !known.has(group.spec.name) ? [] : [{ name: group.spec.name, vlan: group.spec.vlanId, group }];
      }),
      uplinks: (each.pnic ?? []).flatMap((key) => nics.find((nic) => nic.key === key)?.device ?? []),
    }));
  }

  async #distributed(): Promise<readonly NetworkSwitch[]> {
    if (!this.#session.isVcenter) return [];
    const { client, scope } = this.#session;
    const [switches, groups] = await Promise.all([
      readBelow(client, scope.container, [{ type: 'DistributedVirtualSwitch', all: false, pathSet: ['name', 'uuid'] }]),
      readBelow(client, scope.container, [{ type: 'DistributedVirtualPortgroup', all: false, pathSet: ['name', 'config.distributedVirtualSwitch'] }]),
    ]);
    return switches.map((each) => ({
      name: unescapeName(each.string('name') ?? each.ref.value),
      uuid: hashUuid(each.string('uuid') ?? each.ref.value),
      local: undefined,
      ref: each.ref,
      portGroups: groups
        .filter((group) => group.reference('config.distributedVirtualSwitch')?.value === each.ref.value)
        .map((group) => ({ name: unescapeName(group.string('name') ?? ''), vlan: undefined, group: undefined })),
      uplinks: [],
    }));
  }
}
