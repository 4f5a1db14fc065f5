import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainSnapshotMethods } from '../api/facets/domain-snapshot.ts';
import type { CallOptions } from '../api/records.ts';
import type { DomainRef, DomainSnapshotRef } from '../api/refs.ts';
import { formatDomainSnapshotXml, parseDomainSnapshotXml } from '../conf/domain-snapshot/domain-snapshot-def.ts';
import { DomainSnapshotCreateFlags as Make, DomainSnapshotDeleteFlags as Delete, DomainSnapshotListFlags as List, DomainSnapshotRevertFlags as Revert } from '../core/constants.ts';
import { editVmx } from '../vmx/vmx-edit.ts';
import { vmwareDomainContext } from './domain-context.ts';
import { start } from './domain-lifecycle.ts';
import type { Machine } from './machine-list.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { vmwareError } from './vmware-error.ts';
import { refOf, type VmwareSession } from './vmware-session.ts';
import { readSnapshots, vmsdOf, type Snapshot, type SnapshotTree } from './vmsd.ts';

const LIST_FLAGS = List.ROOTS | List.METADATA | List.NO_METADATA | List.LEAVES | List.NO_LEAVES | List.INACTIVE | List.ACTIVE | List.DISK_ONLY | List.INTERNAL | List.EXTERNAL | List.TOPOLOGICAL;

/** A machine with its snapshots. */
interface Moments extends SnapshotTree {
  readonly machine: Machine;
}

/** Lists of a machine's snapshots, and going back to one. */
export const domainSnapshotList = methodsOf<DomainMethods>()({
  async listAllSnapshots(session, dom, flags = 0) {
    return filtered(await moments(session, dom), undefined, flags).map((each) => snapRef(dom, each));
  },
  async hasCurrentSnapshot(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainHasCurrentSnapshot');
    return (await moments(session, dom)).currentUid !== undefined;
  },
  async revertToSnapshot(session, snap, flags = 0, options) {
    checkFlags(flags, Revert.RUNNING | Revert.PAUSED | Revert.FORCE, 'vmwareDomainRevertToSnapshot');
    const all = await moments(session, snap.dom);
    const one = find(all, snap.name);
    const hadMemory = one.memoryFile !== undefined && (await session.host.surroundings.files.exists(one.memoryFile));
    await session.changing(() => session.host.vmrun(['revertToSnapshot', all.machine.vmxPath, pathTo(all, one)], options));
    // VMware leaves the machine off, or with its memory kept on disk: libvirt's machine is then as it was.
    const now = await session.machine(snap.dom);
    if ((hadMemory || (flags & (Revert.RUNNING | Revert.PAUSED)) !== 0) && !now.running) await start(session, snap.dom, 0, options);
  },
});

/** Snapshots: made and removed by vmrun, read from the machine's .vmsd. */
export const domainSnapshot = methodsOf<DomainSnapshotMethods>()({
  createXML: (session, dom, xml, flags = 0, options) => make(session, dom, xml, flags, options),
  async getXMLDesc(session, snap, flags = 0) {
    checkFlags(flags, 1, 'vmwareDomainSnapshotGetXMLDesc');
    const all = await moments(session, snap.dom);
    const one = find(all, snap.name);
    const hadMemory = one.memoryFile !== undefined && (await session.host.surroundings.files.exists(one.memoryFile));
    return formatDomainSnapshotXml({
      name: one.name, description: one.description, state: hadMemory ? 'running' : 'shutoff', parentName: parentOf(all, one)?.name,
      creationTimeSec: one.creationTimeSec, memory: hadMemory ? 'internal' : 'no', memoryFile: undefined, disks: [],
      domain: undefined, inactiveDomain: undefined, cookie: undefined, current: undefined,
    }, { uuid: all.machine.uuid });
  },
  num: async (session, dom, flags = 0) => filtered(await moments(session, dom), undefined, flags).length,
  listNames: async (session, dom, flags = 0) => filtered(await moments(session, dom), undefined, flags).map(({ name }) => name),
  numChildren: async (session, snap, flags = 0) => (await childrenOf(session, snap, flags)).length,
  listChildrenNames: async (session, snap, flags = 0) => (await childrenOf(session, snap, flags)).map(({ name }) => name),
  listAllChildren: async (session, snap, flags = 0) => (await childrenOf(session, snap, flags)).map((each) => snapRef(snap.dom, each)),
  async lookupByName(session, dom, name, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainSnapshotLookupByName');
    return snapRef(dom, find(await moments(session, dom), name));
  },
  async getParent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainSnapshotGetParent');
    const all = await moments(session, snap.dom);
    const parent = parentOf(all, find(all, snap.name));
    if (parent === undefined) throw vmwareError('no-domain-snapshot', `snapshot '${snap.name}' does not have a parent`, snap.name);
    return snapRef(snap.dom, parent);
  },
  async current(session, dom, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainSnapshotCurrent');
    const { snapshots, currentUid } = await moments(session, dom);
    const current = snapshots.find(({ uid }) => uid === currentUid);
    if (current === undefined) throw vmwareError('no-domain-snapshot', 'the domain does not have a current snapshot', dom.name);
    return snapRef(dom, current);
  },
  async isCurrent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainSnapshotIsCurrent');
    const all = await moments(session, snap.dom);
    return find(all, snap.name).uid === all.currentUid;
  },
  async hasMetadata(session, snap, flags = 0) {
    checkFlags(flags, 0, 'vmwareDomainSnapshotHasMetadata');
    find(await moments(session, snap.dom), snap.name);
    return false; // VMware keeps it, not we
  },
  async delete(session, snap, flags = 0, options) {
    checkFlags(flags, Delete.CHILDREN | Delete.CHILDREN_ONLY, 'vmwareDomainSnapshotDelete');
    const all = await moments(session, snap.dom);
    const one = find(all, snap.name);
    const victims = (flags & Delete.CHILDREN_ONLY) === 0 ? [one] : all.snapshots.filter(({ parentUid }) => parentUid === one.uid);
    const more = (flags & (Delete.CHILDREN | Delete.CHILDREN_ONLY)) === 0 ? [] : ['andDeleteChildren'];
    await session.changing(async () => {
      for (const each of victims) await session.host.vmrun(['deleteSnapshot', all.machine.vmxPath, pathTo(all, each), ...more], options);
    });
  },
});

