import path from 'node:path';
import type { DomainMethods } from '../../api/facets/domain.ts';
import type { DomainRef, Uuid } from '../../api/refs.ts';
import type { TypedParameter } from '../../api/records.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import {
  DomainCoreDumpFlags as Dump, DomainEventStartedDetailType as Started, DomainEventStoppedDetailType as Stopped, DomainJobOperation as Operation, DomainPausedReason as Paused,
  DomainRunningReason as Running, DomainSaveImageXMLFlags as ImageXml, DomainSaveRestoreFlags as Save,
} from '../../core/constants.ts';
import { typedValue } from '../../core/typed-params.ts';
import { VirError } from '../../core/vir-error.ts';
import { Migration } from '../qmp/migration.ts';
import { pause } from './cpu-control.ts';
import type { EmbedSession } from './embed-session.ts';
import type { EmbedState } from './embed-state.ts';
import { migrateAway, migrateBack } from './migrate-away.ts';
import type { Machine } from './machine.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { portableDef } from './portable-def.ts';
import { domainError, qemuError } from './qemu-error.ts';
import { COMPLETE, formatSaveHeader, MOST_HEADER_BYTES, parseSaveHeader, type SaveHeader } from './save-image.ts';
import { startMachine, type StartOptions } from './start-machine.ts';
import { stopProcess } from './stop-process.ts';

const FLAGS = Save.BYPASS_CACHE | Save.RUNNING | Save.PAUSED;

/** Machines put away with their state, and brought back; dumps of their memory. */
export const domainSave = methodsOf<DomainMethods>()({
  save: (session, dom, to) => save(session, dom, to, undefined, 0),
  saveFlags: (session, dom, to, dxml, flags = 0) => save(session, dom, to, dxml, flags),
  saveParams: (session, dom, params, flags = 0) => save(session, dom, fileOf(params), textOf(params, 'dxml'), flags),
  restore: (session, from) => restore(session, from, undefined, 0),
  restoreFlags: (session, from, dxml, flags = 0) => restore(session, from, dxml, flags),
  restoreParams: (session, params, flags = 0) => restore(session, fileOf(params), textOf(params, 'dxml'), flags),
  async saveImageGetXMLDesc({ state }, file, flags = 0) {
    checkFlags(flags, ImageXml.SECURE, 'qemuDomainSaveImageGetXMLDesc');
    const { xml } = await readHeader(state, file);
    return formatDomainXml(await parsed(state, xml), { inactive: true, secure: (flags & ImageXml.SECURE) !== 0 });
  },
  saveImageDefineXML: ({ state }, file, dxml, flags = 0) => {
    checkFlags(flags, Save.RUNNING | Save.PAUSED, 'qemuDomainSaveImageDefineXML');
    return changeImage(state, file, dxml, flags);
  },

  async managedSave({ state }, dom, flags = 0) {
    checkFlags(flags, FLAGS, 'qemuDomainManagedSave');
    await state.change(dom, async (machine) => {
      machine.running();
      if (!machine.isPersistent) throw qemuError('operation-invalid', 'cannot do managed save for transient domain');
      await saveTo(state, machine, state.layout.saveFile(machine.uuid), undefined, flags);
      machine.hasSave = true;
    });
  },
  hasManagedSaveImage: async ({ state }, dom) => (await state.require(dom)).hasSave,
  async managedSaveRemove({ state }, dom, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainManagedSaveRemove');
    await state.change(dom, async (machine) => {
      await state.surroundings.files.remove([state.layout.saveFile(machine.uuid)]);
      machine.hasSave = false;
    });
  },
  async managedSaveGetXMLDesc({ state }, dom, flags = 0) {
    checkFlags(flags, ImageXml.SECURE, 'qemuDomainManagedSaveGetXMLDesc');
    const { xml } = await readHeader(state, await managedFile(state, dom));
    return formatDomainXml(await parsed(state, xml), { inactive: true, secure: (flags & ImageXml.SECURE) !== 0 });
  },
  async managedSaveDefineXML({ state }, dom, dxml, flags = 0) {
    checkFlags(flags, Save.RUNNING | Save.PAUSED, 'qemuDomainManagedSaveDefineXML');
    await changeImage(state, await managedFile(state, dom), dxml, flags);
  },

  coreDump: (session, dom, to, flags = 0) => dump(session, dom, to, 0, flags),
  coreDumpWithFormat: (session, dom, to, format, flags = 0) => dump(session, dom, to, format, flags),
});

function textOf(params: readonly TypedParameter[], field: string): string | undefined {
  const value = typedValue(params, field);
  return typeof value === 'string' ? value : undefined;
}

function fileOf(params: readonly TypedParameter[]): string {
  const file = textOf(params, 'file');
  if (file === undefined) throw qemuError('operation-unsupported', 'managed save is not supported with this call; name a file');
  return file;
}

