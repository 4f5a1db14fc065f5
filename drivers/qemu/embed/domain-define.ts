import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import { cloneDomainDef, formatDomainXml, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import {
  DomainCreateFlags as Create, DomainDefineFlags as Define, DomainEventDefinedDetailType as Defined, DomainEventType as Event, DomainEventUndefinedDetailType as Undefined,
  DomainUndefineFlagsValues as Undefine, DomainXMLFlags as Xml,
} from '../../core/constants.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { startMachine } from './start-machine.ts';
import { undefineTpm } from './tpm-memory.ts';
import { assertValid } from './validate-document.ts';

/** Finding, defining and forgetting machines. */
export const domainDefine = methodsOf<DomainMethods>()({
  async lookupByID({ state }, id) {
    const found = (await state.machines()).find(({ run }) => run?.id === id);
    if (found === undefined) throw domainError('no-domain', `no domain with matching id ${id}`);
    return found.ref;
  },
  async lookupByUUID({ state }, uuid) {
    const found = await findAnew(state, (each) => each.uuid === uuid);
    if (found === undefined) throw domainError('no-domain', `no domain with matching uuid '${uuid}'`);
    return found.ref;
  },
  async lookupByName({ state }, name) {
    const found = await findAnew(state, (each) => each.name === name);
    if (found === undefined) throw domainError('no-domain', `no domain with matching name '${name}'`);
    return found.ref;
  },
  isActive: async ({ state }, dom) => (await state.require(dom)).run !== undefined,
  isPersistent: async ({ state }, dom) => (await state.require(dom)).isPersistent,
  async isUpdated({ state }, dom) {
    const { run, config } = await state.require(dom);
    if (run === undefined || config === undefined) return false;
    return run.isUpdated;
  },
  async getOSType({ state }, dom) {
    return (await state.require(dom)).def.os.type.name;
  },
  async getXMLDesc({ state }, dom, flags = 0) {
    checkFlags(flags, Xml.SECURE | Xml.INACTIVE | Xml.UPDATE_CPU | Xml.MIGRATABLE, 'qemuDomainGetXMLDesc');
    const machine = await state.require(dom);
    const options = { secure: (flags & Xml.SECURE) !== 0, migratable: (flags & Xml.MIGRATABLE) !== 0 };
    const { run } = machine;
    if (run !== undefined && (flags & Xml.INACTIVE) === 0) return formatDomainXml(run.live, { ...options, live: { id: run.id } });
    return formatDomainXml(machine.config ?? machine.def, { ...options, inactive: true });
  },

  defineXML: (session, xml) => define(session, xml, 0),
  defineXMLFlags: (session, xml, flags = 0) => define(session, xml, flags),
  createXML: (session, xml, flags = 0) => createFromXml(session, xml, flags),
  undefine: (session, dom) => undefine(session, dom, 0),
  undefineFlags: (session, dom, flags = 0) => undefine(session, dom, flags),

  async rename({ state }, dom, newName, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainRename');
    await state.changeRoot(() => state.change(dom, async (machine) => {
      await assertRenamable(state, machine, newName);
      const def = machine.configCopy();
      def.name = newName;
      state.events.lifecycle(machine.ref, Event.UNDEFINED, Undefined.RENAMED);
      await state.writeConfig(machine, def);
      state.events.lifecycle(machine.ref, Event.DEFINED, Defined.RENAMED);
    }));
  },

  getAutostart: async ({ state }, dom) => (await state.require(dom)).autostart,
  async setAutostart({ state }, dom, autostart) {
    await state.change(dom, async (machine) => {
      if (!machine.isPersistent) throw qemuError('operation-invalid', 'cannot set autostart for transient domain');
      const file = state.layout.autostartFile(machine.uuid);
      if (autostart) await state.surroundings.files.write(file, new Uint8Array(0));
      else await state.surroundings.files.remove([file]);
      machine.autostart = autostart;
    });
  },
});

/** What is not known yet may have been defined by somebody else a moment ago. */
async function findAnew(state: EmbedState, is: (machine: Machine) => boolean): Promise<Machine | undefined> {
  const found = (await state.machines()).find(is);
  if (found !== undefined) return found;
  await state.refreshAnew();
  return (await state.machines()).find(is);
}

/** Reads a definition that a person or program gives. */
export async function readNewDefinition(state: EmbedState, xml: string, inactive: boolean): Promise<DomainDef> {
  await state.emulators.prepare(xml);
  const def = parseDomainXml(xml, state.emulators.context({ inactive, abiUpdate: true }));
  if (def.name.includes('/')) throw domainError('xml-error', `name ${def.name} cannot contain '/'`);
  if (/[\n\0]/.test(def.name)) throw domainError('xml-error', 'name contains an invalid character');
  return def;
}

/** Whether a definition's name and UUID fit those that are there. @throws operation-failed */
async function assertFits(state: EmbedState, def: DomainDef): Promise<Machine | undefined> {
  const same = state.get(def.uuid as Uuid);
  if (same !== undefined) {
    if (same.name !== def.name) throw domainError('operation-failed', `domain '${same.name}' is already defined with uuid ${def.uuid}`);
    return same;
  }
  const named = await state.byName(def.name);
  if (named !== undefined) throw domainError('operation-failed', `domain '${def.name}' already exists with uuid ${named.uuid}`);
  return undefined;
}

async function define(session: EmbedSession, xml: string, flags: number): Promise<DomainRef> {
  checkFlags(flags, Define.VALIDATE, 'qemuDomainDefineXMLFlags');
  if ((flags & Define.VALIDATE) !== 0) await assertValid(xml, 'domain');
  const { state } = session;
  return storeDefinition(state, await readNewDefinition(state, xml, true));
}

/** Stores a definition, of a new machine or of one that is there. @throws operation-failed when its name or UUID is another one's. */
export async function storeDefinition(state: EmbedState, def: DomainDef): Promise<DomainRef> {
  return state.changeRoot(async () => {
    const known = await assertFits(state, def);
    const machine = known ?? state.newMachine(def.uuid as Uuid, def.name);
    const isNew = !machine.isPersistent;
    await state.writeConfig(machine, def);
    if (known === undefined) state.add(machine);
    else if (machine.run !== undefined) machine.run.isUpdated = true;
    state.events.lifecycle(machine.ref, Event.DEFINED, isNew ? Defined.ADDED : Defined.UPDATED);
    return machine.ref;
  });
}

async function createFromXml(session: EmbedSession, xml: string, flags: number): Promise<DomainRef> {
  checkFlags(flags, Create.START_PAUSED | Create.START_AUTODESTROY | Create.START_VALIDATE | Create.START_RESET_NVRAM, 'qemuDomainCreateXML');
  if ((flags & Create.START_VALIDATE) !== 0) await assertValid(xml, 'domain');
  const { state } = session;
  const def = await readNewDefinition(state, xml, true);
  const machine = await state.changeRoot(async () => {
    const known = await assertFits(state, def);
    if (known?.run !== undefined) throw domainError('operation-invalid', `domain is already active as '${known.name}'`);
    const made = known ?? state.newMachine(def.uuid as Uuid, def.name);
    if (known === undefined) state.add(made);
    return made;
  });
  try {
    await state.change(machine.ref, () => startMachine(state, machine, {
      def: cloneDomainDef(def), paused: (flags & Create.START_PAUSED) !== 0, resetNvram: (flags & Create.START_RESET_NVRAM) !== 0,
      ...((flags & Create.START_AUTODESTROY) === 0 ? {} : { owner: session }),
    }));
  } catch (error) {
    if (machine.run === undefined && !machine.isPersistent) state.forget(machine);
    throw error;
  }
  return machine.ref;
}

async function undefine({ state }: EmbedSession, dom: DomainRef, flags: number): Promise<void> {
  checkFlags(flags, Undefine.MANAGED_SAVE | Undefine.SNAPSHOTS_METADATA | Undefine.NVRAM | Undefine.KEEP_NVRAM | Undefine.CHECKPOINTS_METADATA | Undefine.TPM | Undefine.KEEP_TPM, 'qemuDomainUndefineFlags');
  if ((flags & Undefine.NVRAM) !== 0 && (flags & Undefine.KEEP_NVRAM) !== 0) throw qemuError('operation-invalid', 'cannot both keep and delete nvram');
  if ((flags & Undefine.TPM) !== 0 && (flags & Undefine.KEEP_TPM) !== 0) throw qemuError('operation-invalid', 'cannot both keep and delete TPM');
  await state.change(dom, async (machine) => {
    if (!machine.isPersistent) throw qemuError('operation-invalid', 'cannot undefine transient domain');
    const { files } = state.surroundings;
    if (machine.run === undefined) await assertMetadataMayGo(state, machine, flags);
    if (machine.hasSave) {
      if ((flags & Undefine.MANAGED_SAVE) === 0) throw qemuError('operation-invalid', 'Refusing to undefine while domain managed save image exists');
      await files.remove([state.layout.saveFile(machine.uuid)]);
      machine.hasSave = false;
    }
    await removeNvram(state, machine, flags);
    await undefineTpm(state, machine, (flags & Undefine.KEEP_TPM) !== 0 ? 'keep' : (flags & Undefine.TPM) !== 0 ? 'remove' : undefined);
    await state.removeConfig(machine);
    const { ref } = machine;
    if (machine.run === undefined) {
      await removeFolders(state, machine);
      state.forget(machine);
    }
    state.events.lifecycle(ref, Event.UNDEFINED, Undefined.REMOVED);
  });
}

async function assertMetadataMayGo(_state: EmbedState, machine: Machine, flags: number): Promise<void> {
  const count = machine.snapshotCount;
  if (count > 0 && (flags & Undefine.SNAPSHOTS_METADATA) === 0) throw qemuError('operation-invalid', `cannot delete inactive domain with ${count} snapshots`);
  const checkpoints = machine.checkpointCount;
  if (checkpoints > 0 && (flags & Undefine.CHECKPOINTS_METADATA) === 0) throw qemuError('operation-invalid', `cannot delete inactive domain with ${checkpoints} checkpoints`);
  return Promise.resolve();
}

/** Only an NVRAM below the root is ours to remove. */
async function removeNvram({ layout, surroundings: { files } }: EmbedState, machine: Machine, flags: number): Promise<void> {
  const { firmware, nvram } = machine.config?.os ?? {};
  const file = nvram?.path ?? (firmware === undefined ? undefined : layout.nvramFile(machine.uuid));
  if (file === undefined || !(await files.exists(file))) return;
  if ((flags & Undefine.NVRAM) !== 0) {
    await files.removeTree(file, layout.nvram);
    return;
  }
  if ((flags & Undefine.KEEP_NVRAM) === 0) throw qemuError('operation-invalid', 'cannot undefine domain with nvram');
}

async function removeFolders({ layout, surroundings: { files } }: EmbedState, machine: Machine): Promise<void> {
  for (const folder of [layout.snapshotFolder(machine.uuid), layout.checkpointFolder(machine.uuid)]) if (await files.exists(folder)) await files.removeTree(folder, layout.root);
}

async function assertRenamable(state: EmbedState, machine: Machine, newName: string): Promise<void> {
  const refuse = (why: string): never => {
    throw qemuError('operation-invalid', why);
  };
  if (machine.run !== undefined) refuse('cannot rename active domain');
  if (!machine.isPersistent) refuse('cannot rename a transient domain');
  if (machine.name === newName) throw domainError('operation-invalid', "Can't rename domain to itself");
  if ((await state.byName(newName)) !== undefined) throw domainError('operation-invalid', `domain with name '${newName}' already exists`);
  if (newName === '' || /[/\n\0]/.test(newName)) throw domainError('xml-error', `name ${newName} cannot contain '/'`);
}
