import type { Disposable } from '../api/connection.ts';
import type { ConnectFacet } from '../api/facets/connect.ts';
import type { Facets } from '../api/facets/facets.ts';
import type { CallOptions } from '../api/records.ts';
import { libvirtError } from '../core/error-text.ts';
import { deviceFacets } from './device/device-facets.ts';
import { interfaceFacets } from './device/interface-facets.ts';
import type { HostState } from './host-state.ts';
import { networkFacets } from './network/networks.ts';
import { hostConnectFacet, nodeFacet } from './node-facet.ts';
import { secretFacets } from './secret/secrets.ts';
import { poolFacets } from './storage/pool-facets.ts';
import { volumeFacet } from './storage/volume-facets.ts';

/** The connection that methods belong to. */
export interface FacetOwner {
  /** @throws invalid-conn once it is closed. */
  assertOpen(): void;
}

/** What a host without a daemon offers one connection: put the keys into its facets, and `connect`'s methods beside its own. */
export interface HostFacets extends Disposable {
  readonly connect: ConnectFacet;
  readonly facets: Pick<Facets, 'node' | 'nodeDevice' | 'interface' | 'network' | 'storagePool' | 'storageVol' | 'secret'>;
}

/** The methods of one connection; dispose them with it. */
export function hostFacets(state: HostState, owner: FacetOwner): HostFacets {
  const networks = networkFacets(state.networks);
  const pools = poolFacets(state.pools);
  const secrets = secretFacets(state.secrets);
  const devices = deviceFacets(state.devices);
  const interfaces = interfaceFacets(state.surroundings);
  const bind = <T extends object>(table: T): T => guarded(table, owner);
  return {
    connect: bind({ ...hostConnectFacet(state.node), ...networks.connect, ...pools.connect, ...secrets.connect, ...devices.connect, ...interfaces.connect }),
    facets: {
      node: bind({ ...nodeFacet(state.node), ...devices.node }),
      nodeDevice: bind(devices.nodeDevice),
      interface: bind(interfaces.interface),
      network: bind(networks.network),
      storagePool: bind(pools.storagePool),
      storageVol: bind(volumeFacet(state.pools)),
      secret: bind(secrets.secret),
    },
    dispose: () => {
      for (const each of [networks, pools, secrets, devices]) each.dispose();
    },
  };
}

/** The same methods, which refuse to begin on a closed connection or when nobody wants them any more. */
function guarded<T extends object>(table: T, owner: FacetOwner): T {
  const bound: { [name: string]: unknown } = {};
  for (const [name, method] of Object.entries(table) as [string, (...args: readonly unknown[]) => unknown][]) {
    bound[name] = (...args: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve) => {
        owner.assertOpen();
        const last = args.at(-1);
        if (isCallOptions(last) && last.signal?.aborted === true) throw libvirtError('rpc', 'operation-aborted', 'cancelled by the caller');
        resolve(method(...args));
      });
  }
  return bound as T;
}

function isCallOptions(value: unknown): value is CallOptions {
  return typeof value === 'object' && value !== null && ('signal' in value || 'deadlineMs' in value);
}