function assertAbsolute(file: string): void {
  if (!file.startsWith('/')) throw domainError('invalid-arg', `'${file}' is no absolute path`);
}

async function save({ state }: EmbedSession, dom: DomainRef, to: string, dxml: string | undefined, flags: number): Promise<void> {
  checkFlags(flags, FLAGS, 'qemuDomainSaveFlags');
  assertAbsolute(to);
  await state.change(dom, (machine) => saveTo(state, machine, to, dxml, flags));
}

/** Puts a machine away: pauses it, writes its definition and state, ends it. It goes on if that fails. */
async function saveTo(state: EmbedState, machine: Machine, file: string, dxml: string | undefined, flags: number): Promise<void> {
  const run = machine.running();
  machine.monitor();
  const wasRunning = run.state === 'running';
  const { files } = state.surroundings;
  if (!(await files.exists(path.posix.dirname(file)))) throw qemuError('system-error', `Failed to create file '${file}': No such file or directory`, { subject: file });
  const [before] = await files.stat([file]);
  if (before !== undefined && before.kind !== 'file') throw qemuError('system-error', `Failed to create file '${file}': it is no file`, { subject: file });
  const def = portableDef(state.layout, machine, dxml === undefined ? run.live : await parsed(state, dxml));
  const header = formatSaveHeader(formatDomainXml(def, { inactive: true, secure: true, migratable: true }), (flags & Save.RUNNING) !== 0 || (wasRunning && (flags & Save.PAUSED) === 0));
  try {
    await files.write(file, header);
    // From here on whoever finds the machine knows that it was on its way into this file.
    run.task = { kind: 'save', runs: wasRunning, facts: { file } };
    await state.writeStatus(machine);
    if (wasRunning) await pause(state, machine, Paused.SAVE);
    await migrateAway(state, machine, { operation: Operation.SAVE, file });
    await files.writeRange(file, 0n, COMPLETE);
  } catch (error) {
    await goOn(state, machine, wasRunning);
    await files.remove([file]);
    throw error;
  }
  await stopProcess(state, machine, Stopped.SAVED);
}

async function goOn(state: EmbedState, machine: Machine, wasRunning: boolean): Promise<void> {
  if (machine.run === undefined) return;
  machine.run.task = undefined;
  if (wasRunning) {
    await machine.run.monitor?.execute('cont').catch((error: unknown) => {
      if (!VirError.is(error)) throw error; // it has ended, which is why it was not saved
    });
  }
  await state.writeStatus(machine);
}

/** Ends what a Vireo that is gone had begun: a machine whose state is whole in its file ends, any other goes on. Whoever calls holds it. */
export async function settleSave(state: EmbedState, machine: Machine): Promise<void> {
  const { task, monitor } = machine.running();
  const file = task?.facts['file'];
  if (task === undefined || file === undefined || monitor === undefined) return;
  const [start] = await state.surroundings.files.readStarts([file], COMPLETE.length);
  if (start !== undefined && COMPLETE.equals(start)) {
    await stopProcess(state, machine, Stopped.SAVED);
    return;
  }
  const migration = Migration.watch(monitor);
  await migration.cancel().finally(migration.dispose);
  await goOn(state, machine, task.runs);
  await state.surroundings.files.remove([file]);
}

async function restore({ state }: EmbedSession, from: string, dxml: string | undefined, flags: number): Promise<void> {
  checkFlags(flags, FLAGS | Save.RESET_NVRAM, 'qemuDomainRestoreFlags');
  assertAbsolute(from);
  const header = await readHeader(state, from);
  const def = await parsed(state, dxml ?? header.xml);
  const machine = await state.changeRoot(async () => {
    const known = state.get(def.uuid as Uuid);
    if (known?.run !== undefined) throw domainError('operation-invalid', `domain is already active as '${known.name}'`);
    const named = await state.byName(def.name);
    if (named !== undefined && named !== known) throw domainError('operation-failed', `domain '${def.name}' already exists with uuid ${named.uuid}`);
    const made = known ?? state.newMachine(def.uuid as Uuid, def.name);
    if (known === undefined) state.add(made);
    return made;
  });
  try {
    await state.change(machine.ref, () => startFrom(state, machine, from, header, def, flags, {}));
  } catch (error) {
    if (machine.run === undefined && !machine.isPersistent) state.forget(machine);
    throw error;
  }
}

/** Starts a machine from where it was saved; a save that was broken off is dropped, and the machine boots. */
export async function restoreManagedSave(state: EmbedState, machine: Machine, options: StartOptions): Promise<void> {
  const file = state.layout.saveFile(machine.uuid);
  const header = await readHeader(state, file, true);
  if (header === undefined) await startMachine(state, machine, options);
  else await startFrom(state, machine, file, header, await parsed(state, header.xml), options.paused === true ? Save.PAUSED : 0, options);
  await state.surroundings.files.remove([file]);
  machine.hasSave = false;
}

