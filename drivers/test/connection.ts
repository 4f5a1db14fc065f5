import type { CloseReason, Connection, Event, Support } from '../api/connection.ts';
import type { ConnectFacet } from '../api/facets/connect.ts';
import type { DomainFacet } from '../api/facets/domain.ts';
import type { DomainCheckpointFacet } from '../api/facets/domain-checkpoint.ts';
import type { DomainSnapshotFacet } from '../api/facets/domain-snapshot.ts';
import type { Facets } from '../api/facets/facets.ts';
import type { InterfaceFacet } from '../api/facets/interface.ts';
import type { NetworkFacet } from '../api/facets/network.ts';
import type { NodeFacet } from '../api/facets/node.ts';
import type { NodeDeviceFacet } from '../api/facets/node-device.ts';
import type { StoragePoolFacet } from '../api/facets/storage-pool.ts';
import type { StorageVolFacet } from '../api/facets/storage-vol.ts';
import { Emitter } from '../core/emitter.ts';
import { connect } from './connect.ts';
import { domainCheckpoint, domainCheckpointList } from './checkpoint.ts';
import { domainDefine } from './domain-define.ts';
import { domainGuest } from './domain-guest.ts';
import { domainInfo } from './domain-info.ts';
import { domainIOThread } from './domain-iothread.ts';
import { domainIoTune } from './domain-iotune.ts';
import { domainLifecycle } from './domain-lifecycle.ts';
import { domainMemory } from './domain-memory.ts';
import { domainMetadata } from './domain-metadata.ts';
import { domainSave } from './domain-save.ts';
import { domainTune } from './domain-tune.ts';
import { domainVcpu } from './domain-vcpu.ts';
import { connectInterfaces, interfaces } from './interface.ts';
import { bindMethods } from './method-table.ts';
import { connectNetworks, network } from './network.ts';
import { node } from './node.ts';
import { connectNodeDevices, nodeDevice, nodeDeviceNames } from './node-device.ts';
import type { TestSession } from './session.ts';
import { domainSnapshot, domainSnapshotList } from './snapshot.ts';
import { connectStorage, storagePool } from './storage-pool.ts';
import { storageVol } from './storage-vol.ts';

/** A connection to a test host: every method of the host, bound to one session. */
export class TestConnection implements Connection {
  readonly driver = 'test';
  readonly uri: string;
  readonly readOnly: boolean;
  readonly facets: Facets;
  readonly onDidClose: Event<CloseReason>;
  readonly onDidOverflow: Event<void>;
  readonly #session: TestSession;

  constructor(session: TestSession) {
    this.#session = session;
    this.uri = session.uri;
    this.readOnly = session.readOnly;
    this.facets = facetsOf(session);
    this.onDidClose = session.closed.event;
    const overflow = new Emitter<void>();
    session.host.events.onOverflow(session, () => {
      overflow.fire();
    });
    this.onDidOverflow = overflow.event;
  }

  /** Nothing depends on a version here: what the host has, it has. */
  readonly supports = (feature: string): Promise<Support> =>
    Promise.resolve({ supported: false, reason: `The test host has no ${feature}.` });

  readonly close = (): Promise<void> => {
    this.#session.close();
    return Promise.resolve();
  };
}

function facetsOf(session: TestSession): Facets {
  return {
    connect: {
      ...bindMethods(session, connect),
      ...bindMethods(session, connectNetworks),
      ...bindMethods(session, connectInterfaces),
      ...bindMethods(session, connectStorage),
      ...bindMethods(session, connectNodeDevices),
    } satisfies ConnectFacet,
    node: { ...bindMethods(session, node), ...bindMethods(session, nodeDeviceNames) } satisfies NodeFacet,
    domain: {
      ...bindMethods(session, domainLifecycle),
      ...bindMethods(session, domainDefine),
      ...bindMethods(session, domainInfo),
      ...bindMethods(session, domainMemory),
      ...bindMethods(session, domainVcpu),
      ...bindMethods(session, domainIOThread),
      ...bindMethods(session, domainTune),
      ...bindMethods(session, domainIoTune),
      ...bindMethods(session, domainGuest),
      ...bindMethods(session, domainSave),
      ...bindMethods(session, domainMetadata),
      ...bindMethods(session, domainSnapshotList),
      ...bindMethods(session, domainCheckpointList),
    } satisfies DomainFacet,
    domainSnapshot: bindMethods(session, domainSnapshot) satisfies DomainSnapshotFacet,
    domainCheckpoint: bindMethods(session, domainCheckpoint) satisfies DomainCheckpointFacet,
    network: bindMethods(session, network) satisfies NetworkFacet,
    interface: bindMethods(session, interfaces) satisfies InterfaceFacet,
    storagePool: bindMethods(session, storagePool) satisfies StoragePoolFacet,
    storageVol: bindMethods(session, storageVol) satisfies StorageVolFacet,
    nodeDevice: bindMethods(session, nodeDevice) satisfies NodeDeviceFacet,
  };
}