async function moments(session: VmwareSession, dom: DomainRef): Promise<Moments> {
  const machine = await session.machine(dom);
  return { machine, ...(await readSnapshots(session.host, machine)) };
}

async function make(session: VmwareSession, dom: DomainRef, xml: string, flags: number, options?: CallOptions): Promise<DomainSnapshotRef> {
  checkFlags(flags, Make.ATOMIC | Make.LIVE, 'vmwareDomainSnapshotCreateXML');
  const asked = parseDomainSnapshotXml(xml, { domain: vmwareDomainContext() });
  const name = asked.name ?? '';
  if (asked.disks.length > 0) throw vmwareError('config-unsupported', 'disk snapshots are not supported by VMware: a snapshot has all disks of the machine');
  if (name === '' || /[/\n\r]/.test(name)) throw vmwareError('config-unsupported', `'${name}' is no name for a snapshot in VMware: no slashes`);
  const before = await moments(session, dom);
  if (before.snapshots.some((each) => each.name === name)) throw vmwareError('operation-invalid', `domain snapshot ${name} already exists`, name);
  await session.changing(() => session.host.vmrun(['snapshot', before.machine.vmxPath, name], options));
  const after = await moments(session, dom);
  const made = find(after, name);
  if (asked.description !== undefined) {
    // vmrun takes no description; the products show what stands here.
    const text = editVmx(after.text, { [`snapshot${made.index}.description`]: asked.description });
    await session.host.surroundings.files.write(vmsdOf(after.machine.vmxPath), Buffer.from(text));
  }
  return snapRef(refOf(after.machine), made);
}

function find({ snapshots, machine }: Moments, name: string): Snapshot {
  const found = snapshots.find((each) => each.name === name);
  if (found === undefined) throw vmwareError('no-domain-snapshot', `no domain snapshot with matching name '${name}'`, machine.name);
  return found;
}

function parentOf({ snapshots }: SnapshotTree, one: Snapshot): Snapshot | undefined {
  return one.parentUid === undefined ? undefined : snapshots.find(({ uid }) => uid === one.parentUid);
}

/** How vmrun finds a snapshot: by its name, or, where that is not unique, by the names on the way to it. */
function pathTo(tree: SnapshotTree, one: Snapshot): string {
  if (tree.snapshots.filter(({ name }) => name === one.name).length === 1) return one.name;
  const names = [one.name];
  const seen = new Set([one.uid]);
  for (let parent = parentOf(tree, one); parent !== undefined && !seen.has(parent.uid); parent = parentOf(tree, parent)) {
    seen.add(parent.uid);
    names.unshift(parent.name);
  }
  return names.join('/');
}

async function childrenOf(session: VmwareSession, snap: DomainSnapshotRef, flags: number): Promise<Snapshot[]> {
  const all = await moments(session, snap.dom);
  return filtered(all, find(all, snap.name), flags);
}

function filtered(tree: SnapshotTree, below: Snapshot | undefined, flags: number): Snapshot[] {
  checkFlags(flags, LIST_FLAGS, 'vmwareDomainListAllSnapshots');
  if ((flags & List.METADATA) !== 0 && (flags & List.NO_METADATA) === 0) return [];
  const leaf = (one: Snapshot): boolean => !tree.snapshots.some(({ parentUid }) => parentUid === one.uid);
  return tree.snapshots.filter((one) => {
    if (below === undefined && (flags & List.ROOTS) !== 0 && parentOf(tree, one) !== undefined) return false;
    if (below !== undefined && !isBelow(tree, one, below, (flags & List.DESCENDANTS) !== 0)) return false;
    if ((flags & List.LEAVES) !== 0 && (flags & List.NO_LEAVES) === 0 && !leaf(one)) return false;
    return (flags & List.NO_LEAVES) === 0 || (flags & List.LEAVES) !== 0 || !leaf(one);
  });
}

function isBelow(tree: SnapshotTree, one: Snapshot, above: Snapshot, deep: boolean): boolean {
  const seen = new Set<string>();
  for (let parent = parentOf(tree, one); parent !== undefined && !seen.has(parent.uid); parent = parentOf(tree, parent)) {
    if (parent.uid === above.uid) return true;
    if (!deep) return false;
    seen.add(parent.uid);
  }
  return false;
}

function snapRef(dom: DomainRef, { name }: Snapshot): DomainSnapshotRef {
  return { name, dom };
}
