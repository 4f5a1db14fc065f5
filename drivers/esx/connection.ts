import type { CloseReason, Connection, DialTarget, Event, Support } from '../api/connection.ts';
import type { ConnectFacet } from '../api/facets/connect.ts';
import type { DomainFacet } from '../api/facets/domain.ts';
import type { DomainSnapshotFacet } from '../api/facets/domain-snapshot.ts';
import type { Facets } from '../api/facets/facets.ts';
import type { Extras } from '../api/extras.ts';
import type { InterfaceFacet } from '../api/facets/interface.ts';
import type { NetworkFacet } from '../api/facets/network.ts';
import type { NodeFacet } from '../api/facets/node.ts';
import type { StoragePoolFacet } from '../api/facets/storage-pool.ts';
import type { StorageVolFacet } from '../api/facets/storage-vol.ts';
import type { CallOptions } from '../api/records.ts';
import type { VirStream } from '../api/stream.ts';
import { libvirtError } from '../core/error-text.ts';
import { DuplexChannel } from '../transport/byte-channel.ts';
import { channelToStream } from '../transport/channel-stream.ts';
import { DialBudget } from '../transport/dial-budget.ts';
import { hostPort } from '../transport/tcp.ts';
import { connect } from './connect.ts';
import { domainConsole } from './domain-console.ts';
import { domainDevices } from './domain-devices.ts';
import { domainGuest } from './domain-guest.ts';
import { domainInfo } from './domain-info.ts';
import { domainLifecycle } from './domain-lifecycle.ts';
import { domainMove } from './domain-move.ts';
import { connectStats, domainStats } from './domain-stats.ts';
import { domainXml } from './domain-xml.ts';
import type { EsxSession } from './esx-session.ts';
import { extrasOf } from './extras.ts';
import { connectInterfaces, interfaces } from './interface.ts';
import { bindMethods } from './method-table.ts';
import { connectNetworks, network } from './network.ts';
import { node } from './node.ts';
import { domainSnapshot, domainSnapshotList } from './snapshot.ts';
import { connectStorage, storagePool } from './storage-pool.ts';
import { storageVol } from './storage-vol.ts';
import { hostSocket } from './vim/proxy-socket.ts';

/** Words of {@link Connection.supports} that it says yes to. */
const FEATURES: ReadonlySet<string> = new Set(['migration-v1', 'typed-param-string']);

/** A connection to an ESX host or a vCenter: every method, bound to one session. */
export class EsxConnection implements Connection {
  readonly driver = 'ESX';
  readonly uri: string;
  readonly readOnly: boolean;
  readonly facets: Facets;
  readonly extras: Extras;
  readonly warning?: string;
  readonly onDidClose: Event<CloseReason>;
  readonly onDidOverflow: Event<void>;
  readonly dial?: (target: DialTarget, options?: CallOptions) => Promise<VirStream>;
  readonly #session: EsxSession;

  constructor(session: EsxSession, warning: string | undefined) {
    this.#session = session;
    this.uri = session.uriText;
    this.readOnly = session.readOnly;
    this.facets = facetsOf(session);
    this.extras = extrasOf(session);
    this.onDidClose = session.closed.event;
    this.onDidOverflow = session.overflow.event;
    if (warning !== undefined) this.warning = warning;
    // Old hosts serve VNC themselves; behind a vCenter nobody says which host it would be.
    if (!session.isVcenter) this.dial = (target, options) => dialHost(session, target, options);
  }

  readonly supports = (feature: string): Promise<Support> => Promise.resolve(FEATURES.has(feature) ? { supported: true } : { supported: false, reason: `This host has no ${feature}.` });

  readonly close = (): Promise<void> => this.#session.close();
}

async function dialHost(session: EsxSession, target: DialTarget, options: CallOptions = {}): Promise<VirStream> {
  if (target.kind !== 'tcp') throw libvirtError('esx', 'operation-unsupported', 'sockets of this host cannot be reached');
  const { host, proxy } = session.uri;
  const description = hostPort(host, target.port);
  const budget = new DialBudget(description, options);
  try {
    return channelToStream(new DuplexChannel(await hostSocket(host, target.port, proxy, budget), { description }));
  } finally {
    budget.dispose();
  }
}

function facetsOf(session: EsxSession): Facets {
  return {
    connect: {
      ...bindMethods(session, connect),
      ...bindMethods(session, connectStats),
      ...bindMethods(session, connectNetworks),
      ...bindMethods(session, connectInterfaces),
      ...bindMethods(session, connectStorage),
    } satisfies ConnectFacet,
    node: bindMethods(session, node) satisfies NodeFacet,
    domain: {
      ...bindMethods(session, domainLifecycle),
      ...bindMethods(session, domainInfo),
      ...bindMethods(session, domainXml),
      ...bindMethods(session, domainDevices),
      ...bindMethods(session, domainGuest),
      ...bindMethods(session, domainStats),
      ...bindMethods(session, domainConsole),
      ...bindMethods(session, domainMove),
      ...bindMethods(session, domainSnapshotList),
    } satisfies DomainFacet,
    domainSnapshot: bindMethods(session, domainSnapshot) satisfies DomainSnapshotFacet,
    network: bindMethods(session, network) satisfies NetworkFacet,
    interface: bindMethods(session, interfaces) satisfies InterfaceFacet,
    storagePool: bindMethods(session, storagePool) satisfies StoragePoolFacet,
    storageVol: bindMethods(session, storageVol) satisfies StorageVolFacet,
  };
}
