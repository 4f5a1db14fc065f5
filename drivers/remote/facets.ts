import type { Facets, FacetMethods } from '../api/facets/facets.ts';
import { connectAdapters, type WayFacts } from './adapters/connect.ts';
import { domainCpuAdapters } from './adapters/domain-cpus.ts';
import { domainFactAdapters } from './adapters/domain-facts.ts';
import { eventAdapters } from './adapters/events.ts';
import { nodeAdapters } from './adapters/node.ts';
import { qemuAdapters } from './adapters/qemu.ts';
import { domainStreamAdapters, volumeStreamAdapters } from './adapters/streams.ts';
import * as made from './facets.gen.ts';
import type { RemoteSession } from './rpc/remote-session.ts';

/** What would need file descriptors to be passed over the socket, which Node cannot do. */
interface WithoutDescriptors {
  domain: 'createXMLWithFiles' | 'createWithFiles' | 'openGraphics' | 'openGraphicsFD' | 'fdAssociate';
  domainQemu: 'monitorCommandWithFiles';
}

/** Every method except those of {@link WithoutDescriptors}: a missing one does not compile. */
type RemoteFacets = Omit<
  { readonly [F in keyof FacetMethods]: Omit<FacetMethods[F], F extends keyof WithoutDescriptors ? WithoutDescriptors[F] : never> },
  'domainLxc'
>;

/** The methods of a session: most are made from the protocol's description, the others are adapted by hand. */
export function remoteFacets(session: RemoteSession, way: WayFacts): Facets {
  const facets = {
    connect: { ...made.connectMethods(session), ...connectAdapters(session, way), ...eventAdapters(session) },
    node: { ...made.nodeMethods(session), ...nodeAdapters(session) },
    domain: {
      ...made.domainMethods(session),
      ...domainFactAdapters(session),
      ...domainCpuAdapters(session),
      ...domainStreamAdapters(session),
    },
    domainSnapshot: made.domainSnapshotMethods(session),
    domainCheckpoint: made.domainCheckpointMethods(session),
    domainQemu: { ...made.domainQemuMethods(session), ...qemuAdapters(session) },
    network: made.networkMethods(session),
    networkPort: made.networkPortMethods(session),
    nodeDevice: made.nodeDeviceMethods(session),
    interface: made.interfaceMethods(session),
    storagePool: made.storagePoolMethods(session),
    storageVol: { ...made.storageVolMethods(session), ...volumeStreamAdapters(session) },
    secret: made.secretMethods(session),
    nwFilter: made.nwFilterMethods(session),
    nwFilterBinding: made.nwFilterBindingMethods(session),
  } satisfies RemoteFacets;
  return facets;
}
