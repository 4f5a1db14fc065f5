import type { DomainSnapshotMethods } from '../../../api/facets/domain-snapshot.ts';
import type { DomainMethods } from '../../../api/facets/domain.ts';
import type { DomainRef, DomainSnapshotRef } from '../../../api/refs.ts';
import { formatDomainSnapshotXml, type DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import { DomainSnapshotListFlags as List, DomainSnapshotXMLFlags as Xml } from '../../../core/constants.ts';
import type { EmbedSession } from '../embed-session.ts';
import type { EmbedState } from '../embed-state.ts';
import { checkFlags, methodsOf } from '../method-table.ts';
import { qemuError } from '../qemu-error.ts';
import { createSnapshot } from './create-snapshot.ts';
import { deleteSnapshot } from './delete-snapshot.ts';
import type { StoredMoment } from './moment-store.ts';
import { revertToSnapshot } from './revert-snapshot.ts';
import { isExternal, requireSnapshot, snapshotStore, type Snapshots } from './snapshot-store.ts';

const LIST =
  List.ROOTS | List.TOPOLOGICAL | List.METADATA | List.NO_METADATA | List.LEAVES | List.NO_LEAVES | List.INACTIVE | List.ACTIVE | List.DISK_ONLY | List.INTERNAL | List.EXTERNAL;

type Snapshot = StoredMoment<DomainSnapshotDef>;

/** Snapshots of machines. */
export const domainSnapshots = methodsOf<DomainSnapshotMethods>()({
  async createXML({ state }, dom, xmlDesc, flags = 0) {
    return { name: await createSnapshot(state, dom, xmlDesc, flags), dom };
  },
  delete: ({ state }, snap, flags = 0) => deleteSnapshot(state, snap, flags),
  async getXMLDesc({ state }, snap, flags = 0) {
    checkFlags(flags, Xml.SECURE, 'qemuDomainSnapshotGetXMLDesc');
    const { def, parentName } = requireSnapshot(await read(state, snap.dom), snap.name);
    return formatDomainSnapshotXml({ ...def, parentName }, { secure: (flags & Xml.SECURE) !== 0, uuid: snap.dom.uuid });
  },
  async lookupByName({ state }, dom, name, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSnapshotLookupByName');
    return { name: requireSnapshot(await read(state, dom), name).name, dom };
  },
  async getParent({ state }, snap, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSnapshotGetParent');
    const { parentName } = requireSnapshot(await read(state, snap.dom), snap.name);
    if (parentName === undefined) throw qemuError('no-domain-snapshot', `snapshot '${snap.name}' does not have a parent`);
    return { name: parentName, dom: snap.dom };
  },
  async current({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSnapshotCurrent');
    const { current } = await read(state, dom);
    if (current === undefined) throw qemuError('no-domain-snapshot', 'the domain does not have a current snapshot');
    return { name: current.name, dom };
  },
  async isCurrent({ state }, snap, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSnapshotIsCurrent');
    const list = await read(state, snap.dom);
    return list.current === requireSnapshot(list, snap.name);
  },
  async hasMetadata({ state }, snap, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainSnapshotHasMetadata');
    requireSnapshot(await read(state, snap.dom), snap.name);
    return true;
  },
  num: async (session, dom, flags = 0) => (await list(session, dom, flags, 'qemuDomainSnapshotNum')).length,
  listNames: async (session, dom, flags = 0) => (await list(session, dom, flags, 'qemuDomainSnapshotListNames')).map(({ name }) => name),
  numChildren: async (session, snap, flags = 0) => (await children(session, snap, flags, 'qemuDomainSnapshotNumChildren')).length,
  listChildrenNames: async (session, snap, flags = 0) => (await children(session, snap, flags, 'qemuDomainSnapshotListChildrenNames')).map(({ name }) => name),
  listAllChildren: async (session, snap, flags = 0) => (await children(session, snap, flags, 'qemuDomainSnapshotListAllChildren')).map(({ name }) => ({ name, dom: snap.dom })),
});

/** The same, as libvirt puts it among the machine's own calls. */
export const domainSnapshotList = methodsOf<DomainMethods>()({
  listAllSnapshots: async (session, dom, flags = 0) => (await list(session, dom, flags, 'qemuDomainListAllSnapshots')).map(({ name }) => ({ name, dom })),
  async hasCurrentSnapshot({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainHasCurrentSnapshot');
    return (await read(state, dom)).current !== undefined;
  },
  revertToSnapshot: ({ state }, snap, flags = 0) => revertToSnapshot(state, snap, flags),
});

async function read(state: EmbedState, dom: DomainRef): Promise<Snapshots> {
  return snapshotStore(state, await state.require(dom)).read();
}

async function list({ state }: EmbedSession, dom: DomainRef, flags: number, caller: string): Promise<Snapshot[]> {
  checkFlags(flags, LIST, caller);
  return listed(await read(state, dom), undefined, flags, (flags & List.ROOTS) !== 0);
}

async function children({ state }: EmbedSession, snap: DomainSnapshotRef, flags: number, caller: string): Promise<Snapshot[]> {
  checkFlags(flags, LIST, caller);
  const all = await read(state, snap.dom);
  return listed(all, requireSnapshot(all, snap.name), flags, (flags & List.DESCENDANTS) === 0);
}

/** All of them have metadata, so whoever asks for those without gets none. */
function listed(all: Snapshots, from: Snapshot | undefined, flags: number, childrenOnly: boolean): Snapshot[] {
  const one = (bit: number, other: number): boolean => (flags & bit) !== 0 && (flags & other) === 0;
  if (one(List.NO_METADATA, List.METADATA)) return [];
  return all.list({ ...(from === undefined ? {} : { from }), childrenOnly, leaves: one(List.LEAVES, List.NO_LEAVES), noLeaves: one(List.NO_LEAVES, List.LEAVES), matches: ({ def }) => matches(def, flags) });
}

function matches(def: DomainSnapshotDef, flags: number): boolean {
  const states = flags & (List.INACTIVE | List.ACTIVE | List.DISK_ONLY);
  const own = def.state === 'shutoff' ? List.INACTIVE : def.state === 'disk-snapshot' ? List.DISK_ONLY : List.ACTIVE;
  if (states !== 0 && (states & own) === 0) return false;
  const places = flags & (List.INTERNAL | List.EXTERNAL);
  return places === 0 || (places & (isExternal(def) ? List.EXTERNAL : List.INTERNAL)) !== 0;
}
