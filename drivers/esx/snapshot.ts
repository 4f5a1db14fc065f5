import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainSnapshotMethods } from '../api/facets/domain-snapshot.ts';
import type { DomainRef, DomainSnapshotRef } from '../api/refs.ts';
import { parseDomainSnapshotXml } from '../conf/domain-snapshot/domain-snapshot-def.ts';
import {
  DomainSnapshotCreateFlags as Create,
  DomainSnapshotDeleteFlags as Delete,
  DomainSnapshotListFlags as List,
  DomainSnapshotRevertFlags as Revert,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { vmxDomainContext } from '../vmx/vmx-context.ts';
import { escapeText } from './escape-text.ts';
import { prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import { stateOf } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { VirtualMachineSnapshotInfo, VirtualMachineSnapshotTree } from './vim/vim.gen.ts';
import { moKey } from './vim/vim-value.ts';

const LIST_FLAGS = List.ROOTS | List.METADATA | List.LEAVES | List.NO_LEAVES | List.NO_METADATA | List.INACTIVE | List.ACTIVE | List.DISK_ONLY | List.INTERNAL | List.EXTERNAL | List.TOPOLOGICAL;

/** A snapshot in the machine's tree. */
interface Moment {
  readonly tree: VirtualMachineSnapshotTree;
  readonly parent: Moment | undefined;
}

async function infoOf(session: EsxSession, dom: DomainRef): Promise<VirtualMachineSnapshotInfo | undefined> {
  const machine = await session.machine(dom);
  return (await session.readOne(machine.ref, ['snapshot'])).object('snapshot', 'VirtualMachineSnapshotInfo');
}

/** All snapshots, parents before children. */
async function momentsOf(session: EsxSession, dom: DomainRef): Promise<readonly Moment[]> {
  const all: Moment[] = [];
  const walk = (trees: readonly VirtualMachineSnapshotTree[], parent: Moment | undefined): void => {
    for (const tree of trees) {
      const moment = { tree, parent };
      all.push(moment);
      walk(tree.childSnapshotList ?? [], moment);
    }
  };
  walk((await infoOf(session, dom))?.rootSnapshotList ?? [], undefined);
  return all;
}

async function requireMoment(session: EsxSession, dom: DomainRef, name: string): Promise<Moment> {
  const found = (await momentsOf(session, dom)).find(({ tree }) => tree.name === name);
  if (found === undefined) throw libvirtError('esx', 'no-domain-snapshot', `Could not find snapshot with name '${name}'`, { subject: name });
  return found;
}

/** Hosts keep all of it themselves: there is no metadata of libvirt's, and all lies with the machine. */
function matches({ tree, parent }: Moment, flags: number, rootsBit: boolean): boolean {
  const hasChildren = (tree.childSnapshotList?.length ?? 0) > 0;
  const isActive = stateOf(tree.state) !== 'shutoff';
  if ((flags & List.METADATA) !== 0 && (flags & List.NO_METADATA) === 0) return false;
  if (rootsBit && (flags & List.ROOTS) !== 0 && parent !== undefined) return false;
  if ((flags & (List.LEAVES | List.NO_LEAVES)) !== 0 && (flags & (hasChildren ? List.NO_LEAVES : List.LEAVES)) === 0) return false;
  if ((flags & (List.INACTIVE | List.ACTIVE | List.DISK_ONLY)) !== 0 && (flags & (isActive ? List.ACTIVE : List.INACTIVE)) === 0) return false;
  return (flags & (List.INTERNAL | List.EXTERNAL)) === 0 || (flags & List.INTERNAL) !== 0;
}

async function list(session: EsxSession, dom: DomainRef, flags: number): Promise<readonly Moment[]> {
  checkFlags(flags, LIST_FLAGS, 'esxDomainListAllSnapshots');
  return (await momentsOf(session, dom)).filter((moment) => matches(moment, flags, true));
}

async function listChildren(session: EsxSession, snap: DomainSnapshotRef, flags: number): Promise<readonly Moment[]> {
  checkFlags(flags, LIST_FLAGS, 'esxDomainSnapshotListAllChildren');
  const isBelow = ({ parent }: Moment): boolean => {
    if (parent === undefined) return false;
    return parent.tree.name === snap.name || ((flags & List.DESCENDANTS) !== 0 && isBelow(parent));
  };
  await requireMoment(session, snap.dom, snap.name);
  return (await momentsOf(session, snap.dom)).filter((moment) => isBelow(moment) && matches(moment, flags, false));
}

/** Snapshots, as a tree that the host keeps. */
export const domainSnapshot = methodsOf<DomainSnapshotMethods>()({
  async createXML(session, dom, xmlDesc, flags = 0, options) {
    checkFlags(flags, Create.DISK_ONLY | Create.QUIESCE | Create.NO_METADATA | Create.VALIDATE | Create.ATOMIC, 'esxDomainSnapshotCreateXML');
    const machine = await prepared(session, dom);
    const def = parseDomainSnapshotXml(xmlDesc, { domain: vmxDomainContext(), offline: machine.powerState !== 'poweredOn' });
    if (def.disks.length > 0) throw libvirtError('esx', 'config-unsupported', 'disk snapshots not supported yet');
    const name = def.name ?? '';
    if ((await momentsOf(session, dom)).some(({ tree }) => tree.name === name)) throw libvirtError('esx', 'operation-invalid', `Snapshot '${name}' already exists`);
    const memory = (flags & Create.DISK_ONLY) === 0 && def.memory !== 'no' && machine.powerState === 'poweredOn';
    await session.task(machine, 'Could not create snapshot', () =>
      session.client.call('CreateSnapshot_Task', machine.ref, { name, ...(def.description === undefined ? {} : { description: def.description }), memory, quiesce: (flags & Create.QUIESCE) !== 0 }),
      options,
    );
    return { name, dom };
  },
  async getXMLDesc(session, snap, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotGetXMLDesc');
    const { tree, parent } = await requireMoment(session, snap.dom, snap.name);
    const seconds = Math.floor(Date.parse(tree.createTime) / 1000);
    // libvirt writes the element even when it is empty.
    const description = `  <description>${escapeText(tree.description)}</description>\n`;
    const parentXml = parent === undefined ? '' : `  <parent>\n    <name>${escapeText(parent.tree.name)}</name>\n  </parent>\n`;
    return `<domainsnapshot>
  <name>${escapeText(snap.name)}</name>
${description}  <state>${stateOf(tree.state)}</state>
${parentXml}  <creationTime>${Number.isFinite(seconds) ? seconds : 0}</creationTime>
  <domain>
    <uuid>${snap.dom.uuid}</uuid>
  </domain>
</domainsnapshot>
`;
  },
  num: async (session, dom, flags = 0) => (await list(session, dom, flags)).length,
  listNames: async (session, dom, flags = 0) => (await list(session, dom, flags)).map(({ tree }) => tree.name),
  numChildren: async (session, snap, flags = 0) => (await listChildren(session, snap, flags)).length,
  listChildrenNames: async (session, snap, flags = 0) => (await listChildren(session, snap, flags)).map(({ tree }) => tree.name),
  listAllChildren: async (session, snap, flags = 0) => (await listChildren(session, snap, flags)).map(({ tree }) => ({ name: tree.name, dom: snap.dom })),
  async lookupByName(session, dom, name, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotLookupByName');
    await requireMoment(session, dom, name);
    return { name, dom };
  },
  async getParent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotGetParent');
    const { parent } = await requireMoment(session, snap.dom, snap.name);
    if (parent === undefined) throw libvirtError('esx', 'no-domain-snapshot', `snapshot '${snap.name}' does not have a parent`);
    return { name: parent.tree.name, dom: snap.dom };
  },
  async current(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotCurrent');
    const found = await currentMoment(session, dom);
    if (found === undefined) throw libvirtError('esx', 'no-domain-snapshot', 'the domain does not have a current snapshot');
    return { name: found.tree.name, dom };
  },
  async isCurrent(session, snap, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotIsCurrent');
    await requireMoment(session, snap.dom, snap.name);
    return (await currentMoment(session, snap.dom))?.tree.name === snap.name;
  },
  async hasMetadata(session, snap, flags = 0) {
    checkFlags(flags, 0, 'esxDomainSnapshotHasMetadata');
    await requireMoment(session, snap.dom, snap.name);
    return false;
  },
  async delete(session, snap, flags = 0) {
    checkFlags(flags, Delete.CHILDREN | Delete.METADATA_ONLY | Delete.CHILDREN_ONLY, 'esxDomainSnapshotDelete');
    const machine = await prepared(session, snap.dom);
    const moment = await requireMoment(session, snap.dom, snap.name);
    if ((flags & Delete.METADATA_ONLY) !== 0) return;
    const remove = (tree: VirtualMachineSnapshotTree, removeChildren: boolean): Promise<unknown> =>
      session.task(machine, `Could not delete snapshot '${tree.name}'`, () => session.client.call('RemoveSnapshot_Task', tree.snapshot, { removeChildren, consolidate: true }));
    if ((flags & Delete.CHILDREN_ONLY) === 0) await remove(moment.tree, (flags & Delete.CHILDREN) !== 0);
    else for (const child of moment.tree.childSnapshotList ?? []) await remove(child, true);
  },
});

async function currentMoment(session: EsxSession, dom: DomainRef): Promise<Moment | undefined> {
  const ref = (await infoOf(session, dom))?.currentSnapshot;
  if (ref === undefined) return undefined;
  return (await momentsOf(session, dom)).find(({ tree }) => moKey(tree.snapshot) === moKey(ref));
}

/** What the machine itself knows of its snapshots. */
export const domainSnapshotList = methodsOf<DomainMethods>()({
  listAllSnapshots: async (session, dom, flags = 0) => (await list(session, dom, flags)).map(({ tree }) => ({ name: tree.name, dom })),
  async hasCurrentSnapshot(session, dom, flags = 0) {
    checkFlags(flags, 0, 'esxDomainHasCurrentSnapshot');
    return (await currentMoment(session, dom)) !== undefined;
  },
  async revertToSnapshot(session, snap, flags = 0) {
    checkFlags(flags, Revert.RUNNING | Revert.PAUSED | Revert.FORCE, 'esxDomainRevertToSnapshot');
    const machine = await prepared(session, snap.dom);
    const { tree } = await requireMoment(session, snap.dom, snap.name);
    await session.task(machine, `Could not revert to snapshot '${snap.name}'`, () => session.client.call('RevertToSnapshot_Task', tree.snapshot, {}));
    if ((flags & Revert.RUNNING) !== 0 && machine.powerState !== 'poweredOn') {
      await session.task(machine, 'Could not start domain', () => session.client.call('PowerOnVM_Task', machine.ref, {}));
    }
    if ((flags & Revert.PAUSED) !== 0 && machine.powerState === 'poweredOn') {
      await session.task(machine, 'Could not suspend domain', () => session.client.call('SuspendVM_Task', machine.ref, {}));
    }
  },
});
