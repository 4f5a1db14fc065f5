import type { DomainCheckpointMethods } from '../../../api/facets/domain-checkpoint.ts';
import type { DomainMethods } from '../../../api/facets/domain.ts';
import type { DomainCheckpointRef, DomainRef } from '../../../api/refs.ts';
import { alignCheckpointDisks } from '../../../conf/domain-checkpoint/align-checkpoint-disks.ts';
import { formatDomainCheckpointXml, parseDomainCheckpointXml, type DomainCheckpointDef } from '../../../conf/domain-checkpoint/domain-checkpoint-def.ts';
import { DomainCheckpointCreateFlags as Create, DomainCheckpointDeleteFlags as Delete, DomainCheckpointListFlags as List, DomainCheckpointXMLFlags as Xml } from '../../../core/constants.ts';
import { libvirtError } from '../../../core/error-text.ts';
import { isBitmapChainValid } from '../../block/bitmaps.ts';
import { imageChain } from '../../block/block-image.ts';
import { checkpointSize, createCheckpoint, deleteCheckpoint } from '../../block/jobs/checkpoints.ts';
import { queryBlockNodes } from '../../qmp/block-nodes.ts';
import type { EmbedSession } from '../embed-session.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { checkFlags, methodsOf } from '../method-table.ts';
import { qemuError } from '../qemu-error.ts';
import { bitmapDisks, checkpointStore, requireCheckpoint, writeNewCheckpoint, type Checkpoints } from './checkpoint-store.ts';
import { parentsOf, type StoredMoment } from './moment-store.ts';

const LIST = List.ROOTS | List.TOPOLOGICAL | List.LEAVES | List.NO_LEAVES;

type Checkpoint = StoredMoment<DomainCheckpointDef>;

/** Checkpoints: bitmaps of what was written since. */
export const domainCheckpoints = methodsOf<DomainCheckpointMethods>()({
  async createXML({ state }, dom, xml, flags = 0) {
    checkFlags(flags, Create.REDEFINE | Create.REDEFINE_VALIDATE, 'qemuCheckpointCreateXML');
    return state.change(dom, async (machine) => {
      if ((flags & Create.REDEFINE) !== 0) return { name: await redefine(state, machine, xml, flags), dom };
      const { def, disks, undo } = await writeNewCheckpoint(state, machine, xml);
      try {
        await createCheckpoint(machine.monitor(), disks);
      } catch (error) {
        await undo();
        throw error;
      }
      return { name: def.name ?? '', dom };
    });
  },
  async delete({ state }, { name, dom }, flags = 0) {
    checkFlags(flags, Delete.CHILDREN | Delete.METADATA_ONLY | Delete.CHILDREN_ONLY, 'qemuCheckpointDelete');
    await state.change(dom, async (machine) => {
      const isMetadataOnly = (flags & Delete.METADATA_ONLY) !== 0;
      if (!isMetadataOnly && machine.run === undefined) throw qemuError('operation-unsupported', 'cannot delete checkpoint for inactive domain');
      const store = checkpointStore(state, machine);
      const list = await store.read();
      const found = requireCheckpoint(list, name);
      const before = parentsOf(list);
      const how = (flags & Delete.CHILDREN_ONLY) !== 0 ? 'children-only' : (flags & Delete.CHILDREN) !== 0 ? 'with-children' : 'single';
      const doomed = [...(how === 'single' ? [] : list.descendants(found).toReversed()), ...(how === 'children-only' ? [] : [found])];
      if (!isMetadataOnly) for (const { def } of doomed) await removeBitmaps(machine, def);
      list.delete(found, how);
      await store.writeChanges(list, before);
    });
  },
  async getXMLDesc({ state }, { name, dom }, flags = 0) {
    checkFlags(flags, Xml.SECURE | Xml.NO_DOMAIN | Xml.SIZE, 'qemuCheckpointGetXMLDesc');
    const machine = await state.require(dom);
    const { def } = requireCheckpoint(await read(state, dom), name);
    const size = (flags & Xml.SIZE) !== 0;
    const disks = size ? await sized(machine, def) : def.disks;
    return formatDomainCheckpointXml({ ...def, disks }, { secure: (flags & Xml.SECURE) !== 0, noDomain: (flags & Xml.NO_DOMAIN) !== 0, size });
  },
  async lookupByName({ state }, dom, name, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainCheckpointLookupByName');
    return { name: requireCheckpoint(await read(state, dom), name).name, dom };
  },
  async getParent({ state }, { name, dom }, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainCheckpointGetParent');
    const { parentName } = requireCheckpoint(await read(state, dom), name);
    if (parentName === undefined) throw qemuError('no-domain-checkpoint', `checkpoint '${name}' does not have a parent`);
    return { name: parentName, dom };
  },
  async listAllChildren({ state }, checkpoint, flags = 0) {
    checkFlags(flags, LIST, 'qemuDomainCheckpointListAllChildren');
    const all = await read(state, checkpoint.dom);
    return refs(listed(all, requireCheckpoint(all, checkpoint.name), flags, (flags & List.DESCENDANTS) === 0), checkpoint.dom);
  },
});

