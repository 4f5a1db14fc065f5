import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainSnapshotMethods } from '../api/facets/domain-snapshot.ts';
import type { DomainRef, DomainSnapshotRef } from '../api/refs.ts';
import {
  DomainEventStoppedDetailType as Stopped,
  DomainShutoffReason,
  DomainSnapshotCreateFlags as Create,
  DomainSnapshotDeleteFlags as Delete,
  DomainSnapshotListFlags as List,
  DomainSnapshotXMLFlags,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { stopDomain } from './domain-lifecycle.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { MomentFilter } from '../core/moment-list.ts';
import type { TestSession } from './session.ts';
import { alignDisks } from './snapshot-disks.ts';
import { formatSnapshot, readSnapshot } from './snapshot-document.ts';
import { isExternal, SNAPSHOT_STATES, type SnapshotMoment } from './snapshot-moment.ts';
import { revertToSnapshot } from './snapshot-revert.ts';
import type { TestDomain } from './test-domain.ts';

const CREATE = Create.REDEFINE | Create.CURRENT | Create.HALT | Create.QUIESCE | Create.ATOMIC | Create.LIVE | Create.VALIDATE;
const LIST =
  List.ROOTS | List.TOPOLOGICAL | List.METADATA | List.NO_METADATA | List.LEAVES | List.NO_LEAVES |
  List.INACTIVE | List.ACTIVE | List.DISK_ONLY | List.INTERNAL | List.EXTERNAL;

/** Snapshots: only what is known of them; there is nothing to go back to but the definition. */
export const domainSnapshot = methodsOf<DomainSnapshotMethods>()({
  createXML(session, dom, xmlDesc, flags = 0) {
    checkFlags(flags, CREATE, 'testDomainSnapshotCreateXML');
    const domain = session.host.domains.require(dom);
    if (domain.checkpointCount > 0) {
      throw libvirtError('test', 'operation-unsupported', 'cannot create snapshot while checkpoint exists');
    }
    if (!domain.persistent && (flags & Create.HALT) !== 0) {
      throw libvirtError('test', 'operation-invalid', 'cannot halt after transient domain snapshot');
    }
    const redefine = (flags & Create.REDEFINE) !== 0;
    const asked = readSnapshot(xmlDesc, redefine);
    const made = redefine ? redefineSnapshot(domain, asked) : takeSnapshot(domain, asked);
    if (!redefine || (flags & Create.CURRENT) !== 0) domain.snapshots.current = made;
    if (!redefine && (flags & Create.HALT) !== 0 && domain.isActive) {
      stopDomain(session, domain, DomainShutoffReason.FROM_SNAPSHOT, Stopped.FROM_SNAPSHOT);
    }
    return { name: made.name, dom };
  },
  delete(session, snap, flags = 0) {
    checkFlags(flags, Delete.CHILDREN | Delete.CHILDREN_ONLY, 'testDomainSnapshotDelete');
    const { domain, snapshot } = find(session, snap);
    domain.snapshots.delete(snapshot, deletion(flags));
  },

  getXMLDesc(session, snap, flags = 0) {
    checkFlags(flags, DomainSnapshotXMLFlags.SECURE, 'testDomainSnapshotGetXMLDesc');
    const { domain, snapshot } = find(session, snap);
    return formatSnapshot(snapshot, domain.config.uuid, (flags & DomainSnapshotXMLFlags.SECURE) !== 0);
  },
  lookupByName(session, dom, name, flags = 0) {
    checkFlags(flags, 0, 'testDomainSnapshotLookupByName');
    find(session, { name, dom });
    return { name, dom };
  },
  getParent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'testDomainSnapshotGetParent');
    const { parentName } = find(session, snap).snapshot;
    if (parentName === undefined) throw libvirtError('test', 'no-domain-snapshot', `snapshot '${snap.name}' does not have a parent`);
    return { name: parentName, dom: snap.dom };
  },
  current(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainSnapshotCurrent');
    const { current } = session.host.domains.require(dom).snapshots;
    if (current === undefined) throw libvirtError('test', 'no-domain-snapshot', 'the domain does not have a current snapshot');
    return { name: current.name, dom };
  },
  isCurrent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'testDomainSnapshotIsCurrent');
    const { domain, snapshot } = find(session, snap);
    return domain.snapshots.current === snapshot;
  },
  hasMetadata(session, snap, flags = 0) {
    checkFlags(flags, 0, 'testDomainSnapshotHasMetadata');
    find(session, snap);
    return true;
  },

  num: (session, dom, flags = 0) => list(session, dom, flags, 'testDomainSnapshotNum').length,
  listNames: (session, dom, flags = 0) => list(session, dom, flags, 'testDomainSnapshotListNames').map(({ name }) => name),
  numChildren: (session, snap, flags = 0) => children(session, snap, flags, 'testDomainSnapshotNumChildren').length,
  listChildrenNames: (session, snap, flags = 0) => children(session, snap, flags, 'testDomainSnapshotListChildrenNames').map(({ name }) => name),
  listAllChildren: (session, snap, flags = 0) =>
    children(session, snap, flags, 'testDomainSnapshotListAllChildren').map(({ name }) => ({ name, dom: snap.dom })),
});

