import type { MoveObstacle } from '../../../api/extras.ts';
import type { DomainRef } from '../../../api/refs.ts';
import { formatDomainXml, parseDomainXml, type DomainDef } from '../../../conf/domain/domain-def.ts';
import { DomainEventType as Event, DomainEventUndefinedDetailType as Undefined, DomainMigrateFlags as M } from '../../../core/constants.ts';
import { storeDefinition } from '../domain-define.ts';
import type { EmbedSession } from '../embed-session.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { portableDef } from '../portable-def.ts';
import { domainError, qemuError } from '../qemu-error.ts';
import { formatCookie } from './move-cookie.ts';
import { copiesDisks, type MoveWish } from './move-wish.ts';

/** Whether only a definition moves, of a machine that is off. */
export function isOffline({ flags }: Pick<MoveWish, 'flags'>): boolean {
  return (flags & M.OFFLINE) !== 0;
}

/** What stands in the way of machines that run, and not of their definitions. */
const ONLY_LIVE: readonly MoveObstacle['reason'][] = ['unsafe-cache', 'host-device', 'host-folder', 'older-emulator'];

/** Of all reasons those that count for a definition. */
export function offlineObstacles(obstacles: readonly MoveObstacle[]): readonly MoveObstacle[] {
  return obstacles.filter(({ reason }) => !ONLY_LIVE.includes(reason));
}

/**
 * The definition of a machine that is off, for another root. Its disks stay where they are: the destination must see them.
 *
 * @throws operation-invalid with what would be lost on the way.
 */
export async function offerOffline(state: EmbedState, dom: DomainRef, wish: MoveWish): Promise<{ readonly xml: string; readonly cookie: Uint8Array }> {
  const machine = await state.require(dom);
  await assertLeaves(state, machine, wish);
  const def = wish.xml === undefined ? machine.configCopy() : await givenDef(state, machine, wish.xml);
  const { surroundings, layout } = state;
  const cookie = formatCookie({ boot: state.boot, uid: surroundings.uid ?? -1, root: layout.root, host: surroundings.hostName, version: 0, runs: false, persistentXml: '', disks: [] });
  return { xml: formatDomainXml(portableDef(layout, machine, def), { inactive: true, secure: true, migratable: true }), cookie };
}

async function assertLeaves({ layout, surroundings: { files } }: EmbedState, machine: Machine, wish: MoveWish): Promise<void> {
  const refuse = (message: string): never => { throw qemuError('operation-invalid', message); };
  if (copiesDisks(wish)) refuse('offline migration cannot handle non-shared storage');
  if ((wish.flags & M.PERSIST_DEST) === 0) refuse('offline migration must be specified with the persistent flag set');
  if (machine.run !== undefined) refuse(`'${machine.name}' runs: move it with --live, or shut it down first`);
  if (machine.snapshotCount > 0) refuse(`cannot migrate domain with ${machine.snapshotCount} snapshots`);
  if (machine.checkpointCount > 0) refuse(`cannot migrate domain with ${machine.checkpointCount} checkpoints`);
  if (machine.hasSave) refuse('the saved state of the machine would stay behind: start the machine, or drop the state (managedsave-remove)');
  const { os, devices } = machine.def;
  const nvram = os.nvram?.path;
  if (nvram?.startsWith(`${layout.nvram}/`) === true && (await files.exists(nvram))) refuse('what its firmware has stored would stay behind: start the machine and move it with --live');
  if (devices.tpms.some(({ backend }) => backend.type === 'emulator')) refuse('what its TPM has stored would stay behind: start the machine and move it with --live');
}

async function givenDef(state: EmbedState, machine: Machine, xml: string): Promise<DomainDef> {
  await state.emulators.prepare(xml);
  const def = parseDomainXml(xml, state.emulators.context({ inactive: true, skipValidate: true }));
  if (def.uuid !== machine.uuid) throw qemuError('config-unsupported', 'the document for the destination is of another machine');
  return def;
}

const expected = new WeakMap<EmbedSession, Map<string, DomainDef>>();

/** A definition is on its way here. */
export function expectOffline(session: EmbedSession, def: DomainDef): void {
  const known = expected.get(session) ?? new Map<string, DomainDef>();
  expected.set(session, known.set(def.name, def));
}

/** Stores the definition that has come, or forgets it. @throws migrate-finish-ok when it was to be forgotten. */
export async function finishOffline(session: EmbedSession, name: string, cancelled: boolean): Promise<DomainRef> {
  const def = expected.get(session)?.get(name);
  expected.get(session)?.delete(name);
  if (cancelled) throw qemuError('migrate-finish-ok', 'migration successfully aborted');
  if (def === undefined) throw domainError('no-domain', `no domain with matching name '${name}'`);
  return storeDefinition(session.state, def);
}

/** The definition has arrived, and is forgotten here if that was wanted. */
export async function confirmOffline({ state }: EmbedSession, dom: DomainRef, flags: number, cancelled: boolean): Promise<void> {
  if (cancelled || (flags & M.UNDEFINE_SOURCE) === 0) return;
  await state.change(dom, async (machine) => {
    if (!machine.isPersistent) return;
    await state.removeConfig(machine);
    const { ref } = machine;
    if (machine.run === undefined) state.forget(machine);
    state.events.lifecycle(ref, Event.UNDEFINED, Undefined.REMOVED);
  });
}
