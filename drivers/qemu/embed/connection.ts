import type { CloseReason, Connection, DialTarget, Event, Support } from '../../api/connection.ts';
import type { Extras } from '../../api/extras.ts';
import type { Facets } from '../../api/facets/facets.ts';
import type { ConnectFacet } from '../../api/facets/connect.ts';
import type { DomainQemuFacet } from '../../api/facets/domain-qemu.ts';
import type { DomainCheckpointFacet } from '../../api/facets/domain-checkpoint.ts';
import type { DomainSnapshotFacet } from '../../api/facets/domain-snapshot.ts';
import type { DomainFacet } from '../../api/facets/domain.ts';
import type { CallOptions } from '../../api/records.ts';
import type { VirStream } from '../../api/stream.ts';
import { Emitter } from '../../core/emitter.ts';
import { channelToStream } from '../../transport/channel-stream.ts';
import { hostFacets } from '../../host/host-facets.ts';
import { domainBackup } from './backup-job.ts';
import { domainBlockJobs } from './block-jobs.ts';
import { connect } from './connect.ts';
import { connectCapabilities } from './connect-capabilities.ts';
import { domainConsoles } from './consoles.ts';
import { domainBlock } from './domain-block.ts';
import { domainDefine } from './domain-define.ts';
import { domainDevices } from './domain-devices.ts';
import { domainGuest } from './domain-guest.ts';
import { domainInfo } from './domain-info.ts';
import { domainLifecycle } from './domain-lifecycle.ts';
import { domainMemory } from './domain-memory.ts';
import { domainMisc } from './domain-misc.ts';
import { iothreadParams } from './iothread-params.ts';
import { domainSave } from './domain-save.ts';
import { domainScreen } from './domain-screen.ts';
import { domainVcpu } from './domain-vcpu.ts';
import { embedExtras } from './embed-extras.ts';
import type { EmbedSession } from './embed-session.ts';
import { domainMove, movesOf } from './moving/move-methods.ts';
import { monitorEvents, monitorWords } from './monitor-words.ts';
import { domainCheckpointList, domainCheckpoints } from './moments/domain-checkpoints.ts';
import { domainSnapshotList, domainSnapshots } from './moments/domain-snapshots.ts';
import { bindMethods } from './method-table.ts';

/** What can be asked for by {@link EmbedConnection.supports}. `private-displays`: those that name no address listen on a socket in a private folder. `own-files`: machines run as the person at this computer, and read what is theirs. */
const FEATURES: ReadonlySet<string> = new Set(['migration-v3', 'migration-params', 'migration-offline', 'migration-p2p', 'migrate-change-protection', 'xml-migratable', 'private-displays']);

/** A connection to QEMU without a daemon. */
export class EmbedConnection implements Connection {
  readonly driver = 'QEMU';
  readonly uri: string;
  readonly readOnly: boolean;
  readonly facets: Facets;
  readonly extras: Extras;
  readonly dial?: (target: DialTarget, options?: CallOptions) => Promise<VirStream>;
  readonly route?: string;
  readonly onDidClose: Event<CloseReason>;
  /** Events are made here: none is ever lost. */
  readonly onDidOverflow: Event<void> = new Emitter<void>().event;
  readonly #session: EmbedSession;

  constructor(session: EmbedSession, route: string | undefined) {
    this.#session = session;
    this.uri = session.uri;
    this.readOnly = session.readOnly;
    this.onDidClose = session.closed.event;
    this.facets = facetsOf(session);
    this.extras = { ...embedExtras(session), moves: movesOf(session) };
    const { surroundings } = session.state;
    if (!surroundings.isHere) this.dial = async (target, options) => channelToStream(await surroundings.connect(target, options));
    if (route !== undefined) this.route = route;
  }

  readonly supports = (feature: string): Promise<Support> => Promise.resolve(FEATURES.has(feature) || (feature === 'own-files' && this.#session.state.surroundings.isHere) ? { supported: true } : { supported: false, reason: `QEMU without a daemon has no ${feature}.` });

  readonly close = async (): Promise<void> => {
    if (this.#session.isOpen) await this.#session.state.settled();
    this.#session.close();
  };
}

function facetsOf(session: EmbedSession): Facets {
  const host = session.own(hostFacets(session.state.host, session));
  return {
    ...host.facets,
    connect: { ...host.connect, ...bindMethods(session, connect), ...bindMethods(session, connectCapabilities), ...bindMethods(session, monitorEvents) } satisfies ConnectFacet,
    domain: {
      ...bindMethods(session, domainDefine), ...bindMethods(session, domainLifecycle), ...bindMethods(session, domainInfo), ...bindMethods(session, domainConsoles),
      ...bindMethods(session, domainMemory), ...bindMethods(session, domainVcpu), ...bindMethods(session, domainGuest), ...bindMethods(session, domainScreen), ...bindMethods(session, domainBlock),
      ...bindMethods(session, domainMisc), ...bindMethods(session, iothreadParams), ...bindMethods(session, domainDevices), ...bindMethods(session, domainSave), ...bindMethods(session, domainMove), ...bindMethods(session, domainBlockJobs), ...bindMethods(session, domainSnapshotList), ...bindMethods(session, domainCheckpointList), ...bindMethods(session, domainBackup),
    } satisfies DomainFacet,
    domainSnapshot: bindMethods(session, domainSnapshots) satisfies DomainSnapshotFacet,
    domainCheckpoint: bindMethods(session, domainCheckpoints) satisfies DomainCheckpointFacet,
    domainQemu: bindMethods(session, monitorWords) satisfies DomainQemuFacet,
  };
}