/** The same, as libvirt puts it among the machine's own calls. */
export const domainSnapshotList = methodsOf<DomainMethods>()({
  listAllSnapshots: (session, dom, flags = 0) => list(session, dom, flags, 'testDomainListAllSnapshots').map(({ name }) => ({ name, dom })),
  hasCurrentSnapshot(session, dom, flags = 0) {
    checkFlags(flags, 0, 'testDomainHasCurrentSnapshot');
    return session.host.domains.require(dom).snapshots.current !== undefined;
  },
  revertToSnapshot(session, snap, flags = 0) {
    const { domain, snapshot } = find(session, snap);
    revertToSnapshot(session, domain, snapshot, flags);
  },
});

/** How libvirt's flags for deleting say it. */
export function deletion(flags: number): 'single' | 'with-children' | 'children-only' {
  if ((flags & Delete.CHILDREN_ONLY) !== 0) return 'children-only';
  return (flags & Delete.CHILDREN) === 0 ? 'single' : 'with-children';
}

function find(session: TestSession, snap: DomainSnapshotRef): { readonly domain: TestDomain; readonly snapshot: SnapshotMoment } {
  const domain = session.host.domains.require(snap.dom);
  const snapshot = domain.snapshots.find(snap.name);
  if (snapshot === undefined) throw libvirtError('test', 'no-domain-snapshot', `no domain snapshot with matching name '${snap.name}'`);
  return { domain, snapshot };
}

function list(session: TestSession, dom: DomainRef, flags: number, caller: string): SnapshotMoment[] {
  checkFlags(flags, LIST, caller);
  return listed(session.host.domains.require(dom), undefined, flags, (flags & List.ROOTS) !== 0);
}

function children(session: TestSession, snap: DomainSnapshotRef, flags: number, caller: string): SnapshotMoment[] {
  checkFlags(flags, LIST, caller);
  const { domain, snapshot } = find(session, snap);
  return listed(domain, snapshot, flags, (flags & List.DESCENDANTS) === 0);
}

/** All of them have metadata, so whoever asks for those without gets none. */
function listed(domain: TestDomain, from: SnapshotMoment | undefined, flags: number, childrenOnly: boolean): SnapshotMoment[] {
  const one = (bit: number, other: number): boolean => (flags & bit) !== 0 && (flags & other) === 0;
  if (domain.snapshotCount === 0 || one(List.NO_METADATA, List.METADATA)) return [];
  const filter: MomentFilter<SnapshotMoment> = {
    ...(from === undefined ? {} : { from }),
    childrenOnly,
    leaves: one(List.LEAVES, List.NO_LEAVES),
    noLeaves: one(List.NO_LEAVES, List.LEAVES),
    matches: (snapshot) => matches(snapshot, flags),
  };
  return domain.snapshots.list(filter);
}

function matches(snapshot: SnapshotMoment, flags: number): boolean {
  const states = flags & (List.INACTIVE | List.ACTIVE | List.DISK_ONLY);
  const own = snapshot.state === 'shutoff' ? List.INACTIVE : snapshot.state === 'disk-snapshot' ? List.DISK_ONLY : List.ACTIVE;
  if (states !== 0 && (states & own) === 0) return false;
  const places = flags & (List.INTERNAL | List.EXTERNAL);
  return places === 0 || (places & (isExternal(snapshot) ? List.EXTERNAL : List.INTERNAL)) !== 0;
}

function takeSnapshot(domain: TestDomain, asked: SnapshotMoment): SnapshotMoment {
  if (asked.disks.some(({ location }) => location === 'manual')) {
    throw libvirtError('test', 'operation-unsupported', "'manual' snapshot mode is not supported by the test driver");
  }
  const external = asked.memory === 'external';
  const state = SNAPSHOT_STATES[domain.state];
  const made: SnapshotMoment = {
    ...asked,
    state,
    memory: external ? 'external' : state === 'shutoff' ? 'no' : 'internal',
    disks: alignDisks(asked.disks, domain.config, external ? 'external' : 'internal'),
    config: domain.config,
    parentName: domain.snapshots.current?.name,
  };
  domain.snapshots.add(made);
  return made;
}

function redefineSnapshot(domain: TestDomain, asked: SnapshotMoment): SnapshotMoment {
  domain.snapshots.assertNoCycle(asked.name, asked.parentName);
  const other = domain.snapshots.find(asked.name);
  if (asked.config !== undefined && asked.config.uuid !== domain.config.uuid) {
    throw libvirtError('domain-snapshot', 'invalid-arg', `definition for snapshot ${asked.name} must use uuid ${domain.config.uuid}`);
  }
  if (other !== undefined) assertSameKind(other, asked);
  const config = asked.config ?? other?.config;
  const external = asked.state === 'disk-snapshot' || isExternal(asked);
  const made = { ...asked, config, disks: alignDisks(asked.disks, config, external ? 'external' : 'internal') };
  if (other === undefined) domain.snapshots.add(made);
  else domain.snapshots.replace(made);
  return made;
}

function assertSameKind(other: SnapshotMoment, asked: SnapshotMoment): void {
  const online = ({ state }: SnapshotMoment): boolean => state === 'running' || state === 'paused';
  if (online(other) !== online(asked)) {
    throw libvirtError('domain-snapshot', 'invalid-arg', `cannot change between online and offline snapshot state in snapshot ${asked.name}`);
  }
  if ((other.state === 'disk-snapshot') !== (asked.state === 'disk-snapshot')) {
    throw libvirtError('domain-snapshot', 'invalid-arg', `cannot change between disk only and full system in snapshot ${asked.name}`);
  }
}
