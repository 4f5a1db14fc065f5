import type { CloneRequest, LongCallOptions } from '../api/extras.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import { prepared } from './domain-lifecycle.ts';
import type { EsxSession } from './esx-session.ts';
import { escapeName } from './machine.ts';
import type { PlaceTree } from './place-tree.ts';
import type { VirtualMachineRelocateSpec } from './vim/vim.gen.ts';
import { runTask, waitOf } from './vim/vim-task.ts';
import { isMoRef, type MoRef } from './vim/vim-value.ts';

/** The host and pool that a place stands for. @throws invalid-arg when machines cannot run there. */
function targetOf(tree: PlaceTree, id: string): VirtualMachineRelocateSpec {
  const ref = tree.refOf(id);
  const pool = ref === undefined ? undefined : poolOf(tree, ref);
  if (ref === undefined || pool === undefined) throw libvirtError('esx', 'invalid-arg', `machines cannot run in '${tree.nameOf(ref) ?? id}': choose a host, a cluster or a resource pool`);
  return ref.type === 'HostSystem' ? { pool, host: ref } : { pool };
}

function poolOf(tree: PlaceTree, ref: MoRef): MoRef | undefined {
  switch (ref.type) {
    case 'ResourcePool':
    case 'VirtualApp':
      return ref;
    case 'HostSystem':
    case 'ComputeResource':
    case 'ClusterComputeResource':
      return tree.computeResourceOf(ref)?.reference('resourcePool');
    default:
      return undefined;
  }
}

/** Clones a machine beside the original, powered off. */
export async function cloneMachine(session: EsxSession, tree: PlaceTree, dom: DomainRef, request: CloneRequest, options: LongCallOptions = {}): Promise<DomainRef> {
  const machine = await prepared(session, dom);
  const folder = machine.properties.reference('parent') ?? session.datacenterOf(machine).properties.reference('vmFolder');
  if (folder === undefined) throw libvirtError('esx', 'internal-error', `the machine ${machine.name} is in no folder`);
  // A template has no pool of its own: its clone runs where its host is.
  const host = machine.host;
  const own = machine.properties.reference('resourcePool') ?? (host === undefined ? undefined : poolOf(tree, host));
  const location = request.place === undefined ? { ...(own === undefined ? {} : { pool: own }), ...(host === undefined ? {} : { host }) } : targetOf(tree, request.place);
  const snapshot = request.linked === true ? machine.properties.object('snapshot', 'VirtualMachineSnapshotInfo')?.currentSnapshot : undefined;
  if (request.linked === true && snapshot === undefined) throw libvirtError('esx', 'operation-invalid', 'a linked clone is made of a snapshot: take one first', { subject: machine.name });
  const shared = snapshot === undefined ? {} : { snapshot };
  const spec = { location: snapshot === undefined ? location : { ...location, diskMoveType: 'createNewChildDiskBacking' }, template: request.template === true, powerOn: false, ...shared };
  const what = 'Could not clone domain';
  const made = await runTask(session.client, () => session.client.call('CloneVM_Task', machine.ref, { folder, name: escapeName(request.name), spec }), waitOf(what, machine.name, options));
  const clone = isMoRef(made) ? await session.refresh(made) : undefined;
  if (clone === undefined) throw libvirtError('esx', 'internal-error', `${what}: the host does not say what it has made`);
  return clone.domain;
}

/** Moves a machine to another host, cluster or pool, live when it runs. */
export async function relocateMachine(session: EsxSession, tree: PlaceTree, dom: DomainRef, place: string, options: LongCallOptions = {}): Promise<void> {
  const machine = await prepared(session, dom);
  const spec = targetOf(tree, place);
  try {
    await runTask(session.client, () => session.client.call('RelocateVM_Task', machine.ref, { spec, priority: 'defaultPriority' }), waitOf('Could not move domain', machine.name, options));
  } finally {
    await session.refresh(machine.ref).catch(() => undefined); // the watch tells it, too
  }
}

/** Makes a template of a machine, or a machine of a template. */
export async function setTemplate(session: EsxSession, tree: PlaceTree, dom: DomainRef, template: boolean): Promise<void> {
  const machine = await prepared(session, dom);
  if (template && machine.powerState !== 'poweredOff') throw libvirtError('esx', 'operation-invalid', 'Domain is not powered off', { subject: machine.name });
  if (template) await session.client.call('MarkAsTemplate', machine.ref, {});
  else {
    const { host } = machine;
    const pool = host === undefined ? undefined : poolOf(tree, host);
    if (host === undefined || pool === undefined) throw libvirtError('esx', 'operation-failed', 'the template has no host', { subject: machine.name });
    await session.client.call('MarkAsVirtualMachine', machine.ref, { pool, host });
  }
  await session.refresh(machine.ref);
}