export async function startFrom(state: EmbedState, machine: Machine, file: string, header: SaveHeader, def: DomainDef, flags: number, options: StartOptions): Promise<void> {
  const runs = (flags & Save.RUNNING) !== 0 || (header.wasRunning && (flags & Save.PAUSED) === 0);
  await startMachine(state, machine, {
    startedDetail: Started.RESTORED, runningReason: Running.RESTORED, resetNvram: (flags & Save.RESET_NVRAM) !== 0, ...options, def, incoming: 'defer', paused: !runs,
    beforeRunning: (_run, monitor) => migrateBack(state, machine, monitor, file, header.stateOffset),
  });
}

export async function parsed(state: EmbedState, xml: string): Promise<DomainDef> {
  await state.emulators.prepare(xml);
  return parseDomainXml(xml, state.emulators.context({ inactive: true, skipValidate: true }));
}

export async function readHeader(state: EmbedState, file: string): Promise<SaveHeader>;
export async function readHeader(state: EmbedState, file: string, managed: true): Promise<SaveHeader | undefined>;
export async function readHeader({ surroundings: { files } }: EmbedState, file: string, managed = false): Promise<SaveHeader | undefined> {
  assertAbsolute(file);
  const header = parseSaveHeader(await files.readRange(file, 0n, MOST_HEADER_BYTES), file);
  if (header.isComplete) return header;
  if (managed) return undefined;
  throw qemuError('operation-failed', `save image '${file}' is incomplete`);
}

async function managedFile(state: EmbedState, dom: DomainRef): Promise<string> {
  const machine = await state.require(dom);
  if (!machine.hasSave) throw qemuError('operation-invalid', 'domain does not have managed save image');
  return state.layout.saveFile(machine.uuid);
}

/** Changes a saved machine's document; what follows must stay where it is, so the new one may not be longer. */
async function changeImage(state: EmbedState, file: string, dxml: string | undefined, flags: number): Promise<void> {
  const header = await readHeader(state, file);
  const def = await parsed(state, dxml ?? header.xml);
  const old = await parsed(state, header.xml);
  if (def.uuid !== old.uuid || def.memory.sizeKiB !== old.memory.sizeKiB) throw qemuError('config-unsupported', 'the saved machine and the new document do not fit together');
  const runs = (flags & Save.RUNNING) !== 0 || (header.wasRunning && (flags & Save.PAUSED) === 0);
  const bytes = formatSaveHeader(formatDomainXml(def, { inactive: true, secure: true, migratable: true }), runs);
  if (bytes.length > header.stateOffset) throw qemuError('operation-failed', 'new xml too large to fit in file');
  const padded = Buffer.alloc(header.stateOffset);
  bytes.copy(padded);
  COMPLETE.copy(padded);
  padded.writeUInt32LE(header.stateOffset - (bytes.length - bytes.readUInt32LE(20)), 20);
  await state.surroundings.files.writeRange(file, 0n, padded);
}

const FORMATS = ['elf', 'kdump-zlib', 'kdump-lzo', 'kdump-snappy', 'win-dmp'];

/** The guest's memory as a core file. */
async function dump({ state }: EmbedSession, dom: DomainRef, to: string, format: number, flags: number): Promise<void> {
  checkFlags(flags, Dump.CRASH | Dump.LIVE | Dump.BYPASS_CACHE | Dump.RESET | Dump.MEMORY_ONLY, 'qemuDomainCoreDumpWithFormat');
  assertAbsolute(to);
  const word = FORMATS[format];
  if (word === undefined) throw qemuError('invalid-arg', `unknown dumpformat '${format}'`);
  await state.change(dom, async (machine) => {
    const run = machine.running();
    const wasRunning = run.state === 'running';
    if (wasRunning && (flags & Dump.LIVE) === 0) await pause(state, machine, Paused.DUMP);
    try {
      await machine.monitor().execute('dump-guest-memory', { paging: false, protocol: `file:${to}`, ...(format === 0 ? {} : { format: word }) }, { deadlineMs: 600_000 });
    } finally {
      if (wasRunning && (flags & (Dump.LIVE | Dump.CRASH)) === 0) {
        await machine.run?.monitor?.execute('cont').catch((error: unknown) => {
          if (!VirError.is(error)) throw error; // the machine has ended
        });
      }
    }
    if ((flags & Dump.CRASH) !== 0) await stopProcess(state, machine, Stopped.CRASHED);
    else if ((flags & Dump.RESET) !== 0) await machine.monitor().execute('system_reset');
  });
}
