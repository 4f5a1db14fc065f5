import type { CloseReason, Connection, DialTarget, Event, Support } from '../api/connection.ts';
import type { CallOptions } from '../api/records.ts';
import type { ConnectFacet } from '../api/facets/connect.ts';
import type { DomainFacet } from '../api/facets/domain.ts';
import type { DomainQemuFacet } from '../api/facets/domain-qemu.ts';
import type { DomainSnapshotFacet } from '../api/facets/domain-snapshot.ts';
import type { Extras } from '../api/extras.ts';
import type { Facets } from '../api/facets/facets.ts';
import type { NetworkFacet } from '../api/facets/network.ts';
import type { NodeFacet } from '../api/facets/node.ts';
import type { VirStream } from '../api/stream.ts';
import { Emitter } from '../core/emitter.ts';
import { connect } from './connect.ts';
import { extrasOf } from './copies.ts';
import { domainDevices } from './domain-devices.ts';
import { domainInfo } from './domain-info.ts';
import { domainLifecycle } from './domain-lifecycle.ts';
import { bindMethods } from './method-table.ts';
import { connectNetworks, network } from './network.ts';
import { node } from './node.ts';
import { domainSnapshot, domainSnapshotList } from './snapshot.ts';
import { vmrunWords } from './vmrun-words.ts';
import type { VmwareSession } from './vmware-session.ts';

/** Reaches ports and sockets of the host; only for hosts that are not this computer. */
export type Dial = (target: DialTarget, options?: CallOptions) => Promise<VirStream>;

/** A connection to one of VMware's desktop products. */
export class VmwareConnection implements Connection {
  readonly driver = 'VMware';
  readonly uri: string;
  readonly readOnly: boolean;
  readonly facets: Facets;
  readonly extras: Extras;
  readonly dial?: Dial;
  readonly onDidClose: Event<CloseReason>;
  /** Events are made when something is looked at: none is ever lost. */
  readonly onDidOverflow: Event<void> = new Emitter<void>().event;
  readonly #session: VmwareSession;

  constructor(session: VmwareSession, dial: Dial | undefined) {
    this.#session = session;
    this.uri = session.uri;
    this.readOnly = session.readOnly;
    this.onDidClose = session.closed.event;
    this.facets = facetsOf(session);
    this.extras = extrasOf(session);
    if (dial !== undefined) this.dial = dial;
  }

  readonly supports = (feature: string): Promise<Support> =>
    Promise.resolve({ supported: false, reason: `${this.#session.host.product.title} has no ${feature}.` });

  readonly close = (): Promise<void> => {
    this.#session.close();
    return Promise.resolve();
  };
}

function facetsOf(session: VmwareSession): Facets {
  return {
    connect: { ...bindMethods(session, connect), ...bindMethods(session, connectNetworks) } satisfies ConnectFacet,
    node: bindMethods(session, node) satisfies NodeFacet,
    domain: { ...bindMethods(session, domainLifecycle), ...bindMethods(session, domainInfo), ...bindMethods(session, domainDevices), ...bindMethods(session, domainSnapshotList) } satisfies DomainFacet,
    domainQemu: bindMethods(session, vmrunWords) satisfies DomainQemuFacet,
    domainSnapshot: bindMethods(session, domainSnapshot) satisfies DomainSnapshotFacet,
    network: bindMethods(session, network) satisfies NetworkFacet,
  };
}
