import { formatDomainSnapshotXml, parseDomainSnapshotXml, type DomainSnapshotDef } from '../../../conf/domain-snapshot/domain-snapshot-def.ts';
import type { MomentList } from '../../../core/moment-list.ts';
import type { EmbedState } from '../embed-state.ts';
import type { Machine } from '../machine.ts';
import { domainError } from '../qemu-error.ts';
import { MomentStore, type StoredMoment } from './moment-store.ts';

/** The snapshots of a machine. */
export type Snapshots = MomentList<StoredMoment<DomainSnapshotDef>>;

/** Where a machine's snapshots are written down. */
export function snapshotStore(state: EmbedState, machine: Machine): MomentStore<DomainSnapshotDef> {
  return new MomentStore(state.surroundings.files, state.layout.snapshotFolder(machine.uuid), {
    parse: (text) => parseStoredSnapshot(state, text),
    format: (def) => formatDomainSnapshotXml(def, { secure: true, uuid: machine.uuid }),
  });
}

/** Reads a document that we wrote. */
export async function parseStoredSnapshot(state: EmbedState, text: string): Promise<DomainSnapshotDef> {
  await state.emulators.prepare(text);
  return parseDomainSnapshotXml(text, { domain: state.emulators.context({ inactive: true, skipValidate: true }), redefine: true });
}

/** @throws no-domain-snapshot */
export function requireSnapshot(list: Snapshots, name: string): StoredMoment<DomainSnapshotDef> {
  const found = list.find(name);
  if (found === undefined) throw domainError('no-domain-snapshot', `no domain snapshot with matching name '${name}'`);
  return found;
}

/** Whether anything of it lies outside the machine's own images. */
export function isExternal({ memory, disks }: DomainSnapshotDef): boolean {
  return memory === 'external' || disks.some(({ snapshot }) => snapshot === 'external');
}
