import type { NodeInfo } from '../api/records.ts';
import { DomainList } from './domain-list.ts';
import { DeviceList } from './device-list.ts';
import { InterfaceList } from './interface-list.ts';
import { NetworkList } from './network-list.ts';
import { PoolList } from './pool-list.ts';
import type { TestDomain } from './test-domain.ts';
import { TestEvents } from './test-events.ts';

/** A NUMA cell of the host, with the ids of its CPUs. */
export interface NumaCell {
  readonly memoryKiB: bigint;
  readonly freeKiB: bigint;
  readonly cpus: readonly { readonly id: number; readonly socketId: number; readonly coreId: number }[];
}

/** Somebody who may open the connection; without a password the name is enough. */
export interface TestUser {
  readonly name: string;
  readonly password: string | undefined;
}

/** The host that libvirt invents: an old PC with 3 GiB and 16 CPUs. */
export const DEFAULT_NODE_INFO: NodeInfo = {
  model: 'i686',
  memoryKiB: 3n * 1024n * 1024n,
  cpus: 16,
  mhz: 1400,
  nodes: 2,
  sockets: 2,
  cores: 2,
  threads: 2,
};

/** A whole invented host: all that its connections see and change. */
export class TestHost {
  nodeInfo: NodeInfo = DEFAULT_NODE_INFO;
  cells: readonly NumaCell[] = [];
  users: readonly TestUser[] = [];
  readonly events = new TestEvents();
  readonly domains = new DomainList();
  readonly networks = new NetworkList();
  readonly pools = new PoolList();
  readonly devices = new DeviceList();
  interfaces = new InterfaceList();
  /** The interfaces as they were when the running transaction began. */
  interfacesBackup: InterfaceList | undefined;
  #nextDomainId = 1;

  /** Starts a machine under the next id. */
  start(domain: TestDomain, reason?: number): void {
    domain.start(this.#nextDomainId++, reason);
  }

  /** Stops a machine; a transient one is gone with that. */
  stop(domain: TestDomain, reason: number): void {
    domain.stop(reason);
    if (!domain.persistent) this.domains.remove(domain);
  }

  /** The host CPUs there can be, online or not. */
  get maxCpus(): number {
    const { nodes, sockets, cores, threads } = this.nodeInfo;
    return nodes * sockets * cores * threads;
  }
}