/** The same, as libvirt puts it among the machine's own calls. */
export const domainCheckpointList = methodsOf<DomainMethods>()({
  async listAllCheckpoints({ state }: EmbedSession, dom, flags = 0) {
    checkFlags(flags, LIST, 'qemuDomainListAllCheckpoints');
    return refs(listed(await read(state, dom), undefined, flags, (flags & List.ROOTS) !== 0), dom);
  },
});

function refs(list: readonly Checkpoint[], dom: DomainRef): DomainCheckpointRef[] {
  return list.map(({ name }) => ({ name, dom }));
}

async function read(state: EmbedState, dom: DomainRef): Promise<Checkpoints> {
  return checkpointStore(state, await state.require(dom)).read();
}

function listed(all: Checkpoints, from: Checkpoint | undefined, flags: number, childrenOnly: boolean): Checkpoint[] {
  const one = (bit: number, other: number): boolean => (flags & bit) !== 0 && (flags & other) === 0;
  return all.list({ ...(from === undefined ? {} : { from }), childrenOnly, leaves: one(List.LEAVES, List.NO_LEAVES), noLeaves: one(List.NO_LEAVES, List.LEAVES), matches: () => true });
}

/** Images that never had the bitmap, or lost it, have nothing to remove. */
async function removeBitmaps(machine: Machine, def: DomainCheckpointDef): Promise<void> {
  const client = machine.monitor();
  const nodes = await queryBlockNodes(client);
  const has = bitmapDisks(machine.running(), def).filter(({ chain, bitmap }) => imageChain(chain).some(({ formatNode }) => nodes.get(formatNode)?.bitmaps.some((one) => one.name === bitmap) === true));
  if (has.length > 0) await deleteCheckpoint(client, has);
}

async function sized(machine: Machine, def: DomainCheckpointDef): Promise<DomainCheckpointDef['disks']> {
  const run = machine.running();
  const sizes = new Map<string, bigint>();
  for (const disk of bitmapDisks(run, def)) sizes.set(disk.target, await checkpointSize(machine.monitor(), disk));
  return def.disks.map((disk) => ({ ...disk, sizeBytes: sizes.get(disk.name) }));
}

async function redefine(state: EmbedState, machine: Machine, xml: string, flags: number): Promise<string> {
  await state.emulators.prepare(xml);
  const asked = parseDomainCheckpointXml(xml, { domain: state.emulators.context({ inactive: true, skipValidate: true }), redefine: true });
  const { name = '', domain } = asked;
  const refuse = (message: string): never => { throw libvirtError('domain-checkpoint', 'invalid-arg', message); };
  const store = checkpointStore(state, machine);
  const list = await store.read();
  list.assertNoCycle(name, asked.parentName);
  if (domain !== undefined && domain.uuid !== machine.uuid) refuse(`definition for checkpoint ${name} must use uuid ${machine.uuid}`);
  const def = { ...asked, disks: domain === undefined ? asked.disks.map((disk) => (disk.checkpoint === 'no' ? disk : { ...disk, bitmap: disk.bitmap ?? name })) : alignCheckpointDisks(asked, domain.devices.disks) };
  if ((flags & Create.REDEFINE_VALIDATE) !== 0) {
    if (machine.run === undefined) throw qemuError('operation-invalid', 'domain is not running');
    const nodes = await queryBlockNodes(machine.monitor());
    const broken = bitmapDisks(machine.run, def).find(({ chain, bitmap }) => !isBitmapChainValid(chain, bitmap, nodes));
    if (broken !== undefined) throw qemuError('checkpoint-inconsistent', `missing or broken bitmap '${broken.bitmap}' for disk '${broken.target}'`);
  }
  await store.write(def);
  if (list.current === undefined || (asked.parentName !== undefined && asked.parentName === list.current.name)) await store.setCurrent(name);
  return name;
}
